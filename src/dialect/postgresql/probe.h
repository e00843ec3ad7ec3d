/* probe.h - what the files share that ask the catalog about a statement */
#ifndef DN_DIALECT_POSTGRESQL_PROBE_H
#define DN_DIALECT_POSTGRESQL_PROBE_H

#include "dialect/dialect.h"
#include "sql/text/lex.h"

/* As many tokens as the head of any statement that can be probed. */
enum { DN_WORDS = 48 };

struct dn_words {
	const void *mem;
	const struct dn_source *src;
	struct dn_span span;
	struct dn_token items[DN_WORDS];
	size_t n;
};

/* words.c: the first tokens of ST */
bool dn_words_read(struct dn_words *w, const void *mem, const struct dn_statement *st);
bool dn_words_are(const struct dn_words *w, size_t i, const char *word);
bool dn_words_punct(const struct dn_words *w, size_t i, char c);
bool dn_words_skip(const struct dn_words *w, size_t *i, const char *word);
/* The name at *I as written, without what stands between its parts; NULL for none. */
char *dn_words_name(const struct dn_words *w, size_t *i);
/* An expression: the name at *I, folded and cut as the server does. */
char *dn_words_name_value(const struct dn_words *w, size_t *i);
/* An expression: the relation at *I. */
char *dn_words_relation(const struct dn_words *w, size_t *i);
/* All that stands behind token I - 1. */
char *dn_words_rest(const struct dn_words *w, size_t i);
/* A literal. */
char *dn_words_quote(const void *mem, const char *text);

/* each.c: of a statement that is run for each partition of its table */
bool dn_postgresql_probe_each(struct dn_probe *probe, const struct dn_words *w);

/* Who builds the index x, or one of its table that has no name yet. */
#define PG_BUILDER                                                                                \
	"FROM pg_catalog.pg_stat_progress_create_index p WHERE p.datname OPERATOR(pg_catalog.=) " \
	"pg_catalog.current_database() AND p.pid OPERATOR(pg_catalog.<>) "                        \
	"pg_catalog.pg_backend_pid() AND "                                                        \
	"(p.index_relid OPERATOR(pg_catalog.=) x.indexrelid OR p.index_relid IS NULL AND EXISTS " \
	"(SELECT 1 FROM "                                                                         \
	"pg_catalog.pg_locks l WHERE l.pid OPERATOR(pg_catalog.=) p.pid AND l.relation "          \
	"OPERATOR(pg_catalog.=) x.indrelid))"

/* From " USING " on: what stands before has the names; "CREATE INDEX " is 13 characters. */
#define PG_INDEX_DEFINITION(x, i)                                                            \
	"pg_catalog.substr(pg_catalog.pg_get_indexdef(" x ".indexrelid), pg_catalog.length(" \
	"pg_catalog.quote_ident(" i ".relname)) + 13 + pg_catalog.strpos(pg_catalog.substr(" \
	"pg_catalog.pg_get_indexdef(" x ".indexrelid), pg_catalog.length("                   \
	"pg_catalog.quote_ident(" i ".relname)) + 14), ' USING '))"
/* Is index x, whose relation is i, another than y, whose relation is j? */
#define PG_INDEX_DIFFERS                                                               \
	"x.indisunique OPERATOR(pg_catalog.<>) y.indisunique OR " PG_INDEX_DEFINITION( \
	    "x", "i") " OPERATOR(pg_catalog.<>) " PG_INDEX_DEFINITION("y", "j")

#endif
