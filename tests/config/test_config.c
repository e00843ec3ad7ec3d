/* test_config.c - which dunlin.ini, what it says, which database: in real folders */
#include "config.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "config/config.h"
#include "config/path.h"
#include "dntest.h"

static void *mem;
static char *root, *home; /* a folder that is removed at the end; where we were */
static struct dunlin_buf *notices;
static struct dn_log notice_log;

static void
keep_notice(void *payload, enum dunlin_level level, const char *message)
{
	if (level >= DUNLIN_NOTICE)
		dunlin_buf_printf(payload, "%s\n", message);
}

static void
run(const char *command)
{
	CHECK_INT(system(command), 0);
}

static void
write_file(const char *name, const char *text)
{
	FILE *file = fopen(name, "w");

	CHECK(file != NULL);
	if (file == NULL)
		return;
	fputs(text, file);
	CHECK_INT(fclose(file), 0);
}

static int
setup(void)
{
	char path[] = "/tmp/dunlin-config-XXXXXX";

	umask(022);
	mem = talloc_new(NULL);
	home = getcwd(NULL, 0);
	return mkdtemp(path) == NULL || (root = realpath(path, NULL)) == NULL;
}

static int
teardown(void)
{
	char *command = dn_sprintf(mem, "rm -rf '%s'", root);
	int failed = chdir(home) != 0 || system(command) != 0;

	free(root);
	free(home);
	return talloc_free(mem) != 0 || failed;
}

/* Each test in an empty folder, with nothing of ours in the environment. */
static void
begin(void)
{
	static unsigned n;
	char *folder = dn_sprintf(mem, "%s/%u", root, ++n);

	CHECK_INT(mkdir(folder, 0777), 0);
	CHECK_INT(chdir(folder), 0);
	unsetenv("DUNLIN_CONFIG");
	unsetenv("DUNLIN_DATABASE_URL");
	unsetenv("DATABASE_URL");
	notices = dn_buf_new(mem);
	notice_log = (struct dn_log){ keep_notice, notices };
}

static char *
here(const char *name)
{
	return dn_path_absolute(mem, name);
}

static struct dn_config *
open_config(const char *file, const char *section)
{
	struct dunlin_error *err = dn_error_new(mem);
	struct dn_config *config = dn_config_open(mem, file, section, &notice_log, err);

	CHECK_STR(dunlin_error_message(err), "");
	return config;
}

static struct dunlin_error *
open_error(const char *file, const char *section)
{
	struct dunlin_error *err = dn_error_new(mem);

	CHECK(dn_config_open(mem, file, section, &notice_log, err) == NULL);
	CHECK_INT(dunlin_error_code(err), DUNLIN_E_CONFIG);
	CHECK(dunlin_error_hint(err) != NULL || dunlin_error_line(err) == 0);
	return err;
}

/* The URL as it is shown, and where it was found. */
static char *
database(const char *section, const char *option, struct dn_config_origin *from)
{
	struct dn_config *config = open_config(NULL, section);
	struct dunlin_error *err = dn_error_new(mem);
	struct dunlin_url *url;

	from->where = NULL;
	if (config == NULL)
		return NULL;
	url = dn_config_database(mem, config, option, from, &notice_log, err);
	return url == NULL ? dn_sprintf(mem, "error: %s", dunlin_error_message(err))
			   : dn_url_redact(mem, url);
}

