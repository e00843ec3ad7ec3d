/* what.c - the words that name a statement, as in the server's command tags */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "sql/convert.h"

/* Kinds of object and statements of more than one word. */
static const char *const what_phrases[] = { "materialized view", "foreign data wrapper",
	"foreign table", "event trigger", "access method", "default privileges", "operator class",
	"operator family", "text search configuration", "text search dictionary",
	"text search parser", "text search template", "user mapping", "large object",
	"security label", "reassign owned", "import foreign schema", "set constraints" };

/* What may stand between CREATE and the kind of object. */
static const char *const what_modifiers[] = { "or", "replace", "temp", "temporary", "unlogged",
	"global", "local", "unique", "recursive", "trusted", "procedural", "constraint" };

/* How many tokens from I on are the words of PHRASE; 0 when they are not. */
static size_t
what_match(const struct dn_tokens *tokens, size_t i, const char *phrase)
{
	size_t n = 0;

	while (*phrase != '\0') {
		size_t len = strcspn(phrase, " ");
		char word[32];

		memcpy(word, phrase, len);
		word[len] = '\0';
		if (!dn_tokens_is(tokens, i + n, word))
			return 0;
		n++;
		phrase += len + (phrase[len] == ' ');
	}
	return n;
}

static void
what_put(struct dunlin_buf *buf, const struct dn_tokens *tokens, size_t i)
{
	size_t n = 1;

	for (size_t p = 0; p < sizeof what_phrases / sizeof *what_phrases; p++)
		if (what_match(tokens, i, what_phrases[p]) > n)
			n = what_match(tokens, i, what_phrases[p]);
	for (; n > 0 && i < tokens->n && tokens->items[i].kind == DN_TOKEN_WORD; n--, i++) {
		struct dn_span span = tokens->items[i].span;

		if (buf->len > 0)
			dunlin_buf_puts(buf, " ");
		for (size_t p = span.start; p < span.end; p++) {
			char ch = tokens->text.text[p];

			ch = ch >= 'a' && ch <= 'z' ? (char) (ch & ~0x20) : ch;
			dunlin_buf_put(buf, &ch, 1);
		}
	}
}

static size_t
what_skip_modifiers(const struct dn_tokens *tokens, size_t i)
{
	for (size_t m = 0; m < sizeof what_modifiers / sizeof *what_modifiers; m++)
		if (dn_tokens_is(tokens, i, what_modifiers[m])) {
			i++;
			m = (size_t) -1;
		}
	return i;
}

static const char *
what_fixed(const PgQuery__Node *stmt)
{
	/* In the order of TransactionStmtKind. */
	static const char *const transactions[] = { "", "BEGIN", "START TRANSACTION", "COMMIT",
		"ROLLBACK", "SAVEPOINT", "RELEASE", "ROLLBACK TO", "PREPARE TRANSACTION",
		"COMMIT PREPARED", "ROLLBACK PREPARED" };

	switch ((int) stmt->node_case) {
	case PG_QUERY__NODE__NODE_INSERT_STMT: return "INSERT";
	case PG_QUERY__NODE__NODE_UPDATE_STMT: return "UPDATE";
	case PG_QUERY__NODE__NODE_DELETE_STMT: return "DELETE";
	case PG_QUERY__NODE__NODE_MERGE_STMT: return "MERGE";
	case PG_QUERY__NODE__NODE_SELECT_STMT: return "SELECT";
	case PG_QUERY__NODE__NODE_TRUNCATE_STMT: return "TRUNCATE TABLE";
	case PG_QUERY__NODE__NODE_TRANSACTION_STMT:
		return transactions[stmt->transaction_stmt->kind];
	case PG_QUERY__NODE__NODE_CREATE_TABLE_AS_STMT:
		return stmt->create_table_as_stmt->objtype == PG_QUERY__OBJECT_TYPE__OBJECT_MATVIEW
			   ? "CREATE MATERIALIZED VIEW"
			   : "CREATE TABLE AS";
	default: return NULL;
	}
}

const char *
dn_convert_words(const void *mem, const struct dn_tokens *tokens)
{
	bool on_object = dn_tokens_is(tokens, 0, "create") || dn_tokens_is(tokens, 0, "alter") ||
			 dn_tokens_is(tokens, 0, "drop");
	struct dunlin_buf *buf = dn_buf_new(mem);

	what_put(buf, tokens, 0);
	if (on_object)
		what_put(buf, tokens, what_skip_modifiers(tokens, 1));
	else if (dn_tokens_is(tokens, 0, "refresh"))
		what_put(buf, tokens, 1);
	return dn_buf_steal(mem, buf);
}

const char *
dn_convert_what(const void *mem, const struct dn_tokens *tokens, const PgQuery__Node *stmt)
{
	const char *fixed = what_fixed(stmt);

	return fixed != NULL ? fixed : dn_convert_words(mem, tokens);
}
