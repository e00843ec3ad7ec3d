/* form.h - the safer statements that stand in the place of one */
#ifndef DN_PLAN_ONLINE_FORM_H
#define DN_PLAN_ONLINE_FORM_H

#include "dialect/dialect.h"
#include "plan/classify.h"
#include "plan/large.h"

/* One of them, parsed from what was written of it. */
struct dn_form_step {
	struct dn_statement *statement;
	const struct dn_batch *batch; /* as of struct dn_output */
	bool apart;                   /* it shares its transaction with nothing */
	bool each;                    /* as of struct dn_output */
	/* Static: why it finds what would last done already; NULL: it does not. */
	const char *prepared;
};

/* What becomes of a statement that would keep others waiting. */
struct dn_form {
	const struct dn_statement *statement; /* the author's */
	const struct dn_effect *effect;       /* of that, as it is written */
	struct dn_form_step *steps;           /* in order; none: it runs as it is written */
	size_t nsteps;
	const char *kept; /* why all or a part of it does; NULL: it is replaced as a whole */
	bool wants_model; /* nothing more can be said without it */
	bool wants_size;  /* the same of what the server says of the table */
	bool used;
};

/* May there be a form, for all that is known without the model?  Then as of dn_form_new(). */
struct dn_form *
dn_form_guess(const void *mem, const struct dn_effect *effect, const struct dn_statement *st);
/* On what a form is made. */
struct dn_form_ground {
	const struct dn_dialect *dialect;
	const struct dn_online *online; /* what the server says of its version and its tables */
	const struct dn_schema *schema; /* the model before the statement */
};
/*
 * NULL when ST needs none.  EFFECT is what the statement does.  What its steps come to is the same
 * schema, names included.
 */
struct dn_form *dn_form_new(const void *mem, const struct dn_form_ground *ground,
    const struct dn_effect *effect, const struct dn_statement *st);
/* Is ST an UPDATE or DELETE, which may be run in batches?  Then as above, of ROWS rows each. */
bool dn_backfill_is_for(const struct dn_statement *st);
struct dn_form *
dn_backfill_guess(const void *mem, const struct dn_effect *effect, const struct dn_statement *st);
struct dn_form *
dn_backfill_new(const void *mem, const struct dn_dialect *dialect, const struct dn_schema *schema,
    const struct dn_effect *effect, const struct dn_statement *st, unsigned rows);
/* Does it end a transaction: before one of its steps, or behind? */
bool dn_form_splits(const struct dn_form *form);
/* Has it a step that cannot be in one? */
bool dn_form_leaves_transaction(const struct dn_form *form);

#endif
