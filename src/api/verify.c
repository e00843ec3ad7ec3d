/* verify.c - does each downgrade lead back?  Tried on databases that are made for it */
#include "config.h"

#include <string.h>

#include "api/scratch.h"
#include "base/mem.h"
#include "engine/ask/snapshot.h"
#include "plan/derive.h"
#include "plan/server.h"

struct verify {
	struct dunlin *project;
	void *mem;
	const struct dn_range *all; /* from base to the last that is asked for */
	struct dn_map *wanted;      /* ids */
	struct dn_scratch *scratch;
	struct dn_report_scratch *report;
	struct dn_report_proof *proof; /* of the revision at hand */
	bool reached;                  /* it could be upgraded to */
	bool there;                    /* and is there, as that upgrade made it */
};

/* -- which revisions -- */

static bool
verify_take(struct verify *v, const char *from, const char *to, struct dunlin_error *err)
{
	char *text = dn_sprintf(v->mem, "%s:%s", from, to);
	const struct dn_range *range =
	    dn_history_offline_range(v->mem, v->project->history, DN_UP, text, err);

	for (size_t i = 0; range != NULL && i < range->n; i++)
		dn_map_put(v->wanted, range->revisions[i]->id, range->revisions[i]);
	return range != NULL;
}

/* Nothing, REV, "REV..", "A:B" with either end left out; what must be there first is in ALL. */
static bool
verify_range(struct verify *v, const char *text, struct dunlin_error *err)
{
	const char *colon = text == NULL ? NULL : strchr(text, ':');
	size_t len = text == NULL ? 0 : strlen(text);
	bool open = len > 2 && strcmp(text + len - 2, "..") == 0;
	const char *from = "base", *to = "heads";
	struct dn_revision *one = NULL;

	if (colon != NULL) {
		from = colon == text ? from : dn_strndup(v->mem, text, (size_t) (colon - text));
		to = colon[1] == '\0' ? to : colon + 1;
	} else if (text != NULL) {
		one = dn_history_find(
		    v->project->history, dn_strndup(v->mem, text, len - (open ? 2 : 0)), err);
		if (one == NULL)
			return false;
		from = one->id;
		dn_map_put(v->wanted, one->id, one);
		to = open ? to : from;
	}
	v->all = dn_history_offline_range(
	    v->mem, v->project->history, DN_UP, dn_sprintf(v->mem, "base:%s", to), err);
	return v->all != NULL && ((one != NULL && !open) || verify_take(v, from, to, err));
}

/* -- one revision -- */

static char *
verify_words(const void *mem, const struct dunlin_error *err)
{
	if (err->file == NULL)
		return dn_strdup(mem, err->message);
	return dn_sprintf(mem, "%s:%u:%u: %s", err->file, err->line, err->column, err->message);
}

static void
verify_says(struct verify *v, const char *result, const struct dunlin_error *why)
{
	v->proof->result = result;
	if (why != NULL)
		v->proof->error = verify_words(v->mem, why);
}

static void
verify_label(struct verify *v, struct dn_revision *revision, struct dunlin_error *own)
{
	const struct dn_derived *derived;
	struct dn_map *map;

	v->proof->downgrade = "written";
	if (revision->downgrade.present)
		return;
	map = dn_project_derive(v->mem, v->scratch->project, revision, own);
	derived = map == NULL ? NULL : dn_map_get(map, revision->id);
	v->proof->downgrade = derived == NULL ? "none" : derived->label;
	v->proof->losses = derived == NULL ? NULL : derived->losses;
	v->proof->nlosses = derived == NULL ? 0 : derived->nlosses;
}

static struct dn_snapshot *
verify_snapshot(struct verify *v, struct dunlin_error *err)
{
	return dn_snapshot_take(
	    v->mem, v->scratch->project->session, v->scratch->project->store, err);
}

/* True while the schema is as WANTED. */
static bool
verify_same(
    struct verify *v, const struct dn_snapshot *wanted, const char *when, struct dunlin_error *own)
{
	const struct dn_snapshot *is = verify_snapshot(v, own);

