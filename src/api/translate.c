/* translate.c - PostgreSQL's SQL as another dialect's, without any history */
#include "config.h"

#include <string.h>

#include "api/project.h"
#include "base/buf.h"
#include "base/mem.h"
#include "config/keys.h"
#include "engine/script/offline.h"
#include "plan/plan.h"

const struct dn_dialect *
dn_translate_dialect(const void *mem, const char *name, struct dunlin_error *err)
{
	const struct dn_dialect *dialect = dn_dialect_find(name);
	struct dunlin_buf *known = dn_buf_new(mem);

	if (dialect != NULL)
		return dialect;
	for (const struct dn_dialect *const *d = dn_dialects; *d != NULL; d++)
		dunlin_buf_printf(known, "%s%s", known->len == 0 ? "" : ", ", (*d)->name);
	dunlin_error_set(err, DUNLIN_E_USAGE, "unknown dialect '%s'", name);
	dunlin_error_set_hint(err, "Known dialects: %s.", known->s);
	return NULL;
}

/* TEXT as the key NAME says it, so that both know the same words; NULL: FALLBACK. */
static bool
translate_choice(const char *name, const char *text, unsigned fallback, unsigned *choice,
    struct dunlin_error *err)
{
	const struct dn_config_key *key = dn_config_key_find(name);
	struct dunlin_error *own;

	*choice = fallback;
	if (text == NULL || dn_choice_parse(key->choices, text, choice))
		return true;
	own = dn_error_new(NULL);
	dn_config_key_check(key, text, own);
	dunlin_error_set(err, DUNLIN_E_USAGE, "unknown %s '%s'", name, text);
	dunlin_error_set_hint(err, "%s", dunlin_error_hint(own));
	dn_free(own);
	return false;
}

bool
dn_translate_choices(
    const struct dunlin_options *o, struct dn_plan_options *options, struct dunlin_error *err)
{
	const char *types = o->size > offsetof(struct dunlin_options, types) ? o->types : NULL;
	const char *enums = o->size > offsetof(struct dunlin_options, enums) ? o->enums : NULL;
	unsigned chosen_types, chosen_enums;

	if (!translate_choice("types", types, DN_TYPES_ENFORCED, &chosen_types, err) ||
	    !translate_choice("enums", enums, DN_ENUMS_CHECK, &chosen_enums, err))
		return false;
	options->types = (enum dn_types) chosen_types;
	options->enums = (enum dn_enums) chosen_enums;
	return true;
}

bool
dunlin_translate(const struct dunlin_options *o, const char *dialect,
    const struct dunlin_script *script, struct dunlin_error *err)
{
	void *mem = dn_new_context(NULL);
	struct dn_log log = { o->log, o->log_payload };
	struct dn_plan_options options = { .log = &log, .said = dn_map_new(mem) };
	struct dn_range range = { .direction = DN_UP, .n = 1 };
	struct dn_offline output = { .write = o->write, .payload = o->write_payload };
	struct dn_source source = { script->file, script->text, script->len };
	struct dn_revision *revision;
	bool ok = false;

	options.dialect = dn_translate_dialect(mem, dialect, err);
	if (options.dialect == NULL || !dn_translate_choices(o, &options, err))
		goto out;
	revision = dn_revision_from_text(mem, script->file, &source, err);
	if (revision == NULL)
		goto out;
	range.revisions = &revision;
	output.plan = dn_plan_new(mem, &options, &range, NULL, 0, err);
	ok = output.plan != NULL && dn_offline_write_steps(&output, err);
out:
	dn_free(mem);
	return ok;
}
