#!/bin/sh
# notices.sh - every notice of a translation has its code in the list and a paragraph in the manual
set -u
. "$srcdir/tests/support/tap.sh"
listed=$(sed -n 's/^	X("\([^"]*\)", DN_\([A-Z]*\)).*/\1 \2/p' "$srcdir/src/dialect/assess.h" |
	tr A-Z a-z | LC_ALL=C sort)

# The code is the first string of the call, on its line or the next; a format's "%s" is a family.
used=$(find "$srcdir/src" -name '*.c' -exec awk '
	/dn_translation_notice\(/ { call = $0; while (call !~ /"/ && (getline line) > 0) call = call line
		sub(/.*dn_translation_notice\(/, "", call)
		if (call ~ /^[^",]*,[ \t]*"[a-z-]+"/) { sub(/^[^"]*"/, "", call); sub(/".*/, "", call); print call } }
	match($0, /"[a-z][a-z-]*-%s"/) { print substr($0, RSTART + 1, RLENGTH - 4) }' {} + |
	LC_ALL=C sort -u)
is "the codes in use are those of the list" "$used" "$(printf '%s\n' "$listed" | cut -d' ' -f1)"

# Each page has those of its dialect.
manual=$(sed -n 's/^\.BR \([a-z\\*-]*\) " (\([a-z]*\))"$/\1 \2/p' "$srcdir/doc/dunlin-sqlite.7" \
	"$srcdir/doc/dunlin-mysql.7" | tr -d '\\*' | LC_ALL=C sort -u)
is "dunlin-sqlite(7) and dunlin-mysql(7) explain each, with its fidelity" "$manual" "$listed"
tap_done
