#!/bin/sh
# password_postgresql.sh - the password of a connection, from wherever, opens it and is never shown
set -u
. "$srcdir/tests/support/tap.sh"
. "$srcdir/tests/support/cli.sh"
. "$srcdir/tests/support/db_postgresql.sh"
password='Hid%den@/: $x'
encoded='Hid%25den%40%2F%3A%20%24x'
db_new app
db_sql "CREATE ROLE with_password LOGIN SUPERUSER PASSWORD '$password'"
mkdir -p p/versions
cat >p/versions/001_a.sql <<'SQL'
-- a
CREATE TABLE a (n int);
SQL
at="with_password@/app?host=$PGHOST&port=$PGPORT"
with="with_password:$encoded@/app?host=$PGHOST&port=$PGPORT"
printf '*:*:*:with_password:%s\n' "$(printf %s "$password" | sed 's/:/\\:/g')" >p/pass
chmod 600 p/pass
printf '%s\n' "$password" >p/secret
cat >p/dunlin.ini <<INI
[DEFAULT]
script_location = %(here)s
[url]
url = postgresql://$with
[doubled]
url = postgresql://$(printf %s "$with" | sed 's/%/%%/g')
[variable]
url = \${APP_URL}
[command]
url = postgresql://$at
password_command = cat secret
[passfile]
url = postgresql://$at
passfile = pass
[none]
url = postgresql://$at
[wrong]
url = postgresql://$at
password_command = echo HidWrong
[failing]
url = postgresql://$at
password_command = cat secret >&2; exit 5
INI
APP_URL="postgresql://$with"
export APP_URL

# kept ARGUMENT...: run it, and keep all that it prints
kept() {
	run -v -c p/dunlin.ini "$@"
	printf '%s\n' "$out" "$err" >>all
}

for section in url doubled variable command passfile; do
	kept -n $section upgrade head
	done_ok "$section: upgrade"
	like "$section: the database as it is shown" "$err" "^dunlin: database postgresql://with_password(:\*\*\*)?@/app\?host=$PGHOST&port=$PGPORT\$"
	for command in current status config 'config --json' 'plan -1 --down' 'plan -1 --down --json' \
		'downgrade 001:base --sql' 'status --json' 'lock --json' 'downgrade base --json' 'plan head --out plan.json'; do
		# shellcheck disable=SC2086
		kept -n $section $command
		done_ok "$section: $command"
	done
	cat plan.json >>all
	kept -n $section upgrade --plan plan.json
	done_ok "$section: upgrade --plan"
	kept -n $section verify --down
	like "$section: verify" "$out" '^ +ok +001'
	kept -n $section downgrade base
done
kept -n none -d "postgresql://$with" current
done_ok "-d"
kept -n url -d "postgresql://with_password:Hid%25Other@/app?host=$PGHOST&port=$PGPORT" current
is "a wrong one" "$status" 1
kept -n url -d "postgresql://with_password:Hid%Other@/app?host=$PGHOST" current
is "a malformed one" "$status" 2
kept -n url -d "host=$PGHOST password=HidOther" current
is "no URL" "$status" 2
kept -n none current
is "without any it is refused" "$status" 1
like "and said how to give one" "$err" '^hint: Give the password in the URL, .*password_command'
kept -n wrong current
is "the wrong one of a command is refused" "$status" 1
printf -- '-- b\nSELECT 1;\nSELEC 2;\n' >p/versions/002_b.sql
kept -n command upgrade head
like "an error in a file" "$err" '002_b\.sql:3:1: error: '
kept -n command -c nowhere.ini -d "postgresql://$with" current
unlike "no password in any of it" "$(cat all)" 'Hid'
run -c p/dunlin.ini -n failing current
like "a command that fails" "$err" '^p/dunlin\.ini:22:20: error: the password_command failed with status 5'
unlike "what it writes besides is its own business, and shown once" "$(printf '%s\n' "$err" | grep -v '^Hid%den@/: \$x$')" Hid
tap_done
