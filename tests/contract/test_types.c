/* test_types.c - each type and each value on both engines, without a history around them */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "dialect/common/value.h"
#include "dialect/sqlite/expr/expr.h"
#include "dialect/sqlite/table/type.h"
#include "dntest.h"
#include "suites.h"

/* A table with one column of a type on both engines. */
struct types_table {
	struct dn_type *type;
	const char *pg_insert, *pg_print, *name;
	sqlite3_stmt *insert;
	struct dn_map *said;
};

static void *mem;
static PGconn *pg;
static sqlite3 *lite;
static struct dn_map *tables;
static enum dn_types mode;

static int
types_open(enum dn_types as)
{
	mode = as;
	mem = talloc_new(NULL);
	tables = dn_map_new(mem);
	lite = contract_sqlite(NULL);
	pg = contract_pg("contract_types");
	return pg != NULL && !(contract_pg_run(pg, "CREATE EXTENSION citext") &&
				 contract_pg_run(pg, "CREATE EXTENSION hstore"));
}

int
types_setup(void)
{
	return types_open(DN_TYPES_ENFORCED);
}

int
types_strict_setup(void)
{
	return types_open(DN_TYPES_STRICT);
}

int
types_plain_setup(void)
{
	return types_open(DN_TYPES_PLAIN);
}

int
types_teardown(void)
{
	dn_map_each (tables, entry)
		sqlite3_finalize(((struct types_table *) entry->value)->insert);
	sqlite3_close(lite);
	if (pg != NULL)
		PQfinish(pg);
	return talloc_free(mem);
}

static void
types_create(struct types_table *table, const char *type)
{
	struct dn_translation *t = dn_new(mem, struct dn_translation);
	struct dunlin_buf *buf = dn_buf_new(mem);
	const char *collation = dn_sqlite_type_collation(table->type);
	char *sql;

	t->said = table->said = dn_map_new(mem);
	t->schema = dn_schema_new(mem);
	t->types = mode;
	dunlin_buf_printf(buf, "CREATE TABLE %s (v ", table->name);
	dn_sqlite_type_declare(t, buf, table->type);
	if (collation != NULL)
		dunlin_buf_printf(buf, " COLLATE %s", collation);
	dunlin_buf_puts(buf, " CHECK (");
	if (!dn_sqlite_type_check(t, buf, table->type, "v"))
		dunlin_buf_puts(buf, "true");
	dunlin_buf_puts(buf, mode == DN_TYPES_STRICT ? ")) STRICT" : "))");
	CHECK(contract_sqlite_run(lite, buf->s));
	sql = dn_sprintf(mem, "INSERT INTO %s VALUES (?)", table->name);
	CHECK_INT(sqlite3_prepare_v2(lite, sql, -1, &table->insert, NULL), SQLITE_OK);
	table->pg_insert = dn_sprintf(mem, "INSERT INTO %s VALUES ($1) RETURNING v", table->name);
	if (pg != NULL)
		CHECK(contract_pg_run(
		    pg, dn_sprintf(mem, "CREATE TEMP TABLE %s (v %s)", table->name, type)));
}

static struct types_table *
types_table(const char *type)
{
	struct types_table *table = dn_map_get(tables, type);

	if (table == NULL) {
		table = dn_new(mem, struct types_table);
		table->type = contract_type(mem, type);
		table->name = dn_sprintf(mem, "t%zu", dn_map_count(tables));
		types_create(table, type);
		dn_map_put(tables, type, table);
	}
	return table;
}

/* Plain types take everything; what a STRICT table refuses besides is on a list. */
static void
types_compare(
    const struct types_table *table, const struct contract_case *c, const char *where, bool taken)
{
	bool lite_takes = contract_step(table->insert);

	if (mode == DN_TYPES_PLAIN && !lite_takes)
		dntest_str_eq("refused", "taken", dn_sprintf(mem, "%s, %s", c->type, c->name),
		    __FILE__, __LINE__);
	else if (mode == DN_TYPES_STRICT && taken && !lite_takes &&
		 contract_strict_refuses(c->type, c->name))
		CHECK(dn_map_get(table->said, "strict-types") != NULL);
	else if (mode != DN_TYPES_PLAIN)
		contract_compare(where, c->type, c->name, taken, lite_takes, table->said);
}

