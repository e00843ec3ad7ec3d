/* look.c - ask the database what became of a statement whose end nobody saw */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "engine/ask/look.h"

static bool
look_take(void *payload, size_t ncols, const char *const *values, struct dunlin_error *err)
{
	struct dn_look *look = payload;

	(void) err;
	if (look->rows++ > 0)
		return true;
	look->verb = dn_strdup_null(look->mem, values[0]);
	look->object = ncols < 2 ? NULL : dn_strdup_null(look->mem, values[1]);
	return true;
}

bool
dn_look_query(struct dn_runner *r, const char *sql, struct dn_look *look, struct dunlin_error *err)
{
	struct dunlin_exec exec = { .sql = sql, .row = look_take, .row_payload = look };

	look->verb = look->object = NULL;
	look->rows = 0;
	return dn_session_query(r->session, &exec, err);
}

static bool
look_compare(struct dn_runner *r, const struct dn_probe *probe, struct dn_look *look,
    struct dunlin_error *err)
{
	bool ok = true;

	for (size_t i = 0; ok && probe->compare[i] != NULL; i++)
		ok = dn_look_query(r, probe->compare[i], look, err);
	return ok || dunlin_error_prefix(err, "cannot compare what an earlier run left: ");
}

static bool
look_is(const struct dn_look *look, const char *verb)
{
	return look->verb != NULL && strcmp(look->verb, verb) == 0;
}

static void
look_end(struct dn_look *look)
{
	look->stands = look_is(look, "stands");
	if (look->stands)
		look->verb = dn_strdup(look->mem, "done");
	if (look->verb == NULL)
		look->verb = dn_strdup(look->mem, "run");
}

bool
dn_look_probe(struct dn_runner *r, const struct dn_probe *probe, struct dn_look *look,
    struct dunlin_error *err)
{
	bool ok;

	if (!dn_look_query(r, probe->sql, look, err))
		return false;
	if (look_is(look, "compare")) {
		ok = dn_session_begin(r->session, err) && look_compare(r, probe, look, err);
		dn_session_rollback(r->session);
		if (!ok)
			return false;
	}
	look_end(look);
	return true;
}

bool
dn_look_aside(struct dn_runner *r, const struct dn_probe *probe, struct dn_look *look)
{
	bool ok = dn_session_begin(r->session, NULL) && dn_session_enter(r->session, NULL) &&
		  dn_look_query(r, probe->sql, look, NULL) &&
		  (!look_is(look, "compare") || look_compare(r, probe, look, NULL));

	dn_session_rollback(r->session);
	look_end(look);
	return ok;
}
