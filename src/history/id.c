/* id.c - ids of new revisions */
#include "config.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "base/buf.h"
#include "base/mem.h"
#include "history/directive.h"
#include "history/name.h"

enum { ID_DIGITS = 12 };

/* The number after that of ID, as wide. */
static char *
id_after(const void *mem, const char *id)
{
	size_t len = strlen(id), i = len;
	char *next = dn_sprintf(mem, "0%s", id);

	while (next[i] == '9')
		next[i--] = '0';
	next[i]++;
	return next[0] == '0' ? dn_strdup(mem, next + 1) : next;
}

bool
dn_id_random(const void *mem, char **id, struct dunlin_error *err)
{
	unsigned char bytes[ID_DIGITS / 2];
	struct dunlin_buf *buf;

	if (getrandom(bytes, sizeof bytes, 0) != (ssize_t) sizeof bytes)
		return dunlin_error_set(
		    err, DUNLIN_E_FAILED, "no random numbers: %s", strerror(errno));
	buf = dn_buf_new(mem);
	for (size_t i = 0; i < sizeof bytes; i++)
		dunlin_buf_printf(buf, "%02x", bytes[i]);
	*id = dn_buf_steal(mem, buf);
	return true;
}

bool
dn_id_new(const void *mem, const struct dn_history *history, const struct dn_list *parents,
    char **id, struct dunlin_error *err)
{
	const char *head = parents->n > 0   ? parents->items[0]->id
			   : history->n > 0 ? history->heads[0]->id
					    : "000";

	if (strspn(head, "0123456789") != strlen(head))
		return dn_id_random(mem, id, err);
	do
		head = *id = id_after(mem, head);
	while (dn_history_get(history, *id) != NULL);
	return true;
}

bool
dn_id_given(const struct dn_history *history, const char *id, struct dunlin_error *err)
{
	const struct dn_revision *other = dn_history_get(history, id);
	const char *why;

	if (other == NULL)
		other = dn_map_get(history->labels, id);
	if (!dn_id_check(id, strlen(id), &why))
		return dunlin_error_set(err, DUNLIN_E_USAGE, "the revision id '%s' %s", id, why);
	if (id[0] == '.' || strchr(id, '/') != NULL)
		return dunlin_error_set(err, DUNLIN_E_USAGE,
		    "the revision id '%s' cannot be the beginning of a file's name", id);
	if (other == NULL)
		return true;
	dunlin_error_set(
	    err, DUNLIN_E_HISTORY, "revision '%s' is there already: '%s'", id, other->path);
	dunlin_error_set_hint(err, "Choose another id, or leave it out.");
	return false;
}