static void
test_search_order(void)
{
	begin();
	CHECK_STR(dunlin_error_message(open_error(NULL, NULL)),
	    "no configuration: neither dunlin.ini nor migrations/dunlin.ini is here");
	run("mkdir migrations");
	write_file("migrations/dunlin.ini", "[dunlin]\n");
	CHECK_STR(open_config(NULL, NULL)->file, here("migrations/dunlin.ini"));
	CHECK_STR(open_config(NULL, NULL)->here, here("migrations"));
	write_file("dunlin.ini", "[dunlin]\n");
	CHECK_STR(open_config(NULL, NULL)->file, here("dunlin.ini"));
	write_file("other.ini", "[dunlin]\n");
	setenv("DUNLIN_CONFIG", "./other.ini", 1);
	CHECK_STR(open_config(NULL, NULL)->file, here("other.ini"));
	CHECK_STR(open_config("migrations/dunlin.ini", NULL)->file, here("migrations/dunlin.ini"));
	setenv("DUNLIN_CONFIG", "nix.ini", 1);
	CHECK_STR(dunlin_error_message(open_error(NULL, NULL)),
	    "cannot read the file: No such file or directory");
	CHECK_STR(dunlin_error_file(open_error(NULL, NULL)), "nix.ini");
	CHECK_STR(dunlin_error_message(open_error("migrations", NULL)),
	    "cannot read the file: it is a directory");
}

static void
test_values(void)
{
	struct dn_config *config;

	begin();
	write_file("dunlin.ini",
	    "\xEF\xBB\xBF# first\n[DEFAULT]\nlock_wait = 5s\nwho = app\nrole = none\nschema = "
	    "app\n[dunlin]\n"
	    "script_location = %(here)s/db\nrole = %(who)s_owner\nschema =\n"
	    "session.statement_timeout = 5min\n[prod]\nuntranslatable = notice\n");
	config = open_config(NULL, NULL);
	CHECK_STR(dn_config_get(config, "script_location"), here("db"));
	CHECK_STR(dn_config_get(config, "role"), "app_owner");
	CHECK_STR(dn_config_get(config, "schema"), NULL);
	CHECK_STR(dn_config_get(config, "session.statement_timeout"), "5min");
	CHECK_STR(dn_config_get(config, "application_name"), "dunlin");
	CHECK_INT(dn_config_duration(config, "lock_wait"), 5000);
	CHECK_INT(dn_config_choice(config, "untranslatable"), 0);
	CHECK_STR(dn_map_get(config->values, "who"), NULL);
	config = open_config(NULL, "prod");
	CHECK_STR(config->section, "prod");
	CHECK_STR(dn_config_get(config, "role"), "none");
	CHECK_STR(dn_config_get(config, "script_location"), ".");
	CHECK_INT(dn_config_choice(config, "untranslatable"), 1);
	CHECK_STR(dn_config_path(mem, config, "."), here("."));
	CHECK_STR(dn_config_path(mem, config, "./x/y"), here("x/y"));
	CHECK_STR(dn_config_path(mem, config, "/x"), "/x");
}

/* The folders that a value lists, with "|" between. */
static const char *
locations(const char *separator, const char *value)
{
	struct dunlin_buf *buf = dn_buf_new(mem);
	struct dn_config *config;
	const char **list;
	size_t n;

	begin();
	write_file("dunlin.ini",
	    dn_sprintf(mem, "[dunlin]\n%sversion_locations = %s\n", separator, value));
	config = open_config(NULL, NULL);
	list = dn_config_list(mem, config, "version_locations", &n);
	for (size_t i = 0; i < n; i++)
		dunlin_buf_printf(buf, "%s|", list[i]);
	return buf->s;
}

static void
test_lists(void)
{
	CHECK_STR(locations("", ""), "");
	CHECK_STR(locations("", "a, b  c\n\td,"), "a|b|c|d|");
	CHECK_STR(locations("path_separator = :\n", "a: my b:\n c ::"), "a|my b|c|");
	CHECK_STR(locations("path_separator = os\n", "a:b"), "a|b|");
	CHECK_STR(locations("path_separator = ;\n", "a:b;c,d"), "a:b|c,d|");
	CHECK_STR(locations("path_separator = space\n", "a,b c"), "a,b|c|");
	CHECK_STR(locations("path_separator = newline\n", "a b\n c:d\n"), "a b|c:d|");
}

