/* script.c - where statements end */
#include "config.h"

#include <string.h>

#include "sql/text/script.h"

/* What a statement's first words say; the others never hold a ";" of their own. */
enum script_head {
	HEAD_NONE,
	HEAD_CREATE,
	HEAD_CREATE_OR,
	HEAD_CREATE_OR_REPLACE,
	HEAD_ROUTINE,
	HEAD_COPY,
	HEAD_COPY_STDIN,
	HEAD_OTHER,
};

struct dn_script
dn_script(const struct dn_source *src, struct dn_span span)
{
	struct dn_script script = { .lexer = dn_lex(src, span) };

	script.span = script.last.span = (struct dn_span){ span.start, span.start };
	return script;
}

/* The grammar: CREATE [ OR REPLACE ] { FUNCTION | PROCEDURE }, COPY. */
static enum script_head
script_head(const struct dn_script *script, const struct dn_token *token)
{
	static const struct {
		enum script_head from;
		const char *word;
		enum script_head to;
	} steps[] = {
		{ HEAD_NONE, "create", HEAD_CREATE },
		{ HEAD_NONE, "copy", HEAD_COPY },
		{ HEAD_CREATE, "or", HEAD_CREATE_OR },
		{ HEAD_CREATE_OR, "replace", HEAD_CREATE_OR_REPLACE },
		{ HEAD_CREATE, "function", HEAD_ROUTINE },
		{ HEAD_CREATE, "procedure", HEAD_ROUTINE },
		{ HEAD_CREATE_OR_REPLACE, "function", HEAD_ROUTINE },
		{ HEAD_CREATE_OR_REPLACE, "procedure", HEAD_ROUTINE },
	};

	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
		if (script->head == steps[i].from &&
		    dn_token_is(script->lexer.src, token, steps[i].word))
			return steps[i].to;
	return HEAD_OTHER;
}

static bool
script_last_is(const struct dn_script *script, const char *word)
{
	return dn_token_is(script->lexer.src, &script->last, word);
}

/*
 * CASE and END are reserved, so in a body they are what they seem, but for labels: "AS end" and
 * "t.end" are names.
 */
static void
script_routine(struct dn_script *script, const struct dn_token *token)
{
	const struct dn_source *src = script->lexer.src;

	if (script->atomic == 0) {
		if (script->depth == 0 && script_last_is(script, "begin") &&
		    dn_token_is(src, token, "atomic"))
			script->atomic = 1;
		return;
	}
	if (script_last_is(script, "as") || dn_token_is_punct(src, &script->last, '.'))
		return;
	if (dn_token_is(src, token, "case"))
		script->atomic++;
	else if (dn_token_is(src, token, "end"))
		script->atomic--;
}

static void
script_follow(struct dn_script *script, const struct dn_token *token)
{
	const struct dn_source *src = script->lexer.src;

	if (script->head < HEAD_ROUTINE)
		script->head = script_head(script, token);
	else if (script->head == HEAD_ROUTINE)
		script_routine(script, token);
	else if (script->head == HEAD_COPY && script->depth == 0 &&
		 script_last_is(script, "from") && dn_token_is(src, token, "stdin"))
		script->head = HEAD_COPY_STDIN;
	if (dn_token_is_punct(src, token, '(') || dn_token_is_punct(src, token, '['))
		script->depth++;
	if ((dn_token_is_punct(src, token, ')') || dn_token_is_punct(src, token, ']')) &&
	    script->depth > 0)
		script->depth--;
}

static bool
script_meta_is(const struct dn_script *script, const struct dn_token *token, const char *name)
{
	const char *text = script->lexer.src->text + token->span.start + 1;
	size_t len = token->span.end - token->span.start - 1, want = strlen(name);

	return len >= want && memcmp(text, name, want) == 0 &&
	       (len == want || strchr(" \t", text[want]) != NULL);
}

/* What tells psql how to show something, or to do what is done anyway.  Others may follow on the
 * line. */
static bool
script_meta_is_idle(const struct dn_script *script, const struct dn_token *token)
{
	static const char *const names[] = { "echo", "pset", "qecho", "restrict",
		"set ON_ERROR_STOP 1", "set ON_ERROR_STOP on", "set ON_ERROR_STOP true", "timing",
		"unrestrict", "warn", "x" };
	const char *text = script->lexer.src->text + token->span.start;

	if (script->inside ||
	    memchr(text + 1, '\\', token->span.end - token->span.start - 1) != NULL)
		return false;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (script_meta_is(script, token, names[i]))
			return true;
	return false;
}

