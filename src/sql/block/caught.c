/* caught.c - what must be so for a statement not to raise what a DO block catches */
#include "config.h"

#include <string.h>

#include "sql/block/constant.h"
#include "sql/parse.h"

/* Statements that have no IF EXISTS of their own for it. */
enum caught_what { CAUGHT_TABLE, CAUGHT_COLUMN, CAUGHT_CONSTRAINT, CAUGHT_TRIGGER };

static const struct {
	enum dn_change_kind kind;
	const char *condition;
	enum caught_what what;
	bool absent; /* the new name, which must not be there */
} caught_rows[] = {
	{ DN_RENAME_TABLE, "undefined_table", CAUGHT_TABLE, false },
	{ DN_RENAME_TABLE, "duplicate_table", CAUGHT_TABLE, true },
	{ DN_RENAME_COLUMN, "undefined_table", CAUGHT_TABLE, false },
	{ DN_RENAME_COLUMN, "undefined_column", CAUGHT_COLUMN, false },
	{ DN_RENAME_COLUMN, "duplicate_column", CAUGHT_COLUMN, true },
	{ DN_RENAME_CONSTRAINT, "undefined_table", CAUGHT_TABLE, false },
	{ DN_RENAME_CONSTRAINT, "undefined_object", CAUGHT_CONSTRAINT, false },
	{ DN_RENAME_CONSTRAINT, "duplicate_object", CAUGHT_CONSTRAINT, true },
	{ DN_SET_DEFAULT, "undefined_table", CAUGHT_TABLE, false },
	{ DN_SET_DEFAULT, "undefined_column", CAUGHT_COLUMN, false },
	{ DN_DROP_DEFAULT, "undefined_table", CAUGHT_TABLE, false },
	{ DN_DROP_DEFAULT, "undefined_column", CAUGHT_COLUMN, false },
	{ DN_SET_NOT_NULL, "undefined_table", CAUGHT_TABLE, false },
	{ DN_SET_NOT_NULL, "undefined_column", CAUGHT_COLUMN, false },
	{ DN_DROP_NOT_NULL, "undefined_table", CAUGHT_TABLE, false },
	{ DN_DROP_NOT_NULL, "undefined_column", CAUGHT_COLUMN, false },
	{ DN_SET_TYPE, "undefined_table", CAUGHT_TABLE, false },
	{ DN_SET_TYPE, "undefined_column", CAUGHT_COLUMN, false },
	{ DN_CREATE_TRIGGER, "duplicate_object", CAUGHT_TRIGGER, true },
};

static void
caught_equal(struct dunlin_buf *buf, const char *column, const char *value)
{
	dunlin_buf_printf(buf, "%s = '", column);
	for (; *value != '\0'; value++)
		dunlin_buf_put(buf, *value == '\'' ? "''" : value, *value == '\'' ? 2 : 1);
	dunlin_buf_puts(buf, "'");
}

static const char *
caught_name(const struct dn_change *change, enum caught_what what, bool absent)
{
	if (what == CAUGHT_TRIGGER)
		return change->trigger->name;
	return absent                      ? change->new_name
	       : what == CAUGHT_TABLE      ? change->object.name
	       : what == CAUGHT_CONSTRAINT ? change->name
					   : change->column_name;
}

static void
caught_put(
    struct dunlin_buf *buf, const struct dn_change *change, enum caught_what what, bool absent)
{
	static const char *const views[] = { [CAUGHT_TABLE] = "tables",
		[CAUGHT_COLUMN] = "columns",
		[CAUGHT_CONSTRAINT] = "table_constraints",
		[CAUGHT_TRIGGER] = "triggers" };
	static const char *const names[] = { [CAUGHT_TABLE] = "table_name",
		[CAUGHT_COLUMN] = "column_name",
		[CAUGHT_CONSTRAINT] = "constraint_name",
		[CAUGHT_TRIGGER] = "trigger_name" };
	bool trigger = what == CAUGHT_TRIGGER;

	dunlin_buf_printf(buf, "%s%sEXISTS (SELECT FROM information_schema.%s WHERE ",
	    buf->len > 0 ? " AND " : "", absent ? "NOT " : "", views[what]);
	caught_equal(buf, names[what], caught_name(change, what, absent));
	if (what != CAUGHT_TABLE) {
		dunlin_buf_puts(buf, " AND ");
		caught_equal(
		    buf, trigger ? "event_object_table" : "table_name", change->object.name);
	}
	if (change->object.schema != NULL) {
		dunlin_buf_puts(buf, " AND ");
		caught_equal(
		    buf, trigger ? "trigger_schema" : "table_schema", change->object.schema);
	}
	dunlin_buf_puts(buf, ")");
}

bool
dn_caught_put(struct dunlin_buf *buf, const struct dn_change *change, const char *condition)
{
	/* Anything else that renaming can fail for is an error of the history. */
	bool others = strcmp(condition, "others") == 0, any = false;

	for (size_t i = 0; i < sizeof caught_rows / sizeof *caught_rows; i++) {
		bool rename = change->kind == DN_RENAME_TABLE || change->kind == DN_RENAME_COLUMN ||
			      change->kind == DN_RENAME_CONSTRAINT;

		if (caught_rows[i].kind != change->kind ||
		    !(others ? rename : strcmp(caught_rows[i].condition, condition) == 0))
			continue;
		caught_put(buf, change, caught_rows[i].what, caught_rows[i].absent);
		any = true;
	}
	return any;
}
