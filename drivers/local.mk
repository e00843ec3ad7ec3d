dn_builtin_drivers =
include $(srcdir)/%D%/sqlite/local.mk
include $(srcdir)/%D%/postgresql/local.mk
include $(srcdir)/%D%/dbi/local.mk
