/* words.h - the identifiers in a piece of SQL that is kept as text */
#ifndef DN_SCHEMA_WORDS_H
#define DN_SCHEMA_WORDS_H

#include <stdbool.h>

/* Does the text mention the identifier (case folded already) outside strings and comments? */
bool dn_words_mention(const char *text, const char *name);
/* The text with every mention replaced, quoted where it must be. */
char *dn_words_rename(const void *mem, const char *text, const char *name, const char *new_name);
/*
 * The same tokens, but for white space, comments, the case of unquoted words and parentheses around
 * all of them?
 */
bool dn_words_equal(const char *a, const char *b);

#endif
