/* directive.h - what "-- dunlin:" comments say; for this room alone */
#ifndef DN_HISTORY_DIRECTIVE_H
#define DN_HISTORY_DIRECTIVE_H

#include "base/arena.h"
#include "history/revision.h"

/* Where a directive has a meaning. */
enum dn_directive_place {
	DN_PLACE_GRAPH,     /* before the first statement, once */
	DN_PLACE_FILE,      /* the same: for the whole file */
	DN_PLACE_EITHER,    /* for the whole file there, for the next statement below */
	DN_PLACE_STATEMENT, /* before a statement */
	DN_PLACE_POINT,     /* between statements, before the first or behind the last */
	DN_PLACE_STRUCTURE, /* between statements */
	DN_PLACE_ELSEWHERE, /* in other files */
};

/* A line comment that is one, not yet looked at. */
struct dn_directive_line {
	struct dn_span comment; /* from "--" */
	struct dn_span word;
	struct dn_span rest; /* behind the word, trimmed */
};

/*
 * Is the text at LINE->comment.start a directive's comment?  COMMENT ends where the line does.
 */
bool dn_directive_is(
    const struct dn_source *src, struct dn_span comment, struct dn_directive_line *line);
/* Does nothing but white space stand before it on its line? */
bool dn_directive_starts_line(const struct dn_source *src, size_t offset);
/* Is its word WORD? */
bool dn_directive_word_is(
    const struct dn_source *src, const struct dn_directive_line *line, const char *word);

/* Look it up and check what stands behind it.  DIRECTIVE's text is cut from ARENA. */
bool dn_directive_parse(struct dn_arena *arena, const struct dn_source *src,
    const struct dn_directive_line *line, struct dn_directive *directive, struct dunlin_error *err);
const char *dn_directive_word(enum dn_directive_kind kind);
enum dn_directive_place dn_directive_place(enum dn_directive_kind kind);
/* The words of a list "A, B" that was checked. */
const char **dn_directive_list(struct dn_arena *arena, const char *text, size_t *n);

/*
 * Can the LEN bytes at ID name a revision or a label?  Else false, and *WHY says what it must not
 * be or hold.
 */
bool dn_id_check(const char *id, size_t len, const char **why);

#endif
