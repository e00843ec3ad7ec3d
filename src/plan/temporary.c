/* temporary.c - temporary tables end with the session; who continues a revision has another */
#include "config.h"

#include <string.h>

#include "plan/segment.h"

static bool
temporary_is(const struct dn_name *name, const char *table)
{
	return name->name != NULL && strcmp(name->name, table) == 0 &&
	       (name->schema == NULL || strcmp(name->schema, "pg_temp") == 0);
}

static bool
temporary_is_used(const struct dn_statement *st, const char *table)
{
	for (size_t i = 0; i < st->nmentions; i++)
		if (temporary_is(&st->mentions[i].name, table))
			return true;
	for (size_t i = 0; i < st->nchanges; i++)
		if (temporary_is(&st->changes[i]->object, table))
			return true;
	return false;
}

/* The first step of another part that names the table, up to where it is made again. */
static const struct dn_step *
temporary_user(const struct dn_plan_revision *p, size_t made, const char *table)
{
	for (size_t i = made + 1; i < p->nsteps; i++) {
		const struct dn_statement *st = p->steps[i]->output->from;

		if (st == NULL || p->steps[i]->segment == p->steps[made]->segment ||
		    !temporary_is_used(st, table))
			continue;
		for (size_t k = 0; k < st->nchanges; k++)
			if (st->changes[k]->temporary &&
			    temporary_is(&st->changes[k]->object, table))
				return NULL;
		return p->steps[i];
	}
	return NULL;
}

void
dn_plan_revision_find_lost(struct dn_plan_revision *p)
{
	for (size_t i = 0; i < p->nsteps && p->nsegments > 1; i++) {
		const struct dn_statement *st = p->steps[i]->output->from;

		for (size_t k = 0; st != NULL && k < st->nchanges; k++) {
			const struct dn_change *change = st->changes[k];

			if (!change->temporary || change->object.name == NULL)
				continue;
			p->lost.used = temporary_user(p, i, change->object.name);
			if (p->lost.used == NULL)
				continue;
			p->lost.name = change->object.name;
			p->lost.made = p->steps[i];
			return;
		}
	}
}
