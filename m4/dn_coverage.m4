# DN_COVERAGE -- --enable-coverage: gcov instrumentation for `make coverage`
AC_DEFUN([DN_COVERAGE], [
  AC_ARG_ENABLE([coverage],
    [AS_HELP_STRING([--enable-coverage], [instrument for gcov @<:@no@:>@])],
    [], [enable_coverage=no])
  AS_IF([test "x$enable_coverage" = xyes], [
    COVERAGE_CFLAGS="--coverage -O0 -fprofile-update=atomic -fprofile-abs-path"
    COVERAGE_LDFLAGS="--coverage"
    AC_CHECK_PROGS([GCOVR], [gcovr], [])
  ])
  AM_CONDITIONAL([COVERAGE], [test "x$enable_coverage" = xyes])
  AC_SUBST([COVERAGE_CFLAGS])
  AC_SUBST([COVERAGE_LDFLAGS])
])