static bool
script_meta(const struct dn_script *script, const struct dn_token *token, struct dunlin_error *err)
{
	const char *text = script->lexer.src->text + token->span.start;
	size_t len = token->span.end - token->span.start, name = 1;

	if (script_meta_is_idle(script, token))
		return true;
	while (name < len && name < 32 && strchr(" \t", text[name]) == NULL)
		name++;
	dn_error_in(err, DUNLIN_E_PARSE, script->lexer.src, token->span.start,
	    "'%.*s' is a command of psql, not SQL", (int) name, text);
	if (script_meta_is(script, token, "."))
		dunlin_error_set_hint(
		    err, "It ends the data of a COPY ... FROM stdin; there is none before it.");
	else
		dunlin_error_set_hint(err, "Remove it, or write SQL that does the same.");
	return false;
}

/* The lines before "\."; *AFTER is behind that line.  False when it is not there. */
static bool
script_find_data(const struct dn_lexer *lexer, struct dn_span *lines, size_t *after)
{
	const char *text = lexer->src->text, *newline;
	size_t p = lines->start, end, next;

	for (; p < lexer->end; p = next) {
		newline = memchr(text + p, '\n', lexer->end - p);
		end = newline == NULL ? lexer->end : (size_t) (newline - text);
		next = newline == NULL ? end : end + 1;
		if (end > p && text[end - 1] == '\r')
			end--;
		if (end - p == 2 && text[p] == '\\' && text[p + 1] == '.') {
			lines->end = p;
			*after = next;
			return true;
		}
	}
	return false;
}

/* To the start of the line behind the ";": nothing but white space and a comment may stand there.
 */
static bool
script_end_line(struct dn_lexer *lexer, struct dunlin_error *err)
{
	const char *text = lexer->src->text;
	size_t p = lexer->pos;

	while (p < lexer->end && strchr(" \t\r\f\v", text[p]) != NULL && text[p] != '\0')
		p++;
	if (lexer->end - p >= 2 && text[p] == '-' && text[p + 1] == '-')
		while (p < lexer->end && text[p] != '\n')
			p++;
	if (p < lexer->end && text[p] != '\n') {
		dn_error_in(err, DUNLIN_E_PARSE, lexer->src, p,
		    "text between COPY ... FROM stdin and its data");
		dunlin_error_set_hint(err, "Start the data on the next line.");
		return false;
	}
	lexer->pos = p < lexer->end ? p + 1 : p;
	return true;
}

static bool
script_data(struct dn_script *script, struct dn_token *token, struct dunlin_error *err)
{
	struct dn_lexer *lexer = &script->lexer;

	if (!script_end_line(lexer, err))
		return false;
	*token = (struct dn_token){ DN_TOKEN_DATA, { lexer->pos, lexer->pos } };
	if (!script_find_data(lexer, &token->span, &lexer->pos)) {
		dn_error_in(err, DUNLIN_E_PARSE, lexer->src, script->span.start,
		    "the data of COPY ... FROM stdin does not end");
		dunlin_error_set_hint(err,
		    "Put the data on the lines behind the statement, and \"\\.\" on a line of its "
		    "own behind them.");
		return false;
	}
	script->data_follows = false;
	return true;
}

static void
script_begin(struct dn_script *script, const struct dn_token *token)
{
	script->inside = true;
	script->span = token->span;
	script->last = (struct dn_token){ DN_TOKEN_END, token->span };
	script->depth = script->atomic = 0;
	script->head = HEAD_NONE;
}

bool
dn_script_next(struct dn_script *script, struct dn_token *token, struct dunlin_error *err)
{
	if (script->data_follows)
		return script_data(script, token, err);
	if (!dn_lex_next(&script->lexer, token, err))
		return false;
	if (token->kind == DN_TOKEN_META)
		return script_meta(script, token, err);
	if (token->kind == DN_TOKEN_END)
		dn_script_end(script);
	if (token->kind == DN_TOKEN_END || dn_token_is_blank(token))
		return true;
	if (dn_token_is_punct(script->lexer.src, token, ';') && dn_script_may_end(script)) {
		dn_script_end(script);
		return true;
	}
	if (!script->inside)
		script_begin(script, token);
	script_follow(script, token);
	script->span.end = token->span.end;
	script->last = *token;
	return true;
}

bool
dn_script_may_end(const struct dn_script *script)
{
	return !script->inside || (script->depth == 0 && script->atomic == 0);
}

void
dn_script_end(struct dn_script *script)
{
	script->data_follows = script->inside && script->head == HEAD_COPY_STDIN;
	script->inside = false;
}
