/* place.h - where in the author's files it belongs what the database says */
#ifndef DN_ENGINE_PLACE_H
#define DN_ENGINE_PLACE_H

#include "engine/run/runner.h"

/* Errors of STEP, and what else is said of it, get the place of its statement. */
struct dn_explain dn_place_step(struct dn_runner *r, const struct dn_step *step);
/*
 * The same for the COMMIT behind STEP, the last of the transaction, or NULL: what fails there gets
 * the place of the statement that it is due to if that can be known, else that of the revision.
 */
struct dn_explain dn_place_commit(struct dn_runner *r, const struct dn_step *step);

#endif
