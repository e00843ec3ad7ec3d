/* emit.c - statements with how they work and how they resume */
#include "config.h"

#include <stdarg.h>
#include <string.h>

#include "base/mem.h"
#include "dialect/mysql/mysql.h"

/* How it is said to the server, and to people. */
static const struct emit_how {
	const char *mariadb, *mysql8, *shown;
} emit_hows[] = {
	[MYSQL_PLAIN] = { "", "", NULL },
	/* What MySQL calls so differs from version to version: it takes the best that it has. */
	[MYSQL_INSTANT] = { ", ALGORITHM=INSTANT, LOCK=NONE", "", "instant" },
	[MYSQL_NOCOPY] = { ", ALGORITHM=NOCOPY, LOCK=NONE", ", ALGORITHM=INPLACE, LOCK=NONE",
	    "in place" },
	[MYSQL_INPLACE] = { ", ALGORITHM=INPLACE, LOCK=NONE", ", ALGORITHM=INPLACE, LOCK=NONE",
	    "in place" },
	[MYSQL_SHARED] = { ", ALGORITHM=INPLACE, LOCK=SHARED", ", ALGORITHM=INPLACE, LOCK=SHARED",
	    "blocks writes" },
	[MYSQL_COPY] = { ", ALGORITHM=COPY, LOCK=SHARED", ", ALGORITHM=COPY, LOCK=SHARED",
	    "blocks writes" },
};

/* Without a probe it gives the same when it is run again. */
static void
emit_add(struct mysql_change *x, const char *probe, const char *sql, const char *how)
{
	struct dn_output *out = dn_translation_add(x->t, x->st, sql);

	out->no_transaction = true;
	out->probe = probe == NULL ? NULL : dn_arena_strndup(x->t->arena, probe, strlen(probe));
	out->repeatable = probe == NULL;
	out->how = how;
}

void
dn_mysql_alter(struct mysql_change *x, const char *relation, enum mysql_how how, const char *probe,
    const char *fmt, ...)
{
	struct dunlin_buf *sql = dn_buf_new(x->scratch);
	const struct emit_how *said = &emit_hows[x->t->anyhow ? MYSQL_PLAIN : how];
	va_list ap;

	dunlin_buf_puts(sql, "ALTER TABLE ");
	dn_mysql_identifier(sql, relation);
	dunlin_buf_puts(sql, " ");
	va_start(ap, fmt);
	dn_buf_vprintf(sql, fmt, ap);
	va_end(ap);
	dunlin_buf_puts(sql, dn_mysql_is_8(x->t) ? said->mysql8 : said->mariadb);
	emit_add(x, probe, sql->s, said->shown);
}

void
dn_mysql_emit(struct mysql_change *x, const char *probe, const char *fmt, ...)
{
	struct dunlin_buf *sql = dn_buf_new(x->scratch);
	va_list ap;

	va_start(ap, fmt);
	dn_buf_vprintf(sql, fmt, ap);
	va_end(ap);
	emit_add(x, probe, sql->s, NULL);
}

void
dn_mysql_emit_rows(struct mysql_change *x, const char *sql)
{
	dn_translation_add(x->t, x->st, sql);
}
