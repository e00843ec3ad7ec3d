/* revision.c - one revision and its header */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/mem.h"
#include "history/build.h"
#include "history/directive.h"
#include "history/graph.h"
#include "sql/text/lex.h"
#include "sql/sql.h"

/* What most headers fit into; more is read only when a header does not. */
enum { HEADER_PIECE = 4096 };

/* The beginning of a file, as much as was read. */
struct header {
	struct dn_source src;
	bool whole;    /* the file ends here */
	size_t end;    /* of the comments that it starts with */
	bool anything; /* a comment or a statement is there */
};

static bool
header_fail(const char *path, const char *what, struct dunlin_error *err)
{
	dunlin_error_set(err, DUNLIN_E_FILE, "cannot read the file: %s", what);
	dn_error_at(err, &(struct dn_source){ path, "", 0 }, 0);
	return false;
}

/* Where the section starts whose text no token rule fits, or the one that no header is in. */
static bool
header_ends_at(const struct dn_source *src, const struct dn_token *token)
{
	struct dn_directive_line line;

	return token->kind == DN_TOKEN_LINE_COMMENT && dn_directive_is(src, token->span, &line) &&
	       (dn_directive_word_is(src, &line, "only") ||
		   dn_directive_word_is(src, &line, "downgrade"));
}

/* Find where the comments end; false when that cannot be seen yet. */
static bool
header_extent(struct header *header)
{
	const struct dn_source *src = &header->src;
	struct dn_lexer lexer = dn_lex(src, (struct dn_span){ 0, src->len });
	struct dn_token token;

	header->anything = false;
	for (;;) {
		header->end = lexer.pos;
		/* A comment without an end is for those who read the whole file. */
		if (!dn_lex_next(&lexer, &token, NULL)) {
			header->anything = true;
			return header->whole || src->text[header->end] != '/' ||
			       src->text[header->end + 1] != '*';
		}
		if (!header->whole && lexer.pos == src->len)
			return false;
		if (token.kind == DN_TOKEN_END)
			return true;
		if (token.kind == DN_TOKEN_SPACE)
			continue;
		header->anything = true;
		if ((!dn_token_is_blank(&token) && token.kind != DN_TOKEN_META) ||
		    header_ends_at(src, &token))
			return true;
	}
}

/* What is read of a file so far: most headers never leave FIRST. */
struct beginning {
	char first[HEADER_PIECE];
	char *text;
	size_t len, size;
	bool whole;
};

static bool
beginning_read(struct beginning *beginning, const void *mem, int fd)
{
	char *more = beginning->text;
	ssize_t n;

	if (beginning->len == beginning->size) {
		more = beginning->text == beginning->first ? NULL : beginning->text;
		beginning->size *= 4;
		more = dn_mem_check(talloc_realloc(mem, more, char, beginning->size));
		if (beginning->text == beginning->first)
			memcpy(more, beginning->first, sizeof beginning->first);
		beginning->text = more;
	}
	do
		n = read(fd, more + beginning->len, beginning->size - beginning->len);
	while (n < 0 && errno == EINTR);
	beginning->len += n < 0 ? 0 : (size_t) n;
	beginning->whole = n == 0;
	return n >= 0;
}

/* A byte order mark is not part of the text. */
static void
header_set_text(struct header *header, const char *text, size_t len)
{
	size_t mark = len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;

	header->src.text = text + mark;
	header->src.len = len - mark;
}

/* The first line of a comment that has anything in it, without what frames it; may be "". */
static char *
comment_line(struct dn_arena *arena, const struct dn_source *src, const struct dn_token *token)
{
	size_t p = token->span.start + 2, end = token->span.end, from, to;

	if (token->kind == DN_TOKEN_BLOCK_COMMENT)
		end -= 2;
	for (; p < end; p = to + 1) {
		const char *newline = memchr(src->text + p, '\n', end - p);

		to = newline == NULL ? end : (size_t) (newline - src->text);
		for (from = p; from < to && strchr("-*= \t\r", src->text[from]) != NULL;)
			from++;
		for (p = to; p > from && strchr(" \t\r", src->text[p - 1]) != NULL;)
			p--;
		if (from < p)
			return dn_arena_strndup(arena, src->text + from, p - from);
	}
	return NULL;
}

