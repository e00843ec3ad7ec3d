# sqlite_facts.sh - what a SQLite file keeps of its schema, by SQLite's own account
#
# facts FILE: one fact a line, the same lines for schemas that mean the same: columns, indexes, foreign
# keys as the pragmas tell them, views, triggers and indexes as they are written, and of each table
# its columns and constraints in any order.
facts() {
	sqlite3 "$1" <<-'SQL' 2>&1 | tr -d '"'
	CREATE TEMP VIEW mine AS SELECT * FROM sqlite_schema
	    WHERE tbl_name NOT LIKE 'sqlite%' AND tbl_name NOT LIKE 'dunlin%';
	SELECT type, name, tbl_name FROM mine ORDER BY 1, 2;
	SELECT t.type, t.name, x.* FROM mine t, pragma_table_xinfo(t.name) x
	    WHERE t.type IN ('table', 'view') ORDER BY 2, 3;
	SELECT t.name, i.name, i."unique", i.origin, i.partial, x.* FROM mine t,
	    pragma_index_list(t.name) i, pragma_index_xinfo(i.name) x ORDER BY 1, 2, x.seqno;
	SELECT name, group_concat(cols), "table", on_update, on_delete, match FROM (
	    SELECT t.name, f.id, f."from" || '>' || f."to" AS cols, f."table", f.on_update,
	        f.on_delete, f.match FROM mine t, pragma_foreign_key_list(t.name) f
	    ORDER BY 1, 2, f.seq) GROUP BY name, id ORDER BY 1, 2;
	SELECT name, sql FROM mine WHERE type <> 'table' ORDER BY 1;
	SELECT l.name, wr, strict FROM pragma_table_list l JOIN mine USING (name) ORDER BY 1;
	SQL
	sqlite3 "$1" "SELECT name || char(2) || sql || char(1) FROM sqlite_schema WHERE type = 'table'
	    AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'dunlin%' ORDER BY name" | facts_parts
}

# The columns and constraints of each table, sorted, whether they are said of a column or of the table.
# A CHECK of a type is named after the table when it was last made.
facts_parts() {
	awk 'BEGIN { RS = "\001"; FS = "\002" }
	function part() {
		gsub(/^ | $|"/, "", text)
		gsub(/ck_[^ ]*_type/, "ck_type", text)
		if (text !~ /^CONSTRAINT/)
			column = substr(text, 1, index(text " ", " ") - 1)
		else if (text ~ /^CONSTRAINT [^ ]+ REFERENCES/)
			sub(/ REFERENCES/, " FOREIGN KEY (" column ")&", text)
		print table ": " text
		text = ""
	}
	NF == 2 {
		table = $1
		sub(/^\n/, "", table)
		gsub(/[ \t\n]+/, " ", $2)
		depth = 0
		text = quote = ""
		for (i = index($2, "(") + 1; i <= length($2); i++) {
			c = substr($2, i, 1)
			if (quote != "") {
				if (c == quote) quote = ""
			} else if (c == "\047" || c == "\"") {
				quote = c
			} else if (c == "(") {
				depth++
			} else if (c == ")" && depth-- == 0 || c == "," && depth == 0) {
				part()
				continue
			} else if (depth == 0 && text ~ /[^ ]/ && substr($2, i, 12) == " CONSTRAINT ") {
				part()
			}
			text = text c
		}
		part()
	}' | LC_ALL=C sort
}

# recorded FILE: the rows of revisions, but for when and how long
recorded() {
	sqlite3 "$1" 'SELECT id, parents, message, checksum, token_checksum, applied_by, tool_version,
		source FROM dunlin_revision ORDER BY applied_at, id' 2>/dev/null
}
