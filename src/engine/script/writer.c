/* writer.c - the pieces of a script */
#include "config.h"

#include <errno.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "engine/script/writer.h"

struct dn_writer
dn_writer_open(const struct dn_offline *script)
{
	return (struct dn_writer){
		.script = script,
		.dialect = script->store->dialect,
		.buf = dn_buf_new(NULL),
		.up = script->plan == NULL || script->plan->direction == DN_UP,
	};
}

bool
dn_writer_flush(struct dn_writer *w, struct dunlin_error *err)
{
	if (w->script->write != NULL &&
	    !w->script->write(w->script->payload, w->buf->s, w->buf->len))
		return dunlin_error_set(
		    err, DUNLIN_E_FILE, "cannot write the script: %s", strerror(errno));
	dn_buf_truncate(w->buf, 0);
	return true;
}

void
dn_writer_statement(struct dn_writer *w, const char *sql)
{
	dunlin_buf_puts(w->buf, sql);
	dunlin_buf_puts(w->buf, ";\n\n");
}

void
dn_writer_list(struct dn_writer *w, const char *const *list)
{
	for (; list != NULL && *list != NULL; list++)
		dn_writer_statement(w, *list);
}

/* Parameters have no place in a script: each $N is written as its value. */
static void
writer_print(struct dn_writer *w, const char *sql, const struct dunlin_value *params)
{
	size_t n;

	while (*sql != '\0') {
		if (*sql != '$' || sql[1] < '1' || sql[1] > '9') {
			dunlin_buf_put(w->buf, sql++, 1);
			continue;
		}
		for (n = 0, sql++; *sql >= '0' && *sql <= '9'; sql++)
			n = 10 * n + (size_t) (*sql - '0');
		w->dialect->value(w->buf, &params[n - 1]);
	}
}

/* The session's pinned state, as the engine sets it. */
void
dn_writer_pin(struct dn_writer *w)
{
	const char *sql = w->dialect->set_setting;

	if (sql == NULL || w->script->settings == NULL)
		return;
	dn_map_each (w->script->settings, e) {
		const struct dunlin_value params[] = { dn_text_value(e->key),
			dn_text_value(e->value) };

		writer_print(w, sql, params);
		dunlin_buf_puts(w->buf, ";\n\n");
	}
}

/* A name in a comment loses its newlines. */
void
dn_writer_comment(struct dn_writer *w, const char *text)
{
	for (; *text != '\0'; text++)
		dunlin_buf_put(w->buf, *text == '\n' || *text == '\r' ? " " : text, 1);
}

static void
writer_message(struct dn_writer *w, const struct dn_revision *rev)
{
	if (rev->message[0] != '\0') {
		dunlin_buf_puts(w->buf, "-- ");
		dn_writer_comment(w, rev->message);
		dunlin_buf_puts(w->buf, "\n");
	}
	dunlin_buf_puts(w->buf, "\n");
}

void
dn_writer_heading(struct dn_writer *w, const struct dn_revision *rev)
{
	if (rev->kind != DN_REVISION) {
		dunlin_buf_printf(w->buf, "-- Running %s%s %s\n", w->up ? "" : "downgrade of ",
		    rev->kind == DN_HOOK ? "hook" : "repeatable", rev->id);
		writer_message(w, rev);
		return;
	}
	dunlin_buf_printf(w->buf, "-- Running %s ", w->up ? "upgrade" : "downgrade");
	if (!w->up)
		dunlin_buf_printf(w->buf, "%s -> ", rev->id);
	for (size_t i = 0; i < rev->nparents; i++)
		dunlin_buf_printf(w->buf, "%s%s", i == 0 ? "" : ", ", rev->parents[i]->id);
	if (w->up)
		dunlin_buf_printf(w->buf, " -> %s", rev->id);
	dunlin_buf_puts(w->buf, "\n");
	writer_message(w, rev);
}

/* What nobody wrote is shown as what it is. */
void
dn_writer_derived(struct dn_writer *w, const struct dn_derived *derived)
{
	if (derived == NULL)
		return;
	dunlin_buf_printf(w->buf, "-- Derived from its upgrade section: %s\n", derived->label);
	for (size_t i = 0; i < derived->nlosses; i++) {
		dunlin_buf_puts(w->buf, "-- lossy: ");
		dn_writer_comment(w, derived->losses[i]);
		dunlin_buf_puts(w->buf, "\n");
	}
	dunlin_buf_puts(w->buf, "\n");
}
