/* version.c - version order */
#include "config.h"

#include <string.h>

#include "history/history.h"

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static size_t
count_digits(const char *s)
{
	size_t n = 0;

	while (is_digit(s[n]))
		n++;
	return n;
}

/* Compare the digit runs at *A and *B as numbers of any length, and move behind them. */
static int
compare_numbers(const char **a, const char **b)
{
	size_t alen, blen;
	int order;

	while (**a == '0')
		++*a;
	while (**b == '0')
		++*b;
	alen = count_digits(*a);
	blen = count_digits(*b);
	order = alen != blen ? (alen < blen ? -1 : 1) : memcmp(*a, *b, alen);
	*a += alen;
	*b += blen;
	return order;
}

int
dn_version_compare(const char *a, const char *b)
{
	const char *p = a, *q = b;

	while (*p != '\0' && *q != '\0') {
		int order;

		if (is_digit(*p) && is_digit(*q)) {
			order = compare_numbers(&p, &q);
			if (order != 0)
				return order;
		} else if (*p != *q) {
			break;
		} else {
			p++;
			q++;
		}
	}
	if (*p != *q)
		return (unsigned char) *p < (unsigned char) *q ? -1 : 1;
	/* "1" and "01" are the same version; the order must still be one. */
	return strcmp(a, b);
}
