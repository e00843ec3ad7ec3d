/* test_base.c - buffers, errors, maps, places, digests */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/zone.h"
#include "dntest.h"

static void *mem;

static int
setup(void)
{
	mem = talloc_new(NULL);
	return mem == NULL;
}

static int
teardown(void)
{
	return talloc_free(mem);
}

static void
test_buf_grows_by_printf(void)
{
	struct dunlin_buf *buf = dn_buf_new(mem);

	for (int i = 0; i < 100; i++)
		dunlin_buf_printf(buf, "%03d,", i);
	CHECK_INT(buf->len, 400);
	CHECK_STR(buf->s + 392, "098,099,");
	dn_buf_truncate(buf, 4);
	CHECK_STR(buf->s, "000,");
}

static void
test_error_first_stays(void)
{
	static const struct dn_source src = { "f.sql",
		"a\nbc\xc3\xa9"
		"d\n",
		8 };
	struct dunlin_error *err = dn_error_new(mem);

	CHECK(!dn_error_in(err, DUNLIN_E_PARSE, &src, 6, "bad %s", "thing"));
	CHECK(!dunlin_error_set(err, DUNLIN_E_USAGE, "other"));
	CHECK(!dunlin_error_prefix(err, "in %d: ", 7));
	CHECK_STR(dunlin_error_message(err), "in 7: bad thing");
	CHECK_INT(dunlin_error_code(err), DUNLIN_E_PARSE);
	CHECK_INT(dunlin_error_status(err), 1);
	CHECK_STR(dunlin_error_file(err), "f.sql");
	CHECK_INT(dunlin_error_line(err), 2);
	CHECK_INT(dunlin_error_column(err), 4);
	dunlin_error_clear(err);
	CHECK_INT(dunlin_error_code(err), DUNLIN_OK);
	CHECK_STR(dunlin_error_message(err), "");
}

static void
test_error_null_is_allowed(void)
{
	CHECK(!dunlin_error_set(NULL, DUNLIN_E_SQL, "x"));
	CHECK(!dunlin_error_prefix(NULL, "x"));
	dunlin_error_set_hint(NULL, "x");
}

static void
test_map_keeps_order(void)
{
	struct dn_map *map = dn_map_new(mem);
	struct dunlin_buf *order = dn_buf_new(mem);
	int one = 1, two = 2;

	dn_map_put(map, "z", &one);
	dn_map_put(map, "a", &one);
	dn_map_put(map, "m", &one);
	dn_map_put(map, "z", &two);
	CHECK(dn_map_get(map, "z") == &two);
	CHECK(dn_map_get(map, "q") == NULL);
	CHECK(dn_map_remove(map, "a"));
	CHECK(!dn_map_remove(map, "a"));
	dn_map_put(map, "a", &one);
	dn_map_each (map, e)
		dunlin_buf_puts(order, e->key);
	CHECK_STR(order->s, "zma");
	CHECK_INT(dn_map_count(map), 3);
}

