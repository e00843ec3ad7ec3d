/* sqlite.c - a program that brings its own SQLite database up to date when it starts */
#include <stdio.h>

#include <dunlin/sqlite.h>
#include <sqlite3.h>

static void
say(void *payload, enum dunlin_level level, const char *message)
{
	(void) payload;
	if (level >= DUNLIN_INFO)
		fprintf(stderr, "%s\n", message);
}

static int
fail(const struct dunlin_error *err)
{
	fprintf(stderr, "cannot migrate: %s\n", dunlin_error_message(err));
	if (dunlin_error_hint(err) != NULL)
		fprintf(stderr, "%s\n", dunlin_error_hint(err));
	return dunlin_error_status(err);
}

/* Over the connection that the program has anyway; 0 when the database is as the program needs it.
 */
static int
migrate(sqlite3 *db, const char *config)
{
	struct dunlin_options options = { .size = sizeof options, .config = config, .log = say };
	struct dunlin_error *err = dunlin_error_new();
	struct dunlin *project = dunlin_open_sqlite(db, &options, err);
	int status = 0;

	if (project == NULL || !dunlin_upgrade(project, "head", false, err))
		status = fail(err);
	dunlin_close(project); /* DB stays open, as it was */
	dunlin_error_free(err);
	return status;
}

static int
print_note(void *payload, int n, char **values, char **names)
{
	(void) payload, (void) n, (void) names;
	printf("%s %s: %s\n", values[0], values[1], values[2]);
	return 0;
}

int
main(int argc, char **argv)
{
	sqlite3 *db;
	int status = 1;

	if (argc < 3) {
		fprintf(stderr, "usage: %s DATABASE DUNLIN.INI [TEXT]\n", argv[0]);
		return 2;
	}
	if (sqlite3_open(argv[1], &db) == SQLITE_OK &&
	    sqlite3_exec(db, "PRAGMA foreign_keys = ON", NULL, NULL, NULL) == SQLITE_OK)
		status = migrate(db, argv[2]);
	if (status == 0 && argc > 3) {
		char *sql = sqlite3_mprintf("INSERT INTO notes (text) VALUES (%Q)", argv[3]);

		status = sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK;
		sqlite3_free(sql);
	}
	if (status == 0)
		status = sqlite3_exec(
		    db, "SELECT id, state, text FROM notes ORDER BY id", print_note, NULL, NULL);
	sqlite3_close(db);
	return status;
}
