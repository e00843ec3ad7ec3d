/* section.c - the sections of a revision, with their pieces, directives and tokens */
#include "config.h"

#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "history/build.h"
#include "history/directive.h"
#include "sql/text/script.h"

struct reader {
	struct dn_revision *rev;
	struct dn_script script;
	struct dn_hash *hash;
	struct dn_section *section; /* NULL before the first */
	bool any;                   /* a statement was there */
	struct dn_piece piece;      /* the one that is being read */
	bool piece_used;            /* there is something to run in it */
	bool in_only, foreign;      /* in a block, and one for other dialects alone */
	struct dn_directive only;   /* the one that began the block */
	const struct dn_directive
	    *waits; /* a directive whose statement did not come yet, or NULL */
	struct dn_directive waiting;
};

static bool
reader_fail(const struct reader *r, const struct dn_directive *directive, const char *what,
    const char *hint, struct dunlin_error *err)
{
	dn_error_in(err, DUNLIN_E_HISTORY, &r->rev->source, directive->span.start,
	    "misplaced directive '%s': %s", dn_directive_word(directive->kind), what);
	dunlin_error_set_hint(err, "%s", hint);
	return false;
}

static void
reader_hash(struct reader *r, const char *text)
{
	dn_hash_add(r->hash, text, strlen(text) + 1);
}

static void
reader_close_piece(struct reader *r, size_t end, size_t next)
{
	r->piece.span.end = end;
	if (r->piece_used)
		dn_push(r->rev, r->section->pieces, r->section->npieces, r->piece);
	r->piece = (struct dn_piece){ { next, next }, NULL, 0 };
	r->piece_used = false;
}

static void
reader_begin_section(struct reader *r, struct dn_section *section, size_t end, size_t start)
{
	if (r->section != NULL) {
		reader_close_piece(r, end, start);
		r->section->span.end = end;
	}
	section->present = true;
	section->span.start = r->piece.span.start = start;
	r->section = section;
	reader_hash(r, section == &r->rev->upgrade ? "-- dunlin: upgrade" : "-- dunlin: downgrade");
}

/* Without a directive the file is the upgrade section. */
static void
reader_need_section(struct reader *r)
{
	if (r->section == NULL)
		reader_begin_section(r, &r->rev->upgrade, 0, 0);
}

static bool
reader_nothing_waits(const struct reader *r, struct dunlin_error *err)
{
	return r->waits == NULL ||
	       reader_fail(r, r->waits, "no statement follows it",
		   "Put it before the statement that it concerns, in the same section and block.",
		   err);
}

static bool
reader_about_statement(
    struct reader *r, const struct dn_directive *directive, struct dunlin_error *err)
{
	struct dn_section *section;

	if (r->script.inside)
		return reader_fail(r, directive, "it stands inside a statement",
		    "Put it before the statement that it concerns.", err);
	reader_need_section(r);
	section = r->section;
	dn_push(r->rev, section->directives, section->ndirectives, *directive);
	r->waiting = *directive;
	r->waits = &r->waiting;
	return true;
}

/* It is something to run itself. */
static bool
reader_point(struct reader *r, const struct dn_directive *directive, struct dunlin_error *err)
{
	if (r->script.inside || r->script.data_follows)
		return reader_fail(r, directive, "it stands inside a statement",
		    "End the statement before it with \";\".", err);
	if (!reader_nothing_waits(r, err))
		return false;
	reader_need_section(r);
	dn_push(r->rev, r->section->directives, r->section->ndirectives, *directive);
	r->any = r->piece_used = true;
	return true;
}

static bool
reader_about_file(struct reader *r, const struct dn_directive *directive, struct dunlin_error *err)
{
	if (r->any || r->script.inside || r->in_only || r->section == &r->rev->downgrade)
		return reader_fail(r, directive, "it concerns the whole file",
		    "Put it before the first statement.", err);
	if (directive->kind == DN_DIRECTIVE_TRANSACTION_OFF)
		r->rev->transaction_off = true;
	else if (directive->kind == DN_DIRECTIVE_ONLINE_OFF)
		r->rev->online_off = true;
	else if (directive->kind == DN_DIRECTIVE_PLACEHOLDERS_OFF)
		r->rev->placeholders_off = true;
	else if (directive->kind == DN_DIRECTIVE_BACKFILL)
		r->rev->backfill = dn_strdup(r->rev, directive->text);
	return true;
}

