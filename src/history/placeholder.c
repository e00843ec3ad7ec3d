/* placeholder.c - ${KEY} in a revision's text, and what it stands for */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/map.h"
#include "base/mem.h"
#include "history/graph.h"
#include "history/placeholder.h"
#include "sql/text/script.h"
#include "sql/sql.h"

static bool
is_key(const char *key, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char) key[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';

		if (!letter && (i == 0 || c < '0' || c > '9'))
			return false;
	}
	return len > 0;
}

bool
dn_placeholder_add(struct dn_map *values, const char *definition, struct dunlin_error *err)
{
	const char *equals = strchr(definition, '=');
	size_t len = equals == NULL ? 0 : (size_t) (equals - definition);
	char *key;

	if (!is_key(definition, len)) {
		dunlin_error_set(err, DUNLIN_E_USAGE, "'%.*s' gives no placeholder a value",
		    equals == NULL ? (int) strlen(definition) : (int) len, definition);
		dunlin_error_set_hint(
		    err, "Write KEY=VALUE, with a KEY of letters, digits and '_'.");
		return false;
	}
	key = dn_strndup(values, definition, len);
	if (strpbrk(equals + 1, "\r\n") != NULL || strstr(equals + 1, "${") != NULL)
		return dunlin_error_set(err, DUNLIN_E_USAGE,
		    "the value of placeholder '%s' has %s in it", key,
		    strpbrk(equals + 1, "\r\n") != NULL ? "a line break" : "'${'");
	if (dn_map_get(values, key) != NULL)
		return dunlin_error_set(
		    err, DUNLIN_E_USAGE, "placeholder '%s' is given two values", key);
	dn_map_put(values, key, dn_strdup(values, equals + 1));
	return true;
}

/* One text becomes another. */
struct expander {
	struct dn_revision *rev;
	const struct dn_source *src;
	struct dunlin_buf *out;
	size_t done; /* of the source, copied */
	bool any;    /* a value was put into it */
};

/* What stands between "${" and "}". */
struct found {
	struct dn_span whole; /* from "$" */
	const char *key;
	struct dn_span fallback;
	bool has_fallback;
};

static void
expander_copy(struct expander *x, size_t to)
{
	dunlin_buf_put(x->out, x->src->text + x->done, to - x->done);
	x->done = to;
}

/* The next one in SPAN; false when none is, or what there is means nothing. */
static bool
expander_find(struct expander *x, struct dn_span span, struct found *found)
{
	const char *text = x->src->text;

	for (size_t p = span.start; p + 3 < span.end; p++) {
		size_t key = p + 2, end;

		if (text[p] != '$' || text[p + 1] != '{')
			continue;
		for (end = key; end < span.end && is_key(text + key, end + 1 - key);)
			end++;
		*found = (struct found){ .whole = { p, end + 1 } };
		if (end == key || end == span.end)
			continue;
		if (text[end] == ':' && end + 1 < span.end && text[end + 1] == '-') {
			const char *close = memchr(text + end, '}', span.end - end);

			if (close == NULL)
				continue;
			found->has_fallback = true;
			found->fallback = (struct dn_span){ end + 2, (size_t) (close - text) };
			found->whole.end = found->fallback.end + 1;
		} else if (text[end] != '}') {
			continue;
		}
		found->key = dn_strndup(x->out, text + key, end - key);
		return true;
	}
	return false;
}

/* As it is, or with what would end a literal, DOUBLED, twice. */
static void
expander_value(struct expander *x, const char *value, const char *doubled)
{
	for (; *value != '\0'; value++) {
		if (strchr(doubled, *value) != NULL)
			dunlin_buf_put(x->out, value, 1);
		dunlin_buf_put(x->out, value, 1);
	}
}

static void
expander_undefined(struct expander *x, const struct found *found)
{
	struct dn_revision *rev = x->rev;
	struct dn_undefined undefined = { .at = x->out->len };

	undefined.key = dn_strdup(rev, found->key);
	dn_source_locate(
	    x->src, found->whole.start, &undefined.place.line, &undefined.place.column);
	dn_push(rev, rev->undefined, rev->nundefined, undefined);
}

