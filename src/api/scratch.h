/* scratch.h - databases that are made to try things in, and dropped again */
#ifndef DN_API_SCRATCH_H
#define DN_API_SCRATCH_H

#include "api/project.h"

/* An empty one.  PROJECT runs the owner's history on it; its session is the only one there. */
struct dn_scratch {
	struct dunlin *owner, *project;
	const char *url; /* of the server's, as given; NULL: the owner's; "sqlite://": in memory */
	const char *label;        /* for people */
	char *name;               /* of the database; NULL: it is in memory, or there is none now */
	struct dn_session *admin; /* makes and drops it; NULL in memory */
	volatile sig_atomic_t never; /* what would stop ADMIN: it must clean up */
};

/* NULL and ERR where none can be made. */
struct dn_scratch *
dn_scratch_open(const void *mem, struct dunlin *owner, const char *url, struct dunlin_error *err);
/* An empty one in place of what there is. */
bool dn_scratch_renew(struct dn_scratch *scratch, struct dunlin_error *err);
/* Drop it.  False and ERR, or a warning when there is an error already, where that fails. */
bool dn_scratch_close(struct dn_scratch *scratch, struct dunlin_error *err);

#endif
