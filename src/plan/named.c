/* named.c - locks and duration of statements that are known by their words, on PostgreSQL 15 */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "plan/rules.h"
#include "schema/name.h"
#include "sql/text/lex.h"

/* The head of a statement: enough for every word that matters. */
enum { NAMED_TOKENS = 48 };

/* A statement, of ALTER TABLE one command of it; the first row whose words fit. */
struct named_rule {
	const char *what, *command; /* that they start with; COMMAND NULL: any */
	const char *words;          /* that are in the statement's head; NULL: any */
	struct dn_rule rule;
};

static char
words_lower(char ch)
{
	return ch >= 'A' && ch <= 'Z' ? (char) (ch | 0x20) : ch;
}

static bool
words_is_letter(char ch)
{
	ch = words_lower(ch);
	return (ch >= 'a' && ch <= 'z') || ch == '_' || (ch >= '0' && ch <= '9');
}

bool
dn_words_start(const char *text, const char *words)
{
	for (; *words != '\0'; words++) {
		if (words_lower(*text++) != words_lower(*words))
			return false;
		while (*words == ' ' && *text == ' ')
			text++;
	}
	return *text == '\0' || words[-1] == ' ' || !words_is_letter(*text);
}

/* " create table a.b ( c int )": tokens with one blank before and behind each, but for the ".". */
static char *
named_head(const void *mem, const struct dn_case *c)
{
	const struct dn_source *src = c->statement->source;
	struct dn_lexer lexer = dn_lex(src, c->statement->span);
	struct dunlin_buf *buf = dn_buf_new(mem);
	bool dot = false;

	dunlin_buf_puts(buf, " ");
	for (int n = 0; n < NAMED_TOKENS; n++) {
		struct dn_token token;

		if (!dn_lex_word(&lexer, &token, NULL) || token.kind == DN_TOKEN_END)
			break;
		dot = dn_token_is_punct(src, &token, '.');
		if (dot)
			dn_buf_truncate(buf, buf->len - 1);
		for (size_t i = token.span.start; i < token.span.end; i++) {
			char ch = src->text[i];

			if (token.kind == DN_TOKEN_WORD)
				ch = words_lower(ch);
			dunlin_buf_put(buf, &ch, 1);
		}
		if (!dot)
			dunlin_buf_puts(buf, " ");
	}
	return dn_buf_steal(mem, buf);
}

/* Behind WORDS in HEAD, or NULL. */
static const char *
named_find(const char *head, const char *words)
{
	size_t len = strlen(words);

	for (const char *s = strchr(head, ' '); s != NULL; s = strchr(s + 1, ' '))
		if (strncmp(s + 1, words, len) == 0 && s[1 + len] == ' ')
			return s + len + 2;
	return NULL;
}

bool
dn_case_has_words(const struct dn_case *c, const char *words)
{
	char *head = named_head(NULL, c);
	bool found = named_find(head, words) != NULL;

	dn_free(head);
	return found;
}

/* As far as they are known; those that the partition has already are taken over. */
static bool
attach_builds(const struct dn_case *c)
{
	return c->table != NULL && c->table->nindexes > 0;
}

static void
lock_relatives_strongly(struct dn_case *c)
{
	dn_case_lock_relatives(c, DN_LOCK_ACCESS_EXCLUSIVE);
}

/* No row of a default partition may belong to the new one. */
static void
lock_attached(struct dn_case *c)
{
	lock_relatives_strongly(c);
	for (size_t i = 0; c->table != NULL && i < c->table->npartitions; i++)
		if (c->table->partitions[i]->bound->rest)
			dn_case_lock(c, c->table->partitions[i]->key, DN_LOCK_ACCESS_EXCLUSIVE);
}

static void
lock_inherited(struct dn_case *c)
{
	dn_case_lock_relatives(c, DN_LOCK_SHARE_UPDATE_EXCLUSIVE);
}

