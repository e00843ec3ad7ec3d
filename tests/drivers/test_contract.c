/* test_contract.c - what every driver promises, of each that is ours; driver-test runs the same */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "contract/contract.h"
#include "dntest.h"
#include "drv.h"
#include "mariacluster.h"
#include "pgcluster.h"

/* What was told of one run. */
struct tally {
	unsigned ok, failed;
	char unclaimed[1024]; /* names, each with a blank before it */
};

static int
setup(void)
{
	pgcluster_use_modules();
	return 0;
}

static bool
note(void *payload, const struct dn_contract_outcome *outcome, struct dunlin_error *err)
{
	struct tally *tally = payload;
	size_t at = strlen(tally->unclaimed);

	(void) err;
	if (outcome->result == DN_CONTRACT_UNCLAIMED)
		snprintf(tally->unclaimed + at, sizeof tally->unclaimed - at, " %s", outcome->name);
	else if (outcome->result == DN_CONTRACT_OK)
		tally->ok++;
	else {
		tally->failed++;
		printf("# %s: %s\n", outcome->name, outcome->why);
	}
	return true;
}

/* What a database is must be claimed, for the engine goes by it. */
static bool
meet(void *payload, const struct dn_contract_subject *subject, struct dunlin_error *err)
{
	const char *server = subject->server == NULL ? "" : subject->server;
	bool sqlite = strncmp(server, "SQLite 3.", strlen("SQLite 3.")) == 0;

	(void) payload, (void) err;
	CHECK(sqlite || strncmp(server, "PostgreSQL 1", strlen("PostgreSQL 1")) == 0 ||
	      strncmp(server, "MariaDB 1", strlen("MariaDB 1")) == 0);
	CHECK_INT((subject->caps & DUNLIN_CAP_SERVER) != 0, !sqlite);
	CHECK_INT((subject->caps & DUNLIN_CAP_EDITABLE_SCHEMA) != 0, sqlite);
	return true;
}

/* All that URL claims is so; UNCLAIMED are the cases that it does not. */
static void
check_contract(const char *url, const char *unclaimed)
{
	struct dunlin_error *err = dn_error_new(NULL);
	struct tally tally = { 0 };

	if (url == NULL) {
		dntest_skip("no PostgreSQL server");
	} else {
		CHECK(dn_contract_run(url, meet, note, &tally, err));
		CHECK_STR(dunlin_error_message(err), "");
		CHECK_INT(tally.failed, 0);
		CHECK(tally.ok > 20);
		CHECK_STR(tally.unclaimed, unclaimed);
	}
	dn_free(err);
}

#define SINGLE   " close busy waits cancel-a-wait read-only"
#define NO_BATCH " batch batch-fails"

static void
test_sqlite_in_memory(void)
{
	check_contract("sqlite://", " notices" NO_BATCH " copy backend-pid" SINGLE);
}

static const char *
file_url(const char *before, const char *name)
{
	static char url[256];

	snprintf(url, sizeof url, "%s%s/%s", before, drv_directory(), name);
	return url;
}

static void
test_sqlite_file(void)
{
	check_contract(
	    file_url("sqlite:///", "contract.db"), " notices" NO_BATCH " copy backend-pid");
}

static void
test_postgresql(void)
{
	check_contract(pgcluster_url("contract"), "");
}

static void
test_dbi_sqlite3_in_memory(void)
{
	check_contract("dbi:sqlite3?dbname=:memory:", " notices" NO_BATCH SINGLE);
}

static void
test_dbi_sqlite3_file(void)
{
	check_contract(file_url("dbi:sqlite3?dbname=", "contract_dbi.db"), " notices" NO_BATCH);
}

static void
test_dbi_pgsql(void)
{
	check_contract(pgcluster_dbi_url("contract_dbi"), NO_BATCH);
}

static void
test_mariadb(void)
{
	check_contract(mariacluster_url("contract"), " rollback notices" NO_BATCH " close");
}

static void
test_dbi_mysql(void)
{
	check_contract(mariacluster_dbi_url("contract_dbi"), " rollback notices" NO_BATCH " close");
}

static void
test_nowhere(void)
{
	struct dunlin_error *err = dn_error_new(NULL);
	struct tally tally = { 0 };

	CHECK(!dn_contract_run("sqlite:////nowhere/at/all.db", NULL, note, &tally, err));
	CHECK_INT(dunlin_error_code(err), DUNLIN_E_CONNECT);
	CHECK_INT(tally.ok + tally.failed, 0);
	dn_free(err);
}

static CU_TestInfo tests[] = {
	TEST(test_sqlite_in_memory),
	TEST(test_sqlite_file),
	TEST(test_postgresql),
	TEST(test_dbi_sqlite3_in_memory),
	TEST(test_dbi_sqlite3_file),
	TEST(test_dbi_pgsql),
	TEST(test_mariadb),
	TEST(test_dbi_mysql),
	TEST(test_nowhere),
	CU_TEST_INFO_NULL,
};

CU_SuiteInfo dntest_suites[] = {
	{ "contract", setup, NULL, NULL, NULL, tests },
	CU_SUITE_INFO_NULL,
};
