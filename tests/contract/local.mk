if DRIVER_POSTGRESQL
if DRIVER_SQLITE
check_PROGRAMS += %D%/test_contract
TESTS += %D%/test_contract
%C%_test_contract_SOURCES = %D%/test_contract.c %D%/test_types.c %D%/test_history.c %D%/test_mariadb.c \
	%D%/shipped.c %D%/shipped.h \
	%D%/test_alter.c \
	%D%/test_random.c %D%/test_random_maria.c %D%/random_rows.c %D%/random_rows.h %D%/random_statement.c %D%/random_statement.h \
	%D%/suites.h %D%/contract.h \
	%D%/engines.c %D%/known.c %D%/read.c \
	%D%/test_queries.c %D%/test_sweep.c \
	%D%/../dialect/translate.c %D%/../dialect/translate.h
%C%_test_contract_CPPFLAGS = $(dn_test_cppflags) $(POSTGRESQL_CFLAGS) $(SQLITE_CFLAGS) -I$(srcdir)/tests \
	-DDN_TEST_CONTRACT='"$(abs_srcdir)/%D%"' \
	-DDN_TEST_BUILDDIR='"$(abs_builddir)"' -DDN_TEST_MIGRATIONS='"$(abs_srcdir)/migrations"'
%C%_test_contract_LDADD = $(dn_test_ldadd) src/contract/libcontract.la src/engine/libengine.la $(dn_builtin_drivers) $(dn_upto_dialect) $(POSTGRESQL_LIBS) $(SQLITE_LIBS)
endif
endif
dn_contract_tables = %D%/queries.sql %D%/queries_rows.sql %D%/cases.tsv %D%/clients.tsv %D%/known.tsv %D%/mariadb.tsv %D%/queries_mariadb.txt %D%/queries_mariadb.sql \
	%D%/strict.tsv %D%/sweep.tsv %D%/alter.cases
dn_contract_clients = %D%/clients/NOTES.md %D%/clients/run %D%/clients/probe.py %D%/clients/probe.js \
	%D%/clients/python_sqlite3.py %D%/clients/sqlalchemy_orm.py %D%/clients/django_orm.py \
	%D%/clients/dbi.pl %D%/clients/better_sqlite3.js %D%/clients/knex.js \
	%D%/clients/typeorm.js %D%/clients/sequelize.js
EXTRA_DIST += $(dn_contract_tables) $(dn_contract_clients)
TESTS += %D%/mariadb_queries.sh
EXTRA_DIST += %D%/mariadb_queries.sh %D%/mariadb_queries.py
TESTS += %D%/mariadb_alter.sh
EXTRA_DIST += %D%/mariadb_alter.sh %D%/mariadb_alter.py %D%/alter_mariadb.cases
