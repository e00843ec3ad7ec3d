/* diffs.h - what the files of the difference share */
#ifndef DN_SCHEMA_DIFFS_H
#define DN_SCHEMA_DIFFS_H

#include "base/log.h"
#include "schema/diff/diff.h"

struct dn_differ {
	struct dn_diff *diff; /* owner of all that is made */
	const struct dn_schema *from, *to;
	/* What of both is looked at: all of it, or what was touched. */
	struct {
		const struct dn_map *tables, *sequences, *enums;
	} of_from, of_to;
};

/* The entries of MAP whose keys are in ONLY, owned by MEM; where that is NULL, MAP. */
const struct dn_map *
dn_differ_part(const void *mem, const struct dn_map *map, const struct dn_map *only);
/* The table of that key on the other side, or NULL; temporary ones are on no side. */
struct dn_table *dn_differ_twin(const struct dn_schema *schema, const struct dn_table *table);
bool dn_differ_is_temporary(const char *schema);
struct dn_change *
dn_differ_add(struct dn_differ *d, enum dn_change_kind kind, const char *schema, const char *name);
void dn_differ_loss(struct dn_differ *d, const char *fmt, ...) DUNLIN_PRINTF(2, 3);
/* Only the first counts. */
void dn_differ_impossible(struct dn_differ *d, const char *fmt, ...) DUNLIN_PRINTF(2, 3);

/* Do they say the same?  What was written counts where both have it. */
bool dn_differ_same_expr(const struct dn_expr *a, const struct dn_expr *b);

/* column.c */
void dn_differ_drop_columns(struct dn_differ *d, struct dn_table *from, struct dn_table *to);
void dn_differ_alter_columns(struct dn_differ *d, struct dn_table *from, struct dn_table *to);

/* sequence.c */
void dn_differ_create_sequences(struct dn_differ *d);
void dn_differ_name_sequences(struct dn_differ *d);
void dn_differ_drop_sequences(struct dn_differ *d);

/* constraint.c: keys and checks, or foreign keys alone */
void dn_differ_drop_constraints(
    struct dn_differ *d, struct dn_table *from, struct dn_table *to, bool foreign);
/* FROM NULL: TO is new, and only its foreign keys are still to be made. */
void dn_differ_add_constraints(
    struct dn_differ *d, const struct dn_table *from, struct dn_table *to, bool foreign);
void dn_differ_drop_indexes(struct dn_differ *d, struct dn_table *from, struct dn_table *to);
void dn_differ_add_indexes(struct dn_differ *d, const struct dn_table *from, struct dn_table *to);
/* What is made again must be known as it was: what was not understood may have altered it. */
void dn_differ_check_known(struct dn_differ *d, const struct dn_table *table);
/* The same of a type, which may have another name by now. */
void dn_differ_check_type(struct dn_differ *d, const struct dn_type *type);
/* Can a table, column ... be made again from what is known of it? */
void dn_differ_check_constraint(
    struct dn_differ *d, const struct dn_table *table, const struct dn_constraint *constraint);

#endif
