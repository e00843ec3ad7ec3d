/* gone.c - tables that go, and the foreign keys between them and those that stay */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/mysql/changes/changes.h"

static void
gone_drop_foreign(struct mysql_change *x, const struct mysql_shape *shape)
{
	dn_map_each (shape->parts, e) {
		const struct mysql_part *part = e->value;

		if (part->kind == MYSQL_FOREIGN && part->text != NULL)
			dn_mysql_alter(x, shape->relation, MYSQL_INSTANT,
			    dn_mysql_has_constraint(x->scratch, shape->relation, part->name, false),
			    "DROP FOREIGN KEY %s", dn_mysql_quoted(x->scratch, part->name));
	}
}

/* Has a table that stays a foreign key to the relation, which goes? */
static bool
gone_is_wanted(struct mysql_change *x, const struct mysql_before *before, const char *relation)
{
	const char *to =
	    dn_sprintf(x->scratch, "REFERENCES %s (", dn_mysql_quoted(x->scratch, relation));

	dn_map_each (before->shapes, e) {
		const struct mysql_shape *shape = e->value;

		dn_map_each (shape->parts, k) {
			const struct mysql_part *part = k->value;

			if (dn_map_get(x->t->schema->tables, e->key) != NULL &&
			    part->kind == MYSQL_FOREIGN && part->text != NULL &&
			    strstr(part->text, to) != NULL)
				return true;
		}
	}
	return false;
}

void
dn_mysql_untie_gone(struct mysql_change *x, const struct mysql_before *a)
{
	size_t gone = 0;

	dn_map_each (a->shapes, e)
		gone += dn_map_get(x->t->schema->tables, e->key) == NULL;
	dn_map_each (a->shapes, e) {
		const struct mysql_shape *shape = e->value;

		if (dn_map_get(x->t->schema->tables, e->key) == NULL &&
		    (gone > 1 || gone_is_wanted(x, a, shape->relation)))
			gone_drop_foreign(x, shape);
	}
}

void
dn_mysql_drop_gone(struct mysql_change *x, const struct mysql_before *a, bool wanted)
{
	dn_map_each (a->shapes, e) {
		const struct mysql_shape *shape = e->value;

		if (dn_map_get(x->t->schema->tables, e->key) == NULL &&
		    gone_is_wanted(x, a, shape->relation) == wanted)
			dn_mysql_emit(x, dn_mysql_has_table(x->scratch, shape->relation, false),
			    "DROP TABLE %s", dn_mysql_quoted(x->scratch, shape->relation));
	}
}
