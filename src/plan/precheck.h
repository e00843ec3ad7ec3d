/* precheck.h - what of the rows that are there would make a plan fail, read off its statements */
#ifndef DN_PLAN_PRECHECK_H
#define DN_PLAN_PRECHECK_H

#include "dialect/dialect.h"

enum dn_precheck_kind {
	DN_PRECHECK_NULLS,      /* before SET NOT NULL, and for a new column without a value */
	DN_PRECHECK_DUPLICATES, /* before UNIQUE and a unique index */
	DN_PRECHECK_ORPHANS,    /* before a foreign key */
	DN_PRECHECK_OUTSIDE,    /* before a CHECK */
};

/* What came of it. */
enum dn_precheck_state {
	DN_PRECHECK_UNANSWERED, /* the database would not say: what it asks about may come yet */
	DN_PRECHECK_LATE,       /* it took too long, or somebody had a table */
	DN_PRECHECK_HOLDS,
	DN_PRECHECK_FAILS,
};

/* One question. */
struct dn_precheck {
	enum dn_precheck_kind kind;
	const struct dn_statement *statement; /* that would fail */
	char *what; /* "of table 't' without a value in column 'a'": of rows, or of values */
	char *rows; /* a query: a text for each of them, by which one is found */
	enum dn_precheck_state state;
	unsigned long long count; /* with DN_PRECHECK_FAILS */
	bool more;                /* there are more than that */
	char *sample;             /* some of the texts, if these were asked for */
};

/* All of a plan; only of tables that were there before it, and whose rows it leaves alone first. */
struct dn_prechecks {
	struct dn_precheck *items; /* in the order of the statements */
	size_t n;
	const struct dn_dialect *dialect;
	struct dn_map *touched; /* by key of a table: what the plan has done to it so far */
	bool moot;              /* it may have done anything */
	bool redefined;         /* a function may be another than it was */
	bool unsure;            /* for what is done to a table that the model does not have */
	bool wants_model;       /* more could be asked with the whole of it */
};

struct dn_prechecks *dn_prechecks_new(const void *mem, const struct dn_dialect *dialect);
/*
 * The next statement of the plan, before SCHEMA moves on.  ANYTHING: it may have any effect.
 */
void dn_prechecks_look(struct dn_prechecks *list, const struct dn_schema *schema,
    const struct dn_statement *statement, bool anything);
/* touched.c: note what it does; is nothing of the table NAME, or of its COLUMN (NULL: its rows),
 * as it was before? */
void dn_touched_note(struct dn_prechecks *list, const struct dn_schema *schema,
    const struct dn_statement *statement, bool anything);
bool dn_touched_is(const struct dn_prechecks *list, const struct dn_schema *schema,
    const struct dn_name *name, const char *column);
/* "nulls", "duplicates", "orphans", "outside". */
const char *dn_precheck_name(enum dn_precheck_kind kind);
/* "unanswered", "late", "holds", "fails". */
const char *dn_precheck_state_name(enum dn_precheck_state state);
/* "3 rows of table 't' without a value in column 'a'" */
char *dn_precheck_text(const void *mem, const struct dn_precheck *precheck);

#endif
