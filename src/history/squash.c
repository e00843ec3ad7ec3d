/* squash.c - one revision in the place of several */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "history/directive.h"
#include "history/graph.h"
#include "history/name.h"
#include "sql/text/script.h"

struct squash {
	const struct dn_history *history;
	struct dn_squash *out;
	bool *marks; /* of what becomes one */
	const struct dn_squash_text *how;
	char *message;
	struct dunlin_buf *text;
	void *mem;
};

static bool
squash_refuse(
    const struct dn_revision *rev, const char *why, const char *hint, struct dunlin_error *err)
{
	dunlin_error_set(
	    err, DUNLIN_E_HISTORY, "revision '%s' cannot be squashed: it %s", rev->id, why);
	dunlin_error_set_hint(err, "%s", hint);
	dn_history_error_at(err, rev, rev->id_at);
	return false;
}

/* From one to the other, oldest first; one of them is the last. */
static bool
squash_members(struct squash *s, const char *range, struct dunlin_error *err)
{
	struct dn_list list, *members = &s->out->members;

	if (!dn_history_listing(s->mem, s->history, NULL, range, &list, err))
		return false;
	for (size_t i = list.n; i-- > 0;) {
		dn_push(s->mem, members->items, members->n, list.items[i]);
		s->marks[list.items[i]->order] = true;
	}
	if (members->n < 2)
		return dunlin_error_set(err, DUNLIN_E_TARGET,
		    "nothing to squash: '%s' is %zu revision%s", range, members->n,
		    members->n == 1 ? "" : "s");
	s->out->last = members->items[members->n - 1];
	return true;
}

static bool
squash_all_in(const struct squash *s, struct dn_revision *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!s->marks[list[i]->order])
			return false;
	return true;
}

/* What comes before the last is nobody else's. */
static bool
squash_is_closed(const struct squash *s, const struct dn_revision *rev, struct dunlin_error *err)
{
	if (rev == s->out->last)
		return true;
	if (rev->nchildren == 0)
		return squash_refuse(rev, "is a head beside the last",
		    "Name a range that ends in one revision.", err);
	return (squash_all_in(s, rev->children, rev->nchildren) &&
		   squash_all_in(s, rev->dependents, rev->ndependents)) ||
	       squash_refuse(rev, "is followed or needed by one that stays",
		   "End the range there, or take in that one, too.", err);
}

static bool
squash_is_plain(struct dn_revision *rev, struct dunlin_error *err)
{
	rev->as_written = true;
	if (!dn_revision_load(rev, err))
		return false;
	return (!rev->transaction_off && !rev->online_off && rev->backfill == NULL &&
		   !rev->placeholders_off) ||
	       squash_refuse(rev, "has a directive that concerns its whole file",
		   "Leave it out of the range.", err);
}

/* -- the text -- */

static void
squash_list(struct squash *s, const char *directive, const struct dn_map *ids)
{
	const char *before = directive;

	dn_map_each (ids, e) {
		dunlin_buf_printf(s->text, "%s%s", before, e->key);
		before = ", ";
	}
	dunlin_buf_puts(s->text, before == directive ? "" : "\n");
}

static void
squash_outside(
    const struct squash *s, struct dn_map *ids, struct dn_revision *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!s->marks[list[i]->order])
			dn_map_put(ids, list[i]->id, ids);
}

static void
squash_names(struct dn_map *ids, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		dn_map_put(ids, names[i], ids);
}

static void
squash_header(struct squash *s)
{
	const struct dn_list *members = &s->out->members;
	struct dn_map *parents = dn_map_new(s->mem), *needs = dn_map_new(s->mem);
	struct dn_map *labels = dn_map_new(s->mem), *replaces = dn_map_new(s->mem);

	for (size_t i = 0; i < members->n; i++) {
		const struct dn_revision *rev = members->items[i];

		squash_outside(s, parents, rev->parents, rev->nparents);
		squash_outside(s, needs, rev->dependencies, rev->ndependencies);
		squash_names(labels, rev->labels, rev->nlabels);
		squash_names(replaces, rev->replaces, rev->nreplaces);
		if (rev != s->out->last)
			dn_map_put(replaces, rev->id, replaces);
	}
	if (s->message != NULL)
		dunlin_buf_printf(s->text, "-- %s\n", s->message);
	else
		dunlin_buf_printf(
		    s->text, "-- %s to %s in one\n", members->items[0]->id, s->out->last->id);
	dunlin_buf_printf(s->text, "-- dunlin: revision %s\n", s->out->last->id);
	squash_list(s, "-- dunlin: revises ", parents);
	if (dn_map_count(parents) == 0)
		dunlin_buf_puts(s->text, "-- dunlin: revises base\n");
	squash_list(s, "-- dunlin: depends-on ", needs);
	squash_list(s, "-- dunlin: label ", labels);
	squash_list(s, "-- dunlin: replaces ", replaces);
}

