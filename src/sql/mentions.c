/* mentions.c - the relations that a statement names, and how it uses them */
#include "config.h"

#include <string.h>

#include "sql/convert.h"

/* Items of WITH that may be read by their names. */
struct mention_scope {
	const struct mention_scope *outer;
	const PgQuery__WithClause *with;
	size_t n; /* the first of them */
};

struct mention_place {
	struct dn_statement *st;
	enum dn_use use;                 /* of what is named here */
	const PgQuery__RangeVar *target; /* of the query, which has been seen to; or NULL */
	const struct mention_scope *scope;
};

static bool
mention_is_item(const struct mention_place *place, const PgQuery__RangeVar *relation)
{
	for (const struct mention_scope *s = place->scope; s != NULL; s = s->outer)
		for (size_t i = 0; i < s->n; i++)
			if (strcmp(s->with->ctes[i]->common_table_expr->ctename,
				relation->relname) == 0)
				return true;
	return false;
}

static void
mention_add(const struct mention_place *place, const PgQuery__RangeVar *relation, enum dn_use use)
{
	struct dn_statement *st = place->st;
	struct dn_mention mention = { .use = use, .only = !relation->inh };

	if (use != DN_USE_WRITTEN && *relation->schemaname == '\0' &&
	    mention_is_item(place, relation))
		return;
	mention.name = dn_convert_relation(st->parts, relation);
	dn_push(st->parts, st->mentions, st->nmentions, mention);
}

static const ProtobufCMessage *
mention_member(const ProtobufCMessage *message, const char *name)
{
	const ProtobufCFieldDescriptor *field =
	    protobuf_c_message_descriptor_get_field_by_name(message->descriptor, name);

	if (field == NULL || field->type != PROTOBUF_C_TYPE_MESSAGE ||
	    field->label == PROTOBUF_C_LABEL_REPEATED)
		return NULL;
	return *(const ProtobufCMessage *const *) ((const char *) message + field->offset);
}

static bool mention_in(const ProtobufCMessage *message, void *payload);

/* Each item may read those before it; of WITH RECURSIVE, all. */
static void
mention_with(const PgQuery__WithClause *with, const struct mention_place *place)
{
	for (size_t i = 0; i < with->n_ctes; i++) {
		const struct mention_scope scope = { place->scope->outer, with,
			with->recursive ? with->n_ctes : i };
		struct mention_place item = { place->st, DN_USE_READ, NULL, &scope };

		mention_in(&with->ctes[i]->base, &item);
	}
}

/* SELECT, INSERT, UPDATE, DELETE, MERGE. */
static void
mention_query(const ProtobufCMessage *message, const struct mention_place *outer)
{
	const PgQuery__WithClause *with =
	    (const PgQuery__WithClause *) mention_member(message, "with_clause");
	const PgQuery__RangeVar *target =
	    (const PgQuery__RangeVar *) mention_member(message, "relation");
	const struct mention_scope scope = { outer->scope, with, with == NULL ? 0 : with->n_ctes };
	struct mention_place place = { outer->st, DN_USE_READ, target, &scope };

	if (message->descriptor == &pg_query__select_stmt__descriptor &&
	    (((const PgQuery__SelectStmt *) message)->n_locking_clause > 0 ||
		outer->use == DN_USE_LOCKED))
		place.use = DN_USE_LOCKED;
	if (target != NULL)
		mention_add(&place, target, DN_USE_WRITTEN);
	dn_tree_any_child(message, mention_in, &place);
}

static bool
mention_is_query(const ProtobufCMessageDescriptor *type)
{
	return type == &pg_query__select_stmt__descriptor ||
	       type == &pg_query__insert_stmt__descriptor ||
	       type == &pg_query__update_stmt__descriptor ||
	       type == &pg_query__delete_stmt__descriptor ||
	       type == &pg_query__merge_stmt__descriptor;
}

/* How what stands in a part of such a type is used; else as what is around it. */
static enum dn_use
mention_use(const ProtobufCMessageDescriptor *type, const struct mention_place *place)
{
	if (type == &pg_query__constraint__descriptor)
		return DN_USE_REFERENCED;
	return type == &pg_query__table_like_clause__descriptor ? DN_USE_READ : place->use;
}

static bool
mention_in(const ProtobufCMessage *message, void *payload)
{
	const ProtobufCMessageDescriptor *type = message->descriptor;
	const struct mention_place *outer = payload;
	struct mention_place own = {
		.st = outer->st,
		.use = mention_use(type, outer),
		.scope = outer->scope,
	};
	struct mention_place *place = &own;

	if (outer->target != NULL && message == &outer->target->base)
		return false;
	if (type == &pg_query__range_var__descriptor)
		mention_add(place, (const PgQuery__RangeVar *) message, place->use);
	else if (type == &pg_query__with_clause__descriptor)
		mention_with((const PgQuery__WithClause *) message, place);
	else if (type == &pg_query__into_clause__descriptor)
		return false;
	else if (mention_is_query(type))
		mention_query(message, place);
	else
		dn_tree_any_child(message, mention_in, place);
	return false;
}

void
dn_convert_mentions(struct dn_statement *st, const PgQuery__Node *stmt)
{
	struct mention_place place = { .st = st, .use = DN_USE_NAMED };

	mention_in(&stmt->base, &place);
}
