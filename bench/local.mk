EXTRA_DIST += %D%/current.sh

.PHONY: bench
bench: dunlin
	$(srcdir)/%D%/current.sh .