/* Has the last statement its ";"? */
static bool
squash_ends(const struct dn_source *src, struct dn_span span)
{
	struct dn_script script = dn_script(src, span);
	struct dn_token token;
	bool inside;

	do
		inside = script.inside;
	while (dn_script_next(&script, &token, NULL) &&
	       (token.kind != DN_TOKEN_END || script.data_follows));
	return !inside;
}

/* It stands above its statements already. */
static bool
squash_is_message(const struct dn_revision *rev, struct dn_span comment)
{
	const char *text = rev->source.text + comment.start;
	size_t n = comment.end - comment.start, dashes = strspn(text, "-"),
	       blanks = strspn(text + dashes, " \t");

	return n - dashes - blanks == strlen(rev->message) && n > dashes + blanks &&
	       memcmp(text + dashes + blanks, rev->message, strlen(rev->message)) == 0;
}

/* What stands between two statements is copied; but not the directives of a header. */
static void
squash_section(struct squash *s, const struct dn_revision *rev, const struct dn_section *section)
{
	const struct dn_source *src = &rev->source;
	struct dn_script script = dn_script(src, section->span);
	size_t done = section->span.start, end = section->span.end;
	struct dn_directive_line line;
	struct dn_token token;

	dunlin_buf_printf(
	    s->text, "\n-- %s%s%s\n", rev->id, rev->message[0] == '\0' ? "" : ": ", rev->message);
	while (dn_script_next(&script, &token, NULL) && dn_token_is_blank(&token)) {
		if (token.kind != DN_TOKEN_LINE_COMMENT)
			continue;
		if (squash_is_message(rev, token.span) ||
		    (dn_directive_is(src, token.span, &line) &&
			!dn_directive_word_is(src, &line, "only")))
			done = token.span.end;
	}
	while (done < end && strchr(" \t\r\n", src->text[done]) != NULL)
		done++;
	while (end > done && strchr(" \t\r\n", src->text[end - 1]) != NULL)
		end--;
	dunlin_buf_put(s->text, src->text + done, end - done);
	dunlin_buf_puts(s->text, "\n");
	if (!squash_ends(src, section->span))
		dunlin_buf_puts(s->text, ";\n");
}

/* The first as what they come to. */
static void
squash_reduced(struct squash *s, const char *sql)
{
	const struct dn_list *members = &s->out->members;

	if (s->how->n > 0)
		dunlin_buf_printf(s->text, "\n-- %s to %s, reduced\n%s", members->items[0]->id,
		    members->items[s->how->n - 1]->id, sql);
}

static void
squash_text(struct squash *s)
{
	const struct dn_list *members = &s->out->members;
	bool written = true;

	squash_header(s);
	dunlin_buf_puts(s->text, "\n-- dunlin: upgrade\n");
	squash_reduced(s, s->how->up);
	for (size_t i = s->how->n; i < members->n; i++) {
		squash_section(s, members->items[i], &members->items[i]->upgrade);
		written = written && members->items[i]->downgrade.present;
	}
	s->out->written = written;
	s->out->reduced = s->how->n > 0;
	if (!written)
		return;
	dunlin_buf_puts(s->text, "\n-- dunlin: downgrade\n");
	for (size_t i = members->n; i-- > s->how->n;)
		squash_section(s, members->items[i], &members->items[i]->downgrade);
	squash_reduced(s, s->how->down);
}

static void
squash_open(
    struct squash *s, const void *mem, const struct dn_history *history, struct dn_squash *out)
{
	*s = (struct squash){ .history = history, .out = out, .mem = dn_new_context(mem) };
	s->marks = dn_graph_marks(s->mem, history);
}

bool
dn_history_squash(const void *mem, const struct dn_history *history, const char *range,
    struct dn_squash *out, struct dunlin_error *err)
{
	struct squash s;
	bool ok;

	*out = (struct dn_squash){ 0 };
	squash_open(&s, mem, history, out);
	ok = squash_members(&s, range, err);
	for (size_t i = 0; ok && i < out->members.n; i++)
		ok = squash_is_closed(&s, out->members.items[i], err) &&
		     squash_is_plain(out->members.items[i], err);
	return ok;
}

bool
dn_history_squash_write(const void *mem, const struct dn_history *history,
    const struct dn_squash_text *text, struct dn_squash *out, struct dunlin_error *err)
{
	struct dn_source source = { .file = out->last->source.file };
	struct squash s;

	squash_open(&s, mem, history, out);
	for (size_t i = 0; i < out->members.n; i++)
		s.marks[out->members.items[i]->order] = true;
	s.how = text;
	if (text->message != NULL && !dn_message_line(s.mem, text->message, &s.message, err))
		return false;
	s.text = dn_buf_new(s.mem);
	squash_text(&s);
	source.text = s.text->s;
	source.len = s.text->len;
	out->one = dn_revision_from_text(mem, NULL, &source, err);
	if (out->one == NULL)
		return false;
	out->one->as_written = true;
	return dn_revision_load(out->one, err);
}
