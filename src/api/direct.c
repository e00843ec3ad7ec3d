/* direct.c - go round the pooler */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "api/project.h"
#include "base/mem.h"
#include "engine/await.h"

static const char direct_variable[] = "DUNLIN_DIRECT_URL", direct_key[] = "direct_url";

/* The environment first, as for the database itself: a secret belongs there. */
const char *
dn_project_direct_text(const struct dunlin *project, struct dn_config_origin *from)
{
	const char *text = getenv(direct_variable);

	if (text == NULL) {
		*from = dn_config_origin(project->config, direct_key);
		return dn_config_get(project->config, direct_key);
	}
	*from = (struct dn_config_origin){ DN_FROM_ENVIRONMENT, direct_variable, NULL, 0 };
	return text;
}

bool
dn_project_stays_pooled(const struct dunlin *project)
{
	struct dn_config_origin from;

	return project->session != NULL && project->session->pooled &&
	       dn_project_direct_text(project, &from) == NULL;
}

/* A URL left over from elsewhere must not lead a migration to another database. */
static bool
direct_check(struct dn_session *pooled, struct dn_session *direct, const char *from,
    struct dunlin_error *err)
{
	const char *sql = pooled->dialect->locking->same_server;
	void *scratch = dn_new_context(NULL);
	char *a = NULL, *b = NULL;
	bool ok = direct->dialect == pooled->dialect
		      ? dn_session_value(scratch, pooled, sql, &a, err) &&
			    dn_session_value(scratch, direct, sql, &b, err)
		      : true;

	if (ok && (a == NULL || b == NULL || strcmp(a, b) != 0)) {
		ok = dunlin_error_set(
		    err, DUNLIN_E_CONFIG, "%s leads to another database than the pooler", from);
		dunlin_error_set_hint(
		    err, "Both must name one database of one server; or take %s away.", from);
	}
	dn_free(scratch);
	return ok;
}

bool
dn_project_go_direct(
    struct dunlin *project, const struct dn_session_options *options, struct dunlin_error *err)
{
	struct dn_session_options own = *options;
	struct dn_session *pooled = project->session, *direct;
	struct dn_config_origin origin;
	const char *text = dn_project_direct_text(project, &origin);
	const char *from = origin.source == DN_FROM_FILE ? direct_key : origin.where;
	struct dunlin_url *url;

	if (text == NULL)
		return dn_config_ready(project->config, direct_key, err);
	url = dn_url_parse(project, text, err);
	if (url == NULL || !dn_config_password(project->config, url, err))
		return dunlin_error_prefix(err, "%s: ", from);
	own.url = url;
	own.handle = NULL;
	own.pooler = DN_POOLER_AUTO;
	direct = dn_session_await(project, &own, err);
	project->session = pooled;
	if (direct == NULL)
		return dunlin_error_prefix(err, "%s: ", from);
	if (!direct_check(pooled, direct, from, err)) {
		dn_free(direct);
		return false;
	}
	dn_log(&project->log, DUNLIN_INFO, "round the pooler to %s", dn_url_redact(direct, url));
	project->session = direct;
	dn_free(pooled);
	return true;
}