static bool
header_set_once(const struct dn_source *src, const struct dn_directive *directive,
    struct dn_place *place, struct dunlin_error *err)
{
	if (place->line != 0)
		return dn_error_in(err, DUNLIN_E_HISTORY, src, directive->span.start,
		    "directive '%s' stands in line %u already", dn_directive_word(directive->kind),
		    place->line);
	dn_source_locate(src, directive->span.start, &place->line, &place->column);
	return true;
}

static bool
header_directive(struct dn_revision *rev, const struct dn_source *src,
    const struct dn_directive *directive, struct dn_place *label_at, struct dunlin_error *err)
{
	switch ((unsigned) directive->kind) {
	case DN_DIRECTIVE_REVISION:
		if (rev->id == NULL)
			rev->id = directive->text;
		return header_set_once(src, directive, &rev->id_at, err);
	case DN_DIRECTIVE_REVISES:
		rev->revises_written = true;
		if (strcmp(directive->text, "base") != 0)
			rev->revises =
			    dn_directive_list(rev->words, directive->text, &rev->nrevises);
		return header_set_once(src, directive, &rev->revises_at, err);
	case DN_DIRECTIVE_DEPENDS_ON:
		rev->depends_on = dn_directive_list(rev->words, directive->text, &rev->ndepends_on);
		return header_set_once(src, directive, &rev->depends_on_at, err);
	case DN_DIRECTIVE_LABEL:
		rev->labels = dn_directive_list(rev->words, directive->text, &rev->nlabels);
		return header_set_once(src, directive, label_at, err);
	case DN_DIRECTIVE_REPLACES:
		rev->replaces = dn_directive_list(rev->words, directive->text, &rev->nreplaces);
		return true;
	default: return true;
	}
}

/* Everything that the comments before the first statement say. */
static bool
header_parse(struct dn_revision *rev, const struct header *header, struct dunlin_error *err)
{
	struct dn_source src = { header->src.file, header->src.text, header->end };
	struct dn_lexer lexer = dn_lex(&src, (struct dn_span){ 0, src.len });
	struct dn_place label_at = { 0, 0 };
	struct dn_directive_line line;
	struct dn_directive directive;
	struct dn_token token;
	bool section = false;

	if (!dn_sql_check_text(&src, err))
		return false;
	for (;;) {
		if (!dn_lex_next(&lexer, &token, err))
			return false;
		if (token.kind == DN_TOKEN_END)
			return true;
		if (token.kind == DN_TOKEN_SPACE || !dn_token_is_blank(&token))
			continue;
		if (token.kind == DN_TOKEN_BLOCK_COMMENT ||
		    !dn_directive_is(&src, token.span, &line)) {
			if (rev->message == NULL && !section)
				rev->message = comment_line(rev->words, &src, &token);
			continue;
		}
		if (!dn_directive_parse(rev->words, &src, &line, &directive, err) ||
		    !header_directive(rev, &src, &directive, &label_at, err))
			return false;
		section = section || directive.kind == DN_DIRECTIVE_UPGRADE;
	}
}

/* A file's name up to the first "_", or without ".sql". */
static bool
revision_id_of_file(struct dn_revision *rev, struct dunlin_error *err)
{
	const char *path = rev->source.file, *slash = strrchr(path, '/'), *why;
	const char *name = slash == NULL ? path : slash + 1;
	size_t len = strcspn(name, "_"), whole = strlen(name);

	if (len == whole && whole > 4 && strcmp(name + whole - 4, ".sql") == 0)
		len -= 4;
	rev->id = dn_arena_strndup(rev->words, name, len);
	if (dn_id_check(name, len, &why))
		return true;
	dn_error_in(err, DUNLIN_E_HISTORY, &(struct dn_source){ path, "", 0 }, 0,
	    "the id that the file's name gives, '%s', %s", rev->id, why);
	dunlin_error_set_hint(err, "Give it another with `-- dunlin: revision ID`.");
	return false;
}

