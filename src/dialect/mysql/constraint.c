/* constraint.c - the definitions of constraints */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/mysql/mysql.h"

static const char *const constraint_actions[] = { [DN_FK_NO_ACTION] = "NO ACTION",
	[DN_FK_RESTRICT] = "RESTRICT",
	[DN_FK_CASCADE] = "CASCADE",
	[DN_FK_SET_NULL] = "SET NULL",
	[DN_FK_SET_DEFAULT] = "SET DEFAULT" };

static bool
constraint_unique(struct mysql_print *p, const struct dn_constraint *c, struct mysql_part *part)
{
	bool primary = c->kind == DN_PRIMARY_KEY && !dn_mysql_key_is_hashed(p, c);

	part->kind = primary ? MYSQL_PRIMARY : MYSQL_UNIQUE;
	part->how = primary ? MYSQL_INPLACE : MYSQL_NOCOPY;
	if (c->nulls_not_distinct)
		return dn_mysql_cannot_at(
		    p, c->span, "NULLS NOT DISTINCT has no counterpart there");
	if (c->deferrable)
		dn_translation_notice(p->t, "unique-deferrable",
		    "unique keys are looked at row by row in MariaDB and MySQL, not at the end of "
		    "the statement or transaction");
	if (c->kind == DN_PRIMARY_KEY && !primary)
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
		dn_mysql_key_parts(p->buf, dn_mysql_unique_key(part, p, c));
	dunlin_buf_puts(p->buf, ")");
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
	if (dn_mysql_reads_acted(p->table, c->check))
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

static bool
constraint_foreign_allowed(struct mysql_print *p, const struct dn_constraint *c)
{
	if (!dn_mysql_visible_at(p, &c->ref_table))
		return false;
	if (c->nref_columns == 0)
		return dn_mysql_cannot_at(p, c->span,
		    "the history does not say what key table '%s' has", c->ref_table.name);
	if (c->nset_columns > 0)
		return dn_mysql_cannot_at(
		    p, c->span, "SET NULL of some columns has no counterpart there");
	if (c->match_full && c->ncolumns > 1)
		return dn_mysql_cannot_at(p, c->span, "MATCH FULL has no counterpart there");
	if (c->on_delete == DN_FK_SET_DEFAULT || c->on_update == DN_FK_SET_DEFAULT)
		return dn_mysql_cannot_at(p, c->span, "SET DEFAULT has no counterpart there");
	if (c->deferrable)
		dn_translation_notice(p->t, "foreign-deferrable",
		    "foreign keys are looked at row by row in MariaDB and MySQL, never at the end "
		    "of the transaction");
	return true;
}

static bool
constraint_foreign(struct mysql_print *p, const struct dn_constraint *c, struct mysql_part *part)
{
	part->kind = MYSQL_FOREIGN;
	part->how = MYSQL_COPY;
	if (!constraint_foreign_allowed(p, c))
		return false;
	if (strcmp(c->name, part->name) != 0)
		dn_translation_notice(p->t, "name-taken",
		    "a foreign key has a name of its own in all of a database of MariaDB and "
		    "MySQL: "
		    "'%s' of table '%s' is '%s' there",
		    c->name, p->table->name, part->name);
	dunlin_buf_puts(p->buf, "CONSTRAINT ");
	dn_mysql_identifier(p->buf, part->name);
	dunlin_buf_puts(p->buf, " FOREIGN KEY (");
	dn_mysql_columns(p->buf, c->columns, c->ncolumns);
	dunlin_buf_printf(
	    p->buf, ") REFERENCES %s (", dn_mysql_name(part, p->t->schema, &c->ref_table));
	dn_mysql_columns(p->buf, c->ref_columns, c->nref_columns);
	dunlin_buf_puts(p->buf, ")");
	if (c->on_delete != DN_FK_NO_ACTION)
		dunlin_buf_printf(p->buf, " ON DELETE %s", constraint_actions[c->on_delete]);
	if (c->on_update != DN_FK_NO_ACTION)
		dunlin_buf_printf(p->buf, " ON UPDATE %s", constraint_actions[c->on_update]);
	return true;
}

bool
dn_mysql_constraint(struct mysql_print *p, const struct dn_constraint *c, struct mysql_part *part)
{
	switch (c->kind) {
	case DN_PRIMARY_KEY:
	case DN_UNIQUE: return constraint_unique(p, c, part);
	case DN_CHECK: return constraint_check(p, c, part);
	case DN_FOREIGN_KEY: return constraint_foreign(p, c, part);
	default: break;
	}
	if (!c->equal)
		return dn_mysql_cannot_at(p, c->span, "EXCLUDE has no counterpart there");
	return constraint_unique(p, c, part);
}
