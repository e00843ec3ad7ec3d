# growth.awk - write a history of COUNT revisions to DIR, each a statement of the same KIND
#
# What is altered is one of COUNT/20 tables that the first revision makes, in turns, so that the
# schema is in proportion to the history and no table to it.
function add(sql) { print sql ";" >file }
function table(i) { return "t" i % TABLES }
function prelude(   k, c, j) {
	if (KIND == "fk" || KIND == "table" || KIND == "star") {
		add("CREATE TABLE t0 (id integer PRIMARY KEY, a integer)")
		return
	}
	if (KIND == "partition")
		add("CREATE TABLE whole (id integer NOT NULL, a integer) PARTITION BY RANGE (id)")
	for (k = 0; k < TABLES; k++) {
		if (KIND == "value")
			add("CREATE TYPE e" k " AS ENUM ('v')")
		c = "id integer PRIMARY KEY, p integer REFERENCES t" (k ? k - 1 : 0) ", a integer, b varchar(40)" \
		    (KIND == "value" ? ", e e" k : "")
		if (KIND == "drop")
			for (j = 0; j < 22; j++)
				c = c ", c" j " integer"
		add("CREATE TABLE t" k " (" c ")")
		if (KIND == "rows")
			add("INSERT INTO t" k " VALUES (0)")
	}
}
function revision(i,   t, turn) {
	t = table(i)
	turn = int(i / TABLES)
	if (KIND == "table") add("CREATE TABLE t" i " (id integer PRIMARY KEY, a integer)")
	else if (KIND == "fk") add("CREATE TABLE t" i " (id integer PRIMARY KEY, a integer REFERENCES t" i - 1 ")")
	else if (KIND == "star") add("CREATE TABLE t" i " (id integer PRIMARY KEY, a integer REFERENCES t0)")
	else if (KIND == "add") add("ALTER TABLE " t " ADD COLUMN c" i " integer")
	else if (KIND == "addfk") add("ALTER TABLE " t " ADD COLUMN c" i " integer REFERENCES t0")
	else if (KIND == "rename") add("ALTER TABLE " t " RENAME COLUMN " (i > TABLES ? "a" i - TABLES : "a") " TO a" i)
	else if (KIND == "retable") add("ALTER TABLE " (i > TABLES ? "r" i - TABLES : t) " RENAME TO r" i)
	else if (KIND == "index") add("CREATE INDEX ix" i " ON " t " (a)")
	else if (KIND == "unindex") add(i % 2 ? "CREATE INDEX ix" i " ON " t " (a)" : "DROP INDEX ix" i - 1)
	else if (KIND == "drop") add("ALTER TABLE " t " DROP COLUMN c" turn)
	else if (KIND == "value") add("ALTER TYPE e" i % TABLES " ADD VALUE 'v" i "'")
	else if (KIND == "view") add("CREATE VIEW v" i " AS SELECT id, a FROM " t)
	else if (KIND == "replace") add("CREATE OR REPLACE VIEW v" i % TABLES " AS SELECT id, a + " i " AS a FROM " t)
	else if (KIND == "viewed") {
		add("CREATE VIEW v" i " AS SELECT id, p FROM " t)
		add("ALTER TABLE " t " RENAME COLUMN " (i > TABLES ? "a" i - TABLES : "a") " TO a" i)
	}
	else if (KIND == "comment") add("COMMENT ON TABLE " t " IS 'c" i "'")
	else if (KIND == "insert") add("INSERT INTO " t " (id, a) VALUES (" i ", " i ")")
	else if (KIND == "update") add("UPDATE " t " SET a = " i " WHERE id = " i)
	else if (KIND == "delete") add("DELETE FROM " t " WHERE id = " i)
	else if (KIND == "trigger") {
		add("CREATE FUNCTION f" i "() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.a := NEW.id + " i \
		    "; RETURN NEW; END $$")
		if (i > TABLES)
			add("DROP TRIGGER g" i - TABLES " ON " t)
		add("CREATE TRIGGER g" i " BEFORE UPDATE ON " t " FOR EACH ROW EXECUTE FUNCTION f" i "()")
	}
	else if (KIND == "do") add("DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM information_schema.columns WHERE " \
	    "table_name = '" t "' AND column_name = 'c" i "') THEN ALTER TABLE " t " ADD COLUMN c" i " integer; END IF; END $$")
	else if (KIND == "dotable") add("DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_tables WHERE tablename = 'd" i \
	    "') THEN CREATE TABLE d" i " (id integer); END IF; END $$")
	else if (KIND == "doclass") add("DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_class WHERE relname = '" t \
	    "') THEN COMMENT ON TABLE " t " IS 'c" i "'; END IF; END $$")
	else if (KIND == "doenum") add("DO $$ BEGIN CREATE TYPE e" i " AS ENUM ('a', 'b'); EXCEPTION WHEN duplicate_object THEN NULL; END $$")
	else if (KIND == "sequence") add("CREATE SEQUENCE s" i)
	else if (KIND == "domain") add("CREATE DOMAIN d" i " AS integer CHECK (VALUE > 0)")
	else if (KIND == "enum") add("CREATE TYPE e" i " AS ENUM ('a', 'b')")
	else if (KIND == "retype") add("ALTER TABLE " t " ALTER COLUMN " (turn % 2 ? "b TYPE varchar(" 40 + i ")" \
	    : "a TYPE " (int(turn / 2) % 2 ? "integer" : "bigint")))
	else if (KIND == "rebuild") add("ALTER TABLE " t " ALTER COLUMN a TYPE " (turn % 2 ? "integer USING a::integer" : "text"))
	else if (KIND == "default") add("ALTER TABLE " t " ALTER COLUMN a SET DEFAULT " i)
	else if (KIND == "notnull") add("ALTER TABLE " t " ALTER COLUMN a " (turn % 2 ? "DROP" : "SET") " NOT NULL")
	else if (KIND == "check") add("ALTER TABLE " t " ADD CONSTRAINT ck" i " CHECK (a > " i ")")
	else if (KIND == "partition") add("CREATE TABLE p" i " PARTITION OF whole FOR VALUES FROM (" i * 10 ") TO (" i * 10 + 10 ")")
	else if (KIND == "schema") { add("CREATE SCHEMA s" i); add("CREATE TABLE s" i ".t (id integer PRIMARY KEY)") }
	else if (KIND == "drops") {
		if (i % 2) add("CREATE TABLE d" i " (id integer PRIMARY KEY, a integer REFERENCES t0)")
		else add("DROP TABLE d" i - 1)
	}
	else if (KIND == "blank") add("SELECT " i)
	else { print "growth.awk: no kind " KIND >"/dev/stderr"; exit 1 }
}
BEGIN {
	TABLES = int(COUNT / 20)
	for (i = 0; i < COUNT; i++) {
		file = sprintf("%s/%05d_r.sql", DIR, i)
		if (i == 0) prelude()
		else revision(i)
		close(file)
	}
}
