/* frozen.c - write a plan to a file, read it, and refuse whatever differs from it */
#include "config.h"

#include <jansson.h>
#include <stdarg.h>
#include <string.h>

#include "report/frozen.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/map.h"
#include "base/mem.h"

static bool frozen_refuse(const struct dn_frozen *frozen, struct dunlin_error *err, const char *fmt,
    ...) DUNLIN_PRINTF(3, 4);

static bool
frozen_refuse(const struct dn_frozen *frozen, struct dunlin_error *err, const char *fmt, ...)
{
	struct dunlin_buf *buf = dn_buf_new(NULL);
	va_list ap;

	va_start(ap, fmt);
	dn_buf_vprintf(buf, fmt, ap);
	va_end(ap);
	dunlin_error_set(err, DUNLIN_E_FAILED, "what would run is not the plan in '%s': %s",
	    frozen->file, buf->s);
	dunlin_error_set_hint(err,
	    "Nothing was done.  Look at `dunlin plan %s` and, if that is "
	    "what you want, write it anew with --out.",
	    frozen->target);
	dn_free(buf);
	return false;
}

static json_t *
frozen_json_steps(const struct dn_plan_revision *p)
{
	json_t *steps = json_array();

	for (size_t i = 0; i < p->nsteps; i++)
		json_array_append_new(steps, json_string(p->steps[i]->hash));
	return steps;
}

static json_t *
frozen_json(const struct dn_frozen *frozen, const struct dn_plan *plan)
{
	json_t *document = json_object(), *applied = json_array(), *revisions = json_array();

	json_object_set_new(document, "version", json_integer(DN_FROZEN_VERSION));
	json_object_set_new(document, "dunlin", json_string(dunlin_version()));
	json_object_set_new(document, "dialect", json_string(plan->dialect->name));
	json_object_set_new(document, "database", json_string(frozen->database));
	json_object_set_new(document, "target", json_string(frozen->target));
	dn_map_each (frozen->applied, e)
		json_array_append_new(applied, json_string(e->key));
	json_object_set_new(document, "applied", applied);
	for (size_t i = 0; i < plan->nrevisions; i++) {
		const struct dn_plan_revision *p = plan->revisions[i];
		json_t *item = json_object();

		json_object_set_new(item, "revision", json_string(p->revision->id));
		json_object_set_new(item, "checksum", json_string(p->revision->checksum));
		json_object_set_new(item, "hash", json_string(p->hash));
		json_object_set_new(item, "steps", frozen_json_steps(p));
		json_array_append_new(revisions, item);
	}
	json_object_set_new(document, "revisions", revisions);
	json_object_set_new(document, "hash", json_string(plan->hash));
	return document;
}

bool
dn_frozen_write(const char *file, const struct dn_frozen *frozen, const struct dn_plan *plan,
    struct dunlin_error *err)
{
	json_t *document = frozen_json(frozen, plan);
	char *text = json_dumps(document, JSON_INDENT(2));
	struct dunlin_buf *buf = dn_buf_new(NULL);
	bool ok;

	json_decref(document);
	dn_mem_check(text);
	dunlin_buf_printf(buf, "%s\n", text);
	free(text);
	ok = dn_file_write(file, buf->s, buf->len, err);
	dn_free(buf);
	return ok;
}

/* A copy of a string of OBJECT; NULL when there is none. */
static const char *
frozen_string(const void *mem, const json_t *object, const char *key)
{
	return dn_strdup_null(mem, json_string_value(json_object_get(object, key)));
}

static bool
frozen_take_revision(struct dn_frozen *frozen, const json_t *item)
{
	struct dn_frozen_revision revision = {
		.id = frozen_string(frozen, item, "revision"),
		.checksum = frozen_string(frozen, item, "checksum"),
		.hash = frozen_string(frozen, item, "hash"),
	};

	dn_push(frozen, frozen->revisions, frozen->n, revision);
	return revision.id != NULL && revision.checksum != NULL && revision.hash != NULL;
}

static bool
frozen_take(struct dn_frozen *frozen, const json_t *document)
{
	const json_t *applied = json_object_get(document, "applied");
	const json_t *revisions = json_object_get(document, "revisions");

	frozen->dialect = frozen_string(frozen, document, "dialect");
	frozen->database = frozen_string(frozen, document, "database");
	frozen->target = frozen_string(frozen, document, "target");
	frozen->hash = frozen_string(frozen, document, "hash");
	frozen->applied = dn_map_new(frozen);
	for (size_t i = 0; i < json_array_size(applied); i++) {
		const char *id = json_string_value(json_array_get(applied, i));

		if (id == NULL)
			return false;
		dn_map_put(frozen->applied, id, frozen);
	}
	for (size_t i = 0; i < json_array_size(revisions); i++)
		if (!frozen_take_revision(frozen, json_array_get(revisions, i)))
			return false;
	return frozen->dialect != NULL && frozen->database != NULL && frozen->target != NULL &&
	       frozen->hash != NULL && json_is_array(applied) && json_is_array(revisions);
}

