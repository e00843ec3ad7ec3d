if HAVE_CUNIT
check_PROGRAMS += %D%/test_command
TESTS += %D%/test_command
%C%_test_command_SOURCES = %D%/test_command.c
%C%_test_command_CPPFLAGS = $(dn_test_cppflags)
%C%_test_command_LDADD = $(dn_test_ldadd) src/cli/libcli.la libdunlin.la

check_PROGRAMS += %D%/test_bar
TESTS += %D%/test_bar
%C%_test_bar_SOURCES = %D%/test_bar.c
%C%_test_bar_CPPFLAGS = $(dn_test_cppflags)
%C%_test_bar_LDADD = $(dn_test_ldadd) src/cli/libcli.la libdunlin.la
endif

dn_cli_tests = \
	%D%/basics.sh %D%/graph.sh %D%/json.sh %D%/config.sh %D%/completion.sh %D%/terminal.sh %D%/pipe.sh %D%/report.sh %D%/types.sh \
	%D%/job_sqlite.sh %D%/job_postgresql.sh \
	%D%/bad_sqlite.sh %D%/bad_postgresql.sh \
	%D%/placeholder_sqlite.sh %D%/placeholder_postgresql.sh \
	%D%/repeatable_sqlite.sh %D%/repeatable_postgresql.sh \
	%D%/squash_sqlite.sh %D%/squash_postgresql.sh %D%/team.sh \
	%D%/readme.sh %D%/secret_postgresql.sh %D%/password_postgresql.sh
if DRIVER_DBI
dn_cli_tests += %D%/job_dbi_sqlite3.sh %D%/job_dbi_pgsql.sh
endif
TESTS += $(dn_cli_tests)
EXTRA_DIST += $(dn_cli_tests) %D%/job_dbi_sqlite3.sh %D%/job_dbi_pgsql.sh tests/support/dbi.inc %D%/job.inc %D%/bad.inc %D%/placeholder.inc %D%/repeatable.inc %D%/squash.inc \
	tests/golden/catalog-001.sql tests/golden/catalog-002.sql \
	tests/support/cli.sh tests/support/db_sqlite.sh tests/support/db_postgresql.sh
