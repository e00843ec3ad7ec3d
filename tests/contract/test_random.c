/* test_random.c - random histories: what PostgreSQL takes leaves the same rows on SQLite */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "dialect/translate.h"
#include "dntest.h"
#include "suites.h"

/*
 * Statements are made up from the few names and values below, most of them about what is there.
 * The server refuses many; those that it takes are a section, which SQLite must take, too, and come
 * to the same rows.  Then both are asked to take rows, good and bad.  Numbered with
 * DUNLIN_TEST_SEED, and DUNLIN_TEST_HISTORIES of them.
 */
enum { HISTORIES = 40, SECTIONS = 6, STATEMENTS = 8, ROWS = 4 };

static PGconn *pg;
static unsigned long long state;

struct type {
	const char *name;
	const char *values[8]; /* as SQL, for both; the type takes them */
	const char *bad;       /* or NULL; in an UPDATE it may be refused without a row */
	const char *checks[4]; /* of a column "@" */
	const char *show[2];   /* the value as text, on PostgreSQL and on SQLite */
};

static const struct type types[] = {
	{ "integer", { "0", "1", "2", "7", "-3", "100000" }, NULL,
	    { "@ > 0", "@ <> 7", "@ IN (0, 1, 2)", "@ BETWEEN -5 AND 2000" }, { "@::text", "@" } },
	{ "smallint", { "0", "1", "2", "7", "300" }, "40000", { "@ >= 0", "@ < 7" },
	    { "@::text", "@" } },
	{ "bigint", { "0", "1", "2", "7", "3000000000" }, NULL, { "@ <> 0" }, { "@::text", "@" } },
	{ "text", { "''", "'a'", "'abc'", "'abcdef'", "'5'", "'it''s'" }, NULL,
	    { "@ <> ''", "length(@) < 5", "@ IN ('a', 'abc', '5')", "@ LIKE 'a%'" }, { "@", "@" } },
	{ "character varying(4)", { "'a'", "'abc'", "'5'" }, "'abcdef'", { "@ <> 'a'" },
	    { "@", "@" } },
	{ "boolean", { "true", "false" }, NULL, { "@", "NOT @ OR @ IS NULL" },
	    { "@::int::text", "@" } },
	{ "numeric(6,2)", { "0", "1.5", "7.25", "-2" }, "99999.5", { "@ >= 0" },
	    { "(@ * 100)::bigint::text", "CAST(round(@ * 100) AS integer)" } },
	{ "date", { "'2024-02-29'", "'1999-12-31'" }, "'2024-02-30'", { "@ > '2000-01-01'" },
	    { "@::text", "@" } },
	{ "mood", { "'sad'", "'ok'", "'happy'" }, "'angry'", { "@ <> 'sad'" }, { "@::text", "@" } },
	{ "positive", { "1", "7" }, "0", { "@ < 5" }, { "@::text", "@" } },
};

static const char start[] = "CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');\n"
			    "CREATE DOMAIN positive AS integer CHECK (VALUE > 0);\n";

static unsigned
pick(unsigned n)
{
	state = state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (unsigned) (state >> 33) % n;
}

static bool
one_in(unsigned n)
{
	return pick(n) == 0;
}

int
random_setup(void)
{
	pg = contract_pg("contract_random");
	return 0;
}

int
random_teardown(void)
{
	if (pg != NULL)
		PQfinish(pg);
	return 0;
}

/* One of the values that the query on the catalog has; or NULL. */
static const char *
one_of(const void *mem, const char *fmt, ...)
{
	struct dunlin_buf *sql = dn_buf_new(mem);
	const char *value = NULL;
	va_list ap;
	PGresult *result;

	va_start(ap, fmt);
	dn_buf_vprintf(sql, fmt, ap);
	va_end(ap);
	result = PQexec(pg, sql->s);
	if (PQntuples(result) > 0)
		value =
		    dn_strdup(mem, PQgetvalue(result, (int) pick((unsigned) PQntuples(result)), 0));
	PQclear(result);
	return value;
}

static const char *
some_table(const void *mem)
{
	const char *table = one_of(mem, "SELECT relname FROM pg_class WHERE relkind = 'r' AND "
					"relnamespace = 'public'::regnamespace "
					"ORDER BY 1");

	return table != NULL ? table : "t0";
}

#define COLUMNS                                                                        \
	"FROM pg_attribute WHERE attrelid = to_regclass('%s') AND attnum > 0 AND NOT " \
	"attisdropped ORDER BY attnum"

static const char *
some_column(const void *mem, const char *table)
{
	const char *column = one_of(mem, "SELECT attname " COLUMNS, table);

	return column != NULL ? column : "a";
}

