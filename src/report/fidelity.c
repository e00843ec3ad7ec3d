/* fidelity.c - how well a history carries over into a dialect */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "report/json.h"
#include "report/style.h"

struct tally {
	const char *name;
	size_t by[DN_FIDELITIES];
	enum dn_fidelity fidelity; /* of a code */
	const char *message;       /* the first */
	size_t n;
};

/* By name, in the order in which they come up. */
static struct tally *
tally_of(struct dn_map *tallies, const char *name)
{
	struct tally *tally = dn_map_get(tallies, name);

	if (tally == NULL) {
		tally = dn_new(tallies, struct tally);
		tally->name = name;
		dn_map_put(tallies, name, tally);
	}
	tally->n++;
	return tally;
}

struct summary {
	size_t by[DN_FIDELITIES];
	struct dn_map *kinds; /* struct tally by the words that name a kind of statement */
	struct dn_map *codes; /* struct tally by the code of a notice */
};

static void
summary_count(struct summary *s, const struct dn_assessed *item)
{
	s->by[item->fidelity]++;
	tally_of(s->kinds, item->statement->what)->by[item->fidelity]++;
	for (size_t i = 0; i < item->nfindings; i++) {
		const struct dn_finding *finding = item->findings[i];
		struct tally *tally;

		if (finding->code == NULL)
			continue;
		tally = tally_of(s->codes, finding->code);
		tally->fidelity = finding->fidelity;
		tally->message = tally->message == NULL ? finding->message : tally->message;
	}
}

static void
summary_make(struct summary *s, const void *mem, const struct dn_assessment *assessment)
{
	s->kinds = dn_map_new(mem);
	s->codes = dn_map_new(mem);
	for (size_t i = 0; i < assessment->nitems; i++)
		summary_count(s, assessment->items[i]);
}

static void
print_place(struct dunlin_buf *buf, const struct dn_statement *st)
{
	unsigned line, column;

	dn_source_locate(st->source, st->span.start, &line, &column);
	dunlin_buf_printf(buf, "%s:%u:%u", st->source->file, line, column);
}

/* Statements with a part of that fidelity, each with all of these parts. */
static void
print_list(
    struct dunlin_buf *buf, const struct dn_assessment *assessment, enum dn_fidelity fidelity)
{
	bool any = false;

	for (size_t i = 0; i < assessment->nitems; i++) {
		const struct dn_assessed *item = assessment->items[i];

		for (size_t j = 0; j < item->nfindings; j++) {
			const struct dn_finding *finding = item->findings[j];

			if (finding->fidelity != fidelity)
				continue;
			if (!any)
				dunlin_buf_printf(buf, "\n%s\n", dn_fidelity_name(fidelity));
			any = true;
			dunlin_buf_puts(buf, "  ");
			print_place(buf, item->statement);
			if (finding->code != NULL)
				dunlin_buf_printf(
				    buf, ": %s: %s\n", item->statement->what, finding->code);
			else
				dunlin_buf_printf(buf, ": %s\n", finding->message);
		}
	}
}

static void
print_counts(struct dunlin_buf *buf, const char *name, const size_t by[DN_FIDELITIES])
{
	dunlin_buf_printf(buf, "%-28s", name);
	for (int i = 0; i < DN_FIDELITIES; i++)
		dunlin_buf_printf(buf, " %12zu", by[i]);
	dunlin_buf_puts(buf, "\n");
}

static void
print_summary(struct dunlin_buf *buf, const struct summary *s, size_t n)
{
	dunlin_buf_printf(buf, "%-28s", "statements");
	for (int i = 0; i < DN_FIDELITIES; i++)
		dunlin_buf_printf(buf, " %12s", dn_fidelity_name((enum dn_fidelity) i));
	dunlin_buf_puts(buf, "\n");
	dn_map_each (s->kinds, e) {
		const struct tally *tally = e->value;

		print_counts(buf, tally->name, tally->by);
	}
	print_counts(buf, "all", s->by);
	if (n == 0)
		return;
	dunlin_buf_printf(buf, "%-28s", "");
	for (int i = 0; i < DN_FIDELITIES; i++)
		dunlin_buf_printf(buf, " %10.1f %%", 100.0 * (double) s->by[i] / (double) n);
	dunlin_buf_puts(buf, "\n");
}

static void
print_codes(struct dunlin_buf *buf, const struct summary *s)
{
	const char *head = "\nnotices\n";

	dn_map_each (s->codes, e) {
		const struct tally *tally = e->value;

		dunlin_buf_printf(buf, "%s  %s (%s, %zu statement%s): %s\n", head, tally->name,
		    dn_fidelity_name(tally->fidelity), tally->n, tally->n == 1 ? "" : "s",
		    tally->message);
		head = "";
	}
}

static json_t *
json_counts(const size_t by[DN_FIDELITIES])
{
	json_t *object = json_object();

	for (int i = 0; i < DN_FIDELITIES; i++)
		json_object_set_new(object, dn_fidelity_name((enum dn_fidelity) i),
		    json_integer((json_int_t) by[i]));
	return object;
}

static json_t *
json_finding(const struct dn_assessed *item, const struct dn_finding *finding)
{
	const struct dn_statement *st = item->statement;
	unsigned line, column;

	dn_source_locate(st->source, st->span.start, &line, &column);
	return json_pack("{s:s, s:s?, s:s, s:i, s:i, s:s, s:s?}", "fidelity",
	    dn_fidelity_name(finding->fidelity), "code", finding->code, "file", st->source->file,
	    "line", (int) line, "column", (int) column, "statement", st->what, "message",
	    finding->message);
}

static bool
fidelity_json(const struct dn_report *report, const char *dialect, const struct summary *s,
    const struct dn_assessment *assessment, struct dunlin_error *err)
{
	json_t *document = dn_json_document(), *kinds = json_object(), *findings = json_array();

	dn_map_each (s->kinds, e) {
		const struct tally *tally = e->value;

		json_object_set_new(kinds, tally->name, json_counts(tally->by));
	}
	for (size_t i = 0; i < assessment->nitems; i++) {
		const struct dn_assessed *item = assessment->items[i];

		for (size_t j = 0; j < item->nfindings; j++)
			json_array_append_new(findings, json_finding(item, item->findings[j]));
	}
	json_object_set_new(document, "dialect", json_string(dialect));
	json_object_set_new(document, "statements", json_integer((json_int_t) assessment->nitems));
	json_object_set_new(document, "counts", json_counts(s->by));
	json_object_set_new(document, "kinds", kinds);
	json_object_set_new(document, "findings", findings);
	return dn_json_write(report, document, err);
}

bool
dn_report_fidelity(const struct dn_report *report, const char *dialect,
    const struct dn_assessment *assessment, struct dunlin_error *err)
{
	void *mem = dn_new_context(NULL);
	struct summary s = { 0 };
	bool ok;

	summary_make(&s, mem, assessment);
	if (report->json) {
		ok = fidelity_json(report, dialect, &s, assessment, err);
	} else {
		struct dunlin_buf *buf = dn_buf_new(mem);

		print_summary(buf, &s, assessment->nitems);
		print_codes(buf, &s);
		print_list(buf, assessment, DN_APPROXIMATED);
		print_list(buf, assessment, DN_IMPOSSIBLE);
		ok = dn_report_styled(report, buf->s, err);
	}
	dn_free(mem);
	return ok;
}
