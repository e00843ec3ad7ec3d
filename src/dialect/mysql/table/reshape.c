/* reshape.c - from one shape of a table to another: one ALTER TABLE */
#include "config.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dialect/mysql/table/table.h"

struct reshape {
	struct mysql_change *x;
	const struct mysql_shape *from, *to;
	struct dunlin_buf *clauses;
	enum mysql_how how;
	bool other_columns; /* one comes or goes */
	bool adds_column;   /* that is not virtual */
	bool adds_key;
	unsigned dropped_columns;
	bool drops_virtual;
	struct dunlin_buf *dropped; /* the texts of indexes that go */
	const char *probe;   /* by the first of them that is not the same when it is done twice */
	struct dn_map *news; /* keys of parts that are new or changed */
};

static void
reshape_clause(struct reshape *r, enum mysql_how how, const char *probe, const char *text)
{
	dunlin_buf_printf(r->clauses, "%s%s", r->clauses->len == 0 ? "" : ", ", text);
	r->how = how > r->how ? how : r->how;
	if (r->probe == NULL)
		r->probe = probe;
}

bool
dn_mysql_is_same(const struct mysql_part *is, const struct mysql_part *to)
{
	return is != NULL && to != NULL &&
	       (is->text == to->text ||
		   (is->text != NULL && to->text != NULL && strcmp(is->text, to->text) == 0));
}

/* -- what comes back ---------------------------------------------------------------------- */

static bool
reshape_is_virtual(const struct mysql_part *column)
{
	return column->text != NULL && strstr(column->text, ") VIRTUAL") != NULL;
}

/* A column that is stored becomes no virtual one, nor the other way round. */
static bool
reshape_is_anew(const struct mysql_part *is, const struct mysql_part *to)
{
	return is != NULL && to != NULL && is->kind == MYSQL_COLUMN && is->text != NULL &&
	       to->text != NULL && is->generated[0] != '\0' && to->generated[0] != '\0' &&
	       reshape_is_virtual(is) != reshape_is_virtual(to);
}

/* Is the key about a column that goes and comes back? */
static bool
reshape_is_lost(const struct reshape *r, const struct mysql_part *key)
{
	if (key->kind != MYSQL_UNIQUE && key->kind != MYSQL_INDEX)
		return false;
	dn_map_each (r->from->parts, e) {
		const struct mysql_part *column = e->value;

		if (reshape_is_anew(column, dn_map_get(r->to->parts, e->key)) &&
		    strstr(key->text, dn_mysql_quoted(r->x->scratch, column->name)) != NULL)
			return true;
	}
	return false;
}

static bool
reshape_stays(const struct reshape *r, const struct mysql_part *is, const struct mysql_part *wanted)
{
	if (is == NULL || wanted == NULL || is->kind == MYSQL_COLUMN)
		return is != NULL && wanted != NULL && !reshape_is_anew(is, wanted);
	return dn_mysql_is_same(is, wanted) && (is->text == NULL || !reshape_is_lost(r, is));
}

/* -- what goes -- */

/* "(`a`, `b`" of a foreign key; "" where it cannot be said. */
static const char *
reshape_key_columns(const struct mysql_part *part, size_t *len)
{
	const char *list = part->text == NULL ? NULL : strstr(part->text, " FOREIGN KEY (");

	list = list == NULL ? "" : strchr(list, '(');
	*len = strcspn(list, ")");
	return list;
}

/* Two foreign keys about the same columns have one index, which the other one still needs. */
static bool
reshape_is_shared(struct reshape *r, const struct mysql_part *key)
{
	size_t len, other_len;
	const char *columns = reshape_key_columns(key, &len);

	dn_map_each (r->to->parts, e) {
		const struct mysql_part *part = e->value;
		const char *other = reshape_key_columns(part, &other_len);

		if (part->kind == MYSQL_FOREIGN && other_len > 0 && other_len <= len &&
		    strncmp(columns, other, other_len) == 0)
			return true;
	}
	return false;
}

/* What comes back is there before and behind the statement, which may be run twice. */
static const char *
reshape_gone(struct reshape *r, const struct mysql_part *part, bool back)
{
	void *mem = r->x->scratch;
	const char *relation = r->to->relation;

	if (back)
		return NULL;
	switch (part->kind) {
	case MYSQL_COLUMN: return dn_mysql_has_column(mem, relation, part->name, false);
	case MYSQL_PRIMARY: return dn_mysql_has_index(mem, relation, "PRIMARY", false);
	case MYSQL_UNIQUE:
	case MYSQL_INDEX: return dn_mysql_has_index(mem, relation, part->name, false);
	default: return dn_mysql_has_constraint(mem, relation, part->name, false);
	}
}

