/* mysql.c - the dialects of MariaDB and of MySQL 8, which differ where dn_mysql_is_8() is asked */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/mysql/changes/changes.h"
#include "dialect/mysql/session.h"
#include "schema/condition/condition.h"

/*
 * Each statement on the schema commits by itself, so nothing waits: a change is looked at before
 * and behind it in the model, and what differs in the tables is one ALTER TABLE each (alter.c).
 */

bool
dn_mysql_is_8(const struct dn_translation *t)
{
	return t->dialect == &dn_dialect_mysql8;
}

const char *
dn_mysql_collation(const struct dn_translation *t)
{
	return dn_mysql_is_8(t) ? "utf8mb4_0900_bin" : "utf8mb4_nopad_bin";
}

bool
dn_mysql_apply(struct mysql_change *x)
{
	return dn_schema_apply(x->t->schema, x->change, x->st, x->err);
}

struct mysql_print
dn_mysql_printer(struct mysql_change *x, const struct dn_table *table)
{
	return (struct mysql_print){ .t = x->t,
		.buf = dn_buf_new(x->scratch),
		.table = table,
		.from = x->st,
		.here = true,
		.err = x->err };
}

static bool
mysql_raise(struct mysql_change *x)
{
	return dn_mysql_cannot(x, "RAISE EXCEPTION has no counterpart outside of functions");
}

static bool
mysql_if(struct mysql_change *x)
{
	if (!dn_mysql_apply(x))
		return false;
	dn_cannot_answer(x->t->schema, x->change);
	return true;
}

static bool
mysql_rule(struct mysql_change *x)
{
	return dn_mysql_apply(x) && dn_mysql_cannot(x, "a rule has no counterpart there");
}

typedef bool (*mysql_handler)(struct mysql_change *x);

/* What is not here is looked for in what the model has become. */
static const mysql_handler handlers[] = {
	[DN_CHANGE_OPAQUE] = dn_mysql_opaque,
	[DN_CREATE_TABLE] = dn_mysql_create_table,
	[DN_RENAME_TABLE] = dn_mysql_rename_table,
	[DN_SET_SCHEMA] = dn_mysql_rename_table,
	[DN_RENAME_COLUMN] = dn_mysql_rename_column,
	[DN_SET_TYPE] = dn_mysql_set_type,
	[DN_DROP_EXPRESSION] = dn_mysql_drop_expression,
	[DN_RENAME_CONSTRAINT] = dn_mysql_rename_constraint,
	[DN_RENAME_INDEX] = dn_mysql_rename_index,
	[DN_SET_IDENTITY] = dn_mysql_alter_sequence,
	[DN_ALTER_SEQUENCE] = dn_mysql_alter_sequence,
	[DN_DATA] = dn_mysql_data,
	[DN_COPY] = dn_mysql_copy,
	[DN_NOTHING] = dn_mysql_meaningless,
	/* These name no table, or change several. */
	[DN_CREATE_INDEX] = dn_mysql_change_index,
	[DN_DROP_INDEX] = dn_mysql_change_index,
	[DN_CREATE_SEQUENCE] = dn_mysql_change_all,
	[DN_DROP_SEQUENCE] = dn_mysql_change_all,
	[DN_DROP_SCHEMA] = dn_mysql_change_all,
	[DN_DROP_TYPE] = dn_mysql_change_all,
	[DN_ADD_ENUM_VALUE] = dn_mysql_change_all,
	[DN_RENAME_ENUM_VALUE] = dn_mysql_rename_value,
	[DN_ALTER_DOMAIN] = dn_mysql_change_all,
	[DN_CREATE_FUNCTION] = dn_mysql_change_all,
	[DN_DROP_FUNCTION] = dn_mysql_change_all,
	[DN_ALTER_FUNCTION] = dn_mysql_change_all,
	[DN_CREATE_TRIGGER] = dn_mysql_change_all,
	[DN_DROP_TRIGGER] = dn_mysql_change_all,
	[DN_RENAME_TRIGGER] = dn_mysql_change_all,
	[DN_SWITCH_TRIGGER] = dn_mysql_change_all,
	[DN_CREATE_RULE] = mysql_rule,
	[DN_IF] = mysql_if,
	[DN_RAISE] = mysql_raise,
	[DN_CREATE_ENUM] = dn_mysql_apply,
	[DN_CREATE_DOMAIN] = dn_mysql_apply,
	[DN_CREATE_COMPOSITE] = dn_mysql_apply,
	[DN_RENAME_TYPE] = dn_mysql_apply,
	[DN_MOVE_TYPE] = dn_mysql_apply,
	[DN_CREATE_SCHEMA] = dn_mysql_apply,
	[DN_SET] = dn_mysql_apply,
	[DN_SET_SEARCH_PATH] = dn_mysql_apply,
	[DN_TRANSACTION] = dn_mysql_apply,
	[DN_VALIDATE_CONSTRAINT] = dn_mysql_apply,
	[DN_CREATE_PARTITION] = dn_mysql_create_partition,
	[DN_ATTACH_PARTITION] = dn_mysql_attach,
	[DN_DETACH_PARTITION] = dn_mysql_detach,
};

