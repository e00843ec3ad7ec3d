/* translate_check.c - what a translated database must do, as checks */
#include "config.h"

#include <string.h>

#include "dntest.h"
#include "translate_check.h"

void
run(struct translate *tr, const char *sql)
{
	bool ok = translate_run(tr, "test.sql", sql, NULL);

	if (!ok)
		CHECK_STR(dunlin_error_message(tr->err), "");
}

void
takes(struct translate *tr, const char *sql)
{
	CHECK_STR(translate_exec(tr, sql), NULL);
}

void
refuses(struct translate *tr, const char *sql, const char *why)
{
	const char *message = translate_exec(tr, sql);

	CHECK_STR(message != NULL && strstr(message, why) != NULL ? why : message, why);
}
