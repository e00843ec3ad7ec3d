# The place of the libdbi driver, for mariadb://, mysql:// and dbi:NAME?... URLs.  Its driver.c
# defines DUNLIN_DRIVER_DEFINE(dbi, ...) with the schemes "mariadb", "mysql" and "dbi", and comes in
# a builtin and a module form as in ../sqlite/local.mk, with DN_DRIVER([dbi], [module], ...) in
# configure.ac.  The registry (src/engine/driver.c) already sends those schemes to dbi.so.
