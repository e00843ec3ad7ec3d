/* drivers.c - the drivers that there are, and one of them held to its contract */
#include "config.h"

#include <string.h>

#include "api/project.h"
#include "base/mem.h"
#include "contract/contract.h"
#include "engine/driver.h"

struct driver_list {
	struct dn_report_driver *items;
	size_t n;
};

static void
drivers_add(void *payload, const struct dn_driver_found *found)
{
	struct driver_list *list = payload;
	struct dn_report_driver item = {
		.name = dn_strdup(list, found->name),
		.path = dn_strdup_null(list, found->path),
		.driver = found->driver,
	};

	if (found->driver == NULL)
		item.refused = dn_strdup(list, found->err->message);
	dn_push(list, list->items, list->n, item);
}

bool
dunlin_drivers(const struct dunlin_options *options, struct dunlin_error *err)
{
	struct dn_report report = dn_project_report(options);
	struct driver_list *list = dn_new(NULL, struct driver_list);
	bool ok;

	dn_driver_each(drivers_add, list);
	ok = dn_report_drivers(&report, list->items, list->n, err);
	dn_free(list);
	return ok;
}

static bool
drivers_met(void *payload, const struct dn_contract_subject *subject, struct dunlin_error *err)
{
	return dn_report_contract_subject(payload, subject, err);
}

static bool
drivers_told(void *payload, const struct dn_contract_outcome *outcome, struct dunlin_error *err)
{
	return dn_report_contract_case(payload, outcome, err);
}

bool
dunlin_driver_test(const struct dunlin_options *options, const char *text, struct dunlin_error *err)
{
	struct dn_report report = dn_project_report(options);
	void *mem = dn_new_context(NULL);
	struct dunlin_url *url = dn_url_parse(mem, text, err);
	struct dn_report_contract *contract;
	bool ok = false;

	if (url != NULL) {
		contract = dn_report_contract_new(mem, &report, dn_url_redact(mem, url));
		ok = dn_contract_run(text, drivers_met, drivers_told, contract, err) &&
		     dn_report_contract_end(contract, err);
	}
	dn_free(mem);
	return ok;
}
