/* bad_module.c - driver modules with one fault each, by BAD_* */
#include "config.h"

#include <dunlin/driver.h>

static struct dunlin_conn *
bad_open(const struct dunlin_connect *how, struct dunlin_error *err)
{
	(void) how;
	dunlin_error_set(err, DUNLIN_E_CONNECT, "nowhere");
	return NULL;
}

static void
bad_close(struct dunlin_conn *conn)
{
	(void) conn;
}

static const char *
bad_dialect(struct dunlin_conn *conn)
{
	(void) conn;
	return "bad";
}

#ifndef BAD_EXEC
static bool
bad_exec(struct dunlin_conn *conn, const struct dunlin_exec *exec, struct dunlin_error *err)
{
	(void) conn, (void) exec, (void) err;
	return true;
}
#define BAD_EXEC bad_exec
#endif

#ifndef BAD_MAJOR
#define BAD_MAJOR DUNLIN_DRIVER_ABI_MAJOR
#endif
#ifndef BAD_MINOR
#define BAD_MINOR DUNLIN_DRIVER_ABI_MINOR
#endif
#ifndef BAD_SIZE
#define BAD_SIZE sizeof(struct dunlin_driver)
#endif
#ifndef BAD_SYMBOL
#define BAD_SYMBOL dunlin_driver_entry
#endif

static const char *const bad_schemes[] = { BAD_SCHEME, NULL };

DUNLIN_API extern const struct dunlin_driver BAD_SYMBOL;
const struct dunlin_driver BAD_SYMBOL = {
	.abi_major = BAD_MAJOR,
	.abi_minor = BAD_MINOR,
	.size = BAD_SIZE,
	.name = BAD_NAME,
	.schemes = bad_schemes,
	.open = bad_open,
	.close = bad_close,
	.dialect = bad_dialect,
	.exec = BAD_EXEC,
};
