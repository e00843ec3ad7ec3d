/* probe.c - how a statement resumes whose end nobody saw: each commits by itself */
#include "config.h"

#include "base/mem.h"
#include "dialect/mysql/mysql.h"

/* "done" when a row of VIEW of this database is there as CONDITION says, or is not. */
static char *
probe_rows(
    const void *mem, const char *view, const char *schema, bool wanted, const char *condition)
{
	return dn_sprintf(mem,
	    "SELECT 'done' FROM DUAL WHERE %sEXISTS (SELECT 1 FROM information_schema.%s WHERE %s "
	    "= database() AND %s)",
	    wanted ? "" : "NOT ", view, schema, condition);
}

char *
dn_mysql_has_table(const void *mem, const char *relation, bool wanted)
{
	return probe_rows(mem, "tables", "table_schema", wanted,
	    dn_sprintf(mem, "table_name = %s", dn_mysql_string(mem, relation)));
}

char *
dn_mysql_is_renamed(const void *mem, const char *from, const char *to)
{
	return dn_sprintf(mem,
	    "%s AND NOT EXISTS (SELECT 1 FROM information_schema.tables WHERE "
	    "table_schema = database() AND table_name = %s)",
	    dn_mysql_has_table(mem, to, true), dn_mysql_string(mem, from));
}

char *
dn_mysql_has_column(const void *mem, const char *relation, const char *column, bool wanted)
{
	return probe_rows(mem, "columns", "table_schema", wanted,
	    dn_sprintf(mem, "table_name = %s AND column_name = %s", dn_mysql_string(mem, relation),
		dn_mysql_string(mem, column)));
}

char *
dn_mysql_has_index(const void *mem, const char *relation, const char *index, bool wanted)
{
	return probe_rows(mem, "statistics", "table_schema", wanted,
	    dn_sprintf(mem, "table_name = %s AND index_name = %s", dn_mysql_string(mem, relation),
		dn_mysql_string(mem, index)));
}

char *
dn_mysql_has_constraint(const void *mem, const char *relation, const char *constraint, bool wanted)
{
	return probe_rows(mem, "table_constraints", "table_schema", wanted,
	    dn_sprintf(mem, "table_name = %s AND constraint_name = %s",
		dn_mysql_string(mem, relation), dn_mysql_string(mem, constraint)));
}

char *
dn_mysql_has_trigger(const void *mem, const char *trigger, bool wanted)
{
	return probe_rows(mem, "triggers", "trigger_schema", wanted,
	    dn_sprintf(mem, "trigger_name = %s", dn_mysql_string(mem, trigger)));
}

/* One statement of DDL is all done or not at all, since MariaDB 10.6 and MySQL 8. */
bool
dn_mysql_probe(struct dn_probe *probe, const void *mem, const struct dn_output *out)
{
	(void) mem;
	probe->whole = true;
	probe->repeatable = out->repeatable;
	probe->sql = out->probe;
	probe->before = out->probe != NULL;
	return out->probe != NULL || out->repeatable;
}
