/* masker.h - between the files of mask.h: one pass over a text, and what it writes */
#ifndef DN_SQL_MASKER_H
#define DN_SQL_MASKER_H

#include "base/buf.h"
#include "base/source.h"

#define DN_MASK "***"

/* What the next literal is, as far as the words before it tell. */
enum dn_mask_state {
	DN_MASK_PLAIN,
	DN_MASK_IDENTIFIED, /* behind IDENTIFIED */
	DN_MASK_SECRET,     /* behind PASSWORD or IDENTIFIED BY */
};

struct dn_masker {
	struct dunlin_buf *out;
	const struct dn_source *src;
	size_t *offset; /* NULL: nobody asks */
	size_t from;    /* the offset in the text */
	unsigned depth;
	enum dn_mask_state state;
	bool begun, copy, data; /* of a statement: has a word; COPY; it has data behind it */
	bool no_data;           /* nowhere from here on does data end */
};

/* Bytes [START, END) of the text are what was written from AT on: the offset moves along. */
void dn_mask_moved(struct dn_masker *m, size_t start, size_t end, size_t at);
/* Write them as they are. */
void dn_mask_keep(struct dn_masker *m, size_t start, size_t end);
/* Write stars between QUOTEs, and the ends of lines: those behind keep their numbers. */
void dn_mask_hide(struct dn_masker *m, size_t start, size_t end, const char *quote);

/* A connection string starts with "keyword =", which no statement does; or it is a URL. */
bool dn_mask_is_conninfo(const struct dn_source *src);
/* The whole text is one: "host=h password=secret", or the parameters of a URL. */
void dn_mask_conninfo(struct dn_masker *m);
/* "://user:password@host" anywhere in the text. */
void dn_mask_urls(struct dn_masker *m);

#endif
