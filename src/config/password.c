/* password.c - the password that is not in the URL: from a command, or in a file */
#include <config.h> /* not the header of this folder that has its name */

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/process.h"
#include "config/config.h"

/* The first line of what the command writes. */
static bool
password_ask(struct dn_config *config, const char *command, struct dunlin_error *err)
{
	const char *const argv[] = { "sh", "-c", command, NULL };
	struct dunlin_buf *out = dn_buf_new(config);
	const struct dn_process process = { argv, config->here, out };
	bool ok = dn_process_run(&process, DUNLIN_E_CONFIG, "the password_command", err);

	if (ok) {
		config->password = dn_strndup(config, out->s, strcspn(out->s, "\r\n"));
		ok = *config->password != '\0' ||
		     dunlin_error_set(
			 err, DUNLIN_E_CONFIG, "the password_command has written no password");
	}
	dn_free(out);
	if (!ok)
		dn_config_error_at(config, "password_command", err);
	return ok;
}

static bool
password_name_file(const struct dn_config *config, const char *value, struct dunlin_url *url,
    struct dunlin_error *err)
{
	char *path = dn_config_path(url, config, value);

	/* The client library takes one that it cannot read for none. */
	if (access(path, R_OK) != 0) {
		dunlin_error_set(err, DUNLIN_E_CONFIG, "the passfile '%s' cannot be read: %s", path,
		    strerror(errno));
		dn_config_error_at(config, "passfile", err);
		return false;
	}
	dn_url_add_param(url, "passfile", path);
	return true;
}

bool
dn_config_password(struct dn_config *config, struct dunlin_url *url, struct dunlin_error *err)
{
	const char *command, *file;

	if (dn_url_has_password(url) || strncmp(dn_url_engine(url), "sqlite", 6) == 0)
		return true;
	if (!dn_config_ready(config, "password_command", err))
		return false;
	command = dn_config_get(config, "password_command");
	file = dn_config_get(config, "passfile");
	if (command == NULL)
		return file == NULL || password_name_file(config, file, url, err);
	if (config->password == NULL && !password_ask(config, command, err))
		return false;
	dn_url_add_password(url, config->password);
	return true;
}
