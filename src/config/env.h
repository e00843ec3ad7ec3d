/* env.h - the .env files that applications keep beside their code */
#ifndef DN_CONFIG_ENV_H
#define DN_CONFIG_ENV_H

#include "base/error.h"

/*
 * The value of KEY in SRC, the last one where there are several; a child of MEM.  Lines are
 * "KEY=value", with "export" before it or not; '...' is taken as it is, in "..." a backslash
 * escapes; both may span lines; a '#' after a blank starts a comment.  NULL when it is not there,
 * with ERR when it is and cannot be read: an open quote, a ${NAME} in it.  *AT is its place.
 */
char *dn_env_get(const void *mem, const struct dn_source *src, const char *key, size_t *at,
    struct dunlin_error *err);

#endif
