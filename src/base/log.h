/* log.h - messages to whoever listens */
#ifndef DN_BASE_LOG_H
#define DN_BASE_LOG_H

#include <dunlin/dunlin.h>

/* FN may be NULL: nobody listens. */
struct dn_log {
	dunlin_log_fn fn;
	void *payload;
};

/* LOG may be NULL. */
void
dn_log(const struct dn_log *log, enum dunlin_level level, const char *fmt, ...) DUNLIN_PRINTF(3, 4);

#endif
