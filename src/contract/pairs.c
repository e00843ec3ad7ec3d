/* pairs.c - cases: two connections to one database */
#include "config.h"

#include "contract/case.h"

static void
case_close_rolls_back(struct dn_contract *c)
{
	struct dn_drive *second = dn_contract_second(c, 0, false);

	dn_contract_drop(c, "t");
	if (second == NULL)
		return;
	dn_contract_does(c, second, "BEGIN");
	dn_contract_does(c, second, "CREATE TABLE dunlin_contract_t (a INTEGER)");
	dn_contract_end_second(c);
	dn_contract_does(c, NULL, "CREATE TABLE dunlin_contract_t (a INTEGER)");
	dn_contract_drop(c, "t");
}

/* The first connection holds what the second one wants. */
static struct dn_drive *
contract_hold(struct dn_contract *c, unsigned busy_timeout_ms)
{
	struct dn_drive *second = dn_contract_second(c, busy_timeout_ms, false);

	if (second == NULL)
		return NULL;
	dn_contract_make(c, "t", "a INTEGER");
	dn_contract_does(c, NULL, c->words->begin_write);
	dn_contract_does(c, NULL, "INSERT INTO dunlin_contract_t VALUES (1)");
	return second;
}

static void
contract_release(struct dn_contract *c)
{
	dn_contract_does(c, NULL, "COMMIT");
	if (!c->second.stuck)
		dn_contract_gives(c, &c->second, "SELECT 1", "1\n");
	dn_contract_end_second(c);
	dn_contract_drop(c, "t");
}

static void
case_busy(struct dn_contract *c)
{
	struct dn_drive *second = contract_hold(c, 100);

	if (second == NULL)
		return;
	if (c->words->short_wait != NULL)
		dn_contract_does(c, second, c->words->short_wait);
	dn_contract_fails(c, second, "DROP TABLE dunlin_contract_t", DUNLIN_E_BUSY);
	dn_contract_gives(c, second, "SELECT 1", "1\n");
	contract_release(c);
}

static void
case_waits(struct dn_contract *c)
{
	struct dn_drive *second = contract_hold(c, 20000);
	struct dn_drive_thread *thread;

	if (second == NULL)
		return;
	thread = dn_drive_start(second, "ALTER TABLE dunlin_contract_t ADD COLUMN b INTEGER");
	dn_drive_pause(200);
	dn_contract_does(c, NULL, "INSERT INTO dunlin_contract_t VALUES (2)");
	dn_contract_does(c, NULL, "COMMIT");
	if (!dn_drive_wait(thread))
		dn_contract_is(
		    c, "a wait for a lock", dunlin_error_message(second->err), "success");
	dn_contract_gives(
	    c, second, "SELECT a, b FROM dunlin_contract_t ORDER BY a", "1|(null)\n2|(null)\n");
	dn_contract_does(c, NULL, "BEGIN");
	contract_release(c);
}

static void
case_cancel_a_wait(struct dn_contract *c)
{
	struct dn_drive *second = contract_hold(c, 100000);

	if (second == NULL)
		return;
	dn_contract_check(c,
	    !dn_drive_cancel(dn_drive_start(second, "DROP TABLE dunlin_contract_t")),
	    "a wait for a lock is not canceled");
	if (!second->stuck)
		dn_contract_code(c, second, "a canceled wait", DUNLIN_E_CANCELED);
	contract_release(c);
}

static void
case_read_only(struct dn_contract *c)
{
	struct dn_drive *second = dn_contract_second(c, 0, true);

	if (second == NULL)
		return;
	if (c->words->read_only != NULL)
		dn_contract_does(c, second, c->words->read_only);
	dn_contract_fails(
	    c, second, "CREATE TABLE dunlin_contract_t (a INTEGER)", DUNLIN_E_READONLY);
	dn_contract_gives(c, second, "SELECT 1", "1\n");
	dn_contract_end_second(c);
}

#define PAIR (DUNLIN_CAP_STORES | DN_CONTRACT_SHARED)

const struct dn_contract_case dn_contract_pairs[] = {
	{ "close", "closing a connection rolls back", PAIR | DUNLIN_CAP_TRANSACTIONAL_DDL,
	    case_close_rolls_back },
	{ "busy", "a lock that is not granted in time is DUNLIN_E_BUSY", PAIR, case_busy },
	{ "waits", "a lock is waited for", PAIR, case_waits },
	{ "cancel-a-wait", "a wait for a lock can be canceled", PAIR | DN_CONTRACT_CANCEL,
	    case_cancel_a_wait },
	{ "read-only", "a database that cannot be written to is DUNLIN_E_READONLY", PAIR,
	    case_read_only },
	{ .name = NULL },
};
