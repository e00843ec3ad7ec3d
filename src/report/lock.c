/* lock.c - who holds the lock */
#include "config.h"

#include "base/buf.h"
#include "base/mem.h"
#include "report/json.h"
#include "report/report.h"
#include "report/style.h"

static json_t *
lock_number(const char *text)
{
	return text == NULL ? json_null() : json_integer(strtoll(text, NULL, 10));
}

void
dn_json_put_session(json_t *object, const struct dunlin_holder *h)
{
	json_object_set_new(object, "pid", lock_number(h->pid));
	json_object_set_new(object, "application", dn_json_text(h->application));
	json_object_set_new(object, "host", dn_json_text(h->host));
	json_object_set_new(object, "user", dn_json_text(h->user));
	json_object_set_new(object, "since", dn_json_text(h->since));
}

static json_t *
lock_json_holder(const struct dn_lock_holder *h)
{
	json_t *object = json_object();

	json_object_set_new(object, "kind", json_string(h->lease ? "lease" : "lock"));
	dn_json_put_session(object, &h->who);
	if (!h->lease)
		return object;
	json_object_set_new(object, "expires", dn_json_text(h->expires));
	json_object_set_new(object, "expired", json_boolean(h->expired));
	json_object_set_new(object, "token", lock_number(h->token));
	return object;
}

static bool
lock_json(
    const struct dn_report *report, const struct dn_lock_holders *holders, struct dunlin_error *err)
{
	json_t *document = dn_json_document(), *array = json_array();

	for (size_t i = 0; i < holders->n; i++)
		json_array_append_new(array, lock_json_holder(&holders->list[i]));
	json_object_set_new(document, "holders", array);
	return dn_json_write(report, document, err);
}

static void
lock_line(struct dunlin_buf *buf, const char *label, const char *value)
{
	if (value != NULL && value[0] != '\0')
		dunlin_buf_printf(buf, "%-12s %s\n", label, value);
}

bool
dn_report_lock(
    const struct dn_report *report, const struct dn_lock_holders *holders, struct dunlin_error *err)
{
	struct dunlin_buf *buf;
	bool ok;

	if (report->json)
		return lock_json(report, holders, err);
	buf = dn_buf_new(NULL);
	for (size_t i = 0; i < holders->n; i++) {
		const struct dn_lock_holder *h = &holders->list[i];

		dunlin_buf_printf(buf, "%s%s\n", h->lease ? "lease" : "lock",
		    h->expired ? " (expired: the next migration takes it over)" : "");
		lock_line(buf, "  pid", h->who.pid);
		lock_line(buf, "  application", h->who.application);
		lock_line(buf, "  host", h->who.host);
		lock_line(buf, "  user", h->who.user);
		lock_line(buf, "  since", h->who.since);
		lock_line(buf, "  expires", h->expires);
		lock_line(buf, "  token", h->token);
	}
	ok = dn_report_styled(report, buf->s, err);
	dn_free(buf);
	return ok;
}
