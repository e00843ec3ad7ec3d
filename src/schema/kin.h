/* kin.h - tables that are made of other tables or of types, though the model knows no more of them
 */
#ifndef DN_SCHEMA_KIN_H
#define DN_SCHEMA_KIN_H

#include "schema/model.h"

enum dn_kinship { DN_KIN_PARTITION, DN_KIN_HEIR, DN_KIN_TYPED };

/* TABLE is a partition of, inherits from, or is made of the type OF; both as dn_schema_key(). */
struct dn_kin {
	enum dn_kinship kinship;
	const char *of, *table;
};

/* Behind the change, which is applied. */
void dn_kin_note(
    struct dn_schema *schema, const struct dn_change *change, const struct dn_statement *statement);

#endif
