/* ensure.c - dunlin's own tables, before anything is applied */
#include "config.h"

#include "api/project.h"
#include "base/mem.h"
#include "engine/lock/lock.h"

static bool
ensure_print(struct dunlin *project, const void *mem, struct dunlin_error *err)
{
	const struct dn_dialect *dialect = dn_project_script_dialect(project, err);
	char **list = NULL;
	bool ok = dialect != NULL;

	if (ok)
		list = dn_store_ddl(mem, dn_project_store(project, dialect));
	for (size_t i = 0; ok && list[i] != NULL; i++)
		ok = dn_report_text(&project->report, list[i], err) &&
		     dn_report_text(&project->report, ";\n\n", err);
	return ok;
}

static bool
ensure_tables(struct dunlin *project, struct dunlin_error *err)
{
	struct dn_session *session = project->session;
	bool present, ok;

	if (!dn_session_begin(session, err))
		return false;
	ok = dn_store_present(project->store, session, &present, err) &&
	     (present || dn_store_create(project->store, session, err));
	if (ok)
		return dn_session_commit(session, err);
	dn_session_rollback(session);
	return false;
}

bool
dunlin_ensure_version(struct dunlin *project, bool sql, struct dunlin_error *err)
{
	void *mem = dn_new_context(project);
	bool ok = sql ? ensure_print(project, mem, err) : dn_project_url(project, err);

	if (ok && !sql) {
		dn_log(&project->log, DUNLIN_INFO, "database %s", dn_url_redact(mem, project->url));
		ok = dn_project_connect(project, DN_ACCESS_CREATE, err) &&
		     dn_project_lock(project, NULL, err);
		if (ok) {
			ok = ensure_tables(project, err);
			dn_lock_release(project->session);
		}
	}
	dn_free(mem);
	return ok;
}
