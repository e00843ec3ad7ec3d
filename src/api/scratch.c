/* scratch.c - databases that are made to try things in, and dropped again */
#include "config.h"

#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "api/scratch.h"
#include "base/buf.h"
#include "base/mem.h"
#include "plan/replays.h"

/* As given, or the owner's: read again, for each project changes its own. */
static struct dunlin_url *
scratch_url(const void *mem, const struct dn_scratch *s, struct dunlin_error *err)
{
	const struct dn_log silent = { NULL, NULL };
	struct dn_config *config = s->owner->config;
	struct dunlin_url *url;
	struct dn_config_origin from;

	if (s->url != NULL)
		return dn_url_parse(mem, s->url, err);
	url = dn_config_database(mem, config, s->owner->database, &from, &silent, err);
	return url != NULL && dn_config_password(config, url, err) ? url : NULL;
}

/* It runs the same files with the same settings, and says nothing. */
static void
scratch_project(struct dn_scratch *s)
{
	struct dunlin *project = dn_new(s, struct dunlin);
	const struct dunlin *owner = s->owner;

	project->config = owner->config;
	project->history = owner->history;
	project->settings = owner->settings;
	project->search_path = owner->search_path;
	project->nsearch_path = owner->nsearch_path;
	project->said = dn_map_new(project);
	project->replays = dn_replays_new(project);
	project->allow_data_loss = true;
	s->project = project;
}

static bool
scratch_run(struct dn_session *session, const char *verb, const char *name, const char *more,
    struct dunlin_error *err)
{
	struct dunlin_buf *sql = dn_buf_new(NULL);
	bool ok;

	dunlin_buf_puts(sql, verb);
	session->dialect->identifier(sql, name);
	dunlin_buf_puts(sql, more);
	ok = dn_session_run(session, sql->s, NULL, 0, err);
	dn_free(sql);
	return ok;
}

/* The role that the revisions run as must be able to make what they make. */
static char *
scratch_owner_clause(const void *mem, const struct dn_scratch *s)
{
	const char *role = dn_map_get(s->owner->settings, "role");
	struct dunlin_buf *sql = dn_buf_new(mem);

	if (s->admin->dialect->default_schema != NULL && role != NULL &&
	    strcmp(role, "none") != 0) {
		dunlin_buf_puts(sql, " OWNER ");
		s->admin->dialect->identifier(sql, role);
	}
	dunlin_buf_puts(sql, s->admin->dialect->database_options);
	return dn_buf_steal(mem, sql);
}

static bool
scratch_make(struct dn_scratch *s, struct dunlin_error *err)
{
	unsigned long long noise = 0;
	char *more = scratch_owner_clause(s, s), *name;
	bool ok;

	if (getrandom(&noise, sizeof noise, 0) != sizeof noise)
		noise = (unsigned long long) getpid();
	name = dn_sprintf(s, "dunlin_scratch_%016llx", noise);
	ok = scratch_run(s->admin, "CREATE DATABASE ", name, more, err);
	dn_free(more);
	if (ok) {
		s->name = name;
		return true;
	}
	dunlin_error_prefix(err, "cannot make a scratch database: ");
	dunlin_error_set_hint(err, "Give the role the right to (ALTER ROLE ... CREATEDB), or name "
				   "with --scratch a server where it has it.");
	return false;
}

static bool
scratch_make_schema(struct dn_session *session, const char *name, struct dunlin_error *err)
{
	if (name == NULL || strcmp(name, "public") == 0 || name[0] == '$' ||
	    strncmp(name, "pg_", 3) == 0)
		return true;
	return scratch_run(session, "CREATE SCHEMA IF NOT EXISTS ", name, "", err);
}

/* Those that the configuration names are there before the first revision. */
static bool
scratch_make_schemas(struct dn_scratch *s, struct dn_session *session, struct dunlin_error *err)
{
	const struct dunlin *owner = s->owner;

	if (session->dialect->default_schema == NULL)
		return true;
	for (size_t i = 0; i < owner->nsearch_path; i++)
		if (!scratch_make_schema(session, owner->search_path[i], err))
			return false;
	return scratch_make_schema(
	    session, dn_config_get(owner->config, "version_table_schema"), err);
}

