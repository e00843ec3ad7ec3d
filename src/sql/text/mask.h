/* mask.h - SQL as it is kept and shown: without its passwords */
#ifndef DN_SQL_MASK_H
#define DN_SQL_MASK_H

#include <stdbool.h>
#include <stddef.h>

/*
 * A copy of TEXT in which '***' stands for each literal behind the word PASSWORD (or IDENTIFIED
 * BY), and *** for the passwords of connection strings and of URLs, in literals within literals
 * too.  Its lines are those of TEXT, and masking it again changes nothing.  *OFFSET, unless NULL,
 * is a place in TEXT and becomes the one in the copy.
 */
char *dn_sql_mask(const void *mem, const char *text, size_t len, size_t *offset);
/* Is something in TEXT masked already?  Then it does not do what it did. */
bool dn_sql_is_masked(const char *text, size_t len);

#endif
