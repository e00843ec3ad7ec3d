/* contract.c - run the cases against a database */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "base/url.h"
#include "contract/case.h"
#include "engine/driver.h"

#define MANY(how) "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c " how

static const struct dn_contract_words contract_words[] = {
	{
	    .dialect = "sqlite",
	    .text_param = "SELECT $2, $1, $2",
	    .blob_param = "SELECT $1",
	    .long_query = MANY(") SELECT count(*) FROM c"),
	    .many_rows = MANY("LIMIT 100000) SELECT n FROM c"),
	    .begin_write = "BEGIN IMMEDIATE",
	    .foreign_keys = "PRAGMA foreign_keys = ON",
	    .tells_places = true,
	},
	{
	    .dialect = "postgresql",
	    .text_param = "SELECT $2::text, $1::text, $2::text",
	    .blob_param = "SELECT $1::bytea",
	    .long_query = "SELECT pg_sleep(100)",
	    .many_rows = "SELECT n FROM generate_series(1, 100000) n",
	    .begin_write = "BEGIN",
	    .short_wait = "SET lock_timeout = 100",
	    .read_only = "SET default_transaction_read_only = on",
	    .pid = "SELECT pg_backend_pid()",
	    .notice = "DO $$BEGIN RAISE WARNING 'dunlin'; END$$",
	    .tells_places = true,
	    .tells_sqlstates = true,
	},
	{
	    .dialect = "mysql",
	    .text_param = "SELECT $2, $1, $2",
	    .blob_param = "SELECT $1",
	    .long_query = "SELECT sleep(100)",
	    .many_rows = "SELECT seq FROM seq_1_to_100000",
	    .begin_write = "START TRANSACTION",
	    .short_wait = "SET lock_wait_timeout = 1",
	    .pid = "SELECT connection_id()",
	    .quotes_text = true,
	},
};
#define CONTRACT_NWORDS (sizeof contract_words / sizeof contract_words[0])

static const struct contract_need {
	unsigned need;
	const char *name;
} contract_needs[] = {
	{ DUNLIN_CAP_STORES, "DUNLIN_CAP_STORES" },
	{ DUNLIN_CAP_TRANSACTIONAL_DDL, "DUNLIN_CAP_TRANSACTIONAL_DDL" },
	{ DUNLIN_CAP_SERVER, "DUNLIN_CAP_SERVER" },
	{ DUNLIN_CAP_EDITABLE_SCHEMA, "DUNLIN_CAP_EDITABLE_SCHEMA" },
	{ DN_CONTRACT_CANCEL, "cancel" },
	{ DN_CONTRACT_BATCH, "batch" },
	{ DN_CONTRACT_COPY, "copy" },
	{ DN_CONTRACT_PID, "backend_pid" },
	{ DN_CONTRACT_NOTICE, "a database that says anything" },
	{ DN_CONTRACT_SHARED, "a database that two connections share" },
};

static bool
contract_take_dialect(struct dn_contract *c, struct dunlin_error *err)
{
	const char *dialect = c->d.driver->dialect(c->d.conn);

	for (size_t i = 0; dialect != NULL && i < CONTRACT_NWORDS; i++)
		if (strcmp(contract_words[i].dialect, dialect) == 0)
			c->words = &contract_words[i];
	return c->words != NULL ||
	       dunlin_error_set(err, DUNLIN_E_UNSUPPORTED,
		   "there are no cases for the dialect '%s'", dialect == NULL ? "(none)" : dialect);
}

/* A file or a server is shared, whatever the driver does; else what one writes another sees. */
static bool
contract_is_shared(struct dn_contract *c, const struct dunlin_url *url)
{
	struct dn_drive second = { .create = true };
	bool shared;

	if ((c->caps & DUNLIN_CAP_SERVER) != 0 || dn_url_file(url) != NULL)
		return true;
	if ((c->caps & DUNLIN_CAP_STORES) == 0)
		return false;
	dn_contract_make(c, "shared", "a INTEGER");
	shared = dn_drive_open(&second, c->url) &&
		 dn_drive_run(&second, "SELECT a FROM dunlin_contract_shared");
	dn_drive_close(&second);
	dn_contract_drop(c, "shared");
	return shared;
}

