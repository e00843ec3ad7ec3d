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

#endif