	if (is == NULL) {
		verify_says(v, "failed", own);
		return false;
	}
	v->proof->difference = dn_snapshot_compare(v->mem, wanted, is);
	if (v->proof->difference.n == 0)
		return true;
	v->proof->when = when;
	verify_says(v, "differs", NULL);
	return false;
}

static bool
verify_move(struct verify *v, enum dn_direction direction, struct dn_revision *revision,
    const char *result, struct dunlin_error *own)
{
	if (dn_project_migrate(v->scratch->project, direction, revision, own))
		return true;
	/* Where the dialect has no words for it, nothing is proved, and nothing is wrong. */
	verify_says(v, own->code == DUNLIN_E_UNTRANSLATABLE ? "untried" : result, own);
	return false;
}

/* Down, and up again: back to BEFORE, and then to BEHIND. */
static void
verify_down_up(struct verify *v, struct dn_revision *revision, const struct dn_snapshot *before,
    const struct dn_snapshot *behind, struct dunlin_error *own)
{
	v->there = false;
	if (!verify_move(v, DN_DOWN, revision, "irreversible", own) ||
	    !verify_same(v, before, "after the downgrade", own) ||
	    !verify_move(v, DN_UP, revision, "failed", own) ||
	    !verify_same(v, behind, "after the second upgrade", own))
		return;
	v->there = true;
	verify_says(v, "ok", NULL);
}

static void
verify_revision(struct verify *v, struct dn_revision *revision, struct dunlin_error *own)
{
	const struct dn_snapshot *before = verify_snapshot(v, own), *behind;

	if (before == NULL || !verify_move(v, DN_UP, revision, "failed", own))
		return;
	v->reached = v->there = true;
	behind = verify_snapshot(v, own);
	if (behind == NULL)
		return;
	verify_label(v, revision, own);
	if (strcmp(v->proof->downgrade, "none") == 0)
		verify_says(v, "irreversible", own);
	else
		verify_down_up(v, revision, before, behind, own);
}

/* -- one scratch -- */

/* A new scratch, with all up to the revision at I, which the last one spoilt. */
static bool
verify_again(struct verify *v, size_t i, struct dunlin_error *err)
{
	if (!dn_scratch_renew(v->scratch, err))
		return false;
	for (size_t j = 0; j <= i; j++)
		if (!dn_project_migrate(v->scratch->project, DN_UP, v->all->revisions[j], err))
			return false;
	return true;
}

static void
verify_add(struct verify *v, struct dn_revision *revision)
{
	struct dn_report_proof proof = {
		.revision = revision,
		.result = "failed",
		.downgrade = "none",
	};

	dn_push(v->mem, v->report->proofs, v->report->n, proof);
	v->proof = &v->report->proofs[v->report->n - 1];
}

/* *GOES_ON: the next one can be tried. */
static bool
verify_step(struct verify *v, size_t i, bool *goes_on, struct dunlin_error *err)
{
	struct dn_revision *revision = v->all->revisions[i];
	struct dunlin_error *own = dn_error_new(v->mem);
	bool last = i + 1 == v->all->n;

	if (!dn_revision_load(revision, err))
		return false;
	if (dn_map_get(v->wanted, revision->id) == NULL) {
		*goes_on = dn_project_migrate(v->scratch->project, DN_UP, revision, own);
		if (*goes_on || own->code != DUNLIN_E_UNTRANSLATABLE)
			return *goes_on || dn_error_copy(err, own);
		verify_add(v, revision);
		verify_says(v, "untried", own);
		return true;
	}
	verify_add(v, revision);
	v->reached = v->there = false;
	verify_revision(v, revision, own);
	if (own->code == DUNLIN_E_CANCELED)
		return dn_error_copy(err, own);
	if (v->proof->error == NULL && own->code != DUNLIN_OK)
		verify_says(v, v->proof->result, own);
	*goes_on = v->reached && (last || v->there || verify_again(v, i, err));
	return *goes_on || !v->reached;
}

static bool
verify_scratch(struct verify *v, const char *url, struct dunlin_error *err)
{
	bool ok = true, goes_on = true;

	v->scratch = dn_scratch_open(v->mem, v->project, url, err);
	if (v->scratch == NULL)
		return false;
	v->report->database = dn_strdup(v->mem, v->scratch->label);
	v->report->dialect = v->scratch->project->session->dialect->name;
	for (size_t i = 0; ok && goes_on && i < v->all->n; i++)
		ok = verify_step(v, i, &goes_on, err);
	return dn_scratch_close(v->scratch, err) && ok;
}

