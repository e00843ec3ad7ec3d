/* project.h - what the verbs share: one project, opened as far as a verb needs it */
#ifndef DN_API_PROJECT_H
#define DN_API_PROJECT_H

#include "config/config.h"
#include "engine/tell/progress.h"
#include "engine/session.h"
#include "engine/store/store.h"
#include "history/history.h"
#include "report/report.h"

/* hooks/NAME.sql beside the template. */
enum dn_hook {
	DN_HOOK_BEFORE_UPGRADE,
	DN_HOOK_AFTER_UPGRADE,
	DN_HOOK_BEFORE_EACH,
	DN_HOOK_AFTER_EACH,
	DN_HOOKS,
};

struct dunlin {
	struct dn_log log; /* through PROGRESS */
	struct dn_report report;
	struct dn_progress *progress;
	dunlin_observe_fn observe; /* who looks on besides the report, or NULL */
	void *observe_payload;
	bool events_lost; /* one could not be written */
	unsigned wait_ms; /* for a server that is still starting */
	struct dn_config *config;
	const char *database; /* as given with -d, or NULL */
	struct dn_history *history;
	struct dn_revision *hooks[DN_HOOKS]; /* those that there are; read with the history */
	struct dunlin_url *url;
	void *handle;                        /* the application's connection to it, or NULL */
	struct dn_session *volatile session; /* read by dunlin_cancel() */
	struct dn_store *store;
	struct dunlin *volatile scratch; /* what runs in place of it; read by dunlin_cancel() */
	struct dn_map *settings;         /* what a session starts with: name -> value */
	const char **search_path;        /* by the key schema */
	size_t nsearch_path;
	enum dn_decision decision;       /* about the step that only a person knows of */
	enum dn_transaction transaction; /* what shares one */
	struct dn_map *placeholders;     /* what ${KEY} in revision files stands for */
	struct dn_map *said;             /* notices given in this run */
	bool allow_data_loss, allow_rewrite;
	struct dn_replays *replays; /* of a scratch: what its plans leave for the next; or NULL */
	struct dn_map *large;       /* what to take for a large table: a set of names; or NULL */
	volatile sig_atomic_t canceled;
};

/* Where results go and in which form, also without a project. */
struct dn_report dn_project_report(const struct dunlin_options *options);
/* The revision files, read once. */
bool dn_project_history(struct dunlin *project, struct dunlin_error *err);
/* The hooks of [post_write_hooks], for the new file PATH; NULL and ERR where one is wrong. */
struct dn_hooks *dn_project_hooks(
    const void *mem, struct dunlin *project, const char *path, struct dunlin_error *err);
/* False and ERR where one fails. */
bool dn_hooks_run(const struct dn_hooks *hooks, struct dunlin_error *err);
/* The PATH of a revision that was written, or as JSON what the history has there now. */
bool dn_project_report_file(
    struct dunlin *project, const void *mem, const char *path, struct dunlin_error *err);
/* Which database, not yet connected to. */
bool dn_project_url(struct dunlin *project, struct dunlin_error *err);
/* What sessions of the project start with; its parts are the project's. */
void dn_project_session_options(struct dunlin *project, struct dn_session_options *options);
/* DN_ACCESS_WRITE fails with DUNLIN_E_ABSENT where DN_ACCESS_CREATE would make the database. */
enum dn_access { DN_ACCESS_READ, DN_ACCESS_WRITE, DN_ACCESS_CREATE };
/* The connection and the store, made once. */
bool dn_project_connect(struct dunlin *project, enum dn_access access, struct dunlin_error *err);
/*
 * Behind a pooler: the connection to the server itself, where direct_url names it, in place of the
 * one there is.  Refuses one that leads to another database.
 */
bool dn_project_go_direct(
    struct dunlin *project, const struct dn_session_options *options, struct dunlin_error *err);
