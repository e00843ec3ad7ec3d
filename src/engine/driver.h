/* driver.h - find the driver for a URL: built in first, then modules */
#ifndef DN_ENGINE_DRIVER_H
#define DN_ENGINE_DRIVER_H

#include "base/url.h"

/*
 * The driver that serves URL's scheme: built in, else the first module of that name in
 * DUNLIN_DRIVER_PATH (directories, ":" between) and the directory it is installed in.
 * NULL and ERR (DUNLIN_E_CONFIG: an unknown scheme lists the known ones; a module with the wrong
 * ABI, without a required function, of another name or damaged says so).
 */
const struct dunlin_driver *dn_driver_find(const struct dunlin_url *url, struct dunlin_error *err);

/* What is true of the database that URL names (enum dunlin_cap). */
unsigned dn_driver_caps(const struct dunlin_driver *driver, const struct dunlin_url *url);

/* A driver that can be had; or, DRIVER being NULL, a module that cannot, and ERR says why. */
struct dn_driver_found {
	const struct dunlin_driver *driver;
	const char *name;
	const char *path; /* of its module; NULL: it is built in */
	const struct dunlin_error *err;
};
/*
 * Call EACH with all of them, those that are built in first, then the modules as they are found;
 * they are loaded for that, and stay so.
 */
void
dn_driver_each(void (*each)(void *payload, const struct dn_driver_found *found), void *payload);
/* The file that DRIVER was loaded from; NULL: it is built in. */
const char *dn_driver_file(const struct dunlin_driver *driver);

/* A capability or an optional function, by the word that people read; the list ends with NULL. */
struct dn_driver_trait {
	const char *name;
	unsigned cap;   /* of enum dunlin_cap; 0: it is a function */
	size_t at, end; /* of the function, in struct dunlin_driver */
};
extern const struct dn_driver_trait dn_driver_traits[];
bool dn_driver_has(const struct dunlin_driver *driver, const struct dn_driver_trait *trait);

#endif
