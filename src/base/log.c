/* log.c - format a message and pass it on */
#include "config.h"

#include <stdarg.h>

#include "base/buf.h"
#include "base/log.h"

void
dn_log(const struct dn_log *log, enum dunlin_level level, const char *fmt, ...)
{
	struct dunlin_buf *buf;
	va_list ap;

	if (log == NULL || log->fn == NULL)
		return;
	buf = dunlin_buf_new();
	va_start(ap, fmt);
	dn_buf_vprintf(buf, fmt, ap);
	va_end(ap);
	log->fn(log->payload, level, buf->s);
	dunlin_buf_free(buf);
}