static void
reshape_drop(struct reshape *r, const struct mysql_part *part, bool back)
{
	void *mem = r->x->scratch;
	const char *probe = reshape_gone(r, part, back);
	const char *name = dn_mysql_quoted(mem, part->name);

	switch (part->kind) {
	case MYSQL_COLUMN:
		r->other_columns = true;
		r->dropped_columns++;
		r->drops_virtual = r->drops_virtual || reshape_is_virtual(part);
		reshape_clause(r, MYSQL_INSTANT, probe, dn_sprintf(mem, "DROP COLUMN %s", name));
		break;
	case MYSQL_PRIMARY:
		dunlin_buf_puts(r->dropped, part->text);
		reshape_clause(r, MYSQL_NOCOPY, probe, "DROP PRIMARY KEY");
		break;
	case MYSQL_UNIQUE:
	case MYSQL_INDEX:
		dunlin_buf_puts(r->dropped, part->text);
		reshape_clause(r, MYSQL_NOCOPY, probe, dn_sprintf(mem, "DROP INDEX %s", name));
		break;
	case MYSQL_CHECK:
		reshape_clause(
		    r, MYSQL_INSTANT, probe, dn_sprintf(mem, "DROP CONSTRAINT %s", name));
		break;
	case MYSQL_FOREIGN:
		reshape_clause(
		    r, MYSQL_INSTANT, probe, dn_sprintf(mem, "DROP FOREIGN KEY %s", name));
		/* With the index that the server made for it. */
		if (!dn_mysql_is_8(r->x->t) && !reshape_is_shared(r, part))
			reshape_clause(r, MYSQL_NOCOPY, NULL,
			    dn_sprintf(mem, "DROP INDEX IF EXISTS %s", name));
		break;
	}
}

/* Keys before the columns that are in them. */
static void
reshape_drops(struct reshape *r, bool columns)
{
	dn_map_each (r->from->parts, e) {
		const struct mysql_part *is = e->value, *wanted = dn_map_get(r->to->parts, e->key);
		bool column = is->kind == MYSQL_COLUMN;

		if (is->text != NULL && column == columns && !reshape_stays(r, is, wanted))
			reshape_drop(r, is, wanted != NULL);
	}
}

/* -- indexes that foreign keys rest on -- */

/* Has the table a key or index that begins with all of these columns, and not a part of a text? */
static bool
reshape_serves(const struct reshape *r, const struct dunlin_buf *columns)
{
	dn_map_each (r->to->parts, e) {
		const struct mysql_part *part = e->value;
		const char *name = dn_mysql_quoted(r->x->scratch, part->name), *list;

		if (part->text == NULL || part->kind == MYSQL_COLUMN || part->kind == MYSQL_CHECK ||
		    part->kind == MYSQL_FOREIGN)
			continue;
		list = part->kind == MYSQL_PRIMARY ? NULL : strstr(part->text, name);
		list = strchr(list == NULL ? part->text : list + strlen(name), '(') + 1;
		if (strncmp(list, columns->s, columns->len) == 0 &&
		    strchr(",)", list[columns->len]) != NULL)
			return true;
	}
	return false;
}

/* The server makes one of its own, and drops it when there is another: it has to come back. */
static void
reshape_keep_foreign(struct reshape *r)
{
	const struct dn_table *table = r->to->table;

	for (size_t i = 0; i < table->nconstraints; i++) {
		const struct dn_constraint *c = table->constraints[i];
		struct dunlin_buf *columns = dn_buf_new(r->x->scratch);

		dn_mysql_columns(columns, c->columns, c->ncolumns);
		if (c->kind != DN_FOREIGN_KEY || strstr(r->dropped->s, columns->s) == NULL ||
		    reshape_serves(r, columns))
			continue;
		r->adds_key = true;
		reshape_clause(r, MYSQL_NOCOPY, NULL,
		    dn_sprintf(columns, "ADD INDEX %s%s (%s)",
			dn_mysql_is_8(r->x->t) ? "" : "IF NOT EXISTS ",
			dn_mysql_quoted(columns, c->flat), columns->s));
	}
}

/* -- what changes: columns -- */

static bool
reshape_say_why(struct reshape *r, const struct mysql_part *part)
{
	return part->text != NULL || dn_error_copy(r->x->err, part->why);
}

/*
 * A new column that is filled with the time, one for all rows: the server knows that only of its
 * own clock, which in this session is in UTC.  The default that holds for all sessions comes behind
 * it; both change the dictionary alone.
 */
static bool
reshape_add_now(struct reshape *r, const struct mysql_part *to)
{
	static const char now[] = " DEFAULT (utc_timestamp(6))";
	const char *at = strstr(to->text, now);
	void *mem = r->x->scratch;

	if (to->value == NULL || strcmp(to->value, "(utc_timestamp(6))") != 0 || at == NULL ||
	    strcmp(to->type, "datetime(6)") != 0 || dn_mysql_how_virtual(r->from))
		return false;
	dn_mysql_alter(r->x, r->to->relation, MYSQL_INSTANT,
	    dn_mysql_has_column(mem, r->to->relation, to->name, true),
	    "ADD COLUMN %.*s DEFAULT current_timestamp(6)%s", (int) (at - to->text), to->text,
	    at + sizeof now - 1);
	reshape_clause(r, MYSQL_INSTANT, NULL, dn_sprintf(mem, "MODIFY COLUMN %s", to->text));
	return true;
}

