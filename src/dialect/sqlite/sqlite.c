/* sqlite.c - SQLite: what PostgreSQL's statements mean, in SQLite's words */
#include "config.h"

#include <stdarg.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "dialect/dialects.h"
#include "dialect/sqlite/changes/changes.h"
#include "dialect/sqlite/rows/rows.h"
#include "dialect/sqlite/table/table.h"
#include "schema/condition/condition.h"

struct sqlite_state *
dn_sqlite_state(struct dn_translation *t)
{
	struct sqlite_state *state = t->state;

	if (state == NULL) {
		t->state = state = dn_new(t, struct sqlite_state);
		state->held = dn_map_new(state);
		state->unnumbered = dn_map_new(state);
		state->setvals = dn_map_new(state);
		state->views = dn_map_new(state);
		state->crossings = dn_map_new(state);
		state->crossed = dn_map_new(state);
		state->touched = dn_map_new(state);
	}
	return state;
}

struct sqlite_held *
dn_sqlite_held(const struct sqlite_change *x, const struct dn_name *table)
{
	return dn_map_get(x->state->held, dn_relation_key(x->scratch, x->t->schema, table));
}

bool
dn_sqlite_is_new(const struct sqlite_change *x, const struct dn_name *table)
{
	const struct sqlite_held *held = dn_sqlite_held(x, table);

	return held != NULL && held->created;
}

bool
dn_sqlite_apply(struct sqlite_change *x)
{
	if (!dn_schema_apply(x->t->schema, x->change, x->st, x->err))
		return false;
	if (x->t->untranslatable == DN_UNTRANSLATABLE_NOTICE)
		dn_sqlite_go_without(x);
	return true;
}

void
dn_sqlite_emit(struct sqlite_change *x, const char *fmt, ...)
{
	struct dunlin_buf *sql = dn_buf_new(x->scratch);
	va_list ap;

	va_start(ap, fmt);
	dn_buf_vprintf(sql, fmt, ap);
	va_end(ap);
	dn_translation_add(x->t, x->st, sql->s);
}

static const struct dn_table *
sqlite_into(const struct sqlite_change *x)
{
	const struct dn_change *c = x->change;

	return c->kind == DN_DATA && (c->query == NULL || c->query->kind == DN_QUERY_INSERT)
		   ? dn_schema_table(x->t->schema, &c->object)
		   : NULL;
}

struct sqlite_print
dn_sqlite_printer(struct sqlite_change *x, const struct dn_table *table)
{
	return (struct sqlite_print){ .t = x->t,
		.buf = dn_buf_new(x->scratch),
		.table = table,
		.from = x->st,
		.here = true,
		.err = x->err,
		.into = sqlite_into(x),
		.withs = x->withs,
		.before = x->before };
}

typedef bool (*sqlite_handler)(struct sqlite_change *x);

