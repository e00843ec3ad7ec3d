/* shipped.c - rows and statements for the tables of the shipped history */
#include "config.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "shipped.h"

#define X10 "xxxxxxxxxx"

/* What a row of each table needs: the columns that must not be null and have no default. */
static const struct shipped_field {
	const char *table, *column, *value;
} shipped_fields[] = {
	{ "acquisition_requests", "url", "https://example.org/wanted" },
	{ "acquisition_requests", "reason", "cited twice" },
	{ "sources", "url", "https://example.org/" },
	{ "sources", "title", "Example" },
	{ "sources", "source_type", "website" },
	{ "sources", "authority_tier", "tier_2_trusted" },
	{ "projects", "name", "Example" },
	{ "query_history", "project_id", PROJECT },
	{ "query_history", "query", "what is there?" },
	{ "query_history", "result_count", "2" },
	{ "decisions", "project_id", PROJECT },
	{ "decisions", "decision", "use it" },
	{ "decisions", "rationale", "it is there" },
	{ "decision_sources", "decision_id", DECISION },
	{ "decision_sources", "chunk_id", "c-1" },
	{ "decision_sources", "relevance", "0.5" },
};

char *
shipped_insert(const void *mem, const char *table, const char *column)
{
	struct dunlin_buf *names = dn_buf_new(mem), *values = dn_buf_new(mem);

	if (column != NULL) {
		dunlin_buf_printf(names, ", %s", column);
		dunlin_buf_puts(values, ", $1");
	}
	for (size_t i = 0; i < sizeof shipped_fields / sizeof shipped_fields[0]; i++) {
		const struct shipped_field *f = &shipped_fields[i];

		if (strcmp(f->table, table) != 0 ||
		    (column != NULL && strcmp(f->column, column) == 0))
			continue;
		dunlin_buf_printf(names, ", %s", f->column);
		dunlin_buf_printf(values, ", '%s'", f->value);
	}
	return dn_sprintf(
	    mem, "INSERT INTO %s (%s) VALUES (%s)", table, names->s + 2, values->s + 2);
}

