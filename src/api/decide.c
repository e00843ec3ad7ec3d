/* decide.c - what is decided for one run: of a step that was left open, and of its transactions */
#include "config.h"

#include <string.h>

#include "api/project.h"
#include "config/keys.h"

bool
dunlin_decide_step(struct dunlin *project, const char *what, struct dunlin_error *err)
{
	if (strcmp(what, "done") == 0)
		project->decision = DN_DECISION_DONE;
	else if (strcmp(what, "again") == 0)
		project->decision = DN_DECISION_AGAIN;
	else
		return dunlin_error_set(
		    err, DUNLIN_E_USAGE, "'--step' is 'done' or 'again', not '%s'", what);
	return true;
}

bool
dunlin_set_transaction(struct dunlin *project, const char *what, struct dunlin_error *err)
{
	const struct dn_config_key *key = dn_config_key_find("transaction");
	unsigned choice;

	if (dn_choice_parse(key->choices, what, &choice)) {
		project->transaction = (enum dn_transaction) choice;
		return true;
	}
	return dunlin_error_set(
	    err, DUNLIN_E_USAGE, "'--transaction' is 'revision', 'run' or 'none', not '%s'", what);
}
