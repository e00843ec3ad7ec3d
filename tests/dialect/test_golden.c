/* test_golden.c - PostgreSQL's SQL and what SQLite gets for it, file by file */
#include "config.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "dntest.h"
#include "suites.h"
#include "translate.h"

/*
 * tests/golden/sqlite/NAME.sql is what an author writes, NAME.out what comes of it: statements, and
 * the error; as in a script, or for names with "edit_" as a run does it.  A line "-- next" in the
 * input begins another section: what stands before it exists by then.  Everything is run.
 */
static char *
golden_read(const void *mem, const char *name, const char *suffix)
{
	char *path = dn_sprintf(mem, "%s/%s%s", DN_GOLDEN, name, suffix);
	struct dn_source src = { .text = "" };

	dn_file_read(mem, path, path, DUNLIN_E_FILE, &src, NULL);
	return dn_strdup(mem, src.text);
}

static void
golden_error(const struct translate *tr, struct dunlin_buf *out)
{
	const struct dunlin_error *err = tr->err;

	if (dunlin_error_file(err) != NULL)
		dunlin_buf_printf(
		    out, "error: %u:%u: ", dunlin_error_line(err), dunlin_error_column(err));
	else
		dunlin_buf_puts(out, "error: ");
	dunlin_buf_printf(out, "%s\n", dunlin_error_message(err));
}

/* Which values a type takes is another test's: such a CHECK is "...", unless it lists an enum's. */
static char *
golden_mask(const void *mem, char *text)
{
	static const char enum_values[] = " IN ('sad', ";
	struct dunlin_buf *out = dn_buf_new(mem);
	char *rest = NULL, *check, end;

	for (char *line = strtok_r(text, "\n", &rest); line != NULL;
	     line = strtok_r(NULL, "\n", &rest)) {
		check = strstr(line, "_type CHECK (");
		if (check == NULL)
			check = strstr(line, "_type\" CHECK (");
		if (check == NULL || strstr(check, enum_values) != NULL) {
			dunlin_buf_printf(out, "%s\n", line);
			continue;
		}
		check += strcspn(check, "(") + 1;
		end = check[strlen(check) - 1];
		*check = '\0';
		dunlin_buf_printf(out, "%s...)%s\n", line,
		    end == ','   ? ","
		    : end == ';' ? ";"
				 : "");
	}
	return out->s;
}

static char *
golden_translate(const void *mem, const char *name)
{
	struct translate *tr = translate_new(mem);
	char *text = golden_read(tr, name, ".sql");
	struct dunlin_buf *out = dn_buf_new(mem);
	bool ok = true;

	tr->edits = strncmp(name, "edit_", strlen("edit_")) == 0;
	for (char *next; ok && text != NULL; text = next) {
		next = strstr(text, "-- next\n");
		if (next != NULL) {
			*next = '\0';
			next += strlen("-- next\n");
		}
		ok = translate_run(tr, name, text, out);
		if (!ok)
			golden_error(tr, out);
		else if (next != NULL)
			dunlin_buf_puts(out, "-- next\n");
	}
	CHECK_STR(translate_query(tr, "PRAGMA integrity_check"), "ok");
	dn_free(tr);
	return golden_mask(mem, out->s);
}

/* The first line that differs says more than all of them. */
static void
golden_compare(const char *name, char *got, char *want)
{
	unsigned line = 1;

	while (*got != '\0' && *got == *want) {
		line += *got == '\n';
		got++;
		want++;
	}
	if (*got == *want)
		return;
	got[strcspn(got, "\n")] = '\0';
	want[strcspn(want, "\n")] = '\0';
	printf("# %s.out:%u differs\n", name, line);
	CHECK_STR(got, want);
}

static void
golden_write(const char *name, const char *text)
{
	char *path = dn_sprintf(NULL, "%s/%s.out", getenv("DN_GOLDEN_WRITE"), name);
	FILE *f = fopen(path, "w");

	if (f != NULL) {
		fputs(text, f);
		fclose(f);
	}
	dn_free(path);
}

static int
golden_is_input(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return len > 4 && strcmp(entry->d_name + len - 4, ".sql") == 0;
}

/* With DN_GOLDEN_WRITE=DIR the results go there too, to be read before they are believed. */
static void
test_golden(void)
{
	struct dirent **names;
	int n = scandir(DN_GOLDEN, &names, golden_is_input, alphasort);

	CHECK(n > 0);
	for (int i = 0; i < n; i++) {
		void *mem = talloc_new(NULL);
		char *name = dn_strndup(mem, names[i]->d_name, strlen(names[i]->d_name) - 4);
		char *got = golden_translate(mem, name);

		if (getenv("DN_GOLDEN_WRITE") != NULL)
			golden_write(name, got);
		golden_compare(name, got, golden_read(mem, name, ".out"));
		talloc_free(mem);
		free(names[i]);
	}
	free(names);
}

CU_TestInfo golden_tests[] = { TEST(test_golden), CU_TEST_INFO_NULL };