/* NULL: impossible. */
static const sqlite_handler handlers[] = {
	[DN_CHANGE_OPAQUE] = dn_sqlite_opaque,
	[DN_CREATE_TABLE] = dn_sqlite_create_table,
	[DN_DROP_TABLE] = dn_sqlite_drop_table,
	[DN_RENAME_TABLE] = dn_sqlite_rename_table,
	[DN_SET_SCHEMA] = dn_sqlite_rename_table,
	[DN_ADD_COLUMN] = dn_sqlite_add_column,
	[DN_DROP_COLUMN] = dn_sqlite_drop_column,
	[DN_RENAME_COLUMN] = dn_sqlite_rename_column,
	[DN_SET_TYPE] = dn_sqlite_set_type,
	[DN_SET_DEFAULT] = dn_sqlite_set_default,
	[DN_DROP_DEFAULT] = dn_sqlite_set_default,
	[DN_SET_NOT_NULL] = dn_sqlite_reshape,
	[DN_DROP_NOT_NULL] = dn_sqlite_reshape,
	[DN_ADD_IDENTITY] = dn_sqlite_add_identity,
	[DN_SET_IDENTITY] = dn_sqlite_alter_numbers,
	[DN_DROP_IDENTITY] = dn_sqlite_reshape,
	[DN_DROP_EXPRESSION] = dn_sqlite_reshape,
	[DN_ADD_CONSTRAINT] = dn_sqlite_add_constraint,
	[DN_DROP_CONSTRAINT] = dn_sqlite_drop_constraint,
	[DN_RENAME_CONSTRAINT] = dn_sqlite_rename_constraint,
	[DN_VALIDATE_CONSTRAINT] = dn_sqlite_validate_constraint,
	[DN_ALTER_CONSTRAINT] = dn_sqlite_reshape,
	[DN_CREATE_INDEX] = dn_sqlite_create_index,
	[DN_DROP_INDEX] = dn_sqlite_drop_index,
	[DN_RENAME_INDEX] = dn_sqlite_rename_index,
	[DN_CREATE_SEQUENCE] = dn_sqlite_apply,
	[DN_ALTER_SEQUENCE] = dn_sqlite_alter_numbers,
	[DN_DROP_SEQUENCE] = dn_sqlite_drop_sequence,
	[DN_CREATE_ENUM] = dn_sqlite_apply,
	[DN_DROP_TYPE] = dn_sqlite_drop_type,
	[DN_CREATE_SCHEMA] = dn_sqlite_apply,
	[DN_DROP_SCHEMA] = dn_sqlite_drop_schema,
	[DN_DATA] = dn_sqlite_data,
	[DN_COPY] = dn_sqlite_copy,
	[DN_SET] = dn_sqlite_apply,
	[DN_SET_SEARCH_PATH] = dn_sqlite_apply,
	[DN_TRANSACTION] = dn_sqlite_apply,
	[DN_NOTHING] = dn_sqlite_nothing,
	[DN_ADD_ENUM_VALUE] = dn_sqlite_alter_type,
	[DN_RENAME_ENUM_VALUE] = dn_sqlite_alter_type,
	[DN_RENAME_TYPE] = dn_sqlite_rename_type,
	[DN_MOVE_TYPE] = dn_sqlite_rename_type,
	[DN_CREATE_DOMAIN] = dn_sqlite_apply,
	[DN_ALTER_DOMAIN] = dn_sqlite_alter_type,
	[DN_CREATE_FUNCTION] = dn_sqlite_change_function,
	[DN_DROP_FUNCTION] = dn_sqlite_change_function,
	[DN_ALTER_FUNCTION] = dn_sqlite_alter_function,
	[DN_CREATE_TRIGGER] = dn_sqlite_create_trigger,
	[DN_DROP_TRIGGER] = dn_sqlite_change_trigger,
	[DN_RENAME_TRIGGER] = dn_sqlite_change_trigger,
	[DN_CREATE_COMPOSITE] = dn_sqlite_apply,
	[DN_SWITCH_TRIGGER] = dn_sqlite_switch_trigger,
	[DN_IF] = dn_sqlite_if,
	[DN_RAISE] = dn_sqlite_raise,
	[DN_CREATE_RULE] = dn_sqlite_create_rule,
	[DN_DROP_RULE] = dn_sqlite_drop_rule,
	[DN_CREATE_PARTITION] = dn_sqlite_create_partition,
	[DN_ATTACH_PARTITION] = dn_sqlite_attach_partition,
	[DN_DETACH_PARTITION] = dn_sqlite_detach_partition,
};

/* ALTER TABLE IF EXISTS of one that nobody made. */
static bool
sqlite_is_absent(const struct sqlite_change *x)
{
	const struct dn_schema *schema = x->t->schema;
	const struct dn_name *name = &x->change->object;

	return x->change->table_if_exists && dn_schema_table(schema, name) == NULL &&
	       dn_map_get(schema->opaque, dn_schema_key(x->scratch, schema, name)) == NULL;
}

