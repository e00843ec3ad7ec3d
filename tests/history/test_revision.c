/* test_revision.c - headers, sections, directives, checksums of one file */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/hash.h"
#include "base/mem.h"
#include "dntest.h"
#include "fixture.h"
#include "suites.h"

static const char *
join(const char **list, size_t n)
{
	struct dunlin_buf *buf = dn_buf_new(mem);

	for (size_t i = 0; i < n; i++)
		dunlin_buf_printf(buf, "%s%s", i == 0 ? "" : ",", list[i]);
	return buf->s;
}

/* "id|message|revises|depends|labels" of the header, or the error. */
static const char *
header_of(const char *name, const char *text)
{
	struct dunlin_error *err = dn_error_new(mem);
	struct dn_revision *rev = dn_revision_open(mem, fixture_write(name, text), err);

	if (rev == NULL)
		return error_text(err);
	return dn_sprintf(mem, "%s|%s|%s%s|%s|%s", rev->id, rev->message,
	    rev->revises_written ? "" : "?", join(rev->revises, rev->nrevises),
	    join(rev->depends_on, rev->ndepends_on), join(rev->labels, rev->nlabels));
}

static struct dn_revision *
load(const char *text, struct dunlin_error *err)
{
	struct dn_revision *rev = dn_revision_open(mem, fixture_write("1.sql", text), err);

	return rev != NULL && dn_revision_load(rev, err) ? rev : NULL;
}

static const char *
load_error(const char *text)
{
	struct dunlin_error *err = dn_error_new(mem);

	CHECK(load(text, err) == NULL);
	return error_text(err);
}

static void
print_section(struct dunlin_buf *buf, const struct dn_revision *rev,
    const struct dn_section *section, const char *name)
{
	if (!section->present)
		return;
	dunlin_buf_printf(buf, "%s", name);
	for (size_t i = 0; i < section->npieces; i++) {
		const struct dn_piece *piece = &section->pieces[i];

		CHECK(piece->span.start >= section->span.start &&
		      piece->span.end <= section->span.end);
		dunlin_buf_printf(buf, "{%s|%.*s}", join(piece->only, piece->nonly),
		    (int) (piece->span.end - piece->span.start),
		    rev->source.text + piece->span.start);
	}
	for (size_t i = 0; i < section->ndirectives; i++)
		dunlin_buf_printf(buf, "(%d %s @%zu)", (int) section->directives[i].kind,
		    section->directives[i].text, section->directives[i].span.start);
}

/* Everything that loading gives. */
static const char *
loaded(const char *text)
{
	struct dunlin_error *err = dn_error_new(mem);
	struct dunlin_buf *buf = dn_buf_new(mem);
	struct dn_revision *rev = load(text, err);

	if (rev == NULL)
		return error_text(err);
	print_section(buf, rev, &rev->upgrade, "up");
	print_section(buf, rev, &rev->downgrade, "down");
	if (rev->transaction_off)
		dunlin_buf_puts(buf, " transaction off");
	if (rev->online_off)
		dunlin_buf_puts(buf, " online off");
	if (rev->backfill != NULL)
		dunlin_buf_printf(buf, " backfill %s", rev->backfill);
	return buf->s;
}

static void
test_header(void)
{
	CHECK_STR(header_of("001_a.sql", "-- Initial schema\n-- dunlin: revision x1\n"
					 "-- dunlin: revises base\n\nCREATE TABLE t ();"),
	    "x1|Initial schema|||");
	CHECK_STR(header_of("001_a_b.sql", "create table t();"), "001||?||");
	CHECK_STR(header_of("7.sql", "--dunlin:label a , b\n  -- dunlin:\trevises  3,4 \n"
				     "-- dunlin: depends-on 5\n-- text"),
	    "7|text|3,4|5|a,b");
	CHECK_STR(header_of("8.sql", "\xEF\xBB\xBF--\r\n-- PostgreSQL dump\r\n"
				     "-- dunlin: revises 7\r\n;"),
	    "8|PostgreSQL dump|7||");
	CHECK_STR(header_of("9.sql", "/*\n * The message\n */\nselect 1"), "9|The message|?||");
	CHECK_STR(header_of("9.sql", "-- dunlin: upgrade\n-- no message\nselect 1"), "9||?||");
	CHECK_STR(header_of("9.sql", "\\restrict x\n-- dunlin: revises 8\n"), "9||8||");
	CHECK_STR(header_of("9.sql", "-- dunlin: only sqlite\n-- dunlin: bad\n"), "9||?||");
}

