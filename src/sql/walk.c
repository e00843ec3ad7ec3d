/* walk.c - any part of the grammar's tree: what a grammar has more tomorrow is walked, too */
#include "config.h"

#include "sql/convert.h"

static const ProtobufCMessage *
walk_member(const ProtobufCMessage *message, size_t offset)
{
	return *(const ProtobufCMessage *const *) ((const char *) message + offset);
}

static bool
walk_field(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field,
    bool (*fn)(const ProtobufCMessage *part, void *payload), void *payload)
{
	const char *base = (const char *) message;
	const ProtobufCMessage *const *items;
	size_t n;

	if (field->type != PROTOBUF_C_TYPE_MESSAGE)
		return false;
	if (field->label != PROTOBUF_C_LABEL_REPEATED)
		return walk_member(message, field->offset) != NULL &&
		       fn(walk_member(message, field->offset), payload);
	n = *(const size_t *) (base + field->quantifier_offset);
	items = *(const ProtobufCMessage *const *const *) (base + field->offset);
	for (size_t i = 0; i < n; i++)
		if (fn(items[i], payload))
			return true;
	return false;
}

bool
dn_tree_any_child(const ProtobufCMessage *message,
    bool (*fn)(const ProtobufCMessage *part, void *payload), void *payload)
{
	const ProtobufCMessageDescriptor *type = message->descriptor;
	const PgQuery__Node *node = (const PgQuery__Node *) message;

	if (type == &pg_query__a__const__descriptor)
		return false;
	if (type == &pg_query__node__descriptor) {
		const ProtobufCFieldDescriptor *field =
		    protobuf_c_message_descriptor_get_field(type, node->node_case);

		return field != NULL && walk_field(message, field, fn, payload);
	}
	for (unsigned i = 0; i < type->n_fields; i++)
		if (walk_field(message, &type->fields[i], fn, payload))
			return true;
	return false;
}
