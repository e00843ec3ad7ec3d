/* mysql_run.c - MariaDB and MySQL behind libdbi: statements */
#include "config.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mysql.h"

enum {
	RUN_SLICE_MS = 100,
	RUN_CANCEL_MS = 5000,
	RUN_BINARY = 63,      /* the character set of bytes */
	RUN_TYPE_BIT = 16,    /* MYSQL_TYPE_BIT */
	RUN_TYPE_BYTES = 249, /* MYSQL_TYPE_TINY_BLOB, the first of those that are text or bytes */
	RUN_EMPTY = 1065,     /* ER_EMPTY_QUERY */
};

/* Is there an answer to read?  Asks the server to cancel when that is wanted. */
static bool
run_await(struct dbi_link *l, struct dunlin_error *err)
{
	const struct mysql_doors *my = l->doors;
	struct pollfd fd = { .fd = my->mysql_get_socket(l->client), .events = POLLIN };
	int n = 0;

	while (n == 0) {
		if (l->canceled && l->cancel_until == 0) {
			l->cancel_until = dn_dbi_now_ms() + RUN_CANCEL_MS;
			dn_dbi_mysql_kill(l);
		}
		n = poll(&fd, 1, RUN_SLICE_MS);
		if (n < 0 && errno != EINTR && errno != EAGAIN)
			return dunlin_error_set(
			    err, DUNLIN_E_GONE, "cannot wait for the server: %s", strerror(errno));
		n = n < 0 ? 0 : n;
		if (n == 0 && l->cancel_until != 0 && dn_dbi_now_ms() > l->cancel_until)
			return dunlin_error_set(
			    err, DUNLIN_E_GONE, "canceled, but the server did not answer");
	}
	return true;
}

static bool
run_is_bytes(const MYSQL_FIELD *field)
{
	return field->type == RUN_TYPE_BIT ||
	       (field->type >= RUN_TYPE_BYTES && field->charsetnr == RUN_BINARY);
}

/* Bytes as \x and hex digits; HEX moves, so the values that are in it are set last. */
static bool
run_row(const struct dunlin_exec *exec, char *const *row, const unsigned long *lengths,
    const MYSQL_FIELD *fields, size_t n, struct dunlin_error *err)
{
	const char **values = dn_dbi_alloc((n + 1) * sizeof *values);
	struct dunlin_buf *hex = dunlin_buf_new();
	size_t at = 0;
	bool ok;

	for (size_t i = 0; i < n; i++) {
		values[i] = row[i];
		if (row[i] == NULL || !run_is_bytes(&fields[i]))
			continue;
		dunlin_buf_puts(hex, "\\x");
		for (unsigned long k = 0; k < lengths[i]; k++)
			dunlin_buf_printf(hex, "%02x", (unsigned char) row[i][k]);
		dunlin_buf_put(hex, "", 1);
	}
	for (size_t i = 0; i < n; i++) {
		if (row[i] == NULL || !run_is_bytes(&fields[i]))
			continue;
		values[i] = hex->s + at;
		at += strlen(values[i]) + 1;
	}
	ok = exec->row(exec->row_payload, n, values, err);
	dunlin_buf_free(hex);
	free(values);
	return ok;
}

static bool
run_rows(
    struct dbi_link *l, const struct dunlin_exec *exec, MYSQL_RES *res, struct dunlin_error *err)
{
	const struct mysql_doors *my = l->doors;
	const MYSQL_FIELD *fields = my->mysql_fetch_fields(res);
	size_t n = my->mysql_field_count(l->client);
	char **row;
	bool ok = true;

	while ((row = my->mysql_fetch_row(res)) != NULL) {
		if (l->canceled && l->cancel_until == 0) {
			l->cancel_until = dn_dbi_now_ms() + RUN_CANCEL_MS;
			dn_dbi_mysql_kill(l);
		}
		if (ok && exec->row != NULL)
			ok = run_row(exec, row, my->mysql_fetch_lengths(res), fields, n, err);
	}
	return ok && (my->mysql_errno(l->client) == 0 || dn_dbi_mysql_report(l, exec->sql, err));
}

/* What the server says of a statement that it has run; its notes are about what is not wrong. */
static void
run_warnings(struct dbi_link *l, const struct dunlin_exec *exec)
{
	static const char show[] = "SHOW WARNINGS LIMIT 20";
	const struct mysql_doors *my = l->doors;
	bool own = DUNLIN_EXEC_HAS(exec, notice);
	void (*fn)(void *payload, const char *severity, const char *message) =
	    own ? exec->notice : l->notice;
	MYSQL_RES *res;
	char **row;

	if (fn == NULL || my->mysql_warning_count(l->client) == 0 ||
	    my->mysql_real_query(l->client, show, sizeof show - 1) != 0)
		return;
	res = my->mysql_use_result(l->client);
	while (res != NULL && (row = my->mysql_fetch_row(res)) != NULL)
		fn(own ? exec->notice_payload : l->notice_payload,
		    strcasecmp(row[0], "Note") == 0 ? "DEBUG" : "WARNING", row[2]);
	if (res != NULL)
		my->mysql_free_result(res);
}

static bool
run_result(struct dbi_link *l, const struct dunlin_exec *exec, struct dunlin_error *err)
{
	const struct mysql_doors *my = l->doors;
	MYSQL_RES *res;
	bool ok = true;

	if (my->mysql_field_count(l->client) > 0) {
		res = my->mysql_use_result(l->client);
		if (res == NULL)
			return dn_dbi_mysql_report(l, exec->sql, err);
		ok = run_rows(l, exec, res, err);
		my->mysql_free_result(res);
	}
	if (ok)
		run_warnings(l, exec);
	return ok;
}

static bool
run_sent(struct dbi_link *l, const struct dunlin_exec *exec, const struct dunlin_buf *sql,
    struct dunlin_error *err)
{
	const struct mysql_doors *my = l->doors;

	if (my->mysql_send_query(l->client, sql->s, sql->len) != 0)
		return dn_dbi_mysql_report(l, NULL, err);
	if (!run_await(l, err))
		return false;
	if (my->mysql_read_query_result(l->client) == 0)
		return run_result(l, exec, err);
	return my->mysql_errno(l->client) == RUN_EMPTY || dn_dbi_mysql_report(l, exec->sql, err);
}

/* The server takes one semicolon at the end. */
static void
run_trim(struct dunlin_buf *sql)
{
	size_t len = sql->len;

	while (len > 0 && strchr(" \t\r\n;", sql->s[len - 1]) != NULL)
		len--;
	sql->len = len;
	sql->s[len] = '\0';
}

bool
dn_dbi_mysql_exec(struct dbi_link *l, const struct dunlin_exec *exec, struct dunlin_error *err)
{
	struct dunlin_buf *sql = dunlin_buf_new();
	bool ok = dn_dbi_mysql_fill(l, sql, exec, err);

	if (ok) {
		run_trim(sql);
		ok = run_sent(l, exec, sql, err);
	}
	dunlin_buf_free(sql);
	return ok;
}
