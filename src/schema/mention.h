/* mention.h - which objects of a model mention a name, so that a change asks these and not all */
#ifndef DN_SCHEMA_MENTION_H
#define DN_SCHEMA_MENTION_H

#include "schema/model.h"

struct dn_mentions *dn_mentions_new(const void *mem);
/* The object of that key may mention other names from here on. */
void dn_mentions_renew(struct dn_mentions *mentions, const char *key);
/* A change begins and ends: what it has to do with may be renewed at any time in between. */
void dn_mentions_begin(struct dn_mentions *mentions);
void dn_mentions_end(struct dn_mentions *mentions);

/*
 * The part of MAP, which is SCHEMA's tables, views, domains or routines, that may mention NAME, in
 * MAP's order: the type of a column or a cast, the function of a trigger, a relation that a query
 * or rule reads or writes, or that of the object itself.  What schema the name is of does not
 * count, and what mentioned it once may be there: never too few, but whoever asks looks again.
 */
struct dn_map *dn_mention_part(
    const void *mem, const struct dn_schema *schema, const struct dn_map *map, const char *name);
/* And what mentions the name of something in VIA, such a map, that does, and so on. */
struct dn_map *dn_mention_through(const void *mem, const struct dn_schema *schema,
    const struct dn_map *map, const struct dn_map *via, const char *name);

#endif
