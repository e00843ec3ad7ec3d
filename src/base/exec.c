/* exec.c - what every driver does with a statement's parameters and rows */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

bool
dunlin_exec_check(const struct dunlin_exec *exec, struct dunlin_error *err)
{
	if (exec->nparams > UINT16_MAX)
		return dunlin_error_set(
		    err, DUNLIN_E_SQL, "%zu parameters are too many", exec->nparams);
	for (size_t i = 0; i < exec->nparams; i++) {
		const struct dunlin_value *value = &exec->params[i];

		if (value->len > INT32_MAX)
			return dunlin_error_set(
			    err, DUNLIN_E_SQL, "parameter $%zu is too long", i + 1);
		if (value->kind == DUNLIN_TEXT && memchr(value->data, '\0', value->len) != NULL)
			return dunlin_error_set(
			    err, DUNLIN_E_SQL, "parameter $%zu contains a NUL byte", i + 1);
	}
	return true;
}

/* As PostgreSQL writes a bytea, so that readers see the same on every engine; with its NUL. */
static void
exec_put_hex(struct dunlin_buf *buf, const struct dunlin_value *value)
{
	static const char digits[] = "0123456789abcdef";

	dunlin_buf_puts(buf, "\\x");
	for (size_t i = 0; i < value->len; i++) {
		unsigned char byte = (unsigned char) value->data[i];
		char pair[2] = { digits[byte >> 4], digits[byte & 15] };

		dunlin_buf_put(buf, pair, 2);
	}
	dunlin_buf_put(buf, "", 1);
}

/* Rows seldom have more columns than this. */
enum { EXEC_COLUMNS = 32 };

bool
dunlin_exec_row(const struct dunlin_exec *exec, size_t ncols, dunlin_column_fn column,
    void *payload, struct dunlin_error *err)
{
	const char *few[EXEC_COLUMNS], **values = few;
	void *scratch = NULL;
	bool ok;

	if (exec->row == NULL)
		return true;
	if (ncols > EXEC_COLUMNS)
		values = scratch = dn_new_array(NULL, const char *, ncols);
	for (size_t i = 0; i < ncols; i++) {
		struct dunlin_buf *hex;
		struct dunlin_value value = { DUNLIN_NULL, NULL, 0 };

		column(payload, i, &value);
		values[i] = value.kind == DUNLIN_NULL ? NULL : value.data;
		if (value.kind != DUNLIN_BLOB)
			continue;
		if (scratch == NULL)
			scratch = dn_new_context(NULL);
		/* A buffer of its own: the text of a shared one would move. */
		hex = dn_buf_new(scratch);
		exec_put_hex(hex, &value);
		values[i] = hex->s;
	}
	ok = exec->row(exec->row_payload, ncols, values, err);
	dn_free(scratch);
	return ok;
}
