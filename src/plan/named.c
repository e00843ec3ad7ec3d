/* named.c - locks and duration of statements that are known by their words, on PostgreSQL 15 */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "plan/rules.h"
#include "schema/name.h"
#include "sql/lex.h"

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

/* The table whose name stands behind WORDS. */
static void
named_lock_behind(struct dn_case *c, const char *words, enum dn_lock lock)
{
	char *head = named_head(NULL, c);
	const char *at = named_find(head, words);
	struct dn_name name;
	char *text;

	if (at != NULL) {
		text = dn_strndup(head, at, strcspn(at, " "));
		if (dn_name_parse(head, text, &name))
			dn_case_lock_name(c, &name, lock);
		else
			dn_case_lock(c, NULL, lock);
	}
	dn_free(head);
}

static void
lock_attached(struct dn_case *c)
{
	named_lock_behind(c, "attach partition", DN_LOCK_ACCESS_EXCLUSIVE);
}

static void
lock_detached(struct dn_case *c)
{
	named_lock_behind(c, "detach partition", DN_LOCK_ACCESS_EXCLUSIVE);
}

static void
lock_partitioned(struct dn_case *c)
{
	named_lock_behind(c, "partition of", DN_LOCK_ACCESS_EXCLUSIVE);
}

static void
lock_measured(struct dn_case *c)
{
	named_lock_behind(c, "from", DN_LOCK_SHARE_UPDATE_EXCLUSIVE);
}

