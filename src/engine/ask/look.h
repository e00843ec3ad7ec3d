/* look.h - ask the database what became of a statement whose end nobody saw */
#ifndef DN_ENGINE_LOOK_H
#define DN_ENGINE_LOOK_H

#include "engine/run/runner.h"

/* The answer: VERB and OBJECT are the first two values of the first row, owned by MEM. */
struct dn_look {
	const void *mem;
	char *verb, *object; /* NULL for null */
	bool stands;         /* "done", but OBJECT stands there instead */
	size_t rows;
};

bool
dn_look_query(struct dn_runner *r, const char *sql, struct dn_look *look, struct dunlin_error *err);
/* As PROBE asks, with its comparison; VERB is never NULL then. */
bool dn_look_probe(struct dn_runner *r, const struct dn_probe *probe, struct dn_look *look,
    struct dunlin_error *err);

/*
 * The same in one transaction, which is rolled back, with the author's names.  Whatever fails says
 * nothing.
 */
bool dn_look_aside(struct dn_runner *r, const struct dn_probe *probe, struct dn_look *look);

#endif
