/* pieces.c - the section of a revision, piece by piece */
#include "config.h"

#include <stdint.h>

#include "base/arena.h"
#include "base/mem.h"
#include "plan/derive_replay.h"
#include "plan/fold.h"
#include "plan/planner.h"

/* A block in the dialect's own words: split by its rules and run as it stands. */
static bool
planner_native(struct planner *p, struct dn_span span, struct dunlin_error *err)
{
	const struct dn_dialect *dialect = p->options->dialect;
	struct dn_arena *arena = dn_arena_new(p->scratch);

	if (dialect->flush != NULL && !dialect->flush(p->translation, err))
		return false;
	for (;;) {
		struct dn_statement *st = dn_arena_add(arena, struct dn_statement);

		if (!dialect->split(p->source, &span, &st->span, err))
			return false;
		if (st->span.start == st->span.end)
			break;
		if (!dn_planner_allows_native(p, st->span, err))
			return false;
		st->source = p->source;
		st->what = "statement";
		dn_planner_take_outputs(p);
		if (!dn_planner_asserts(p, st->span.start, err))
			return false;
		dn_translation_add_verbatim(p->translation, st);
	}
	dn_planner_take_outputs(p);
	p->target->sets_session = p->target->prepares = true;
	return true;
}

/* Is it PostgreSQL's SQL? */
static bool
piece_is_canonical(const struct dn_piece *piece, const struct dn_dialect *dialect)
{
	return piece->only == NULL || dialect->split == NULL;
}

/* Trees of more text than this are not kept: it is parsed and translated part by part. */
enum { PIECE_LARGE = 8 << 20, PIECE_PART = 1 << 20 };

static bool
piece_is_large(const struct dn_piece *piece)
{
	return piece->span.end - piece->span.start > PIECE_LARGE;
}

static bool
planner_canonical(struct planner *p, struct dn_statements *list, struct dunlin_error *err)
{
	const struct dn_part all = { list, true, true };

	p->whole = list->n > 1 && dn_planner_is_whole(list->items[0], list->items[list->n - 1]);
	return dn_planner_part(p, &all, err);
}

/* Rows and what is in tables; all else may be asked for when the plan is complete. */
static bool
statement_is_over(const struct dn_statement *st)
{
	for (size_t i = 0; i < st->nchanges; i++) {
		enum dn_change_kind kind = st->changes[i]->kind;

		if (kind != DN_DATA && kind != DN_COPY &&
		    (kind < DN_ADD_COLUMN || kind > DN_ALTER_CONSTRAINT))
			return false;
	}
	return (st->flags & DN_STATEMENT_NO_TRANSACTION) == 0;
}

/* Who uses a temporary table is asked for in the end (temporary.c). */
static bool
part_is_temporary(const struct dn_part *part)
{
	for (size_t i = 0; i < part->list->n; i++)
		for (size_t k = 0; k < part->list->items[i]->nchanges; k++)
			if (part->list->items[i]->changes[k]->temporary)
				return true;
	return false;
}

static void
planner_forget(const struct dn_part *part)
{
	for (size_t i = 0; i < part->list->n; i++)
		if (statement_is_over(part->list->items[i]))
			dn_sql_forget(part->list->items[i]);
	dn_free(part->list->items);
	part->list->items = NULL;
	part->list->n = 0;
}

/* What is in a block for PostgreSQL may be of a newer grammar than ours. */
static struct dn_statements *
planner_parse_block(struct planner *p, struct dn_span span, struct dunlin_error *err)
{
	struct dn_statements *list = dn_sql_parse_block(p->scratch, p->source, span, err);

	for (size_t i = 0; list != NULL && i < list->n; i++) {
		const struct dn_statement *st = list->items[i];
		unsigned line, column;

		if ((st->flags & DN_STATEMENT_UNREAD) == 0)
			continue;
		dn_source_locate(p->source, st->span.start, &line, &column);
		dn_log(p->options->log, DUNLIN_NOTICE,
		    "%s:%u: the grammar of PostgreSQL %s does not know this statement: it runs as "
		    "it is "
		    "written, and only the server can say what is wrong with it",
		    p->source->file, line, dn_sql_grammar());
	}
	return list;
}

static struct dn_statements *
planner_parse_text(
    struct planner *p, const struct dn_piece *piece, struct dn_span span, struct dunlin_error *err)
{
	return piece->only != NULL
		   ? planner_parse_block(p, span, err)
		   : dn_ahead_parse(p->options->ahead, p->scratch, p->source, span, err);
}

/* The last statement, which says whether the piece is a transaction. */
static bool
planner_find_last(
    struct planner *p, struct dn_span span, struct dn_span *last, struct dunlin_error *err)
{
	struct dn_span all;

