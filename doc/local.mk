dist_man_MANS += %D%/dunlin.1 %D%/dunlin.3 %D%/dunlin-driver.3 %D%/dunlin.ini.5 %D%/dunlin-json.5 \
	%D%/dunlin-sqlite.7 %D%/dunlin-mysql.7
dist_pkgdata_DATA = %D%/dunlin.schema.json

# A page for each command, from what dunlin.1 says of it; tests/tree/man.sh knows if one is missing.
dn_command_pages = \
	%D%/dunlin-branches.1 \
	%D%/dunlin-check.1 \
	%D%/dunlin-config.1 \
	%D%/dunlin-current.1 \
	%D%/dunlin-downgrade.1 \
	%D%/dunlin-driver-test.1 \
	%D%/dunlin-drivers.1 \
	%D%/dunlin-edit.1 \
	%D%/dunlin-ensure_version.1 \
	%D%/dunlin-heads.1 \
	%D%/dunlin-help.1 \
	%D%/dunlin-history.1 \
	%D%/dunlin-init.1 \
	%D%/dunlin-list_templates.1 \
	%D%/dunlin-lock.1 \
	%D%/dunlin-merge.1 \
	%D%/dunlin-plan.1 \
	%D%/dunlin-rebase.1 \
	%D%/dunlin-revision.1 \
	%D%/dunlin-show.1 \
	%D%/dunlin-squash.1 \
	%D%/dunlin-stamp.1 \
	%D%/dunlin-status.1 \
	%D%/dunlin-translate.1 \
	%D%/dunlin-upgrade.1 \
	%D%/dunlin-verify.1
man_MANS = $(dn_command_pages)
CLEANFILES += $(dn_command_pages) %D%/pages.stamp
EXTRA_DIST += %D%/page.awk

# The line that apropos(1) shows is the command's own.
$(dn_command_pages): %D%/pages.stamp
%D%/pages.stamp: %D%/dunlin.1 %D%/page.awk $(src_cli_libcli_la_SOURCES)
	@$(MKDIR_P) %D%
	$(AM_V_GEN)for page in $(dn_command_pages); do \
	  command=$${page##*/dunlin-}; command=$${command%.1}; \
	  file=`echo "$$command" | tr - _`.c; \
	  summary=`sed -n 's/.*\.summary = "\(.*\)",$$/\1/p' "$(srcdir)/src/cli/$$file"`; \
	  $(AWK) -f $(srcdir)/%D%/page.awk -v command="$$command" -v summary="$$summary" \
	    $(srcdir)/%D%/dunlin.1 >"$$page" || exit 1; \
	done; touch $@
