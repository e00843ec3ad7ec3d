# DN_PG_QUERY -- libpg_query with PostgreSQL 15's grammar
# --------------------------------------------------------
# There is no .pc file.  The static archive is preferred, hidden with --exclude-libs, because the
# shared library exports some two thousand plain names (errmsg, palloc, list_free ...) that would
# collide with those of a program that loads libdunlin.
AC_DEFUN([DN_PG_QUERY], [
  AC_CHECK_HEADERS([pg_query.h pg_query/pg_query.pb-c.h], [],
    [AC_MSG_ERROR([libpg_query is missing (package libpg-query-dev)])])
  AC_MSG_CHECKING([the grammar of libpg_query])
  AC_COMPILE_IFELSE([AC_LANG_PROGRAM([[#include <pg_query.h>]],
    [[#if PG_VERSION_NUM < 150000 || PG_VERSION_NUM >= 160000
      #error grammar
      #endif]])],
    [AC_MSG_RESULT([PostgreSQL 15])],
    [AC_MSG_RESULT([unknown])
     AC_MSG_ERROR([libpg_query has a grammar that this version of dunlin does not know; it needs PostgreSQL 15's (libpg_query 15-4.x)])])
  dn_save_LIBS=$LIBS
  dn_hidden="-l:libpg_query.a -lprotobuf-c -lxxhash -lpthread -lm"
  AC_MSG_CHECKING([for a position-independent libpg_query.a])
  LIBS="-shared -fPIC -Wl,-z,defs -Wl,--exclude-libs=libpg_query.a $dn_hidden $dn_save_LIBS"
  AC_LINK_IFELSE([AC_LANG_SOURCE([[#include <pg_query.h>
    int probe(void); int probe(void) { pg_query_free_parse_result(pg_query_parse("")); return 0; }]])],
    [PG_QUERY_LIBS=$dn_hidden
     PG_QUERY_LDFLAGS=-Wl,--exclude-libs=libpg_query.a
     AC_MSG_RESULT([yes])],
    [PG_QUERY_LIBS=-lpg_query
     AC_MSG_RESULT([no, using the shared library])
     LIBS="-lpg_query $dn_save_LIBS"
     AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <pg_query.h>]], [[pg_query_parse("");]])], [],
       [AC_MSG_ERROR([libpg_query does not link])])
     PG_QUERY_LIBS="-lpg_query -lprotobuf-c -lpthread"])
  LIBS=$dn_save_LIBS
  AC_SUBST([PG_QUERY_LIBS])
  AC_SUBST([PG_QUERY_LDFLAGS])
])