struct dn_frozen *
dn_frozen_read(const void *mem, const char *file, struct dunlin_error *err)
{
	struct dn_frozen *frozen = dn_new(mem, struct dn_frozen);
	json_error_t where;
	struct dn_source source;
	json_t *document;
	json_int_t version;
	bool ok;

	frozen->file = dn_strdup(frozen, file);
	if (!dn_file_read(frozen, file, file, DUNLIN_E_FILE, &source, err))
		return NULL;
	document = json_loadb(source.text, source.len, 0, &where);
	if (document == NULL) {
		dunlin_error_set(err, DUNLIN_E_FILE, "'%s' is no plan: %s in line %d", file,
		    where.text, where.line);
		return NULL;
	}
	version = json_integer_value(json_object_get(document, "version"));
	ok = version == DN_FROZEN_VERSION && frozen_take(frozen, document);
	json_decref(document);
	if (version > DN_FROZEN_VERSION)
		dunlin_error_set(err, DUNLIN_E_FILE,
		    "'%s' was written by a newer dunlin: its layout is %lld, this one knows %d",
		    file, (long long) version, DN_FROZEN_VERSION);
	else if (!ok)
		dunlin_error_set(
		    err, DUNLIN_E_FILE, "'%s' is no plan that `dunlin plan --out` wrote", file);
	return ok ? frozen : NULL;
}

bool
dn_frozen_check_database(
    const struct dn_frozen *frozen, const char *database, struct dunlin_error *err)
{
	return strcmp(frozen->database, database) == 0 ||
	       frozen_refuse(
		   frozen, err, "it was made for %s, this is %s", frozen->database, database);
}

/* What was applied then, and of the plan no more than its beginning. */
static bool
frozen_check_applied(
    const struct dn_frozen *frozen, const struct dn_map *applied, struct dunlin_error *err)
{
	size_t done = 0;

	dn_map_each (frozen->applied, e)
		if (dn_map_get(applied, e->key) == NULL)
			return frozen_refuse(
			    frozen, err, "revision '%s' is no longer applied", e->key);
	while (done < frozen->n && dn_map_get(applied, frozen->revisions[done].id) != NULL)
		done++;
	for (size_t i = done; i < frozen->n; i++)
		if (dn_map_get(applied, frozen->revisions[i].id) != NULL)
			return frozen_refuse(frozen, err,
			    "revision '%s' is applied, but '%s' before it is not",
			    frozen->revisions[i].id, frozen->revisions[done].id);
	if (dn_map_count(applied) == dn_map_count(frozen->applied) + done)
		return true;
	dn_map_each (applied, e) {
		bool known = dn_map_get(frozen->applied, e->key) != NULL;

		for (size_t i = 0; !known && i < done; i++)
			known = strcmp(frozen->revisions[i].id, e->key) == 0;
		if (!known)
			return frozen_refuse(frozen, err,
			    "revision '%s' has been applied since, and is not in it", e->key);
	}
	return true;
}

bool
dn_frozen_check_range(const struct dn_frozen *frozen, const struct dn_range *range,
    const struct dn_map *applied, struct dunlin_error *err)
{
	size_t n = range->n < frozen->n ? range->n : frozen->n;

	if (!frozen_check_applied(frozen, applied, err))
		return false;
	for (size_t i = 0; i < n; i++)
		if (strcmp(range->revisions[i]->id, frozen->revisions[i].id) != 0)
			return frozen_refuse(frozen, err,
			    "revision '%s' would run where it has '%s'", range->revisions[i]->id,
			    frozen->revisions[i].id);
	if (range->n > n)
		return frozen_refuse(
		    frozen, err, "revision '%s' is not in it", range->revisions[n]->id);
	if (frozen->n > n)
		return frozen_refuse(frozen, err, "revision '%s' of it is not on the way to '%s'",
		    frozen->revisions[n].id, frozen->target);
	return true;
}

bool
dn_frozen_check_plan(
    const struct dn_frozen *frozen, const struct dn_plan *plan, struct dunlin_error *err)
{
	size_t done = frozen->n - plan->nrevisions;

	if (plan->nrevisions > frozen->n)
		return frozen_refuse(frozen, err, "it has fewer revisions");
	for (size_t i = 0; i < plan->nrevisions; i++) {
		const struct dn_frozen_revision *then = &frozen->revisions[done + i];
		const struct dn_plan_revision *now = plan->revisions[i];

		if (strcmp(now->revision->id, then->id) != 0)
			return frozen_refuse(frozen, err,
			    "revision '%s' would run where it has '%s'", now->revision->id,
			    then->id);
		if (strcmp(now->revision->checksum, then->checksum) != 0)
			return frozen_refuse(
			    frozen, err, "the file of revision '%s' was changed", then->id);
		if (strcmp(now->hash, then->hash) != 0)
			return frozen_refuse(
			    frozen, err, "the steps of revision '%s' are other ones", then->id);
	}
	if (done == 0 && strcmp(plan->hash, frozen->hash) != 0)
		return frozen_refuse(frozen, err, "its digest is another one");
	return true;
}