static void
test_durations(void)
{
	static const struct {
		const char *text;
		unsigned ms;
	} rows[] = { { "0", 0 }, { "60", 60000 }, { "500ms", 500 }, { "60s", 60000 },
		{ "2m", 120000 }, { "2 min", 120000 }, { "24h", 86400000 } };
	static const char *const wrong[] = { "-1", "s", "1.5s", "25h", "1d", "1 2", "soon",
		"99999999999999999999", "86400001ms" };

	begin();
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		write_file("dunlin.ini", dn_sprintf(mem, "[dunlin]\nlock_wait=%s", rows[i].text));
		CHECK_INT(dn_config_duration(open_config(NULL, NULL), "lock_wait"), rows[i].ms);
	}
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		write_file("dunlin.ini", dn_sprintf(mem, "[dunlin]\nlock_wait=%s", wrong[i]));
		CHECK_STR(dunlin_error_message(open_error(NULL, NULL)),
		    "lock_wait is no duration of up to a day");
	}
}

static void
test_sizes(void)
{
	static const struct {
		const char *text;
		unsigned long long bytes;
	} rows[] = { { "0", 0 }, { "8192", 8192 }, { "64kB", 65536 }, { "8MB", 8388608 },
		{ "8 mb", 8388608 }, { "1GB", 1073741824 }, { "1024TB", 1125899906842624 } };
	static const char *const wrong[] = { "-1", "MB", "1.5GB", "1025TB", "8M", "8 MB x",
		"99999999999999999999" };

	begin();
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		write_file(
		    "dunlin.ini", dn_sprintf(mem, "[dunlin]\nonline_threshold=%s", rows[i].text));
		CHECK(dn_config_size(open_config(NULL, NULL), "online_threshold") == rows[i].bytes);
	}
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		write_file(
		    "dunlin.ini", dn_sprintf(mem, "[dunlin]\nonline_threshold=%s", wrong[i]));
		CHECK_STR(dunlin_error_message(open_error(NULL, NULL)),
		    "online_threshold is no size of up to 1024 TB");
	}
}

static void
check_open_error(const char *text, const char *section, const char *message, const char *hint,
    unsigned line, unsigned column)
{
	struct dunlin_error *err;

	write_file("dunlin.ini", text);
	err = open_error(NULL, section);
	CHECK_STR(dunlin_error_message(err), message);
	CHECK_STR(dunlin_error_hint(err), hint);
	CHECK_STR(dunlin_error_file(err), "dunlin.ini");
	CHECK_INT(dunlin_error_line(err), line);
	CHECK_INT(dunlin_error_column(err), column);
}

static void
test_wrong_files(void)
{
	begin();
	check_open_error("[dunlin]\nscript_locations = x\n", NULL, "unknown key 'script_locations'",
	    "Did you mean 'script_location'?", 2, 1);
	check_open_error("[dunlin]\n\n  colour = x\n", NULL, "unknown key 'colour'",
	    "The keys are in dunlin.ini(5); one of your own is allowed where a value uses it as "
	    "%(name)s.",
	    3, 3);
	check_open_error("[DEFAULT]\nurll = x\n[dunlin]\n", NULL, "unknown key 'urll'",
	    "Did you mean 'url'?", 2, 1);
	check_open_error("[dunlin]\nsession. = x\n", NULL, "unknown key 'session.'",
	    "Did you mean 'session.NAME'?", 2, 1);
	check_open_error("[dunlin]\nuntranslatable = warning\n", NULL,
	    "untranslatable is none of its values", "Write 'error' or 'notice'.", 2, 18);
	check_open_error("[alembic]\nx = 1\n[b]\n", NULL, "there is no section [dunlin]",
	    "It has [alembic], [b].", 1, 1);
	check_open_error("", "prod", "there is no section [prod]",
	    "Put '[prod]' on a line above the keys.", 1, 1);
	check_open_error("[dunlin]\nrole = %(nix)s\n", NULL,
	    "no such key in this section or in [DEFAULT]",
	    "Define it there, or write '%%' where '%' itself is meant.", 2, 8);
}

