# Where each shell looks by itself.
bashcompletiondir = $(datadir)/bash-completion/completions
zshcompletiondir = $(datadir)/zsh/site-functions
fishcompletiondir = $(datadir)/fish/vendor_completions.d
dist_fishcompletion_DATA = %D%/dunlin.fish
EXTRA_DIST += %D%/dunlin.bash %D%/dunlin.zsh

# The names that bash and zsh look for are not those of files of theirs.
install-data-local:
	$(MKDIR_P) '$(DESTDIR)$(bashcompletiondir)' '$(DESTDIR)$(zshcompletiondir)'
	$(INSTALL_DATA) $(srcdir)/%D%/dunlin.bash '$(DESTDIR)$(bashcompletiondir)/dunlin'
	$(INSTALL_DATA) $(srcdir)/%D%/dunlin.zsh '$(DESTDIR)$(zshcompletiondir)/_dunlin'
uninstall-local:
	rm -f '$(DESTDIR)$(bashcompletiondir)/dunlin' '$(DESTDIR)$(zshcompletiondir)/_dunlin'
