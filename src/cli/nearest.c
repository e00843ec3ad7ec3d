/* nearest.c - the known word that a mistyped one most likely means */
#include "config.h"

#include <stddef.h>
#include <string.h>

#include "cli/nearest.h"

enum { MAX_WORD = 32 };

static unsigned
min3(unsigned a, unsigned b, unsigned c)
{
	unsigned least = a < b ? a : b;

	return least < c ? least : c;
}

/* Levenshtein's distance: one row of the table at a time. */
static unsigned
nearest_distance(const char *a, const char *b)
{
	unsigned row[MAX_WORD + 1];
	size_t alen = strlen(a), blen = strlen(b);

	if (alen > MAX_WORD || blen > MAX_WORD)
		return MAX_WORD;
	for (size_t j = 0; j <= blen; j++)
		row[j] = (unsigned) j;
	for (size_t i = 1; i <= alen; i++) {
		unsigned corner = row[0];

		row[0] = (unsigned) i;
		for (size_t j = 1; j <= blen; j++) {
			unsigned above = row[j];

			row[j] = min3(above + 1, row[j - 1] + 1, corner + (a[i - 1] != b[j - 1]));
			corner = above;
		}
	}
	return row[blen];
}

void
cli_nearest_add(struct cli_nearest *nearest, const char *name)
{
	unsigned distance = nearest_distance(nearest->word, name);

	/* Three wrong letters of seven are another word. */
	if (distance * 3 > strlen(name) || (nearest->name != NULL && distance >= nearest->distance))
		return;
	nearest->name = name;
	nearest->distance = distance;
}
