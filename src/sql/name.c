/* name.c - names and options of the tree */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "sql/convert.h"

const char *
dn_convert_string(const void *mem, const char *s)
{
	return s == NULL || *s == '\0' ? NULL : dn_strdup(mem, s);
}

const char *
dn_node_string(const PgQuery__Node *node)
{
	if (node == NULL)
		return "";
	if (node->node_case == PG_QUERY__NODE__NODE_STRING)
		return node->string->sval;
	if (node->node_case == PG_QUERY__NODE__NODE_A_CONST &&
	    node->a_const->val_case == PG_QUERY__A__CONST__VAL_SVAL)
		return node->a_const->sval->sval;
	return "";
}

struct dn_name
dn_convert_relation(const void *mem, const PgQuery__RangeVar *relation)
{
	struct dn_name name = { NULL, NULL };

	if (relation != NULL) {
		name.schema = dn_convert_string(mem, relation->schemaname);
		name.name = dn_convert_string(mem, relation->relname);
	}
	return name;
}

struct dn_name
dn_convert_name(const void *mem, struct dn_nodes names)
{
	struct dn_name name = { NULL, NULL };

	if (names.n > 1)
		name.schema = dn_convert_string(mem, dn_node_string(names.items[names.n - 2]));
	if (names.n > 0)
		name.name = dn_convert_string(mem, dn_node_string(names.items[names.n - 1]));
	return name;
}

const char **
dn_convert_strings(const void *mem, struct dn_nodes names)
{
	const char **strings;

	if (names.n == 0)
		return NULL;
	strings = dn_new_array(mem, const char *, names.n);
	for (size_t i = 0; i < names.n; i++)
		strings[i] = dn_strdup(strings, dn_node_string(names.items[i]));
	return strings;
}

const char *
dn_convert_dotted(const void *mem, struct dn_nodes names)
{
	const char *first;

	if (names.n == 0)
		return NULL;
	first = dn_node_string(names.items[0]);
	if (names.n == 1 || strcmp(first, "pg_catalog") == 0)
		return dn_strdup(mem, dn_node_string(names.items[names.n - 1]));
	return dn_sprintf(mem, "%s.%s", first, dn_node_string(names.items[names.n - 1]));
}

const PgQuery__Node *
dn_convert_option(struct dn_nodes options, const char *name, bool *found)
{
	*found = false;
	for (size_t i = 0; i < options.n; i++) {
		const PgQuery__Node *node = options.items[i];

		if (node->node_case != PG_QUERY__NODE__NODE_DEF_ELEM ||
		    strcmp(node->def_elem->defname, name) != 0)
			continue;
		*found = true;
		return node->def_elem->arg;
	}
	return NULL;
}

bool
dn_convert_switch(struct dn_nodes options, const char *name, bool absent)
{
	bool found;
	const PgQuery__Node *arg = dn_convert_option(options, name, &found);
	const char *word;

	if (!found)
		return absent;
	if (arg == NULL)
		return true;
	if (arg->node_case == PG_QUERY__NODE__NODE_BOOLEAN)
		return arg->boolean->boolval;
	if (arg->node_case == PG_QUERY__NODE__NODE_INTEGER)
		return arg->integer->ival != 0;
	/* As defGetBoolean(): true, false, on, off; a word may look like a type to the grammar. */
	word = dn_node_string(arg->node_case == PG_QUERY__NODE__NODE_TYPE_NAME
				  ? arg->type_name->names[arg->type_name->n_names - 1]
				  : arg);
	return strcasecmp(word, "false") != 0 && strcasecmp(word, "off") != 0;
}