/* What stands behind the first statement is not looked at, whatever it is. */
static void
test_header_never_reads_sql(void)
{
	CHECK_STR(header_of("1.sql", "-- m\nselect '\n-- dunlin: nonsense\n"), "1|m|?||");
	CHECK_STR(header_of("1.sql", "-- m\n$$\xff"), "1|m|?||");
	CHECK_STR(header_of("1.sql", "-- m\n/* no end"), "1|m|?||");
}

/* Longer than what is read first, in comments and behind them. */
static void
test_header_of_any_length(void)
{
	struct dunlin_buf *text = dn_buf_new(mem);
	struct dn_revision *rev;

	for (int i = 0; i < 2000; i++)
		dunlin_buf_printf(text, "-- line %d of many\n", i);
	dunlin_buf_puts(text, "-- dunlin: revision far\n");
	CHECK_STR(header_of("1.sql", text->s), "far|line 0 of many|?||");
	for (size_t len = 4085; len < 4105; len++) {
		dn_buf_truncate(text, 0);
		while (text->len < len)
			dunlin_buf_puts(text, "\n");
		dunlin_buf_puts(text, "-- dunlin: revision far\nselect '';");
		rev = dn_revision_open(mem, fixture_write("1.sql", text->s), NULL);
		CHECK_STR(rev->id, "far");
	}
}

static void
test_header_errors(void)
{
	CHECK_STR(header_of("1.sql", ""), "1.sql:1:1: the file is empty [Write the SQL of this "
					  "revision into it, or remove it.]");
	CHECK_STR(header_of("1.sql", "\xEF\xBB\xBF \n\n"),
	    "1.sql:1:1: the file is empty [Write the "
	    "SQL of this revision into it, or "
	    "remove it.]");
	CHECK_STR(header_of("1.sql", "-- a\n --  dunlin: revisies 3"),
	    "1.sql:2:14: unknown directive 'revisies' [Did you mean 'revises'?]");
	CHECK_STR(header_of("1.sql", "-- dunlin: revision a-b"),
	    "1.sql:1:21: directive 'revision': 'a-b' has one of '@', '-', '+', ':', ',' or white "
	    "space in it [Write `-- dunlin: revision ID`, several of them with commas.]");
	CHECK_STR(header_of("1.sql", "-- dunlin: revises 1 2"),
	    "1.sql:1:20: directive 'revises': '1 2' has one of '@', '-', '+', ':', ',' or white "
	    "space in it [Write `-- dunlin: revises ID[, ID...]` or `-- dunlin: revises base`, "
	    "several of them with commas.]");
	CHECK_STR(header_of("1.sql", "-- dunlin: revises 2, 2"),
	    "1.sql:1:23: directive 'revises': it stands there twice [Write `-- dunlin: revises "
	    "ID[, ID...]` or `-- dunlin: revises base`.]");
	CHECK_STR(header_of("1.sql", "-- dunlin: label head"),
	    "1.sql:1:18: directive 'label': 'head' means something else [Write `-- dunlin: label "
	    "NAME[, NAME...]`, several of them with commas.]");
	CHECK_STR(header_of("1.sql", "-- dunlin: revision"),
	    "1.sql:1:20: directive 'revision': something is missing behind it [Write `-- dunlin: "
	    "revision ID`.]");
	CHECK_STR(header_of("1.sql", "-- dunlin: revision a\n\n-- dunlin: revision a"),
	    "1.sql:3:1: directive 'revision' stands in line 1 already");
	CHECK_STR(header_of("a-b.sql", "-- m"),
	    "a-b.sql:1:1: the id that the file's name gives, 'a-b', has one of '@', '-', '+', "
	    "':', ',' or white space in it [Give it another with `-- dunlin: revision ID`.]");
	CHECK_STR(header_of("a-b.sql", "-- dunlin: revision ab"), "ab||?||");
	CHECK_STR(header_of("1.sql", "-- caf\xc3\n-- dunlin: revises 2"),
	    "1.sql:1:7: invalid UTF-8: byte 0xC3 [Save the file as UTF-8 text.]");
}