/* CREATE TABLE that is not understood: its foreign keys, and what it inherits from. */
static void
lock_of_new(struct dn_case *c)
{
	for (size_t i = 0; i < c->statement->nmentions; i++)
		if (c->statement->mentions[i].use == DN_USE_REFERENCED)
			dn_case_lock_name(
			    c, &c->statement->mentions[i].name, DN_LOCK_SHARE_ROW_EXCLUSIVE);
	if (c->change->text == NULL || !dn_words_start(c->change->text, "of"))
		lock_inherited(c);
}

static void
lock_partitioned(struct dn_case *c)
{
	lock_of_new(c);
	lock_relatives_strongly(c);
}

#define NONE     DN_LOCK_NONE
#define SUE      DN_LOCK_SHARE_UPDATE_EXCLUSIVE
#define SHARE    DN_LOCK_SHARE
#define SRE      DN_LOCK_SHARE_ROW_EXCLUSIVE
#define EXCL     DN_LOCK_EXCLUSIVE
#define AE       DN_LOCK_ACCESS_EXCLUSIVE
#define ANY      DN_LOCK_UNKNOWN
#define METADATA DN_DURATION_METADATA
#define SCAN     DN_DURATION_SCAN
#define INDEX    DN_DURATION_INDEX
#define REWRITE  DN_DURATION_REWRITE
#define DATA     DN_DURATION_DATA
#define REACHES(lock, duration, reason, others, reach)                                  \
	{                                                                               \
		DN_CHANGE_OPAQUE, NULL, (lock), (duration), (reason), (others), (reach) \
	}
#define DOES(lock, duration, reason, others) REACHES(lock, duration, reason, others, DN_REACH_TABLE)
#define TO_PARTS(lock, duration, reason, others) \
	REACHES(lock, duration, reason, others, DN_REACH_PARTITIONS)
#define TO_HEIRS(lock, duration, reason, others) \
	REACHES(lock, duration, reason, others, DN_REACH_HEIRS)
#define NAMED dn_case_lock_named

static const char anything[] = "it may do anything";

