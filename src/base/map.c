/* map.c - an insertion-ordered hash map */
#include "config.h"

#include <string.h>

#define uthash_malloc(size)  dn_mem_check(malloc(size))
#define uthash_free(p, size) free(p)
#include <uthash.h>

#include "base/map.h"
#include "base/mem.h"

/* The public entry first, so that one can be seen as the other. */
struct map_entry {
	struct dn_map_entry entry;
	struct map_entry *previous;
	UT_hash_handle hh;
	char key[];
};

struct dn_map {
	struct map_entry *table;
	struct map_entry *first, *last;
};

static int
map_destructor(struct dn_map *map)
{
	/* The entries are children; only the table itself is malloc()ed. */
	HASH_CLEAR(hh, map->table);
	return 0;
}

struct dn_map *
dn_map_new(const void *mem)
{
	struct dn_map *map = dn_new(mem, struct dn_map);

	talloc_set_destructor(map, map_destructor);
	return map;
}

static struct map_entry *
map_find(const struct dn_map *map, const char *key)
{
	struct map_entry *e;

	HASH_FIND_STR(map->table, key, e);
	return e;
}

void *
dn_map_get(const struct dn_map *map, const char *key)
{
	struct map_entry *e = map_find(map, key);

	return e == NULL ? NULL : e->entry.value;
}

void
dn_map_put(struct dn_map *map, const char *key, void *value)
{
	struct map_entry *e = map_find(map, key);

	if (e == NULL) {
		size_t len = strlen(key);

		e = dn_mem_check(talloc_size(map, sizeof *e + len + 1));
		*e = (struct map_entry){ .entry.key = e->key };
		memcpy(e->key, key, len + 1);
		e->previous = map->last;
		if (map->last != NULL)
			map->last->entry.next = &e->entry;
		else
			map->first = e;
		map->last = e;
		HASH_ADD_KEYPTR(hh, map->table, e->entry.key, len, e);
	}
	e->entry.value = value;
}

bool
dn_map_remove(struct dn_map *map, const char *key)
{
	struct map_entry *e = map_find(map, key), *next;

	if (e == NULL)
		return false;
	HASH_DEL(map->table, e);
	next = (struct map_entry *) e->entry.next;
	if (e->previous != NULL)
		e->previous->entry.next = e->entry.next;
	else
		map->first = next;
	if (next != NULL)
		next->previous = e->previous;
	else
		map->last = e->previous;
	dn_free(e);
	return true;
}

size_t
dn_map_count(const struct dn_map *map)
{
	return HASH_COUNT(map->table);
}

struct dn_map_entry *
dn_map_first(const struct dn_map *map)
{
	return map->first == NULL ? NULL : &map->first->entry;
}
