/* error.h - what went wrong, and where; the rest of its functions are in dunlin.h and driver.h */
#ifndef DN_BASE_ERROR_H
#define DN_BASE_ERROR_H

#include <dunlin/driver.h>

#include "base/source.h"

struct dunlin_error {
	enum dunlin_code code;
	char sqlstate[6];
	char *message, *detail, *hint, *file; /* children */
	unsigned line, column;
	size_t offset; /* in the statement that the database refused */
	bool has_offset;
};

struct dunlin_error *dn_error_new(const void *mem);
/* Say where: the first place stays.  SRC and ERR may be NULL. */
void dn_error_at(struct dunlin_error *err, const struct dn_source *src, size_t offset);
/* An error in a source in one call; returns false. */
bool dn_error_in(struct dunlin_error *err, enum dunlin_code code, const struct dn_source *src,
    size_t offset, const char *fmt, ...) DUNLIN_PRINTF(5, 6);
/* Copy FROM to an ERR that is still empty; returns false. */
bool dn_error_copy(struct dunlin_error *err, const struct dunlin_error *from);

#endif
