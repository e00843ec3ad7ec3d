/* condition.h - what the IF of a DO block asks the server's catalogs */
#ifndef DN_SCHEMA_CONDITION_H
#define DN_SCHEMA_CONDITION_H

#include "schema/model.h"
#include "schema/query/query.h"

/* Is it true of the model?  SCHEMA NULL: of one that has nothing; unknown then is beyond us. */
enum dn_answer dn_schema_ask(const struct dn_schema *schema, const struct dn_expr *condition);
/* Do the IFs around a change let it run?  Once dn_schema_apply() has seen them. */
enum dn_answer dn_change_is_meant(const struct dn_change *change);

/* Of what the rows of the catalog are, the one that matters most first. */
enum dn_asked_thing {
	DN_ASKED_NOTHING,
	DN_ASKED_COLUMN,
	DN_ASKED_LABEL,
	DN_ASKED_CONSTRAINT,
	DN_ASKED_INDEX,
	DN_ASKED_TRIGGER,
	DN_ASKED_TYPE,
	DN_ASKED_RELATION,
	DN_ASKED_SCHEMA
};

/* A row of the catalogs that is asked for; NULL: any. */
struct dn_asked {
	const struct dn_schema *model;
	enum dn_asked_thing thing;
	const char *schema, *table, *name;
	const char *kind;              /* of a constraint */
	const char *relkinds;          /* of a relation: r, p, v, m, S */
	const struct dn_expr **traits; /* what else must be true of it */
	size_t ntraits;
	void *mem;
	bool strange; /* something else is asked, too */
};

/* answer.c */
enum dn_answer dn_condition_answer(const struct dn_asked *a);

/* trait.c: what is said of a column or a constraint */
struct dn_condition_thing {
	const struct dn_schema *model;
	const struct dn_column *column;
	const struct dn_constraint *constraint;
	void *mem;
};
/* Is TERM of a query about such a THING, and can it be answered? */
bool dn_condition_is_trait(const struct dn_expr *term, enum dn_asked_thing thing);
enum dn_answer dn_condition_trait(const struct dn_condition_thing *of, const struct dn_expr *term);

/* row.c: has the query on catalogs a row; is there a relation, or a type, of that name?
 */
enum dn_answer dn_condition_row(void *mem, const struct dn_schema *model, const struct dn_query *q);
/* Has it one that TERM, over the query's only column, is true of? */
enum dn_answer dn_condition_value(
    void *mem, const struct dn_schema *model, const struct dn_query *q, const struct dn_expr *term);
enum dn_answer
dn_condition_name(void *mem, const struct dn_schema *model, const char *text, bool type);

#endif
