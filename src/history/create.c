/* create.c - make a new revision file */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "history/directive.h"
#include "history/graph.h"
#include "sql/sql.h"

enum { SLUG_MAX = 40, ID_DIGITS = 12 };

/* ---- the id --------------------------------------------------------------------------- */

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

static bool
id_random(const void *mem, char **id, struct dunlin_error *err)
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

/* Numbers go on from the head's; anything else gets random digits. */
static bool
id_new(const void *mem, const struct dn_history *history, char **id, struct dunlin_error *err)
{
	const char *head = history->n == 0 ? "000" : history->heads[0]->id;

	if (strspn(head, "0123456789") != strlen(head))
		return id_random(mem, id, err);
	do
		head = *id = id_after(mem, head);
	while (dn_history_get(history, *id) != NULL);
	return true;
}

static bool
id_given(const struct dn_history *history, const char *id, struct dunlin_error *err)
{
	const struct dn_revision *other = dn_history_get(history, id);
	const char *why;

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

/* ---- the file's name ------------------------------------------------------------------ */

/* Length of the character at P: bytes of a word, or of what stands between words. */
static size_t
slug_character(const char *p, bool *word)
{
	unsigned char c = (unsigned char) *p;
	size_t n = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;

	if (c < 0x80)
		*word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			(c >= '0' && c <= '9') || c == '_';
	else /* general punctuation, and that of Latin-1 */
		*word = memcmp(p, "\xC2", 1) != 0 && memcmp(p, "\xE2\x80", n < 2 ? n : 2) != 0;
	return n;
}

/* Where the first MAX characters of TEXT end. */
static size_t
slug_prefix(const char *text, size_t max)
{
	size_t end = 0;
	bool word;

	for (; max > 0 && text[end] != '\0'; max--)
		end += slug_character(text + end, &word);
	return end;
}

/* The words of TEXT with "_" between them, in lower case, as Alembic makes it. */
static char *
slug_of(const void *mem, const char *text)
{
	struct dunlin_buf *buf = dn_buf_new(mem);
	bool gap = false, word;
	size_t cut;

	for (size_t n; *text != '\0'; text += n) {
		n = slug_character(text, &word);
		if (word && gap && buf->len > 0)
			dunlin_buf_puts(buf, "_");
		if (word && *text >= 'A' && *text <= 'Z')
			dunlin_buf_printf(buf, "%c", *text | 0x20);
		else if (word)
			dunlin_buf_put(buf, text, n);
		gap = !word;
	}
	cut = slug_prefix(buf->s, SLUG_MAX);
	if (cut < buf->len) {
		dn_buf_truncate(buf, cut);
		while (cut > 0 && buf->s[cut - 1] != '_')
			cut--;
		if (cut > 0)
			dn_buf_truncate(buf, cut);
		else
			dunlin_buf_puts(buf, "_");
	}
	return dn_buf_steal(mem, buf);
}

/* ---- the text ------------------------------------------------------------------------- */

/* One line of a comment whatever the message holds. */
static bool
message_line(const void *mem, const char *message, char **line, struct dunlin_error *err)
{
	struct dn_source src = { "message", message, strlen(message) };
	char *comment = dn_sprintf(mem, "--%s", message);
	struct dn_directive_line directive;
	size_t len;

	if (!dn_sql_check_text(&src, NULL))
		return dunlin_error_set(err, DUNLIN_E_USAGE, "the message is not UTF-8");
	for (char *p = comment; *p != '\0'; p++)
		if ((unsigned char) *p < ' ' || *p == 0x7F)
			*p = ' ';
	len = strlen(comment);
	src.text = comment;
	src.len = len;
	if (dn_directive_is(&src, (struct dn_span){ 0, len }, &directive))
		return dunlin_error_set(
		    err, DUNLIN_E_USAGE, "the message would be a directive: '%s'", message);
	*line = dn_strdup(mem, comment + 2);
	return true;
}

struct token {
	const char *name, *value;
};

static const char *
token_value(const struct token *tokens, const char *name, size_t len)
{
	for (; tokens->name != NULL; tokens++)
		if (strlen(tokens->name) == len && memcmp(tokens->name, name, len) == 0)
			return tokens->value;
	return NULL;
}

static bool
template_expand(const struct dn_source *src, const struct token *tokens, struct dunlin_buf *out,
    struct dunlin_error *err)
{
	const char *p = src->text, *end = src->text + src->len, *dollar, *close, *value;

	while ((dollar = memchr(p, '$', (size_t) (end - p))) != NULL) {
		dunlin_buf_put(out, p, (size_t) (dollar - p));
		p = dollar + 1;
		if (*p == '$' || *p != '{') {
			dunlin_buf_put(out, "$", 1);
			p += *p == '$';
			continue;
		}
		close = memchr(p, '}', (size_t) (end - p));
		value = close == NULL ? NULL : token_value(tokens, p + 1, (size_t) (close - p - 1));
		if (value == NULL) {
			dn_error_in(err, DUNLIN_E_CONFIG, src, (size_t) (dollar - src->text),
			    "unknown token in the template");
			dunlin_error_set_hint(err, "There are ${id}, ${message}, ${revises} and "
						   "${date}; \"$$\" is \"$\".");
			return false;
		}
		dunlin_buf_puts(out, value);
		p = close + 1;
	}
	dunlin_buf_put(out, p, (size_t) (end - p));
	return true;
}

/* ---- the file ------------------------------------------------------------------------- */

static bool
file_failed(const char *what, const char *path, struct dunlin_error *err)
{
	int why = errno;

	return dunlin_error_set(
	    err, DUNLIN_E_FILE, "cannot %s '%s': %s", what, path, strerror(why));
}

static bool
file_write_all(int fd, const char *text, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, text, len);

		if (n < 0 && errno != EINTR)
			return false;
		text += n < 0 ? 0 : n;
		len -= n < 0 ? 0 : (size_t) n;
	}
	return fsync(fd) == 0;
}

