/* classify.h - what a statement locks on PostgreSQL, and for how long */
#ifndef DN_PLAN_CLASSIFY_H
#define DN_PLAN_CLASSIFY_H

#include "schema/model.h"

/* Table-level locks, weakest first (PostgreSQL manual, 13.3.1). */
enum dn_lock {
	DN_LOCK_NONE,
	DN_LOCK_ACCESS_SHARE,
	DN_LOCK_ROW_SHARE,
	DN_LOCK_ROW_EXCLUSIVE,
	DN_LOCK_SHARE_UPDATE_EXCLUSIVE,
	DN_LOCK_SHARE,
	DN_LOCK_SHARE_ROW_EXCLUSIVE,
	DN_LOCK_EXCLUSIVE,
	DN_LOCK_ACCESS_EXCLUSIVE,
	DN_LOCK_UNKNOWN, /* the statement may do anything */
};

/* What the time depends on, shortest first. */
enum dn_duration {
	DN_DURATION_METADATA, /* on nothing: the catalog alone */
	DN_DURATION_DATA,     /* rows are read or written by the author's own statement */
	DN_DURATION_SCAN,     /* the whole table is read */
	DN_DURATION_INDEX,    /* an index is built */
	DN_DURATION_REWRITE,  /* the whole table and its indexes are written anew */
	DN_DURATION_UNKNOWN,
};

struct dn_table_lock {
	const char *table; /* dn_schema_key() */
	enum dn_lock lock;
};

/* All that one statement does, for those who use the database at the same time. */
struct dn_effect {
	enum dn_lock lock; /* the strongest on anything that was there before the run */
	struct dn_table_lock
	    *locks; /* by table, in order of names; those of LOCK, as far as known */
	size_t nlocks;
	enum dn_duration duration;
	const char *reason; /* static: why it lasts, or what is special; NULL: nothing is */
	bool brief; /* DN_DURATION_DATA, but a few rows that are written out, for a new table */
};

/*
 * Tables of which nobody else knows yet, for they were made by this run; and the version of the
 * server, as of struct dn_online.
 */
struct dn_classifier;
struct dn_classifier *dn_classifier_new(const void *mem, unsigned server);

/*
 * What STATEMENT does, against SCHEMA as it is before it.  It must then be applied to the schema
 * before the next is asked about.  The result is MEM's.
 */
struct dn_effect *dn_classify(const void *mem, struct dn_classifier *classifier,
    const struct dn_schema *schema, const struct dn_statement *statement);

/* Do they say the same? */
bool dn_effect_same(const struct dn_effect *a, const struct dn_effect *b);
/* Does the time depend on how much there is in the database? */
bool dn_effect_lasts(const struct dn_effect *effect);
/* Does it keep others from writing: SHARE and all above? */
bool dn_lock_is_strong(enum dn_lock lock);
/* "ACCESS EXCLUSIVE", "none", "unknown". */
const char *dn_lock_name(enum dn_lock lock);
/* "metadata", "data", "scan", "index build", "rewrite", "unknown". */
const char *dn_duration_name(enum dn_duration duration);

#endif
