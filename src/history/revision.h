/* revision.h - one revision file: its header, its sections, its checksums */
#ifndef DN_HISTORY_REVISION_H
#define DN_HISTORY_REVISION_H

#include "base/error.h"
#include "base/source.h"

/* A stretch of a section: PostgreSQL's SQL, or a block for some dialects alone. */
struct dn_piece {
	struct dn_span span;
	const char **only; /* dialect names; NULL: PostgreSQL's SQL for every dialect */
	size_t nonly;
};

struct dn_section {
	bool present;
	struct dn_span span; /* all of it */
	struct dn_piece *pieces;
	size_t npieces;
};

struct dn_revision {
	const char *id;
	const char *message; /* first comment line, "" when there is none */
	const char *path;    /* file, or NULL when it comes from the database */
	struct dn_source source; /* read on demand: see dn_revision_load() */

	/* From the header. */
	const char **revises; /* ids as written; NULL and 0 with REVISES_WRITTEN for "base" */
	size_t nrevises;
	bool revises_written;
	const char **depends_on;
	size_t ndepends_on;
	const char **labels;
	size_t nlabels;
	unsigned line_of_revises; /* for errors, 0 when not written */

	/* From the graph. */
	struct dn_revision **parents, **children;
	size_t nparents, nchildren;

	/* From dn_revision_load(). */
	bool loaded;
	struct dn_section upgrade, downgrade;
	bool transaction_off;
	bool online_off;
	char *checksum;	      /* SHA-256 of the bytes, "1:" before it */
	char *token_checksum; /* of the token stream, "1:" before it */
};

/* Read the header of the file at PATH: never the SQL.  NULL and ERR when a directive is wrong. */
struct dn_revision *dn_revision_open(const void *mem, const char *path, struct dunlin_error *err);
/* A revision from text that the database keeps; SOURCE's file names it in errors. */
struct dn_revision *dn_revision_from_text(
    const void *mem, const char *id, const char *text, size_t len, struct dunlin_error *err);
/* Read and check the whole: text, directives, sections, checksums.  Once; later calls do nothing. */
bool dn_revision_load(struct dn_revision *rev, struct dunlin_error *err);

#endif
