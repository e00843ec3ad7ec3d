/* derive_check.c - can the difference of two models undo what a statement did? */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "plan/derive_check.h"
#include "schema/edit.h"

/* Will the object, or the column of it, be dropped with all that concerns it? */
static bool
check_is_new(const struct dn_derive_check *c, const struct dn_name *name, const char *column)
{
	const struct dn_table *before, *behind;

	if (name->name == NULL || dn_model_find(c->behind, c->behind->relations, name) == NULL)
		return false;
	if (dn_model_find(c->before, c->before->relations, name) == NULL)
		return true;
	before = dn_schema_table(c->before, name);
	behind = dn_schema_table(c->behind, name);
	return column != NULL && before != NULL && behind != NULL &&
	       dn_table_column(before, column) == NULL && dn_table_column(behind, column) != NULL;
}

/* Statements that leave nothing behind that a catalog would show. */
static bool
check_leaves_nothing(const struct dn_statement *st)
{
	static const char *const words[] = { "VACUUM", "ANALYZE", "REINDEX", "LOCK", "CHECKPOINT",
		"LISTEN", "UNLISTEN", "NOTIFY", "EXPLAIN", "SHOW" };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strncmp(st->what, words[i], strlen(words[i])) == 0)
			return true;
	return false;
}

static bool
check_is_known(const struct dn_derive_check *c, const struct dn_change *change)
{
	const struct dn_name *name = &change->object;

	if (dn_map_get(c->made, name->name) != NULL)
		return true;
	if (change->kind == DN_DROP_TYPE)
		return dn_model_find(c->before, c->before->enums, name) != NULL;
	if (change->kind == DN_DROP_SCHEMA)
		return dn_map_get(c->before->schemas, name->name) != NULL;
	return dn_model_find(c->before, c->before->relations, name) != NULL;
}

static const char *
check_drop(const struct dn_derive_check *c, const struct dn_change *change)
{
	if (!check_is_known(c, change))
		return "what it drops is not known from the files";
	if (change->cascade && dn_map_count(c->before->opaque) > 0)
		return "CASCADE may drop what the model does not hold";
	return NULL;
}

static const char *
check_create(const void *mem, struct dn_derive_check *c, const struct dn_change *change)
{
	const char *name =
	    change->kind == DN_ADD_COLUMN ? change->column_name : change->object.name;

	if (change->if_not_exists && name != NULL)
		dn_push(mem, c->maybe, c->nmaybe, dn_strdup(mem, name));
	if (change->object.name != NULL && change->kind != DN_ADD_COLUMN)
		dn_map_put(c->made, change->object.name, c);
	return NULL;
}

static const char *
check_rename(struct dn_derive_check *c, const struct dn_change *change)
{
	if (change->if_exists || change->table_if_exists)
		return "IF EXISTS may have renamed nothing";
	dn_map_put(c->made, change->new_name, c);
	return NULL;
}

const char *
dn_derive_check(const void *mem, struct dn_derive_check *c, const struct dn_statement *st,
    const struct dn_change *change)
{
	switch (change->kind) {
	case DN_CHANGE_OPAQUE:
	case DN_ADD_ENUM_VALUE:
	case DN_RENAME_ENUM_VALUE:
	case DN_RENAME_TYPE:
	case DN_MOVE_TYPE:
	case DN_CREATE_DOMAIN:
	case DN_CREATE_COMPOSITE:
	case DN_ALTER_DOMAIN:
	case DN_CREATE_FUNCTION:
	case DN_DROP_FUNCTION:
	case DN_ALTER_FUNCTION:
	case DN_CREATE_RULE:
	case DN_DROP_RULE:
	case DN_CREATE_TRIGGER:
	case DN_DROP_TRIGGER:
	case DN_RENAME_TRIGGER:
	case DN_SWITCH_TRIGGER:
	case DN_ATTACH_PARTITION:
	case DN_DETACH_PARTITION:
		return check_is_new(c, &change->object, NULL)
			   ? NULL
			   : "the model does not hold what it did";
	case DN_RAISE:
	case DN_IF: return "an IF decided what it did";
	case DN_DATA:
	case DN_COPY:
		return check_is_new(c, &change->object, NULL) ? NULL
							      : "nobody knows the rows from before";
	case DN_NOTHING:
		return check_leaves_nothing(st) ||
			       check_is_new(c, &change->object, change->column_name)
			   ? NULL
			   : "the model does not hold what it did";
	case DN_ALTER_SEQUENCE:
	case DN_SET_IDENTITY:
		return change->more && !check_is_new(c, &change->object, NULL)
			   ? "the model does not hold the options from before"
			   : NULL;
	case DN_DROP_TABLE:
	case DN_DROP_INDEX:
	case DN_DROP_SEQUENCE:
	case DN_DROP_TYPE:
	case DN_DROP_SCHEMA: return check_drop(c, change);
	case DN_DROP_COLUMN:
	case DN_DROP_CONSTRAINT:
		return change->cascade && dn_map_count(c->before->opaque) > 0
			   ? "CASCADE may drop what the model does not hold"
			   : NULL;
	case DN_RENAME_TABLE:
	case DN_RENAME_COLUMN:
	case DN_RENAME_INDEX:
	case DN_RENAME_CONSTRAINT:
	case DN_SET_SCHEMA: return check_rename(c, change);
	case DN_CREATE_TABLE:
	case DN_CREATE_PARTITION:
	case DN_CREATE_INDEX:
	case DN_CREATE_SEQUENCE:
	case DN_CREATE_SCHEMA:
	case DN_CREATE_ENUM:
	case DN_ADD_COLUMN: return check_create(mem, c, change);
	default: return NULL;
	}
}

struct dn_change *
dn_derive_rename_back(
    const void *mem, const struct dn_schema *before, const struct dn_change *change)
{
	struct dn_change *back = dn_new(mem, struct dn_change);

	back->kind = change->kind;
	back->object.schema = dn_strdup_null(back, change->object.schema);
	back->object.name = dn_strdup(back, change->object.name);
	switch ((int) change->kind) {
	case DN_RENAME_COLUMN:
		back->column_name = dn_strdup(back, change->new_name);
		back->new_name = dn_strdup(back, change->column_name);
		break;
	case DN_RENAME_CONSTRAINT:
		back->name = dn_strdup(back, change->new_name);
		back->new_name = dn_strdup(back, change->name);
		break;
	case DN_SET_SCHEMA:
		back->object.schema = dn_strdup(back, change->new_name);
		back->new_name = dn_strdup(back,
		    change->object.schema != NULL ? change->object.schema : before->default_schema);
		break;
	default:
		back->new_name = back->object.name;
		back->object.name = dn_strdup(back, change->new_name);
		break;
	}
	return back;
}

bool
dn_derive_is_rename(enum dn_change_kind kind)
{
	return kind == DN_RENAME_TABLE || kind == DN_RENAME_COLUMN || kind == DN_RENAME_INDEX ||
	       kind == DN_RENAME_CONSTRAINT || kind == DN_SET_SCHEMA;
}
