/* raise.c - statements that fail with a message */
#include "config.h"

#include "base/mem.h"
#include "dialect/sqlite/expr/expr.h"
#include "dialect/sqlite/rows/rows.h"

/* What is no path is shown: MESSAGE is an expression. */
static void
raise_unless(struct dunlin_buf *buf, const char *query, const char *message)
{
	dunlin_buf_printf(buf,
	    "SELECT 1 WHERE json_extract('{}', CASE WHEN (%s) THEN '$' ELSE %s END) IS NULL", query,
	    message);
}

void
dn_sqlite_assertion(struct dunlin_buf *buf, const char *query, const char *text)
{
	struct dunlin_buf *message = dn_buf_new(buf);

	dn_sqlite_literal(message, text);
	raise_unless(buf, query, message->s);
}

/* The text, with its arguments in place where these can be said. */
static const char *
raise_message(struct sqlite_change *x)
{
	struct sqlite_print p = dn_sqlite_printer(x, NULL);
	struct dn_target target = { .expr = NULL };
	struct dn_query q = { .kind = DN_QUERY_SELECT, .targets = &target, .ntargets = 1 };

	p.query = true;
	p.err = NULL;
	if (x->change->expr != NULL) {
		target.expr = dn_expr_copy(x->scratch, x->change->expr);
		dn_query_resolve(x->scratch, x->t->schema, &q);
		dunlin_buf_puts(p.buf, "'exception: ' || ");
		if (dn_sqlite_operand(&p, target.expr))
			return p.buf->s;
	}
	dn_buf_truncate(p.buf, 0);
	dn_sqlite_literal(p.buf, dn_sprintf(x->scratch, "exception: %s", x->change->text));
	return p.buf->s;
}

/* The error has the text; what stands before it makes it no path. */
bool
dn_sqlite_raise(struct sqlite_change *x)
{
	struct dunlin_buf *sql = dn_buf_new(x->scratch);

	if (!dn_sqlite_flush_before(x))
		return false;
	raise_unless(sql, x->only == NULL ? "false" : dn_sprintf(x->scratch, "NOT (%s)", x->only),
	    raise_message(x));
	dn_sqlite_emit(x, "%s", sql->s);
	return dn_sqlite_apply(x);
}
