/* guard.c - refuse what would recurse too deep, before the grammar sees it */
#include "config.h"

#include "base/mem.h"
#include "sql/text/guard.h"
#include "sql/sql.h"

struct dn_guard *
dn_guard_new(const void *mem, const struct dn_source *src)
{
	struct dn_guard *guard = dn_new(mem, struct dn_guard);

	guard->src = src;
	/* Not all set to zero: a script may have very many statements. */
	guard->levels =
	    dn_mem_check(talloc_array(guard, struct dn_guard_level, DN_SQL_MAX_NESTING + 1));
	guard->levels[0] = (struct dn_guard_level){ .is_case = false };
	return guard;
}

static bool
guard_is_any(const struct dn_guard *guard, const struct dn_token *token, const char *const *words)
{
	for (; *words != NULL; words++)
		if (dn_token_is(guard->src, token, *words))
			return true;
	return false;
}

static void
guard_end_item(struct dn_guard_level *level)
{
	if (level->item + level->inner > level->worst)
		level->worst = level->item + level->inner;
	level->item = 0;
	level->inner = 0;
}

static bool
guard_check(struct dn_guard *guard, const struct dn_token *token, struct dunlin_error *err)
{
	const struct dn_guard_level *level = &guard->levels[guard->top];

	if (level->item + level->inner > DN_SQL_MAX_OPERATORS) {
		dn_error_in(err, DUNLIN_E_PARSE, guard->src, token->span.start,
		    "more than %d operators in one expression", DN_SQL_MAX_OPERATORS);
		dunlin_error_set_hint(err, "Write a list, as in IN (...), or several statements.");
		return false;
	}
	if (level->links + level->inner_links > DN_SQL_MAX_LINKS) {
		dn_error_in(err, DUNLIN_E_PARSE, guard->src, token->span.start,
		    "more than %d set operations and joins in one query", DN_SQL_MAX_LINKS);
		dunlin_error_set_hint(err, "Write several statements, or VALUES with many rows.");
		return false;
	}
	return true;
}

static bool
guard_push(
    struct dn_guard *guard, const struct dn_token *token, bool is_case, struct dunlin_error *err)
{
	if (guard->top == DN_SQL_MAX_NESTING)
		return dn_error_in(err, DUNLIN_E_PARSE, guard->src, token->span.start,
		    "nested more than %d levels deep", DN_SQL_MAX_NESTING);
	guard->levels[++guard->top] =
	    (struct dn_guard_level){ .is_case = is_case, .offset = token->span.start };
	return true;
}

static bool
guard_pop(struct dn_guard *guard, const struct dn_token *token, struct dunlin_error *err)
{
	struct dn_guard_level *level = &guard->levels[guard->top];
	size_t depth, links;

	guard_end_item(level);
	depth = level->worst + 1;
	links = level->links + level->inner_links;
	guard->top--;
	level--;
	if (depth > level->inner)
		level->inner = depth;
	if (links > level->inner_links)
		level->inner_links = links;
	return guard_check(guard, token, err);
}

static bool
guard_close(struct dn_guard *guard, const struct dn_token *token, struct dunlin_error *err)
{
	/* A CASE that was none, a name behind AS, ends with its brackets. */
	while (guard->top > 0 && guard->levels[guard->top].is_case)
		if (!guard_pop(guard, token, err))
			return false;
	return guard->top == 0 || guard_pop(guard, token, err);
}

static bool
guard_punct(struct dn_guard *guard, const struct dn_token *token, struct dunlin_error *err)
{
	switch (guard->src->text[token->span.start]) {
	case '(':
	case '[': return guard_push(guard, token, false, err);
	case ')':
	case ']': return guard_close(guard, token, err);
	case ',':
	case ';': guard_end_item(&guard->levels[guard->top]); return true;
	default: return true;
	}
}

/* Keywords are names behind AS and behind a dot. */
static bool
guard_is_label(const struct dn_guard *guard)
{
	return dn_token_is(guard->src, &guard->last, "as") ||
	       dn_token_is_punct(guard->src, &guard->last, '.');
}

static bool
guard_word(struct dn_guard *guard, const struct dn_token *token, struct dunlin_error *err)
{
	/* What takes operands, and what joins whole queries; AND and OR make flat lists. */
	static const char *const operators[] = { "not", "at", "collate", "like", "ilike", "similar",
		"is", "isnull", "notnull", "in", "between", "overlaps", "escape", NULL };
	static const char *const links[] = { "union", "intersect", "except", "join", "atomic",
		NULL };
	static const char *const ends[] = { "and", "or", "when", "then", "else", NULL };
	struct dn_guard_level *level = &guard->levels[guard->top];

	if (dn_token_is(guard->src, token, "case") && !guard_is_label(guard))
		return guard_push(guard, token, true, err);
	if (dn_token_is(guard->src, token, "end") && level->is_case)
		return guard_pop(guard, token, err);
	if (dn_token_is(guard->src, token, "and") && level->between)
		level->between = false;
	else if (guard_is_any(guard, token, ends))
		guard_end_item(level);
	else if (guard_is_any(guard, token, operators))
		level->item++;
	else if (guard_is_any(guard, token, links))
		level->links++;
	if (dn_token_is(guard->src, token, "between"))
		level->between = true;
	return guard_check(guard, token, err);
}

bool
dn_guard_add(struct dn_guard *guard, const struct dn_token *token, struct dunlin_error *err)
{
	bool ok = true;

	if (token->kind == DN_TOKEN_OPERATOR) {
		guard->levels[guard->top].item++;
		ok = guard_check(guard, token, err);
	} else if (token->kind == DN_TOKEN_PUNCT) {
		ok = guard_punct(guard, token, err);
	} else if (token->kind == DN_TOKEN_WORD) {
		ok = guard_word(guard, token, err);
	}
	guard->last = *token;
	return ok;
}

bool
dn_guard_open(const struct dn_guard *guard, size_t *offset)
{
	for (size_t i = guard->top; i > 0; i--)
		if (!guard->levels[i].is_case) {
			*offset = guard->levels[i].offset;
			return true;
		}
	return false;
}
