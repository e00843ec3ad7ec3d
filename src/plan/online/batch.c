/* batch.c - statements on rows, some of them at a time */
#include "config.h"

#include "base/mem.h"
#include "plan/online/former.h"

/* Few enough that whoever writes to one of the rows does not wait for long. */
enum { BATCH_ROWS = 2000 };

/* Each of the columns between two texts, with that between them. */
static char *
batch_list(const struct dn_former *f, const struct dn_constraint *key, const char *lead,
    const char *behind)
{
	struct dunlin_buf *buf = dn_buf_new(f->mem);

	for (size_t i = 0; i < key->ncolumns; i++)
		dunlin_buf_printf(buf, "%s%s%s%s", i == 0 ? "" : ", ", lead,
		    dn_former_identifier(f, key->columns[i]), behind);
	return dn_buf_steal(f->mem, buf);
}

struct dn_batch *
dn_former_batch(const struct dn_former *f, const struct dn_name *table, const char *as)
{
	const struct dn_constraint *key = dn_table_primary_key(f->table);
	const char *lead = as == NULL ? "" : dn_sprintf(f->mem, "%s.", dn_former_identifier(f, as));
	struct dn_batch *batch;

	if (key == NULL)
		return NULL;
	batch = dn_new(f->mem, struct dn_batch);
	batch->table = batch->relation = dn_former_relation(f, table);
	batch->key = batch_list(f, key, "", "");
	batch->within = batch_list(f, key, lead, "");
	batch->last = dn_sprintf(f->mem, "pg_catalog.concat_ws(', ', %s)",
	    batch_list(f, key, "pg_catalog.quote_literal(", ")"));
	batch->backwards = batch_list(f, key, "", " DESC");
	batch->rows = BATCH_ROWS;
	return batch;
}
