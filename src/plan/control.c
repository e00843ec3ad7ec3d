/* control.c - what a revision may not say: where its transaction ends, and what ends the lock */
#include "config.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "plan/planner.h"

static bool
statement_is_transaction(const struct dn_statement *st, const char *const *names)
{
	if (st->nchanges != 1 || st->changes[0]->kind != DN_TRANSACTION)
		return false;
	for (; *names != NULL; names++)
		if (strcmp(st->changes[0]->name, *names) == 0)
			return true;
	return false;
}

static bool
planner_refuse_control(
    struct planner *p, struct dn_span span, const char *what, struct dunlin_error *err)
{
	dn_error_in(err, DUNLIN_E_HISTORY, p->source, span.start,
	    "transaction control inside a revision: %s", what);
	dunlin_error_set_hint(err,
	    "A revision is one transaction by itself; remove the statement, or write `-- dunlin: "
	    "transaction off` for a file that must run outside one.");
	return false;
}

bool
dn_planner_is_whole(const struct dn_statement *first, const struct dn_statement *last)
{
	static const char *const begins[] = { "begin", "start transaction", "start", NULL };
	static const char *const ends[] = { "commit", "end", NULL };

	return statement_is_transaction(first, begins) && statement_is_transaction(last, ends);
}

bool
dn_planner_transaction_control(
    struct planner *p, const struct dn_part *part, size_t i, struct dunlin_error *err)
{
	const struct dn_statement *st = part->list->items[i];
	bool first = part->first && i == 0, last = part->last && i == part->list->n - 1;

	if (p->whole && (first || last)) {
		if (first)
			dn_log(p->options->log, DUNLIN_NOTICE,
			    "%s: BEGIN and COMMIT around the section are dropped: a revision is "
			    "one "
			    "transaction by itself",
			    p->source->file);
		return true;
	}
	return planner_refuse_control(p, st->span, st->what, err);
}

static bool
statement_sets_transaction(const struct dn_statement *st)
{
	static const char *const names[] = { "transaction", "transaction snapshot",
		"transaction_isolation", NULL };

	if (st->nchanges != 1 || st->changes[0]->kind != DN_SET || st->changes[0]->name == NULL)
		return false;
	for (size_t i = 0; names[i] != NULL; i++)
		if (strcasecmp(st->changes[0]->name, names[i]) == 0)
			return true;
	return false;
}

bool
dn_planner_allows(struct planner *p, const struct dn_statement *st, struct dunlin_error *err)
{
	if (st->flags & DN_STATEMENT_TO_CLIENT) {
		dn_error_in(err, DUNLIN_E_HISTORY, p->source, st->span.start,
		    "COPY TO STDOUT has nowhere to go");
		dunlin_error_set_hint(err,
		    "Remove it; a revision leaves nothing but what is in the "
		    "database.");
	} else if (st->flags & DN_STATEMENT_DROPS_LOCK) {
		dn_error_in(err, DUNLIN_E_HISTORY, p->source, st->span.start,
		    "DISCARD ALL would drop the lock of the migration");
		dunlin_error_set_hint(
		    err, "Write what of it you need: RESET ALL, DISCARD TEMP, DEALLOCATE ALL.");
	} else if (!p->alone && statement_sets_transaction(st)) {
		dn_error_in(err, DUNLIN_E_HISTORY, p->source, st->span.start,
		    "SET TRANSACTION is too late: the transaction of the revision has begun, with "
		    "statements of dunlin's own");
		dunlin_error_set_hint(err,
		    "Remove it, or let all transactions begin so: "
		    "`session.default_transaction_isolation = serializable` in dunlin.ini.");
	} else {
		return true;
	}
	return false;
}

bool
dn_planner_allows_native(struct planner *p, struct dn_span span, struct dunlin_error *err)
{
	static const char *const words[] = { "begin", "start", "commit", "end", "rollback",
		"savepoint", "release", "abort", NULL };
	const char *text = p->source->text + span.start;
	size_t len = 0;

	while (span.start + len < span.end && isalpha((unsigned char) text[len]))
		len++;
	for (const char *const *w = words; *w != NULL; w++)
		if (strlen(*w) == len && strncasecmp(text, *w, len) == 0)
			return planner_refuse_control(p, span, *w, err);
	return true;
}
