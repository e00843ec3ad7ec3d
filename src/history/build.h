/* build.h - how a history comes of files; for this room alone */
#ifndef DN_HISTORY_BUILD_H
#define DN_HISTORY_BUILD_H

#include "history/history.h"

/* An empty one.  Its strings are cut from WORDS, or from an arena of its own. */
struct dn_revision *dn_revision_new(const void *mem, struct dn_arena *words);
/* Read the header of REV, whose path is set, from the file NAME in the open FOLDER. */
bool
dn_revision_read(struct dn_revision *rev, int folder, const char *name, struct dunlin_error *err);

/* Find the sections in the text of REV, and the digest of its tokens, a child of REV. */
bool dn_revision_parse(struct dn_revision *rev, char **digest, struct dunlin_error *err);

/* An empty one. */
struct dn_history *dn_history_new(const void *mem);
/* Put the next revision, in the order of the files, into HISTORY; or a repeatable file. */
bool dn_history_put(struct dn_history *history, struct dn_revision *rev, struct dunlin_error *err);
/* Connect what was put there. */
bool dn_history_connect(struct dn_history *history, struct dunlin_error *err);

#endif
