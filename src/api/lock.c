/* lock.c - show who has the lock, and end it */
#include "config.h"

#include "api/project.h"
#include "base/mem.h"
#include "engine/lock/lock.h"

static bool
lock_break(struct dunlin *project, const struct dn_lock_holders *holders, struct dunlin_error *err)
{
	void *scratch = dn_new_context(NULL);
	bool ok = true;

	for (size_t i = 0; ok && i < holders->n; i++) {
		const struct dn_lock_holder *h = &holders->list[i];

		dn_log(&project->log, DUNLIN_NOTICE, "%s (%s)",
		    h->lease ? "taking the lease away" : "ending the session that holds the lock",
		    dn_lock_describe(scratch, &h->who));
		ok = dn_lock_break(project->session, project->store, h, err);
	}
	if (ok)
		dn_log(&project->log, DUNLIN_INFO, "%s",
		    holders->n == 0 ? "nobody holds the lock" : "the lock is free");
	dn_free(scratch);
	return ok;
}

static bool
lock_verdict(const struct dn_lock_holders *holders, struct dunlin_error *err)
{
	for (size_t i = 0; i < holders->n; i++)
		if (!holders->list[i].expired)
			return dunlin_error_set(
			    err, DUNLIN_E_LOCKED, "a migration holds the lock on this database");
	return true;
}

bool
dunlin_lock(struct dunlin *project, bool end, bool exit_code, struct dunlin_error *err)
{
	void *mem = dn_new_context(project);
	struct dn_lock_holders holders;
	bool ok = dn_project_connect(project, DN_ACCESS_READ, err) &&
		  dn_lock_holders(mem, project->session, project->store, &holders, err);

	if (ok && project->session->dialect->locking == NULL)
		dn_log(&project->log, DUNLIN_NOTICE,
		    "this database has no lock outside of a running transaction");
	if (ok && end)
		ok = lock_break(project, &holders, err);
	else if (ok)
		ok = dn_report_lock(&project->report, &holders, err) &&
		     (!exit_code || lock_verdict(&holders, err));
	dn_free(mem);
	return ok;
}
