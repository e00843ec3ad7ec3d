/* map.h - from names to pointers, in the order of insertion */
#ifndef DN_BASE_MAP_H
#define DN_BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>

struct dn_map;

struct dn_map_entry {
	const char *key; /* owned by the map */
	void *value;     /* not owned */
	struct dn_map_entry *next;
	size_t place; /* grows from one insertion to the next */
};

struct dn_map *dn_map_new(const void *mem);
/* NULL when there is no such key. */
void *dn_map_get(const struct dn_map *map, const char *key);
/* Adds or replaces; a replaced entry keeps its place. */
void dn_map_put(struct dn_map *map, const char *key, void *value);
/* False when it was not there. */
bool dn_map_remove(struct dn_map *map, const char *key);
size_t dn_map_count(const struct dn_map *map);
/* Those entries whose keys KEYS has, in MAP's order. */
struct dn_map *dn_map_part(const void *mem, const struct dn_map *map, const struct dn_map *keys);
/* The first in order; then ->next. */
struct dn_map_entry *dn_map_first(const struct dn_map *map);

#define dn_map_each(map, entry) \
	for (struct dn_map_entry *entry = dn_map_first(map); entry != NULL; entry = entry->next)

#endif
