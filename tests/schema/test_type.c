/* test_type.c - types and identifiers, against what PostgreSQL prints */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "dntest.h"
#include "schema/name.h"
#include "script.h"

static struct dn_type *
type_of(const void *mem, const char *text)
{
	struct dn_schema *schema = dn_schema_new(NULL);
	struct dunlin_error *err = dn_error_new(schema);
	char *sql = dn_sprintf(schema, "CREATE TABLE x (a %s)", text);
	struct dn_name name = { NULL, "x" };
	struct dn_type *type = NULL;

	if (script_apply(schema, sql, strlen(sql), err))
		type = dn_type_copy(mem, dn_schema_table(schema, &name)->columns[0]->type);
	else
		printf("# %s: %s\n", text, dunlin_error_message(err));
	dn_free(schema);
	return type;
}

static void
check_type(const char *written, const char *printed)
{
	void *mem = dn_new_context(NULL);
	struct dn_type *type = type_of(mem, written), *again;

	CHECK(type != NULL);
	if (type != NULL) {
		CHECK_STR(dn_type_text(mem, type), printed);
		again = type_of(mem, printed);
		if (again == NULL || !dn_type_equal(type, again))
			printf("# %s\n", written);
		CHECK(again != NULL && dn_type_equal(type, again));
	}
	dn_free(mem);
}

static void
test_text_is_format_type(void)
{
	CHECK(script_each_pair("types.tsv", check_type) >= 80);
}

static void
test_find(void)
{
	CHECK_INT(dn_type_find("int4"), DN_TYPE_INTEGER);
	CHECK_INT(dn_type_find("regclass"), DN_TYPE_REGCLASS);
	CHECK_INT(dn_type_find("int2"), DN_TYPE_SMALLINT);
	CHECK_INT(dn_type_find("integer"), DN_TYPE_NAMED);
	CHECK_INT(dn_type_find("mood"), DN_TYPE_NAMED);
}

static void
check_types(const char *a, const char *b, bool equal)
{
	void *mem = dn_new_context(NULL);
	bool got = dn_type_equal(type_of(mem, a), type_of(mem, b));

	if (got != equal)
		printf("# %s and %s\n", a, b);
	CHECK(got == equal);
	dn_free(mem);
}

static void
test_equal(void)
{
	check_types("int", "integer", true);
	check_types("int", "bigint", false);
	check_types("varchar(20)", "varchar(20)", true);
	check_types("varchar(20)", "varchar(21)", false);
	check_types("varchar(20)", "varchar", false);
	check_types("varchar(20)", "text", false);
	check_types("numeric(10)", "numeric(10,0)", true);
	check_types("numeric(10)", "numeric", false);
	check_types("text[]", "text[][]", true);
	check_types("text[]", "text", false);
	check_types("mood", "app.mood", true);
	check_types("app.mood", "other.mood", false);
	check_types("mood", "kind", false);
}

/* Left a name, right quote_ident() of it on PostgreSQL 15. */
static void
test_quote(void)
{
	static const char *const names[][2] = { { "a", "a" }, { "A", "\"A\"" }, { "a1", "a1" },
		{ "1a", "\"1a\"" }, { "_x", "_x" }, { "a$b", "\"a$b\"" }, { "a b", "\"a b\"" },
		{ "a\"b", "\"a\"\"b\"" }, { "select", "\"select\"" }, { "order", "\"order\"" },
		{ "user", "\"user\"" }, { "int", "\"int\"" }, { "values", "\"values\"" },
		{ "name", "name" }, { "text", "text" }, { "date", "date" }, { "key", "key" },
		{ "status", "status" }, { "end", "\"end\"" }, { "ä", "\"ä\"" }, { "", "\"\"" },
		{ "time", "\"time\"" }, { "timestamp", "\"timestamp\"" }, { "value", "value" },
		{ "index", "index" }, { "range", "range" }, { "row", "\"row\"" },
		{ "rows", "rows" }, { "between", "\"between\"" }, { "exists", "\"exists\"" },
		{ "precision", "\"precision\"" }, { "xmltable", "\"xmltable\"" },
		{ "all", "\"all\"" }, { "analyse", "\"analyse\"" }, { "zone", "zone" } };
	void *mem = dn_new_context(NULL);

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct dunlin_buf *buf = dn_buf_new(mem);

		dn_name_quote(buf, names[i][0]);
		CHECK_STR(buf->s, names[i][1]);
	}
	dn_free(mem);
}

static void
check_parse(const char *text, bool ok, const char *schema, const char *name)
{
	void *mem = dn_new_context(NULL);
	struct dn_name got = { NULL, NULL };

	CHECK(dn_name_parse(mem, text, &got) == ok);
	if (ok) {
		CHECK_STR(got.schema, schema);
		CHECK_STR(got.name, name);
	}
	dn_free(mem);
}

static void
test_parse(void)
{
	check_parse("t_id_seq", true, NULL, "t_id_seq");
	check_parse("public.T_Id", true, "public", "t_id");
	check_parse("\"My S\".\"a\"\"b\"", true, "My S", "a\"b");
	check_parse("public.\"T.x\"", true, "public", "T.x");
	check_parse("", false, NULL, NULL);
	check_parse("a.", false, NULL, NULL);
	check_parse("a.b.c", false, NULL, NULL);
}

static CU_TestInfo tests[] = { TEST(test_text_is_format_type), TEST(test_find), TEST(test_equal),
	TEST(test_quote), TEST(test_parse), CU_TEST_INFO_NULL };

CU_SuiteInfo dntest_suites[] = { { "type", NULL, NULL, NULL, NULL, tests }, CU_SUITE_INFO_NULL };
