/* fuzz_url.c - database URLs from anybody */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/url.h"
#include "fuzz.h"

const char *const fuzz_seeds[] = {
	"postgresql+x://u%40:p%2F@h1:1,[::1]:2/d?a=b&sslmode=require",
	"postgres://u:p@%2Fvar%2Frun/d?host=h&password=x",
	"sqlite:////a/b.db?mode=ro",
	"sqlite:///b.db",
	"sqlite://",
	"dbi:mysql?host=h&password=x",
	NULL,
};

/* What is shown of a URL is a URL, and shown the same. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *mem = dn_new_context(NULL);
	char *text = dn_strndup(mem, (const char *) data, size), *shown;
	struct dunlin_url *url = dn_url_parse(mem, text, NULL), *again;

	if (url != NULL) {
		shown = dn_url_redact(mem, url);
		again = dn_url_parse(mem, shown, NULL);
		if (again == NULL || strcmp(dn_url_redact(mem, again), shown) != 0)
			abort();
	}
	dn_free(mem);
	return 0;
}
