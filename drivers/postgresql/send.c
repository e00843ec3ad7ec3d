/* send.c - statements and their parameters handed to libpq, prepared where they come again */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "pg.h"

/* Object identifiers of types (pg_type.dat). */
#define PG_BYTEAOID 17u

/* Parameters as libpq takes them. */
struct send_values {
	Oid *types;
	const char **values;
	int *lengths, *formats;
	int n;
	bool plain; /* all are text */
};

static void
send_values_take(struct send_values *v, const struct dunlin_exec *exec)
{
	size_t n = exec->nparams;

	*v = (struct send_values){ .n = (int) n, .plain = true };
	v->types = dn_pg_alloc((n + 1) * sizeof *v->types);
	v->values = dn_pg_alloc((n + 1) * sizeof *v->values);
	v->lengths = dn_pg_alloc((n + 1) * sizeof *v->lengths);
	v->formats = dn_pg_alloc((n + 1) * sizeof *v->formats);
	for (size_t i = 0; i < n; i++) {
		const struct dunlin_value *value = &exec->params[i];
		bool blob = value->kind == DUNLIN_BLOB;

		v->types[i] = blob ? PG_BYTEAOID : 0;
		v->values[i] = value->kind == DUNLIN_NULL ? NULL : value->data;
		if (blob && value->data == NULL)
			v->values[i] = "";
		v->lengths[i] = (int) value->len;
		v->formats[i] = blob;
		v->plain = v->plain && !blob;
	}
}

static void
send_values_free(struct send_values *v)
{
	free(v->formats);
	free(v->lengths);
	free(v->values);
	free(v->types);
}

static bool
send_as_text(struct pg_conn *c, const char *sql, const struct send_values *v)
{
	return PQsendQueryParams(c->pg, sql, v->n, v->types, v->values, v->lengths, v->formats, 0);
}

/* DISCARD ALL and DEALLOCATE drop the library's statements with the author's. */
static bool
send_drops_prepared(const char *sql)
{
	static const char *const words[] = { "deallocate", "discard all" };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strncasecmp(sql, words[i], strlen(words[i])) == 0)
			return true;
	return false;
}

bool
dn_pg_send(struct pg_conn *c, const struct dunlin_exec *exec, struct dunlin_error *err)
{
	struct send_values v;
	bool ok;

	if (send_drops_prepared(exec->sql))
		dn_pg_prepared_forget(c);
	send_values_take(&v, exec);
	ok = send_as_text(c, exec->sql, &v);
	send_values_free(&v);
	return ok || dn_pg_error_conn(c, err);
}

static struct pg_prepared *
prepared_find(struct pg_conn *c, const char *sql)
{
	for (size_t i = 0; i < c->nprepared; i++)
		if (strcmp(c->prepared[i].sql, sql) == 0)
			return &c->prepared[i];
	return NULL;
}

static void
prepared_remember(struct pg_conn *c, const char *sql)
{
	size_t size = strlen(sql) + 1;

	if (c->nprepared == PG_PREPARED)
		return;
	c->prepared[c->nprepared] = (struct pg_prepared){ .sql = dn_pg_alloc(size) };
	memcpy(c->prepared[c->nprepared++].sql, sql, size);
}

static bool
send_as_prepared(
    struct pg_conn *c, struct pg_prepared *p, const struct send_values *v, unsigned *prepares)
{
	char name[32];

	snprintf(name, sizeof name, "dunlin:%u.%d", c->generation, (int) (p - c->prepared));
	if (p->state == PG_PREPARED_SEEN) {
		if (!PQsendPrepare(c->pg, name, p->sql, 0, NULL))
			return false;
		p->state = PG_PREPARED_SENT;
		*prepares = c->generation;
	}
	return PQsendQueryPrepared(c->pg, name, v->n, v->values, v->lengths, v->formats, 0);
}

bool
dn_pg_send_prepared(
    struct pg_conn *c, const struct dunlin_exec *exec, unsigned *prepares, struct dunlin_error *err)
{
	struct pg_prepared *p = NULL;
	struct send_values v;
	bool ok;

	*prepares = 0;
	if (exec->nparams == 0)
		return dn_pg_send(c, exec, err);
	send_values_take(&v, exec);
	if (v.plain && (p = prepared_find(c, exec->sql)) == NULL)
		prepared_remember(c, exec->sql);
	ok = p == NULL ? send_as_text(c, exec->sql, &v) : send_as_prepared(c, p, &v, prepares);
	send_values_free(&v);
	return ok || dn_pg_error_conn(c, err);
}

void
dn_pg_prepared_answer(struct pg_conn *c, const struct dunlin_exec *exec, unsigned generation)
{
	struct pg_prepared *p = prepared_find(c, exec->sql);

	if (p != NULL && generation == c->generation)
		p->state = PG_PREPARED_READY;
}

/* Whether the server has them is not known, so their names are not used again. */
void
dn_pg_prepared_settle(struct pg_conn *c)
{
	bool doubt = false;

	for (size_t i = 0; i < c->nprepared; i++)
		doubt = doubt || c->prepared[i].state == PG_PREPARED_SENT;
	if (doubt)
		dn_pg_prepared_forget(c);
}

void
dn_pg_prepared_forget(struct pg_conn *c)
{
	while (c->nprepared > 0)
		free(c->prepared[--c->nprepared].sql);
	c->generation++;
}
