/* contract.c - a driver held to its contract, case by case */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "engine/driver.h"
#include "report/drivers.h"
#include "report/style.h"

struct dn_report_contract {
	const struct dn_report *report;
	const char *database, *driver;
	json_t *document, *cases; /* NULL: as text */
	size_t counts[3];         /* by enum dn_contract_result */
};

static const char *const result_words[] = {
	[DN_CONTRACT_OK] = "ok",
	[DN_CONTRACT_FAILED] = "failed",
	[DN_CONTRACT_UNCLAIMED] = "not claimed",
};

static int
contract_destructor(struct dn_report_contract *c)
{
	json_decref(c->document);
	return 0;
}

struct dn_report_contract *
dn_report_contract_new(const void *mem, const struct dn_report *report, const char *database)
{
	struct dn_report_contract *c = dn_new(mem, struct dn_report_contract);

	c->report = report;
	c->database = dn_strdup(c, database);
	talloc_set_destructor(c, contract_destructor);
	return c;
}

bool
dn_report_contract_subject(struct dn_report_contract *c, const struct dn_contract_subject *subject,
    struct dunlin_error *err)
{
	const char *path = dn_driver_file(subject->driver);
	struct dunlin_buf *buf;
	bool ok;

	c->driver = subject->driver->name;
	if (c->report->json) {
		c->document = dn_json_document();
		c->cases = json_array();
		json_object_set_new(c->document, "database", dn_json_text(c->database));
		json_object_set_new(c->document, "server", dn_json_text(subject->server));
		json_object_set_new(c->document, "driver", dn_json_driver(subject->driver, path));
		json_object_set_new(c->document, "cases", c->cases);
		return true;
	}
	buf = dn_buf_new(c);
	dunlin_buf_printf(buf, "%s\n", c->driver);
	dn_report_put_driver(buf, subject->driver, path);
	dunlin_buf_printf(buf, "  %-12s %s\n", "database", c->database);
	if (subject->server != NULL)
		dunlin_buf_printf(buf, "  %-12s %s\n", "server", subject->server);
	dunlin_buf_puts(buf, "\n");
	ok = dn_report_styled(c->report, buf->s, err);
	dn_free(buf);
	return ok;
}

static void
contract_print_why(struct dunlin_buf *buf, const char *why)
{
	for (size_t len; *why != '\0'; why += len) {
		len = strcspn(why, "\n");
		dunlin_buf_printf(buf, "%-30s%.*s\n", "", (int) len, why);
		len += why[len] == '\n';
	}
}

bool
dn_report_contract_case(struct dn_report_contract *c, const struct dn_contract_outcome *outcome,
    struct dunlin_error *err)
{
	const char *word = result_words[outcome->result];
	struct dunlin_buf *buf;
	bool ok;

	c->counts[outcome->result]++;
	if (c->cases != NULL) {
		json_array_append_new(c->cases,
		    json_pack("{s:s, s:s, s:s, s:o, s:o}", "name", outcome->name, "promise",
			outcome->promise, "result", word, "unclaimed",
			dn_json_text(outcome->unclaimed), "why", dn_json_text(outcome->why)));
		return true;
	}
	buf = dn_buf_new(c);
	dunlin_buf_printf(buf, "%-12s %-16s %s", word, outcome->name, outcome->promise);
	if (outcome->unclaimed != NULL)
		dunlin_buf_printf(buf, " (%s)", outcome->unclaimed);
	dunlin_buf_puts(buf, "\n");
	contract_print_why(buf, outcome->why);
	ok = dn_report_styled(c->report, buf->s, err);
	dn_free(buf);
	return ok;
}

static bool
contract_write_end(struct dn_report_contract *c, struct dunlin_error *err)
{
	char *text;

	if (c->document != NULL)
		return dn_json_write(c->report, json_incref(c->document), err);
	text = dn_sprintf(c, "\n%zu ok, %zu failed, %zu not claimed\n", c->counts[DN_CONTRACT_OK],
	    c->counts[DN_CONTRACT_FAILED], c->counts[DN_CONTRACT_UNCLAIMED]);
	return dn_report_text(c->report, text, err);
}

bool
dn_report_contract_end(struct dn_report_contract *c, struct dunlin_error *err)
{
	size_t failed = c->counts[DN_CONTRACT_FAILED];

	if (!contract_write_end(c, err))
		return false;
	return failed == 0 || dunlin_error_set(err, DUNLIN_E_FAILED,
				  "driver '%s' does not keep its contract: %zu case%s failed",
				  c->driver, failed, failed == 1 ? "" : "s");
}
