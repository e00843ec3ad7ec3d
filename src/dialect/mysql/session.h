/* session.h - the strings of the dialect */
#ifndef DN_DIALECT_MYSQL_SESSION_H
#define DN_DIALECT_MYSQL_SESSION_H

#include "dialect/mysql/mysql.h"

extern const char *const dn_mysql_session[], *const dn_mysql8_session[];
extern const char dn_mysql_try_lock[], dn_mysql_script_begin[];
extern const struct dn_lock_sql dn_mysql_lock_sql;
void dn_mysql_guard(struct dunlin_buf *buf, const char *table, const char *id, int wanted);

#endif
