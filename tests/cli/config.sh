#!/bin/sh
# config.sh - dunlin config, environments as sections, values from the environment, unknown keys
set -u
. "$srcdir/tests/support/tap.sh"
. "$srcdir/tests/support/cli.sh"
. "$srcdir/tests/support/json.sh"
mkdir -p p/versions
cat >p/dunlin.ini <<'INI'
[DEFAULT]
script_location = %(here)s
version_locations =
  ${A_FOLDER:-versions}
  other
path_separator = newline
[dunlin]
url = sqlite:///a.db
lock_wait = 7s
[production]
url = postgresql://app:${APP_PASSWORD}@db.example/app
session.statement_timeout = 10min
session.app.token = Hidden1
password_command = echo Hidden2
direct_url = postgresql://app:Hidden3@direct/app
INI

# setting NAME: the rest of its line, with one blank between the columns
setting() {
	printf '%s\n' "$out" | sed -n "s/^$1  *//p" | tr -s ' '
}

run -c p/dunlin.ini config
done_ok "config"
like "it names the file and the section" "$out" "^$work/p/dunlin\.ini \[dunlin\]\$"
is "from the file" "$(setting lock_wait)" '7s p/dunlin.ini:9 [dunlin]'
is "from [DEFAULT], expanded" "$(setting script_location)" "$work/p p/dunlin.ini:2 [DEFAULT]"
is "a list, a variable that is not set has its default" "$(setting version_locations)" \
	'versions other p/dunlin.ini:3 [DEFAULT]'
is "the default" "$(setting lock_timeout)" '500ms default'
is "nothing" "$(setting role)" '- default'
is "the database as it is opened" "$(setting url)" "sqlite:///$work/p/a.db p/dunlin.ini:8 [dunlin]"
empty "every key that the manual has is listed" "$(printf '%s\n' "$out" | sed -n 's/^\([a-z_]*\) .*/\1/p' |
	sort >listed; sed -n '/^\.SH KEYS/,/^\.SH HOOKS/p' "$srcdir/doc/dunlin.ini.5" | grep -A1 '^\.TP' |
	sed -n 's/^\.B //p' | sort | comm -23 - listed)"
run -c p/dunlin.ini -d sqlite:///b.db config
is "from the option" "$(setting url)" 'sqlite:///b.db option -d'
status=0
out=$(A_FOLDER=elsewhere DATABASE_URL=postgres://u:Hidden4@h/d DUNLIN_DIRECT_URL=postgres://u:Hidden4@i/d \
	"$DUNLIN" -c p/dunlin.ini config 2>err) || status=$?
err=$(cat err)
is "from the environment" "$(setting url)" 'postgres://u:***@h/d environment DATABASE_URL'
is "a variable in the file" "$(setting version_locations)" 'elsewhere other p/dunlin.ini:3 [DEFAULT]'
is "the other URL, too" "$(setting direct_url)" 'postgres://u:***@i/d environment DUNLIN_DIRECT_URL'
printf '%s\n' "$out" >>all

run -c p/dunlin.ini -n production config
done_ok "config without the secret"
is "what is missing is said" "$(setting url)" \
	'- p/dunlin.ini:11 ! the environment variable APP_PASSWORD is not set'
is "secrets are hidden" "$(setting session.app.token) $(setting password_command) $(setting direct_url)" \
	'*** p/dunlin.ini:13 [production] *** p/dunlin.ini:14 [production] postgresql://app:***@direct/app p/dunlin.ini:15 [production]'
is "a setting of the session" "$(setting session.statement_timeout)" '10min p/dunlin.ini:12 [production]'
run -c p/dunlin.ini -n production heads
is "who does not connect needs no secret" "$status:$err" '0:notice: '"'$work/p/other'"' of version_locations is not there yet'
run -c p/dunlin.ini -n production current
is "who does gets an error with its place" "$status:$err" "2:notice: '$work/p/other' of version_locations is not there yet
p/dunlin.ini:11:24: error: the environment variable APP_PASSWORD is not set
   11 | url = ***
      |       ^
hint: Set it, or write \${APP_PASSWORD:-text} for what is to stand in its place."
for secret in 'Hid%xden' 'Hid@den' 'Hid%zzden'; do
	status=0
	out=$(APP_PASSWORD=$secret "$DUNLIN" -c p/dunlin.ini -n production current 2>err) || status=$?
	is "a password that is not percent-encoded: $secret" "$status:$out" 2:
	like "a clear error" "$(cat err)" "^p/dunlin\.ini:11:7: error: the database URL has a '[%@]'.* in "
	like "and what to write" "$(cat err)" '^hint: .*%(25|40)'
	cat err >>all
done
out=$(APP_PASSWORD=Hid%25%40den "$DUNLIN" -c p/dunlin.ini -n production config)
is "one that is needs no doubling" "$(setting url)" 'postgresql://app:***@db.example/app p/dunlin.ini:11 [production]'

run -c p/dunlin.ini -n production config --json
conforms "the settings as JSON" settings
is "of the file" "$(json '[(s["source"], s["file"], s["line"], s["section"]) for s in d["settings"] if s["name"] == "password_command"]')" \
	"[('file', 'p/dunlin.ini', 14, 'production')]"
run -c p/dunlin.ini -d postgresql://u:Hidden5@h/d config --json
conforms "with an option" settings
is "of the option" "$(json '[(s["value"], s["secret"], s["source"], s["option"]) for s in d["settings"] if s["name"] == "url"]')" \
	"[('postgresql://u:***@h/d', True, 'option', '-d')]"
printf '%s\n' "$out" "$err" >>all
unlike "no secret in any of it" "$(cat all)" 'Hid'

run -c p/dunlin.ini -n producton config
like "no such section" "$status:$err" '^2:p/dunlin\.ini:1:1: error: there is no section \[producton\]'
like "which there are" "$err" '^hint: It has \[DEFAULT\], \[dunlin\], \[production\]\.'
sed -i 's/^lock_wait/lock_wiat/' p/dunlin.ini
run -c p/dunlin.ini config
is "an unknown key" "$status:$err" "2:p/dunlin.ini:9:1: error: unknown key 'lock_wiat'
    9 | lock_wiat = ***
      | ^
hint: Did you mean 'lock_wait'?"
printf '[dunlin]\nscript_location = %%(here)s\n[post_write_hooks]\nhooks = a\na.excutable = true\na.type = exec\n' >p/dunlin.ini
cp "$srcdir/migrations/script.sql.in" p
run -c p/dunlin.ini revision -m x
is "an unknown key of a hook" "$status:$err" "2:p/dunlin.ini:5:1: error: unknown key 'a.excutable' in [post_write_hooks]
    5 | a.excutable = ***
      | ^
hint: Did you mean 'a.executable'?"
tap_done
