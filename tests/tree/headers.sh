#!/bin/sh
# headers.sh - every header compiles alone and twice: public ones as strict C and C++, ours as C
set -u
. "$srcdir/tests/support/tap.sh"
dir=$(mktemp -d) || exit 99
trap 'rm -rf "$dir"' EXIT

# compile NAME FILE-SUFFIX INCLUDE COMPILER...
compile() {
	name=$1
	probe=$dir/probe.$2
	printf '#include %s\n#include %s\nint dn_probe;\n' "$3" "$3" >"$probe"
	shift 3
	succeeds "$name" "$@" -Wall -Wextra -Werror -fsyntax-only "$probe"
}

for cxx in "${CXX:-}" c++ g++ clang++ ''; do
	[ -n "$cxx" ] && command -v "$cxx" >/dev/null 2>&1 && break
done
for path in "$srcdir"/include/dunlin/*.h; do
	h=${path##*/}
	# shellcheck disable=SC2086
	compile "$h alone as C11" c "<dunlin/$h>" ${CC:-cc} -std=c11 -pedantic \
		-I"$srcdir/include"
	if [ -n "$cxx" ]; then
		compile "$h alone as C++11" cc "<dunlin/$h>" "$cxx" -std=c++11 \
			-pedantic -I"$srcdir/include"
	else
		ok "$h alone as C++11 # SKIP no C++ compiler"
	fi
done

for path in $(cd "$srcdir/src" && find . -name '*.h' | LC_ALL=C sort); do
	h=${path#./}
	# shellcheck disable=SC2086
	compile "$h alone" c "\"$h\"" ${CC:-cc} -std=gnu11 -I. -I"$srcdir/include" \
		-I"$srcdir/src" -Isrc ${TREE_CFLAGS:-}
done
tap_done