/* A URL that lost its key must not be shown. */
static void
test_wrong_files_tell_no_secrets(void)
{
	struct dunlin_error *err;

	begin();
	write_file("dunlin.ini", "[dunlin]\npostgresql://u:SECRET@h/d\n");
	err = open_error(NULL, NULL);
	CHECK_STR(dunlin_error_message(err), "unknown key 'postgresql'");
	write_file("dunlin.ini", "[dunlin]\nurl = postgresql://u:S@SECRET@h/d\n");
	err = dn_error_new(mem);
	CHECK(dn_config_database(mem, open_config(NULL, NULL), NULL,
		  &(struct dn_config_origin){ 0 }, &notice_log, err) == NULL);
	CHECK(strstr(dunlin_error_message(err), "SECRET") == NULL);
	CHECK_STR(dunlin_error_file(err), "dunlin.ini");
	CHECK_INT(dunlin_error_line(err), 2);
	CHECK_INT(dunlin_error_column(err), 7);
}

static void
test_which_database(void)
{
	struct dn_config_origin from;

	begin();
	run("mkdir migrations");
	write_file("migrations/dunlin.ini", "[dunlin]\n[prod]\nurl = postgresql://prod/d\n");
	CHECK_STR(database(NULL, NULL, &from), "error: no database is given");
	write_file("migrations/dunlin.ini",
	    "[dunlin]\nurl = sqlite:///ini.db\n[prod]\nurl = postgresql://prod/d\n[other]\n"
	    "[empty]\nurl =\n");
	CHECK_STR(database(NULL, NULL, &from),
	    dn_sprintf(mem, "sqlite:///%s", here("migrations/ini.db")));
	CHECK_STR(from.where, "migrations/dunlin.ini");
	write_file(".env", "DATABASE_URL=sqlite:///env.db\n");
	CHECK_STR(database(NULL, NULL, &from), dn_sprintf(mem, "sqlite:///%s", here("env.db")));
	CHECK_STR(from.where, here(".env"));
	write_file(".env", "DATABASE_URL=sqlite:///env.db\nDUNLIN_DATABASE_URL=postgresql://e/d\n");
	CHECK_STR(database(NULL, NULL, &from), "postgresql://e/d");
	setenv("DATABASE_URL", "sqlite:///variable.db", 1);
	CHECK_STR(database(NULL, NULL, &from), "sqlite:///variable.db");
	CHECK_STR(from.where, "DATABASE_URL");
	setenv("DUNLIN_DATABASE_URL", "postgresql://u:SECRET@v/d", 1);
	CHECK_STR(database(NULL, NULL, &from), "postgresql://u:***@v/d");
	CHECK_STR(from.where, "DUNLIN_DATABASE_URL");
	CHECK_STR(database("prod", NULL, &from), "postgresql://prod/d");
	CHECK_STR(from.where, "migrations/dunlin.ini");
	CHECK_STR(database("other", NULL, &from), "postgresql://u:***@v/d");
	CHECK_STR(database("empty", NULL, &from), "postgresql://u:***@v/d");
	CHECK_STR(database("prod", "sqlite:///option.db", &from), "sqlite:///option.db");
	CHECK_STR(from.where, "-d");
	CHECK_STR(notices->s, "");
}

/* A url in [DEFAULT] is not one of the section that was named. */
static void
test_default_url_is_last(void)
{
	struct dn_config_origin from;

	begin();
	write_file("dunlin.ini", "[DEFAULT]\nurl = postgresql://ini/d\n[dunlin]\n[prod]\n");
	CHECK_STR(database("prod", NULL, &from), "postgresql://ini/d");
	setenv("DATABASE_URL", "postgresql://v/d", 1);
	CHECK_STR(database("prod", NULL, &from), "postgresql://v/d");
}

static void
test_empty_is_an_error(void)
{
	struct dn_config_origin from;

	begin();
	write_file("dunlin.ini", "[dunlin]\nurl = sqlite:///ini.db\n");
	setenv("DATABASE_URL", "", 1);
	CHECK_STR(database(NULL, NULL, &from), "error: DATABASE_URL: the database URL is empty");
	unsetenv("DATABASE_URL");
	CHECK_STR(database(NULL, " ", &from), "error: -d: the database URL is empty");
	write_file(".env", "DATABASE_URL=\n");
	CHECK_STR(database(NULL, NULL, &from), "error: the database URL is empty");
}

