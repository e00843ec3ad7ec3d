#!/bin/sh
# basics.sh - help, version, usage errors; what needs no database
set -u
. "$srcdir/tests/support/tap.sh"
. "$srcdir/tests/support/cli.sh"

run
is "without arguments: usage, status 2" "$status" 2
like "without arguments: usage on stderr" "$err" '^usage: dunlin '
is "without arguments: nothing on stdout" "$out" ''
for arg in --version -V; do
	run $arg
	is "$arg" "$status:$out:$err" "0:dunlin $(sed -n 's/^AC_INIT(\[dunlin\], \[\(.*\)\])$/\1/p' \
		"$srcdir/configure.ac"):"
done
run help
commands=$(printf '%s\n' "$out" | sed -n -e '/^options:/q' -e 's/^  \([a-z_-]*\).*/\1/p')
is "help lists the commands" "$(printf '%s\n' "$commands" | sort)" \
	"$("$OLDPWD/tests/tree/print_options" | sed -n 's/^command //p' | sort)"
like "in groups" "$out" '^run them:$'
listing=$out
for arg in --help -h; do
	run $arg
	is "$arg is help" "$status:$out" "0:$listing"
done

# The trio for every command: help, its other form, an option that does not exist.
for command in $commands; do
	run help "$command"
	like "help $command" "$status:$out" "^0:usage: dunlin $command "
	text=$out
	run "$command" --help
	is "$command --help is the same, on stdout" "$status:$out:$err" "0:$text:"
	run "$command" --no-such-option
	is "$command with a bad option: status" "$status:$out" 2:
	is "$command with a bad option: message" "$err" "error: unknown option '--no-such-option'
hint: Try 'dunlin help $command'."
done

run upgrad head
is "a mistyped command" "$status:$out:$err" "2::error: unknown command 'upgrad', did you mean 'upgrade'?
hint: Try 'dunlin help'."
run help frobnicate
is "help of no command" "$status:$err" "2:error: unknown command 'frobnicate'
hint: Try 'dunlin help'."
for command in upgrade downgrade stamp show edit merge init; do
	run $command
	like "$command without its operand" "$status:$err" "^2:error: '$command' needs an operand: "
done
run revision
like "revision without a message" "$status:$err" "^2:error: .revision. needs .--message MESSAGE."
run translate
like "translate without a dialect" "$status:$err" "^2:error: .translate. needs .--to DIALECT."
run current now
like "an operand too many" "$status:$err" "^2:error: unexpected operand 'now'"
run upgrade --sql=yes head
like "a value too many" "$status:$err" "^2:error: option '--sql' takes no value"

# Where is the project, and where is the database?
run heads
like "no configuration: status and message" "$status:$err" '^2:.*error: .*dunlin\.ini'
run -c nowhere.ini heads
like "a configuration that is not there" "$status:$err" '^2:nowhere\.ini: error: cannot read'
mkdir -p p/versions
printf '[dunlin]\nscript_location = %%(here)s\n' >p/dunlin.ini
for command in current status check ensure_version 'upgrade head' 'downgrade base' 'stamp head' \
	'history -i'; do
	# shellcheck disable=SC2086
	run -c p/dunlin.ini $command
	like "$command without a database: status 2" "$status:$out:$err" '^2::error: no database'
done
run -c p/dunlin.ini -d oracle://u:secret@h/x current
like "an unknown scheme" "$status:$err" "^[12]:error: .*oracle"
unlike "the password of such a URL is not shown" "$err" secret
run -c p/dunlin.ini heads
is "no revisions: no heads" "$status:$out" '0:'
rmdir p/versions
run -c p/dunlin.ini heads
like "no folder of revisions" "$status:$err" 'error: .*versions'
[ "$status" -ne 0 ] && ok "no folder of revisions: status" || not_ok "no folder of revisions: status"
printf 'script_location = x\n' >p/dunlin.ini
run -c p/dunlin.ini heads
like "a configuration that cannot be read has a line" "$status:$err" '^2:p/dunlin\.ini:1.*error: '

# Output that cannot be written is an error, also when it is small.
if [ -e /dev/full ]; then
	"$DUNLIN" help >/dev/full 2>err
	like "a full stdout" "$?:$(cat err)" '^1:error: cannot write the output'
fi
"$DUNLIN" upgrad 2>err >/dev/null
unlike "no colours when stderr is a file" "$(cat err)" "$(printf '\033')"
tap_done
