/* mysql.h - MariaDB and MySQL behind libdbi: what its files share */
#ifndef DN_DRIVERS_DBI_MYSQL_H
#define DN_DRIVERS_DBI_MYSQL_H

#include "dbi.h"

/*
 * The client library's functions as its manual has them: libdbi's driver brings the library, its
 * headers are nothing that whoever builds this must have.  (MariaDB Connector/C, API functions)
 */
typedef struct st_mysql MYSQL;
typedef struct st_mysql_res MYSQL_RES;

/* One of a result's columns; the layout is the library's interface since version 5.1. */
typedef struct st_mysql_field {
	char *name, *org_name, *table, *org_table, *db, *catalog, *def;
	unsigned long length, max_length;
	unsigned name_length, org_name_length, table_length, org_table_length, db_length,
	    catalog_length, def_length;
	unsigned flags, decimals, charsetnr;
	int type;
	void *extension;
} MYSQL_FIELD;

unsigned mysql_errno(MYSQL *my);
const char *mysql_error(MYSQL *my);
const char *mysql_sqlstate(MYSQL *my);
unsigned mysql_field_count(MYSQL *my);
MYSQL_FIELD *mysql_fetch_fields(MYSQL_RES *res);
unsigned long *mysql_fetch_lengths(MYSQL_RES *res);
char **mysql_fetch_row(MYSQL_RES *res);
void mysql_free_result(MYSQL_RES *res);
int mysql_get_socket(MYSQL *my);
int mysql_read_query_result(MYSQL *my);
unsigned long mysql_real_escape_string(MYSQL *my, char *to, const char *from, unsigned long len);
int mysql_real_query(MYSQL *my, const char *sql, unsigned long len);
int mysql_send_query(MYSQL *my, const char *sql, unsigned long len);
int mysql_set_character_set(MYSQL *my, const char *name);
unsigned long mysql_thread_id(MYSQL *my);
MYSQL_RES *mysql_use_result(MYSQL *my);
unsigned mysql_warning_count(MYSQL *my);

#define MYSQL_DOORS(X)              \
	X(mysql_errno)              \
	X(mysql_error)              \
	X(mysql_fetch_fields)       \
	X(mysql_fetch_lengths)      \
	X(mysql_fetch_row)          \
	X(mysql_field_count)        \
	X(mysql_free_result)        \
	X(mysql_get_socket)         \
	X(mysql_read_query_result)  \
	X(mysql_real_escape_string) \
	X(mysql_real_query)         \
	X(mysql_send_query)         \
	X(mysql_set_character_set)  \
	X(mysql_sqlstate)           \
	X(mysql_thread_id)          \
	X(mysql_use_result)         \
	X(mysql_warning_count)

struct mysql_doors {
	MYSQL_DOORS(DBI_DOOR_MEMBER)
};

/* mysql_error.c: what the client's and the server's NUMBER means. */
enum dunlin_code dn_dbi_mysql_class(unsigned number);
/* Set ERR from the connection's; returns false.  SQL: the statement, or NULL. */
bool dn_dbi_mysql_report(struct dbi_link *l, const char *sql, struct dunlin_error *err);
/* mysql_params.c: append the statement with its parameters in it. */
bool dn_dbi_mysql_fill(struct dbi_link *l, struct dunlin_buf *sql, const struct dunlin_exec *exec,
    struct dunlin_error *err);
/* mysql_run.c */
bool
dn_dbi_mysql_exec(struct dbi_link *l, const struct dunlin_exec *exec, struct dunlin_error *err);
/* mysql.c: on a connection of its own, end what L runs. */
void dn_dbi_mysql_kill(struct dbi_link *l);

#endif