	*last = (struct dn_span){ span.end, span.end };
	return dn_sql_cut(p->source, &span, SIZE_MAX, &all, last, err);
}

/* The next part of SPAN, which ends before END or with it. */
static bool
planner_next_part(struct planner *p, struct dn_span *span, struct dn_span end, struct dn_part *part,
    struct dunlin_error *err)
{
	struct dn_span text, last = end;
	struct dn_statements *tail;

	if (!dn_sql_cut(p->source, span, PIECE_PART, &text, &last, err))
		return false;
	part->last = last.start == end.start;
	part->list = planner_parse_text(p, p->piece, text, err);
	if (part->list == NULL || !part->first || part->list->n == 0)
		return part->list != NULL;
	tail = planner_parse_text(p, p->piece, end, err);
	p->whole = tail != NULL && tail->n > 0 &&
		   dn_planner_is_whole(part->list->items[0], tail->items[0]);
	return tail != NULL;
}

static bool
planner_large(struct planner *p, struct dn_span span, bool forgets, struct dunlin_error *err)
{
	struct dn_part part = { .first = true };
	struct dn_span end;

	if (!planner_find_last(p, span, &end, err))
		return false;
	for (; !part.last; part.first = false) {
		if (!planner_next_part(p, &span, end, &part, err) ||
		    !dn_planner_part(p, &part, err))
			return false;
		forgets = forgets && !part_is_temporary(&part);
		if (forgets)
			planner_forget(&part);
	}
	return true;
}

struct dn_ahead *
dn_plan_ahead(const void *mem, const struct dn_range *range)
{
	struct dn_ahead *ahead = dn_ahead_new(mem);

	for (size_t i = 0; i < range->n; i++) {
		struct dn_revision *r = range->revisions[i];
		struct dn_section *section =
		    range->direction == DN_UP ? &r->upgrade : &r->downgrade;

		/* Whoever needs it will be told what is wrong. */
		if (!dn_revision_load(r, NULL))
			break;
		for (size_t k = 0; k < section->npieces; k++)
			if (section->pieces[k].only == NULL && !piece_is_large(&section->pieces[k]))
				dn_ahead_add(ahead, &r->source, section->pieces[k].span);
	}
	return ahead;
}

struct dn_statements **
dn_planner_parse(struct planner *p, const struct dn_section *section, struct dunlin_error *err)
{
	const struct dn_dialect *dialect = p->options->dialect;
	struct dn_statements **lists =
	    dn_new_array(p->scratch, struct dn_statements *, section->npieces + 1);

	for (size_t i = 0; i < section->npieces; i++) {
		const struct dn_piece *piece = &section->pieces[i];

		if (!dn_derive_is_for(piece, dialect->name) ||
		    !piece_is_canonical(piece, dialect) || piece_is_large(piece))
			continue;
		lists[i] = planner_parse_text(p, piece, piece->span, err);
		if (lists[i] == NULL)
			return NULL;
	}
	return lists;
}

bool
dn_planner_must_run(
    const struct planner *p, const struct dn_section *section, struct dn_statements *const *lists)
{
	for (size_t i = 0; i < section->npieces; i++) {
		if ((lists[i] == NULL || dn_planner_has_asserts(section, &section->pieces[i])) &&
		    dn_derive_is_for(&section->pieces[i], p->options->dialect->name))
			return true;
		for (size_t k = 0; lists[i] != NULL && k < lists[i]->n; k++)
			if (!dn_fold_takes(lists[i]->items[k]))
				return true;
	}
	return p->alone;
}

static bool
planner_piece(struct planner *p, const struct dn_piece *piece, struct dn_statements *list,
    bool forgets, struct dunlin_error *err)
{
	bool ok;

	p->piece = piece;
	if (list != NULL)
		ok = planner_canonical(p, list, err);
	else if (piece_is_canonical(piece, p->options->dialect))
		ok = planner_large(p, piece->span, forgets, err);
	else
		ok = planner_native(p, piece->span, err);
	return ok && dn_planner_asserts(p, piece->span.end, err);
}

bool
dn_planner_section(struct planner *p, const struct dn_section *section,
    struct dn_statements *const *lists, bool forgets, struct dunlin_error *err)
{
	const struct dn_dialect *dialect = p->options->dialect;

	for (size_t i = 0; i < section->npieces; i++)
		if (dn_derive_is_for(&section->pieces[i], dialect->name) &&
		    !planner_piece(p, &section->pieces[i], lists[i], forgets, err))
			return false;
	if (dialect->finish != NULL && !dialect->finish(p->translation, err))
		return false;
	dn_planner_take_outputs(p);
	return true;
}
