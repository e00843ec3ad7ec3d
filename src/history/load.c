/* load.c - read a revision as a whole: its text, checksums, the values of placeholders */
#include "config.h"

#include <string.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/mem.h"
#include "history/build.h"
#include "history/placeholder.h"
#include "sql/sql.h"

static bool
revision_read(struct dn_revision *rev, struct dunlin_error *err)
{
	if (rev->written.text != NULL)
		rev->source = rev->written;
	else if (rev->path != NULL && rev->source.text == NULL &&
		 !dn_file_read(rev, rev->path, rev->path, DUNLIN_E_FILE, &rev->source, err))
		return false;
	rev->written = rev->source;
	return dn_sql_check_text(&rev->source, err);
}

/*
 * The text that is run, where it is not the one that is written.  What was recorded has the values
 * of then already, unless it was stamped.
 */
static bool
revision_expand(struct dn_revision *rev, struct dunlin_error *err)
{
	char *digest;

	if (rev->placeholders_off || rev->as_written)
		return true;
	if (!dn_placeholder_expand(rev, err))
		return false;
	rev->has_placeholders = rev->source.text != rev->written.text || rev->nundefined > 0;
	if (rev->has_placeholders && rev->recorded_text != NULL) {
		rev->source.text = rev->recorded_text;
		rev->source.len = strlen(rev->recorded_text);
		if (!dn_revision_parse(rev, &digest, err) || !dn_placeholder_expand(rev, err))
			return false;
	}
	return !rev->has_placeholders || dn_revision_parse(rev, &digest, err);
}

bool
dn_revision_load(struct dn_revision *rev, struct dunlin_error *err)
{
	struct dn_hash *bytes;
	char *digest;

	if (rev->loaded)
		return true;
	if (!revision_read(rev, err) || !dn_revision_parse(rev, &digest, err))
		return false;
	rev->token_checksum = dn_sprintf(rev, "1:%s", digest);
	bytes = dn_hash_new(rev);
	dn_hash_add(bytes, rev->source.text, rev->source.len);
	digest = dn_hash_end(rev, bytes);
	rev->checksum = dn_sprintf(rev, "1:%s", digest);
	rev->loaded = revision_expand(rev, err);
	return rev->loaded;
}

bool
dn_revision_run_recorded(struct dn_revision *rev, const char *text, struct dunlin_error *err)
{
	rev->recorded_text = dn_strdup(rev, text);
	rev->loaded = rev->online_off = false;
	return dn_revision_load(rev, err);
}