static void
test_both_engines(void)
{
	size_t n;
	struct contract_case *cases = contract_cases(mem, &n);

	CHECK(n > 500);
	/* without a server the file's own word stands for PostgreSQL's */
	for (size_t i = 0; i < n; i++) {
		struct types_table *table = types_table(cases[i].type);
		bool taken = cases[i].good;

		if (pg != NULL)
			taken = contract_pg_query(mem, pg, table->pg_insert, 1, &cases[i].value) !=
				NULL;
		contract_bind(table->insert, 1, table->type, &cases[i].stored);
		types_compare(table, &cases[i], "type", taken);
		if (taken != cases[i].good)
			dntest_str_eq(taken ? "good" : "bad", cases[i].good ? "good" : "bad",
			    dn_sprintf(mem, "cases.tsv: %s, %s", cases[i].type, cases[i].name),
			    __FILE__, __LINE__);
	}
}

static void
types_store(struct types_table *table, const struct contract_case *c, const char *where, bool taken,
    const char *text)
{
	struct dunlin_value value;

	dn_sqlite_stored(mem, table->type, text, &value);
	contract_bind_as(table->insert, 1, value.kind == DUNLIN_BLOB ? "bytes" : "text", &value);
	types_compare(table, c, where, taken);
}

/* What a COPY or an INSERT of a revision file brings, and what the server prints then. */
static void
test_values_of_postgresql(void)
{
	size_t n;
	struct contract_case *cases = contract_cases(mem, &n);

	for (size_t i = 0; i < n; i++) {
		struct types_table *table = types_table(cases[i].type);
		const char *printed = NULL;

		if (cases[i].value.kind == DUNLIN_NULL)
			continue;
		types_store(table, &cases[i], "written", cases[i].good, cases[i].value.data);
		if (pg != NULL)
			printed = contract_pg_query(mem, pg, table->pg_insert, 1, &cases[i].value);
		if (printed != NULL)
			types_store(table, &cases[i], "printed", true, printed);
	}
}

static void
test_clients(void)
{
	size_t n, tried = 0;
	struct contract_row *rows = contract_read(mem, "clients.tsv", &n);

	for (size_t i = 0; i < n; i++) {
		const struct dunlin_value *f = rows[i].fields;
		struct types_table *table;

		if (rows[i].n != 6)
			dntest_int_eq((intmax_t) rows[i].n, 6, f[3].data, __FILE__, __LINE__);
		else if (strcmp(f[4].data, "refused") != 0) {
			table = types_table(f[2].data);
			contract_bind_as(table->insert, 1, f[4].data, &f[5]);
			if (!contract_step(table->insert) &&
			    !(mode == DN_TYPES_STRICT &&
				contract_strict_refuses(f[2].data, f[3].data)))
				dntest_str_eq("refused", "taken",
				    dn_sprintf(mem, "%s: %s, %s", f[0].data, f[2].data, f[3].data),
				    __FILE__, __LINE__);
			tried++;
		}
	}
	CHECK(tried > 250);
}

/* Digits stay text where PostgreSQL's type is no number; from the manual of SQLite, 3.1. */
static void
test_affinity(void)
{
	static const struct {
		const char *type, *want;
	} types[] = { { "uuid", "text" }, { "json", "text" }, { "jsonb", "text" },
		{ "inet", "text" }, { "cidr", "text" }, { "date", "text" }, { "time", "text" },
		{ "timetz", "text" }, { "timestamp", "text" }, { "timestamptz", "text" },
		{ "text[]", "text" }, { "integer[]", "text" }, { "varchar(20)", "text" },
		{ "char(20)", "text" }, { "text", "text" }, { "name", "text" },
		{ "citext", "text" }, { "bit(3)", "text" }, { "varbit", "text" },
		{ "macaddr", "text" }, { "xml", "text" }, { "tsvector", "text" },
		{ "hstore", "text" }, { "bytea", "text" }, { "smallint", "integer" },
		{ "integer", "integer" }, { "bigint", "integer" }, { "boolean", "integer" },
		{ "numeric", "integer" }, { "numeric(10,2)", "integer" }, { "real", "real" },
		{ "double precision", "real" } };

	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
		const char *name = types_table(types[i].type)->name;
		char *got;

		CHECK(contract_sqlite_run(lite, "PRAGMA ignore_check_constraints = ON"));
		CHECK(contract_sqlite_run(lite, dn_sprintf(mem, "DELETE FROM %s", name)));
		CHECK(contract_sqlite_run(
		    lite, dn_sprintf(mem, "INSERT INTO %s VALUES ('00012')", name)));
		CHECK(contract_sqlite_run(lite, "PRAGMA ignore_check_constraints = OFF"));
		got = contract_sqlite_query(
		    mem, lite, dn_sprintf(mem, "SELECT typeof(v) FROM %s", name));
		if (mode == DN_TYPES_STRICT && strncmp(types[i].type, "numeric", 7) == 0)
			dntest_str_eq(got, "real", types[i].type, __FILE__, __LINE__);
		else
			dntest_str_eq(got, types[i].want, types[i].type, __FILE__, __LINE__);
	}
}

