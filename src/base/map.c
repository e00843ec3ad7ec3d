/* map.c - an insertion-ordered hash map */
#include "config.h"

#include <stdlib.h>
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
	size_t places; /* given so far */
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
		*e = (struct map_entry){ .entry = { .key = e->key, .place = map->places++ } };
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

static int
map_by_place(const void *a, const void *b)
{
	size_t x = (*(struct map_entry *const *) a)->entry.place;
	size_t y = (*(struct map_entry *const *) b)->entry.place;

	return (x > y) - (x < y);
}

struct dn_map *
dn_map_part(const void *mem, const struct dn_map *map, const struct dn_map *keys)
{
	struct dn_map *part = dn_map_new(mem);
	struct map_entry **found = NULL;
	size_t n = 0;

	dn_map_each (keys, key) {
		struct map_entry *e = map_find(map, key->key);

		if (e != NULL)
			dn_push(part, found, n, e);
	}
	if (n > 1)
		qsort(found, n, sizeof *found, map_by_place);
	for (size_t i = 0; i < n; i++)
		dn_map_put(part, found[i]->key, found[i]->entry.value);
	dn_free(found);
	return part;
}

struct dn_map_entry *
dn_map_first(const struct dn_map *map)
{
	return map->first == NULL ? NULL : &map->first->entry;
}
