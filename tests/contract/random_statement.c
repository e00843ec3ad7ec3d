/* random_statement.c - statements made up from few names and values, most about what is there */
#include "config.h"

#include <stdarg.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "random_statement.h"

struct type {
	const char *name;
	const char *values[8]; /* as SQL, for both; the type takes them */
	const char *bad;       /* or NULL; in an UPDATE it may be refused without a row */
	const char *checks[4]; /* of a column "@" */
	const char *show[3];   /* the value as text, on PostgreSQL, SQLite and MariaDB */
};

static const struct type types[] = {
	{ "integer", { "0", "1", "2", "7", "-3", "100000" }, NULL,
	    { "@ > 0", "@ <> 7", "@ IN (0, 1, 2)", "@ BETWEEN -5 AND 2000" },
	    { "@::text", "@", "@" } },
	{ "smallint", { "0", "1", "2", "7", "300" }, "40000", { "@ >= 0", "@ < 7" },
	    { "@::text", "@", "@" } },
	{ "bigint", { "0", "1", "2", "7", "3000000000" }, NULL, { "@ <> 0" },
	    { "@::text", "@", "@" } },
	{ "text", { "''", "'a'", "'abc'", "'abcdef'", "'5'", "'it''s'" }, NULL,
	    { "@ <> ''", "length(@) < 5", "@ IN ('a', 'abc', '5')", "@ LIKE 'a%'" },
	    { "@", "@", "@" } },
	{ "character varying(4)", { "'a'", "'abc'", "'5'" }, "'abcdef'", { "@ <> 'a'" },
	    { "@", "@", "@" } },
	{ "boolean", { "true", "false" }, NULL, { "@", "NOT @ OR @ IS NULL" },
	    { "@::int::text", "@", "@" } },
	{ "numeric(6,2)", { "0", "1.5", "7.25", "-2" }, "99999.5", { "@ >= 0" },
	    { "(@ * 100)::bigint::text", "CAST(round(@ * 100) AS integer)",
		"CAST(round(@ * 100) AS signed)" } },
	{ "date", { "'2024-02-29'", "'1999-12-31'" }, "'2024-02-30'", { "@ > '2000-01-01'" },
	    { "@::text", "@", "@" } },
	{ "uuid",
	    { "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'", "'00000000-0000-0000-0000-000000000001'" },
	    "'no'", { "@ <> '00000000-0000-0000-0000-000000000001'" }, { "@::text", "@", "@" } },
	{ "timestamp with time zone", { "'2024-02-29 12:30:00'", "'1999-12-31 23:59:59'" }, NULL,
	    { "@ > '2000-01-01 00:00:00'" },
	    { "to_char(@, 'YYYY-MM-DD HH24:MI:SS')", "substr(@, 1, 19)", "substr(@, 1, 19)" } },
	{ "mood", { "'sad'", "'ok'", "'happy'" }, "'angry'", { "@ <> 'sad'" },
	    { "@::text", "@", "@" } },
	{ "positive", { "1", "7" }, "0", { "@ < 5" }, { "@::text", "@", "@" } },
};
static PGconn *pg;
static unsigned long long state;

void
random_start(PGconn *conn, unsigned long long seed)
{
	pg = conn;
	state = seed;
}

unsigned
random_pick(unsigned n)
{
	state = state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (unsigned) (state >> 33) % n;
}

static bool
one_in(unsigned n)
{
	return random_pick(n) == 0;
}

/* One of the values that the query on the catalog has; or NULL. */
static const char *one_of(const void *mem, const char *fmt, ...) DUNLIN_PRINTF(2, 3);

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
		value = dn_strdup(
		    mem, PQgetvalue(result, (int) random_pick((unsigned) PQntuples(result)), 0));
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
	return &types[random_pick(sizeof types / sizeof *types)];
}

static const char *
some_value(const struct type *type)
{
	unsigned n = 0;

	while (n < 8 && type->values[n] != NULL)
		n++;
	return one_in(8) ? "NULL" : type->values[random_pick(n)];
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
	return named(mem, one_in(6) ? "@ IS NOT NULL" : type->checks[random_pick(n)], column);
}

static const char *
some_name(void)
{
	static const char *const names[] = { "a", "b", "c", "d", "e", "f" };

	return names[random_pick(6)];
}

static const char *const actions[] = { "", " ON DELETE CASCADE", " ON DELETE SET NULL",
	" ON DELETE RESTRICT", " ON UPDATE CASCADE", " DEFERRABLE INITIALLY DEFERRED",
	" ON DELETE SET DEFAULT", " ON UPDATE SET NULL ON DELETE CASCADE" };

