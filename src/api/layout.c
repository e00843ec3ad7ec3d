/* layout.c - make a new project: its configuration, its template, its folders */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "api/project.h"
#include "api/template.h"
#include "base/mem.h"

/* What `dunlin init` can make. */
struct layout {
	const char *name, *summary, *config;
	const char *folders[3]; /* ended by NULL */
	const char *section;    /* to name with -n, or NULL */
};

static const struct layout layouts[] = {
	{
	    .name = "generic",
	    .summary = "one database",
	    .config = "# Where the revisions are and how they run; see dunlin.ini(5).\n"
		      "[dunlin]\n"
		      "script_location = %(here)s\n"
		      "\n"
		      "# The database, unless -d or DUNLIN_DATABASE_URL names another.\n"
		      "url = sqlite:///dunlin.db\n",
	    .folders = { "versions" },
	},
	{
	    .name = "multidb",
	    .summary = "several databases, each with a history of its own",
	    .config = "# Several databases, each a section with its own revisions: name one with "
		      "-n;\n"
		      "# see dunlin.ini(5).\n"
		      "[DEFAULT]\n"
		      "script_location = %(here)s\n"
		      "\n"
		      "[first]\n"
		      "version_locations = %(here)s/first\n"
		      "url = sqlite:///first.db\n"
		      "\n"
		      "[second]\n"
		      "version_locations = %(here)s/second\n"
		      "url = sqlite:///second.db\n",
	    .folders = { "first", "second" },
	    .section = "first",
	},
};
enum { LAYOUTS = sizeof layouts / sizeof *layouts };

static bool
layout_failed(const char *what, const char *path, struct dunlin_error *err)
{
	return dunlin_error_set(
	    err, DUNLIN_E_FILE, "cannot %s '%s': %s", what, path, strerror(errno));
}

static bool
layout_folder(const char *path, struct dunlin_error *err)
{
	return mkdir(path, 0777) == 0 || errno == EEXIST || layout_failed("make", path, err);
}

/* A new file with TEXT; one that is there already is an error. */
static bool
layout_file(const char *path, const char *text, struct dunlin_error *err)
{
	size_t len = strlen(text);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	ssize_t n;

	if (fd < 0)
		return layout_failed("make", path, err);
	n = write(fd, text, len);
	if (close(fd) != 0 || n != (ssize_t) len) {
		layout_failed("write", path, err);
		unlink(path);
		return false;
	}
	return true;
}

static const struct layout *
layout_find(const char *name, struct dunlin_error *err)
{
	for (size_t i = 0; i < LAYOUTS; i++)
		if (name == NULL || strcmp(layouts[i].name, name) == 0)
			return &layouts[i];
	dunlin_error_set(err, DUNLIN_E_USAGE, "No such template '%s'", name);
	dunlin_error_set_hint(err, "`dunlin list_templates` shows those that there are.");
	return NULL;
}

static bool
layout_make(const void *mem, const char *directory, const struct layout *layout,
    const struct dn_log *log, struct dunlin_error *err)
{
	char *config = dn_sprintf(mem, "%s/dunlin.ini", directory);
	char *template = dn_sprintf(mem, "%s/script.sql.in", directory);
	bool ok = layout_folder(directory, err) && layout_file(config, layout->config, err) &&
		  layout_file(template, dn_template, err);

	for (size_t i = 0; ok && layout->folders[i] != NULL; i++)
		ok = layout_folder(dn_sprintf(mem, "%s/%s", directory, layout->folders[i]), err);
	if (ok)
		dn_log(log, DUNLIN_INFO,
		    "made %s, %s and %s/%s\nnext: dunlin -c %s%s%s revision -m \"what it does\"",
		    config, template, directory, layout->folders[0], config,
		    layout->section == NULL ? "" : " -n ",
		    layout->section == NULL ? "" : layout->section);
	return ok;
}

bool
dunlin_init(const char *directory, const char *layout, const struct dunlin_options *options,
    struct dunlin_error *err)
{
	const struct dn_log log = { options->log, options->log_payload };
	const struct layout *found = layout_find(layout, err);
	void *mem;
	bool ok;

	if (found == NULL)
		return false;
	mem = dn_new_context(NULL);
	ok = layout_make(mem, directory, found, &log, err);
	dn_free(mem);
	return ok;
}

bool
dunlin_list_templates(const struct dunlin_options *options, struct dunlin_error *err)
{
	const struct dn_report report = dn_project_report(options);
	struct dn_report_template list[LAYOUTS];

	for (size_t i = 0; i < LAYOUTS; i++)
		list[i] = (struct dn_report_template){ layouts[i].name, layouts[i].summary };
	return dn_report_templates(&report, list, LAYOUTS, err);
}