static const struct type *
type_of(const void *mem, const char *table, const char *column)
{
	const char *name = one_of(mem,
	    "SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attname = '%s' AND "
	    "attrelid = to_regclass('%s')",
	    column, table);

	for (size_t i = 0; name != NULL && i < sizeof types / sizeof *types; i++)
		if (strcmp(types[i].name, name) == 0)
			return &types[i];
	return &types[0];
}

static const struct type *
some_type(void)
{
	return &types[pick(sizeof types / sizeof *types)];
}

static const char *
some_value(const struct type *type)
{
	unsigned n = 0;

	while (n < 8 && type->values[n] != NULL)
		n++;
	return one_in(8) ? "NULL" : type->values[pick(n)];
}

static const char *
any_value(const struct type *type)
{
	return type->bad != NULL && one_in(8) ? type->bad : some_value(type);
}

/* TEXT with the column's name for each "@". */
static const char *
named(const void *mem, const char *text, const char *column)
{
	struct dunlin_buf *sql = dn_buf_new(mem);

	for (; *text != '\0'; text++)
		if (*text == '@')
			dunlin_buf_puts(sql, column);
		else
			dunlin_buf_put(sql, text, 1);
	return sql->s;
}

static const char *
some_check(const void *mem, const struct type *type, const char *column)
{
	unsigned n = 0;

	while (n < 4 && type->checks[n] != NULL)
		n++;
	return named(mem, one_in(6) ? "@ IS NOT NULL" : type->checks[pick(n)], column);
}

static const char *
some_name(void)
{
	static const char *const names[] = { "a", "b", "c", "d", "e", "f" };

	return names[pick(6)];
}

static void
some_reference(const void *mem, struct dunlin_buf *sql)
{
	static const char *const actions[] = { "", " ON DELETE CASCADE", " ON DELETE SET NULL",
		" ON DELETE RESTRICT", " ON UPDATE CASCADE", " DEFERRABLE INITIALLY DEFERRED" };
	const char *table = some_table(mem);
	const char *column = one_of(mem,
	    "SELECT attname FROM pg_attribute, pg_index WHERE indrelid = to_regclass('%s') AND "
	    "attrelid = indrelid AND indisunique AND indnatts = 1 AND attnum = indkey[0]",
	    table);

	dunlin_buf_printf(
	    sql, " REFERENCES %s (%s)%s", table, column != NULL ? column : "a", actions[pick(6)]);
}

static void
column_definition(const void *mem, struct dunlin_buf *sql, const char *name)
{
	const struct type *type = some_type();

	dunlin_buf_printf(sql, "%s %s", name, type->name);
	if (one_in(3))
		dunlin_buf_printf(sql, " DEFAULT %s", some_value(type));
	if (one_in(5))
		dunlin_buf_puts(sql, " NOT NULL");
	if (one_in(6))
		dunlin_buf_puts(sql, " UNIQUE");
	if (one_in(4))
		dunlin_buf_printf(sql, " CHECK (%s)", some_check(mem, type, name));
	if (one_in(8))
		some_reference(mem, sql);
}

static void
create_table(const void *mem, struct dunlin_buf *sql)
{
	static const char names[] = "abcdef";
	unsigned first = pick(3), n = 1 + pick(4);

	dunlin_buf_printf(sql, "CREATE TABLE t%u (id integer", pick(3));
	if (!one_in(4))
		dunlin_buf_puts(sql, " PRIMARY KEY");
	for (unsigned i = first; i < first + n && names[i] != '\0'; i++) {
		char name[2] = { names[i], '\0' };

		dunlin_buf_puts(sql, ", ");
		column_definition(mem, sql, name);
	}
	dunlin_buf_puts(sql, ")");
}

static void
change_type(const void *mem, struct dunlin_buf *sql, const char *table, const char *column)
{
	const struct type *to = some_type();

	(void) table;
	(void) mem;
	dunlin_buf_printf(sql, "ALTER COLUMN %s TYPE %s", column, to->name);
	switch (pick(4)) {
	case 0: dunlin_buf_printf(sql, " USING %s::%s", column, to->name); break;
	case 1: dunlin_buf_printf(sql, " USING %s", some_value(to)); break;
	case 2: dunlin_buf_printf(sql, " USING %s::text::%s", column, to->name); break;
	default: break;
	}
}

