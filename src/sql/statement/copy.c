/* copy.c - COPY, and how its lines are read */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "sql/convert.h"

/* One byte, as the server wants it. */
static bool
copy_byte(char *byte, const char *text)
{
	*byte = *text;
	return strlen(text) == 1;
}

static bool
copy_is(const char *text, const char *one, const char *other)
{
	return strcasecmp(text, one) == 0 || strcasecmp(text, other) == 0;
}

static bool
copy_option(struct dn_copy_form *form, struct dn_nodes options, const PgQuery__DefElem *option)
{
	const char *name = option->defname, *text = dn_node_string(option->arg);

	if (strcmp(name, "format") == 0)
		return (form->csv = strcmp(text, "csv") == 0) || strcmp(text, "text") == 0;
	if (strcmp(name, "delimiter") == 0)
		return copy_byte(&form->delimiter, text);
	if (strcmp(name, "quote") == 0)
		return copy_byte(&form->quote, text);
	if (strcmp(name, "escape") == 0)
		return copy_byte(&form->escape, text);
	if (strcmp(name, "header") == 0) {
		form->header = dn_convert_switch(options, name, false);
		return strcasecmp(text, "match") != 0;
	}
	if (strcmp(name, "null") == 0)
		form->null = dn_strdup(form, text);
	else if (strcmp(name, "encoding") == 0)
		return copy_is(text, "utf8", "utf-8");
	else
		return copy_is(name, "freeze", "log_verbosity");
	return true;
}

/* The first that is not among what dunlin reads: NULL for none. */
static const char *
copy_options(struct dn_copy_form *form, const PgQuery__CopyStmt *stmt)
{
	const char *beyond = stmt->where_clause == NULL ? NULL : "where";

	for (size_t i = 0; i < stmt->n_options; i++) {
		const PgQuery__DefElem *option = stmt->options[i]->def_elem;

		if (!copy_option(form, DN_NODES(stmt, options), option) && beyond == NULL)
			beyond = option->defname;
	}
	if (form->delimiter == '\0')
		form->delimiter = form->csv ? ',' : '\t';
	if (form->null == NULL)
		form->null = form->csv ? "" : "\\N";
	if (form->quote == '\0')
		form->quote = '"';
	if (form->escape == '\0')
		form->escape = form->quote;
	return beyond;
}

void
dn_convert_copy(struct dn_convert *c, const PgQuery__CopyStmt *stmt)
{
	bool from_stdin = stmt->is_from && !stmt->is_program && *stmt->filename == '\0';
	struct dn_change *change = from_stdin ? dn_convert_add(c, DN_COPY) : dn_convert_opaque(c);
	const char *beyond;

	change->object = dn_convert_relation(change, stmt->relation);
	change->values = dn_convert_strings(change, DN_NODES(stmt, attlist));
	change->nvalues = stmt->n_attlist;
	if (!from_stdin)
		return;
	change->copy = dn_new(change, struct dn_copy_form);
	beyond = copy_options(change->copy, stmt);
	if (beyond != NULL)
		change->text = dn_strdup(change, beyond);
}
