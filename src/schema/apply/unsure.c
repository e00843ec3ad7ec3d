/* unsure.c - what statements run besides themselves, and what is not known because of it */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "schema/apply/apply.h"

static bool
unsure_is_in(const char *s, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(words[i], s) == 0)
			return true;
	return false;
}

static const char *
unsure_what(const struct dn_apply *a)
{
	return a->statement == NULL || a->statement->what == NULL ? "" : a->statement->what;
}

void
dn_apply_unsure(struct dn_apply *a)
{
	if (a->schema->unsure == NULL)
		a->schema->unsure = dn_apply_hidden(a);
}

/* Makes something that has functions called later, whether it names them as a call or not. */
static bool
unsure_makes_hook(const struct dn_apply *a)
{
	static const char *const words[] = { "CREATE TRIGGER", "CREATE RULE", "CREATE CAST",
		"CREATE OPERATOR", "CREATE AGGREGATE", "CREATE TYPE", "CREATE FOREIGN TABLE",
		"ALTER FOREIGN TABLE", "CREATE OPERATOR CLASS", "ALTER OPERATOR FAMILY" };

	if (a->change->kind == DN_CREATE_RULE)
		return true;
	if (a->change->kind == DN_CREATE_TRIGGER)
		return dn_schema_routine(a->schema, &a->change->trigger->function) == NULL;
	if (a->change->kind == DN_CREATE_COMPOSITE)
		return a->change->more;
	return a->change->kind == DN_CHANGE_OPAQUE &&
	       unsure_is_in(unsure_what(a), words, sizeof words / sizeof *words);
}

/* Keeps the expressions that it has for later and runs none of them. */
static bool
unsure_keeps_calls(const struct dn_apply *a)
{
	static const char *const words[] = { "CREATE VIEW", "CREATE POLICY", "ALTER POLICY",
		"CREATE DOMAIN", "PREPARE", "CREATE STATISTICS", "CREATE PUBLICATION",
		"ALTER PUBLICATION" };

	return a->change->kind == DN_CREATE_TABLE || a->change->kind == DN_SET_DEFAULT ||
	       unsure_makes_hook(a) ||
	       unsure_is_in(unsure_what(a), words, sizeof words / sizeof *words);
}

static bool
unsure_runs_rows(const struct dn_apply *a)
{
	static const char *const words[] = { "CREATE TABLE AS", "SELECT INTO",
		"CREATE MATERIALIZED VIEW", "REFRESH MATERIALIZED VIEW", "EXPLAIN", "FETCH",
		"DECLARE", "COPY" };

	return a->change->kind == DN_DATA || a->change->kind == DN_COPY ||
	       unsure_is_in(unsure_what(a), words, sizeof words / sizeof *words);
}

/* A table that was never seen may have triggers. */
static bool
unsure_writes_unknown(const struct dn_apply *a)
{
	const struct dn_change *change = a->change;
	const struct dn_table *table;
	bool writes = change->kind == DN_COPY ||
		      (change->kind == DN_DATA && strcmp(change->name, "select") != 0);

	if (!writes || change->object.name == NULL)
		return false;
	table = dn_schema_table(a->schema, &change->object);
	return table == NULL || table->unknown;
}

/* Extensions of PostgreSQL itself whose scripts make types and functions in C and nothing else. */
static bool
unsure_is_plain_extension(const struct dn_apply *a)
{
	static const char *const names[] = { "btree_gin", "btree_gist", "citext", "cube",
		"fuzzystrmatch", "hstore", "intarray", "isn", "ltree", "pg_trgm", "pgcrypto",
		"plpgsql", "seg", "tablefunc", "unaccent", "uuid-ossp" };

	return a->change->object.name != NULL &&
	       unsure_is_in(a->change->object.name, names, sizeof names / sizeof *names);
}

static bool
unsure_makes_anything(const struct dn_apply *a)
{
	const char *what = unsure_what(a);

	if (strcmp(what, "CREATE EXTENSION") == 0)
		return !unsure_is_plain_extension(a);
	return strcmp(what, "ALTER EXTENSION") == 0 || strcmp(what, "CREATE EVENT TRIGGER") == 0;
}

void
dn_apply_side_effects(struct dn_apply *a)
{
	bool calls = a->statement != NULL && (a->statement->flags & DN_STATEMENT_CALLS) != 0;
	bool keeps = unsure_keeps_calls(a);

	if (unsure_makes_anything(a) || (calls && !keeps) ||
	    (a->schema->hooked && unsure_runs_rows(a)) || unsure_writes_unknown(a))
		dn_apply_unsure(a);
	if ((calls && keeps) || unsure_makes_hook(a))
		a->schema->hooked = true;
}