/* .env up to the folder of dunlin.ini or .git, and not beyond. */
static void
test_env_is_looked_for_upwards(void)
{
	char *config, *cwd;
	struct dn_config_origin from;

	begin();
	cwd = here(".");
	run("mkdir -p a/b/c a/b/migrations");
	write_file("a/b/migrations/dunlin.ini", "[dunlin]\n");
	config = here("a/b/migrations/dunlin.ini");
	write_file(".env", "DATABASE_URL=postgresql://top/d\n");
	setenv("DUNLIN_CONFIG", config, 1);
	CHECK_INT(chdir("a/b/c"), 0);
	CHECK_STR(database(NULL, NULL, &from), "error: no database is given");
	run("mkdir ../.git");
	CHECK_STR(database(NULL, NULL, &from), "error: no database is given");
	write_file("../.env", "DATABASE_URL=sqlite:///x.db\n");
	CHECK_STR(database(NULL, NULL, &from), dn_sprintf(mem, "sqlite:///%s/a/b/x.db", cwd));
	run("rm ../.env && rmdir ../.git && mv ../migrations/dunlin.ini ../../");
	setenv("DUNLIN_CONFIG", "../../dunlin.ini", 1);
	CHECK_STR(database(NULL, NULL, &from), "error: no database is given");
	write_file("../../.env", "DATABASE_URL=postgresql://a/d\n");
	CHECK_STR(database(NULL, NULL, &from), "postgresql://a/d");
	run("mkdir .env"); /* a Python environment */
	CHECK_STR(database(NULL, NULL, &from), "postgresql://a/d");
	CHECK_INT(chdir(cwd), 0);
}

static void
test_env_that_others_write_is_ignored(void)
{
	struct dn_config_origin from;

	begin();
	write_file("dunlin.ini", "[dunlin]\n");
	write_file(".env", "DATABASE_URL=postgresql://h/d\n");
	CHECK_STR(database(NULL, NULL, &from), "postgresql://h/d");
	CHECK_STR(notices->s, "");
	run("chmod g+w .env");
	CHECK_STR(database(NULL, NULL, &from), "error: no database is given");
	CHECK_STR(notices->s,
	    dn_sprintf(mem, "%s is ignored: others may write to it (chmod go-w)\n", here(".env")));
	if (geteuid() != 0)
		return;
	run("chmod 644 .env && chown 65534 .env");
	dn_buf_truncate(notices, 0);
	CHECK_STR(database(NULL, NULL, &from), "error: no database is given");
	CHECK_STR(notices->s,
	    dn_sprintf(mem, "%s is ignored: it belongs to another user\n", here(".env")));
}

static void
test_env_pipe_does_not_hang(void)
{
	struct dn_config_origin from;

	begin();
	write_file("dunlin.ini", "[dunlin]\n");
	CHECK_INT(mkfifo(".env", 0600), 0);
	CHECK_STR(database(NULL, NULL, &from), "error: no database is given");
	CHECK_STR(
	    notices->s, dn_sprintf(mem, "%s is ignored: it is not a regular file\n", here(".env")));
}

