/* mem.c - growing arrays */
#include "config.h"

#include "base/mem.h"

/* The capacity is the next power of two, so it need not be kept. */
void *
dn_mem_grow(const void *mem, void *array, size_t n, size_t size)
{
	if (n != 0 && (n & (n - 1)) != 0)
		return array;
	return dn_mem_check(
	    talloc_realloc_size((void *) (uintptr_t) mem, array, (n == 0 ? 1 : 2 * n) * size));
}