/* The text of its URL, or NULL, and where that comes from. */
const char *dn_project_direct_text(const struct dunlin *project, struct dn_config_origin *from);
/* Is there a pooler, also for what writes? */
bool dn_project_stays_pooled(const struct dunlin *project);
/* The dialect of the database's URL, for where there is no connection. */
const struct dn_dialect *dn_project_dialect(struct dunlin *project, struct dunlin_error *err);
/* The same for a script, which needs no database: without any URL it is PostgreSQL's. */
const struct dn_dialect *
dn_project_script_dialect(struct dunlin *project, struct dunlin_error *err);
/* The dialect of that name. */
const struct dn_dialect *
dn_translate_dialect(const void *mem, const char *name, struct dunlin_error *err);
/* What O says of types and enums, for what reads no configuration. */
bool dn_translate_choices(
    const struct dunlin_options *o, struct dn_plan_options *options, struct dunlin_error *err);
/* The store for DIALECT, by the configuration. */
struct dn_store *dn_project_store(struct dunlin *project, const struct dn_dialect *dialect);
/*
 * The lock of the database that is connected to; released with dn_lock_release().  WAITED says
 * whether somebody else had it first; NULL allowed.
 */
bool dn_project_lock(struct dunlin *project, bool *waited, struct dunlin_error *err);

/* What the database, which is connected to, has: the rows of revisions by id. */
struct dn_map *dn_project_read(const void *mem, struct dunlin *project, struct dunlin_error *err);
/* The same of the database that is configured, for who changes files; NULL in *APPLIED where none
 * is, or it is not there yet. */
bool dn_project_at_hand(
    const void *mem, struct dunlin *project, struct dn_map **applied, struct dunlin_error *err);

/*
 * Where the database is: applied revisions that nothing applied follows, at the end those that the
 * files do not have.
 */
struct dn_report_item *dn_project_current(
    const void *mem, const struct dunlin *project, const struct dn_map *applied, size_t *n);
/* Applied revisions that the files have, in graph order; children of MEM. */
struct dn_revision **dn_project_applied(
    const void *mem, const struct dunlin *project, const struct dn_map *applied, size_t *n);

/* beside.c: those of project->hooks. */
bool dn_project_read_hooks(struct dunlin *project, struct dunlin_error *err);
/* Is the repeatable file, which is loaded, as it was run last? */
bool dn_project_is_repeated(const struct dunlin *project, const struct dn_revision *repeatable);
/*
 * What goes beside the revisions of RANGE on a database with APPLIED.  Behind an upgrade the
 * repeatable files that were changed since they were run, of a SCRIPT all, as long as nothing is
 * pending then; hooks around all that.  Before a downgrade those that were run there and have a
 * downgrade section.
 */
bool dn_project_complete_range(const void *mem, struct dunlin *project, struct dn_range *range,
    const struct dn_map *applied, bool script, struct dunlin_error *err);
/*
 * Put what was run of repeatable files into LIST, applied revisions, each where it was run; for a
 * script the files themselves, where no revision is pending.
 */
void dn_project_add_repeatables(const void *mem, struct dunlin *project,
    const struct dn_map *applied, struct dn_revision ***list, size_t *n);
bool dn_project_add_repeated(const void *mem, struct dunlin *project, struct dn_revision ***list,
    size_t *n, struct dunlin_error *err);

/* What of a range is to be planned for which database. */
struct dn_plan_request {
	const struct dn_dialect *dialect;
	const struct dn_range *range;
	const struct dn_map *applied;
	bool replay;            /* for people: say all that can be known of locks */
	bool fold;              /* it may be folded, if the database is empty */
	bool quiet;             /* no notices: it is not to be run */
	bool script;            /* to be printed, for whoever runs it with whatever */
	struct dn_ahead *ahead; /* dn_plan_ahead() of the range, or NULL */
};
struct dn_plan *dn_project_plan(const void *mem, struct dunlin *project,
    const struct dn_plan_request *request, struct dunlin_error *err);

/* Upgrades that stopped half way are the newest of what is applied, for a downgrade. */
void dn_project_count_partials(
    struct dunlin *project, const struct dn_partials *partials, struct dn_map *applied);
/* A downgrade that may begin with what stopped half way up. */
struct dn_undo_request {
	struct dn_partials *partials;
	const struct dn_range *range;
	const struct dn_map *applied; /* with those that dn_project_count_partials() put there */
	bool look_only;               /* for people: a step that was begun counts as not done */
};
/*
 * What a downgrade to TARGET undoes, from the partials and what is applied of REQUEST.  "-1" is the
 * revision that stopped half way, whatever else could be one step back.
 */