static void
add_constraint(const void *mem, struct dunlin_buf *sql, const char *table, const char *column)
{
	const struct type *type = type_of(mem, table, column);

	dunlin_buf_puts(sql, "ADD ");
	if (one_in(2))
		dunlin_buf_printf(sql, "CONSTRAINT k%u ", pick(4));
	switch (pick(5)) {
	case 0: dunlin_buf_printf(sql, "UNIQUE (%s)", column); break;
	case 1: dunlin_buf_printf(sql, "PRIMARY KEY (%s)", column); break;
	case 2:
		/* Of two for one column it depends on their names which acts first. */
		if (one_of(mem,
			"SELECT 1 FROM pg_constraint, pg_attribute WHERE contype = 'f' AND "
			"conrelid = "
			"to_regclass('%s') AND attrelid = conrelid AND attnum = ANY (conkey) AND "
			"attname = '%s'",
			table, column) == NULL) {
			dunlin_buf_printf(sql, "FOREIGN KEY (%s)", column);
			some_reference(mem, sql);
			break;
		}
		/* fall through */
	default: dunlin_buf_printf(sql, "CHECK (%s)", some_check(mem, type, column));
	}
}

static void
drop_constraint(const void *mem, struct dunlin_buf *sql, const char *table)
{
	const char *name = one_of(mem,
	    "SELECT conname FROM pg_constraint WHERE conrelid = to_regclass('%s') ORDER BY 1",
	    table);

	dunlin_buf_printf(
	    sql, "DROP CONSTRAINT %s%s", name != NULL ? name : "k0", one_in(3) ? " CASCADE" : "");
}

static void
alter_command(const void *mem, struct dunlin_buf *sql, const char *table)
{
	const char *column = some_column(mem, table);
	const struct type *type = type_of(mem, table, column);

	switch (pick(12)) {
	case 0:
	case 1:
	case 2:
		dunlin_buf_puts(sql, "ADD COLUMN ");
		column_definition(mem, sql, some_name());
		break;
	case 3:
		dunlin_buf_printf(sql, "DROP COLUMN %s%s", column, one_in(3) ? " CASCADE" : "");
		break;
	case 4: change_type(mem, sql, table, column); break;
	case 5: dunlin_buf_printf(sql, "ALTER %s SET DEFAULT %s", column, some_value(type)); break;
	case 6: dunlin_buf_printf(sql, "ALTER %s DROP DEFAULT", column); break;
	case 7: dunlin_buf_printf(sql, "ALTER %s SET NOT NULL", column); break;
	case 8: dunlin_buf_printf(sql, "ALTER %s DROP NOT NULL", column); break;
	case 9:
	case 10: add_constraint(mem, sql, table, column); break;
	default: drop_constraint(mem, sql, table);
	}
}

static void
alter_table(const void *mem, struct dunlin_buf *sql)
{
	const char *table = some_table(mem);
	unsigned n = one_in(3) ? 2 + pick(2) : 1;

	dunlin_buf_printf(sql, "ALTER TABLE %s ", table);
	if (one_in(6)) {
		dunlin_buf_printf(
		    sql, "RENAME COLUMN %s TO %s", some_column(mem, table), some_name());
		return;
	}
	if (one_in(12)) {
		dunlin_buf_printf(sql, "RENAME TO t%u", pick(4));
		return;
	}
	for (unsigned i = 0; i < n; i++) {
		dunlin_buf_puts(sql, i == 0 ? "" : ", ");
		alter_command(mem, sql, table);
	}
}

static void
index_statement(const void *mem, struct dunlin_buf *sql)
{
	const char *table = some_table(mem), *column = some_column(mem, table);
	const char *index = one_of(mem,
	    "SELECT indexrelid::regclass FROM pg_index WHERE indrelid = to_regclass('%s')", table);

	if (one_in(3)) {
		dunlin_buf_printf(sql, "DROP INDEX %s", index != NULL ? index : "nothing");
		return;
	}
	dunlin_buf_printf(sql, "CREATE %sINDEX ON %s (%s%s)", one_in(3) ? "UNIQUE " : "", table,
	    column, one_in(3) ? " DESC" : "");
	if (one_in(3))
		dunlin_buf_printf(
		    sql, " WHERE %s", some_check(mem, type_of(mem, table, column), column));
}

