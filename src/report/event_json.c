/* event_json.c - what happens in a run, one JSON object on each line */
#include "config.h"

#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "report/json.h"
#include "report/report.h"

static const char *const event_names[] = {
	[DUNLIN_EVENT_BEGIN] = "begin",
	[DUNLIN_EVENT_PLAN] = "plan",
	[DUNLIN_EVENT_WAIT] = "wait",
	[DUNLIN_EVENT_REVISION] = "revision",
	[DUNLIN_EVENT_STEP] = "step",
	[DUNLIN_EVENT_PROGRESS] = "progress",
	[DUNLIN_EVENT_STEP_DONE] = "step-done",
	[DUNLIN_EVENT_RETRY] = "retry",
	[DUNLIN_EVENT_REVISION_DONE] = "revision-done",
	[DUNLIN_EVENT_MESSAGE] = "message",
	[DUNLIN_EVENT_END] = "end",
};

static void
event_put_text(json_t *object, const char *key, const char *text)
{
	if (text != NULL)
		json_object_set_new(object, key, dn_json_text(text));
}

static void
event_put_number(json_t *object, const char *key, unsigned long long n)
{
	json_object_set_new(object, key, json_integer((json_int_t) n));
}

/* Tenths are enough. */
static void
event_put_ms(json_t *object, double ms)
{
	json_object_set_new(
	    object, "ms", json_real((double) (unsigned long long) (ms * 10 + 0.5) / 10));
}

static void
event_put_time(json_t *object)
{
	struct timespec ts;
	struct tm tm;
	char stamp[32], *text;

	clock_gettime(CLOCK_REALTIME, &ts);
	gmtime_r(&ts.tv_sec, &tm);
	strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%S", &tm);
	text = dn_sprintf(NULL, "%s.%03uZ", stamp, (unsigned) (ts.tv_nsec / 1000000));
	json_object_set_new(object, "time", json_string(text));
	dn_free(text);
}

static void
event_put_holder(json_t *object, const struct dunlin_holder *holder)
{
	json_t *session;

	if (holder == NULL)
		return;
	session = json_object();
	dn_json_put_session(session, holder);
	json_object_set_new(object, "holder", session);
}

static void
event_put_step(json_t *object, const struct dunlin_event *event)
{
	if (event->step == 0)
		return;
	event_put_number(object, "step", event->step);
	event_put_number(object, "steps", event->revision_steps);
	event_put_text(object, "statement", event->statement);
	event_put_text(object, "file", event->file);
	if (event->file != NULL)
		event_put_number(object, "line", event->line);
}

/* Every member is there, so that who reads need not ask. */
static json_t *
event_error(const struct dunlin_error *err, bool show_values)
{
	static const char *const codes[] = {
#define X(name, status, text) #name,
		DUNLIN_CODES(X)
#undef X
	};
	const char *sqlstate = dunlin_error_sqlstate(err);
	const char *file = dunlin_error_file(err);
	json_t *object = json_object();

	json_object_set_new(object, "code", json_string(codes[dunlin_error_code(err)]));
	json_object_set_new(
	    object, "sqlstate", dn_json_text(sqlstate[0] == '\0' ? NULL : sqlstate));
	json_object_set_new(object, "message", dn_json_text(dunlin_error_message(err)));
	json_object_set_new(
	    object, "detail", dn_json_text(show_values ? dunlin_error_detail(err) : NULL));
	json_object_set_new(object, "hint", dn_json_text(dunlin_error_hint(err)));
	json_object_set_new(object, "file", dn_json_text(file));
	json_object_set_new(
	    object, "line", file == NULL ? json_null() : json_integer(dunlin_error_line(err)));
	json_object_set_new(
	    object, "column", file == NULL ? json_null() : json_integer(dunlin_error_column(err)));
	return object;
}

static void
event_put_end(json_t *object, const struct dunlin_event *event, bool show_values)
{
	const struct dunlin_error *err = event->error;

	json_object_set_new(object, "ok", json_boolean(err == NULL));
	event_put_number(object, "revisions_done", event->revisions_done);
	event_put_number(
	    object, "exit_status", err == NULL ? 0 : (unsigned) dunlin_error_status(err));
	json_object_set_new(
	    object, "error", err == NULL ? json_null() : event_error(err, show_values));
}

static void
event_put_progress(json_t *object, const struct dunlin_event *event)
{
	event_put_text(object, "phase", event->phase);
	event_put_text(object, "object", event->object);
	if (event->unit == NULL)
		return;
	event_put_number(object, "done", event->amount_done);
	if (event->amount > 0)
		event_put_number(object, "total", event->amount);
	event_put_text(object, "unit", event->unit);
}

/* What only events of its kind have. */
static void
event_put_own(json_t *object, const struct dunlin_event *event, bool show_values)
{
	switch (event->kind) {
	case DUNLIN_EVENT_BEGIN:
		event_put_text(object, "direction", event->down ? "downgrade" : "upgrade");
		event_put_text(object, "database", event->database);
		event_put_text(object, "target", event->target);
		break;
	case DUNLIN_EVENT_PLAN:
		event_put_number(object, "revisions", event->revisions);
		event_put_number(object, "steps", event->steps);
		break;
	case DUNLIN_EVENT_REVISION:
		event_put_text(object, "message", event->message);
		event_put_number(object, "steps", event->revision_steps);
		break;
	case DUNLIN_EVENT_WAIT: event_put_text(object, "for", event->waits_for); break;
	case DUNLIN_EVENT_MESSAGE:
		event_put_text(
		    object, "level", event->level == DUNLIN_WARNING ? "warning" : "notice");
		break;
	case DUNLIN_EVENT_PROGRESS: event_put_progress(object, event); break;
	case DUNLIN_EVENT_END: event_put_end(object, event, show_values); break;
	case DUNLIN_EVENT_STEP:
	case DUNLIN_EVENT_STEP_DONE:
	case DUNLIN_EVENT_REVISION_DONE:
	case DUNLIN_EVENT_RETRY: break;
	}
}

static void
event_put_members(json_t *object, const struct dunlin_event *event, bool show_values)
{
	event_put_text(object, "revision", event->revision);
	event_put_step(object, event);
	event_put_own(object, event, show_values);
	event_put_text(
	    object, event->kind == DUNLIN_EVENT_MESSAGE ? "text" : "reason", event->reason);
	event_put_holder(object, event->holder);
	if (event->ms > 0)
		event_put_ms(object, event->ms);
}

bool
dn_report_event(
    const struct dn_report *report, const struct dunlin_event *event, struct dunlin_error *err)
{
	json_t *object = dn_json_document();
	char *text, *line;
	bool ok;

	json_object_set_new(object, "event", json_string(event_names[event->kind]));
	event_put_time(object);
	event_put_members(object, event, report->show_values);
	text = json_dumps(object, JSON_COMPACT | JSON_REAL_PRECISION(12));
	json_decref(object);
	dn_mem_check(text);
	line = dn_sprintf(NULL, "%s\n", text);
	free(text);
	ok = dn_report_text(report, line, err);
	dn_free(line);
	return ok;
}
