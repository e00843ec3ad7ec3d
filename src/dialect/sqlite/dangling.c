/* dangling.c - what is asked about rows whose foreign keys refer to nothing */
#include "config.h"

#include "dialect/sqlite/sqlite.h"

#define ALL_ROWS  "pragma_foreign_key_check AS f"
#define SOME_ROWS "({tables}) AS t, pragma_foreign_key_check(t.column1, 'main') AS f"
/* The table stays: to make it and to drop it takes longer than most revisions. */
#define NOTE(rows)                                                                           \
	{                                                                                    \
		"CREATE TEMP TABLE IF NOT EXISTS dunlin_dangling (child COLLATE NOCASE, "    \
		"parent COLLATE NOCASE, n)",                                                 \
		    "DELETE FROM temp.dunlin_dangling",                                      \
		    "INSERT INTO temp.dunlin_dangling SELECT f.\"table\", f.parent COLLATE " \
		    "NOCASE, "                                                               \
		    "count(*) FROM " rows " GROUP BY 1, 2",                                  \
		    NULL                                                                     \
	}
/* What dangled before is not this revision's doing. */
#define DANGLING(rows)                                                                            \
	"SELECT printf('the revision would leave %d row(s) of table %Q%s that violate a "         \
	"foreign key: table %Q does not have what they refer to', "                               \
	"new.n - coalesce(old.n, 0), new.child, coalesce(' (rowid ' || new.last || ')', "         \
	"''), new.parent) "                                                                       \
	"FROM (SELECT f.\"table\" AS child, f.parent COLLATE NOCASE AS parent, max(f.rowid) AS "  \
	"last, count(*) AS n FROM " rows " GROUP BY 1, 2) AS new LEFT JOIN temp.dunlin_dangling " \
	"AS old ON old.child = new.child AND old.parent = new.parent "                            \
	"WHERE new.n > coalesce(old.n, 0)"
static const char *const note[] = NOTE(ALL_ROWS);
static const char *const note_of[] = NOTE(SOME_ROWS);
const struct dn_dangling_sql dn_sqlite_dangling = {
	.note = note,
	.note_of = note_of,
	.check = DANGLING(ALL_ROWS),
	.check_of = DANGLING(SOME_ROWS),
	.renamed = "UPDATE temp.dunlin_dangling SET child = iif(child = $1, $2, child), parent = "
		   "iif(parent = $1, $2, parent)",
	.version = "PRAGMA main.schema_version",
	.references = "SELECT m.name, k.\"table\" FROM main.sqlite_master AS m, "
		      "pragma_foreign_key_list(m.name, 'main') AS k WHERE m.type = 'table'",
	.references_of = "SELECT t.column1, k.\"table\" FROM ({tables}) AS t, "
			 "pragma_foreign_key_list(t.column1, 'main') AS k",
	.triggers_of = "SELECT sql FROM main.sqlite_master WHERE type = 'trigger' AND tbl_name "
		       "COLLATE NOCASE IN ({tables}) UNION ALL SELECT sql FROM temp.sqlite_master "
		       "WHERE type = 'trigger' AND tbl_name COLLATE NOCASE IN ({tables})",
	.indexes_of = "SELECT tbl_name FROM main.sqlite_master WHERE type = 'index' AND name "
		      "COLLATE NOCASE IN ({tables})",
	.extent = dn_sqlite_extent,
	.extent_fired = dn_sqlite_extent_fired,
};
/* The rows are printed; the name of the constraint is what the error message says. */
const char dn_sqlite_script_check[] = DANGLING(
    ALL_ROWS) ";\n"
	      "CREATE TEMP TABLE dunlin_guard (ok CONSTRAINT \"no row violates a foreign key\" "
	      "CHECK (ok));\n"
	      "INSERT INTO temp.dunlin_guard SELECT NOT EXISTS (" DANGLING(
		  ALL_ROWS) ");\n"
			    "DROP TABLE temp.dunlin_guard";
