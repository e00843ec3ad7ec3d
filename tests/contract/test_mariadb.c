/* test_mariadb.c - each type and value, and the tables of the shipped history, on MariaDB */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "dialect/common/value.h"
#include "dntest.h"
#include "contract/drive.h"
#include "mariacluster.h"
#include "pgcluster.h"
#include "shipped.h"
#include "suites.h"

/* Lines of mariadb.tsv, and which of them were needed. */
static struct contract_row *known;
static size_t nknown;
static bool *known_used;

static void *mem;
static PGconn *pg_types, *pg_history;
static struct dn_drive maria_types, maria_history;
static char *directory;
static struct dn_map *types; /* of cases.tsv -> the name of its table */

static bool
maria_upgrade(const char *ini, const char *url)
{
	const char *program = getenv("DUNLIN");

	return system(dn_sprintf(mem, "'%s' -q -c '%s/dunlin.ini' -d '%s' upgrade head",
		   program != NULL ? program : DN_TEST_BUILDDIR "/dunlin", ini, url)) == 0;
}

static FILE *
maria_file(const char *name)
{
	FILE *file = fopen(dn_sprintf(mem, "%s/%s", directory, name), "w");

	if (file == NULL) {
		printf("Bail out! cannot write to %s\n", directory);
		exit(1);
	}
	return file;
}

/* A history with a table for each type. */
static void
maria_write_types(void)
{
	size_t n;
	struct contract_case *cases = contract_cases(mem, &n);
	FILE *file = maria_file("dunlin.ini");

	fputs("[dunlin]\nscript_location = %(here)s\nuntranslatable = error\n", file);
	fclose(file);
	mkdir(dn_sprintf(mem, "%s/versions", directory), 0777);
	file = maria_file("versions/001_types.sql");
	fputs("CREATE EXTENSION citext;\nCREATE EXTENSION hstore;\n", file);
	for (size_t i = 0; i < n; i++) {
		char *name = dn_sprintf(mem, "t%zu", dn_map_count(types));

		if (dn_map_get(types, cases[i].type) != NULL)
			continue;
		dn_map_put(types, cases[i].type, name);
		fprintf(file, "CREATE TABLE %s (v %s);\n", name, cases[i].type);
	}
	fclose(file);
}

static bool
maria_open(struct dn_drive *d, const char *name, const char *ini)
{
	char *url = dn_strdup(mem, mariacluster_url(name));

	if (!maria_upgrade(ini, url) || !dn_drive_open(d, url))
		return false;
	/* As the manual says that an application is to be. */
	return dn_drive_run(
		   d, "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE'") &&
	       dn_drive_run(d, "SET SESSION time_zone = '+00:00'");
}

static PGconn *
maria_open_pg(const char *name, const char *ini)
{
	const char *url = pgcluster_url(name);

	return url != NULL && maria_upgrade(ini, url) ? contract_pg_open(name) : NULL;
}

int
mariadb_setup(void)
{
	char template[] = "/tmp/dunlin-contract.XXXXXX";

	mem = talloc_new(NULL);
	types = dn_map_new(mem);
	directory = dn_strdup(mem, mkdtemp(template));
	known = contract_read(mem, "mariadb.tsv", &nknown);
	known_used = dn_new_array(mem, bool, (unsigned) nknown + 1);
	pgcluster_use_modules();
	maria_write_types();
	if (!pgcluster_start() || mariacluster_url("contract_types") == NULL)
		return 0;
	pg_types = maria_open_pg("contract_maria_types", directory);
	pg_history = maria_open_pg("contract_maria_history", DN_TEST_MIGRATIONS);
	if (pg_types == NULL || pg_history == NULL ||
	    !maria_open(&maria_types, "contract_types", directory) ||
	    !maria_open(&maria_history, "contract_history", DN_TEST_MIGRATIONS))
		return 1;
	for (size_t i = 0; shipped_given[i] != NULL; i++)
		if (!contract_pg_run(pg_history, shipped_given[i]) ||
		    !dn_drive_run(&maria_history, shipped_given[i]))
			return 1;
	return 0;
}

int
mariadb_teardown(void)
{
	if (maria_types.conn != NULL)
		dn_drive_close(&maria_types);
	if (maria_history.conn != NULL)
		dn_drive_close(&maria_history);
	if (pg_types != NULL)
		PQfinish(pg_types);
	if (pg_history != NULL)
		PQfinish(pg_history);
	unlink(dn_sprintf(mem, "%s/versions/001_types.sql", directory));
	rmdir(dn_sprintf(mem, "%s/versions", directory));
	unlink(dn_sprintf(mem, "%s/dunlin.ini", directory));
	rmdir(directory);
	return talloc_free(mem);
}

/* Both answers, or the one that is known to differ. */
static void
maria_compare(const char *type, const char *name, bool pg, bool maria)
{
	const char *answer = maria ? "taken" : "refused";
	char *label = dn_sprintf(mem, "%s, %s", type, name);

	for (size_t i = 0; pg != maria && i < nknown; i++) {
		const struct dunlin_value *f = known[i].fields;

		if (strcmp(f[0].data, type) != 0 || strcmp(f[1].data, name) != 0)
			continue;
		known_used[i] = true;
		dntest_str_eq(answer, f[2].data, label, __FILE__, __LINE__);
		return;
	}
	if (pg != maria)
		dntest_str_eq(answer, pg ? "taken" : "refused", label, __FILE__, __LINE__);
}

