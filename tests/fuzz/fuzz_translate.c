/* fuzz_translate.c - whatever is translated: SQLite reads it, errors have a place, nothing is left
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "fuzz.h"
#include "sql/sql.h"
#include "../dialect/translate.h"

/* Sections of a history, and the pieces that change what stands around them. */
const char *const fuzz_seeds[] = {
	"CREATE TABLE t (id bigserial PRIMARY KEY, a varchar(20) NOT NULL DEFAULT 'x' CHECK (a IN "
	"('x', 'y')), b timestamptz DEFAULT now(), c numeric(10,2), d text[] DEFAULT '{}', e "
	"jsonb, "
	"f uuid DEFAULT gen_random_uuid(), g boolean NOT NULL DEFAULT false, UNIQUE (a, b));\n"
	"CREATE TABLE u (x int REFERENCES t ON DELETE CASCADE, y text, PRIMARY KEY (x, y));\n"
	"-- next\n"
	"ALTER TABLE t ADD COLUMN h int DEFAULT 1 CHECK (h > 0), DROP COLUMN c;\n"
	"ALTER TABLE t ALTER a TYPE text USING lower(a), ALTER g DROP NOT NULL;\n"
	"ALTER TABLE t RENAME b TO \"B\"; ALTER TABLE u RENAME TO v;\n",
	"CREATE TYPE m AS ENUM ('a', 'b'); CREATE TABLE t (v m DEFAULT 'a', n int, s text, d "
	"date);\n"
	"-- next\n"
	"ALTER TYPE m ADD VALUE 'c'; ALTER TYPE m RENAME VALUE 'a' TO 'z';\n"
	"CREATE UNIQUE INDEX i ON t (lower(s) DESC, n) WHERE v = 'b' AND n IS NOT NULL;\n"
	"CREATE VIEW w AS SELECT t.n, count(*) AS c FROM t LEFT JOIN t AS o ON o.n = t.n WHERE t.s "
	"~ '^[a-z]+$' GROUP BY 1 HAVING count(*) > 1 ORDER BY 2 DESC NULLS LAST LIMIT 3;\n"
	"-- next\n"
	"ALTER TABLE t ADD CONSTRAINT k CHECK (n BETWEEN 1 AND 9 OR s LIKE 'a\\_%'), ADD x int;\n",
	"CREATE TABLE t (a int PRIMARY KEY, b text, j jsonb, ts timestamp);\n"
	"-- next\n"
	"INSERT INTO t (a, b) VALUES (1, E'\\n'), (2, DEFAULT) ON CONFLICT (a) DO UPDATE SET b = "
	"excluded.b || 'x' WHERE t.a > 0 RETURNING a;\n"
	"INSERT INTO t SELECT g, 'n' || g, '{\"k\": [1, true]}', now() - interval '1 day' FROM "
	"generate_series(3, 9, 2) AS g;\n"
	"UPDATE t SET b = o.b, j = jsonb_set(t.j, '{k}', to_jsonb(o.a)) FROM t AS o WHERE o.a = "
	"t.a + "
	"1 AND t.j ->> 'k' IS NOT NULL;\n"
	"DELETE FROM t USING t AS o WHERE o.a = t.a AND o.b = ANY (ARRAY['x', 'y']);\n"
	"WITH q AS (SELECT a, row_number() OVER (PARTITION BY b ORDER BY a) AS n FROM t) UPDATE t "
	"SET b = n::text FROM q WHERE q.a = t.a;\n"
	"TRUNCATE t; COPY t (a, b) FROM stdin;\n1\tx\n2\t\\N\n\\.\n",
	"INSERT INTO t SELECT extract(year FROM ts), date_trunc('day', ts), coalesce(b, 'x'), CASE "
	"WHEN a > 1 THEN b END, a::text, (a, b) IS NULL, position('x' IN b), substring(b FROM 2 "
	"FOR "
	"3), trim(both 'x' FROM b), a % 2, -a, b || 'x', greatest(a, 1), nullif(a, 0), a IS "
	"DISTINCT "
	"FROM 1, ts + interval '1 hour', exists (SELECT 1 FROM t), b ILIKE '%x' FROM t;\n",
	"CREATE TABLE t (a serial PRIMARY KEY, b text, j jsonb, n int[]); CREATE TABLE u (x int, y "
	"text);\n"
	"-- next\n"
	"WITH q AS (DELETE FROM u WHERE x > 1 RETURNING *), r AS (INSERT INTO t (b) SELECT y FROM "
	"q "
	"RETURNING a, b) UPDATE u SET y = r.b FROM r WHERE r.a = u.x;\n"
	"MERGE INTO t USING u ON x = a WHEN MATCHED AND y IS NULL THEN DELETE WHEN MATCHED THEN "
	"UPDATE SET b = y WHEN NOT MATCHED THEN INSERT (a, b) VALUES (nextval('t_a_seq'), y);\n"
	"CREATE VIEW v AS SELECT b, n, count(*) AS c, grouping(b) FROM t GROUP BY ROLLUP (b, n);\n"
	"CREATE VIEW w AS SELECT t.a, s.k, g FROM t CROSS JOIN LATERAL (SELECT max(x) AS k FROM u "
	"WHERE y = t.b) AS s, generate_series(1, t.a) AS g WHERE t.a > ANY (t.n);\n"
	"UPDATE t SET b = regexp_replace(b, '^(a|b)+[^c-e]*', '<\\1>', 'gi') WHERE b ~* "
	"'x{2,3}|\\d$' OR j @> '{\"k\": {\"l\": 1}}' OR b SIMILAR TO '_%';\n",
	"\n-- next\n",
	"CREATE TABLE IF NOT EXISTS s.t (a serial, b int GENERATED ALWAYS AS (a * 2) STORED);\n",
	"DROP TABLE t CASCADE;\n",
	"ALTER TABLE t DROP CONSTRAINT IF EXISTS t_a_key;\n",
	"ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u (x) DEFERRABLE INITIALLY DEFERRED;\n",
	"ALTER TABLE t ADD GENERATED ALWAYS AS IDENTITY;\n",
	"CREATE SEQUENCE q; SELECT setval('q', 3); ALTER SEQUENCE q OWNED BY t.a;\n",
	"(SELECT max(a) FROM t)",
	" AT TIME ZONE 'utc'",
	"interval '1 month'",
	" COLLATE \"C\"",
	"::varchar(5)",
	" UNION ALL SELECT 1",
	"\"select\"",
	"''",
	"NULL",
	"-1",
	"a.b",
	" NOT ",
	"ARRAY[1, 2]",
	" = ANY ('{a,b}')",
	NULL,
};

