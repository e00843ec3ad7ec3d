#!/bin/sh
# symbols.sh - what the library and its modules export, and what our names begin with
set -u
. "$srcdir/tests/support/tap.sh"
nm=${NM:-nm}

# Without what a sanitizer adds.
exported() {
	$nm -D --defined-only "$1" | ${AWK:-awk} '$2 != "A" && $3 !~ /^__/ { sub(/@.*/, "", $3); print $3 }' | LC_ALL=C sort
}

declared=$(cat "$srcdir"/include/dunlin/*.h | tr '\n' ' ' |
	grep -oE 'DUNLIN_API [A-Za-z_ *]*[ *]dunlin_[a-z_]+\(' | sed 's/.*[ *]\(dunlin_[a-z_]*\)($/\1/' |
	LC_ALL=C sort)
like "declarations are found" "$declared" '^dunlin_open$'
[ -f .libs/libdunlin.so ] || skip_all "libdunlin is not built as a shared library"
is "libdunlin exports what the headers declare" "$(exported .libs/libdunlin.so)" "$declared"

for module in drivers/*/.libs/*.so; do
	[ -f "$module" ] || continue
	is "${module##*/} exports its entry alone" "$(exported "$module")" dunlin_driver_entry
	empty "${module##*/} needs nothing of ours but the public API" "$($nm -D --undefined-only \
		"$module" | ${AWK:-awk} '$NF ~ /^dn_/ || $NF ~ /^pg_query/ { print $NF }')"
done

for archive in src/*/.libs/*.a drivers/*/.libs/*.a; do
	prefix='^(dn|dunlin)_'
	case $archive in src/cli/*) prefix='^cli_' ;; esac
	[ -f "$archive" ] || continue
	empty "names of ${archive##*/}" "$($nm -g --defined-only "$archive" 2>/dev/null |
		${AWK:-awk} -v prefix="$prefix" 'NF == 3 && $3 !~ prefix && $3 !~ /^__/ { print $3 }')"
done
tap_done