static void
test_sections(void)
{
	CHECK_STR(loaded("select 1;"), "up{|select 1;}");
	CHECK_STR(loaded("-- m\n-- dunlin: upgrade\na;\n-- dunlin: downgrade\nb\n"),
	    "up{|\na;\n}down{|\nb\n}");
	CHECK_STR(loaded("a;\n-- dunlin: downgrade\nb;"), "up{|a;\n}down{|\nb;}");
	CHECK_STR(
	    loaded("-- dunlin: downgrade\nb;\n-- dunlin: upgrade\na"), "up{|\na}down{|\nb;\n}");
	CHECK_STR(loaded("-- dunlin: downgrade\nb;"), "down{|\nb;}");
	CHECK_STR(loaded("-- a merge needs nothing"), "up");
	CHECK_STR(loaded("-- dunlin: upgrade\n;;\n-- dunlin: downgrade\n-- nothing"), "updown");
	/* A missing ";" is not the other section's. */
	CHECK_STR(loaded("a\n-- dunlin: downgrade\nb"), "up{|a\n}down{|\nb}");
}

/* Strings, dollar quotes, block comments, COPY data: not ours. */
static void
test_only_comments_are_directives(void)
{
	static const char text[] = "select '\n-- dunlin: downgrade\n', $$\n-- dunlin: x\n$$, \"\n"
				   "-- dunlin: y\n\" /*\n-- dunlin: z\n*/;\ncopy t from stdin;\n"
				   "-- dunlin: end\n'\n\\.\n";

	CHECK_STR(loaded(text), dn_sprintf(mem, "up{|%s}", text));
}

static void
test_only(void)
{
	CHECK_STR(loaded("a;\n-- dunlin: only sqlite\nCREATE 'x; --\n-- dunlin: end\nb;"),
	    "up{|a;\n}{sqlite|CREATE 'x; --\n}{|\nb;}");
	CHECK_STR(loaded("-- dunlin: only sqlite, mysql\r\nx `\r\n  -- dunlin: end\r\n"),
	    "up{sqlite,mysql|x `\r\n  }");
	CHECK_STR(loaded("-- dunlin: only postgresql, sqlite\n select '\n-- dunlin: end\n';\n"
			 "-- dunlin: end\n"),
	    "up{postgresql,sqlite|\n select '\n-- dunlin: end\n';\n}");
	CHECK_STR(loaded("-- dunlin: only sqlite\n\n-- dunlin: end\n"), "up");
	CHECK_STR(loaded("a\n-- dunlin: only sqlite\nb\n-- dunlin: end\n-- dunlin: downgrade\n"
			 "-- dunlin: only mysql\nc\n-- dunlin: end"),
	    "up{|a\n}{sqlite|b\n}down{mysql|c\n}");
	CHECK_STR(load_error("a;\n-- dunlin: only sqlite\nb\n"),
	    "1.sql:2:1: misplaced directive 'only': its block does not end [Write `-- dunlin: "
	    "end` on a line behind the block.]");
	CHECK_STR(load_error("a;\n-- dunlin: only postgresql\nb\n"),
	    "1.sql:2:1: misplaced directive 'only': its block does not end [Write `-- dunlin: "
	    "end` on a line behind the block.]");
	CHECK_STR(load_error("-- dunlin: only sqlite\n-- dunlin: downgrade\n-- dunlin: end"),
	    "1.sql:2:1: misplaced directive 'downgrade': it stands inside an 'only' block [End "
	    "the block first with `-- dunlin: end`.]");
	CHECK_STR(load_error("-- dunlin: only sqlite\n-- dunlin: only mysql\n-- dunlin: end"),
	    "1.sql:2:1: misplaced directive 'only': it stands inside another 'only' block [End "
	    "that block first with `-- dunlin: end`.]");
	CHECK_STR(load_error("a;\n\t-- dunlin: end"),
	    "1.sql:2:2: misplaced directive 'end': there is no 'only' block to end [Remove it, "
	    "or begin the block with `-- dunlin: only DIALECT`.]");
	CHECK_STR(load_error("-- dunlin: only sqlit\n"),
	    "1.sql:1:17: directive 'only': unknown dialect 'sqlit' [Did you mean 'sqlite'?]");
}