/* What SQLite says of SQL that it cannot read, whatever is in the database. */
static bool
is_slip(const char *message)
{
	static const char *const slips[] = { "syntax error", "unrecognized token",
		"incomplete input", "more than one statement", "no such function",
		"wrong number of arguments", "prohibited in", "non-deterministic",
		"malformed database schema", "unknown datatype", "unknown database" };

	for (size_t i = 0; i < sizeof slips / sizeof *slips; i++)
		if (strstr(message, slips[i]) != NULL)
			return true;
	return false;
}

static void
report(const char *message, const char *about)
{
	printf("# %s\n# of:\n%s\n", message, about);
	fflush(stdout);
	abort();
}

/* SQLite looks into a view when it is read. */
static void
check_views(struct translate *tr)
{
	const char *names =
	    translate_query(tr, "SELECT quote(name) FROM sqlite_schema WHERE type = 'view'");

	while (*names != '\0') {
		size_t len = strcspn(names, "\n");
		const char *message = translate_exec(
		    tr, dn_sprintf(tr, "EXPLAIN SELECT * FROM %.*s", (int) len, names));

		if (message != NULL && is_slip(message))
			report(message, translate_query(tr, "SELECT sql FROM sqlite_schema"));
		names += len + (names[len] != '\0');
	}
}

static void
check_error(const struct translate *tr, const char *text)
{
	enum dunlin_code code = dunlin_error_code(tr->err);
	const char *message = dunlin_error_message(tr->err);
	bool good = true;

	if (code == DUNLIN_E_SQL)
		/* the statement stands behind the message */
		good = !is_slip(dn_strndup(tr, message, strcspn(message, ":")));
	else if (code != DUNLIN_E_CONSTRAINT)
		good = code != DUNLIN_OK && dunlin_error_line(tr->err) > 0;
	if (!good)
		report(message, text);
}

/* Sections as those of tests/golden/sqlite. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char next[] = "-- next\n";
	void *mem = dn_new_context(NULL);
	struct translate *tr = translate_new(mem);
	char *text = dn_strndup(mem, (const char *) data, size);
	struct dn_source src = { "fuzz", text, strlen(text) };

	tr->untranslatable = size % 2 == 0 ? DN_UNTRANSLATABLE_NOTICE : DN_UNTRANSLATABLE_ERROR;
	for (bool ok = dn_sql_check_text(&src, NULL); ok && text != NULL;) {
		char *end = strstr(text, next);

		if (end != NULL)
			*end = '\0';
		ok = translate_run(tr, "fuzz", text, NULL);
		if (!ok)
			check_error(tr, text);
		text = end == NULL ? NULL : end + strlen(next);
	}
	check_views(tr);
	dn_free(mem);
	return 0;
}
