/* derive_replay.c - an upgrade section, run on a model alone */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "plan/derive_replay.h"

bool
dn_derive_is_for(const struct dn_piece *piece, const char *dialect)
{
	for (size_t i = 0; i < piece->nonly; i++)
		if (strcmp(piece->only[i], dialect) == 0)
			return true;
	return piece->only == NULL;
}

static bool
replay_piece(const struct dn_revision *revision, struct dn_translation *t,
    const struct dn_piece *piece, struct dunlin_error *err)
{
	const struct dn_dialect *dialect = t->dialect;
	struct dn_statements *list;

	if (piece->only != NULL && dialect->split != NULL)
		return dialect->flush == NULL || dialect->flush(t, err);
	list = piece->only != NULL ? dn_sql_parse_block(t, &revision->source, piece->span, err)
				   : dn_sql_parse(t, &revision->source, piece->span, err);
	for (size_t i = 0; list != NULL && i < list->n; i++) {
		struct dn_statement *st = list->items[i];
		bool control = st->nchanges == 1 && st->changes[0]->kind == DN_TRANSACTION;

		if (!control && !dialect->statement(t, st, err))
			return false;
	}
	return list != NULL;
}

/* As it was run on the database, with what comes out dropped: what was left out is left out. */
bool
dn_derive_replay(const struct dn_plan_options *options, const struct dn_revision *revision,
    struct dn_schema *schema, struct dunlin_error *err)
{
	const struct dn_dialect *dialect = options->dialect;
	const struct dn_section *section = &revision->upgrade;
	struct dn_translation *t = dn_translation_new(NULL, dialect, schema, NULL);
	bool ok = true;

	dn_schema_new_session(schema, options->search_path, options->nsearch_path);
	t->untranslatable = options->untranslatable;
	t->types = options->types;
	t->enums = options->enums;
	for (size_t i = 0; ok && i < section->npieces; i++)
		if (dn_derive_is_for(&section->pieces[i], dialect->name))
			ok = dn_revision_is_defined(revision, section->pieces[i].span, err) &&
			     replay_piece(revision, t, &section->pieces[i], err);
	ok = ok && (dialect->finish == NULL || dialect->finish(t, err));
	dn_free(t);
	dn_schema_new_session(schema, options->search_path, options->nsearch_path);
	return ok;
}