/* Under an IF that is not so it is nothing. */
static bool
sqlite_is_meant(struct sqlite_change *x, bool *meant)
{
	enum dn_answer answer = dn_change_is_meant(x->change);
	enum dn_change_kind kind = x->change->kind;

	*meant = answer == DN_ANSWER_YES || kind == DN_NOTHING ||
		 (answer == DN_ANSWER_UNKNOWN &&
		     (kind == DN_DATA || kind == DN_RAISE || kind == DN_IF) && dn_sqlite_asked(x));
	return *meant || answer == DN_ANSWER_NO ||
	       dn_sqlite_cannot(x->err, x->st, x->st->span.start,
		   "what its IF asks is not known from the history");
}

static bool
sqlite_change(struct sqlite_change *x, bool *meant)
{
	bool done;

	if (!sqlite_is_meant(x, meant))
		return false;
	return !*meant ||
	       (dn_sqlite_change_partition(x, &done) && (done || handlers[x->change->kind](x)));
}

static bool
sqlite_statement(struct dn_translation *t, struct dn_statement *st, struct dunlin_error *err)
{
	struct sqlite_change x = { .t = t, .state = dn_sqlite_state(t), .st = st };
	bool ok = true, meant = true;

	for (size_t i = 0; ok && i < st->nchanges; i++) {
		x.scratch = dn_new_context(NULL);
		x.cascades = NULL;
		x.within = NULL;
		x.only = NULL;
		x.err = dn_error_new(x.scratch);
		x.change = st->changes[i];
		x.state->copying = x.change->kind == DN_COPY;
		dn_sqlite_views_hold(&x);
		dn_sqlite_acting_away(&x);
		x.keep = t->noutputs;
		ok = sqlite_is_absent(&x) || sqlite_change(&x, &meant);
		dn_sqlite_acting_wait(&x);
		if (ok && meant && t->about != NULL)
			dn_sqlite_assess(&x);
		if (!ok) {
			ok = dn_cannot_left_out(t, st, NULL, x.err, err);
			t->noutputs = x.keep;
		}
		dn_free(x.scratch);
	}
	dn_sqlite_asked_end(&x);
	return ok;
}

static void
sqlite_guard(struct dunlin_buf *buf, const char *table, const char *id, int wanted)
{
	struct dunlin_buf *text = dn_buf_new(buf);

	/* The name of the constraint is what the error message says. */
	dunlin_buf_printf(
	    text, "revision '%s' is %s", id, wanted == 0 ? "already applied" : "not applied");
	dunlin_buf_puts(buf, "CREATE TEMP TABLE dunlin_guard (ok CONSTRAINT ");
	dn_sqlite_identifier(buf, text->s);
	dunlin_buf_printf(buf,
	    " CHECK (ok));\nINSERT INTO temp.dunlin_guard SELECT count(*) = %d FROM %s WHERE id = ",
	    wanted, table);
	dn_sqlite_literal(buf, id);
	dunlin_buf_puts(buf, ";\nDROP TABLE temp.dunlin_guard");
	dn_free(text);
}

static void
sqlite_relation(struct dunlin_buf *buf, const struct dn_name *name)
{
	char *relation = dn_name_flat(buf, name->schema, name->name);

	dn_sqlite_identifier(buf, relation);
	dn_free(relation);
}

static const char *const schemes[] = { "sqlite", "sqlite3", NULL };
static const char *const none[] = { NULL };
/* Rebuilding a table drops it, which with this on deletes the rows that refer to it. */
static const char *const before_begin[] = { "PRAGMA foreign_keys = OFF", NULL };
/* What an edit or a rebuild that stopped in the middle has left on. */
static const char *const after_rollback[] = { "PRAGMA writable_schema = OFF",
	"PRAGMA legacy_alter_table = OFF", NULL };
static const char *const before_commit[] = {
	"SELECT 'foreign_keys is on in the transaction of the revision' FROM pragma_foreign_keys "
	"WHERE foreign_keys",
	NULL
};

/* What counts and what triggers look at stays when nobody uses it any more. */
static const char *const catalog[] = {
	"SELECT tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE "
	"'sqlite\\_%' ESCAPE '\\' AND name NOT IN ('dunlin_sequence', 'dunlin_at_work', "
	"'dunlin_self')",
	NULL
};

