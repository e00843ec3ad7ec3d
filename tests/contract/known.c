/* known.c - the differences that are known, and no others */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "contract.h"
#include "dntest.h"

/* A file of differences, and which of its lines were needed. */
struct known {
	const char *file;
	struct contract_row *rows;
	size_t n;
	bool *used;
};

static void *known_mem;
static struct known known = { .file = "known.tsv" }, known_strict = { .file = "strict.tsv" };
static unsigned known_compared;

static void
known_free(void)
{
	dn_free(known_mem);
}

static void
known_read(struct known *k)
{
	if (k->used != NULL)
		return;
	if (known_mem == NULL) {
		known_mem = dn_new_context(NULL);
		atexit(known_free);
	}
	k->rows = contract_read(known_mem, k->file, &k->n);
	k->used = dn_new_array(known_mem, bool, (unsigned) k->n + 1);
}

/* The line of a known difference, or NULL. */
static const struct dunlin_value *
known_find(struct known *k, const char *type, const char *name)
{
	known_read(k);
	for (size_t i = 0; i < k->n; i++) {
		const struct dunlin_value *f = k->rows[i].fields;

		if (strcmp(f[0].data, type) == 0 && strcmp(f[1].data, name) == 0) {
			k->used[i] = true;
			return f;
		}
	}
	return NULL;
}

bool
contract_strict_refuses(const char *type, const char *name)
{
	return known_find(&known_strict, type, name) != NULL;
}

void
contract_compare(const char *where, const char *type, const char *name, bool pg, bool sqlite,
    const struct dn_map *said)
{
	char label[256];
	const struct dunlin_value *line;

	snprintf(label, sizeof label, "%s: %s, %s", where, type, name);
	known_compared++;
	if (pg == sqlite)
		return;
	if (pg) {
		dntest_str_eq("refused by SQLite", "taken by both", label, __FILE__, __LINE__);
		return;
	}
	line = known_find(&known, type, name);
	if (line == NULL)
		dntest_str_eq("taken by SQLite", "refused by both", label, __FILE__, __LINE__);
	else if (said != NULL && dn_map_get(said, line[2].data) == NULL)
		dntest_str_eq("no such notice", line[2].data, label, __FILE__, __LINE__);
}

static void
known_check(struct known *k)
{
	known_read(k);
	for (size_t i = 0; i < k->n; i++) {
		const struct dunlin_value *f = k->rows[i].fields;
		char label[256];

		snprintf(label, sizeof label, "%s: %s, %s", k->file, f[0].data, f[1].data);
		if (!k->used[i])
			dntest_str_eq("no difference", "one", label, __FILE__, __LINE__);
	}
}

void
contract_check_known(void)
{
	/* tests selected by name try only a part */
	if (known_compared < 4000)
		return;
	known_check(&known);
	known_check(&known_strict);
}
