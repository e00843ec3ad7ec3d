/* fuzz_parse.c - whatever is parsed: spans lie in the text, errors have a place, nothing is left */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "fuzz.h"
#include "sql/sql.h"
#include "../sql/dump.h"

/* Statements with every kind of part, and the parts that change what stands around them. */
const char *const fuzz_seeds[] = {
	"CREATE TABLE IF NOT EXISTS s.t (id serial PRIMARY KEY, a varchar(20) DEFAULT -1 + (2) NOT "
	"NULL "
	"CHECK (a IN ('p', 'q')) COLLATE \"C\", b timestamp(3) with time zone[] REFERENCES u (x) "
	"ON "
	"DELETE CASCADE DEFERRABLE, CONSTRAINT k UNIQUE (a, b) INCLUDE (c));",
	"CREATE UNIQUE INDEX i ON t USING gin (a DESC NULLS LAST, lower(b) ops, (a || 'x')) WHERE "
	"a;",
	"ALTER TABLE ONLY t ADD COLUMN x int CHECK (x > 0), ALTER y TYPE text USING y::text || "
	"'(', ADD "
	"FOREIGN KEY (a) REFERENCES b NOT VALID, ALTER c SET DEFAULT CASE WHEN a THEN b[1] END;",
	"INSERT INTO t (a, b) VALUES (1, E'\\n'), (DEFAULT, -(5)), (now(), date '2024-01-01');",
	"ALTER TABLE t ADD CHECK ((a)::text = ANY ((ARRAY['x'::character varying])::text[]) AND "
	"(b, c) "
	"IS NOT NULL OR NOT d BETWEEN 1 AND 2 OR EXISTS (SELECT 1) OR f(a => 1) FILTER (WHERE b));",
	"COPY t (a) FROM stdin;\n1\n\\.\n",
	"SET search_path = 'a', \"B\"; SELECT set_config('search_path', 'a, \"b\"\"', false);",
	"DROP TABLE a, b.c; DROP TRIGGER g ON s.t; ALTER TABLE t RENAME a TO b;",
	"CREATE SEQUENCE q OWNED BY t.id; CREATE TYPE e AS ENUM ('a'); CREATE SCHEMA AUTHORIZATION "
	"x;",
	"CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN a THEN 1 END; END;",
	"(",
	")",
	"[",
	"]",
	",",
	" AS case ",
	" CASE ",
	" END ",
	" COLLATE \"x\" ",
	" DEFAULT ",
	" CHECK (",
	" USING ",
	" WHERE ",
	"::",
	"interval '1' day to second(3)",
	" AT TIME ZONE ",
	"U&'a' UESCAPE '!'",
	"caf\xc3\xa9",
	"--\n",
	"/* */",
	NULL,
};

static void
check_statements(const struct dn_source *src, const struct dn_statements *st)
{
	size_t end = 0;

	for (size_t i = 0; i < st->n; i++) {
		const struct dn_statement *one = st->items[i];

		REQUIRE(one->span.start >= end && one->span.end > one->span.start);
		REQUIRE(one->span.end <= src->len);
		REQUIRE(one->nchanges > 0 && one->what != NULL);
		for (size_t n = 0; n < one->nchanges; n++) {
			struct dn_span span = one->changes[n]->span;

			REQUIRE(span.start >= one->span.start && span.end <= one->span.end);
			REQUIRE(span.start <= span.end);
		}
		end = one->span.end;
	}
	/* Reads the text of all spans; each is bounded there. */
	dn_free(dump_statements(NULL, st, true));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *mem = dn_new_context(NULL);
	/* Without a NUL behind it: to read there is to be seen. */
	struct dn_source src = { "fuzz.sql", dn_memdup(mem, data, size), size };
	struct dunlin_error *err = dn_error_new(mem);
	size_t blocks = talloc_total_blocks(mem);
	struct dn_statements *st;

	if (dn_sql_check_text(&src, NULL)) {
		st = dn_sql_parse(mem, &src, (struct dn_span){ 0, size }, err);
		if (st != NULL)
			check_statements(&src, st);
		else
			REQUIRE(
			    dunlin_error_code(err) == DUNLIN_E_PARSE && dunlin_error_line(err) > 0);
		dn_free(st);
		dunlin_error_clear(err);
		REQUIRE(talloc_total_blocks(mem) == blocks);
	}
	dn_free(mem);
	return 0;
}
