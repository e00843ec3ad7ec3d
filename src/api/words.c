/* words.c - what can be typed: names of revisions and of sections */
#include "config.h"

#include <string.h>

#include "api/project.h"
#include "base/mem.h"

bool
dunlin_symbols(struct dunlin *project, dunlin_word_fn each, void *payload, struct dunlin_error *err)
{
	bool more = dn_project_history(project, err);

	for (size_t i = 0; more && i < project->history->n; i++) {
		const struct dn_revision *revision = project->history->revisions[i];

		more = each(payload, revision->id, revision->message);
		for (size_t j = 0; more && j < revision->nlabels; j++)
			more = each(payload, revision->labels[j], revision->message);
	}
	return project->history != NULL;
}

bool
dunlin_sections(const struct dunlin_options *options, dunlin_word_fn each, void *payload,
    struct dunlin_error *err)
{
	void *mem = dn_new_context(NULL);
	const struct dn_ini *ini = dn_config_ini(mem, options->config, err);

	if (ini == NULL) {
		dn_free(mem);
		return false;
	}
	dn_map_each (ini->sections, e)
		if (!each(payload, e->key, ""))
			break;
	dn_free(mem);
	return true;
}
