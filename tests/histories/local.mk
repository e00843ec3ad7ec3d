EXTRA_DIST += \
	%D%/catalog.sql %D%/differ.js %D%/differences.tsv %D%/engines.js %D%/extract.sh \
	%D%/facts_mariadb.sql %D%/facts_postgresql.sql \
	%D%/facts_sqlite.sql %D%/fill.sql %D%/histories.sh %D%/lock.tsv \
	%D%/npm/package-lock.json %D%/npm/package.json %D%/record.js %D%/report.js \
	%D%/roundcube-2008.sql %D%/rows.js

# Not in TESTS, which run under the sanitizers and from a distribution too: packages come from the
# network, and the engines' answers are what is tested.
.PHONY: check-histories report
check-histories: all
	$(MAKE) $(AM_MAKEFLAGS) check TESTS=%D%/histories.sh

# What bench/REPORT.md says of the histories, made anew.
report: all
	DUNLIN_HISTORIES='$(abs_builddir)/histories' $(MAKE) $(AM_MAKEFLAGS) check \
		TESTS=%D%/histories.sh || :
	node $(srcdir)/%D%/report.js $(srcdir)/%D%/differences.tsv histories >$(srcdir)/bench/REPORT.md.tmp
	mv $(srcdir)/bench/REPORT.md.tmp $(srcdir)/bench/REPORT.md
