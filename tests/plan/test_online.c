/* test_online.c - the safer forms on each version of the server, against golden files */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/map.h"
#include "base/mem.h"
#include "dntest.h"
#include "plan/plan.h"

static void *mem;
static struct dunlin_error *err;
static unsigned server; /* as of struct dn_online */

static int
setup(void)
{
	mem = talloc_new(NULL);
	err = dn_error_new(mem);
	return 0;
}

static int
teardown(void)
{
	return talloc_free(mem);
}

static bool
ask(void *payload, struct dn_map *sizes, struct dunlin_error *error)
{
	(void) payload, (void) error;
	dn_map_each (sizes, e) {
		struct dn_table_size *size = e->value;

		size->known = size->lockable = true;
		size->bytes = 1u << 30;
	}
	return true;
}

static char *
golden_path(const char *name)
{
	return dn_sprintf(mem, "%s/tests/golden/online/%s", getenv("srcdir"), name);
}

static struct dn_revision *
revision(const char *id, const char *file)
{
	struct dn_source source = { 0 };

	CHECK(dn_file_read(mem, golden_path(file), file, DUNLIN_E_FILE, &source, err));
	return dn_revision_from_text(mem, id, &source, err);
}

/* Each statement with what stands in its place, or why nothing does. */
static char *
forms(void)
{
	struct dn_plan_options options = {
		.dialect = dn_dialect_find("postgresql"),
		.said = dn_map_new(mem),
		.online = { .mode = DN_ONLINE_AUTO,
		    .threshold = 8 << 20,
		    .ask = ask,
		    .server = server },
		.replay = true,
	};
	struct dn_revision *before = revision("before", "before.sql"),
			   *r = revision("r", "next.sql");
	struct dn_range range = { .direction = DN_UP, .revisions = &r, .n = 1 };
	struct dn_plan *plan = dn_plan_new(mem, &options, &range, &before, 1, err);
	const struct dn_statement *last = NULL;
	struct dunlin_buf *buf = dn_buf_new(mem);

	CHECK_STR(dunlin_error_message(err), "");
	for (size_t i = 0; plan != NULL && i < plan->revisions[0]->nsteps; i++) {
		const struct dn_step *step = plan->revisions[0]->steps[i];
		const struct dn_statement *from = step->output->from;

		if (from != last)
			dunlin_buf_printf(buf, "-- %.*s\n",
			    (int) (from->span.end - from->span.start),
			    from->source->text + from->span.start);
		if (from != last && step->form != NULL && step->form->kept != NULL)
			dunlin_buf_printf(buf, "--   as it is: %s\n", step->form->kept);
		dunlin_buf_printf(buf, "%zu%s\t%s;\n", step->segment + 1,
		    step->output->each ? " for each partition" : "", step->output->sql);
		last = from;
	}
	return dn_buf_steal(mem, buf);
}

static void
check_version(unsigned number, const char *name)
{
	struct dn_source golden = { 0 };
	char *got;

	server = number;
	got = forms();
	if (getenv("DUNLIN_TEST_PRINT") != NULL)
		printf("# %s\n%s", name, got);
	if (dn_file_read(mem, golden_path(name), name, DUNLIN_E_FILE, &golden, err))
		CHECK_STR(got, golden.text);
	else
		CHECK_STR(dunlin_error_message(err), "");
}

static void
test_unknown(void)
{
	check_version(0, "12-17.txt");
}

static void
test_from_12(void)
{
	check_version(120000, "12-17.txt");
	check_version(130014, "12-17.txt");
	check_version(140004, "12-17.txt");
	check_version(150004, "12-17.txt");
	check_version(160000, "12-17.txt");
	check_version(170005, "12-17.txt");
}

static void
test_damaging(void)
{
	check_version(140000, "14.3.txt");
	check_version(140003, "14.3.txt");
}

static void
test_18(void)
{
	check_version(180000, "18.txt");
}

static CU_TestInfo tests[] = { TEST(test_unknown), TEST(test_from_12), TEST(test_damaging),
	TEST(test_18), CU_TEST_INFO_NULL };

CU_SuiteInfo dntest_suites[] = { { "online", setup, teardown, NULL, NULL, tests },
	CU_SUITE_INFO_NULL };