/* A block or section ends what stands before it, as a ";" would. */
static bool
reader_end_statement(
    struct reader *r, const struct dn_directive *directive, struct dunlin_error *err)
{
	unsigned line, column;

	if (r->script.inside && dn_script_may_end(&r->script)) {
		dn_script_end(&r->script);
		reader_hash(r, ";");
	}
	if (r->script.inside || r->script.data_follows) {
		dn_source_locate(&r->rev->source, r->script.span.start, &line, &column);
		dn_error_in(err, DUNLIN_E_HISTORY, &r->rev->source, directive->span.start,
		    "misplaced directive '%s': it stands inside the statement of line %u",
		    dn_directive_word(directive->kind), line);
		dunlin_error_set_hint(err, "End that statement first: a parenthesis, a BEGIN "
					   "ATOMIC or the data of a COPY is open.");
		return false;
	}
	return reader_nothing_waits(r, err);
}

static bool
reader_section(struct reader *r, const struct dn_directive *directive, struct dunlin_error *err)
{
	struct dn_section *section =
	    directive->kind == DN_DIRECTIVE_UPGRADE ? &r->rev->upgrade : &r->rev->downgrade;

	if (r->in_only)
		return reader_fail(r, directive, "it stands inside an 'only' block",
		    "End the block first with `-- dunlin: end`.", err);
	if (section->present)
		return reader_fail(r, directive, "that section began before it",
		    "A file has one section of each kind; without `-- dunlin: upgrade` it starts "
		    "with the upgrade section.",
		    err);
	reader_begin_section(r, section, directive->span.start, directive->span.end);
	return true;
}

static bool
reader_only(struct reader *r, const struct dn_directive *directive, struct dunlin_error *err)
{
	bool foreign = true;

	if (r->in_only)
		return reader_fail(r, directive, "it stands inside another 'only' block",
		    "End that block first with `-- dunlin: end`.", err);
	reader_need_section(r);
	reader_close_piece(r, directive->span.start, directive->span.end);
	r->piece.only = dn_directive_list(r->rev->words, directive->text, &r->piece.nonly);
	r->in_only = true;
	r->only = *directive;
	dn_hash_add(r->hash, "-- dunlin: only ", strlen("-- dunlin: only "));
	for (size_t i = 0; i < r->piece.nonly; i++) {
		if (i > 0)
			dn_hash_add(r->hash, ",", 1);
		dn_hash_add(r->hash, r->piece.only[i], strlen(r->piece.only[i]));
		foreign = foreign && strcmp(r->piece.only[i], "postgresql") != 0;
	}
	dn_hash_add(r->hash, "", 1);
	r->foreign = foreign;
	return true;
}

static bool
reader_end(struct reader *r, const struct dn_directive *directive, struct dunlin_error *err)
{
	if (!r->in_only)
		return reader_fail(r, directive, "there is no 'only' block to end",
		    "Remove it, or begin the block with `-- dunlin: only DIALECT`.", err);
	r->in_only = r->foreign = false;
	reader_close_piece(r, directive->span.start, directive->span.end);
	reader_hash(r, "-- dunlin: end");
	return true;
}

static bool
reader_block_has_end(const struct reader *r, struct dunlin_error *err)
{
	return !r->in_only || reader_fail(r, &r->only, "its block does not end",
				  "Write `-- dunlin: end` on a line behind the block.", err);
}

static bool
reader_structure(struct reader *r, const struct dn_directive *directive, struct dunlin_error *err)
{
	if (!reader_end_statement(r, directive, err))
		return false;
	if (directive->kind == DN_DIRECTIVE_ONLY)
		return reader_only(r, directive, err);
	if (directive->kind == DN_DIRECTIVE_END)
		return reader_end(r, directive, err);
	return reader_section(r, directive, err);
}

