/* git.h - what a repository has, asked of the program git; for this room alone */
#ifndef DN_API_GIT_H
#define DN_API_GIT_H

#include "base/buf.h"
#include "base/error.h"

/*
 * What `git -C FOLDER ARGS` prints; ARGS is ended by NULL.  No shell is in between.  NULL and ERR
 * (DUNLIN_E_FAILED) when it fails, for which git says why on stderr.
 */
struct dunlin_buf *
dn_git(const void *mem, const char *folder, const char *const *args, struct dunlin_error *err);
/* The same as a set of its words, each ended by a NUL. */
struct dn_map *dn_git_names(
    const void *mem, const char *folder, const char *const *args, struct dunlin_error *err);

#endif
