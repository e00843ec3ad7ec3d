/* adopt.c - migrate over an application's own connection, and give it back as it was */
#include "config.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "pg.h"

static const char *
adopt_obstacle(const PGconn *pg)
{
	if (PQstatus(pg) != CONNECTION_OK)
		return "is not connected";
	if (PQpipelineStatus(pg) != PQ_PIPELINE_OFF)
		return "is in pipeline mode";
	switch (PQtransactionStatus(pg)) {
	case PQTRANS_IDLE: return NULL;
	case PQTRANS_ACTIVE: return "has a statement that is not run to its end";
	default: return "has an open transaction";
	}
}

/* libpq's own, which hands what the server says to the notice processor. */
static PQnoticeReceiver
adopt_default_receiver(void)
{
	PGconn *probe = PQconnectStart("dunlin_is_no_option=1"); /* fails, and goes nowhere */
	PQnoticeReceiver receiver = PQsetNoticeReceiver(probe, NULL, NULL);

	PQfinish(probe);
	return receiver;
}

/*
 * A receiver of the application's own cannot be put back, for libpq does not tell its argument:
 * then it goes on to hear what the server says.
 */
static void
adopt_notices(struct pg_conn *c)
{
	PQnoticeReceiver receiver = PQsetNoticeReceiver(c->pg, NULL, NULL);

	if (receiver != adopt_default_receiver())
		return;
	c->receiver = receiver;
	PQsetNoticeReceiver(c->pg, dn_pg_notice, c);
}

struct pg_conn *
dn_pg_adopt(void *handle, const struct dunlin_connect *how, struct dunlin_error *err)
{
	const char *obstacle = adopt_obstacle(handle);
	struct pg_conn *c;

	if (obstacle != NULL) {
		dunlin_error_set(
		    err, DUNLIN_E_CONNECT, "the application's PostgreSQL connection %s", obstacle);
		dunlin_error_set_hint(err, "Bring it to rest before the migration.");
		return NULL;
	}
	c = dn_pg_alloc(sizeof *c);
	c->pg = handle;
	c->adopted = true;
	/* In the names of what is prepared: others than those of an earlier time. */
	c->generation = (unsigned) dn_pg_now_ms();
	c->blocks = !PQisnonblocking(c->pg);
	dn_pg_attend(c, how);
	adopt_notices(c);
	PQsetnonblocking(c->pg, 1);
	return c;
}

static bool
adopt_take_statement(
    void *payload, size_t ncols, const char *const *values, struct dunlin_error *err)
{
	(void) ncols, (void) err;
	dunlin_buf_put(payload, values[0], strlen(values[0]) + 1);
	return true;
}

static bool
adopt_run(struct pg_conn *c, const char *sql, struct dunlin_buf *rows)
{
	struct dunlin_exec exec = { .size = sizeof exec, .sql = sql };

	if (rows != NULL) {
		exec.row = adopt_take_statement;
		exec.row_payload = rows;
	}
	return c->base.driver->exec(&c->base, &exec, NULL);
}

/* What was prepared would stay as long as the session. */
static void
adopt_deallocate(struct pg_conn *c)
{
	struct dunlin_buf *list = dunlin_buf_new();

	if (adopt_run(c,
		"SELECT 'DEALLOCATE \"' OPERATOR(pg_catalog.||) name OPERATOR(pg_catalog.||) '\"' "
		"FROM pg_catalog.pg_prepared_statements "
		"WHERE name OPERATOR(pg_catalog.~~) 'dunlin:%'",
		list))
		for (size_t at = 0; at < list->len; at += strlen(list->s + at) + 1)
			adopt_run(c, list->s + at, NULL);
	dunlin_buf_free(list);
}

void
dn_pg_give_back(struct pg_conn *c)
{
	if (PQtransactionStatus(c->pg) != PQTRANS_IDLE)
		adopt_run(c, "ROLLBACK", NULL);
	adopt_deallocate(c);
	if (c->receiver != NULL)
		PQsetNoticeReceiver(c->pg, c->receiver, NULL);
	PQsetnonblocking(c->pg, !c->blocks);
}

static void
url_put(struct dunlin_buf *url, const char *text)
{
	for (; *text != '\0'; text++)
		if (isalnum((unsigned char) *text) || strchr("-._~", *text) != NULL)
			dunlin_buf_put(url, text, 1);
		else
			dunlin_buf_printf(url, "%%%02X", (unsigned char) *text);
}

/* What is not its default, unless it has a place of its own in the URL or none in any. */
static bool
url_wants(const PQconninfoOption *option)
{
	static const char *const others[] = { "user", "password", "dbname", "client_encoding",
		"fallback_application_name", "passfile", "replication" };

	if (option->val == NULL || option->val[0] == '\0' ||
	    (option->compiled != NULL && strcmp(option->val, option->compiled) == 0))
		return false;
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		if (strcmp(option->keyword, others[i]) == 0)
			return false;
	return true;
}

static void
url_put_part(struct dunlin_buf *url, const char *before, const char *text)
{
	if (text == NULL || text[0] == '\0')
		return;
	dunlin_buf_puts(url, before);
	url_put(url, text);
}

bool
dn_pg_handle_url(void *handle, struct dunlin_buf *url, struct dunlin_error *err)
{
	PQconninfoOption *options = PQconninfo(handle);
	char mark = '?';

	if (options == NULL)
		return dunlin_error_set(err, DUNLIN_E_CONNECT,
		    "the application's PostgreSQL connection %s", "is not connected");
	dunlin_buf_puts(url, "postgresql://");
	url_put_part(url, "", PQuser(handle));
	url_put_part(url, ":", PQpass(handle));
	url_put_part(url, "@/", PQdb(handle));
	for (const PQconninfoOption *o = options; o->keyword != NULL; o++) {
		if (!url_wants(o))
			continue;
		dunlin_buf_printf(url, "%c%s=", mark, o->keyword);
		url_put(url, o->val);
		mark = '&';
	}
	PQconninfoFree(options);
	return true;
}
