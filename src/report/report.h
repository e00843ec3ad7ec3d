/* report.h - what people and programs read: lists as text or JSON, through a callback */
#ifndef DN_REPORT_REPORT_H
#define DN_REPORT_REPORT_H

#include "base/error.h"
#include "base/map.h"
#include "config/config.h"
#include "contract/contract.h"
#include "dialect/assess.h"
#include "engine/lock/lock.h"
#include "engine/ask/snapshot.h"
#include "engine/store/store.h"
#include "history/history.h"

/* The form of the JSON documents, as "schema" in each. */
#define DN_REPORT_SCHEMA 1

struct dn_report {
	dunlin_write_fn write; /* NULL: dropped */
	void *payload;
	bool json, verbose, show_values;
	size_t width; /* of the terminal; 0: there is none */
	bool color;
};

/* Text as it is. */
bool dn_report_text(const struct dn_report *report, const char *text, struct dunlin_error *err);

/* One revision and what is known of it besides its file. */
struct dn_report_item {
	const struct dn_revision *revision; /* NULL: the files do not have it */
	const struct dn_record *record;     /* NULL: not applied, or not asked */
	const char *state; /* "applied", "pending", "changed", "reformatted", "missing",
			    "partial", or NULL */
	bool current;      /* the database is there, and that was asked */
};

/* What a line tells besides the id: Alembic's forms. */
enum dn_report_form {
	DN_REPORT_CURRENT,  /* "002 (head) (mergepoint)" */
	DN_REPORT_HEADS,    /* "002 (branch) (head)" */
	DN_REPORT_BRANCHES, /* "002 (branch) (head) (mergepoint)" */
	DN_REPORT_HISTORY,  /* "001 -> 002 (branch) (head) (mergepoint), message" */
	DN_REPORT_GRAPH,    /* "002 (branch) (head), message" */
};

/* A list of revisions under NAME in JSON.  As text one line each; verbose: a block each. */
bool dn_report_revisions(const struct dn_report *report, const char *name, enum dn_report_form form,
    const struct dn_report_item *items, size_t n, struct dunlin_error *err);
/* ITEMS, newest first, as lines that part and meet; with ASCII without the characters for that. */
bool dn_report_graph(const struct dn_report *report, const struct dn_report_item *items, size_t n,
    bool ascii, struct dunlin_error *err);
/* The same for documents: the languages of Graphviz and of Mermaid. */
bool dn_report_dot(const struct dn_report *report, const struct dn_report_item *items, size_t n,
    struct dunlin_error *err);
bool dn_report_mermaid(const struct dn_report *report, const struct dn_report_item *items, size_t n,
    struct dunlin_error *err);
/* Those that several follow, with these. */
bool dn_report_branches(const struct dn_report *report, const struct dn_report_item *items,
    size_t n, struct dunlin_error *err);

/* One screen: where the database is, what is pending, changed, missing. */
struct dn_report_status {
	const char *database; /* redacted */
	const char *config;   /* the configuration's file */
	struct dn_report_item *current;
	size_t ncurrent;
	struct dn_report_item *items; /* every revision that is pending, changed or missing */
	size_t nitems;
	const struct dn_partial *partials; /* runs that have not ended */
	size_t npartials;
	size_t napplied, npending, nchanged, nmissing, nreformatted;
};
bool dn_report_status(const struct dn_report *report, const struct dn_report_status *status,
    struct dunlin_error *err);

/* What a merge with the branch REF would leave wrong. */
struct dn_merge_problem {
	enum dn_merge_kind {
		DN_MERGE_HEADS,     /* heads */
		DN_MERGE_DUPLICATE, /* revision, file, other */
		DN_MERGE_CHANGED,   /* file, here, there: where it is not what it was */
		DN_MERGE_REMOVED,   /* the same */
	} kind;
	struct dn_revision **heads;
	size_t nheads;
	const char *revision, *file, *other;
	bool here, there;
};
struct dn_report_merge {
	const char *ref;
	struct dn_merge_problem *problems;
	size_t n;
};
bool dn_report_merge(
    const struct dn_report *report, const struct dn_report_merge *merge, struct dunlin_error *err);

