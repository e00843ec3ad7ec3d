/* stored.h - is a table stored as some text made it? */
#ifndef DN_ENGINE_STORED_H
#define DN_ENGINE_STORED_H

#include "engine/session.h"

/* With COLUMNS as of struct dn_expected.  True as well when it is not there. */
bool
dn_stored_is(struct dn_session *session, const char *table, const char *text, const char *columns);

#endif
