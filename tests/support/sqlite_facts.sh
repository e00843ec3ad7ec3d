# sqlite_facts.sh - what a SQLite file keeps of its schema, by SQLite's own account
#
# facts FILE: one fact a line, the same lines for schemas that mean the same: columns, indexes, foreign
# keys as the pragmas tell them, views, triggers and indexes as they are written, and of each table
# its columns and constraints in any order.
facts() {
	sqlite3 "$1" <<-'SQL' | tr -d '"'
	CREATE TEMP VIEW tables AS SELECT name FROM sqlite_schema WHERE type = 'table';
	SELECT type, name, tbl_name FROM sqlite_schema ORDER BY 1, 2;
	SELECT t.type, t.name, x.* FROM sqlite_schema t, pragma_table_xinfo(t.name) x
	    WHERE t.type IN ('table', 'view') ORDER BY 2, 3;
	SELECT t.name, i.name, i."unique", i.origin, i.partial, x.* FROM tables t,
	    pragma_index_list(t.name) i, pragma_index_xinfo(i.name) x ORDER BY 1, 2, x.seqno;
	SELECT name, group_concat(cols), "table", on_update, on_delete, match FROM (
	    SELECT t.name, f.id, f."from" || '>' || f."to" AS cols, f."table", f.on_update,
	        f.on_delete, f.match FROM tables t, pragma_foreign_key_list(t.name) f
	    ORDER BY 1, 2, f.seq) GROUP BY name, id ORDER BY 1, 2;
	SELECT name, sql FROM sqlite_schema WHERE type <> 'table' ORDER BY 1;
	SELECT name, wr, strict FROM pragma_table_list WHERE schema = 'main' ORDER BY 1;
	SQL
	sqlite3 "$1" "SELECT name || char(2) || sql || char(1) FROM sqlite_schema
	    WHERE type = 'table' AND sql IS NOT NULL ORDER BY name" | facts_items
}

# The columns and constraints of each table, sorted.  A CHECK of a type is named after the table when
# it was last made.
facts_items() {
	awk 'BEGIN { RS = "\001"; FS = "\002" }
	function item() {
		gsub(/[ \t\n]+/, " ", text)
		gsub(/ck_[^ ]*_type/, "ck_type", text)
		gsub(/"/, "", text)
		print table ": " text
		text = ""
	}
	NF == 2 {
		table = $1
		sub(/^\n/, "", table)
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
				item()
				continue
			}
			text = text c
		}
		item()
	}' | LC_ALL=C sort
}

# recorded FILE: the rows of revisions, but for when and how long
recorded() {
	sqlite3 "$1" 'SELECT id, parents, message, checksum, token_checksum, applied_by, tool_version,
		source FROM dunlin_revision ORDER BY applied_at, id' 2>/dev/null
}
