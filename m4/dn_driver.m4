# DN_DRIVER(NAME, DEFAULT, PKG-CONFIG-SPEC)
# -----------------------------------------
# --with-driver-NAME=builtin|module|auto|no.  The same source builds either way; auto is the
# default's form where the package is there, else no.
AC_DEFUN([DN_DRIVER], [
  AC_ARG_WITH([driver-$1],
    [AS_HELP_STRING([--with-driver-$1=builtin|module|auto|no], [$1 driver @<:@$2@:>@])],
    [dn_with=$withval], [dn_with=$2])
  dn_auto=no
  AS_CASE([$dn_with], [yes], [dn_with=$2], [auto], [dn_with=$2; dn_auto=yes],
    [builtin|module|no], [],
    [AC_MSG_ERROR([invalid value '$dn_with' for --with-driver-$1])])
  AS_IF([test "x$dn_with" != xno], [
    PKG_CHECK_MODULES(m4_toupper([$1]), [$3], [],
      [AS_IF([test "x$dn_auto" = xyes], [dn_with=no],
        [AC_MSG_ERROR([the $1 driver needs $3; --without-driver-$1 builds without it])])])
  ])
  AS_CASE([$dn_with],
    [builtin], [AS_VAR_APPEND([dn_builtin_drivers], [" $1"])],
    [module],  [AS_VAR_APPEND([dn_module_drivers], [" $1"])])
  AM_CONDITIONAL([DRIVER_]m4_toupper([$1]), [test "x$dn_with" != xno])
  AM_CONDITIONAL([BUILTIN_DRIVER_]m4_toupper([$1]), [test "x$dn_with" = xbuiltin])
  AM_CONDITIONAL([MODULE_DRIVER_]m4_toupper([$1]),  [test "x$dn_with" = xmodule])
])

# DN_DRIVERS_DONE -- X-macro list for src/engine/builtin.h
AC_DEFUN([DN_DRIVERS_DONE], [
  DN_BUILTIN_DRIVERS=
  for dn_d in $dn_builtin_drivers; do
    AS_VAR_APPEND([DN_BUILTIN_DRIVERS], [" X($dn_d)"])
  done
  AC_SUBST([DN_BUILTIN_DRIVERS])
])
