/* test_random.c - scripts that a server accepted, made at random: the model refuses none of them */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dntest.h"
#include "schema/diff/diff.h"
#include "schema/model.h"
#include "script.h"

static void
random_case(const char *title, const char *sql, size_t len)
{
	struct dn_schema *schema = dn_schema_new(NULL);
	struct dunlin_error *err = dn_error_new(schema);
	bool ok = script_apply(schema, sql, len, err);

	if (!ok)
		printf("# %s\n%.*s\n# %s, line %u\n", title, (int) len, sql,
		    dunlin_error_message(err), dunlin_error_line(err));
	CU_assertImplementation(ok, __LINE__, title, __FILE__, "", CU_FALSE);
	dn_free(schema);
}

/* All that a difference says, without its names: what it is made of. */
static char *
random_difference(const void *mem, const struct dn_schema *from, const struct dn_schema *to)
{
	struct dn_diff *diff = dn_schema_diff(mem, from, to);
	char *text = dn_sprintf(mem, "%s", diff->impossible == NULL ? "" : diff->impossible);

	for (size_t i = 0; i < diff->n; i++)
		text = dn_sprintf(mem, "%s\n%d %s %s %s", text, (int) diff->changes[i]->kind,
		    diff->changes[i]->object.name,
		    diff->changes[i]->column_name == NULL ? "" : diff->changes[i]->column_name,
		    diff->changes[i]->name == NULL ? "" : diff->changes[i]->name);
	for (size_t i = 0; i < diff->nlosses; i++)
		text = dn_sprintf(mem, "%s\n%s", text, diff->losses[i]);
	return text;
}

/* One model a statement ahead of the other: what it has touched has all that differs. */
static void
random_touches(const char *title, const char *sql, size_t len)
{
	void *mem = dn_new_context(NULL);
	struct dunlin_error *err = dn_error_new(mem);
	struct dn_schema *before = dn_schema_new(mem), *behind = dn_schema_new(mem);
	struct dn_source src = { "case.sql", sql, len };
	struct dn_statements *list = dn_sql_parse(mem, &src, (struct dn_span){ 0, len }, err);
	bool ok = list != NULL;

	(void) title;
	for (size_t i = 0; ok && i < list->n; i++) {
		struct dn_span span = list->items[i]->span;
		struct dn_map *touched = dn_map_new(mem);
		char *part, *whole;

		behind->touched = touched;
		ok = script_apply(behind, sql + span.start, span.end - span.start, err);
		part = random_difference(mem, behind, before);
		behind->touched = NULL;
		whole = random_difference(mem, behind, before);
		CHECK_STR(part, whole);
		if (strcmp(part, whole) != 0)
			printf("# %.*s\n", (int) (span.end - span.start), sql + span.start);
		ok = ok && script_apply(before, sql + span.start, span.end - span.start, err);
	}
	CHECK(ok);
	dn_free(mem);
}

/* "#### title", SQL, "----"; DUNLIN_RANDOM_CASES names another file than that of the tree. */
static void
random_each(void (*fn)(const char *title, const char *sql, size_t len))
{
	void *mem = dn_new_context(NULL);
	const char *name = getenv("DUNLIN_RANDOM_CASES");
	const char *at = script_read(mem, name == NULL ? "random.cases" : name);
	size_t n = 0;

	CHECK(at != NULL);
	for (at = at == NULL ? NULL : strstr(at, "#### "); at != NULL; n++) {
		const char *sql = strchr(at, '\n') + 1, *end = strstr(sql, "\n----\n");

		CHECK(end != NULL);
		if (end == NULL)
			break;
		fn(dn_strndup(mem, at + 5, (size_t) (sql - at - 6)), sql, (size_t) (end - sql) + 1);
		at = strstr(end, "#### ");
	}
	CHECK(n >= 60);
	dn_free(mem);
}

static void
test_accepted(void)
{
	random_each(random_case);
}

static void
test_touched(void)
{
	random_each(random_touches);
}

static CU_TestInfo tests[] = { TEST(test_accepted), TEST(test_touched), CU_TEST_INFO_NULL };

CU_SuiteInfo dntest_suites[] = { { "random", NULL, NULL, NULL, NULL, tests }, CU_SUITE_INFO_NULL };
