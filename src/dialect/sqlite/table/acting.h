/* acting.h - what the files on triggers that do more than set columns share */
#ifndef DN_DIALECT_SQLITE_TABLE_ACTING_H
#define DN_DIALECT_SQLITE_TABLE_ACTING_H

#include "dialect/sqlite/sqlite.h"
#include "dialect/sqlite/table/trigger.h"

/* A trigger and one of its events. */
struct sqlite_acting {
	const struct dn_schema *schema;
	const struct dn_table *table;
	const struct dn_trigger *trigger;
	enum dn_rewrite_event event;
};

/* One thing that it does, for the rows of which ONLY is true (NULL: all). */
struct sqlite_deed {
	enum { SQLITE_DEED_ROWS, SQLITE_DEED_RAISE, SQLITE_DEED_IGNORE } kind;
	struct dn_expr *only;
	struct dn_query *query; /* SQLITE_DEED_ROWS */
	const char *text;       /* SQLITE_DEED_RAISE */
};

struct sqlite_program {
	struct sqlite_deed *deeds;
	size_t ndeeds;
	struct dn_expr *when;    /* the trigger's own condition, or NULL */
	const char *why;         /* it cannot be said; or NULL */
	struct dn_query **asked; /* what conditions and variables ask, each time */
	size_t nasked;
	struct dn_map *used; /* columns of NEW that it looks at: a set */
};

/* program.c: the names in it are not looked up yet. */
struct sqlite_program *dn_sqlite_program(const void *mem, const struct sqlite_acting *of);
const char *dn_sqlite_event_name(enum dn_rewrite_event event);
bool dn_sqlite_trigger_has(const struct dn_trigger *trigger, enum dn_rewrite_event event);

/* reach.c: what is read and written when it runs */
struct sqlite_reach {
	const struct dn_schema *schema;
	struct dn_map *reads, *writes; /* struct dn_table by key: what runs because of it, too */
	struct dn_map *updates;        /* those of them whose rows are not only inserted */
	struct dn_map *own_reads;      /* by its own statements */
	struct dn_map *seen;
	const char *why; /* more may happen than anybody knows; or NULL */
	void *mem;
};
struct sqlite_reach *
dn_sqlite_reach(void *mem, const struct sqlite_acting *of, const struct sqlite_program *program);
/* What the foreign keys do when rows of its table go or change, as the same. */
struct sqlite_reach *dn_sqlite_reach_of_keys(void *mem, const struct sqlite_acting *of);
/* Why it would not be the same on SQLite; NULL: it would. */
const char *dn_sqlite_acting_differs(
    void *mem, const struct sqlite_acting *of, const struct sqlite_program *program);
/* Does the function name the relation? */
bool dn_sqlite_routine_names(const struct dn_routine *routine, const char *relation);

#endif
