/* large.h - which of the tables that a plan touches are large: asked once, when it matters */
#ifndef DN_PLAN_LARGE_H
#define DN_PLAN_LARGE_H

#include "base/error.h"
#include "base/map.h"
#include "dialect/dialect.h"
#include "plan/classify.h"

/* In the order of the choices of the key online. */
enum dn_online_mode { DN_ONLINE_AUTO, DN_ONLINE_ALWAYS, DN_ONLINE_OFF };

/* What a table of the database is like. */
struct dn_table_size {
	bool known; /* there is such a table */
	unsigned long long bytes;
	bool lockable; /* LOCK TABLE cannot be refused */
	bool plain;    /* it is a table without partitions */
};

/* The steps of a revision, as a run wrote them down that has not ended. */
struct dn_begun {
	char **hashes;
	size_t n;
};

/* Whose tables are spared long locks. */
struct dn_online {
	enum dn_online_mode mode;
	unsigned long long threshold; /* with DN_ONLINE_AUTO: larger ones are large */
	/*
	 * Fill in struct dn_table_size, the values of SIZES, whose keys are those of
	 * dn_schema_key(). NULL: there is no database to ask, so no table is known to be large.
	 */
	bool (*ask)(void *payload, struct dn_map *sizes, struct dunlin_error *err);
	/*
	 * Put struct dn_begun of such runs, upwards or downwards, into BEGUN by the revision's id.
	 * NULL: there are none.
	 */
	bool (*ask_begun)(void *payload, bool up, struct dn_map *begun, struct dunlin_error *err);
	/* As of struct dn_retype: false when the database cannot say. NULL: there is none. */
	bool (*ask_retype)(void *payload, const struct dn_retype *what, enum dn_duration *duration);
	void *payload;
	unsigned server;      /* its version: 150004 is 15.4; 0: not known */
	bool forgets;         /* a pooler is between: what was SET is gone with the transaction */
	struct dn_map *sizes; /* what was answered; NULL: nobody had to ask */
	struct dn_map *begun; /* the same of runs */
	struct dn_map *exact; /* the same of types, for exact.h */
};

/* NULL: not known. */
const struct dn_table_size *dn_online_size(const struct dn_online *online, const char *table);
/* With DN_ONLINE_ALWAYS every table is. */
bool dn_online_is_large(const struct dn_online *online, const char *table);
/* Is any table that EFFECT locks, however weakly, large? */
bool dn_online_touches_large(const struct dn_online *online, const struct dn_effect *effect);

#endif
