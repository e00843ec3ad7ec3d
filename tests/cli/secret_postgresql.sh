#!/bin/sh
# secret_postgresql.sh - the passwords of SQL reach the server, and nothing else
set -u
. "$srcdir/tests/support/tap.sh"
. "$srcdir/tests/support/cli.sh"
. "$srcdir/tests/support/db_postgresql.sh"
mkdir -p h/versions
printf '[dunlin]\nscript_location = %%(here)s\n' >h/dunlin.ini

dunlin() {
	run -v -c h/dunlin.ini -d "$url" "$@"
}

# hidden NAME: no password was printed, or is kept
hidden() {
	unlike "$1: stdout" "$out" 'Hid''den'
	unlike "$1: stderr" "$err" 'Hid''den'
	unlike "$1: the database" "$(db_dump)" 'Hid''den'
}

# What the server keeps of a role's password is a digest of the two.
has_password() {
	digest=md5$(printf '%s' "$2$1" | md5sum | cut -d ' ' -f 1)
	is "$1 has the password that was written" \
	    "$(db_sql "SELECT rolpassword = '$digest' FROM pg_authid WHERE rolname = '$1'")" t
}

db_new secret
db_sql "ALTER DATABASE secret SET password_encryption = 'md5'" 2>/dev/null
cat >h/versions/001_roles.sql <<'SQL'
-- roles
-- dunlin: upgrade
CREATE ROLE one LOGIN PASSWORD 'Hidden1';
CREATE ROLE two LOGIN ENCRYPTED PASSWORD
  'Hid''Hidden2';
CREATE ROLE three LOGIN PASSWORD $$Hidden3$$;
DO $$ BEGIN EXECUTE 'CREATE ROLE four LOGIN PASSWORD ''Hidden4'''; END $$;
CREATE TABLE t (connection text DEFAULT 'host=h password=' || 'x');
-- dunlin: downgrade
DROP TABLE t;
DROP ROLE one; DROP ROLE two; DROP ROLE three; DROP ROLE four;
SQL
cat >h/versions/002_change.sql <<'SQL'
-- change
-- dunlin: revises 001
-- dunlin: upgrade
ALTER ROLE one PASSWORD E'Hidden5';
-- dunlin: downgrade
ALTER ROLE one PASSWORD 'Hidden1';
SQL
dunlin plan --out plan.json head
done_ok "a plan"
like "it shows the statement" "$out" "CREATE ROLE one LOGIN PASSWORD '\*\*\*'"
hidden "plan"
unlike "nor the plan's file" "$(cat plan.json)" 'Hid''den'
dunlin plan head --json
unlike "nor JSON" "$out" 'Hid''den'
dunlin upgrade head
done_ok "an upgrade"
like "it logs the statement" "$err" "CREATE ROLE one LOGIN PASSWORD '\*\*\*'"
hidden "upgrade"
has_password one Hidden5
has_password two "Hid'Hidden2"
has_password three Hidden3
has_password four Hidden4
is "the journal has the statement" "$(db_sql "SELECT count(*) FROM dunlin_journal
	WHERE statement = 'CREATE ROLE one LOGIN PASSWORD ''***'''")" 1

# What differs from what is kept.
sed "s/LOGIN PASSWORD 'Hidden1'/PASSWORD 'Hidden1'/" h/versions/001_roles.sql >new
cp h/versions/001_roles.sql old
cp new h/versions/001_roles.sql
dunlin upgrade head
like "an edited file is refused" "$err" '001_roles.sql:3:1: error: .*was changed'
like "the old line is shown" "$err" "the line was .CREATE ROLE one LOGIN PASSWORD '\*\*\*';"
hidden "an edited line"
sed "s/Hidden3/HiddenHidden/" old >h/versions/001_roles.sql
dunlin upgrade head
like "another password is said to be one" "$err" 'hint: .*a password differs'
hidden "another password"
cp old h/versions/001_roles.sql

# An error beside one.
printf -- '-- bad\n-- dunlin: revises 002\nALTER ROLE one PASSWORD\n $a$Hidden6$a$ oops;\n' \
    >h/versions/003_bad.sql
dunlin upgrade head
like "the line with an error is shown" "$err" "\| +'\*\*\*' oops"
hidden "an error"
printf -- '-- bad\n-- dunlin: revises 002\nALTER ROLE nobody PASSWORD '"'Hidden7'"';\n' \
    >h/versions/003_bad.sql
dunlin upgrade head
like "what the server refuses, too" "$err" "ALTER ROLE nobody PASSWORD '\*\*\*'"
hidden "a refusal"
rm h/versions/003_bad.sql

# What is kept without its password is not run; what needs none is.
rm h/versions/002_change.sql
dunlin downgrade 001
is "a downgrade without its password fails" "$status" 1
like "it says why" "$err" "'002' is gone, and its downgrade was kept without its passwords"
hidden "a downgrade"
has_password one Hidden5
cat >h/versions/002_change.sql <<'SQL'
-- change
-- dunlin: revises 001
-- dunlin: upgrade
ALTER ROLE one PASSWORD E'Hidden5';
-- dunlin: downgrade
ALTER ROLE one PASSWORD 'Hidden1';
SQL
dunlin downgrade 001
done_ok "with its file it is run"
has_password one Hidden1
rm h/versions/001_roles.sql h/versions/002_change.sql
dunlin downgrade base
done_ok "a downgrade that needs no password is run from what is kept"
hidden "that"

# A script is to be run: it keeps what its author wrote.
cp old h/versions/001_roles.sql
dunlin upgrade --sql head
like "a script has the password" "$out" "LOGIN PASSWORD 'Hidden1'"
printf '%s\n' "$out" >script.sql
succeeds "it runs" psql -qX -v ON_ERROR_STOP=1 -o /dev/null -f script.sql
out='' err=''
hidden "what a script leaves"
tap_done