static unsigned
contract_functions(const struct dunlin_driver *driver)
{
	return (DUNLIN_DRIVER_HAS(driver, cancel) ? DN_CONTRACT_CANCEL : 0u) |
	       (DUNLIN_DRIVER_HAS(driver, batch) ? DN_CONTRACT_BATCH : 0u) |
	       (DUNLIN_DRIVER_HAS(driver, copy) ? DN_CONTRACT_COPY : 0u) |
	       (DUNLIN_DRIVER_HAS(driver, backend_pid) ? DN_CONTRACT_PID : 0u);
}

static bool
contract_open(struct dn_contract *c, struct dunlin_error *err)
{
	struct dunlin_url *url = dn_url_parse(c->why, c->url, err);

	if (url == NULL)
		return false;
	c->d.create = true;
	c->d.busy_timeout_ms = 5000;
	if (!dn_drive_open(&c->d, c->url))
		return dn_error_copy(err, c->d.err);
	if (!contract_take_dialect(c, err))
		return false;
	c->caps = dn_driver_caps(c->d.driver, url) | contract_functions(c->d.driver);
	if (c->words->notice != NULL)
		c->caps |= DN_CONTRACT_NOTICE;
	if (contract_is_shared(c, url))
		c->caps |= DN_CONTRACT_SHARED;
	return true;
}

static const char *
contract_unclaimed(const struct dn_contract *c, unsigned needs)
{
	for (size_t i = 0; i < sizeof contract_needs / sizeof contract_needs[0]; i++)
		if ((needs & contract_needs[i].need & ~c->caps) != 0)
			return contract_needs[i].name;
	return NULL;
}

static bool
contract_run_case(struct dn_contract *c, const struct dn_contract_case *one,
    dn_contract_told_fn told, void *payload, struct dunlin_error *err)
{
	struct dn_contract_outcome outcome = {
		.name = one->name,
		.promise = one->promise,
		.unclaimed = contract_unclaimed(c, one->needs),
		.result = DN_CONTRACT_UNCLAIMED,
	};

	dn_buf_truncate(c->why, 0);
	if (outcome.unclaimed == NULL) {
		one->run(c);
		outcome.result = c->why->len == 0 ? DN_CONTRACT_OK : DN_CONTRACT_FAILED;
	}
	outcome.why = c->why->s;
	return told(payload, &outcome, err);
}

static bool
contract_run_list(struct dn_contract *c, const struct dn_contract_case *list,
    dn_contract_told_fn told, void *payload, struct dunlin_error *err)
{
	for (; list->name != NULL; list++) {
		if (!contract_run_case(c, list, told, payload, err))
			return false;
		if (c->d.stuck)
			return dunlin_error_set(err, DUNLIN_E_FAILED,
			    "the driver does not come back from a statement: no more cases are "
			    "run");
	}
	return true;
}

static bool
contract_tell_subject(
    const struct dn_contract *c, dn_contract_met_fn met, void *payload, struct dunlin_error *err)
{
	const struct dunlin_driver *driver = c->d.driver;
	struct dn_contract_subject subject = {
		.driver = driver,
		.server = DUNLIN_DRIVER_HAS(driver, server) ? driver->server(c->d.conn) : NULL,
		.caps = c->caps,
	};

	return met == NULL || met(payload, &subject, err);
}

bool
dn_contract_run(const char *url, dn_contract_met_fn met, dn_contract_told_fn told, void *payload,
    struct dunlin_error *err)
{
	static const struct dn_contract_case *const lists[] = { dn_contract_statements,
		dn_contract_errors, dn_contract_options, dn_contract_pairs };
	struct dn_contract *c = dn_new(NULL, struct dn_contract);
	bool ok;

	c->url = url;
	c->why = dn_buf_new(c);
	ok = contract_open(c, err) && contract_tell_subject(c, met, payload, err);
	for (size_t i = 0; ok && i < sizeof lists / sizeof lists[0]; i++)
		ok = contract_run_list(c, lists[i], told, payload, err);
	/* A thread that does not come back has it. */
	if (c->d.stuck)
		return ok;
	dn_drive_close(&c->d);
	dn_free(c);
	return ok;
}
