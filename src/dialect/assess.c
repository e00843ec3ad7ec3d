/* assess.c - how well statements carry over into a dialect */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/dialect.h"

const char *
dn_fidelity_name(enum dn_fidelity fidelity)
{
	static const char *const names[] = { "exact", "enforced", "approximated", "impossible" };

	return names[fidelity];
}

enum dn_fidelity
dn_notice_fidelity(const char *code)
{
	static const struct {
		const char *code;
		enum dn_fidelity fidelity;
	} notices[] = {
#define NOTICE(code, fidelity) { code, fidelity },
		DN_NOTICES(NOTICE)
#undef NOTICE
	};

	for (size_t i = 0; i < sizeof(notices) / sizeof(notices[0]); i++) {
		size_t len = strlen(notices[i].code);
		bool family = notices[i].code[len - 1] == '-';

		if (strncmp(code, notices[i].code, len) == 0 && (family || code[len] == '\0'))
			return notices[i].fidelity;
	}
	return DN_APPROXIMATED;
}

void
dn_assess_begin(struct dn_translation *t, const struct dn_statement *st)
{
	struct dn_assessment *assessment = t->assessment;

	if (assessment == NULL)
		return;
	t->about = dn_new(assessment, struct dn_assessed);
	t->about->statement = st;
	dn_push(assessment, assessment->items, assessment->nitems, t->about);
}

static void
assess_add(
    struct dn_assessed *about, enum dn_fidelity fidelity, const char *code, const char *message)
{
	struct dn_finding *finding = dn_new(about, struct dn_finding);

	finding->fidelity = fidelity;
	finding->code = dn_strdup_null(finding, code);
	finding->message = dn_strdup_null(finding, message);
	dn_push(about, about->findings, about->nfindings, finding);
}

void
dn_assess_part(
    struct dn_translation *t, enum dn_fidelity fidelity, const char *code, const char *message)
{
	struct dn_assessed *about = t->about;

	if (about == NULL)
		return;
	if (fidelity > about->fidelity)
		about->fidelity = fidelity;
	for (size_t i = 0; code != NULL && i < about->nfindings; i++) {
		const char *known = about->findings[i]->code;

		if (known != NULL && strcmp(known, code) == 0)
			return;
	}
	if (code != NULL)
		assess_add(about, fidelity, code, message);
}

void
dn_assess_impossible(struct dn_translation *t, const struct dn_statement *st, const char *message)
{
	struct dn_assessment *assessment = t->assessment;

	for (size_t i = assessment == NULL ? 0 : assessment->nitems; i > 0; i--) {
		struct dn_assessed *item = assessment->items[i - 1];

		if (item->statement != st)
			continue;
		item->fidelity = DN_IMPOSSIBLE;
		assess_add(item, DN_IMPOSSIBLE, NULL, message);
		return;
	}
}