static bool
revision_finish_header(
    struct dn_revision *rev, const struct header *header, struct dunlin_error *err)
{
	if (!header->anything) {
		dn_error_in(err, DUNLIN_E_HISTORY, &header->src, 0, "the file is empty");
		dunlin_error_set_hint(err, "Write the SQL of this revision into it, or remove it.");
		return false;
	}
	if (!header_parse(rev, header, err))
		return false;
	if (rev->message == NULL)
		rev->message = "";
	return rev->id != NULL || revision_id_of_file(rev, err);
}

/* Read the file until it is clear where its header ends. */
static bool
revision_read_header(struct dn_revision *rev, int fd, struct dunlin_error *err)
{
	struct header header = { .src = { rev->path, NULL, 0 } };
	struct beginning beginning;
	bool ok;

	beginning.text = beginning.first;
	beginning.len = 0;
	beginning.size = sizeof beginning.first;
	do {
		ok = beginning_read(&beginning, rev, fd) ||
		     header_fail(rev->path, strerror(errno), err);
		header.whole = beginning.whole;
		header_set_text(&header, beginning.text, beginning.len);
	} while (ok && !header_extent(&header));
	ok = ok && revision_finish_header(rev, &header, err);
	if (beginning.text != beginning.first)
		dn_free(beginning.text);
	return ok;
}

struct dn_revision *
dn_revision_new(const void *mem, struct dn_arena *words)
{
	struct dn_revision *rev = dn_new(mem, struct dn_revision);

	rev->words = words != NULL ? words : dn_arena_new(rev);
	return rev;
}

struct dn_revision *
dn_revision_open(const void *mem, const char *path, struct dunlin_error *err)
{
	struct dn_revision *rev = dn_revision_new(mem, NULL);

	rev->path = rev->source.file = dn_strdup(rev, path);
	if (dn_revision_read(rev, AT_FDCWD, path, err))
		return rev;
	dn_free(rev);
	return NULL;
}

bool
dn_revision_read(struct dn_revision *rev, int folder, const char *name, struct dunlin_error *err)
{
	/* A pipe without a writer must not hold the command. */
	int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	bool ok;

	if (fd < 0)
		return header_fail(rev->path, strerror(errno), err);
	ok = revision_read_header(rev, fd, err);
	close(fd);
	return ok;
}

bool
dn_revision_is_repeatable(const char *name)
{
	const char *slash = strrchr(name, '/');

	return strncmp(slash == NULL ? name : slash + 1, DN_REPEATABLE_PREFIX,
		   strlen(DN_REPEATABLE_PREFIX)) == 0;
}

bool
dn_revision_stands_beside(
    struct dn_revision *rev, enum dn_revision_kind kind, struct dunlin_error *err)
{
	const char *slash = strrchr(rev->path, '/'), *name = slash == NULL ? rev->path : slash + 1;

	if (rev->id_at.line == 0 && !rev->revises_written && rev->ndepends_on == 0 &&
	    rev->nlabels == 0) {
		rev->kind = kind;
		rev->id = dn_arena_strndup(rev->words, name, strlen(name) - strlen(".sql"));
		return true;
	}
	dunlin_error_set(err, DUNLIN_E_HISTORY,
	    "a %s is no revision, and has no place in the graph",
	    kind == DN_HOOK ? "hook" : "repeatable file");
	dunlin_error_set_hint(
	    err, "Remove the directives revision, revises, depends-on and label.");
	dn_history_error_at(err, rev, rev->id_at.line != 0 ? rev->id_at : rev->revises_at);
	return false;
}

struct dn_revision *
dn_revision_from_text(
    const void *mem, const char *id, const struct dn_source *src, struct dunlin_error *err)
{
	struct dn_revision *rev = dn_revision_new(mem, NULL);
	struct header header = { .whole = true };
	char *copy;

	rev->id = dn_strdup_null(rev, id);
	rev->source.file = dn_strdup(rev, src->file);
	header.src.file = rev->source.file;
	header_set_text(&header, src->text, src->len);
	/* Not as a string: there may be NUL bytes in it. */
	copy = dn_new_array(rev, char, header.src.len + 1);
	memcpy(copy, header.src.text, header.src.len);
	rev->source.text = copy;
	rev->source.len = header.src.len;
	header.src.text = rev->source.text;
	header_extent(&header);
	if (!revision_finish_header(rev, &header, err)) {
		dn_free(rev);
		return NULL;
	}
	return rev;
}
