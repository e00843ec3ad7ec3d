/* dbi.h - what the files of the libdbi driver share */
#ifndef DN_DRIVERS_DBI_H
#define DN_DRIVERS_DBI_H

#include <signal.h>
#include <stddef.h>

#include <dbi/dbi.h>
#include <dunlin/driver.h>

struct dbi_link;

/* A driver of libdbi whose databases speak one of our dialects. */
struct dbi_backend {
	const char *name; /* as libdbi calls it: "pgsql" */
	const char *dialect;
	const char *package; /* that brings it */
	const char *product; /* what is at the other end, for people */
	const char *version; /* a query of its version; libdbi's own prints */
	unsigned caps;
	/* Set libdbi's options from the URL. */
	bool (*options)(
	    struct dbi_link *l, const struct dunlin_connect *how, struct dunlin_error *err);
	/* libdbi says TEXT, or NULL when it says nothing. */
	bool (*refused)(struct dbi_link *l, const struct dunlin_connect *how, const char *text,
	    struct dunlin_error *err);
	/* What is to be done with a new connection. */
	bool (*opened)(
	    struct dbi_link *l, const struct dunlin_connect *how, struct dunlin_error *err);
	bool (*exec)(struct dbi_link *l, const struct dunlin_exec *exec, struct dunlin_error *err);
	/* NULL where there is none: beyond the flag, safe in a signal handler; as in driver.h. */
	void (*cancel)(struct dbi_link *l);
	bool (*copy)(struct dbi_link *l, const char *sql, const char *data, size_t len,
	    struct dunlin_error *err);
	long (*backend_pid)(struct dbi_link *l);
};

extern const struct dbi_backend dn_dbi_pgsql, dn_dbi_sqlite3, dn_dbi_mysql;

/* A connection. */
struct dbi_link {
	struct dunlin_conn base; /* must be first */
	const struct dbi_backend *backend;
	const char
	    *dialect; /* the server's, where the backend's is not all that it may be; or NULL */
	dbi_inst instance;
	dbi_conn conn;
	void *client;                   /* what the client library calls it: a PGconn, an sqlite3 */
	void *module;                   /* libdbi's driver, to look names up in */
	void *doors;                    /* the client library's functions, by backend */
	volatile sig_atomic_t canceled; /* somebody wants the running statement to end */
	void (*notice)(void *payload, const char *severity, const char *message);
	void *notice_payload;
	const struct dunlin_exec *exec; /* that is run, or NULL */
	void (*progress)(
	    void *payload, const char *unit, unsigned long long done, unsigned long long amount);
	void *progress_payload;
	unsigned busy_timeout_ms;
	int64_t busy_until;
	int64_t cancel_until; /* 0: the server was not asked to */
	char server[96];      /* what answers, once asked */
};

/* Zeroed; never NULL. */
void *dn_dbi_alloc(size_t size);
int64_t dn_dbi_now_ms(void);

/* The backend that URL names, or NULL and ERR. */
const struct dbi_backend *dn_dbi_backend(const struct dunlin_url *url, struct dunlin_error *err);
/* All but the connection's driver; NULL and ERR on failure. */
struct dbi_link *dn_dbi_open(const struct dunlin_connect *how, struct dunlin_error *err);
void dn_dbi_free(struct dbi_link *l);

/* The value of KEY in the URL's parameters, the last; NULL: there is none. */
const char *dn_dbi_param(const struct dunlin_connect *how, const char *key);
/* Say that KEY is ignored, unless it is of other clients' pools. */
void dn_dbi_ignored(const struct dunlin_connect *how, const char *key);

/* A function of the client library, and where its address goes in a struct of them. */
struct dbi_door {
	const char *name;
	size_t at;
};
#define DBI_DOOR_MEMBER(name) __typeof__(&(name)) name;
/* Look all of them up, into DOORS. */
bool dn_dbi_doors(struct dbi_link *l, const struct dbi_door *list, size_t n, void *doors,
    struct dunlin_error *err);

#endif