/* A service file or a parameter may lead elsewhere than the name in the URL. */
static bool
scratch_is_there(struct dn_scratch *s, struct dn_session *session, struct dunlin_error *err)
{
	char *is = NULL;

	if (!dn_session_value(s, session, session->dialect->current_database, &is, err))
		return false;
	if (is != NULL && strcmp(is, s->name) == 0)
		return true;
	dunlin_error_set(err, DUNLIN_E_CONFIG,
	    "the connection leads to database '%s', not to the scratch database", is);
	dunlin_error_set_hint(err, "Give a URL with the server's host and port with --scratch.");
	return false;
}

static bool
scratch_connect(struct dn_scratch *s, struct dunlin_error *err)
{
	struct dunlin *project = s->project;
	struct dn_session_options options = { 0 };

	project->url = scratch_url(project, s, err);
	if (project->url == NULL)
		return false;
	dn_url_set_database(project->url, s->name);
	dn_project_session_options(project, &options);
	options.canceled = &s->owner->canceled;
	options.pooler = DN_POOLER_NONE;
	project->session = dn_session_open(project, &options, err);
	if (project->session == NULL)
		return false;
	project->store = dn_project_store(project, project->session->dialect);
	return s->name == NULL || (scratch_is_there(s, project->session, err) &&
				      scratch_make_schemas(s, project->session, err));
}

bool
dn_scratch_renew(struct dn_scratch *s, struct dunlin_error *err)
{
	if (!dn_scratch_close(s, err))
		return false;
	scratch_project(s);
	if (s->admin != NULL && !scratch_make(s, err))
		return false;
	s->owner->scratch = s->project;
	return scratch_connect(s, err);
}

bool
dn_scratch_close(struct dn_scratch *s, struct dunlin_error *err)
{
	struct dunlin *project = s->project;
	struct dunlin_error *own;
	bool ok;

	s->owner->scratch = NULL; /* a signal must not find it half closed */
	s->project = NULL;
	dn_free(project);
	if (s->name == NULL)
		return true;
	own = dn_error_new(s);
	ok = scratch_run(s->admin, "DROP DATABASE IF EXISTS ", s->name, "", own);
	if (!ok) {
		dn_log(&s->owner->log, DUNLIN_WARNING,
		    "the scratch database '%s' is still there: %s", s->name,
		    dunlin_error_message(own));
		dunlin_error_prefix(own, "cannot drop the scratch database: ");
		dn_error_copy(err, own);
	}
	dn_free(own);
	s->name = NULL;
	return ok;
}

static bool
scratch_admin(struct dn_scratch *s, struct dunlin_url *url, struct dunlin_error *err)
{
	struct dn_session_options options = { 0 };

	dn_project_session_options(s->owner, &options);
	options.url = url;
	options.settings = NULL;
	options.canceled = &s->never;
	s->admin = dn_session_open(s, &options, err);
	if (s->admin == NULL || !s->admin->pooled)
		return s->admin != NULL;
	dunlin_error_set(
	    err, DUNLIN_E_UNSUPPORTED, "a scratch database cannot be made through a pooler");
	dunlin_error_set_hint(err, "Give the URL of the server itself with --scratch.");
	return false;
}

struct dn_scratch *
dn_scratch_open(const void *mem, struct dunlin *owner, const char *url, struct dunlin_error *err)
{
	struct dn_scratch *s = dn_new(mem, struct dn_scratch);
	struct dunlin_url *parsed;
	bool memory = url != NULL && strcmp(url, "sqlite://") == 0;

	s->owner = owner;
	s->url = url;
	parsed = scratch_url(s, s, err);
	if (parsed != NULL)
		s->label = memory ? "in memory" : dn_url_redact(s, parsed);
	if (parsed != NULL && (memory || scratch_admin(s, parsed, err)) && dn_scratch_renew(s, err))
		return s;
	dn_scratch_close(s, err);
	dn_free(s);
	return NULL;
}
