#!/bin/sh
# fetch.sh - the packages of a lock.tsv, unpacked in a cache: nothing of them is installed
#
#   fetch.sh LOCK [NAME]     prints the folder in which each package has one of its own
#
# A line of LOCK has kind, name, version, SHA-256 of the file, and the folder where that is not the
# name.  The cache is DUNLIN_TEST_CACHE, else one in the user's cache by the name of the folder that
# LOCK is in.  What a package is called with by its client (mirrors, registries) is the client's own
# configuration.
set -eu

lock=$1
here=$(cd "$(dirname "$lock")" && pwd)
cache=${DUNLIN_TEST_CACHE:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/dunlin-${here##*/}}
tab=$(printf '\t')

fail() {
	printf 'fetch.sh: %s\n' "$*" >&2
	exit 1
}

# A version may leave its archive (Debian's when a point release replaces it); the lock says which
# one was tested, so a person has to decide that another one is as good.
gone() {
	cat >&2 <<-TXT
	fetch.sh: $1 $2 $3 cannot be fetched:
	$(tail -n 5 "$work/log")
	If its archive has it no longer: choose a version that '$4' lists (of Debian's, one
	that the main archive of the stable release has rather than its security archive),
	write it and the file's sha256sum into $lock,
	run the tests in ${here##*/} and read what differs.
	TXT
	exit 1
}

# apt keeps its lists per machine: where they do not have the version yet, they are updated once.
fetch_deb() {
	(cd "$work" && apt-get -q download "$1=$2" >log 2>&1) && return
	apt-get -q update >/dev/null 2>&1 || :
	(cd "$work" && apt-get -q download "$1=$2" >log 2>&1) ||
		gone deb "$1" "$2" "apt-cache policy $1"
}

fetch_npm() {
	(cd "$work" && npm pack --ignore-scripts --loglevel error "$1@$2" >log 2>&1) ||
		gone npm "$1" "$2" "npm view $1 versions"
}

unpack() {
	case $1 in
	*.deb) dpkg-deb -x "$1" "$2" ;;
	*.tgz) mkdir "$2" && tar -xzf "$1" -C "$2" --strip-components=1 ;;
	*) fail "'$1' is neither of Debian nor of npm" ;;
	esac
}

# A folder is there under its final name only when it is whole.
fetch() {
	kind=$1 name=$2 version=$3 sum=$4
	to=$cache/${5:-$(printf %s "$name" | tr -d @ | tr / -)}
	[ "$(cat "$to/.lock" 2>/dev/null)" != "$sum" ] || return 0
	rm -rf "${work:?}"/* "$to"
	"fetch_$kind" "$name" "$version"
	file=$(find "$work" -name '*.deb' -o -name '*.tgz')
	got=$(sha256sum <"$file" | cut -d' ' -f1)
	[ "$got" = "$sum" ] ||
		fail "$name $version has the SHA-256 $got, and $lock says $sum: do not use it"
	unpack "$file" "$work/tree"
	echo "$sum" >"$work/tree/.lock"
	mv "$work/tree" "$to"
}

# What the recorder of histories needs of npm has a lock of npm's own.
fetch_recorder() {
	sum=$(cat "$here/npm/package.json" "$here/npm/package-lock.json" | sha256sum)
	[ "$(cat "$cache/recorder/.lock" 2>/dev/null)" != "$sum" ] || return 0
	rm -rf "${work:?}"/* "$cache/recorder"
	mkdir "$work/tree"
	cp "$here/npm/package.json" "$here/npm/package-lock.json" "$work/tree"
	(cd "$work/tree" && npm ci --ignore-scripts --omit=optional --no-audit --no-fund) \
		>"$work/log" 2>&1 || { cat "$work/log" >&2; fail 'npm ci failed'; }
	echo "$sum" >"$work/tree/.lock"
	mv "$work/tree" "$cache/recorder"
}

mkdir -p "$cache"
work=$cache/work.$$
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
mkdir "$work"
while IFS=$tab read -r kind name version sum folder; do
	case $kind in '#'* | '') continue ;; esac
	case ${2:-$name} in
	"$name" | "$folder") fetch "$kind" "$name" "$version" "$sum" "$folder" ;;
	esac
done <"$lock"
[ ! -d "$here/npm" ] || fetch_recorder
echo "$cache"
