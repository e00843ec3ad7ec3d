/* other.c - statements that mean nothing there, or that nobody understands */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/common/common.h"
#include "dialect/sqlite/changes/changes.h"
#include "dialect/sqlite/rows/rows.h"
#include "dialect/sqlite/table/table.h"

/* What they are about was not made there. */
static bool
other_is_left_out(const char *what)
{
	static const char *const words[] = { "ALTER FUNCTION", "ALTER PROCEDURE", "ALTER ROUTINE",
		"ALTER AGGREGATE", "ALTER OPERATOR", "ALTER CAST", "DROP PROCEDURE", "DROP ROUTINE",
		"DROP AGGREGATE", "DROP OPERATOR", "DROP OPERATOR CLASS", "DROP OPERATOR FAMILY",
		"DROP CAST", "DROP FOREIGN TABLE", "DROP SERVER", "DROP USER MAPPING" };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(words[i], what) == 0)
			return true;
	return false;
}

bool
dn_sqlite_opaque(struct sqlite_change *x)
{
	bool done;

	if (!dn_sqlite_view(x, &done))
		return false;
	if (done)
		return true;
	if (strcmp(x->st->what, "ALTER SCHEMA") == 0 && x->change->new_name != NULL)
		return dn_sqlite_rename_schema(x);
	if (other_is_left_out(x->st->what))
		return dn_sqlite_unknown_program(x);
	return dn_sqlite_apply(x) && dn_sqlite_cannot(x->err, x->st, x->st->span.start, "%s",
					 dn_cannot_why(x->scratch, x->st, x->change));
}

/* GRANT, COMMENT and the like. */
bool
dn_sqlite_nothing(struct sqlite_change *x)
{
	const char *name = x->change->name == NULL ? x->st->what : x->change->name;
	char *code = dn_sprintf(x->scratch, "no-meaning-%s", name);
	unsigned line, column;

	dn_source_locate(x->st->source, x->st->span.start, &line, &column);
	dn_translation_notice(x->t, code, "%s:%u:%u: nothing on SQLite corresponds to %s: left out",
	    x->st->source->file == NULL ? "?" : x->st->source->file, line, column, name);
	return dn_sqlite_apply(x);
}

/* What was left out is not there to be asked for. */
bool
dn_sqlite_if(struct sqlite_change *x)
{
	if (!dn_sqlite_apply(x))
		return false;
	dn_cannot_answer(x->t->schema, x->change);
	return dn_sqlite_ask(x);
}
