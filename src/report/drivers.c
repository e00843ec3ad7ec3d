/* drivers.c - the drivers that there are */
#include "config.h"

#include "base/buf.h"
#include "base/mem.h"
#include "engine/driver.h"
#include "report/drivers.h"
#include "report/style.h"

static const char *
driver_version(const struct dunlin_driver *driver)
{
	return DUNLIN_DRIVER_HAS(driver, version) ? driver->version : NULL;
}

static char *
driver_interface(const void *mem, const struct dunlin_driver *driver)
{
	return dn_sprintf(mem, "%u.%u", (unsigned) driver->abi_major, (unsigned) driver->abi_minor);
}

json_t *
dn_json_driver(const struct dunlin_driver *driver, const char *path)
{
	json_t *object = json_object(), *schemes = json_array(), *traits = json_array();
	char *interface = driver_interface(NULL, driver);

	for (const char *const *s = driver->schemes; *s != NULL; s++)
		json_array_append_new(schemes, dn_json_text(*s));
	for (const struct dn_driver_trait *t = dn_driver_traits; t->name != NULL; t++)
		if (dn_driver_has(driver, t))
			json_array_append_new(traits, json_string(t->name));
	json_object_set_new(object, "name", dn_json_text(driver->name));
	json_object_set_new(object, "version", dn_json_text(driver_version(driver)));
	json_object_set_new(object, "interface", json_string(interface));
	json_object_set_new(object, "schemes", schemes);
	json_object_set_new(object, "capabilities", traits);
	json_object_set_new(object, "path", dn_json_text(path));
	dn_free(interface);
	return object;
}

void
dn_report_put_driver(struct dunlin_buf *buf, const struct dunlin_driver *driver, const char *path)
{
	const char *before = "";

	dunlin_buf_printf(buf, "  %-12s %s\n", "from", path == NULL ? "built in" : path);
	dunlin_buf_printf(buf, "  %-12s %u.%u\n", "interface", (unsigned) driver->abi_major,
	    (unsigned) driver->abi_minor);
	dunlin_buf_printf(buf, "  %-12s ", "schemes");
	for (const char *const *s = driver->schemes; *s != NULL; s++, before = ", ")
		dunlin_buf_printf(buf, "%s%s", before, *s);
	dunlin_buf_printf(buf, "\n  %-12s ", "capabilities");
	before = "";
	for (const struct dn_driver_trait *t = dn_driver_traits; t->name != NULL; t++)
		if (dn_driver_has(driver, t)) {
			dunlin_buf_printf(buf, "%s%s", before, t->name);
			before = ", ";
		}
	dunlin_buf_puts(buf, before[0] == '\0' ? "none\n" : "\n");
}

static json_t *
drivers_json_refused(const struct dn_report_driver *d)
{
	return json_pack("{s:s, s:s, s:s}", "name", d->name, "path", d->path, "error", d->refused);
}

static bool
drivers_json(const struct dn_report *report, const struct dn_report_driver *list, size_t n,
    struct dunlin_error *err)
{
	json_t *document = dn_json_document(), *array = json_array(), *refused = json_array();

	for (size_t i = 0; i < n; i++)
		if (list[i].driver != NULL)
			json_array_append_new(array, dn_json_driver(list[i].driver, list[i].path));
		else
			json_array_append_new(refused, drivers_json_refused(&list[i]));
	json_object_set_new(document, "drivers", array);
	json_object_set_new(document, "refused", refused);
	return dn_json_write(report, document, err);
}

bool
dn_report_drivers(const struct dn_report *report, const struct dn_report_driver *list, size_t n,
    struct dunlin_error *err)
{
	struct dunlin_buf *buf;
	bool ok;

	if (report->json)
		return drivers_json(report, list, n, err);
	buf = dn_buf_new(NULL);
	for (size_t i = 0; i < n; i++) {
		const struct dn_report_driver *d = &list[i];
		const char *version = d->driver == NULL ? NULL : driver_version(d->driver);

		dunlin_buf_printf(buf, "%s%s%s\n", d->name, version == NULL ? "" : " ",
		    version == NULL ? "" : version);
		if (d->driver != NULL)
			dn_report_put_driver(buf, d->driver, d->path);
		else
			dunlin_buf_printf(buf, "  %-12s %s\n", "refused", d->refused);
	}
	ok = dn_report_styled(report, buf->s, err);
	dn_free(buf);
	return ok;
}