/* The value in the form in which a translated INSERT has it; what is none is refused before. */
static void
test_types(void)
{
	size_t n;
	struct contract_case *cases = contract_cases(mem, &n);

	/* One transaction is faster; what is refused is undone alone. */
	CHECK(pg_types == NULL || dn_drive_run(&maria_types, "BEGIN"));
	for (size_t i = 0; pg_types != NULL && i < n; i++) {
		const struct contract_case *c = &cases[i];
		struct dunlin_value value = c->value;
		char *sql = dn_sprintf(mem, "INSERT INTO %s (v) VALUES ($1)",
		    (const char *) dn_map_get(types, c->type));

		bool said =
		    value.kind == DUNLIN_NULL ||
		    dn_value_stored(mem, contract_type(mem, c->type), c->value.data, &value);

		maria_compare(c->type, c->name,
		    contract_pg_query(mem, pg_types, sql, 1, &c->value) != NULL,
		    said && dn_drive_run_params(&maria_types, sql, &value, 1));
	}
	CHECK(pg_types == NULL || dn_drive_run(&maria_types, "ROLLBACK"));
}

static void
maria_both(const char *sql)
{
	CHECK(contract_pg_run(pg_history, sql) && dn_drive_run(&maria_history, sql));
}

static void
test_statements(void)
{
	for (size_t i = 0; pg_history != NULL && i < shipped_nstatements; i++) {
		const struct shipped_statement *s = &shipped_statements[i];
		bool pg, maria;

		maria_both("BEGIN");
		pg = contract_pg_run(pg_history, s->sql);
		maria = dn_drive_run(&maria_history, s->sql);
		maria_compare("statement", s->what, pg, maria);
		CHECK_INT(pg, s->good);
		maria_both("ROLLBACK");
	}
}

static void
maria_count(const char *table, const char *want)
{
	char *sql = dn_sprintf(mem, "SELECT count(*) FROM %s", table);

	CHECK_STR(contract_pg_query(mem, pg_history, sql, 0, NULL), want);
	CHECK_STR(dn_drive_rows(&maria_history, sql), dn_sprintf(mem, "%s\n", want));
}

static void
test_cascade_there(void)
{
	if (pg_history == NULL)
		return;
	maria_both("BEGIN");
	maria_both(shipped_insert(mem, "query_history", NULL));
	maria_both(shipped_insert(mem, "decision_sources", NULL));
	maria_count("query_history", "1");
	maria_both("DELETE FROM projects WHERE id = '" PROJECT "'");
	maria_count("decisions", "0");
	maria_count("query_history", "0");
	maria_count("decision_sources", "0");
	maria_both("ROLLBACK");
}

static void
test_defaults_there(void)
{
	static const char *const same[] = { "SELECT status FROM acquisition_requests",
		"SELECT priority FROM acquisition_requests", "SELECT status FROM sources",
		"SELECT status FROM projects WHERE name = 'Example'",
		"SELECT length(CAST(id AS char(36))) FROM projects WHERE name = 'Example'",
		"SELECT substr(CAST(id AS char(36)), 15, 1) FROM projects WHERE name = 'Example'",
		("SELECT count(*) FROM sources WHERE abs(extract(YEAR FROM created_at) - "
		 "extract(YEAR FROM updated_at)) < 1"),
		"SELECT CASE WHEN description IS NULL THEN 'null' END FROM sources" };

	if (pg_history == NULL)
		return;
	maria_both("BEGIN");
	maria_both(shipped_insert(mem, "acquisition_requests", NULL));
	maria_both(shipped_insert(mem, "sources", NULL));
	maria_both(shipped_insert(mem, "projects", NULL));
	for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
		dntest_str_eq(dn_drive_rows(&maria_history, same[i]),
		    dn_sprintf(mem, "%s\n", contract_pg_query(mem, pg_history, same[i], 0, NULL)),
		    same[i], __FILE__, __LINE__);
	/* The clock of the session's time zone would be another one. */
	CHECK_STR(dn_drive_rows(&maria_history, "SELECT abs(timestampdiff(SECOND, created_at, "
						"utc_timestamp())) < 100 FROM sources"),
	    "1\n");
	maria_both("ROLLBACK");
}

static void
test_known_there(void)
{
	for (size_t i = 0; pg_types != NULL && i < nknown; i++)
		if (!known_used[i])
			dntest_str_eq("no difference", "one",
			    dn_sprintf(mem, "mariadb.tsv: %s, %s", known[i].fields[0].data,
				known[i].fields[1].data),
			    __FILE__, __LINE__);
}

CU_TestInfo mariadb_tests[] = { TEST(test_types), TEST(test_statements), TEST(test_cascade_there),
	TEST(test_defaults_there), TEST(test_known_there), CU_TEST_INFO_NULL };