static void
test_defaults(void)
{
	static const char *const types[] = { "timestamptz", "timestamp", "date", "time", "timetz" };
	/* ORDER: before all of today, the default, after it; in the forms of SQLAlchemy, Django,
	 * TypeORM and the SQLite manual, which all are of UTC */
	static const char order[] =
	    "SELECT strftime('%Y-%m-%d %H:%M:%S.000000', 'now', '-1 second') <= v"
	    " AND strftime('%Y-%m-%d %H:%M:%S', 'now', '-1 second') <= v"
	    " AND v <= strftime('%Y-%m-%d %H:%M:%S.000000', 'now', '+1 second')"
	    " AND v <= strftime('%Y-%m-%d %H:%M:%f', 'now', '+1 second')"
	    " AND v <= datetime('now', '+1 second') FROM ";

	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
		struct types_table *table = types_table(types[i]);
		char *sql = dn_sprintf(
		    mem, "INSERT INTO %s SELECT %s", table->name, dn_sqlite_now(table->type));

		CHECK(contract_sqlite_run(lite, dn_sprintf(mem, "DELETE FROM %s", table->name)));
		CHECK(contract_sqlite_run(lite, sql));
		if (strncmp(types[i], "timestamp", 9) == 0)
			CHECK_STR(contract_sqlite_query(
				      mem, lite, dn_sprintf(mem, "%s%s", order, table->name)),
			    "1");
	}
	CHECK(contract_sqlite_run(lite, dn_sprintf(mem, "INSERT INTO %s SELECT %s",
					    types_table("uuid")->name, dn_sqlite_random_uuid)));
	CHECK_STR(contract_sqlite_query(mem, lite,
		      dn_sprintf(mem,
			  "WITH u(u) AS (SELECT %s) SELECT u = lower(u) AND length(u) = 36 AND"
			  " u LIKE '________-____-4___-____-____________' AND substr(u, 20, 1) IN"
			  " ('8', '9', 'a', 'b') FROM u",
			  dn_sqlite_random_uuid)),
	    "1");
}

/* From PostgreSQL's manual: "Array Input and Output Syntax", "Binary Data Types", "Boolean Type".
 */
static void
test_values(void)
{
	static const struct {
		const char *type, *text, *want;
	} values[] = {
		{ "boolean", "t", "1" },
		{ "boolean", "f", "0" },
		{ "boolean", " TRUE ", "1" },
		{ "boolean", "of", "0" },
		{ "boolean", "o", "o" },
		{ "boolean", "yesno", "yesno" },
		{ "boolean", "", "" },
		{ "text", "\\x00", "\\x00" },
		{ "timestamptz", "2024-01-02 03:04:05.678901+00", "2024-01-02 03:04:05.678901" },
		{ "timestamptz", "2024-01-01 00:30:00+01", "2023-12-31 23:30:00" },
		{ "timestamptz", "2024-02-28T23:30:00-00:45", "2024-02-29 00:15:00" },
		{ "timestamptz", "2023-02-28 23:30:00-0045", "2023-03-01 00:15:00" },
		{ "timestamptz", "1900-01-01 00:10:00+00:19:32", "1899-12-31 23:50:28" },
		{ "timestamptz", "2000-03-01 00:00:00+00:00", "2000-03-01 00:00:00" },
		{ "timestamptz", "2100-12-31 23:59:59.9-12", "2101-01-01 11:59:59.9" },
		{ "timestamptz", "2024-01-02", "2024-01-02 00:00:00" },
		{ "timestamptz", "2024-01-02 03:04:05Z", "2024-01-02 03:04:05" },
		{ "timestamptz", "2024-02-30 00:00:00+00", "2024-02-30 00:00:00+00" },
		{ "timestamptz", "infinity", "infinity" },
		{ "timestamptz", "0044-03-15 00:00:00+00 BC", "0044-03-15 00:00:00+00 BC" },
		{ "timestamp", "2024-01-02T03:04:05+05:30", "2024-01-02 03:04:05" },
		{ "timestamp", "2024-01-02 03:04", "2024-01-02 03:04:00" },
		{ "date", "2024-01-02 03:04:05+05:30", "2024-01-02" },
		{ "uuid", "{A0EEBC99-9C0B4EF8-BB6D6BB9-BD380A11}",
		    "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11" },
		{ "uuid", "a0eebc99", "a0eebc99" },
		{ "uuid", "{a0eebc999c0b4ef8bb6d6bb9bd380a11}",
		    "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11" },
		{ "uuid", "{a0eebc999c0b4ef8bb6d6bb9bd380a11",
		    "{a0eebc999c0b4ef8bb6d6bb9bd380a11" },
		{ "uuid", "a0eebc999c0b4ef8bb6d6bb9bd380a11-",
		    "a0eebc999c0b4ef8bb6d6bb9bd380a11-" },
		{ "boolean[]", "{maybe}", "[\"maybe\"]" },
		{ "text[]", "{breakfast,\"a, b\",NULL,\"NULL\",null}",
		    "[\"breakfast\",\"a, b\",null,\"NULL\",null]" },
		{ "text[]", "{}", "[]" },
		{ "text[]", "{{a},{b}}", "[[\"a\"],[\"b\"]]" },
		{ "text[]", "{ a b , c }", "[\"a b\",\"c\"]" },
		{ "text[]", "{\"a\\\"b\\\\c\",d\\,e}", "[\"a\\\"b\\\\c\",\"d,e\"]" },
		{ "text[]", "{a", "{a" },
		{ "text[]", "{a}}", "{a}}" },
		{ "text[]", "a", "a" },
		{ "text[]", "{a,}", "{a,}" },
		{ "text[]", "", "" },
		{ "text[]", "{\"a", "{\"a" },
		{ "integer[]", "[1:2]={1,-2}", "[1,-2]" },
		{ "integer[]", "{1,NULL}", "[1,null]" },
		{ "boolean[]", "{t,f}", "[true,false]" },
		{ "double precision[]", "{1e+20,NaN}", "[1e+20,\"NaN\"]" },
		{ "timestamptz[]", "{\"2024-01-01 00:30:00+01\"}", "[\"2023-12-31 23:30:00\"]" },
	};
	struct dunlin_value value;

	for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
		dn_value_stored(mem, contract_type(mem, values[i].type), values[i].text, &value);
		CHECK_INT(value.kind, DUNLIN_TEXT);
		dntest_str_eq(value.data, values[i].want, values[i].text, __FILE__, __LINE__);
	}
	dn_value_stored(mem, contract_type(mem, "bytea"), "\\x00fFa", &value);
	CHECK_INT(value.kind, DUNLIN_TEXT);
	dn_value_stored(mem, contract_type(mem, "bytea"), "\\x00fF61", &value);
	CHECK_INT(value.kind, DUNLIN_BLOB);
	CHECK_INT(value.len, 3);
	CHECK(memcmp(value.data,
		  "\0\xff"
		  "a",
		  3) == 0);
	dn_value_stored(mem, contract_type(mem, "bytea"), "a\\\\b\\000\\377", &value);
	CHECK_INT(value.len, 5);
	CHECK(memcmp(value.data, "a\\b\0\xff", 5) == 0);
}