static mysql_handler
mysql_find(enum dn_change_kind kind)
{
	mysql_handler handler =
	    (size_t) kind < sizeof handlers / sizeof *handlers ? handlers[kind] : NULL;

	return handler != NULL ? handler : dn_mysql_change;
}

/* ALTER TABLE IF EXISTS of one that nobody made. */
static bool
mysql_is_absent(const struct mysql_change *x)
{
	const struct dn_schema *schema = x->t->schema;
	const struct dn_name *name = &x->change->object;

	return x->change->table_if_exists && dn_schema_table(schema, name) == NULL &&
	       dn_map_get(schema->opaque, dn_schema_key(x->scratch, schema, name)) == NULL;
}

static const char *
mysql_key(const struct mysql_change *x)
{
	return x->change->kind == DN_CREATE_TABLE
		   ? dn_relation_key(x->scratch, x->t->schema, &x->change->object)
		   : NULL;
}

/* Under an IF that is not so it is nothing. */
static bool
mysql_change(struct mysql_change *x)
{
	enum dn_answer answer = dn_change_is_meant(x->change);
	bool done, ok;

	if (answer == DN_ANSWER_YES || x->change->kind == DN_NOTHING) {
		ok = dn_mysql_change_partition(x, &done);
		return done ? ok : mysql_find(x->change->kind)(x);
	}
	return answer == DN_ANSWER_NO ||
	       dn_mysql_cannot(x, "what its IF asks is not known from the history");
}

static bool
mysql_statement(struct dn_translation *t, struct dn_statement *st, struct dunlin_error *err)
{
	struct mysql_change x = { .t = t, .st = st };
	bool ok = true;

	for (size_t i = 0; ok && i < st->nchanges; i++) {
		size_t keep = t->noutputs;

		x.scratch = dn_new_context(NULL);
		x.err = dn_error_new(x.scratch);
		x.change = st->changes[i];
		ok = mysql_is_absent(&x) || mysql_change(&x);
		if (!ok) {
			ok = dn_cannot_left_out(t, st, mysql_key(&x), x.err, err);
			t->noutputs = keep;
		}
		dn_free(x.scratch);
	}
	return ok;
}

static const char *const schemes[] = { "mariadb", "mysql", NULL };
static const char *const none[] = { NULL };
static const char *const after_rollback[] = { NULL };

#define TEXT(collation) "longtext CHARACTER SET utf8mb4 COLLATE " collation
#define KEY(collation)  "varchar(255) CHARACTER SET utf8mb4 COLLATE " collation
#define COMMON                                                                                     \
	.statement = mysql_statement, .identifier = dn_mysql_identifier,                           \
	.literal = dn_mysql_literal, .value = dn_mysql_value, .split = dn_mysql_split,             \
	.begin = "START TRANSACTION", .commit = "COMMIT", .rollback = "ROLLBACK",                  \
	.commit_ends = true, .now = "concat(replace(utc_timestamp(3), ' ', 'T'), 'Z')",            \
	.user = "current_user()", .try_lock = dn_mysql_try_lock,                                   \
	.unlock = "SELECT release_all_locks()", .before_begin = none, .before_commit = none,       \
	.after_commit = none, .after_rollback = after_rollback,                                    \
	.has_table =                                                                               \
	    "SELECT 1 FROM information_schema.tables WHERE table_schema = database() AND "         \
	    "($1 IS NULL OR $1 IS NOT NULL) AND table_name = $2",                                  \
	.integer_type = "bigint", .script_begin = dn_mysql_script_begin, .guard = dn_mysql_guard,  \
	.needs_model = true, .ddl_commits = true, .kept_key = "enums", .probe = dn_mysql_probe,    \
	.relation = dn_mysql_relation,                                                             \
	.has_column = "SELECT 1 FROM information_schema.columns WHERE table_schema = database() "  \
		      "AND concat('`', replace(table_name, '`', '``'), '`') = $1 AND ($2 IS NULL " \
		      "OR (column_name = $2 AND generation_expression IS NULL)) LIMIT 1",          \
	.catalog = dn_mysql_catalog, .locking = &dn_mysql_lock_sql,                                \
	.current_database = "SELECT database()", .database_options = " CHARACTER SET utf8mb4"

const struct dn_dialect dn_dialect_mysql = {
	.name = "mysql",
	.schemes = schemes,
	.session = dn_mysql_session,
	.reset = dn_mysql_session,
	.text_type = TEXT("utf8mb4_nopad_bin"),
	.key_type = KEY("utf8mb4_nopad_bin"),
	COMMON,
};

const struct dn_dialect dn_dialect_mysql8 = {
	.name = "mysql8",
	.schemes = none,
	.session = dn_mysql8_session,
	.reset = dn_mysql8_session,
	.text_type = TEXT("utf8mb4_0900_bin"),
	.key_type = KEY("utf8mb4_0900_bin"),
	COMMON,
};