struct dn_range *dn_project_range_down(const void *mem, const struct dunlin *project,
    const struct dn_undo_request *request, const char *target, struct dunlin_error *err);
/*
 * Under the lock, before the plan of it: cut those in the range to what is done of them.  A step
 * that was begun is looked for, healed or decided first, which PARTIALS then shows.  ERR where
 * what is done cannot be undone.
 */
bool dn_project_cut_partials(const void *mem, struct dunlin *project,
    const struct dn_undo_request *request, struct dunlin_error *err);
/* Is the file there of each of them that has to be finished or undone? */
bool dn_project_has_partial_files(
    struct dunlin *project, const struct dn_partials *partials, struct dunlin_error *err);
/* Tell PLAN which of its revisions end such a run. */
void dn_project_mark_undone(struct dn_plan *plan, const struct dn_partials *partials);

/* Write what an upgrade or a downgrade would run, FROM:TO, as a script to the results. */
bool dn_project_script(struct dunlin *project, enum dn_direction direction, const char *target,
    struct dunlin_error *err);
/* Run one revision up or down, on a project that is connected. */
bool dn_project_migrate(struct dunlin *project, enum dn_direction direction,
    struct dn_revision *revision, struct dunlin_error *err);

/* Rows of what a downgrade would drop; NULL and ERR when nobody can look. */
struct dn_losses *dn_project_losses(
    const void *mem, struct dunlin *project, const struct dn_plan *plan, struct dunlin_error *err);
/*
 * Refuse a downgrade that would drop a table or column with rows in it, unless that is allowed; of
 * an upgrade it is a notice.
 */
bool
dn_project_check_loss(struct dunlin *project, const struct dn_plan *plan, struct dunlin_error *err);
/* rewrite.c: ERR when it would write a large table anew, and nobody has allowed that. */
bool dn_project_check_rewrite(
    const struct dunlin *project, const struct dn_plan *plan, struct dunlin_error *err);
/* Is looked before a run what would make it fail, and what it drops? */
bool dn_project_prechecks(const struct dunlin *project);
/*
 * precheck.c: ask, read-only, whether rows that are there would make PLAN fail; then ERR when they
 * would, and warnings of what else would.  What is not answered in time is a notice.
 */
bool dn_project_ask_prechecks(
    struct dunlin *project, const struct dn_plan *plan, struct dunlin_error *err);
bool
dn_project_check_rows(struct dunlin *project, const struct dn_plan *plan, struct dunlin_error *err);
/* large.c: as of struct dn_online, for a script; PAYLOAD is the project */
bool dn_project_assume_sizes(void *payload, struct dn_map *sizes, struct dunlin_error *err);
/* Notices of what was named in vain. */
void dn_project_say_assumed(const struct dunlin *project, const struct dn_plan *plan);
/* What undoes a revision without a downgrade section, in a map; NULL and ERR where nothing does. */
struct dn_map *dn_project_derive(const void *mem, struct dunlin *project,
    struct dn_revision *revision, struct dunlin_error *err);
/* The same as text, or a comment that says why there is none. */
char *dn_project_derived(const void *mem, struct dunlin *project, struct dn_revision *revision);
/* Notices of what nobody wrote. */
void dn_project_say_derived(struct dunlin *project, const struct dn_plan *plan);
/*
 * Put applied revisions that no file has into the history, from the text that the database kept;
 * each is shown.  Refused where others than the owner could have written it.
 */
bool
dn_project_recover(struct dunlin *project, const struct dn_map *applied, struct dunlin_error *err);

/*
 * Applied revisions with placeholders are what they were when they were run: from the text that the
 * database kept, whatever is given now.
 */
bool
dn_project_recall(struct dunlin *project, const struct dn_map *applied, struct dunlin_error *err);

enum dn_file_state { DN_FILE_SAME, DN_FILE_REFORMATTED, DN_FILE_CHANGED };

/* Compare a file with what was applied.  Reads the file's bytes, its tokens only when these differ.
 */
bool dn_project_compare(const struct dn_record *record, struct dn_revision *revision,
    enum dn_file_state *state, struct dunlin_error *err);
/* Refuse to write over changed files: the error shows the first line that differs. */
bool
dn_project_verify(struct dunlin *project, const struct dn_map *applied, struct dunlin_error *err);

#endif
