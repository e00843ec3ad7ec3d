/* session.c - what the engine says to MariaDB and MySQL */
#include "config.h"

#include "base/mem.h"
#include "dialect/mysql/mysql.h"
#include "dialect/mysql/session.h"

/*
 * SIMULTANEOUS_ASSIGNMENT: the values of UPDATE ... SET are those from before, as PostgreSQL has
 * it.  TIME_ROUND_FRACTIONAL: parts of a second are rounded, which MySQL does anyway.  What is not
 * in the list is not in force: backslashes escape, "x" is a string.
 */
#define SESSION_MODE                                                                 \
	"STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO," \
	"NO_AUTO_VALUE_ON_ZERO,NO_ENGINE_SUBSTITUTION"
#define SESSION_COMMON                                                                      \
	"SET SESSION time_zone = '+00:00', default_storage_engine = InnoDB, "               \
	"foreign_key_checks = 1, unique_checks = 1, autocommit = 1, wait_timeout = 28800, " \
	"group_concat_max_len = 1073741824"

/* Rows that one statement has found and another changes are locked from the first on. */
#define SESSION_ISOLATION "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ"

const char *const dn_mysql_session[] = { "SET NAMES utf8mb4 COLLATE utf8mb4_nopad_bin",
	SESSION_ISOLATION,
	"SET SESSION sql_mode = '" SESSION_MODE ",SIMULTANEOUS_ASSIGNMENT,TIME_ROUND_FRACTIONAL'",
	SESSION_COMMON ", check_constraint_checks = 1, max_statement_time = 0, "
		       "idle_transaction_timeout = 0, max_recursive_iterations = 4294967295",
	NULL };
const char *const dn_mysql8_session[] = { "SET NAMES utf8mb4 COLLATE utf8mb4_0900_bin",
	SESSION_ISOLATION, "SET SESSION sql_mode = '" SESSION_MODE "'",
	SESSION_COMMON ", max_execution_time = 0, cte_max_recursion_depth = 4294967295", NULL };

/* One for the database, on a server that has one list of names for all. */
#define SESSION_LOCK "concat('dunlin ', md5(concat(database(), ' ', $1)))"
const char dn_mysql_try_lock[] = "SELECT get_lock(" SESSION_LOCK ", 0)";

/* What nothing in a script can mend; a client that does not stop would make it worse. */
const char dn_mysql_script_begin[] =
    "-- Each statement on the schema commits by itself here: of a revision that fails half way\n"
    "-- what is done stays, and has to be undone by hand before the script is run again.  Run it\n"
    "-- with a client that stops at the first error (mariadb without --force).\n\n";

const struct dn_lock_sql dn_mysql_lock_sql = {
	.bound_waits = "SET SESSION lock_wait_timeout = {s}",
	.deadlock = "40001",
	.server_waits = "SET SESSION lock_wait_timeout = DEFAULT",
	/* What a session is called nobody knows, nor since when it is connected. */
	.holder = "SELECT p.id, NULL, substring_index(p.host, ':', 1), p.user, NULL "
		  "FROM information_schema.processlist p WHERE p.id = is_used_lock(" SESSION_LOCK
		  ") AND p.id <> connection_id()",
	.terminate = "SELECT p.id FROM information_schema.processlist p WHERE p.id = $2 AND p.id = "
		     "is_used_lock(" SESSION_LOCK ")",
	.kill = "KILL CONNECTION ",
};

/*
 * The name of the constraint is what the error message says; it has 64 characters at most.  A
 * temporary table neither commits nor outlives the script.
 */
void
dn_mysql_guard(struct dunlin_buf *buf, const char *table, const char *id, int wanted)
{
	struct dunlin_buf *text = dn_buf_new(buf);

	dunlin_buf_printf(
	    text, "revision '%.36s' is %s", id, wanted == 0 ? "already applied" : "not applied");
	dunlin_buf_puts(buf, "CREATE TEMPORARY TABLE `dunlin_guard` (`ok` int, CONSTRAINT ");
	dn_mysql_identifier(buf, text->s);
	dunlin_buf_printf(buf,
	    " CHECK (`ok` = 1));\nINSERT INTO `dunlin_guard` SELECT count(*) = %d FROM %s WHERE id "
	    "= ",
	    wanted, table);
	dn_mysql_literal(buf, id);
	dunlin_buf_puts(buf, ";\nDROP TEMPORARY TABLE `dunlin_guard`");
	dn_free(text);
}