const struct shipped_statement shipped_statements[] = {
#define REQUEST(column, value) \
	"INSERT INTO acquisition_requests (url, reason, " column ") VALUES ('u', 'r', " value ")"
#define SOURCE(type, status, tier)                                                     \
	"INSERT INTO sources (url, title, source_type, status, authority_tier) VALUES" \
	" ('u', 't', '" type "', '" status "', '" tier "')"
#define PROJECT_STATUS(status) "INSERT INTO projects (name, status) VALUES ('n', " status ")"
	{ "request pending", true, REQUEST("status", "'pending'") },
	{ "request approved", true, REQUEST("status", "'approved'") },
	{ "request rejected", true, REQUEST("status", "'rejected'") },
	{ "request completed", true, REQUEST("status", "'completed'") },
	{ "request of unknown status", false, REQUEST("status", "'failed'") },
	{ "request of status in upper case", false, REQUEST("status", "'PENDING'") },
	{ "request of empty status", false, REQUEST("status", "''") },
	{ "status with a blank", false, REQUEST("status", "'pending '") },
	{ "status of 21 characters", false, REQUEST("status", "'" X10 X10 "x'") },
	{ "no status", false, REQUEST("status", "NULL") },
	{ "default status", true, REQUEST("status", "DEFAULT") },
	{ "priority a word", false, REQUEST("priority", "'high'") },
	{ "priority 5", true, REQUEST("priority", "5") },
	{ "priority '5'", true, REQUEST("priority", "'5'") },
	{ "priority '5.5'", false, REQUEST("priority", "'5.5'") },
	{ "priority too large", false, REQUEST("priority", "2147483648") },
	{ "no priority", false, REQUEST("priority", "NULL") },
	{ "processed at no time", false, REQUEST("processed_at", "'2024-13-01 00:00:00'") },
	{ "processed at a time", true, REQUEST("processed_at", "'2024-12-01 00:00:00+00'") },
	{ "not processed", true, REQUEST("processed_at", "NULL") },
	{ "created at null", false, REQUEST("created_at", "NULL") },
	{ "request without url", false, "INSERT INTO acquisition_requests (reason) VALUES ('r')" },
	{ "request without reason", false, "INSERT INTO acquisition_requests (url) VALUES ('u')" },
	{ "two requests for one url", true,
	    "INSERT INTO acquisition_requests (url, reason) VALUES ('u', 'r'), ('u', 'r')" },
	{ "id too large", false, REQUEST("id", "2147483648") },
	{ "id twice", false,
	    "INSERT INTO acquisition_requests (id, url, reason) VALUES (7, 'u', 'r'), (7, 'u', "
	    "'r')" },
	{ "website", true, SOURCE("website", "pending", "tier_1_canonical") },
	{ "documentation", true, SOURCE("documentation", "active", "tier_2_trusted") },
	{ "standards body", true, SOURCE("standards_body", "failed", "tier_3_community") },
	{ "blog", true, SOURCE("blog", "archived", "tier_3_community") },
	{ "repository", true, SOURCE("repository", "pending", "tier_3_community") },
	{ "unknown type of source", false, SOURCE("wiki", "pending", "tier_1_canonical") },
	{ "unknown status of a source", false, SOURCE("blog", "completed", "tier_1_canonical") },
	{ "unknown tier", false, SOURCE("blog", "pending", "tier_4") },
	{ "one url for two sources", false,
	    "INSERT INTO sources (url, title, source_type, authority_tier) VALUES"
	    " ('u', 't', 'blog', 'tier_2_trusted'), ('u', 't', 'blog', 'tier_2_trusted')" },
	{ "urls that differ in case", true,
	    "INSERT INTO sources (url, title, source_type, authority_tier) VALUES"
	    " ('u', 't', 'blog', 'tier_2_trusted'), ('U', 't', 'blog', 'tier_2_trusted')" },
	{ "project in planning", true, PROJECT_STATUS("'planning'") },
	{ "project active", true, PROJECT_STATUS("'active'") },
	{ "project completed", true, PROJECT_STATUS("'completed'") },
	{ "project abandoned", true, PROJECT_STATUS("'abandoned'") },
	{ "project of unknown status", false, PROJECT_STATUS("'pending'") },
	{ "project of no status", false, PROJECT_STATUS("NULL") },
	{ "project twice", false, "INSERT INTO projects (id, name) VALUES ('" PROJECT "', 'n')" },
	{ "project of malformed id", false, "INSERT INTO projects (id, name) VALUES ('1', 'n')" },
	{ "project of null id", false, "INSERT INTO projects (id, name) VALUES (NULL, 'n')" },
	{ "decision of a project", true,
	    "INSERT INTO decisions (project_id, decision, rationale) VALUES ('" PROJECT
	    "', 'd', 'r')" },
	{ "decision of nobody", false,
	    "INSERT INTO decisions (project_id, decision, rationale) VALUES ('" DECISION
	    "', 'd', 'r')" },
	{ "query of nobody", false,
	    "INSERT INTO query_history (project_id, query, result_count) VALUES"
	    " ('" DECISION "', 'q', 1)" },
	{ "source of no decision", false,
	    "INSERT INTO decision_sources (decision_id, chunk_id, relevance) VALUES"
	    " ('" PROJECT "', 'c', 1)" },
	{ "relevance a word", false,
	    "INSERT INTO decision_sources (decision_id, chunk_id, relevance) VALUES"
	    " ('" DECISION "', 'c', 'high')" },
	{ "project moved away from its decisions", false,
	    "UPDATE projects SET id = '" DECISION "' WHERE id = '" PROJECT "'" },
	{ "status updated to an unknown one", false, "UPDATE projects SET status = 'x'" },
	{ "project deleted with all that is of it", true,
	    "DELETE FROM projects WHERE id = '" PROJECT "'" },
};
const size_t shipped_nstatements = sizeof shipped_statements / sizeof shipped_statements[0];

const char *const shipped_given[] = { "INSERT INTO projects (id, name) VALUES ('" PROJECT
				      "', 'Given')",
	"INSERT INTO decisions (id, project_id, decision, rationale) VALUES ('" DECISION
	"', '" PROJECT "', 'given', 'given')",
	NULL };