/* Who does not connect needs no secret; who does must not get to another database without it. */
static void
test_variables_that_are_not_set(void)
{
	struct dn_config_origin from;

	begin();
	unsetenv("DUNLIN_TEST_NONE");
	setenv("DUNLIN_TEST_EMPTY", "", 1);
	setenv("DUNLIN_TEST_URL", "postgresql://u:p%25ss@h/d", 1);
	setenv("DATABASE_URL", "postgresql://other/d", 1);
	write_file("dunlin.ini", "[DEFAULT]\nscript_location = ${DUNLIN_TEST_NONE:-x}\n[none]\n"
				 "url = postgresql://${DUNLIN_TEST_NONE}/d\n[empty]\n"
				 "url = ${DUNLIN_TEST_EMPTY}\n[set]\nurl = ${DUNLIN_TEST_URL}\n"
				 "[bad]\nrole = ${DUNLIN_TEST_NONE}\n");
	CHECK_STR(dn_config_get(open_config(NULL, "none"), "script_location"), "x");
	CHECK_STR(database("none", NULL, &from),
	    "error: the environment variable DUNLIN_TEST_NONE is not set");
	CHECK_STR(database("none", "sqlite:///x", &from), "sqlite:///x");
	CHECK_STR(database("empty", NULL, &from), "error: what url is made of is empty");
	CHECK_STR(database("set", NULL, &from), "postgresql://u:***@h/d");
	CHECK_STR(from.where, "dunlin.ini");
	CHECK_STR(from.section, "set");
	CHECK_INT(from.line, 8);
	CHECK_STR(dunlin_error_message(open_error(NULL, "bad")),
	    "the environment variable DUNLIN_TEST_NONE is not set");
}

static void
check_password(const char *ini, const char *url, const char *want)
{
	struct dunlin_error *err = dn_error_new(mem);
	struct dunlin_url *parsed = dn_url_parse(mem, url, NULL);
	struct dn_config *config;
	const char *key, *value = NULL;
	bool ok;

	write_file("dunlin.ini", ini);
	config = open_config(NULL, NULL);
	if (config == NULL)
		return;
	ok = dn_config_password(config, parsed, err);
	for (size_t i = 0; dunlin_url_param(parsed, i, &key, &value); i++)
		if (strcmp(key, "passfile") == 0 || strcmp(key, "password") == 0)
			break;
	CHECK_STR(!ok             ? dunlin_error_message(err)
		  : value != NULL ? value
				  : dunlin_url_get(parsed, DUNLIN_URL_PASSWORD),
	    want);
	CHECK_STR(dn_url_redact(mem, parsed), dn_url_redact(mem, dn_url_parse(mem, url, NULL)));
	CHECK_INT(dunlin_error_line(err), ok ? 0 : 2);
}

static void
test_passwords(void)
{
	begin();
	check_password("[dunlin]\npassword_command = printf 'p@%s w\\nmore' x\n",
	    "postgresql://u@h/d", "p@x w");
	check_password(
	    "[dunlin]\npassword_command = echo $0; pwd >where; exit 0\n", "dbi:pgsql?host=h", "sh");
	check_password("[dunlin]\npassword_command = echo no\n", "postgresql://u:own@h/d", "own");
	check_password("[dunlin]\npassword_command = exit 3\n", "postgresql://u@h/d",
	    "the password_command failed with status 3");
	check_password("[dunlin]\npassword_command = echo\n", "postgresql://u@h/d",
	    "the password_command has written no password");
	check_password("[dunlin]\npassword_command = exit 3\n", "sqlite:///x.db", NULL);
	check_password("[dunlin]\npassword_command = exit 3\n", "postgresql://h/d?passfile=x", "x");
	write_file("pass", "*:*:*:*:secret\n");
	check_password("[dunlin]\npassfile = pass\n", "postgresql://u@h/d", here("pass"));
	check_password("[dunlin]\npassfile = nowhere\n", "postgresql://u@h/d",
	    dn_sprintf(mem, "the passfile '%s' cannot be read: No such file or directory",
		here("nowhere")));
}

static void
test_every_key_has_help(void)
{
	for (const struct dn_config_key *key = dn_config_keys; key->name != NULL; key++) {
		CHECK(key->help != NULL && *key->help != '\0');
		CHECK_INT(key->kind == DN_CONFIG_CHOICE, key->choices != NULL);
	}
	CHECK(dn_config_key_find("session.x") != NULL);
	CHECK(dn_config_key_find("session.") == NULL);
	CHECK(dn_config_key_find("Url") == NULL);
}

/* The name in a line "[macro] name ..." of the manual, in place. */
static char *
manual_name(char *line)
{
	char *name = line + strcspn(line, " ");

	name += strspn(name, " ");
	name[strcspn(name, " \n")] = '\0';
	return name;
}

