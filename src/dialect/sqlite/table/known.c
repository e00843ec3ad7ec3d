/* known.c - what only the database knows of a table ends the run before the table is made anew */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dialect/sqlite/table/table.h"

/* Append the keys of MAP, quoted names, as literals behind a comma each; inner quotes stay doubled.
 */
static void
known_names(struct dunlin_buf *sql, const struct dn_map *map)
{
	dn_map_each (map, e) {
		bool quoted = e->key[0] == '"';
		char *name = dn_strndup(
		    sql, e->key + quoted, strlen(e->key) - (quoted ? strlen("\"\"") : 0));

		dunlin_buf_puts(sql, ", ");
		dn_sqlite_literal(sql, name);
		dn_free(name);
	}
}

/* CONDITION is true, or the run ends with WHAT should have been. */
static void
known_require(struct dn_translation *t, const struct sqlite_held *held, const char *what,
    const char *condition)
{
	struct dunlin_buf *name = dn_buf_new(held);

	dn_sqlite_identifier(name, what);
	dn_translation_add(t, held->from,
	    dn_sprintf(
		name, "CREATE TEMP TABLE dunlin_guard (ok CONSTRAINT %s CHECK (ok))", name->s));
	dn_translation_add(
	    t, held->from, dn_sprintf(name, "INSERT INTO temp.dunlin_guard SELECT %s", condition));
	dn_translation_add(t, held->from, "DROP TABLE temp.dunlin_guard");
	dn_free(name);
}

/* Columns that only the database knows would not be copied.  Their order does not matter. */
void
dn_sqlite_require_columns(
    struct dn_translation *t, const struct sqlite_held *held, const char *relation)
{
	struct dunlin_buf *sql = dn_buf_new(held), *columns = dn_buf_new(held),
			  *list = dn_buf_new(held);

	if (held->before == NULL)
		return;
	dunlin_buf_puts(sql, "count(*) = 0 FROM pragma_table_xinfo(");
	dn_sqlite_literal(sql, relation);
	dunlin_buf_puts(sql, ") WHERE name NOT IN (");
	for (size_t i = 0; i < held->before->ncolumns; i++) {
		const char *name = held->before->columns[i].name;

		dunlin_buf_printf(columns, "%s%s", i == 0 ? "" : ", ", name);
		dunlin_buf_puts(list, i == 0 ? "" : ", ");
		dn_sqlite_literal(list, name);
	}
	dunlin_buf_printf(sql, "%s)", list->s);
	known_require(t, held,
	    dn_sprintf(sql, "table '%s' has no columns but those of the history: %s", relation,
		columns->s),
	    sql->s);
}

/* DROP TABLE takes with it what only the database knows. */
void
dn_sqlite_require_known(
    struct dn_translation *t, const struct sqlite_held *held, const char *relation)
{
	struct dunlin_buf *sql = dn_buf_new(held);

	dunlin_buf_puts(sql,
	    "NOT EXISTS (SELECT 1 FROM main.sqlite_master WHERE type IN ('index', 'trigger') AND "
	    "sql IS NOT NULL AND tbl_name = ");
	dn_sqlite_literal(sql, relation);
	dunlin_buf_puts(sql, " COLLATE NOCASE AND replace(name, '\"', '\"\"') NOT IN (''");
	known_names(sql, held->indexes);
	known_names(sql, held->triggers);
	dunlin_buf_puts(sql, "))");
	known_require(t, held,
	    dn_sprintf(
		sql, "table '%s' has no index or trigger but those of the history", relation),
	    sql->s);
}
