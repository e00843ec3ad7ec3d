EXTRA_DIST += %D%/alter.sh %D%/current.sh %D%/fold.sh %D%/graph.sh %D%/growth.awk %D%/growth.sh %D%/stalls.sh %D%/upgrade.sh \
	%D%/REPORT.md %D%/STALLS.md

.PHONY: bench
bench: all tests/support/pgproxy
	$(srcdir)/%D%/current.sh .
	$(srcdir)/%D%/fold.sh .
	$(srcdir)/%D%/graph.sh .
	$(srcdir)/%D%/upgrade.sh .
	$(srcdir)/%D%/alter.sh .
	$(srcdir)/%D%/stalls.sh .
