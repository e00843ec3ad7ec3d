# DN_SANITIZER -- --with-sanitizer[=address,undefined], --enable-libfuzzer
AC_DEFUN([DN_SANITIZER], [
  AC_ARG_WITH([sanitizer],
    [AS_HELP_STRING([--with-sanitizer@<:@=LIST@:>@], [build with sanitizers @<:@no@:>@])],
    [], [with_sanitizer=no])
  AS_IF([test "x$with_sanitizer" = xyes], [with_sanitizer=address,undefined])
  AS_IF([test "x$with_sanitizer" != xno], [
    AX_APPEND_COMPILE_FLAGS([-fsanitize=$with_sanitizer -fno-omit-frame-pointer], [SAN_CFLAGS], [-Werror])
    AS_IF([test -z "$SAN_CFLAGS"], [AC_MSG_ERROR([compiler rejects -fsanitize=$with_sanitizer])])
    SAN_LDFLAGS="-fsanitize=$with_sanitizer"
  ])
  AC_ARG_ENABLE([libfuzzer],
    [AS_HELP_STRING([--enable-libfuzzer], [build the fuzz targets for libFuzzer (clang), with sanitizers @<:@no@:>@])])
  AM_CONDITIONAL([LIBFUZZER], [test "x$enable_libfuzzer" = xyes])
  AS_IF([test "x$enable_libfuzzer" = xyes], [
    SAN_CFLAGS=
    AX_APPEND_COMPILE_FLAGS([-fsanitize=fuzzer-no-link,address,undefined -fno-omit-frame-pointer], [SAN_CFLAGS], [-Werror])
    AS_IF([test -z "$SAN_CFLAGS"], [AC_MSG_ERROR([libFuzzer needs clang and its runtime (package libclang-rt-dev)])])
    SAN_LDFLAGS="-fsanitize=address,undefined"
  ])
  AC_SUBST([SAN_CFLAGS])
  AC_SUBST([SAN_LDFLAGS])
])