static void
test_hash_is_sha256(void)
{
	struct dn_hash *hash = dn_hash_new(mem);

	/* FIPS 180-2, appendix B.1 */
	dn_hash_add(hash, "a", 1);
	dn_hash_add(hash, "bc", 2);
	CHECK_STR(dn_hash_end(mem, hash),
	    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static const char *
nearest_of(const char *word, const char *const *names)
{
	struct dunlin_nearest nearest = { .word = word };

	for (; *names != NULL; names++)
		dunlin_nearest_add(&nearest, *names);
	return nearest.name;
}

static void
test_nearest_is_near(void)
{
	static const char *const names[] = { "upgrade", "downgrade", "url", "head", NULL };

	CHECK_STR(nearest_of("upgrade", names), "upgrade");
	CHECK_STR(nearest_of("upgarde", names), "upgrade");
	CHECK_STR(nearest_of("dwngrade", names), "downgrade");
	CHECK_STR(nearest_of("uurl", names), "url");
	CHECK_STR(nearest_of("heed", names), "head");
	CHECK_STR(nearest_of("tail", names), NULL);
	CHECK_STR(nearest_of("", names), NULL);
	CHECK_STR(
	    nearest_of(
		"0123456789012345678901234567890123456789012345678901234567890123456789", names),
	    NULL);
}

static void
test_file_is_read_whole(void)
{
	char path[] = "/tmp/dunlin-base-XXXXXX";
	int fd = mkstemp(path);
	struct dn_source src = { 0 };

	CHECK_INT(write(fd,
		      "\xEF\xBB\xBF"
		      "a\0b",
		      6),
	    6);
	close(fd);
	CHECK(dn_file_read(mem, path, "name", DUNLIN_E_FILE, &src, NULL));
	CHECK_INT(src.len, 3);
	CHECK(src.text != NULL && memcmp(src.text, "a\0b", 4) == 0);
	CHECK_STR(src.file, "name");
	unlink(path);
}

static void
test_file_errors_name_it(void)
{
	struct dunlin_error *err = dn_error_new(mem);
	struct dn_source src;

	CHECK(!dn_file_read(mem, "/nonexistent", "name", DUNLIN_E_CONFIG, &src, err));
	CHECK_STR(dunlin_error_message(err), "cannot read the file: No such file or directory");
	CHECK_STR(dunlin_error_file(err), "name");
	CHECK_INT(dunlin_error_code(err), DUNLIN_E_CONFIG);
	dunlin_error_clear(err);
	CHECK(!dn_file_read(mem, "/", "name", DUNLIN_E_FILE, &src, err));
	CHECK_STR(dunlin_error_message(err), "cannot read the file: it is a directory");
	CHECK(!dn_file_read(mem, "/", "name", DUNLIN_E_FILE, &src, NULL));
}

/* What `TZ=... date -d @...` prints; the last ones are behind all that the data lists. */
static void
test_zone(void)
{
	static const struct {
		const char *zone;
		long long at;
		const char *text;
	} rows[] = {
		{ "Europe/Vienna", 1711846799, "2024-03-31 01:59:59 +0100" },
		{ "Europe/Vienna", 1711846800, "2024-03-31 03:00:00 +0200" },
		{ "Europe/Vienna", 4118000000, "2100-06-30 02:53:20 +0200" },
		{ "America/New_York", 0, "1969-12-31 19:00:00 -0500" },
		{ "America/New_York", 4102444800, "2099-12-31 19:00:00 -0500" },
		{ "America/New_York", 4118000000, "2100-06-29 20:53:20 -0400" },
		{ "Asia/Kolkata", 1750000000, "2025-06-15 20:36:40 +0530" },
		{ "Australia/Lord_Howe", 4102444800, "2100-01-01 11:00:00 +1100" },
		{ "Australia/Lord_Howe", 4118000000, "2100-06-30 11:23:20 +1030" },
		{ "America/Sao_Paulo", 4118000000, "2100-06-29 21:53:20 -0300" },
		{ "utc", 1750000000, "2025-06-15 15:06:40 +0000" },
	};
	struct dunlin_error *err = dn_error_new(NULL);
	char text[64];
	struct tm tm;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		CHECK(dn_zone_time(rows[i].zone, (time_t) rows[i].at, &tm, NULL));
		strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S %z", &tm);
		CHECK_STR(text, rows[i].text);
	}
	CHECK(!dn_zone_time("../../../etc/passwd", 0, &tm, NULL));
	CHECK(!dn_zone_time("tzdata.zi", 0, &tm, NULL));
	CHECK(!dn_zone_time("Europe/Nowhere", 0, &tm, err));
	CHECK_STR(dunlin_error_message(err), "Can't locate timezone: Europe/Nowhere");
	dn_free(err);
}

static CU_TestInfo tests[] = { TEST(test_buf_grows_by_printf), TEST(test_error_first_stays),
	TEST(test_error_null_is_allowed), TEST(test_map_keeps_order), TEST(test_hash_is_sha256),
	TEST(test_nearest_is_near), TEST(test_zone), TEST(test_file_is_read_whole),
	TEST(test_file_errors_name_it), CU_TEST_INFO_NULL };

CU_SuiteInfo dntest_suites[] = { { "base", setup, teardown, NULL, NULL, tests },
	CU_SUITE_INFO_NULL };