/* One key of dunlin.ini, also when it is not there. */
struct dn_report_setting {
	const char *name, *value; /* VALUE NULL: none; of a secret what may be seen */
	bool secret;
	struct dn_config_origin from;
	const char *problem; /* why it cannot be used, or NULL */
};
struct dn_report_settings {
	const char *file, *section;
	struct dn_report_setting *items;
	size_t n;
};
bool dn_report_settings(const struct dn_report *report, const struct dn_report_settings *settings,
    struct dunlin_error *err);

/* What init can make. */
struct dn_report_template {
	const char *name, *summary;
};
bool dn_report_templates(const struct dn_report *report, const struct dn_report_template *list,
    size_t n, struct dunlin_error *err);

/* Who holds the lock; nothing as text when nobody does. */
bool dn_report_lock(const struct dn_report *report, const struct dn_lock_holders *holders,
    struct dunlin_error *err);

/* What happens, as JSON on one line, whatever the form of other results. */
bool dn_report_event(
    const struct dn_report *report, const struct dunlin_event *event, struct dunlin_error *err);

/* Rows that go with what is dropped. */
struct dn_loss {
	const char *table, *column; /* COLUMN NULL: all of the table */
	size_t rows;                /* with a value in it */
	bool more;                  /* at least so many */
	bool counted;               /* false: the table is too large */
};
struct dn_losses {
	struct dn_loss *items;
	size_t n;
};
/* "column 'c' of table 't' (2 rows)" */
void dn_loss_print(struct dunlin_buf *buf, const struct dn_loss *loss);

/* What a run would do. */
struct dn_report_plan {
	const struct dn_plan *plan;
	const char *database; /* redacted */
	const char *target;
	struct dn_revision **current; /* where the database is */
	size_t ncurrent;
	const struct dunlin_error *refused;    /* why it would not be run, or NULL */
	const struct dn_revision *underivable; /* the plan goes as far as this one, or NULL */
	const struct dn_losses *losses;        /* NULL: it is no downgrade */
};
bool dn_report_plan(
    const struct dn_report *report, const struct dn_report_plan *plan, struct dunlin_error *err);

/* What came of one revision on one scratch database. */
struct dn_report_proof {
	const struct dn_revision *revision;
	const char *result;    /* "ok", "differs", "irreversible", "failed", "untried" */
	const char *downgrade; /* "written"; of what was derived "reversible", "lossy"; "none" */
	const char *when;      /* there is a difference, or NULL */
	struct dn_snapshot_difference difference;
	char **losses; /* what a derived downgrade does not bring back */
	size_t nlosses;
	const char *error; /* with its place; or NULL */
};
struct dn_report_scratch {
	const char *dialect, *database; /* redacted */
	struct dn_report_proof *proofs;
	size_t n;
};
struct dn_report_verify {
	struct dn_report_scratch scratches[2];
	size_t n;
};
bool dn_report_verify(const struct dn_report *report, const struct dn_report_verify *verify,
    struct dunlin_error *err);

/* The drivers that there are, and modules that are none. */
struct dn_report_driver {
	char *name, *path; /* PATH NULL: it is built in */
	const struct dunlin_driver *driver;
	char *refused; /* why there is none, or NULL */
};
bool dn_report_drivers(const struct dn_report *report, const struct dn_report_driver *list,
    size_t n, struct dunlin_error *err);

/* A run of a driver's contract; as text piece by piece, as JSON at the end. */
struct dn_report_contract;
struct dn_report_contract *
dn_report_contract_new(const void *mem, const struct dn_report *report, const char *database);
bool dn_report_contract_subject(struct dn_report_contract *contract,
    const struct dn_contract_subject *subject, struct dunlin_error *err);
bool dn_report_contract_case(struct dn_report_contract *contract,
    const struct dn_contract_outcome *outcome, struct dunlin_error *err);
/* ERR (DUNLIN_E_FAILED) also where a case has failed. */
bool dn_report_contract_end(struct dn_report_contract *contract, struct dunlin_error *err);

/* How well statements carry over: counts, then what is approximated or impossible, and where. */
bool dn_report_fidelity(const struct dn_report *report, const char *dialect,
    const struct dn_assessment *assessment, struct dunlin_error *err);

#endif
