/* pq.c - a program that brings its PostgreSQL database up to date when it starts */
#include <stdio.h>

#include <dunlin/pq.h>
#include <libpq-fe.h>

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

/* Over the connection that the program has anyway; several that start at once take turns. */
static int
migrate(PGconn *conn, const char *config)
{
	struct dunlin_options options = { .size = sizeof options, .config = config, .log = say };
	struct dunlin_error *err = dunlin_error_new();
	struct dunlin *project = dunlin_open_pq(conn, &options, err);
	int status = 0;

	if (project == NULL || !dunlin_upgrade(project, "head", false, err))
		status = fail(err);
	dunlin_close(project); /* CONN stays open, as it was */
	dunlin_error_free(err);
	return status;
}

static int
add_note(PGconn *conn, const char *text)
{
	PGresult *res = PQexecParams(
	    conn, "INSERT INTO notes (text) VALUES ($1)", 1, NULL, &text, NULL, NULL, 0);
	int status = PQresultStatus(res) != PGRES_COMMAND_OK;

	PQclear(res);
	return status;
}

static int
print_notes(PGconn *conn)
{
	PGresult *res = PQexec(conn, "SELECT id, state, text FROM notes ORDER BY id");
	int status = PQresultStatus(res) != PGRES_TUPLES_OK;

	for (int i = 0; i < PQntuples(res); i++)
		printf("%s %s: %s\n", PQgetvalue(res, i, 0), PQgetvalue(res, i, 1),
		    PQgetvalue(res, i, 2));
	PQclear(res);
	return status;
}

int
main(int argc, char **argv)
{
	PGconn *conn;
	int status = 1;

	if (argc < 3) {
		fprintf(stderr, "usage: %s CONNECTION DUNLIN.INI [TEXT]\n", argv[0]);
		return 2;
	}
	conn = PQconnectdb(argv[1]);
	if (PQstatus(conn) == CONNECTION_OK)
		status = migrate(conn, argv[2]);
	else
		fprintf(stderr, "%s", PQerrorMessage(conn));
	if (status == 0 && argc > 3)
		status = add_note(conn, argv[3]);
	if (status == 0)
		status = print_notes(conn);
	PQfinish(conn);
	return status;
}