static void
some_reference(const void *mem, struct dunlin_buf *sql)
{
	const char *table = some_table(mem);
	const char *column = one_of(mem,
	    "SELECT attname FROM pg_attribute, pg_index WHERE indrelid = to_regclass('%s') AND "
	    "attrelid = indrelid AND indisunique AND indnatts = 1 AND attnum = indkey[0]",
	    table);

	dunlin_buf_printf(sql, " REFERENCES %s (%s)%s", table, column != NULL ? column : "a",
	    actions[random_pick(8)]);
}

/* A foreign key of two columns, which may set only one of them. */
static void
add_pair_reference(const void *mem, struct dunlin_buf *sql, const char *table)
{
	const char *to = some_table(mem), *one = some_column(mem, table),
		   *two = some_column(mem, table);
	const char *pair = one_of(mem,
	    "SELECT string_agg(attname, ', ' ORDER BY attnum) FROM pg_attribute, pg_index WHERE "
	    "indrelid = to_regclass('%s') AND attrelid = indrelid AND indisunique AND indnatts = 2 "
	    "AND attnum = ANY (indkey) GROUP BY indexrelid",
	    to);

	dunlin_buf_printf(sql, "FOREIGN KEY (%s, %s) REFERENCES %s (%s)", one, two, to,
	    pair != NULL ? pair : "id, id");
	if (one_in(2))
		dunlin_buf_printf(sql, " ON DELETE SET %s (%s)", one_in(3) ? "DEFAULT" : "NULL",
		    one_in(2) ? one : two);
	else
		dunlin_buf_printf(
		    sql, "%s%s", one_in(4) ? " MATCH FULL" : "", actions[random_pick(8)]);
}