static void
test_directives_of_statements(void)
{
	CHECK_STR(loaded("-- dunlin: repeatable\n-- dunlin: done-when SELECT 1\na;\n"
			 "-- dunlin: online off\nb;\n-- dunlin: backfill batch=500\nc;"),
	    "up{|-- dunlin: repeatable\n-- dunlin: done-when SELECT 1\na;\n-- dunlin: online "
	    "off\nb;\n-- dunlin: backfill batch=500\nc;}(9  @0)(10 SELECT 1 @22)(11 off @55)"
	    "(12 batch=500 @80)");
	CHECK_STR(loaded("-- dunlin: only sqlite\n-- dunlin: assert SELECT 'x'\na\n"
			 "-- dunlin: end\n"),
	    "up{sqlite|-- dunlin: assert SELECT 'x'\na\n}(13 SELECT 'x' @23)");
	CHECK_STR(load_error("a;\n-- dunlin: repeatable\n"),
	    "1.sql:2:1: misplaced directive 'repeatable': no statement follows it [Put it before "
	    "the statement that it concerns, in the same section and block.]");
	CHECK_STR(load_error("-- dunlin: upgrade\n-- dunlin: online off\n-- dunlin: downgrade\nb"),
	    "1.sql:2:1: misplaced directive 'online': no statement follows it [Put it before the "
	    "statement that it concerns, in the same section and block.]");
	CHECK_STR(load_error("a\n-- dunlin: repeatable\nb"),
	    "1.sql:2:1: misplaced directive 'repeatable': it stands inside a statement [Put it "
	    "before the statement that it concerns.]");
}

static void
test_directives_of_files(void)
{
	CHECK_STR(loaded("-- dunlin: transaction off\n-- dunlin: online off\n"
			 "-- dunlin: backfill batch=9\n-- dunlin: upgrade\na"),
	    "up{|\na} transaction off online off backfill batch=9");
	CHECK_STR(loaded("-- dunlin: upgrade\n-- dunlin: transaction off\na"),
	    "up{|\n-- dunlin: transaction off\na} transaction off");
	CHECK_STR(load_error("a;\n-- dunlin: transaction off\n"),
	    "1.sql:2:1: misplaced directive 'transaction': it concerns the whole file [Put it "
	    "before the first statement.]");
	CHECK_STR(load_error("a;\n-- dunlin: revises base\n"),
	    "1.sql:2:1: misplaced directive 'revises': it concerns the whole file [Put it before "
	    "the first statement.]");
	CHECK_STR(load_error("-- dunlin: transaction on\na"),
	    "1.sql:1:24: directive 'transaction': it can only be 'off' [Write `-- dunlin: "
	    "transaction off`.]");
	CHECK_STR(load_error("a;\n-- dunlin: backfill batch=0\nb"),
	    "1.sql:2:21: directive 'backfill': it needs the number of rows of a batch [Write `-- "
	    "dunlin: backfill batch=N`.]");
	CHECK_STR(load_error("a;\n-- dunlin: done-when x\nb"),
	    "1.sql:2:22: directive 'done-when': it needs a query [Write `-- dunlin: done-when "
	    "SELECT ...`.]");
	CHECK_STR(load_error("a;\n-- dunlin: rename a TO b\n"),
	    "1.sql:2:1: misplaced directive 'rename': it has no meaning in a revision [It belongs "
	    "into schema.sql; a revision has ALTER ... RENAME.]");
}

