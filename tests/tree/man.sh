#!/bin/sh
# man.sh - dunlin(1) names what the option table has, and nothing else
set -u
. "$srcdir/tests/support/tap.sh"
table=$(tests/tree/print_options) || exit 99
# Text as read: without font changes and escapes.
page=$(sed -e 's/\\f[A-Z]//g' -e 's/\\-/-/g' -e 's/\\&//g' "$srcdir/doc/dunlin.1")

missing=$(printf '%s\n' "$table" | while read -r kind command words; do
	[ "$kind" = command ] && words=$command
	for word in $words; do
		printf '%s\n' "$page" | grep -qE -e "(^|[^A-Za-z-])$word([^A-Za-z-]|\$)" ||
			echo "$kind $command $word"
	done
done)
empty "every command, option and variable of the table is in dunlin(1)" "$missing"

known=$(printf '%s\n' "$table" | grep -oE -e '--[a-z-]+')
empty "every long option in dunlin(1) is in the table" \
	"$(printf '%s\n' "$page" | grep -oE -e '(^|[^A-Za-z-])--[a-z][a-z-]+' | grep -oE -e '--[a-z-]+' |
		LC_ALL=C sort -u | while read -r word; do
		printf '%s\n' "$known" | grep -qxF -e "$word" || echo "$word"
	done)"
for page in "$srcdir"/doc/*.[1-9]; do
	if command -v man >/dev/null 2>&1; then
		empty "${page##*/} formats without warnings" \
			"$(LC_ALL=C.UTF-8 MANROFFSEQ='' MANWIDTH=80 man --warnings -E UTF-8 -l -Tutf8 -Z "$page" 2>&1 >/dev/null)"
	else
		ok "${page##*/} formats without warnings # SKIP no man"
	fi
done
tap_done
