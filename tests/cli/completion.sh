#!/bin/sh
# completion.sh - what bash, zsh and fish complete, by the scripts that are installed
set -u
. "$srcdir/tests/support/tap.sh"
. "$srcdir/tests/support/cli.sh"
table=$("$OLDPWD/tests/tree/print_options") || exit 99
PATH=$(dirname "$DUNLIN"):$PATH
mkdir -p p/versions other
printf '[DEFAULT]\nscript_location = %%(here)s\n[dunlin]\n[production]\n' >p/dunlin.ini
cp p/dunlin.ini other/mine.ini
printf -- '-- First: all\n-- dunlin: label core\nCREATE TABLE a (n int);\n' >p/versions/a01_first.sql
printf -- '-- second\nCREATE TABLE b (n int);\n' >p/versions/b02_second.sql
mkdir folder 'a folder'
: >'a folder/x.sql'
cd p || exit 99

# What a shell gives for the command line "dunlin $1", where the cursor is at its end; sorted.
cat >../bash.sh <<'SH'
. "$1"
COMP_LINE=$2 COMP_POINT=${#2}
compopt() { :; }
# As readline cuts it.
mapfile -t COMP_WORDS < <(python3 -c 'import re, sys
print(*re.findall(r"""(?:"[^"]*"|\x27[^\x27]*\x27|[^\s:=@])+|[:=@]+""", sys.argv[1]), sep="\n")' "$2")
[[ $COMP_LINE == *' ' ]] && COMP_WORDS[${#COMP_WORDS[@]}]=
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_dunlin
printf '%s\n' "${COMPREPLY[@]}"
SH
cat >../zsh.sh <<'SH'
# Without the completion system: what the function gives to it.
script=$1 line=$2
_describe() { local w; for w in "${(@P)argv[-1]}"; do w=${w//\\:/$'\1'}; print -r -- "${${w%%:*}//$'\1'/:}"; done }
_files() { [[ ${1-} == -/ ]] && print -rl -- ${~PREFIX}*(N/) || print -rl -- ${~PREFIX}*(N) }
compset() { PREFIX=${PREFIX#*=} }
run() {
	local -a words; words=("${(@z)line}")
	[[ $line == *' ' ]] && words+=('')
	local CURRENT=${#words} PREFIX=${words[-1]}
	source $script
}
run
SH
bash_gives() { bash --norc ../bash.sh "$srcdir/completions/dunlin.bash" "dunlin $1" 2>&1 | LC_ALL=C sort; }
zsh_gives() { zsh -f ../zsh.sh "$srcdir/completions/dunlin.zsh" "dunlin $1" 2>&1 | LC_ALL=C sort; }
fish_gives() { HOME=$work fish -N -c 'source $argv[1]; complete -C $argv[2]' "$srcdir/completions/dunlin.fish" "dunlin $1" 2>&1 | cut -f 1 | LC_ALL=C sort; }

# lines WORD...: sorted, one a line
lines() { printf '%s\n' "$@" | LC_ALL=C sort; }

for shell in bash zsh fish; do
	if ! command -v $shell >/dev/null 2>&1; then
		if [ -n "${CI:-}" ]; then not_ok "there is $shell"; else ok "$shell # SKIP not installed"; fi
		continue
	fi
	gives=${shell}_gives
	is "$shell: the commands" "$($gives '')" "$(printf '%s\n' "$table" | sed -n 's/^command //p' | LC_ALL=C sort)"
	is "$shell: a command" "$($gives 'ensu')" ensure_version
	for command in upgrade history translate; do
		is "$shell: the options of $command" "$($gives "$command --")" \
			"$(printf '%s\n' "$table" | sed -nE "s/^option (dunlin|$command) (--[a-z-]*).*/\2/p" | LC_ALL=C sort)"
	done
	is "$shell: options without a command" "$($gives '--v')" "$(lines --verbose --version)"
	is "$shell: targets" "$($gives 'upgrade ')" "$(lines a01 b02 base core head heads)"
	is "$shell: a revision" "$($gives 'show b0')" b02
	is "$shell: a label" "$($gives 'downgrade -q co')" core
	is "$shell: behind all operands nothing" "$($gives 'upgrade head ')" ''
	is "$shell: several operands" "$($gives 'merge a01 b0')" b02
	is "$shell: where the database is" "$($gives 'edit cur')" current
	is "$shell: a value" "$($gives 'upgrade --transaction r')" "$(lines revision run)"
	is "$shell: behind a letter" "$($gives 'history -r a')" a01
	is "$shell: sections" "$($gives '-n ')" "$(lines DEFAULT dunlin production)"
	is "$shell: of another file" "$($gives '-c ../other/mine.ini -n pro')" production
	is "$shell: files" "$($gives '-c ../other/m')" ../other/mine.ini
	is "$shell: an option that is not there" "$($gives 'upgrade --nix')" ''
	is "$shell: behind a message of two words" "$($gives "revision -m 'two words' --head b")" "$(lines b02 base)"
done
# What stands before : = or @ is bash's, and is not given back.
is "bash: a range" "$(bash_gives 'upgrade --sql a01:b0')" b02
is "bash: on a branch" "$(bash_gives 'upgrade core@he')" "$(lines head heads)"
is "bash: the value of a long option" "$(bash_gives 'translate --to=s')" sqlite
for shell in zsh fish; do
	command -v $shell >/dev/null 2>&1 || continue
	is "$shell: a range" "$(${shell}_gives 'upgrade --sql a01:b0')" a01:b02
	is "$shell: on a branch" "$(${shell}_gives 'upgrade core@he')" "$(lines core@head core@heads)"
	is "$shell: the value of a long option" "$(${shell}_gives 'translate --to=s')" --to=sqlite
done
cd ..
is "without a project the commands" "$(printf 'upg\n' | "$DUNLIN" __complete)" "upgrade	run the revisions that lead to TARGET"
is "and the targets that always are" "$(printf 'upgrade\nhead\n' | "$DUNLIN" __complete 2>&1 | cut -f 1)" "head
heads"
run help
unlike "it is no command for people" "$out" __complete
tap_done
