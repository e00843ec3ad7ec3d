/* infer.h - what the files that infer types share */
#ifndef DN_SCHEMA_INFER_H
#define DN_SCHEMA_INFER_H

#include "schema/query/query.h"

/* What a call gives, and an array of such elements. */
const struct dn_type *dn_infer_function(const struct dn_expr *e, const struct dn_table *table);
const struct dn_type *dn_infer_array(const struct dn_type *element);

#endif
