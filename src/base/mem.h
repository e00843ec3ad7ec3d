/* mem.h - talloc that never fails: the owner MEM always comes first */
#ifndef DN_BASE_MEM_H
#define DN_BASE_MEM_H

#include <stdint.h>
#include <stdlib.h>
#include <talloc.h>

/* Applying is safe against a crash by design, so running out of memory is one. */
static inline void *
dn_mem_check(void *p)
{
	if (p == NULL)
		abort();
	return p;
}

#define dn_new(mem, type)          ((type *) dn_mem_check(talloc_zero(mem, type)))
#define dn_new_array(mem, type, n) ((type *) dn_mem_check(talloc_zero_array(mem, type, n)))
#define dn_new_context(mem)        dn_mem_check(talloc_new(mem))
/* A context whose first SIZE bytes of children are made in one piece. */
#define dn_new_pool(mem, size)     dn_mem_check(talloc_pool(mem, size))
#define dn_strdup(mem, s)          ((char *) dn_mem_check(talloc_strdup(mem, s)))
#define dn_strndup(mem, s, len)    ((char *) dn_mem_check(talloc_strndup(mem, s, len)))
#define dn_memdup(mem, p, len)     dn_mem_check(talloc_memdup(mem, p, len))
#define dn_sprintf(mem, ...)       ((char *) dn_mem_check(talloc_asprintf(mem, __VA_ARGS__)))
#define dn_free(p)                 ((void) talloc_free(p))

/* NULL stays NULL. */
static inline char *
dn_strdup_null(const void *mem, const char *s)
{
	return s == NULL ? NULL : dn_strdup(mem, s);
}

void *dn_mem_grow(const void *mem, void *array, size_t n, size_t size);

/* Append VALUE to ARRAY of N elements (NULL and 0 at first); ARRAY becomes a child of MEM. */
#define dn_push(mem, array, n, value) \
	((array) = dn_mem_grow((mem), (array), (n), sizeof *(array)), (array)[(n)++] = (value))

#endif