static bool
reshape_columns(struct reshape *r)
{
	void *mem = r->x->scratch;

	dn_map_each (r->to->parts, e) {
		const struct mysql_part *to = e->value, *is = dn_map_get(r->from->parts, e->key);
		bool back = reshape_is_anew(is, to), new = is == NULL || back;

		if (to->kind != MYSQL_COLUMN || dn_mysql_is_same(is, to))
			continue;
		if (!reshape_say_why(r, to))
			return false;
		dn_map_put(r->news, e->key, r);
		if (new &&reshape_add_now(r, to))
			continue;
		r->other_columns = r->other_columns || new;
		r->adds_column = r->adds_column || (new && !reshape_is_virtual(to));
		reshape_clause(r, new ? to->how : dn_mysql_how_modify(r->x->t, r->to, is, to),
		    is == NULL ? dn_mysql_has_column(mem, r->to->relation, to->name, true) : NULL,
		    dn_sprintf(mem, "%s %s%s", new ? "ADD COLUMN" : "MODIFY COLUMN", to->text,
			back ? dn_mysql_place(mem, r->to->table, to->name) : ""));
		if (to->numbered && to->start != 1 && (new || !is->numbered))
			reshape_clause(r, MYSQL_INSTANT, NULL,
			    dn_sprintf(mem, "AUTO_INCREMENT = %lld", to->start));
	}
	return true;
}

/* -- what comes: keys and constraints -- */

static const char *
reshape_probe(struct reshape *r, const struct mysql_part *part)
{
	void *mem = r->x->scratch;

	switch (part->kind) {
	case MYSQL_PRIMARY: return dn_mysql_has_index(mem, r->to->relation, "PRIMARY", true);
	case MYSQL_UNIQUE:
	case MYSQL_INDEX: return dn_mysql_has_index(mem, r->to->relation, part->name, true);
	default: return dn_mysql_has_constraint(mem, r->to->relation, part->name, true);
	}
}

static bool
reshape_adds(struct reshape *r)
{
	dn_map_each (r->to->parts, e) {
		const struct mysql_part *to = e->value, *is = dn_map_get(r->from->parts, e->key);

		if (to->kind == MYSQL_COLUMN || reshape_stays(r, is, to))
			continue;
		if (!reshape_say_why(r, to))
			return false;
		dn_map_put(r->news, e->key, r);
		r->adds_key = r->adds_key || (to->kind != MYSQL_CHECK && to->kind != MYSQL_FOREIGN);
		reshape_clause(r, to->how,
		    is == NULL || is->text == NULL ? reshape_probe(r, to) : NULL,
		    dn_sprintf(r->x->scratch, "ADD %s", to->text));
	}
	return true;
}

static bool
reshape_has_column(const struct mysql_shape *shape)
{
	dn_map_each (shape->parts, e)
		if (((const struct mysql_part *) e->value)->kind == MYSQL_COLUMN)
			return true;
	return false;
}

/*
 * A key and a column of one statement are more than each alone, a virtual column goes with no
 * other, and while one is in a key others wait.
 */
static enum mysql_how
reshape_how(const struct reshape *r)
{
	enum mysql_how how = dn_mysql_how_rows(r->from, r->to);

	bool virtual = dn_mysql_how_virtual(r->from);

	if (r->dropped_columns > r->drops_virtual && (virtual || r->drops_virtual))
		return MYSQL_COPY;

	if (r->other_columns && r->adds_key && how < MYSQL_INPLACE)
		how = MYSQL_INPLACE;
	how = r->how > how ? r->how : how;
	return virtual && how < MYSQL_SHARED && (r->adds_column || how == MYSQL_INPLACE)
		   ? MYSQL_SHARED
		   : how;
}

bool
dn_mysql_reshape(
    struct mysql_change *x, const struct mysql_shape *from, const struct mysql_shape *to)
{
	struct reshape r = { .x = x,
		.from = from,
		.to = to,
		.clauses = dn_buf_new(x->scratch),
		.news = dn_map_new(x->scratch),
		.dropped = dn_buf_new(x->scratch),
		.how = MYSQL_INSTANT };

	reshape_drops(&r, false);
	reshape_drops(&r, true);
	if (r.dropped->len > 0)
		reshape_keep_foreign(&r);
	if (!reshape_columns(&r) || !reshape_adds(&r))
		return false;
	if (r.clauses->len == 0)
		return true;
	if (!reshape_has_column(to))
		return dn_mysql_cannot(x, "a table has a column there");
	/* What is not new was said when it was. */
	dn_mysql_shape(x->scratch, &(struct mysql_look){ x->t, x->st, true, r.news }, to->table);
	dn_mysql_alter(x, to->relation, reshape_how(&r), r.probe, "%s", r.clauses->s);
	return true;
}
