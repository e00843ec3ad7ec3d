/* arena.c - pieces cut from blocks */
#include "config.h"

#include <string.h>

#include "base/arena.h"
#include "base/mem.h"

/* The first block and the largest. */
#define ARENA_FIRST ((size_t) 1 << 10)
#define ARENA_BLOCK ((size_t) 64 << 10)

struct dn_arena {
	char *block;
	size_t used, size;
};

struct dn_arena *
dn_arena_new(const void *mem)
{
	return dn_new(mem, struct dn_arena);
}

/* What is large gets a block of its own, and the one at hand is filled on. */
static char *
arena_cut(struct dn_arena *arena, size_t size)
{
	size = (size + 15) & ~(size_t) 15;
	if (size > ARENA_BLOCK / 4)
		return dn_mem_check(talloc_size(arena, size));
	if (arena->block == NULL || size > arena->size - arena->used) {
		arena->size = arena->size == 0            ? ARENA_FIRST
			      : arena->size < ARENA_BLOCK ? 2 * arena->size
							  : ARENA_BLOCK;
		while (arena->size < size)
			arena->size *= 2;
		arena->block = dn_mem_check(talloc_size(arena, arena->size));
		arena->used = 0;
	}
	arena->used += size;
	return arena->block + arena->used - size;
}

void *
dn_arena_alloc(struct dn_arena *arena, size_t size)
{
	return memset(arena_cut(arena, size), 0, size);
}

char *
dn_arena_strndup(struct dn_arena *arena, const char *s, size_t len)
{
	char *copy = arena_cut(arena, len + 1);

	memcpy(copy, s, len);
	copy[len] = '\0';
	return copy;
}
