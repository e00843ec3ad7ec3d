/* assess.h - how well statements carry over into a dialect */
#ifndef DN_DIALECT_ASSESS_H
#define DN_DIALECT_ASSESS_H

#include <stddef.h>

#include "schema/change.h"

struct dn_translation;

/* A statement is as good as its worst part. */
enum dn_fidelity {
	DN_EXACT,        /* the dialect says the same */
	DN_ENFORCED,     /* a check stands in for what the dialect's types let pass */
	DN_APPROXIMATED, /* something differs, and a notice says what */
	DN_IMPOSSIBLE,   /* nothing of the dialect means it */
};
#define DN_FIDELITIES 4
/* "exact", "enforced", "approximated", "impossible". */
const char *dn_fidelity_name(enum dn_fidelity fidelity);

/*
 * The codes of notices, and what the part of a statement is that one is about.  A code that ends
 * with "-" stands for all that begin so.  Codes are never renamed; dunlin-sqlite(7) and
 * dunlin-mysql(7) explain each.
 */
#define DN_NOTICES(X)                            \
	X("array-json", DN_APPROXIMATED)         \
	X("ascii-case", DN_APPROXIMATED)         \
	X("ascii-letters", DN_APPROXIMATED)      \
	X("check-left-out", DN_APPROXIMATED)     \
	X("check-option", DN_APPROXIMATED)       \
	X("citext-case", DN_APPROXIMATED)        \
	X("collation", DN_APPROXIMATED)          \
	X("composite-type", DN_APPROXIMATED)     \
	X("counter", DN_ENFORCED)                \
	X("ctid", DN_APPROXIMATED)               \
	X("default-left-out", DN_APPROXIMATED)   \
	X("foreign-deferrable", DN_APPROXIMATED) \
	X("generated-left-out", DN_APPROXIMATED) \
	X("identity-always", DN_APPROXIMATED)    \
	X("index-expression", DN_ENFORCED)       \
	X("index-method", DN_ENFORCED)           \
	X("index-where", DN_ENFORCED)            \
	X("infinity", DN_APPROXIMATED)           \
	X("json-text", DN_APPROXIMATED)          \
	X("key-hash", DN_ENFORCED)               \
	X("key-length", DN_APPROXIMATED)         \
	X("materialized-view", DN_APPROXIMATED)  \
	X("name-taken", DN_ENFORCED)             \
	X("no-meaning-", DN_EXACT)               \
	X("not-valid", DN_ENFORCED)              \
	X("now-constant", DN_APPROXIMATED)       \
	X("numeric-precision", DN_APPROXIMATED)  \
	X("partition", DN_ENFORCED)              \
	X("partition-hash", DN_APPROXIMATED)     \
	X("partition-own", DN_APPROXIMATED)      \
	X("plain-types", DN_APPROXIMATED)        \
	X("regexp-flavour", DN_APPROXIMATED)     \
	X("row-order", DN_APPROXIMATED)          \
	X("rule-by-row", DN_APPROXIMATED)        \
	X("schema-prefix", DN_ENFORCED)          \
	X("sequence-own", DN_APPROXIMATED)       \
	X("stored-form", DN_ENFORCED)            \
	X("strict-types", DN_APPROXIMATED)       \
	X("text-order", DN_APPROXIMATED)         \
	X("timestamptz-utc", DN_APPROXIMATED)    \
	X("trigger-behind", DN_APPROXIMATED)     \
	X("trigger-by-row", DN_APPROXIMATED)     \
	X("trigger-notify", DN_APPROXIMATED)     \
	X("trigger-unknown", DN_APPROXIMATED)    \
	X("unchecked-type", DN_APPROXIMATED)     \
	X("unique-deferrable", DN_APPROXIMATED)  \
	X("view-default", DN_APPROXIMATED)       \
	X("view-key", DN_APPROXIMATED)           \
	X("view-trigger", DN_APPROXIMATED)

/* The fidelity of a code; one that is not in the list counts as approximated. */
enum dn_fidelity dn_notice_fidelity(const char *code);

/* Something about a statement that is not exact. */
struct dn_finding {
	enum dn_fidelity fidelity;
	const char *code; /* of the notice; NULL: MESSAGE says all */
	const char *message;
};

struct dn_assessed {
	const struct dn_statement *statement;
	enum dn_fidelity fidelity; /* the worst of its findings */
	struct dn_finding **findings;
	size_t nfindings;
};

/* What is found out about the statements that are translated, in their order. */
struct dn_assessment {
	struct dn_assessed **items;
	size_t nitems;
};

/* What follows is about ST; nothing happens where nobody asked for an assessment. */
void dn_assess_begin(struct dn_translation *t, const struct dn_statement *st);
/* Add a finding to the statement at hand, unless it has that code; CODE NULL: it is enforced. */
void dn_assess_part(
    struct dn_translation *t, enum dn_fidelity fidelity, const char *code, const char *message);
/* ST, which may be an earlier one, cannot be translated. */
void
dn_assess_impossible(struct dn_translation *t, const struct dn_statement *st, const char *message);

#endif