static void
lock_inherited(struct dn_case *c)
{
	named_lock_behind(c, "inherit", DN_LOCK_SHARE_UPDATE_EXCLUSIVE);
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
#define DOES(lock, duration, reason, others)                                   \
	{                                                                      \
		DN_CHANGE_OPAQUE, NULL, (lock), (duration), (reason), (others) \
	}

static const char anything[] = "it may do anything";

/* clang-format off */
static const struct named_rule rules[] = {
	{ "alter table", "attach partition", NULL, DOES(SUE, SCAN, "every row of the partition is tested", lock_attached) },
	{ "alter table", "detach partition", "concurrently", DOES(SUE, METADATA, "waits for who still uses it", NULL) },
	{ "alter table", "detach partition", "finalize", DOES(SUE, METADATA, NULL, lock_detached) },
	{ "alter table", "detach partition", NULL, DOES(AE, METADATA, NULL, lock_detached) },
	{ "alter table", "enable row", NULL, DOES(AE, METADATA, NULL, NULL) },
	{ "alter table", "disable row", NULL, DOES(AE, METADATA, NULL, NULL) },
	{ "alter table", "enable", "rule", DOES(AE, METADATA, NULL, NULL) },
	{ "alter table", "disable", "rule", DOES(AE, METADATA, NULL, NULL) },
	{ "alter table", "enable", NULL, DOES(SRE, METADATA, NULL, NULL) },
	{ "alter table", "disable", NULL, DOES(SRE, METADATA, NULL, NULL) },
	{ "alter table", "inherit", NULL, DOES(AE, METADATA, NULL, lock_inherited) },
	{ "alter table", "set statistics", NULL, DOES(SUE, METADATA, NULL, NULL) },
	{ "alter table", "cluster on", NULL, DOES(SUE, METADATA, NULL, NULL) },
	{ "alter table", "set without cluster", NULL, DOES(SUE, METADATA, NULL, NULL) },
	{ "alter table", "set logged", NULL, DOES(AE, REWRITE, "the table is written anew", NULL) },
	{ "alter table", "set unlogged", NULL, DOES(AE, REWRITE, "the table is written anew", NULL) },
	{ "alter table", "set access method", NULL, DOES(AE, REWRITE, "the table is written anew", NULL) },
	{ "alter table", "set tablespace", NULL, DOES(AE, REWRITE, "the table is copied", NULL) },
	{ "alter table", "set storage", NULL, DOES(AE, METADATA, NULL, NULL) },
	{ "alter table", "set compression", NULL, DOES(AE, METADATA, NULL, NULL) },
	{ "alter table", "set without oids", NULL, DOES(AE, METADATA, NULL, NULL) },
	{ "alter table", "set", NULL, DOES(SUE, METADATA, NULL, NULL) },
	{ "alter table", "reset", NULL, DOES(SUE, METADATA, NULL, NULL) },
	{ "alter table", "", NULL, DOES(AE, METADATA, NULL, NULL) },

	{ "create trigger", NULL, NULL, DOES(SRE, METADATA, NULL, NULL) },
	{ "drop trigger", NULL, NULL, DOES(AE, METADATA, NULL, NULL) },
	{ "alter trigger", NULL, NULL, DOES(AE, METADATA, NULL, NULL) },
	{ "create policy", NULL, NULL, DOES(AE, METADATA, NULL, NULL) },
	{ "alter policy", NULL, NULL, DOES(AE, METADATA, NULL, NULL) },
	{ "drop policy", NULL, NULL, DOES(AE, METADATA, NULL, NULL) },
	{ "create rule", NULL, NULL, DOES(AE, METADATA, NULL, NULL) },
	{ "alter rule", NULL, NULL, DOES(AE, METADATA, NULL, NULL) },
	{ "drop rule", NULL, NULL, DOES(AE, METADATA, NULL, NULL) },

	{ "create view", NULL, "or replace", DOES(AE, METADATA, "where the view is there", NULL) },
	{ "create view", NULL, NULL, DOES(NONE, METADATA, NULL, NULL) },
	{ "alter view", NULL, NULL, DOES(AE, METADATA, NULL, NULL) },
	{ "drop view", NULL, NULL, DOES(AE, METADATA, NULL, NULL) },
	{ "create materialized view", NULL, NULL, DOES(NONE, DATA, "runs its query", NULL) },
	{ "alter materialized view", NULL, NULL, DOES(AE, METADATA, NULL, NULL) },
	{ "drop materialized view", NULL, NULL, DOES(AE, METADATA, NULL, NULL) },
	{ "refresh materialized view", NULL, "concurrently", DOES(EXCL, DATA, "runs its query", NULL) },
	{ "refresh materialized view", NULL, NULL, DOES(AE, REWRITE, "runs its query", NULL) },
	{ "create table as", NULL, NULL, DOES(NONE, DATA, "runs its query", NULL) },
	{ "select into", NULL, NULL, DOES(NONE, DATA, "runs its query", NULL) },
	{ "create table", NULL, "partition of", DOES(NONE, METADATA, "rows of a default partition are tested", lock_partitioned) },
	{ "create table", NULL, NULL, DOES(NONE, METADATA, NULL, NULL) },
	{ "create foreign table", NULL, NULL, DOES(NONE, METADATA, NULL, NULL) },
	{ "alter foreign table", NULL, NULL, DOES(AE, METADATA, NULL, NULL) },
	{ "drop foreign table", NULL, NULL, DOES(AE, METADATA, NULL, NULL) },

	{ "alter index", "set tablespace", NULL, DOES(NONE, REWRITE, "the index is copied", NULL) },
	{ "alter domain", NULL, "check", DOES(ANY, SCAN, "SHARE on every table that uses it", NULL) },
	{ "alter domain", NULL, "not null", DOES(ANY, SCAN, "SHARE on every table that uses it", NULL) },
	{ "alter domain", NULL, "validate", DOES(ANY, SCAN, "SHARE on every table that uses it", NULL) },
	{ "alter extension", NULL, NULL, DOES(ANY, METADATA, "it runs the extension's script", NULL) },
	{ "create extension", NULL, NULL, DOES(ANY, METADATA, "it runs the extension's script", NULL) },
	{ "drop owned", NULL, NULL, DOES(ANY, METADATA, "on all that the role owns", NULL) },
	{ "reassign owned", NULL, NULL, DOES(ANY, METADATA, "on all that the role owns", NULL) },
	{ "import foreign schema", NULL, NULL, DOES(NONE, METADATA, NULL, NULL) },
	{ "drop", NULL, "cascade", DOES(ANY, METADATA, "on all that needs it, too", NULL) },
	{ "create statistics", NULL, NULL, DOES(NONE, METADATA, NULL, lock_measured) },
	{ "create", NULL, NULL, DOES(NONE, METADATA, NULL, NULL) },
	{ "alter", NULL, NULL, DOES(NONE, METADATA, NULL, NULL) },
	{ "drop", NULL, NULL, DOES(NONE, METADATA, NULL, NULL) },

	{ "vacuum", NULL, "full", DOES(AE, REWRITE, "the table is written anew", NULL) },
	{ "vacuum", NULL, NULL, DOES(SUE, SCAN, "while others write", NULL) },
	{ "analyze", NULL, NULL, DOES(SUE, SCAN, "a sample, while others write", NULL) },
	{ "cluster", NULL, NULL, DOES(AE, REWRITE, "the table is written anew", NULL) },
	{ "reindex", NULL, "concurrently", DOES(SUE, INDEX, "built while others write", NULL) },
	{ "reindex", NULL, NULL, DOES(SHARE, INDEX, "nobody else writes until it is built", NULL) },
	{ "lock", NULL, "in access share", DOES(NONE, METADATA, NULL, NULL) },
	{ "lock", NULL, "in row", DOES(NONE, METADATA, NULL, NULL) },
	{ "lock", NULL, "in share update", DOES(SUE, METADATA, NULL, NULL) },
	{ "lock", NULL, "in share row", DOES(SRE, METADATA, NULL, NULL) },
	{ "lock", NULL, "in share", DOES(SHARE, METADATA, NULL, NULL) },
	{ "lock", NULL, "in exclusive", DOES(EXCL, METADATA, NULL, NULL) },
	{ "lock", NULL, NULL, DOES(AE, METADATA, NULL, NULL) },
	{ "copy", NULL, NULL, DOES(DN_LOCK_ROW_EXCLUSIVE, DATA, NULL, NULL) },
	{ "explain", NULL, NULL, DOES(NONE, DATA, NULL, NULL) },
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

	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
		const struct named_rule *r = &rules[i];

		if (dn_words_start(what, r->what) &&
		    (r->command == NULL || r->command[0] == '\0' ||
			dn_words_start(command, r->command)) &&
		    (r->words == NULL || dn_case_has_words(c, r->words)))
			return &r->rule;
	}
	return &may_do_anything;
}
