/* schema.c - CREATE SCHEMA, and what it makes in the schema */
#include "config.h"

#include <string.h>

#include "base/error.h"
#include "sql/parse.h"

/* Tokens [from, to) are one of its elements. */
struct schema_element {
	const struct dn_tree *tree;
	struct dn_tokens *tokens;
	int rank; /* the server makes them in this order */
};

struct schema {
	struct dn_convert *c;
	const char *name;
	struct schema_element *elements;
	size_t n;
	void *scratch;
	bool lost; /* a name in it may be another's */
};

static const PgQuery__RangeVar *
schema_relation(const PgQuery__Node *element, int *rank)
{
	switch ((int) element->node_case) {
	case PG_QUERY__NODE__NODE_CREATE_SEQ_STMT:
		*rank = 0;
		return element->create_seq_stmt->sequence;
	case PG_QUERY__NODE__NODE_CREATE_STMT: *rank = 1; return element->create_stmt->relation;
	case PG_QUERY__NODE__NODE_VIEW_STMT: *rank = 2; return element->view_stmt->view;
	case PG_QUERY__NODE__NODE_INDEX_STMT: *rank = 3; return NULL;
	case PG_QUERY__NODE__NODE_CREATE_TRIG_STMT: *rank = 4; return NULL;
	default: *rank = 5; return NULL;
	}
}

static bool
schema_element(struct schema *s, size_t from, size_t to)
{
	const struct dn_tokens *all = s->c->tokens;
	struct dn_span span = dn_tokens_span(all, from, to);
	char *text = dn_tokens_text(s->scratch, all, from, to);
	struct schema_element element = { NULL, NULL, 0 };

	element.tree = dn_tree_of_part(s->scratch, all->file, text, span.start, &element.tokens);
	if (element.tree == NULL)
		return false;
	schema_relation(element.tree->statement, &element.rank);
	dn_push(s->scratch, s->elements, s->n, element);
	return true;
}

/* Each begins with CREATE or GRANT, and neither word stands anywhere else outside of brackets. */
static bool
schema_split(struct schema *s)
{
	const struct dn_tokens *tokens = s->c->tokens;
	size_t from = 0;

	for (size_t i = dn_tokens_skip(tokens, 0); i < tokens->n; i = dn_tokens_skip(tokens, i)) {
		bool start =
		    dn_tokens_is(tokens, i, "create") ||
		    (dn_tokens_is(tokens, i, "grant") && !dn_tokens_is(tokens, i - 1, "with"));

		if (!start)
			continue;
		if (from > 0 && !schema_element(s, from, i))
			return false;
		from = i;
	}
	return from > 0 && schema_element(s, from, tokens->n);
}

static bool
schema_makes(const struct schema *s, const char *name)
{
	for (size_t i = 0; i < s->n; i++) {
		int rank;
		const PgQuery__RangeVar *made =
		    schema_relation(s->elements[i].tree->statement, &rank);

		if (made != NULL && strcmp(made->relname, name) == 0)
			return true;
	}
	return false;
}

/* An item of WITH of that name is not what is made; a sequence is named in a string, too. */
static bool
schema_is_other(const struct schema *s, const ProtobufCMessage *part)
{
	const PgQuery__AConst *constant = (const PgQuery__AConst *) part;

	if (part->descriptor == &pg_query__common_table_expr__descriptor)
		return schema_makes(s, ((const PgQuery__CommonTableExpr *) part)->ctename);
	return part->descriptor == &pg_query__a__const__descriptor &&
	       constant->val_case == PG_QUERY__A__CONST__VAL_SVAL &&
	       schema_makes(s, constant->sval->sval);
}

/* What it makes is found in the schema first, as if that led the search path. */
static bool
schema_qualify(const ProtobufCMessage *part, void *payload)
{
	struct schema *s = payload;
	PgQuery__RangeVar *relation = (PgQuery__RangeVar *) (uintptr_t) part;

	if (schema_is_other(s, part))
		s->lost = true;
	if (part->descriptor != &pg_query__range_var__descriptor)
		dn_tree_any_child(part, schema_qualify, payload);
	else if (*relation->schemaname == '\0' && schema_makes(s, relation->relname))
		relation->schemaname = dn_strdup(s->scratch, s->name);
	return false;
}

static void
schema_convert(struct schema *s)
{
	struct dn_statement *st = s->c->st;
	const char *what = st->what;
	unsigned flags = st->flags;

	for (size_t i = 0; i < s->n; i++)
		schema_qualify(&s->elements[i].tree->statement->base, s);
	st->nmentions = 0;
	for (int rank = 0; rank <= 5; rank++)
		for (size_t i = 0; i < s->n; i++) {
			struct dn_convert inner = { s->elements[i].tokens, st };

			if (s->elements[i].rank != rank)
				continue;
			dn_convert_inner_statement(&inner, s->elements[i].tree->statement);
			flags |= st->flags;
		}
	st->what = what;
	st->flags = flags;
}

/* Only a view is known by more than the words of the statement. */
static bool
schema_is_understood(const struct dn_statement *st, size_t first)
{
	for (size_t i = first; i < st->nchanges; i++)
		if (st->changes[i]->kind == DN_CHANGE_OPAQUE && st->changes[i]->query == NULL)
			return false;
	return true;
}

static const char *
schema_name(const void *mem, const PgQuery__CreateSchemaStmt *stmt)
{
	const char *name = dn_convert_string(mem, stmt->schemaname);

	return name == NULL && stmt->authrole != NULL
		   ? dn_convert_string(mem, stmt->authrole->rolename)
		   : name;
}

/* CREATE SCHEMA AUTHORIZATION role is named like the role. */
void
dn_convert_schema(struct dn_convert *c, const PgQuery__CreateSchemaStmt *stmt)
{
	struct dn_change *change = dn_convert_add(c, DN_CREATE_SCHEMA);
	size_t first = c->st->nchanges;
	struct schema s = { .c = c, .scratch = dn_new_context(NULL) };

	change->object.name = s.name = schema_name(change, stmt);
	change->if_not_exists = stmt->if_not_exists;
	if (stmt->n_schema_elts > 0 && s.name != NULL && schema_split(&s) &&
	    s.n == stmt->n_schema_elts)
		schema_convert(&s);
	if (stmt->n_schema_elts > 0 &&
	    (c->st->nchanges == first || s.lost || !schema_is_understood(c->st, first))) {
		while (c->st->nchanges > first)
			dn_free(c->st->changes[--c->st->nchanges]);
		change->kind = DN_CHANGE_OPAQUE;
		change->name = dn_strdup(change, c->st->what);
	}
	dn_free(s.scratch);
}
