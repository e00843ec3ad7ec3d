/* mysql_error.c - MariaDB and MySQL behind libdbi: what an error means */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "mysql.h"

/* The client's (2000 to 2999) and the server's numbers.  (MariaDB manual, error codes) */
static const struct {
	unsigned number;
	enum dunlin_code code;
} error_classes[] = {
	{ 1020, DUNLIN_E_RETRY },       /* ER_CHECKREAD: changed since it was read */
	{ 1021, DUNLIN_E_FULL },        /* ER_DISK_FULL */
	{ 1022, DUNLIN_E_CONSTRAINT },  /* ER_DUP_KEY */
	{ 1040, DUNLIN_E_UNREACHABLE }, /* ER_CON_COUNT_ERROR */
	{ 1048, DUNLIN_E_CONSTRAINT },  /* ER_BAD_NULL_ERROR */
	{ 1049, DUNLIN_E_ABSENT },      /* ER_BAD_DB_ERROR */
	{ 1053, DUNLIN_E_GONE },        /* ER_SERVER_SHUTDOWN */
	{ 1062, DUNLIN_E_CONSTRAINT },  /* ER_DUP_ENTRY */
	{ 1064, DUNLIN_E_SYNTAX },      /* ER_PARSE_ERROR */
	{ 1114, DUNLIN_E_FULL },        /* ER_RECORD_FILE_FULL */
	{ 1149, DUNLIN_E_SYNTAX },      /* ER_SYNTAX_ERROR */
	{ 1169, DUNLIN_E_CONSTRAINT },  /* ER_DUP_UNIQUE */
	{ 1205, DUNLIN_E_BUSY },        /* ER_LOCK_WAIT_TIMEOUT */
	{ 1213, DUNLIN_E_RETRY },       /* ER_LOCK_DEADLOCK */
	{ 1216, DUNLIN_E_CONSTRAINT },  /* ER_NO_REFERENCED_ROW */
	{ 1217, DUNLIN_E_CONSTRAINT },  /* ER_ROW_IS_REFERENCED */
	{ 1290, DUNLIN_E_READONLY },    /* ER_OPTION_PREVENTS_STATEMENT: --read-only */
	{ 1364, DUNLIN_E_CONSTRAINT },  /* ER_NO_DEFAULT_FOR_FIELD */
	{ 1451, DUNLIN_E_CONSTRAINT },  /* ER_ROW_IS_REFERENCED_2 */
	{ 1452, DUNLIN_E_CONSTRAINT },  /* ER_NO_REFERENCED_ROW_2 */
	{ 1586, DUNLIN_E_CONSTRAINT },  /* ER_DUP_ENTRY_WITH_KEY_NAME */
	{ 1792, DUNLIN_E_READONLY },    /* ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION */
	{ 1836, DUNLIN_E_READONLY },    /* ER_READ_ONLY_MODE */
	{ 1859, DUNLIN_E_CONSTRAINT },  /* ER_DUP_UNKNOWN_IN_INDEX */
	{ 1927, DUNLIN_E_GONE },        /* ER_CONNECTION_KILLED */
	{ 2002, DUNLIN_E_UNREACHABLE }, /* CR_CONNECTION_ERROR, of a socket */
	{ 2003, DUNLIN_E_UNREACHABLE }, /* CR_CONN_HOST_ERROR */
	{ 2005, DUNLIN_E_UNREACHABLE }, /* CR_UNKNOWN_HOST */
	{ 2006, DUNLIN_E_GONE },        /* CR_SERVER_GONE_ERROR */
	{ 2013, DUNLIN_E_GONE },        /* CR_SERVER_LOST */
	{ 2055, DUNLIN_E_GONE },        /* CR_SERVER_LOST_EXTENDED */
	{ 3819, DUNLIN_E_CONSTRAINT },  /* ER_CHECK_CONSTRAINT_VIOLATED, of MySQL */
	{ 4025, DUNLIN_E_CONSTRAINT },  /* ER_CONSTRAINT_FAILED, of MariaDB */
};
#define ERROR_INTERRUPTED 1317 /* ER_QUERY_INTERRUPTED */

enum dunlin_code
dn_dbi_mysql_class(unsigned number)
{
	for (size_t i = 0; i < sizeof error_classes / sizeof *error_classes; i++)
		if (error_classes[i].number == number)
			return error_classes[i].code;
	return DUNLIN_E_SQL;
}

static const char *
error_line(const char *sql, unsigned long line)
{
	for (; line > 1 && sql != NULL; line--) {
		sql = strchr(sql, '\n');
		sql = sql == NULL ? NULL : sql + 1;
	}
	return sql;
}

/* "... near 'FROM WHERE' at line 1": the rest of the statement, cut after some bytes. */
static void
error_set_place(struct dunlin_error *err, const char *sql, const char *text)
{
	static const char before[] = " near '", behind[] = "' at line ";
	const char *near = strstr(text, before), *end = NULL, *start;

	if (near == NULL)
		return;
	near += sizeof before - 1;
	for (const char *s = near; (s = strstr(s, behind)) != NULL; s++)
		end = s;
	if (end == NULL)
		return;
	start = error_line(sql, strtoul(end + sizeof behind - 1, NULL, 10));
	if (start == NULL)
		return;
	if (end == near)
		start = sql + strlen(sql);
	while (*start != '\0' && strncmp(start, near, (size_t) (end - near)) != 0)
		start++;
	dunlin_error_set_offset(err, (size_t) (start - sql));
}

bool
dn_dbi_mysql_report(struct dbi_link *l, const char *sql, struct dunlin_error *err)
{
	const struct mysql_doors *my = l->doors;
	unsigned number = my->mysql_errno(l->client);
	const char *text = my->mysql_error(l->client);
	enum dunlin_code code = dn_dbi_mysql_class(number);

	if (err == NULL || dunlin_error_code(err) != DUNLIN_OK)
		return false;
	if (number == ERROR_INTERRUPTED && l->canceled)
		code = DUNLIN_E_CANCELED;
	dunlin_error_set(err, code, "%s", text[0] == '\0' ? "the connection was lost" : text);
	dunlin_error_set_sqlstate(err, my->mysql_sqlstate(l->client));
	if (code == DUNLIN_E_SYNTAX && sql != NULL)
		error_set_place(err, sql, text);
	return false;
}
