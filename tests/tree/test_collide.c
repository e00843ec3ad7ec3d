/* test_collide.c - a program whose own names are those of PostgreSQL's sources uses the library */
#include "config.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include <dunlin/dunlin.h>

/* The library must not call these: a program may name its functions as it likes. */
DUNLIN_API void errmsg(void); /* visible to the dynamic linker, as of a program without flags */
DUNLIN_API void palloc(void);
DUNLIN_API void list_free(void);

static int calls;

void
errmsg(void)
{
	calls++;
}

void
palloc(void)
{
	calls++;
}

void
list_free(void)
{
	calls++;
}

struct api {
	struct dunlin_error *(*error_new)(void);
	void (*error_free)(struct dunlin_error *err);
	enum dunlin_code (*error_code)(const struct dunlin_error *err);
	const char *(*error_message)(const struct dunlin_error *err);
	bool (*translate)(const struct dunlin_options *options, const char *dialect,
	    const struct dunlin_script *script, struct dunlin_error *err);
};

#ifdef COLLIDE_DLOPEN
static bool
api_get(struct api *api)
{
	void *lib = dlopen(".libs/libdunlin.so", RTLD_NOW | RTLD_GLOBAL);

	if (lib == NULL) {
		printf("# %s\n", dlerror());
		return false;
	}
#define GET(member) *(void **) &api->member = dlsym(lib, "dunlin_" #member)
	GET(error_new);
	GET(error_free);
	GET(error_code);
	GET(error_message);
	GET(translate);
	return api->translate != NULL && api->error_new != NULL;
}
#else
static bool
api_get(struct api *api)
{
	*api = (struct api){ dunlin_error_new, dunlin_error_free, dunlin_error_code,
		dunlin_error_message, dunlin_translate };
	return true;
}
#endif

static void
check(const char *name, bool holds)
{
	static int n;

	printf("%sok %d - %s\n", holds ? "" : "not ", ++n, name);
}

int
main(void)
{
	static const char bad[] = "CREATE TABLE t (a int));\n",
			  good[] = "CREATE TABLE t (a int);\n";
	struct dunlin_script bad_script = { "bad.sql", bad, strlen(bad) };
	struct dunlin_script good_script = { "good.sql", good, strlen(good) };
	struct dunlin_options options = { .size = sizeof(options) };
	struct api api = { 0 };

	setvbuf(
	    stdout, NULL, _IOLBF, 0); /* what is lost otherwise when a wrong function is called */
	printf("1..4\n");
	check("the library loads", api_get(&api));
	struct dunlin_error *err = api.error_new();
	bool ok = api.translate(&options, "sqlite", &bad_script, err);
	printf("# %s\n", api.error_message(err));
	check("a syntax error is reported", !ok && api.error_code(err) == DUNLIN_E_PARSE);
	api.error_free(err);
	err = api.error_new();
	check(
	    "and the next statement parsed", api.translate(&options, "sqlite", &good_script, err));
	check("the program's own functions were left alone", calls == 0);
	api.error_free(err);
	return 0;
}
