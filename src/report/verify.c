/* verify.c - which downgrades lead back */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "report/json.h"
#include "report/report.h"
#include "report/style.h"

/* How a line stands under the revision's. */
#define VERIFY_INDENT "                "

static void
verify_lines(struct dunlin_buf *buf, const char *label, const char *text)
{
	dunlin_buf_printf(buf, VERIFY_INDENT "%s", label);
	for (; *text != '\0'; text++) {
		dunlin_buf_put(buf, text, 1);
		if (*text == '\n')
			dunlin_buf_puts(buf, VERIFY_INDENT "         ");
	}
	dunlin_buf_puts(buf, "\n");
}

/* "written", "none", "derived: lossy". */
static const char *
verify_derived(const struct dn_report_proof *proof)
{
	return strcmp(proof->downgrade, "written") == 0 || strcmp(proof->downgrade, "none") == 0
		   ? ""
		   : "derived: ";
}

static const char *
verify_mark(const char *result)
{
	return strcmp(result, "ok") == 0        ? DN_MARK_GOOD
	       : strcmp(result, "untried") == 0 ? DN_MARK_WARN
						: DN_MARK_BAD;
}

static void
verify_proof(struct dunlin_buf *buf, const struct dn_report_proof *proof)
{
	const struct dn_revision *revision = proof->revision;

	dunlin_buf_printf(buf, "  %s%-12s" DN_MARK_END "  %s%s%s  (%s%s)%s%s\n",
	    verify_mark(proof->result), proof->result, revision->id,
	    revision->message[0] == '\0' ? "" : "  ", revision->message, verify_derived(proof),
	    proof->downgrade, proof->when == NULL ? "" : "  ",
	    proof->when == NULL ? "" : proof->when);
	for (size_t i = 0; i < proof->nlosses; i++)
		verify_lines(buf, "lossy    ", proof->losses[i]);
	for (size_t i = 0; i < proof->difference.n; i++)
		verify_lines(buf, proof->difference.lines[i].missing ? "missing  " : "left     ",
		    proof->difference.lines[i].text);
	if (proof->error != NULL)
		verify_lines(buf, "", proof->error);
}

static json_t *
verify_json_lines(const struct dn_report_proof *proof, bool missing)
{
	json_t *array = json_array();

	for (size_t i = 0; i < proof->difference.n; i++)
		if (proof->difference.lines[i].missing == missing)
			json_array_append_new(array, json_string(proof->difference.lines[i].text));
	return array;
}

static json_t *
verify_json_proof(const struct dn_report_proof *proof)
{
	json_t *losses = dn_json_texts((const char *const *) proof->losses, proof->nlosses);

	return json_pack("{s:s, s:s, s:s, s:s, s:s?, s:o, s:o, s:o, s:s?}", "revision",
	    proof->revision->id, "message", proof->revision->message, "result", proof->result,
	    "downgrade", proof->downgrade, "when", proof->when, "missing",
	    verify_json_lines(proof, true), "left", verify_json_lines(proof, false), "losses",
	    losses, "error", proof->error);
}

static bool
verify_json(
    const struct dn_report *report, const struct dn_report_verify *verify, struct dunlin_error *err)
{
	json_t *document = dn_json_document(), *scratches = json_array();

	for (size_t i = 0; i < verify->n; i++) {
		const struct dn_report_scratch *scratch = &verify->scratches[i];
		json_t *proofs = json_array();

		for (size_t j = 0; j < scratch->n; j++)
			json_array_append_new(proofs, verify_json_proof(&scratch->proofs[j]));
		json_array_append_new(
		    scratches, json_pack("{s:s, s:s, s:o}", "dialect", scratch->dialect, "database",
				   scratch->database, "revisions", proofs));
	}
	json_object_set_new(document, "scratches", scratches);
	return dn_json_write(report, document, err);
}

bool
dn_report_verify(
    const struct dn_report *report, const struct dn_report_verify *verify, struct dunlin_error *err)
{
	struct dunlin_buf *buf;
	bool ok;

	if (report->json)
		return verify_json(report, verify, err);
	buf = dn_buf_new(NULL);
	for (size_t i = 0; i < verify->n; i++) {
		const struct dn_report_scratch *scratch = &verify->scratches[i];

		dunlin_buf_printf(
		    buf, "%s%s, %s\n", i == 0 ? "" : "\n", scratch->dialect, scratch->database);
		for (size_t j = 0; j < scratch->n; j++)
			verify_proof(buf, &scratch->proofs[j]);
	}
	ok = dn_report_styled(report, buf->s, err);
	dn_free(buf);
	return ok;
}
