/* nearest.c - how far one word is from another */
#include "config.h"

#include <stddef.h>
#include <string.h>

#include <dunlin/dunlin.h>

/* Longer words are names that somebody generated: nobody mistypes them. */
enum { MAX_WORD = 64 };

static unsigned
nearest_min(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Levenshtein's distance, one row of its table at a time. */
static unsigned
nearest_distance(const char *a, const char *b)
{
	unsigned row[MAX_WORD + 1];
	size_t alen = strlen(a), blen = strlen(b);

	if (alen > MAX_WORD || blen > MAX_WORD)
		return 2 * MAX_WORD;
	for (size_t j = 0; j <= blen; j++)
		row[j] = (unsigned) j;
	for (size_t i = 1; i <= alen; i++) {
		unsigned diagonal = row[0];

		row[0] = (unsigned) i;
		for (size_t j = 1; j <= blen; j++) {
			unsigned replaced = diagonal + (a[i - 1] != b[j - 1]);

			diagonal = row[j];
			row[j] = nearest_min(replaced, nearest_min(row[j - 1], diagonal) + 1);
		}
	}
	return row[blen];
}

void
dunlin_nearest_add(struct dunlin_nearest *nearest, const char *name)
{
	unsigned distance = nearest_distance(nearest->word, name);

	/* With a third of it wrong it is another word. */
	if (distance * 3 > strlen(name) || (nearest->name != NULL && distance >= nearest->distance))
		return;
	nearest->name = name;
	nearest->distance = distance;
}
