/* writer.h - the pieces of a script; for this room alone */
#ifndef DN_ENGINE_WRITER_H
#define DN_ENGINE_WRITER_H

#include "engine/script/offline.h"
#include "plan/derive.h"

struct dn_writer {
	const struct dn_offline *script;
	const struct dn_dialect *dialect;
	struct dunlin_buf *buf; /* what is not written yet */
	bool up;
};

struct dn_writer dn_writer_open(const struct dn_offline *script);
/* What is in its buffer goes where the script goes. */
bool dn_writer_flush(struct dn_writer *w, struct dunlin_error *err);
/* SQL with its ";" and a blank line behind it. */
void dn_writer_statement(struct dn_writer *w, const char *sql);
void dn_writer_list(struct dn_writer *w, const char *const *list);
/* The session's pinned state, as the engine sets it. */
void dn_writer_pin(struct dn_writer *w);
/* Text in a comment loses its newlines. */
void dn_writer_comment(struct dn_writer *w, const char *text);
/* "-- Running upgrade 001 -> 002" in Alembic's words, and the message. */
void dn_writer_heading(struct dn_writer *w, const struct dn_revision *rev);
/* What nobody wrote is shown as what it is. */
void dn_writer_derived(struct dn_writer *w, const struct dn_derived *derived);

#endif