/* clang-format off */
static const struct named_rule rules[] = {
	{ "alter table", "attach partition", NULL, { DN_CHANGE_OPAQUE, attach_builds, SUE, INDEX, "the parent's indexes are built for it", lock_attached, DN_REACH_TABLE } },
	{ "alter table", "attach partition", NULL, DOES(SUE, SCAN, "every row of the partition is tested", lock_attached) },
	{ "alter table", "detach partition", "concurrently", DOES(SUE, METADATA, "waits for who still uses it", NULL) },
	{ "alter table", "detach partition", "finalize", DOES(SUE, METADATA, NULL, lock_relatives_strongly) },
	{ "alter table", "detach partition", NULL, DOES(AE, METADATA, NULL, lock_relatives_strongly) },
	{ "alter table", "enable row", NULL, DOES(AE, METADATA, NULL, NULL) },
	{ "alter table", "disable row", NULL, DOES(AE, METADATA, NULL, NULL) },
	{ "alter table", "enable", "rule", DOES(AE, METADATA, NULL, NULL) },
	{ "alter table", "disable", "rule", DOES(AE, METADATA, NULL, NULL) },
	{ "alter table", "enable", NULL, TO_PARTS(SRE, METADATA, NULL, NULL) },
	{ "alter table", "disable", NULL, TO_PARTS(SRE, METADATA, NULL, NULL) },
	{ "alter table", "inherit", NULL, DOES(AE, METADATA, NULL, lock_inherited) },
	{ "alter table", "set statistics", NULL, TO_HEIRS(SUE, METADATA, NULL, NULL) },
	{ "alter table", "cluster on", NULL, DOES(SUE, METADATA, NULL, NULL) },
	{ "alter table", "set without cluster", NULL, DOES(SUE, METADATA, NULL, NULL) },
	{ "alter table", "set logged", NULL, DOES(AE, REWRITE, "the table is written anew", NULL) },
	{ "alter table", "set unlogged", NULL, DOES(AE, REWRITE, "the table is written anew", NULL) },
	{ "alter table", "set access method", NULL, DOES(AE, REWRITE, "the table is written anew", NULL) },
	{ "alter table", "set tablespace", NULL, DOES(AE, REWRITE, "the table is copied", NULL) },
	{ "alter table", "set storage", NULL, TO_HEIRS(AE, METADATA, NULL, NULL) },
	{ "alter table", "set compression", NULL, TO_HEIRS(AE, METADATA, NULL, NULL) },
	{ "alter table", "set without oids", NULL, DOES(AE, METADATA, NULL, NULL) },
	{ "alter table", "set", NULL, DOES(SUE, METADATA, NULL, NULL) },
	{ "alter table", "reset", NULL, DOES(SUE, METADATA, NULL, NULL) },
	{ "alter table", "", NULL, DOES(AE, METADATA, NULL, NULL) },

	{ "create trigger", NULL, "for each row", TO_PARTS(SRE, METADATA, NULL, NULL) },
	{ "create trigger", NULL, NULL, DOES(SRE, METADATA, NULL, NULL) },
	{ "drop trigger", NULL, NULL, TO_PARTS(AE, METADATA, NULL, NULL) },
	{ "alter trigger", NULL, NULL, TO_PARTS(AE, METADATA, NULL, NULL) },
	{ "create policy", NULL, NULL, DOES(AE, METADATA, NULL, NULL) },
	{ "alter policy", NULL, NULL, DOES(AE, METADATA, NULL, NULL) },
	{ "drop policy", NULL, NULL, DOES(AE, METADATA, NULL, NULL) },
	{ "create rule", NULL, NULL, DOES(AE, METADATA, NULL, NULL) },
	{ "alter rule", NULL, NULL, DOES(AE, METADATA, NULL, NULL) },
	{ "drop rule", NULL, NULL, DOES(AE, METADATA, NULL, NULL) },

	{ "create view", NULL, "or replace", DOES(AE, METADATA, "where the view is there", NULL) },
	{ "create view", NULL, NULL, DOES(NONE, METADATA, NULL, NULL) },
	{ "alter view", NULL, NULL, DOES(AE, METADATA, NULL, NULL) },
	{ "drop view", NULL, NULL, DOES(AE, METADATA, NULL, dn_cascade_dropped_view) },
	{ "create materialized view", NULL, NULL, DOES(NONE, DATA, "runs its query", NULL) },
	{ "alter materialized view", "set access method", NULL, DOES(AE, REWRITE, "its rows are written anew", NULL) },
	{ "alter materialized view", "set tablespace", NULL, DOES(AE, REWRITE, "its rows are copied", NULL) },
	{ "alter materialized view", "set storage", NULL, DOES(AE, METADATA, NULL, NULL) },
	{ "alter materialized view", "set compression", NULL, DOES(AE, METADATA, NULL, NULL) },
	{ "alter materialized view", "set schema", NULL, DOES(AE, METADATA, NULL, NULL) },
	{ "alter materialized view", "set", NULL, DOES(SUE, METADATA, NULL, NULL) },
	{ "alter materialized view", "reset", NULL, DOES(SUE, METADATA, NULL, NULL) },
	{ "alter materialized view", "cluster on", NULL, DOES(SUE, METADATA, NULL, NULL) },
	{ "alter materialized view", NULL, NULL, DOES(AE, METADATA, NULL, NULL) },
	{ "drop materialized view", NULL, NULL, DOES(AE, METADATA, NULL, dn_cascade_dropped_view) },
	{ "refresh materialized view", NULL, "concurrently", DOES(EXCL, DATA, "runs its query", NULL) },
	{ "refresh materialized view", NULL, "with no data", DOES(AE, METADATA, "all its rows are gone", NULL) },
	{ "refresh materialized view", NULL, NULL, DOES(AE, REWRITE, "runs its query", NULL) },
	{ "create table as", NULL, NULL, DOES(NONE, DATA, "runs its query", NULL) },
	{ "select into", NULL, NULL, DOES(NONE, DATA, "runs its query", NULL) },
	{ "create table", NULL, "partition of", DOES(NONE, METADATA, "rows of a default partition are tested", lock_partitioned) },
	{ "create table", NULL, NULL, DOES(NONE, METADATA, NULL, lock_of_new) },
	{ "create foreign table", NULL, NULL, DOES(NONE, METADATA, NULL, NULL) },
	{ "alter foreign table", NULL, NULL, DOES(AE, METADATA, NULL, NULL) },
	{ "drop foreign table", NULL, NULL, DOES(AE, METADATA, NULL, NULL) },

	{ "alter index", "set tablespace", NULL, DOES(NONE, REWRITE, "the index is copied", NULL) },
	{ "alter type", NULL, "cascade", DOES(NONE, METADATA, NULL, dn_cascade_altered_type) },
	{ "alter domain", NULL, "drop not null", DOES(NONE, METADATA, NULL, NULL) },
	{ "alter domain", NULL, "check", DOES(NONE, SCAN, "every row that uses it is tested", dn_cascade_tested_domain) },
	{ "alter domain", NULL, "not null", DOES(NONE, SCAN, "every row that uses it is tested", dn_cascade_tested_domain) },
	{ "alter domain", NULL, "validate", DOES(NONE, SCAN, "every row that uses it is tested", dn_cascade_tested_domain) },
	{ "alter extension", NULL, NULL, DOES(ANY, METADATA, "it runs the extension's script", NULL) },
	{ "create extension", NULL, NULL, DOES(ANY, METADATA, "it runs the extension's script", NULL) },
	{ "drop owned", NULL, NULL, DOES(ANY, METADATA, "on all that the role owns", NULL) },
	{ "reassign owned", NULL, NULL, DOES(ANY, METADATA, "on all that the role owns", NULL) },
	{ "import foreign schema", NULL, NULL, DOES(NONE, METADATA, NULL, NULL) },
	{ "drop", NULL, "cascade", DOES(ANY, METADATA, "on all that needs it, too", NULL) },
	{ "create statistics", NULL, NULL, DOES(SUE, METADATA, NULL, NAMED) },
	{ "create publication", NULL, "table", DOES(SUE, METADATA, NULL, NAMED) },
	{ "alter publication", NULL, "table", DOES(SUE, METADATA, NULL, NAMED) },
	{ "create", NULL, NULL, DOES(NONE, METADATA, NULL, NULL) },
	{ "alter", NULL, NULL, DOES(NONE, METADATA, NULL, NULL) },
	{ "drop", NULL, NULL, DOES(NONE, METADATA, NULL, NULL) },

	{ "vacuum", NULL, "full", DOES(AE, REWRITE, "the table is written anew", NAMED) },
	{ "vacuum", NULL, NULL, TO_PARTS(SUE, SCAN, "while others write", NAMED) },
	{ "analyze", NULL, NULL, TO_PARTS(SUE, SCAN, "a sample, while others write", NAMED) },
	{ "cluster", NULL, NULL, DOES(AE, REWRITE, "the table is written anew", NAMED) },
	{ "reindex", NULL, "concurrently", TO_PARTS(SUE, INDEX, "built while others write", NAMED) },
	{ "reindex", NULL, NULL, TO_PARTS(SHARE, INDEX, "nobody else writes until it is built", NAMED) },
	{ "lock", NULL, "in access share", TO_HEIRS(DN_LOCK_ACCESS_SHARE, METADATA, NULL, NAMED) },
	{ "lock", NULL, "in row share", TO_HEIRS(DN_LOCK_ROW_SHARE, METADATA, NULL, NAMED) },
	{ "lock", NULL, "in row exclusive", TO_HEIRS(DN_LOCK_ROW_EXCLUSIVE, METADATA, NULL, NAMED) },
	{ "lock", NULL, "in share update", TO_HEIRS(SUE, METADATA, NULL, NAMED) },
	{ "lock", NULL, "in share row", TO_HEIRS(SRE, METADATA, NULL, NAMED) },
	{ "lock", NULL, "in share", TO_HEIRS(SHARE, METADATA, NULL, NAMED) },
	{ "lock", NULL, "in exclusive", TO_HEIRS(EXCL, METADATA, NULL, NAMED) },
	{ "lock", NULL, NULL, TO_HEIRS(AE, METADATA, NULL, NAMED) },
	{ "copy", NULL, "copy (", DOES(NONE, DATA, "runs its query", NULL) },
	{ "copy", NULL, "from", DOES(DN_LOCK_ROW_EXCLUSIVE, DATA, NULL, NULL) },
	{ "copy", NULL, NULL, DOES(DN_LOCK_ACCESS_SHARE, DATA, NULL, NULL) },
	{ "explain", NULL, NULL, DOES(NONE, DATA, NULL, NULL) },
	{ "comment", NULL, "on table", DOES(SUE, METADATA, NULL, NULL) },
	{ "comment", NULL, "on column", DOES(SUE, METADATA, NULL, NULL) },
	{ "comment", NULL, "on view", DOES(SUE, METADATA, NULL, NULL) },
	{ "comment", NULL, "on materialized view", DOES(SUE, METADATA, NULL, NULL) },
	{ "comment", NULL, "on foreign table", DOES(SUE, METADATA, NULL, NULL) },
	{ "comment", NULL, NULL, DOES(NONE, METADATA, NULL, NULL) },
	{ "grant", NULL, NULL, DOES(NONE, METADATA, NULL, NULL) },
	{ "revoke", NULL, NULL, DOES(NONE, METADATA, NULL, NULL) },
	{ "security label", NULL, NULL, DOES(NONE, METADATA, NULL, NULL) },
	{ "checkpoint", NULL, NULL, DOES(NONE, METADATA, NULL, NULL) },
	{ "listen", NULL, NULL, DOES(NONE, METADATA, NULL, NULL) },
	{ "unlisten", NULL, NULL, DOES(NONE, METADATA, NULL, NULL) },
	{ "notify", NULL, NULL, DOES(NONE, METADATA, NULL, NULL) },
	{ "show", NULL, NULL, DOES(NONE, METADATA, NULL, NULL) },
	{ "discard", NULL, NULL, DOES(NONE, METADATA, NULL, NULL) },
	{ "prepare", NULL, NULL, DOES(NONE, METADATA, NULL, NULL) },
	{ "deallocate", NULL, NULL, DOES(NONE, METADATA, NULL, NULL) },
	{ "declare", NULL, NULL, DOES(NONE, METADATA, NULL, NULL) },
	{ "fetch", NULL, NULL, DOES(NONE, DATA, NULL, NULL) },
	{ "move", NULL, NULL, DOES(NONE, DATA, NULL, NULL) },
	{ "close", NULL, NULL, DOES(NONE, METADATA, NULL, NULL) },
	{ "set constraints", NULL, NULL, DOES(NONE, DATA, "what waited is tested", NULL) },
};
/* clang-format on */

static const struct dn_rule may_do_anything = DOES(ANY, DN_DURATION_UNKNOWN, anything, NULL);

/* What stands behind the words of ALTER TABLE and the table. */
static const char *
named_command(const struct dn_case *c)
{
	const char *name = c->change->name == NULL ? "" : c->change->name;
	size_t len = strlen(c->statement->what);

	if (strncmp(name, c->statement->what, len) == 0)
		return name[len] == ' ' ? name + len + 1 : "";
	return name;
}

const struct dn_rule *
dn_rule_named(const struct dn_case *c)
{
	const char *what = c->statement->what, *command = named_command(c);

	if ((c->statement->flags & DN_STATEMENT_UNREAD) != 0)
		return &may_do_anything;
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
		const struct named_rule *r = &rules[i];

		if (dn_words_start(what, r->what) &&
		    (r->command == NULL || r->command[0] == '\0' ||
			dn_words_start(command, r->command)) &&
		    (r->words == NULL || dn_case_has_words(c, r->words)) &&
		    (r->rule.applies == NULL || r->rule.applies(c)))
			return &r->rule;
	}
	return &may_do_anything;
}
