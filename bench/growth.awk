# growth.awk - write a history of COUNT revisions to DIR, each a statement of the same KIND
#
# What is altered is one of COUNT/20 tables that the first revision makes, in turns, so that the
# schema is in proportion to the history and no table to it.
function add(sql) { print sql ";" >file }
function table(i) { return "t" i % TABLES }
# a trigger that writes to another table
function logged(i, t) {
	add("CREATE FUNCTION f" i "() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO log (a) VALUES (NEW.id + " i \
	    "); RETURN NULL; END $$")
	add("CREATE TRIGGER g" i " AFTER INSERT ON " t " FOR EACH ROW EXECUTE FUNCTION f" i "()")
}
function prelude(   k, c, j) {
	if (KIND == "fk" || KIND == "table" || KIND == "star") {
		add("CREATE TABLE t0 (id integer PRIMARY KEY, a integer)")
		return
	}
	if (KIND == "acting" || KIND == "acted")
		add("CREATE TABLE log (id serial PRIMARY KEY, a integer)")
	if (KIND == "partition")
		add("CREATE TABLE whole (id integer NOT NULL, a integer) PARTITION BY RANGE (id)")
	for (k = 0; k < TABLES; k++) {
		if (KIND == "value" || KIND == "label" || KIND == "retypename")
			add("CREATE TYPE e" k " AS ENUM ('v')")
		if (KIND == "domaincheck")
			add("CREATE DOMAIN e" k " AS integer")
		c = "id integer PRIMARY KEY, p integer REFERENCES t" (k ? k - 1 : 0) ", a integer, b varchar(40)" \
		    (KIND == "value" || KIND == "label" || KIND == "retypename" || KIND == "domaincheck" ? ", e e" k : "")
		if (KIND == "drop")
			for (j = 0; j < 22; j++)
				c = c ", c" j " integer"
		add("CREATE TABLE t" k " (" c ")")
		if (KIND == "rows")
			add("INSERT INTO t" k " VALUES (0)")
		if (KIND == "acted")
			logged(k, "t" k)
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
	else if (KIND == "acting") {
		if (i > TABLES)
			add("DROP TRIGGER g" i - TABLES " ON " t)
		logged(i, t)
	}
	else if (KIND == "acted") add("ALTER TABLE " t " ADD COLUMN c" i " integer")
	else if (KIND == "label") add("ALTER TYPE e" i % TABLES " RENAME VALUE '" (i > TABLES ? "v" i - TABLES : "v") "' TO 'v" i "'")
	else if (KIND == "retypename") add("ALTER TYPE " (i > TABLES ? "r" i - TABLES : "e" i % TABLES) " RENAME TO r" i)
	else if (KIND == "domaincheck") add("ALTER DOMAIN e" i % TABLES " ADD CONSTRAINT ck" i " CHECK (VALUE > " i ")")
	else if (KIND == "untype") add(i % 2 ? "CREATE TYPE e" i " AS ENUM ('a', 'b')" : "DROP TYPE e" i - 1)
	else if (KIND == "unsequence") add(i % 2 ? "CREATE SEQUENCE s" i : "DROP SEQUENCE s" i - 1)
	else if (KIND == "unview") add(i % 2 ? "CREATE VIEW v" i " AS SELECT id, a FROM " t : "DROP VIEW v" i - 1)
	else if (KIND == "uncheck") add("ALTER TABLE " table(i - 1 + i % 2) (i % 2 ? " ADD CONSTRAINT ck" i " CHECK (a > 0)" : " DROP CONSTRAINT ck" i - 1))
	else if (KIND == "manyviews") add("CREATE VIEW v" i " AS SELECT x.id, y.a FROM " t " x JOIN " table(i + 1) " y ON x.id = y.p")
	else if (KIND == "rule") add("CREATE RULE r" i " AS ON DELETE TO " t " DO ALSO UPDATE " table(i + 1) " SET a = 1 WHERE id = OLD.a")
	else if (KIND == "moved") add("ALTER TABLE " t " ADD COLUMN c" i " integer DEFAULT nextval('sq')")
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
	if (TABLES == 0)
		TABLES = int(COUNT / 20)
	for (i = 0; i < COUNT; i++) {
		file = sprintf("%s/%05d_r.sql", DIR, i)
		if (i == 0) prelude()
		else revision(i)
		close(file)
	}
}