static void
test_misplaced(void)
{
	CHECK_STR(load_error("a; -- dunlin: downgrade\nb;"),
	    "1.sql:1:4: misplaced directive 'downgrade': something stands before it on its line "
	    "[Put it at the start of a line of its own.]");
	CHECK_STR(load_error("a;\n-- dunlin: upgrade\nb;"),
	    "1.sql:2:1: misplaced directive 'upgrade': that section began before it [A file has "
	    "one section of each kind; without `-- dunlin: upgrade` it starts with the upgrade "
	    "section.]");
	CHECK_STR(load_error("a;\nb (\n-- dunlin: downgrade\n);"),
	    "1.sql:3:1: misplaced directive 'downgrade': it stands inside the statement of line "
	    "2 [End that statement first: a parenthesis, a BEGIN ATOMIC or the data of a COPY is "
	    "open.]");
	CHECK_STR(load_error("a;\ncopy t from stdin\n-- dunlin: downgrade\n1\n\\.\n"),
	    "1.sql:3:1: misplaced directive 'downgrade': it stands inside the statement of line "
	    "2 [End that statement first: a parenthesis, a BEGIN ATOMIC or the data of a COPY is "
	    "open.]");
	CHECK_STR(load_error("a;\n-- dunlin: upgrade now\nb;"),
	    "1.sql:2:20: directive 'upgrade': nothing can stand behind it [Write `-- dunlin: "
	    "upgrade`.]");
	CHECK_STR(load_error("a;\n-- dunlin:\nb;"),
	    "1.sql:2:11: empty directive [There are revision, revises, depends-on, label, "
	    "replaces, "
	    "upgrade, downgrade, only, end, transaction off, placeholders off, repeatable, "
	    "done-when, online off, backfill and assert.]");
	CHECK_STR(load_error("a;\n  'b"), "1.sql:2:3: unterminated quoted string [It starts here: "
					  "close it with a single quote.]");
}

static void
test_bad_text(void)
{
	struct dunlin_error *err = dn_error_new(mem);
	struct dn_revision *rev;

	rev = dn_revision_open(mem, fixture_write_bytes("1.sql", "a;\nb\0;", 6), err);
	CHECK(rev != NULL && !dn_revision_load(rev, err));
	CHECK_STR(error_text(err), "1.sql:2:2: NUL byte [Save the file as UTF-8 text.]");
	CHECK_STR(load_error("a;\n'\xe9't"),
	    "1.sql:2:2: invalid UTF-8: byte 0xE9 [Save the file as UTF-8 text.]");
	dunlin_error_clear(err);
	CHECK(dn_revision_open(mem, dn_sprintf(mem, "%s/no.sql", directory), err) == NULL);
	CHECK_STR(error_text(err), "no.sql:1:1: cannot read the file: No such file or directory");
}

static void
test_from_text(void)
{
	static const char text[] = "-- m\n-- dunlin: revision other\na;\n-- dunlin: downgrade\nb";
	struct dunlin_error *err = dn_error_new(mem);
	struct dn_source src = { "revision 001 in the database", text, strlen(text) };
	struct dn_source bad = { src.file, "a;\n-- dunlin: x", 15 };
	struct dn_revision *rev = dn_revision_from_text(mem, "001", &src, err);

	CHECK_STR(rev->id, "001");
	CHECK_STR(rev->message, "m");
	CHECK(rev->path == NULL);
	CHECK(dn_revision_load(rev, err));
	CHECK(rev->downgrade.present);
	rev = dn_revision_from_text(mem, "001", &bad, err);
	CHECK(!dn_revision_load(rev, err));
	CHECK_STR(dunlin_error_file(err), "revision 001 in the database");
	/* What failed can be asked again, and fails again. */
	CHECK(!dn_revision_load(rev, NULL));
}