#define PUT_BACK(pragma) "SELECT 'PRAGMA " pragma " = ' || " pragma " FROM pragma_" pragma
static const char *const leave[] = { "DROP TABLE IF EXISTS temp.dunlin_dangling", NULL };
static const struct
    dn_adopt_sql
	adopt = {
		.obstacle = "SELECT 'has a table temp.' || name FROM temp.sqlite_master "
			    "WHERE name LIKE 'dunlin\\_%' ESCAPE '\\'",
		.settings = PUT_BACK("foreign_keys") " UNION ALL " PUT_BACK("recursive_triggers") " UNION ALL " PUT_BACK("ignore_check_constraints") " UNION ALL " PUT_BACK(
		    "legacy_alter_table") " UNION ALL " PUT_BACK("query_only") " UNION "
									       "ALL " PUT_BACK(
										   "tru"
										   "ste"
										   "d_"
										   "sch"
										   "em"
										   "a") " UNION "
											"ALL"
											" " PUT_BACK(
											    "cell_"
											    "size_"
											    "chec"
											    "k"),
		.leave = leave,
	};

const struct dn_dialect dn_dialect_sqlite = {
	.name = "sqlite",
	.schemes = schemes,
	.statement = sqlite_statement,
	.finish = dn_sqlite_finish,
	.flush = dn_sqlite_before_native,
	.fold = dn_sqlite_fold,
	.has_objects = "SELECT 1 FROM sqlite_master LIMIT 1",
	.identifier = dn_sqlite_identifier,
	.literal = dn_sqlite_literal,
	.value = dn_sqlite_value,
	.split = dn_sqlite_split,
	.begin = "BEGIN IMMEDIATE",
	.commit = "COMMIT",
	.rollback = "ROLLBACK",
	.session = none,
	.now = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')",
	.before_begin = before_begin,
	.before_commit = before_commit,
	.dangling = &dn_sqlite_dangling,
	.after_commit = none,
	.after_rollback = after_rollback,
	.has_table = "SELECT 1 FROM sqlite_master WHERE type = 'table' "
		     "AND ($1 IS NULL OR $1 IS NOT NULL) AND name = $2 COLLATE NOCASE",
	.text_type = "text",
	.key_type = "text",
	.integer_type = "integer",
	.script_begin = ".bail on\n",
	.assertion = dn_sqlite_assertion,
	.guard = sqlite_guard,
	.script_check = dn_sqlite_script_check,
	.farewell =
	    "SQLite enforces foreign keys only on connections that ran 'PRAGMA foreign_keys "
	    "= ON': the application must do so on each of its own",
	.needs_model = true,
	.kept_key = "types",
	.relation = sqlite_relation,
	/* A partition is a view. */
	.has_column = "SELECT 1 FROM pragma_table_info(iif(substr($1, 1, 1) = '\"', "
		      "replace(substr($1, 2, length($1) - 2), '\"\"', '\"'), $1)) WHERE $2 IS NULL "
		      "OR name = $2 "
		      "LIMIT 1",
	/* From the end, where what was made last is, and no further than the last of them. */
	.stored = "SELECT name, sql, (SELECT group_concat(name || ' ' || lower(type) || "
		  "iif(\"notnull\", ' NOT NULL', ''), char(10)) FROM pragma_table_xinfo(m.name)) "
		  "FROM sqlite_master m WHERE type = 'table' AND name IN ({tables}) "
		  "ORDER BY m.rowid DESC LIMIT ",
	.damaged = "SELECT m.name, c.quick_check FROM sqlite_master m, pragma_quick_check(m.name) "
		   "c WHERE m.type = 'table' AND m.name IN ({tables}) AND c.quick_check <> 'ok' "
		   "LIMIT 1",
	.catalog = catalog,
	.catalog_lines = dn_sqlite_catalog,
	.adopt = &adopt,
};
