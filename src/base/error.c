/* error.c - error values */
#include "config.h"

#include <stdarg.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"

struct dunlin_error *
dn_error_new(const void *mem)
{
	return dn_new(mem, struct dunlin_error);
}

struct dunlin_error *
dunlin_error_new(void)
{
	return dn_error_new(NULL);
}

void
dunlin_error_free(struct dunlin_error *err)
{
	dn_free(err);
}

void
dunlin_error_clear(struct dunlin_error *err)
{
	talloc_free_children(err);
	memset(err, 0, sizeof *err);
}

static void error_vset(struct dunlin_error *err, enum dunlin_code code, const char *fmt, va_list ap)
    DUNLIN_PRINTF(3, 0);

static void
error_vset(struct dunlin_error *err, enum dunlin_code code, const char *fmt, va_list ap)
{
	struct dunlin_buf *buf;

	if (err == NULL || err->code != DUNLIN_OK)
		return;
	buf = dn_buf_new(err);
	dn_buf_vprintf(buf, fmt, ap);
	err->code = code;
	err->message = dn_buf_steal(err, buf);
}

bool
dunlin_error_set(struct dunlin_error *err, enum dunlin_code code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	error_vset(err, code, fmt, ap);
	va_end(ap);
	return false;
}

bool
dn_error_in(struct dunlin_error *err, enum dunlin_code code, const struct dn_source *src,
    size_t offset, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	error_vset(err, code, fmt, ap);
	va_end(ap);
	dn_error_at(err, src, offset);
	return false;
}

bool
dunlin_error_prefix(struct dunlin_error *err, const char *fmt, ...)
{
	struct dunlin_buf *buf;
	va_list ap;

	if (err == NULL || err->code == DUNLIN_OK)
		return false;
	buf = dn_buf_new(err);
	va_start(ap, fmt);
	dn_buf_vprintf(buf, fmt, ap);
	va_end(ap);
	dunlin_buf_puts(buf, err->message);
	dn_free(err->message);
	err->message = dn_buf_steal(err, buf);
	return false;
}

void
dunlin_error_set_detail(struct dunlin_error *err, const char *text)
{
	if (err != NULL && err->detail == NULL)
		err->detail = dn_strdup_null(err, text);
}

void
dunlin_error_set_hint(struct dunlin_error *err, const char *fmt, ...)
{
	struct dunlin_buf *buf;
	va_list ap;

	if (err == NULL || err->hint != NULL || fmt == NULL)
		return;
	buf = dn_buf_new(err);
	va_start(ap, fmt);
	dn_buf_vprintf(buf, fmt, ap);
	va_end(ap);
	err->hint = dn_buf_steal(err, buf);
}

void
dunlin_error_set_sqlstate(struct dunlin_error *err, const char *sqlstate)
{
	if (err != NULL && sqlstate != NULL && err->sqlstate[0] == '\0' && strlen(sqlstate) == 5)
		memcpy(err->sqlstate, sqlstate, 6);
}

void
dunlin_error_set_offset(struct dunlin_error *err, size_t offset)
{
	if (err == NULL || err->has_offset)
		return;
	err->offset = offset;
	err->has_offset = true;
}

void
dn_error_at(struct dunlin_error *err, const struct dn_source *src, size_t offset)
{
	if (err == NULL || src == NULL || src->file == NULL || err->file != NULL)
		return;
	err->file = dn_strdup(err, src->file);
	dn_source_locate(src, offset, &err->line, &err->column);
}

bool
dn_error_copy(struct dunlin_error *err, const struct dunlin_error *from)
{
	if (err == NULL || err->code != DUNLIN_OK)
		return false;
	*err = *from;
	err->message = dn_strdup_null(err, from->message);
	err->detail = dn_strdup_null(err, from->detail);
	err->hint = dn_strdup_null(err, from->hint);
	err->file = dn_strdup_null(err, from->file);
	return false;
}

enum dunlin_code
dunlin_error_code(const struct dunlin_error *err)
{
	return err->code;
}

int
dunlin_error_status(const struct dunlin_error *err)
{
	static const int status[] = {
#define X(name, status, text) status,
		DUNLIN_CODES(X)
#undef X
	};

	return status[err->code];
}

const char *
dunlin_error_message(const struct dunlin_error *err)
{
	return err->message == NULL ? "" : err->message;
}

const char *
dunlin_error_detail(const struct dunlin_error *err)
{
	return err->detail;
}

const char *
dunlin_error_hint(const struct dunlin_error *err)
{
	return err->hint;
}

const char *
dunlin_error_sqlstate(const struct dunlin_error *err)
{
	return err->sqlstate;
}

const char *
dunlin_error_file(const struct dunlin_error *err)
{
	return err->file;
}

unsigned
dunlin_error_line(const struct dunlin_error *err)
{
	return err->line;
}

unsigned
dunlin_error_column(const struct dunlin_error *err)
{
	return err->column;
}
