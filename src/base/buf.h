/* buf.h - growing text as a talloc child; the rest of its functions are in driver.h */
#ifndef DN_BASE_BUF_H
#define DN_BASE_BUF_H

#include <stdarg.h>

#include <dunlin/driver.h>

struct dunlin_buf *dn_buf_new(const void *mem);
/* Cut back to LEN bytes. */
void dn_buf_truncate(struct dunlin_buf *buf, size_t len);
/* The text, now owned by MEM; BUF is freed. */
char *dn_buf_steal(const void *mem, struct dunlin_buf *buf);
/* S between two QUOTE characters, those in it doubled: SQL's way. */
void dn_buf_quote(struct dunlin_buf *buf, const char *s, char quote);
void dn_buf_vprintf(struct dunlin_buf *buf, const char *fmt, va_list ap) DUNLIN_PRINTF(2, 0);

#endif
