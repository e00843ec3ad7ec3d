/* placeholder.h - ${KEY} in a revision's text; for this room alone */
#ifndef DN_HISTORY_PLACEHOLDER_H
#define DN_HISTORY_PLACEHOLDER_H

#include "history/revision.h"

/*
 * Put the values of REV's placeholders into its source, a new text where there are any; undefined
 * ones stay, and are noted.  Its sections are still those of the old text.
 */
bool dn_placeholder_expand(struct dn_revision *rev, struct dunlin_error *err);

#endif
