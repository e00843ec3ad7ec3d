/* dump.h - changes as short text, for expectations */
#ifndef DN_TESTS_SQL_DUMP_H
#define DN_TESTS_SQL_DUMP_H

#include "base/buf.h"
#include "sql/sql.h"

/*
 * One line for each change: its kind and everything that is set, expressions in prefix form with
 * the text of their span where SPANS: (= a 1) or (= a 1)@[a = 1].
 */
char *dump_statements(const void *mem, const struct dn_statements *statements, bool spans);
void dump_expr(struct dunlin_buf *buf, const struct dn_source *src, const struct dn_expr *expr);
/* The text of SPAN; owned by MEM. */
char *dump_span(const void *mem, const struct dn_source *src, struct dn_span span);

#endif
