/* catalog.c - all that the schema is, for comparing */
#include "config.h"

#include "dialect/mysql/mysql.h"

/* Rows of a table of the catalog that are about this database. */
#define CATALOG_OURS(column) " WHERE " column " = database()"

const char *const dn_mysql_catalog[] = {
	"SELECT table_name, concat('table ', table_name, ' ', table_type, ' ', coalesce(engine, "
	"''), ' ', coalesce(table_collation, '')) FROM information_schema.tables" CATALOG_OURS(
	    "table_schema"),
	"SELECT table_name, concat('column ', table_name, '.', column_name, ' ', column_type, ' ', "
	"coalesce(collation_name, ''), if(is_nullable = 'NO', ' NOT NULL', ''), coalesce(concat(' "
	"DEFAULT ', column_default), ''), ' ', extra, coalesce(concat(' AS ', "
	"generation_expression), '')) FROM information_schema.columns" CATALOG_OURS("table_schema"),
	"SELECT table_name, concat('index ', table_name, '.', index_name, if(non_unique, ' (', ' "
	"UNIQUE ('), group_concat(column_name, coalesce(concat('(', sub_part, ')'), ''), "
	"if(collation = 'D', ' DESC', '') ORDER BY seq_in_index SEPARATOR ', '), ')') FROM "
	"information_schema.statistics" CATALOG_OURS("table_schema") " GROUP BY table_name, "
								     "index_name, non_unique",
	"SELECT table_name, concat('check ', table_name, '.', constraint_name, ' ', check_clause) "
	"FROM information_schema.check_constraints" CATALOG_OURS("constraint_schema"),
	"SELECT r.table_name, concat('foreign key ', r.table_name, '.', r.constraint_name, ' (', "
	"(SELECT group_concat(k.column_name, ' -> ', k.referenced_column_name ORDER BY "
	"k.ordinal_position SEPARATOR ', ') FROM information_schema.key_column_usage k WHERE "
	"k.constraint_schema = r.constraint_schema AND k.table_name = r.table_name AND "
	"k.constraint_name = r.constraint_name), ') REFERENCES ', r.referenced_table_name, ' ON "
	"UPDATE ', r.update_rule, ' ON DELETE ', r.delete_rule) FROM "
	"information_schema.referential_constraints r" CATALOG_OURS("r.constraint_schema"),
	"SELECT table_name, concat('view ', table_name, ' ', view_definition) FROM "
	"information_schema.views" CATALOG_OURS("table_schema"),
	"SELECT event_object_table, concat('trigger ', trigger_name, ' ', action_timing, ' ', "
	"event_manipulation, ' ON ', event_object_table, ' ', action_statement) FROM "
	"information_schema.triggers" CATALOG_OURS("trigger_schema"),
	NULL
};
