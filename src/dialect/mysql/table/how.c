/* how.c - what the server does when a part of a table changes: measured, not read */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dialect/mysql/table/table.h"

/* -- columns ---------------------------------------------------------------------------- */

/* Of text that is kept with one byte of its length, another one is written only beyond 127. */
static bool
how_is_longer(unsigned long from, unsigned long to)
{
	return from <= to && (from <= 127 / 4 || from > 255 / 4 || to <= 255 / 4);
}

static bool
how_is_wider(const char *from, const char *to)
{
	static const char varchar[] = "varchar(";
	size_t len = strlen(from);

	if (strncmp(from, varchar, sizeof varchar - 1) == 0 &&
	    strncmp(to, varchar, sizeof varchar - 1) == 0)
		return how_is_longer(strtoul(from + sizeof varchar - 1, NULL, 10),
		    strtoul(to + sizeof varchar - 1, NULL, 10));
	/* Values behind those that are there. */
	return strncmp(from, "enum(", 5) == 0 && strlen(to) > len &&
	       strncmp(from, to, len - 1) == 0 && strncmp(to + len - 1, ", ", 2) == 0;
}

/* The server writes no table with a stored column anew in place when nulls go. */
static bool
how_has_generated(const struct mysql_shape *shape)
{
	dn_map_each (shape->parts, e) {
		const struct mysql_part *part = e->value;

		if (part->kind == MYSQL_COLUMN && part->generated != NULL &&
		    part->generated[0] != '\0')
			return true;
	}
	return false;
}

/* Is a virtual column in a key?  Then a column costs more. */
bool
dn_mysql_how_virtual(const struct mysql_shape *shape)
{
	dn_map_each (shape->parts, e) {
		const struct mysql_part *column = e->value;

		if (column->kind != MYSQL_COLUMN || column->text == NULL ||
		    strstr(column->text, ") VIRTUAL") == NULL)
			continue;
		dn_map_each (shape->parts, k) {
			const struct mysql_part *key = k->value;

			if ((key->kind == MYSQL_UNIQUE || key->kind == MYSQL_INDEX) &&
			    key->text != NULL &&
			    strstr(key->text, dn_mysql_quoted(shape->parts, column->name)) != NULL)
				return true;
		}
	}
	return false;
}

/* MariaDB's own JSON, which is never changed in place. */
static bool
how_is_json(const struct dn_translation *t, const struct mysql_part *part)
{
	const char *end = strchr(part->check, ')');

	return !dn_mysql_is_8(t) && strncmp(part->check, "json_valid(", 11) == 0 && end != NULL &&
	       end[1] == '\0';
}

/* -- the key in whose order rows are stored --------------------------------------------- */

/* The primary key, or else those of which the first is it; which is first nobody asks. */
static const char *
how_order(const struct mysql_shape *shape)
{
	struct dunlin_buf *order = dn_buf_new(shape->parts);

	dn_map_each (shape->parts, e) {
		const struct mysql_part *part = e->value;

		if (part->kind == MYSQL_PRIMARY && part->text != NULL)
			return part->text;
		if (part->clusters && part->text != NULL)
			dunlin_buf_printf(order, "%s\n", part->text);
	}
	return order->s;
}

/*
 * Without a primary key: when a unique key goes another may become the first one, in whose order
 * rows are stored.  Which was the first depends on when each was made.
 */
static bool
how_promotes(const struct mysql_shape *from, const struct mysql_shape *to)
{
	bool clusters = false, goes = false;

	dn_map_each (from->parts, e) {
		const struct mysql_part *part = e->value;

		if (part->kind == MYSQL_PRIMARY && part->text != NULL)
			return false;
		clusters = clusters || part->clusters;
		goes = goes || (part->kind == MYSQL_UNIQUE && !part->clusters &&
				   !dn_mysql_is_same(part, dn_map_get(to->parts, e->key)));
	}
	return clusters && goes;
}

enum mysql_how
dn_mysql_how_rows(const struct mysql_shape *from, const struct mysql_shape *to)
{
	const char *is = how_order(from), *will = how_order(to);

	if (strcmp(is, will) == 0)
		return how_promotes(from, to) ? MYSQL_INPLACE : MYSQL_INSTANT;
	return is[0] != '\0' && will[0] == '\0' ? MYSQL_COPY : MYSQL_INPLACE;
}

enum mysql_how
dn_mysql_how_modify(const struct dn_translation *t, const struct mysql_shape *shape,
    const struct mysql_part *is, const struct mysql_part *to)
{
	enum mysql_how how = MYSQL_INSTANT;

	if (is->type == NULL || to->type == NULL || how_is_json(t, is) || how_is_json(t, to))
		return MYSQL_COPY;
	if (is->not_null != to->not_null)
		how = to->not_null && how_has_generated(shape) ? MYSQL_COPY : MYSQL_INPLACE;
	if (strcmp(is->type, to->type) != 0 && !how_is_wider(is->type, to->type))
		how = MYSQL_COPY;
	if (!dn_mysql_takes_more(is->check, to->check))
		how = MYSQL_COPY;
	if (strcmp(is->generated, to->generated) != 0 || (to->numbered && !is->numbered) ||
	    (to->generated[0] != '\0' && strcmp(is->text, to->text) != 0))
		how = MYSQL_COPY;
	return how;
}