static void
column_definition(const void *mem, struct dunlin_buf *sql, const char *name)
{
	const struct type *type = some_type();

	static const char *const generated[] = { "integer GENERATED ALWAYS AS (id + 1) STORED",
		"text GENERATED ALWAYS AS (b || 'x') STORED",
		"text GENERATED ALWAYS AS (CASE WHEN id > 3 THEN 'big' ELSE 'small' END) STORED",
		"boolean GENERATED ALWAYS AS (c IS NULL) STORED" };

	if (one_in(12)) {
		dunlin_buf_printf(sql, "%s %s", name, generated[random_pick(4)]);
		return;
	}
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
	unsigned first = random_pick(3), n = 1 + random_pick(4);

	dunlin_buf_printf(sql, "CREATE TABLE t%u (id integer", random_pick(3));
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

	/* A literal default becomes the text that the server prints of it. */
	if (strcmp(type_of(mem, table, column)->name, "timestamp with time zone") == 0)
		dunlin_buf_printf(sql, "ALTER COLUMN %s DROP DEFAULT, ", column);
	dunlin_buf_printf(sql, "ALTER COLUMN %s TYPE %s", column, to->name);
	switch (random_pick(4)) {
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
		dunlin_buf_printf(sql, "CONSTRAINT k%u ", random_pick(4));
	switch (random_pick(8)) {
	case 0: dunlin_buf_printf(sql, "UNIQUE (%s)", column); break;
	case 5:
		dunlin_buf_printf(sql, "UNIQUE %s(%s, %s)", one_in(4) ? "NULLS NOT DISTINCT " : "",
		    column, some_column(mem, table));
		break;
	case 6: dunlin_buf_printf(sql, "EXCLUDE (%s WITH =)", column); break;
	case 7: add_pair_reference(mem, sql, table); break;
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

	switch (random_pick(12)) {
	case 0:
	case 1:
	case 2:
		dunlin_buf_printf(sql, "ADD COLUMN %s", one_in(4) ? "IF NOT EXISTS " : "");
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
	unsigned n = one_in(3) ? 2 + random_pick(2) : 1;

	dunlin_buf_printf(sql, "ALTER TABLE %s ", table);
	if (one_in(6)) {
		dunlin_buf_printf(
		    sql, "RENAME COLUMN %s TO %s", some_column(mem, table), some_name());
		return;
	}
	if (one_in(12)) {
		dunlin_buf_printf(sql, "RENAME TO t%u", random_pick(4));
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
	if (one_in(4)) {
		static const char *const parts[] = { "lower(@)", "(@ IS NULL)", "coalesce(@, @)",
			"(id % 3), @", "@, id", "(@ = @), id DESC" };

		dunlin_buf_printf(sql, "CREATE UNIQUE INDEX ON %s (%s)%s", table,
		    named(mem, parts[random_pick(6)], column),
		    one_in(3) ? " NULLS NOT DISTINCT" : "");
		if (one_in(2))
			dunlin_buf_printf(
			    sql, " WHERE %s", named(mem, "@ IS NOT NULL", some_column(mem, table)));
		return;
	}
	dunlin_buf_printf(sql, "CREATE %sINDEX ON %s (%s%s)", one_in(3) ? "UNIQUE " : "", table,
	    column, one_in(3) ? " DESC" : "");
	if (one_in(3))
		dunlin_buf_printf(
		    sql, " WHERE %s", some_check(mem, type_of(mem, table, column), column));
}

void
random_row(const void *mem, struct dunlin_buf *sql)
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
			dunlin_buf_printf(values, "%u", random_pick(12));
		else
			dunlin_buf_puts(values, any_value(type_of(mem, table, column)));
	}
	PQclear(result);
	if (names->len == 0)
		dunlin_buf_puts(values, some_value(type_of(mem, table, "id")));
	dunlin_buf_printf(sql, "INSERT INTO %s (%s) VALUES (%s)", table,
	    names->len == 0 ? "id" : names->s, values->s);
}

void
random_change(const void *mem, struct dunlin_buf *sql)
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
insert_select(const void *mem, struct dunlin_buf *sql)
{
	const char *table = some_table(mem), *from = some_table(mem), *column;

	switch (random_pick(7)) {
	case 0:
		dunlin_buf_printf(sql, "INSERT INTO %s (id, %s) SELECT id + 20, %s FROM %s", table,
		    some_column(mem, table), some_column(mem, from), from);
		break;
	case 1:
		random_row(mem, sql);
		dunlin_buf_puts(sql, " ON CONFLICT DO NOTHING");
		break;
	case 2:
		column = some_column(mem, table);
		dunlin_buf_printf(sql,
		    "INSERT INTO %s (id, %s) SELECT id, %s FROM %s WHERE id < 9 ON CONFLICT (id) "
		    "DO "
		    "UPDATE SET %s = EXCLUDED.%s",
		    table, column, some_value(type_of(mem, table, column)), from, column, column);
		break;
	case 3:
		dunlin_buf_printf(
		    sql, "DELETE FROM %s USING %s o WHERE o.id = %s.id + 1", table, from, table);
		break;
	case 4:
		column = some_column(mem, table);
		dunlin_buf_printf(sql,
		    "INSERT INTO %s (id, %s) SELECT max(id) + 30, %s FROM %s GROUP BY %s HAVING "
		    "count(*) = 1",
		    table, column, some_value(type_of(mem, table, column)), from,
		    some_column(mem, from));
		break;
	case 5: dunlin_buf_printf(sql, "TRUNCATE %s%s", table, one_in(2) ? " CASCADE" : ""); break;
	default:
		column = some_column(mem, table);
		dunlin_buf_printf(sql, "UPDATE %s SET %s = %s FROM %s o WHERE o.id = %s.id", table,
		    column, some_value(type_of(mem, table, column)), from, table);
	}
}

/* On a view it does what its own statement does; with few rows it is the same row by row. */
static void
rule_statement(const void *mem, struct dunlin_buf *sql, const char *table)
{
	const char *column = some_column(mem, table);

	switch (random_pick(4)) {
	case 0:
		dunlin_buf_printf(sql,
		    "CREATE OR REPLACE RULE r AS ON INSERT TO v DO INSTEAD INSERT INTO %s (id) "
		    "VALUES "
		    "(NEW.id)",
		    table);
		break;
	case 1:
		dunlin_buf_printf(sql,
		    "CREATE OR REPLACE RULE d AS ON DELETE TO v DO INSTEAD UPDATE %s SET %s = %s "
		    "WHERE "
		    "id = OLD.id",
		    table, column, some_value(type_of(mem, table, column)));
		break;
	case 2:
		if (one_of(mem, "SELECT 1 FROM pg_rules WHERE rulename = 'r'") != NULL)
			dunlin_buf_puts(sql, "INSERT INTO v (id) VALUES (9)");
		break;
	default:
		if (one_of(mem, "SELECT 1 FROM pg_rules WHERE rulename = 'd'") != NULL)
			dunlin_buf_puts(sql, "DELETE FROM v WHERE id = 7");
	}
}

/* Another type takes the name, the columns and the values of the enum. */
static void
swap_enum(const void *mem, struct dunlin_buf *sql)
{
	PGresult *result = PQexec(pg,
	    "SELECT attrelid::regclass, attname FROM pg_attribute, pg_class c WHERE atttypid = "
	    "to_regtype('mood') AND c.oid = attrelid AND relkind = 'r' ORDER BY 1, 2");

	(void) mem;
	dunlin_buf_puts(sql, "CREATE TYPE mood_new AS ENUM ('ok', 'sad', 'happy', 'angry')");
	for (int i = 0; i < PQntuples(result); i++)
		dunlin_buf_printf(sql,
		    ";\nALTER TABLE %s ALTER COLUMN %s DROP DEFAULT, ALTER COLUMN %s TYPE mood_new "
		    "USING (CASE %s::text WHEN 'cross' THEN 'angry' ELSE %s::text END)::mood_new",
		    PQgetvalue(result, i, 0), PQgetvalue(result, i, 1), PQgetvalue(result, i, 1),
		    PQgetvalue(result, i, 1), PQgetvalue(result, i, 1));
	PQclear(result);
	dunlin_buf_puts(sql, ";\nDROP TYPE mood;\nALTER TYPE mood_new RENAME TO mood");
}

static void
other_object(const void *mem, struct dunlin_buf *sql)
{
	static const char *const changes[] = { "ALTER TYPE mood ADD VALUE 'angry'",
		"ALTER TYPE mood RENAME VALUE 'angry' TO 'cross'",
		"ALTER TYPE mood RENAME VALUE 'cross' TO 'angry'",
		"ALTER DOMAIN positive ADD CONSTRAINT small CHECK (VALUE < 1000)",
		"ALTER DOMAIN positive DROP CONSTRAINT small",
		"ALTER DOMAIN positive SET DEFAULT 2", "ALTER DOMAIN positive DROP DEFAULT",
		"ALTER DOMAIN positive SET NOT NULL", "ALTER DOMAIN positive DROP NOT NULL",
		"DROP VIEW v", "DROP VIEW w", "ALTER VIEW v RENAME TO w",
		"ALTER VIEW v RENAME COLUMN x TO y",
		"CREATE VIEW w AS SELECT x, count(*) AS n FROM v GROUP BY x" };
	const char *table = some_table(mem);
	const char *name = one_of(mem,
	    "SELECT conname FROM pg_constraint WHERE conrelid = to_regclass('%s') ORDER BY 1",
	    table);

	switch (random_pick(8)) {
	case 0:
		dunlin_buf_printf(sql, "CREATE VIEW v AS SELECT id, %s AS x FROM %s WHERE id > 1",
		    some_column(mem, table), table);
		break;
	case 4:
		dunlin_buf_printf(sql,
		    "CREATE OR REPLACE VIEW w AS SELECT a.id, o.id AS other FROM %s a LEFT JOIN %s "
		    "o "
		    "USING (%s)",
		    table, some_table(mem), some_column(mem, table));
		break;
	case 5: rule_statement(mem, sql, table); break;
	case 6: swap_enum(mem, sql); break;
	case 7:
		dunlin_buf_printf(sql, "CREATE TABLE t%u (LIKE %s INCLUDING ALL%s)", random_pick(4),
		    table, one_in(2) ? ", g integer" : "");
		break;
	case 1:
		dunlin_buf_printf(sql, "ALTER TABLE %s RENAME CONSTRAINT %s TO k%u", table,
		    name != NULL ? name : "k0", random_pick(4));
		break;
	case 2:
		dunlin_buf_printf(sql, "CREATE TABLE t%u (LIKE %s%s)", random_pick(4), table,
		    one_in(2) ? " INCLUDING DEFAULTS INCLUDING CONSTRAINTS" : "");
		break;
	default: dunlin_buf_puts(sql, changes[random_pick(sizeof changes / sizeof *changes)]);
	}
}

void
random_statement(const void *mem, struct dunlin_buf *sql)
{
	unsigned what = random_pick(24);

	if (what < 3 || one_of(mem, "SELECT 1 FROM pg_tables WHERE schemaname = 'public'") == NULL)
		create_table(mem, sql);
	else if (what < 11)
		alter_table(mem, sql);
	else if (what < 13)
		index_statement(mem, sql);
	else if (what < 17)
		random_row(mem, sql);
	else if (what < 19)
		random_change(mem, sql);
	else if (what < 21)
		insert_select(mem, sql);
	else if (what < 23)
		other_object(mem, sql);
	else
		dunlin_buf_printf(
		    sql, "DROP TABLE %s%s", some_table(mem), one_in(2) ? " CASCADE" : "");
}

/* The rows of TABLE as a query for one engine: 0 for PostgreSQL, 1 for SQLite, 2 for MariaDB. */
char *
random_rows(const void *mem, const char *table, int engine)
{
	struct dunlin_buf *sql = dn_buf_new(mem);
	PGresult *result = PQexec(pg, dn_sprintf(mem, "SELECT attname " COLUMNS, table));

	dunlin_buf_puts(sql, engine == 2 ? "SELECT concat('row'" : "SELECT 'row'");
	for (int i = 0; i < PQntuples(result); i++) {
		const char *column = PQgetvalue(result, i, 0);

		dunlin_buf_printf(sql,
		    engine == 2 ? ", '|', coalesce(CAST(%s AS char), 'null')"
				: " || '|' || coalesce(%s, 'null')",
		    named(mem, type_of(mem, table, column)->show[engine], column));
	}
	dunlin_buf_printf(sql, "%s FROM %s", engine == 2 ? ")" : "", table);
	PQclear(result);
	return sql->s;
}
