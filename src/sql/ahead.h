/* ahead.h - sections of a history parsed on threads of their own, before somebody needs them */
#ifndef DN_SQL_AHEAD_H
#define DN_SQL_AHEAD_H

#include "sql/sql.h"

struct dn_ahead;

/*
 * Parsing goes on while the server works and while what was parsed is planned.  The threads, as
 * many as there are processors, begin with the first section; freeing the result ends them.
 */
struct dn_ahead *dn_ahead_new(const void *mem);
/* To be parsed: SPAN of SRC, which must outlive AHEAD.  In the order of need. */
void dn_ahead_add(struct dn_ahead *ahead, const struct dn_source *src, struct dn_span span);
/*
 * As dn_sql_parse(): waits for what was added and not yet taken, and parses anything else itself.
 * AHEAD may be NULL.
 */
struct dn_statements *dn_ahead_parse(struct dn_ahead *ahead, const void *mem,
    const struct dn_source *src, struct dn_span span, struct dunlin_error *err);

#endif
