/* arena.h - many small things that go together */
#ifndef DN_BASE_ARENA_H
#define DN_BASE_ARENA_H

#include <stddef.h>

/* What talloc adds to each piece is more than most of them are. */
struct dn_arena;
struct dn_arena *dn_arena_new(const void *mem);
/* Zeroed, for any type; freed with the arena. */
void *dn_arena_alloc(struct dn_arena *arena, size_t size);
char *dn_arena_strndup(struct dn_arena *arena, const char *s, size_t len);

#define dn_arena_add(arena, type) ((type *) dn_arena_alloc((arena), sizeof(type)))

#endif
