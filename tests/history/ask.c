/* ask.c - answer questions about graphs, one a line, for who compares the answers */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "history/history.h"

/* What the next questions are about; children of MEM, which a new history makes anew. */
struct asked {
	void *mem;
	struct dn_history *history;
	struct dn_map *applied;
	struct dunlin_error *err;
};

static void
answer_list(const struct dn_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		printf("%s%s", i == 0 ? "" : " ", list->items[i]->id);
	printf("\n");
}

static void
answer(const struct asked *a, bool ok, const struct dn_list *list)
{
	if (ok)
		answer_list(list);
	else
		printf("! %s\n", dunlin_error_message(a->err));
}

static void
answer_range(const struct asked *a, const struct dn_range *range)
{
	struct dn_list list = { 0 };

	if (range != NULL)
		list = (struct dn_list){ range->revisions, range->n };
	answer(a, range != NULL, &list);
}

static void
answer_branches(const struct dn_history *history)
{
	for (size_t i = 0; i < history->n; i++)
		for (size_t j = 0; j < history->revisions[i]->nbranches; j++)
			printf("%s=%s ", history->revisions[i]->id,
			    history->revisions[i]->branches[j]);
	printf("\n");
}

static const char **
words(const void *mem, char *text)
{
	const char **list = NULL, *word;
	size_t n = 0;

	while ((word = strsep(&text, " ")) != NULL)
		if (*word != '\0')
			dn_push(mem, list, n, word);
	dn_push(mem, list, n, (const char *) NULL);
	return list;
}

static void
ask_open(struct asked *a, const char *directory)
{
	dn_free(a->mem);
	a->mem = dn_new_context(NULL);
	a->err = dn_error_new(a->mem);
	a->applied = dn_map_new(a->mem);
	a->history =
	    dn_history_open(a->mem, &(struct dn_locations){ &directory, 1, false }, a->err);
	printf("%s\n", a->history == NULL ? dunlin_error_message(a->err) : "");
}

static void
ask_applied(struct asked *a, char *ids)
{
	a->applied = dn_map_new(a->mem);
	for (const char **id = words(a->mem, ids); *id != NULL; id++)
		dn_map_put(a->applied, *id, a->applied);
	printf("\n");
}

static void
ask_stamp(struct asked *a, char *targets)
{
	struct dn_map *map =
	    dn_history_stamp(a->mem, a->history, a->applied, words(a->mem, targets), a->err);
	struct dn_list list = { 0 };

	if (map != NULL)
		list.items = dn_history_current(a->mem, a->history, map, &list.n);
	answer(a, map != NULL, &list);
}

static void
ask(struct asked *a, const char *verb, char *rest)
{
	const struct dn_history *h = a->history;
	struct dn_list list = { 0 };

	dunlin_error_clear(a->err);
	if (strcmp(verb, "applied") == 0) {
		ask_applied(a, rest);
	} else if (strcmp(verb, "upgrade") == 0) {
		answer_range(a, dn_history_range(a->mem, h, a->applied, DN_UP, rest, a->err));
	} else if (strcmp(verb, "downgrade") == 0) {
		answer_range(a, dn_history_range(a->mem, h, a->applied, DN_DOWN, rest, a->err));
	} else if (strcmp(verb, "script") == 0) {
		answer_range(a, dn_history_offline_range(a->mem, h, DN_UP, rest, a->err));
	} else if (strcmp(verb, "history") == 0) {
		answer(a, dn_history_listing(a->mem, h, a->applied, rest, &list, a->err), &list);
	} else if (strcmp(verb, "show") == 0) {
		answer(a, dn_history_list(a->mem, h, rest, &list, a->err), &list);
	} else if (strcmp(verb, "heads") == 0) {
		answer_list(&(struct dn_list){ h->heads, h->nheads });
	} else if (strcmp(verb, "ends") == 0) {
		answer_list(&(struct dn_list){ h->ends, h->nends });
	} else if (strcmp(verb, "tips") == 0) {
		list = dn_history_tips(a->mem, h, a->applied);
		answer_list(&list);
	} else if (strcmp(verb, "current") == 0) {
		list.items = dn_history_current(a->mem, h, a->applied, &list.n);
		answer_list(&list);
	} else if (strcmp(verb, "stamp") == 0) {
		ask_stamp(a, rest);
	} else {
		answer_branches(h);
	}
}

int
main(void)
{
	struct asked a = { 0 };
	char *line = NULL;
	size_t size = 0;
	ssize_t len;

	while ((len = getline(&line, &size, stdin)) > 0) {
		char *rest = line;
		const char *verb;

		line[strcspn(line, "\n")] = '\0';
		verb = strsep(&rest, "\t");
		if (rest == NULL)
			rest = line + strlen(line);
		if (strcmp(verb, "open") == 0)
			ask_open(&a, rest);
		else if (a.history == NULL)
			printf("! no history\n");
		else
			ask(&a, verb, rest);
	}
	free(line);
	dn_free(a.mem);
	return 0;
}
