/* name.h - the name of a new file; for this room alone */
#ifndef DN_HISTORY_NAME_H
#define DN_HISTORY_NAME_H

#include <time.h>

#include "history/history.h"

/* Numbers go on from that of the first parent; anything else gets random digits. */
bool dn_id_new(const void *mem, const struct dn_history *history, const struct dn_list *parents,
    char **id, struct dunlin_error *err);
/* May ID be that of a new revision? */
bool dn_id_given(const struct dn_history *history, const char *id, struct dunlin_error *err);
bool dn_id_random(const void *mem, char **id, struct dunlin_error *err);

/* MESSAGE as one line of a comment, whatever it holds; refused where it would be a directive. */
bool dn_message_line(const void *mem, const char *message, char **line, struct dunlin_error *err);

/* What a name is made of. */
struct dn_file_name {
	const char *template; /* Python's form: "%(rev)s_%(slug)s", "%(year)d/%(month).2d" */
	size_t slug_length;
	const char *id, *message;
	time_t time;
	struct tm tm; /* the same by the clocks of the time zone */
};

/* The name without ".sql"; what an empty slug leaves at its end is left out. */
bool dn_file_name_print(
    const void *mem, const struct dn_file_name *name, char **text, struct dunlin_error *err);

#endif
