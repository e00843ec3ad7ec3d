/* size.h - ask the database how large its tables are */
#ifndef DN_ENGINE_SIZE_H
#define DN_ENGINE_SIZE_H

#include "engine/session.h"

/* One query for all: fill in SIZES, of struct dn_table_size by the keys of dn_schema_key(). */
bool dn_size_ask(struct dn_session *session, struct dn_map *sizes, struct dunlin_error *err);

#endif
