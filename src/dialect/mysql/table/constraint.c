/* constraint.c - the definitions of constraints */
#include "config.h"

#include "base/mem.h"
#include "dialect/mysql/expr/expr.h"
#include "dialect/mysql/table/table.h"

static bool
constraint_unique(struct mysql_print *p, const struct dn_constraint *c, struct mysql_part *part)
{
	bool primary = dn_mysql_key_is_primary(p, c);
	const struct mysql_key *key = primary ? NULL : dn_mysql_unique_key(part, p, c);

	part->kind = primary ? MYSQL_PRIMARY : MYSQL_UNIQUE;
	part->how = primary ? MYSQL_INPLACE : MYSQL_NOCOPY;
	if (key != NULL && !dn_mysql_key_can_fold(p, key, c->span))
		return false;
	if (c->deferrable)
		dn_translation_notice(p->t, "unique-deferrable",
		    "unique keys are looked at row by row in MariaDB and MySQL, not at the end of "
		    "the statement or transaction");
	if (dn_mysql_key_is_hashed(p, c))
		dn_translation_notice(p->t, "key-hash",
		    "a primary key whose text may be longer than a key is a unique one with the "
		    "text's hash in MariaDB and MySQL");
	if (primary) {
		dunlin_buf_puts(p->buf, "PRIMARY KEY (");
	} else {
		dunlin_buf_puts(p->buf, "UNIQUE ");
		dn_mysql_identifier(p->buf, part->name);
		dunlin_buf_puts(p->buf, " (");
	}
	if (primary)
		dn_mysql_columns(p->buf, c->columns, c->ncolumns);
	else
		dn_mysql_key_parts(p->buf, key);
	dunlin_buf_puts(p->buf, ")");
	part->clusters = key != NULL && dn_mysql_key_clusters(p, key);
	return true;
}

static bool
constraint_check(struct mysql_print *p, const struct dn_constraint *c, struct mysql_part *part)
{
	part->kind = MYSQL_CHECK;
	part->how = MYSQL_COPY;
	if (c->not_valid)
		dn_translation_notice(p->t, "not-valid",
		    "MariaDB and MySQL look at all rows when a constraint is added: NOT VALID "
		    "means nothing there");
	if (dn_mysql_reads_acted(p, c->check))
		return dn_mysql_cannot_at(p, c->span,
		    "no CHECK reads a column there that a foreign key sets (ON UPDATE CASCADE, ON "
		    "DELETE SET NULL)");
	dunlin_buf_puts(p->buf, "CONSTRAINT ");
	dn_mysql_identifier(p->buf, part->name);
	dunlin_buf_puts(p->buf, " CHECK (");
	if (!dn_mysql_expr(p, c->check))
		return false;
	dunlin_buf_puts(p->buf, ")");
	return true;
}

bool
dn_mysql_constraint(struct mysql_print *p, const struct dn_constraint *c, struct mysql_part *part)
{
	switch (c->kind) {
	case DN_PRIMARY_KEY:
	case DN_UNIQUE: return constraint_unique(p, c, part);
	case DN_CHECK: return constraint_check(p, c, part);
	case DN_FOREIGN_KEY: return dn_mysql_foreign(p, c, part);
	default: break;
	}
	if (!c->equal)
		return dn_mysql_cannot_at(p, c->span, "EXCLUDE has no counterpart there");
	return constraint_unique(p, c, part);
}
