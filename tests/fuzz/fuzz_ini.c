/* fuzz_ini.c - dunlin.ini, its %(names)s and .env from anybody */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "config/env.h"
#include "config/ini.h"
#include "fuzz.h"

const char *const fuzz_seeds[] = {
	"[DEFAULT]\nhost = h\n[dunlin]\nscript_location = %(here)s/x\nurl = "
	"postgresql://%(host)s/d\n",
	"[a]\np = $${x} ${HOME} ${x:-}\nk = 1\n  2\n\n# c\n  %(k)s\n; d\nm: %%x%\n[b]\n",
	"export K='a\nb'\nK=\"x\\n\\\"\"\nK=a #b\nL=${K}\n",
	NULL,
};

static void
fuzz_expand(const void *mem, const struct dn_ini *ini)
{
	dn_map_each (ini->sections, s) {
		const struct dn_ini_section *section = s->value;

		dn_map_each (section->values, v) {
			struct dn_ini_scope scope = { ini, s->key, "/here", false };

			dn_ini_expand(mem, &scope, v->value, NULL);
		}
	}
}

/* A place is in the source, and in the value of a line. */
static void
fuzz_offsets(const struct dn_ini *ini)
{
	dn_map_each (ini->sections, s) {
		const struct dn_ini_section *section = s->value;

		dn_map_each (section->values, v) {
			const struct dn_ini_value *value = v->value;
			size_t len = strlen(value->text);

			if (dn_ini_offset(value, len) > ini->src.len)
				abort();
		}
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *mem = dn_new_context(NULL);
	struct dn_source src = { "f", NULL, size };
	struct dunlin_error *err = dn_error_new(mem);
	struct dn_ini *ini;
	size_t at;

	src.text = memcpy(dn_new_array(mem, char, size + 1), data, size);
	ini = dn_ini_read(mem, &src, err);
	if (ini != NULL) {
		fuzz_expand(mem, ini);
		fuzz_offsets(ini);
	} else if (err->code == DUNLIN_OK || err->line == 0)
		abort();
	dn_env_get(mem, &src, "K", &at, NULL);
	dn_free(mem);
	return 0;
}