static const char *
digest_of(const char *text, size_t len)
{
	struct dn_hash *hash = dn_hash_new(mem);

	dn_hash_add(hash, text, len);
	return dn_hash_end(mem, hash);
}

/* \n \r \t \0 \\ and \xHH are what they are in C. */
static size_t
unescape(char *text)
{
	char *out = text;
	unsigned byte;

	for (char *p = text; *p != '\0'; p++) {
		if (*p != '\\') {
			*out++ = *p;
			continue;
		}
		switch (*++p) {
		case 'n': *out++ = '\n'; break;
		case 'r': *out++ = '\r'; break;
		case 't': *out++ = '\t'; break;
		case '0': *out++ = '\0'; break;
		case 'x':
			CHECK_INT(sscanf(p + 1, "%2x", &byte), 1);
			*out++ = (char) byte;
			p += 2;
			break;
		default: *out++ = *p;
		}
	}
	*out = '\0';
	return (size_t) (out - text);
}

/*
 * Rows of the golden file: a file, its token stream, both digests.  They were made without this
 * code, and no row may ever change: databases hold such digests.
 */
static void
test_golden_checksums(void)
{
	const char *srcdir = getenv("srcdir");
	char *path =
	    dn_sprintf(mem, "%s/tests/golden/checksums.tsv", srcdir == NULL ? "." : srcdir);
	FILE *f = fopen(path, "r");
	char line[4096];
	int rows = 0;

	CHECK(f != NULL);
	while (f != NULL && fgets(line, sizeof line, f) != NULL) {
		char *rest = line, *text = strsep(&rest, "\t"), *stream = strsep(&rest, "\t");
		char *bytes = strsep(&rest, "\t"), *tokens = strsep(&rest, "\n");
		struct dunlin_error *err = dn_error_new(mem);
		struct dn_revision *rev;
		size_t len;

		if (line[0] == '#')
			continue;
		rows++;
		len = unescape(text);
		rev = dn_revision_from_text(mem, "1", &(struct dn_source){ "1", text, len }, err);
		if (rev == NULL || !dn_revision_load(rev, err)) {
			CHECK_STR(error_text(err), "");
			continue;
		}
		CHECK_STR(rev->checksum, bytes);
		CHECK_STR(rev->token_checksum, tokens);
		len = unescape(stream);
		CHECK_STR(dn_sprintf(mem, "1:%s", digest_of(stream, len)), tokens);
	}
	CHECK(rows > 20);
	if (f != NULL)
		fclose(f);
}

static const char *
tokens_of(const char *text)
{
	struct dunlin_error *err = dn_error_new(mem);
	struct dn_revision *rev = load(text, err);

	return rev == NULL ? error_text(err) : rev->token_checksum;
}

static void
test_checksums_tell(void)
{
	const char *same = tokens_of("create table T (a int);\n");

	CHECK_STR(tokens_of("-- m\n-- dunlin: upgrade\nCREATE\r\n TABLE t(a/* x */INT)"), same);
	CHECK(strcmp(tokens_of("create table \"T\" (a int);"), same) != 0);
	CHECK(strcmp(tokens_of("create table t (a int); b;"), same) != 0);
	CHECK(strcmp(tokens_of("-- dunlin: downgrade\ncreate table t (a int);"), same) != 0);
	CHECK(strcmp(tokens_of("-- dunlin: only sqlite\ncreate table t (a int);\n-- dunlin: end"),
		  same) != 0);
	CHECK(strcmp(tokens_of("a 'x';"), tokens_of("a 'X';")) != 0);
}

CU_TestInfo revision_tests[] = {
	TEST(test_header),
	TEST(test_header_never_reads_sql),
	TEST(test_header_of_any_length),
	TEST(test_header_errors),
	TEST(test_sections),
	TEST(test_only_comments_are_directives),
	TEST(test_only),
	TEST(test_directives_of_statements),
	TEST(test_directives_of_files),
	TEST(test_misplaced),
	TEST(test_bad_text),
	TEST(test_from_text),
	TEST(test_golden_checksums),
	TEST(test_checksums_tell),
	CU_TEST_INFO_NULL,
};