static bool
file_write(const char *path, const struct dunlin_buf *text, struct dunlin_error *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	bool ok;

	if (fd < 0)
		return file_failed("make", path, err);
	ok = file_write_all(fd, text->s, text->len) || file_failed("write", path, err);
	if (close(fd) != 0 && ok)
		ok = file_failed("write", path, err);
	if (!ok)
		unlink(path);
	return ok;
}

/* Give the file its name; one that is there stays.  Some file systems have no links. */
static bool
file_publish(const char *temporary, const char *path, struct dunlin_error *err)
{
	bool ok = link(temporary, path) == 0;

	if (!ok && errno != EEXIST && access(path, F_OK) != 0)
		return rename(temporary, path) == 0 || file_failed("make", path, err);
	if (!ok) {
		errno = EEXIST;
		file_failed("make", path, err);
	}
	unlink(temporary);
	return ok;
}

static bool
file_create(const void *mem, const char *directory, const char *path, const struct dunlin_buf *text,
    struct dunlin_error *err)
{
	char *unique, *temporary;
	int dir;

	if (access(path, F_OK) == 0) {
		errno = EEXIST;
		return file_failed("make", path, err);
	}
	if (!id_random(mem, &unique, err))
		return false;
	/* Its name starts with a "." so that nobody takes it for a revision. */
	temporary = dn_sprintf(mem, "%s/.dunlin-%s.tmp", directory, unique);
	if (!file_write(temporary, text, err) || !file_publish(temporary, path, err))
		return false;
	dir = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir >= 0) {
		(void) fsync(dir);
		close(dir);
	}
	return true;
}

static char *
create_date(const void *mem)
{
	char text[32];
	time_t now = time(NULL);
	struct tm tm;

	gmtime_r(&now, &tm);
	strftime(text, sizeof text, "%Y-%m-%d %H:%M:%SZ", &tm);
	return dn_strdup(mem, text);
}

static bool
create_after_one(const struct dn_history *history, struct dunlin_error *err)
{
	char *heads;

	if (history->nheads < 2)
		return true;
	heads = dn_graph_print(NULL, history->heads, history->nheads);
	dunlin_error_set(err, DUNLIN_E_HISTORY,
	    "there are %zu heads that a new revision could follow: %s", history->nheads, heads);
	dunlin_error_set_hint(err, "Write a revision that merges them: `-- dunlin: revises A, B`.");
	dn_free(heads);
	return false;
}

static bool
create_text(const void *mem, const struct dn_history *history, const char *template_path,
    const char *message, const char *id, struct dunlin_buf *text, struct dunlin_error *err)
{
	struct token tokens[] = {
		{ "id", id },
		{ "message", NULL },
		{ "revises", history->n == 0 ? "base" : history->heads[0]->id },
		{ "date", create_date(mem) },
		{ NULL, NULL },
	};
	struct dn_source src;
	char *line = NULL;

	if (!message_line(mem, message, &line, err) ||
	    !dn_file_read(mem, template_path, template_path, DUNLIN_E_FILE, &src, err))
		return false;
	tokens[1].value = line;
	return template_expand(&src, tokens, text, err);
}

bool
dn_history_create(const void *mem, const struct dn_history *history, const char *template_path,
    const char *message, const char *id, char **path, struct dunlin_error *err)
{
	void *scratch = dn_new_context(NULL);
	struct dunlin_buf *text = dn_buf_new(scratch);
	char *generated = NULL, *slug;
	bool ok;

	if (message == NULL)
		message = "";
	ok = create_after_one(history, err) &&
	     (id == NULL ? id_new(scratch, history, &generated, err) : id_given(history, id, err));
	if (id == NULL)
		id = generated;
	ok = ok && create_text(scratch, history, template_path, message, id, text, err);
	if (ok) {
		slug = slug_of(scratch, message);
		*path = dn_sprintf(
		    mem, "%s/%s%s%s.sql", history->directory, id, slug[0] == '\0' ? "" : "_", slug);
		ok = file_create(scratch, history->directory, *path, text, err);
		if (!ok)
			dn_free(*path);
	}
	dn_free(scratch);
	return ok;
}
