/* path.c - paths as text */
#include <config.h> /* not the header of this folder that has its name */

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "config/path.h"

char *
dn_path_join(const void *mem, const char *folder, const char *path)
{
	if (*path == '/')
		return dn_strdup(mem, path);
	while (strncmp(path, "./", 2) == 0)
		path += 2;
	if (*path == '\0' || strcmp(path, ".") == 0)
		return dn_strdup(mem, folder);
	return dn_sprintf(mem, "%s/%s", strcmp(folder, "/") == 0 ? "" : folder, path);
}

char *
dn_path_absolute(const void *mem, const char *path)
{
	char *cwd = getcwd(NULL, 0), *absolute;

	/* Without a working directory the path must do as it is. */
	absolute = dn_path_join(mem, cwd == NULL ? "." : cwd, path);
	free(cwd);
	return absolute;
}

char *
dn_path_folder(const void *mem, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL)
		return dn_strdup(mem, ".");
	return dn_strndup(mem, path, slash == path ? 1 : (size_t) (slash - path));
}