static void
insert_row(const void *mem, struct dunlin_buf *sql)
{
	const char *table = some_table(mem);
	struct dunlin_buf *names = dn_buf_new(mem), *values = dn_buf_new(mem);
	char *query = dn_sprintf(mem, "SELECT attname " COLUMNS, table);
	PGresult *result = PQexec(pg, query);

	for (int i = 0; i < PQntuples(result); i++) {
		const char *column = PQgetvalue(result, i, 0);

		if (one_in(5))
			continue;
		dunlin_buf_printf(names, "%s%s", names->len == 0 ? "" : ", ", column);
		dunlin_buf_puts(values, values->len == 0 ? "" : ", ");
		if (strcmp(column, "id") == 0 && type_of(mem, table, column) == &types[0])
			dunlin_buf_printf(values, "%u", pick(12));
		else
			dunlin_buf_puts(values, any_value(type_of(mem, table, column)));
	}
	PQclear(result);
	dunlin_buf_printf(sql, "INSERT INTO %s (%s) VALUES (%s)", table,
	    names->len == 0 ? "id" : names->s, values->len == 0 ? "3" : values->s);
}

static void
change_rows(const void *mem, struct dunlin_buf *sql)
{
	const char *table = some_table(mem), *column = some_column(mem, table),
		   *other = some_column(mem, table);
	const struct type *type = type_of(mem, table, column);

	if (one_in(3))
		dunlin_buf_printf(sql, "DELETE FROM %s", table);
	else
		dunlin_buf_printf(sql, "UPDATE %s SET %s = %s", table, column, some_value(type));
	dunlin_buf_printf(sql, " WHERE %s", some_check(mem, type_of(mem, table, other), other));
}

static void
statement(const void *mem, struct dunlin_buf *sql)
{
	unsigned what = pick(20);

	if (what < 3 || one_of(mem, "SELECT 1 FROM pg_tables WHERE schemaname = 'public'") == NULL)
		create_table(mem, sql);
	else if (what < 11)
		alter_table(mem, sql);
	else if (what < 13)
		index_statement(mem, sql);
	else if (what < 17)
		insert_row(mem, sql);
	else if (what < 19)
		change_rows(mem, sql);
	else
		dunlin_buf_printf(
		    sql, "DROP TABLE %s%s", some_table(mem), one_in(2) ? " CASCADE" : "");
}

static bool
on_server(const char *sql)
{
	PGresult *result = PQexec(pg, sql);
	bool ok =
	    PQresultStatus(result) == PGRES_COMMAND_OK || PQresultStatus(result) == PGRES_TUPLES_OK;

	PQclear(result);
	return ok;
}

/* What the server takes of some statements; false when not even their COMMIT. */
static bool
section(const void *mem, struct dunlin_buf *text)
{
	on_server("BEGIN");
	for (unsigned i = 0; i < STATEMENTS; i++) {
		struct dunlin_buf *sql = dn_buf_new(mem);

		statement(mem, sql);
		on_server("SAVEPOINT s");
		if (on_server(sql->s))
			dunlin_buf_printf(text, "%s;\n", sql->s);
		else
			on_server("ROLLBACK TO s");
	}
	return on_server("SET CONSTRAINTS ALL IMMEDIATE");
}

static int
by_bytes(const void *a, const void *b)
{
	return strcmp(*(char *const *) a, *(char *const *) b);
}

/* Lines in one order on both. */
static char *
sorted(const void *mem, const char *text)
{
	char *copy = dn_strdup(mem, text), *rest = NULL, *lines[512];
	struct dunlin_buf *buf = dn_buf_new(mem);
	size_t n = 0;

	for (char *line = strtok_r(copy, "\n", &rest); line != NULL && n < 512;
	     line = strtok_r(NULL, "\n", &rest))
		lines[n++] = line;
	qsort(lines, n, sizeof *lines, by_bytes);
	for (size_t i = 0; i < n; i++)
		dunlin_buf_printf(buf, "%s\n", lines[i]);
	return buf->s;
}

/* The rows of TABLE as a query for one engine: 0 for PostgreSQL, 1 for SQLite. */
static char *
rows_query(const void *mem, const char *table, int engine)
{
	struct dunlin_buf *sql = dn_buf_new(mem);
	PGresult *result = PQexec(pg, dn_sprintf(mem, "SELECT attname " COLUMNS, table));

	dunlin_buf_puts(sql, "SELECT 'row'");
	for (int i = 0; i < PQntuples(result); i++) {
		const char *column = PQgetvalue(result, i, 0);

		dunlin_buf_printf(sql, " || '|' || coalesce(%s, 'null')",
		    named(mem, type_of(mem, table, column)->show[engine], column));
	}
	dunlin_buf_printf(sql, " FROM %s", table);
	PQclear(result);
	return sql->s;
}

