/* print.h - the model as text, as catalog.sql prints PostgreSQL's catalog */
#ifndef DN_TESTS_SCHEMA_PRINT_H
#define DN_TESTS_SCHEMA_PRINT_H

#include "schema/model.h"

char *print_schema(const void *mem, const struct dn_schema *schema);

#endif