/* -- which scratches -- */

/* What a statement does to the whole server would be done to the one that is in use. */
static bool
verify_spares_server(struct verify *v, struct dunlin_error *err)
{
	size_t at;

	for (size_t i = 0; i < v->all->n; i++) {
		struct dn_revision *revision = v->all->revisions[i];

		if (!dn_revision_load(revision, err))
			return false;
		if (dn_section_spares_server(&revision->source, &revision->upgrade, &at) &&
		    dn_section_spares_server(&revision->source, &revision->downgrade, &at))
			continue;
		dn_error_in(err, DUNLIN_E_UNSUPPORTED, &revision->source, at,
		    "the statement concerns the whole server, not a scratch database alone");
		dunlin_error_set_hint(err,
		    "Name a server that is there for trying with --scratch URL, or try on SQLite "
		    "alone with --scratch sqlite://.");
		return false;
	}
	return true;
}

/* The URL of the server, NULL for the project's own; *NONE: there is no server. */
static bool
verify_server(struct verify *v, const char *given, bool *none, struct dunlin_error *err)
{
	const struct dn_dialect *dialect;
	struct dn_config_origin from = { .where = NULL };
	struct dunlin_url *url;

	*none = true;
	if (given != NULL)
		url = dn_url_parse(v->mem, given, err);
	else
		url = dn_config_database(v->mem, v->project->config, v->project->database, &from,
		    &v->project->log, dn_error_new(v->mem));
	if (url == NULL && given == NULL && from.where == NULL) {
		dn_log(&v->project->log, DUNLIN_NOTICE,
		    "no database is given: the downgrades are tried on SQLite alone");
		return true;
	}
	if (url == NULL)
		return given != NULL ? dunlin_error_prefix(err, "--scratch: ")
				     : dn_project_url(v->project, err);
	dialect = dn_dialect_of(url);
	*none = dialect == NULL || dialect->current_database == NULL;
	return *none || given != NULL || verify_spares_server(v, err);
}

static bool
verify_all(struct verify *v, const struct dunlin_verify_options *o, struct dn_report_verify *report,
    struct dunlin_error *err)
{
	bool none;

	if (!dn_project_history(v->project, err) || !verify_range(v, o->range, err) ||
	    !verify_server(v, o->scratch, &none, err))
		return false;
	report->n = none ? 1 : 2;
	for (size_t i = 0; i < report->n; i++) {
		v->report = &report->scratches[i];
		if (!verify_scratch(v, i == 0 ? "sqlite://" : o->scratch, err))
			return false;
	}
	return true;
}

/* What one cannot try another may have proved. */
static size_t
verify_count_bad(const struct dn_report_verify *report)
{
	size_t bad = 0;

	for (size_t i = 0; i < report->n; i++)
		for (size_t j = 0; j < report->scratches[i].n; j++) {
			const char *result = report->scratches[i].proofs[j].result;

			bad += strcmp(result, "ok") != 0 &&
			       (strcmp(result, "untried") != 0 || report->n == 1);
		}
	return bad;
}

bool
dunlin_verify(
    struct dunlin *project, const struct dunlin_verify_options *options, struct dunlin_error *err)
{
	struct dunlin_verify_options o = { 0 };
	struct dn_report_verify report = { .n = 0 };
	struct verify v = { .project = project, .mem = dn_new_context(project) };
	size_t bad;
	bool ok;

	memcpy(&o, options, options->size < sizeof o ? options->size : sizeof o);
	v.wanted = dn_map_new(v.mem);
	ok = verify_all(&v, &o, &report, err) && dn_report_verify(&project->report, &report, err);
	bad = ok ? verify_count_bad(&report) : 0;
	if (bad > 0)
		ok = dunlin_error_set(err, DUNLIN_E_FAILED,
		    "%zu downgrade%s not proved to lead back", bad, bad == 1 ? " is" : "s are");
	dn_free(v.mem);
	return ok;
}
