/* known.c - the differences that are known, and no others */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "contract.h"
#include "dntest.h"

static void *known_mem;
static struct contract_row *known_rows;
static size_t known_n;
static bool *known_used;
static unsigned known_compared;

static void
known_free(void)
{
	dn_free(known_mem);
}

static void
known_read(void)
{
	if (known_mem != NULL)
		return;
	known_mem = dn_new_context(NULL);
	atexit(known_free);
	known_rows = contract_read(known_mem, "known.tsv", &known_n);
	known_used = dn_new_array(known_mem, bool, (unsigned) known_n + 1);
}

/* The notice code of a known difference, or NULL. */
static const char *
known_find(const char *type, const char *name)
{
	known_read();
	for (size_t i = 0; i < known_n; i++) {
		const struct dunlin_value *f = known_rows[i].fields;

		if (strcmp(f[0].data, type) == 0 && strcmp(f[1].data, name) == 0) {
			known_used[i] = true;
			return f[2].data;
		}
	}
	return NULL;
}

void
contract_compare(const char *where, const char *type, const char *name, bool pg, bool sqlite,
    const struct dn_map *said)
{
	char label[256];
	const char *code;

	snprintf(label, sizeof label, "%s: %s, %s", where, type, name);
	known_compared++;
	if (pg == sqlite)
		return;
	if (pg) {
		dntest_str_eq("refused by SQLite", "taken by both", label, __FILE__, __LINE__);
		return;
	}
	code = known_find(type, name);
	if (code == NULL)
		dntest_str_eq("taken by SQLite", "refused by both", label, __FILE__, __LINE__);
	else if (said != NULL && dn_map_get(said, code) == NULL)
		dntest_str_eq("no such notice", code, label, __FILE__, __LINE__);
}

void
contract_check_known(void)
{
	known_read();
	/* tests selected by name try only a part */
	for (size_t i = 0; i < known_n && known_compared > 2000; i++) {
		const struct dunlin_value *f = known_rows[i].fields;
		char label[256];

		snprintf(label, sizeof label, "%s, %s", f[0].data, f[1].data);
		if (!known_used[i])
			dntest_str_eq(
			    "no difference", "one in known.tsv", label, __FILE__, __LINE__);
	}
}
