/* fuzz_revision.c - any text is a revision or an error with a place */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "fuzz.h"
#include "history/revision.h"

/* Whole files, and each directive for itself. */
const char *const fuzz_seeds[] = {
	"-- m\n-- dunlin: revision x\n-- dunlin: revises a, b\n\n-- dunlin: upgrade\nselect 1;\n"
	"-- dunlin: only sqlite\nx 'y;\n-- dunlin: end\n-- dunlin: downgrade\nb",
	"\xef\xbb\xbf-- dunlin: transaction off\r\ncopy t from stdin;\r\n1\r\n\\.\r\n"
	"-- dunlin: repeatable\r\ncreate function f() begin atomic select 1; end;\r\n",
	"\n-- dunlin: upgrade\n",
	"\n-- dunlin: downgrade\n",
	"\n-- dunlin: only sqlite, mysql\n",
	"\n-- dunlin: only postgresql\n",
	"\n-- dunlin: end\n",
	"\n-- dunlin: revision x\n",
	"\n-- dunlin: revises base\n",
	"\n-- dunlin: depends-on c\n",
	"\n-- dunlin: label l\n",
	"\n-- dunlin: repeatable\n",
	"\n-- dunlin: done-when select 1\n",
	"\n-- dunlin: online off\n",
	"\n-- dunlin: backfill batch=10\n",
	"\n-- dunlin: assert select 1\n",
	"\n-- dunlin: rename",
	"\n-- dunlin: ",
	"--",
	"-- text\n",
	"/*",
	"*/",
	"'",
	"$$",
	"(",
	")",
	";\n",
	"a",
	"b;\n",
	"copy t from stdin\n",
	"\n\\.\n",
	"\xff",
	NULL,
};

static void
check_section(const struct dn_revision *rev, const struct dn_section *section)
{
	size_t at = section->span.start;

	if (!section->present)
		return;
	REQUIRE(section->span.start <= section->span.end);
	REQUIRE(section->span.end <= rev->source.len);
	for (size_t i = 0; i < section->npieces; i++) {
		REQUIRE(section->pieces[i].span.start >= at);
		REQUIRE(section->pieces[i].span.start < section->pieces[i].span.end);
		at = section->pieces[i].span.end;
	}
	REQUIRE(at <= section->span.end);
	for (size_t i = 0; i < section->ndirectives; i++)
		REQUIRE(section->directives[i].text != NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *mem = dn_new_context(NULL);
	struct dunlin_error *err = dn_error_new(mem);
	char *text = dn_new_array(mem, char, size + 1);
	struct dn_source src = { "fuzz", text, size };
	struct dn_revision *rev;

	for (size_t i = 0; i < size; i++)
		text[i] = (char) data[i];
	rev = dn_revision_from_text(mem, "1", &src, err);
	if (rev != NULL && dn_revision_load(rev, err)) {
		check_section(rev, &rev->upgrade);
		check_section(rev, &rev->downgrade);
		REQUIRE(rev->upgrade.present || rev->downgrade.present);
		REQUIRE(rev->checksum != NULL && rev->token_checksum != NULL);
	} else {
		REQUIRE(dunlin_error_code(err) != DUNLIN_OK);
		REQUIRE(dunlin_error_line(err) > 0 && dunlin_error_column(err) > 0);
	}
	dn_free(mem);
	return 0;
}