static bool
reader_directive(struct reader *r, const struct dn_directive_line *line, struct dunlin_error *err)
{
	struct dn_directive directive;

	if (!dn_directive_parse(r->rev->words, &r->rev->source, line, &directive, err))
		return false;
	if (!dn_directive_starts_line(&r->rev->source, line->comment.start))
		return reader_fail(r, &directive, "something stands before it on its line",
		    "Put it at the start of a line of its own.", err);
	switch (dn_directive_place(directive.kind)) {
	case DN_PLACE_GRAPH:
	case DN_PLACE_FILE: return reader_about_file(r, &directive, err);
	case DN_PLACE_EITHER:
		return r->section == NULL ? reader_about_file(r, &directive, err)
					  : reader_about_statement(r, &directive, err);
	case DN_PLACE_STATEMENT: return reader_about_statement(r, &directive, err);
	case DN_PLACE_POINT: return reader_point(r, &directive, err);
	case DN_PLACE_STRUCTURE: return reader_structure(r, &directive, err);
	case DN_PLACE_ELSEWHERE: break;
	}
	return reader_fail(r, &directive, "it has no meaning in a revision",
	    "It belongs into schema.sql; a revision has ALTER ... RENAME.", err);
}

/*
 * A block for other dialects: only they know what a string or a comment is, so lines are all that
 * there is.
 */
static bool
reader_foreign(struct reader *r, struct dunlin_error *err)
{
	const struct dn_source *src = &r->rev->source;
	size_t next, start, p = r->script.lexer.pos;
	struct dn_directive_line line;

	p += p < src->len && src->text[p] == '\r';
	p += p < src->len && src->text[p] == '\n';
	r->piece.span.start = start = p;
	for (; r->in_only && p < src->len; p = next) {
		const char *newline = memchr(src->text + p, '\n', src->len - p);
		struct dn_span text = { p,
			newline == NULL ? src->len : (size_t) (newline - src->text) };

		next = text.end + (newline != NULL);
		while (text.start < text.end && strchr(" \t\r", src->text[text.start]) != NULL)
			text.start++;
		if (text.start == text.end)
			continue;
		if (text.end - text.start < 2 || memcmp(src->text + text.start, "--", 2) != 0 ||
		    !dn_directive_is(src, text, &line)) {
			r->waits = NULL;
			r->any = r->piece_used = true;
			continue;
		}
		r->script.lexer.pos = text.end;
		if (dn_directive_word_is(src, &line, "end"))
			dn_lex_hash_raw(src, (struct dn_span){ start, p }, r->hash);
		if (!reader_directive(r, &line, err))
			return false;
	}
	return reader_block_has_end(r, err);
}

/* A token that is no comment and no white space. */
static void
reader_token(struct reader *r, const struct dn_token *token, bool was_inside)
{
	if (token->kind == DN_TOKEN_DATA) {
		dn_lex_hash_raw(&r->rev->source, token->span, r->hash);
	} else if (r->script.inside) {
		reader_need_section(r);
		r->any = r->piece_used = true;
		r->waits = NULL;
		dn_lex_hash_token(&r->rev->source, token, r->hash);
	} else if (was_inside) {
		reader_hash(r, ";");
	}
}

static bool
reader_run(struct reader *r, struct dunlin_error *err)
{
	struct dn_directive_line line;
	struct dn_token token;

	do {
		bool was_inside = r->script.inside;

		if (r->foreign && !reader_foreign(r, err))
			return false;
		if (!dn_script_next(&r->script, &token, err))
			return false;
		if (token.kind == DN_TOKEN_LINE_COMMENT &&
		    dn_directive_is(&r->rev->source, token.span, &line)) {
			if (!reader_directive(r, &line, err))
				return false;
		} else if (!dn_token_is_blank(&token)) {
			reader_token(r, &token, was_inside);
		}
	} while (token.kind != DN_TOKEN_END || r->script.data_follows);
	if (!reader_block_has_end(r, err) || !reader_nothing_waits(r, err))
		return false;
	reader_need_section(r);
	reader_close_piece(r, r->rev->source.len, r->rev->source.len);
	r->section->span.end = r->rev->source.len;
	return true;
}

bool
dn_revision_parse(struct dn_revision *rev, char **digest, struct dunlin_error *err)
{
	struct reader r = { .rev = rev };

	rev->upgrade = rev->downgrade = (struct dn_section){ 0 };
	r.script = dn_script(&rev->source, (struct dn_span){ 0, rev->source.len });
	r.hash = dn_hash_new(rev);
	if (!reader_run(&r, err)) {
		dn_free(r.hash);
		return false;
	}
	*digest = dn_hash_end(rev, r.hash);
	return true;
}
