/* how.c - what the server does when a part of a table changes: measured, not read */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dialect/mysql/mysql.h"

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

/* A list of values that only grows refuses no row that is there. */
static bool
how_takes_more(const char *from, const char *to)
{
	size_t len = strlen(from);

	return from[0] != '\0' &&
	       (to[0] == '\0' ||
		   (strlen(to) > len && strstr(from, " IN (") != NULL &&
		       strncmp(from, to, len - 1) == 0 && strncmp(to + len - 1, ", ", 2) == 0));
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

/* MariaDB's own JSON, which is never changed in place. */
static bool
how_is_json(const struct dn_translation *t, const struct mysql_part *part)
{
	const char *end = strchr(part->check, ')');

	return !dn_mysql_is_8(t) && strncmp(part->check, "json_valid(", 11) == 0 && end != NULL &&
	       end[1] == '\0';
}

/* -- the key in whose order rows are stored --------------------------------------------- */

/* The primary key, or else the first of those that could be one; which is first nobody asks. */
static bool
how_has_primary(const struct mysql_shape *shape)
{
	dn_map_each (shape->parts, e)
		if (((const struct mysql_part *) e->value)->kind == MYSQL_PRIMARY)
			return true;
	return false;
}

static bool
how_clusters(const struct mysql_shape *shape, const char *column)
{
	const char *quoted = column == NULL ? "" : dn_mysql_quoted(shape->parts, column);

	dn_map_each (shape->parts, e) {
		const struct mysql_part *part = e->value;

		if (part->clusters && part->text != NULL && strstr(part->text, quoted) != NULL)
			return !how_has_primary(shape);
	}
	return false;
}

enum mysql_how
dn_mysql_how_drop(const struct mysql_shape *from, const struct mysql_part *key)
{
	return key->clusters && !how_has_primary(from) ? MYSQL_COPY : MYSQL_NOCOPY;
}

bool
dn_mysql_how_moves(const struct mysql_shape *from, const struct mysql_shape *to)
{
	return how_clusters(from, NULL) || how_clusters(to, NULL);
}

enum mysql_how
dn_mysql_how_modify(const struct dn_translation *t, const struct mysql_shape *from,
    const struct mysql_shape *shape, const struct mysql_part *is, const struct mysql_part *to)
{
	enum mysql_how how = MYSQL_INSTANT;

	if (is->type == NULL || to->type == NULL || how_is_json(t, is) || how_is_json(t, to))
		return MYSQL_COPY;
	if (is->not_null != to->not_null)
		how = (to->not_null && how_has_generated(shape)) ||
			      (is->not_null && how_clusters(from, is->name))
			  ? MYSQL_COPY
			  : MYSQL_INPLACE;
	if (strcmp(is->type, to->type) != 0 && !how_is_wider(is->type, to->type))
		how = MYSQL_COPY;
	if (strcmp(is->check, to->check) != 0 && to->check[0] != '\0' &&
	    !how_takes_more(is->check, to->check))
		how = MYSQL_COPY;
	if (strcmp(is->generated, to->generated) != 0 || (to->numbered && !is->numbered))
		how = MYSQL_COPY;
	return how;
}