/* dunlin.ini(5) explains each key of the table, in its order, and no other; and each fallback. */
static void
test_manual(void)
{
	const char *srcdir = getenv("srcdir");
	char *path = dn_path_join(mem, home, srcdir == NULL ? "." : srcdir);
	char line[1000], *text = dn_strdup(mem, "");
	FILE *page = fopen(dn_sprintf(mem, "%s/doc/dunlin.ini.5", path), "r");
	const struct dn_config_key *key = dn_config_keys;
	bool keys = false, begins = false;

	CHECK(page != NULL);
	if (page == NULL)
		return;
	while (fgets(line, sizeof line, page) != NULL) {
		if (strncmp(line, ".SH", 3) == 0)
			keys = strcmp(line, ".SH KEYS\n") == 0;
		text = dn_sprintf(mem, "%s%s", text, keys ? line : "");
		if (keys && begins) {
			CHECK_STR(manual_name(line), key->name);
			if (key->name == NULL)
				break;
			key++;
		}
		begins = strcmp(line, ".TP\n") == 0;
	}
	fclose(page);
	CHECK_STR(key->name, NULL);
	for (key = dn_config_keys; key->name != NULL; key++)
		if (key->fallback != NULL)
			CHECK(strstr(text, dn_sprintf(mem, "\n.BR %s ", key->fallback)) != NULL ||
			      strstr(text, dn_sprintf(mem, "\n.B %s\n", key->fallback)) != NULL);
}

/* A release raises the version in configure.ac; the manual must not stay behind. */
static void
test_manual_is_of_this_version(void)
{
	static const char *const pages[] = { "dunlin.1", "dunlin.ini.5", "dunlin-json.5" };
	const char *srcdir = getenv("srcdir");

	for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
		char *path = dn_path_join(mem, home, srcdir == NULL ? "." : srcdir), line[200] = "";
		FILE *page = fopen(dn_sprintf(mem, "%s/doc/%s", path, pages[i]), "r");

		CHECK(page != NULL && fgets(line, sizeof line, page) != NULL);
		CHECK(strstr(line, "\"dunlin " PACKAGE_VERSION "\"") != NULL);
		if (page != NULL)
			fclose(page);
	}
}

static void
test_nothing_is_left(void)
{
	struct dn_config_origin from;
	size_t blocks;

	begin();
	write_file("dunlin.ini", "[dunlin]\nurl = sqlite:///%(x)s\nx = y\n");
	blocks = talloc_total_blocks(mem);
	dn_free(dn_config_open(mem, NULL, NULL, NULL, NULL));
	CHECK(dn_config_open(mem, NULL, "nix", NULL, NULL) == NULL);
	CHECK_INT(talloc_total_blocks(mem), blocks);
	struct dn_config *config = dn_config_open(mem, NULL, NULL, NULL, NULL);
	blocks = talloc_total_blocks(mem);
	dn_free(dn_config_database(mem, config, NULL, &from, NULL, NULL));
	CHECK(dn_config_database(mem, config, "nix", &from, NULL, NULL) == NULL);
	CHECK_INT(talloc_total_blocks(mem), blocks);
}

static CU_TestInfo tests[] = { TEST(test_search_order), TEST(test_values), TEST(test_lists),
	TEST(test_durations), TEST(test_sizes), TEST(test_wrong_files),
	TEST(test_wrong_files_tell_no_secrets), TEST(test_which_database),
	TEST(test_default_url_is_last), TEST(test_empty_is_an_error),
	TEST(test_env_is_looked_for_upwards), TEST(test_env_that_others_write_is_ignored),
	TEST(test_env_pipe_does_not_hang), TEST(test_variables_that_are_not_set),
	TEST(test_passwords), TEST(test_every_key_has_help), TEST(test_manual),
	TEST(test_manual_is_of_this_version), TEST(test_nothing_is_left), CU_TEST_INFO_NULL };

CU_SuiteInfo dntest_suites[] = { { "config", setup, teardown, NULL, NULL, tests },
	CU_SUITE_INFO_NULL };
