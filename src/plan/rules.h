/* rules.h - what the files that classify statements share */
#ifndef DN_PLAN_RULES_H
#define DN_PLAN_RULES_H

#include "plan/classify.h"

struct dn_rule;

/* One change, what it is about, and what is known of it so far. */
struct dn_case {
	struct dn_classifier *classifier;
	const struct dn_schema *schema;
	const struct dn_statement *statement;
	const struct dn_change *change;
	const struct dn_table *table; /* NULL: never seen */
	const char *key;              /* of the table; NULL: the change has none, or not known */
	struct dn_effect *effect;
	const struct dn_rule *rule; /* that applies */
};

/* Whom a lock on a table reaches besides. */
enum dn_reach { DN_REACH_TABLE, DN_REACH_PARTITIONS, DN_REACH_HEIRS };

/* One row: the first that applies says what a change does. */
struct dn_rule {
	enum dn_change_kind kind;
	bool (*applies)(const struct dn_case *c); /* NULL: always */
	enum dn_lock lock;                        /* on the change's table */
	enum dn_duration duration;
	const char *reason;
	void (*others)(struct dn_case *c); /* locks on other tables */
	enum dn_reach reach;
};

/* For changes that are understood. */
const struct dn_rule *dn_rule_find(const struct dn_case *c);
/* For those that are known by their words alone. */
const struct dn_rule *dn_rule_named(const struct dn_case *c);

/* A lock on one more table, unless the run made it. */
void dn_case_lock(struct dn_case *c, const char *key, enum dn_lock lock);
void dn_case_lock_name(struct dn_case *c, const struct dn_name *name, enum dn_lock lock);
/* The other tables of foreign keys from and to the case's table that CHOSEN picks; NULL: all. */
void dn_case_lock_references(struct dn_case *c,
    bool (*from)(const struct dn_case *c, const struct dn_constraint *fk),
    bool (*to)(const struct dn_case *c, const struct dn_constraint *fk));

/* Those that the statement names and that are no part of a query, as the rule's own table. */
void dn_case_lock_named(struct dn_case *c);
/* What a table is attached to, inherits from ... */
void dn_case_lock_relatives(struct dn_case *c, enum dn_lock lock);
/* Partitions of the table, and what inherits from it, as far as a lock on it reaches. */
void dn_case_lock_kin(struct dn_case *c, const char *key, enum dn_lock lock, enum dn_reach reach);
/* Is the server one of that version or later?  One that is not known is of none. */
bool dn_case_since(const struct dn_case *c, unsigned version);
/* Is its table named with ONLY? */
bool dn_case_is_only(const struct dn_case *c);

/* cascade.c: what else is locked when the object of the change is dropped, altered or emptied */
void dn_cascade_dropped_table(struct dn_case *c);
void dn_cascade_dropped_view(struct dn_case *c);
void dn_cascade_dropped_column(struct dn_case *c);
void dn_cascade_dropped_sequence(struct dn_case *c);
void dn_cascade_dropped_type(struct dn_case *c);
void dn_cascade_dropped_schema(struct dn_case *c);
void dn_cascade_tested_domain(struct dn_case *c);
void dn_cascade_altered_type(struct dn_case *c);
void dn_cascade_truncated(struct dn_case *c);

/* Has the head of the statement these words (in lower case, one blank between them)? */
bool dn_case_has_words(const struct dn_case *c, const char *words);
/* Does TEXT start with these words, in any case? */
bool dn_words_start(const char *text, const char *words);

/* Is the expression the same for every row of a statement? */
bool dn_expr_is_stable(const struct dn_expr *expr);

/* retype.c: ALTER COLUMN ... TYPE, as far as its time goes; REASON is static. */
enum dn_duration dn_retype_duration(const struct dn_case *c, const char **reason);

#endif
