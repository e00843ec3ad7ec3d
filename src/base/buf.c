/* buf.c - growing text */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

static void
buf_reserve(struct dunlin_buf *buf, size_t extra)
{
	size_t need = buf->len + extra + 1;

	if (need <= buf->cap)
		return;
	buf->cap = buf->cap == 0 ? 64 : buf->cap;
	while (buf->cap < need)
		buf->cap *= 2;
	buf->s = dn_mem_check(talloc_realloc(buf, buf->s, char, buf->cap));
}

struct dunlin_buf *
dn_buf_new(const void *mem)
{
	struct dunlin_buf *buf = dn_new(mem, struct dunlin_buf);

	buf_reserve(buf, 0);
	buf->s[0] = '\0';
	return buf;
}

struct dunlin_buf *
dunlin_buf_new(void)
{
	return dn_buf_new(NULL);
}

void
dunlin_buf_free(struct dunlin_buf *buf)
{
	dn_free(buf);
}

void
dunlin_buf_put(struct dunlin_buf *buf, const char *s, size_t len)
{
	buf_reserve(buf, len);
	memcpy(buf->s + buf->len, s, len);
	buf->len += len;
	buf->s[buf->len] = '\0';
}

void
dunlin_buf_puts(struct dunlin_buf *buf, const char *s)
{
	dunlin_buf_put(buf, s, strlen(s));
}

void
dn_buf_quote(struct dunlin_buf *buf, const char *s, char quote)
{
	dunlin_buf_put(buf, &quote, 1);
	for (; *s != '\0'; s++) {
		if (*s == quote)
			dunlin_buf_put(buf, &quote, 1);
		dunlin_buf_put(buf, s, 1);
	}
	dunlin_buf_put(buf, &quote, 1);
}

void
dn_buf_vprintf(struct dunlin_buf *buf, const char *fmt, va_list ap)
{
	va_list again;
	int n;

	va_copy(again, ap);
	n = vsnprintf(buf->s + buf->len, buf->cap - buf->len, fmt, ap);
	if (n >= 0 && (size_t) n >= buf->cap - buf->len) {
		buf_reserve(buf, (size_t) n);
		n = vsnprintf(buf->s + buf->len, buf->cap - buf->len, fmt, again);
	}
	va_end(again);
	if (n > 0)
		buf->len += (size_t) n;
}

void
dunlin_buf_printf(struct dunlin_buf *buf, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	dn_buf_vprintf(buf, fmt, ap);
	va_end(ap);
}

void
dn_buf_truncate(struct dunlin_buf *buf, size_t len)
{
	if (len < buf->len) {
		buf->len = len;
		buf->s[len] = '\0';
	}
}

char *
dn_buf_steal(const void *mem, struct dunlin_buf *buf)
{
	char *s = talloc_steal(mem, buf->s);

	dn_free(buf);
	return s;
}