static char *
server_rows(const void *mem, const char *sql)
{
	struct dunlin_buf *buf = dn_buf_new(mem);
	PGresult *result = PQexec(pg, sql);

	if (PQresultStatus(result) != PGRES_TUPLES_OK)
		dunlin_buf_puts(buf, PQerrorMessage(pg));
	for (int i = 0; i < PQntuples(result); i++)
		dunlin_buf_printf(buf, "%s\n", PQgetvalue(result, i, 0));
	PQclear(result);
	return buf->s;
}

/* False, and said, when a table has other rows on one engine. */
static bool
rows_agree(struct translate *tr, const void *mem)
{
	char *list = server_rows(mem,
		 "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = "
		 "'public'::regnamespace ORDER BY 1"),
	     *rest = NULL;

	for (char *table = strtok_r(list, "\n", &rest); table != NULL;
	     table = strtok_r(NULL, "\n", &rest)) {
		char *want = sorted(mem, server_rows(mem, rows_query(mem, table, 0)));
		char *got = sorted(mem, translate_query(tr, rows_query(mem, table, 1)));

		if (strcmp(got, want) == 0)
			continue;
		printf("# rows of %s: SQLite\n%s# PostgreSQL\n%s", table, got, want);
		return false;
	}
	return true;
}

/* A row, or a change, that both take or both refuse. */
static bool
try_agrees(struct translate *tr, const void *mem)
{
	struct dunlin_buf *sql = dn_buf_new(mem);
	const char *message;
	bool taken;

	if (one_in(4))
		change_rows(mem, sql);
	else
		insert_row(mem, sql);
	taken = on_server(sql->s);
	message = translate_exec(tr, sql->s);
	if (taken == (message == NULL))
		return true;
	printf("# %s: PostgreSQL: %s# SQLite: %s\n", sql->s, taken ? "taken\n" : PQerrorMessage(pg),
	    message == NULL ? "taken" : message);
	return false;
}

static bool
tries_agree(struct translate *tr, const void *mem)
{
	bool ok = true;

	translate_exec(tr, "PRAGMA foreign_keys = ON");
	for (unsigned i = 0; ok && i < ROWS; i++)
		ok = try_agrees(tr, mem);
	translate_exec(tr, "PRAGMA foreign_keys = OFF");
	return ok && rows_agree(tr, mem);
}

/* The section on SQLite; *OVER when it has something that SQLite cannot have. */
static bool
section_agrees(struct translate *tr, const void *mem, const char *text, bool *over)
{
	if (!translate_run(tr, "random.sql", text, NULL)) {
		*over = dunlin_error_code(tr->err) == DUNLIN_E_UNTRANSLATABLE;
		on_server("ROLLBACK");
		if (!*over)
			printf("# SQLite: %s\n", dunlin_error_message(tr->err));
		return *over;
	}
	return on_server("COMMIT") && rows_agree(tr, mem) && tries_agree(tr, mem);
}

static bool
history(const void *mem, unsigned *done)
{
	struct translate *tr = translate_new(mem);
	struct dunlin_buf *all = dn_buf_new(mem), *text;
	bool ok, over = false;

	tr->edits = !one_in(3);
	contract_pg_run(pg, "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
	ok = contract_pg_run(pg, start) && translate_run(tr, "start.sql", start, NULL);
	for (unsigned i = 0; ok && !over && i < SECTIONS; i++) {
		text = dn_buf_new(mem);
		if (!section(mem, text)) {
			on_server("ROLLBACK");
			continue;
		}
		dunlin_buf_printf(all, "-- next\n%s", text->s);
		ok = section_agrees(tr, mem, text->s, &over);
		*done += ok && !over;
	}
	if (!ok)
		printf("# %s\n", all->s);
	return ok;
}

static void
test_random(void)
{
	const char *seed = getenv("DUNLIN_TEST_SEED"), *count = getenv("DUNLIN_TEST_HISTORIES");
	unsigned long long first = seed != NULL ? strtoull(seed, NULL, 10) : (unsigned) time(NULL);
	unsigned n = count != NULL ? (unsigned) strtoul(count, NULL, 10) : HISTORIES, done = 0;

	for (unsigned i = 0; pg != NULL && i < n; i++) {
		void *mem = dn_new_context(NULL);

		state = first + i;
		if (!history(mem, &done)) {
			printf("# DUNLIN_TEST_SEED=%llu DUNLIN_TEST_HISTORIES=1\n", first + i);
			CHECK(!"a random history is the same on both");
		}
		dn_free(mem);
	}
	printf(
	    "# %u sections of %u histories the same, from DUNLIN_TEST_SEED=%llu\n", done, n, first);
	CHECK(pg == NULL || n < 10 || done > n);
}

CU_TestInfo random_tests[] = { TEST(test_random), CU_TEST_INFO_NULL };
