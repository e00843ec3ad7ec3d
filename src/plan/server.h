/* server.h - statements that concern a whole server, not one database of it */
#ifndef DN_PLAN_SERVER_H
#define DN_PLAN_SERVER_H

#include "history/revision.h"

/*
 * Do all of a section's statements keep to the database that they run in, as far as their words
 * tell?  Roles, tablespaces, other databases and the server's settings are not in it.  *PLACE is
 * of the first that does not.
 */
bool dn_section_spares_server(
    const struct dn_source *src, const struct dn_section *section, size_t *place);

#endif
