/* translate.c - PostgreSQL's SQL as another dialect's, without any history */
#include "config.h"

#include <string.h>

#include "api/project.h"
#include "base/buf.h"
#include "base/mem.h"
#include "engine/offline.h"
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
	if (options.dialect == NULL)
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