/* Its values are text, with a notice. */
static void
test_unknown_type(void)
{
	struct dn_translation *t = dn_new(mem, struct dn_translation);
	struct dunlin_buf *buf = dn_buf_new(mem);

	t->schema = dn_schema_new(mem);
	t->said = dn_map_new(mem);
	dn_sqlite_type_declare(t, buf, contract_type(mem, "geometry"));
	CHECK_STR(buf->s, "text");
	CHECK(dn_map_get(t->said, "unchecked-type") != NULL);
}

static void
test_enum(void)
{
	struct dn_translation *t = dn_new(mem, struct dn_translation);
	struct dunlin_buf *buf = dn_buf_new(mem);
	struct dn_enum *mood = dn_new(mem, struct dn_enum);

	t->schema = dn_schema_new(mem);
	mood->schema = "public";
	mood->name = "mood";
	dn_map_put(t->schema->enums, "public.mood", mood);
	dn_sqlite_type_declare(t, buf, contract_type(mem, "mood"));
	CHECK_STR(buf->s, "text");
	CHECK(!dn_sqlite_type_check(t, buf, contract_type(mem, "mood"), "v"));
	CHECK_STR(buf->s, "text");
}

static void
test_nothing_is_left(void)
{
	void *own = talloc_new(NULL);
	struct dn_type *type = contract_type(own, "timestamptz[]");
	struct dunlin_buf *buf = dn_buf_new(own);
	struct dn_translation *t = dn_new(own, struct dn_translation);
	struct dunlin_value value;
	size_t before = talloc_total_blocks(own);
	void *scratch = dn_new_context(own);

	dn_value_stored(scratch, type, "{\"2024-01-01 00:30:00+01\",x}", &value);
	CHECK(dn_sqlite_type_check(t, buf, type, "v"));
	talloc_free(scratch);
	CHECK_INT(talloc_total_blocks(own), before);
	talloc_free(own);
}

CU_TestInfo types_tests[] = { TEST(test_both_engines), TEST(test_values_of_postgresql),
	TEST(test_clients), TEST(test_affinity), TEST(test_defaults), TEST(test_values),
	TEST(test_unknown_type), TEST(test_enum), TEST(test_nothing_is_left), CU_TEST_INFO_NULL };