static void
expander_span(struct expander *x, struct dn_span span, const char *doubled)
{
	struct found found;

	while (expander_find(x, span, &found)) {
		const char *value = x->rev->placeholders == NULL
					? NULL
					: dn_map_get(x->rev->placeholders, found.key);

		expander_copy(x, found.whole.start);
		if (value != NULL)
			expander_value(x, value, doubled);
		else if (found.has_fallback)
			dunlin_buf_put(x->out, x->src->text + found.fallback.start,
			    found.fallback.end - found.fallback.start);
		else
			expander_undefined(x, &found);
		if (value != NULL || found.has_fallback) {
			x->done = found.whole.end;
			x->any = true;
		}
		span.start = found.whole.end;
	}
}

/* What is doubled in the text of TOKEN; NULL where nothing is put into it. */
static const char *
expander_doubled(const struct expander *x, const struct dn_token *token)
{
	const char *text = x->src->text + token->span.start;

	switch (token->kind) {
	case DN_TOKEN_LINE_COMMENT:
	case DN_TOKEN_BLOCK_COMMENT:
	case DN_TOKEN_META:
	case DN_TOKEN_DATA: return NULL;
	case DN_TOKEN_QUOTED: return text[0] == '"' ? "\"" : "\"\\";
	case DN_TOKEN_STRING:
		if (text[0] == '$')
			return NULL;
		return strchr("eEuU", text[0]) != NULL ? "'\\" : "'";
	default: return "";
	}
}

/*
 * Tokens that are SQL make one stretch, for "${" begins in one of them and ends in another.  In a
 * block for another dialect there may be what is no token: the rest of it stays.
 */
static void
expander_piece(struct expander *x, struct dn_span piece)
{
	struct dn_script script = dn_script(x->src, piece);
	struct dn_span stretch = { piece.start, piece.start };
	struct dn_token token;

	while (dn_script_next(&script, &token, NULL)) {
		const char *doubled = expander_doubled(x, &token);
		bool end = token.kind == DN_TOKEN_END && !script.data_follows;

		if (doubled != NULL && *doubled == '\0' && !end) {
			stretch.end = token.span.end;
			continue;
		}
		expander_span(x, stretch, "");
		if (doubled != NULL)
			expander_span(x, token.span, doubled);
		stretch.start = stretch.end = token.span.end;
		if (end)
			break;
	}
}

static void
expander_section(struct expander *x, const struct dn_section *section)
{
	for (size_t i = 0; i < section->npieces; i++)
		expander_piece(x, section->pieces[i].span);
}

bool
dn_placeholder_expand(struct dn_revision *rev, struct dunlin_error *err)
{
	const struct dn_source src = rev->source;
	struct expander x = { .rev = rev, .src = &src };
	bool down_first =
	    rev->downgrade.present && rev->downgrade.span.start < rev->upgrade.span.start;

	rev->nundefined = 0;
	if (memmem(src.text, src.len, "${", 2) == NULL)
		return true;
	x.out = dn_buf_new(rev);
	expander_section(&x, down_first ? &rev->downgrade : &rev->upgrade);
	expander_section(&x, down_first ? &rev->upgrade : &rev->downgrade);
	expander_copy(&x, src.len);
	if (x.any) {
		rev->source.len = x.out->len;
		rev->source.text = dn_buf_steal(rev, x.out);
	} else {
		dn_free(x.out);
	}
	return dn_sql_check_text(&rev->source, err);
}

bool
dn_revision_is_defined(const struct dn_revision *rev, struct dn_span span, struct dunlin_error *err)
{
	for (size_t i = 0; i < rev->nundefined; i++) {
		const struct dn_undefined *undefined = &rev->undefined[i];

		if (undefined->at < span.start || undefined->at >= span.end)
			continue;
		dunlin_error_set(
		    err, DUNLIN_E_HISTORY, "placeholder '%s' has no value", undefined->key);
		dunlin_error_set_hint(err,
		    "Give it one with -x %s=VALUE, or in the file as ${%s:-VALUE}; where the text "
		    "itself is meant, write `-- dunlin: placeholders off` before the first "
		    "statement.",
		    undefined->key, undefined->key);
		dn_history_error_at(err, rev, undefined->place);
		return false;
	}
	return true;
}
