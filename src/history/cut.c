/* cut.c - a revision of which only the beginning was run */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "history/revision.h"

bool
dn_revision_cut(struct dn_revision *rev, size_t at, struct dunlin_error *err)
{
	struct dn_section *up = &rev->upgrade;

	if (rev->cut)
		rev->loaded = false;
	rev->cut = false;
	if (!dn_revision_load(rev, err))
		return false;
	if (at == SIZE_MAX)
		return true;
	while (up->npieces > 0 && up->pieces[up->npieces - 1].span.start >= at)
		up->npieces--;
	if (up->npieces > 0 && up->pieces[up->npieces - 1].span.end > at)
		up->pieces[up->npieces - 1].span.end = at;
	if (up->span.end > at)
		up->span.end = at;
	rev->downgrade = (struct dn_section){ 0 };
	rev->transaction_off = false;
	rev->cut = true;
	return true;
}

/* At the end of the file's text, so that every span in it stays where it is. */
void
dn_revision_cut_with(struct dn_revision *rev, const char *sql)
{
	struct dn_section *up = &rev->upgrade;
	struct dn_piece piece = { { rev->source.len, 0 }, NULL, 0 };

	rev->source.text = dn_sprintf(rev, "%s%s", rev->source.text, sql);
	rev->source.len = strlen(rev->source.text);
	piece.span.end = rev->source.len;
	dn_push(rev, up->pieces, up->npieces, piece);
	up->span.end = rev->source.len;
}
