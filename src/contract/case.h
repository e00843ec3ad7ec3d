/* case.h - what the cases share: the connection, what is expected of it, the words of its dialect
 */
#ifndef DN_CONTRACT_CASE_H
#define DN_CONTRACT_CASE_H

#include "base/buf.h"
#include "contract/contract.h"
#include "contract/drive.h"

/* What a dialect says in its own way. */
struct dn_contract_words {
	const char *dialect;
	const char *text_param;   /* a row of the parameters $2, $1, $2 as text */
	const char *blob_param;   /* a row of the parameter $1 as bytes */
	const char *long_query;   /* runs for minutes */
	const char *many_rows;    /* 100000 */
	const char *begin_write;  /* a transaction that writes; what it writes to is locked */
	const char *foreign_keys; /* see to them; or NULL: they are seen to */
	const char
	    *short_wait;       /* wait for locks for a tenth of a second; NULL: busy_timeout does */
	const char *read_only; /* write nothing; NULL: read_only of the connection does */
	const char *pid;       /* the server's process; NULL: there is none */
	const char *notice;    /* the server says 'dunlin'; NULL: none says anything */
	bool quotes_text;      /* "x" is a text there, no name */
	bool tells_places;     /* errors that have a place in the statement tell it */
	bool tells_sqlstates;  /* errors have one, as PostgreSQL's manual lists them */
};

struct dn_contract {
	const char *url;
	const struct dn_contract_words *words;
	unsigned caps; /* and enum dn_contract_need */
	struct dn_drive d, second;
	struct dunlin_buf *why; /* of the case at hand: lines */
};

/* What a case needs besides capabilities of enum dunlin_cap. */
enum dn_contract_need {
	DN_CONTRACT_SHARED = 1 << 16,
	DN_CONTRACT_CANCEL = 1 << 17,
	DN_CONTRACT_BATCH = 1 << 18,
	DN_CONTRACT_COPY = 1 << 19,
	DN_CONTRACT_PID = 1 << 20,
	DN_CONTRACT_NOTICE = 1 << 21,
};

struct dn_contract_case {
	const char *name, *promise;
	unsigned needs;
	void (*run)(struct dn_contract *c);
};
/* Ended by a NULL name each. */
extern const struct dn_contract_case dn_contract_statements[], dn_contract_errors[],
    dn_contract_options[], dn_contract_pairs[];

/* Note WHAT, unless OK; returns OK. */
bool dn_contract_check(struct dn_contract *c, bool ok, const char *fmt, ...) DUNLIN_PRINTF(3, 4);
/* WHAT is GOT and was to be WANT. */
void dn_contract_is(struct dn_contract *c, const char *what, const char *got, const char *want);
/* On connection D, unless NULL the one of C: SQL succeeds; gives ROWS; fails in the class CODE. */
bool dn_contract_does(struct dn_contract *c, struct dn_drive *d, const char *sql);
void
dn_contract_gives(struct dn_contract *c, struct dn_drive *d, const char *sql, const char *rows);
bool dn_contract_fails(
    struct dn_contract *c, struct dn_drive *d, const char *sql, enum dunlin_code code);
/* The last error of D is of the class CODE. */
void dn_contract_code(
    struct dn_contract *c, const struct dn_drive *d, const char *sql, enum dunlin_code code);
/* Another connection to the same database, one at a time; NULL when there is none. */
struct dn_drive *
dn_contract_second(struct dn_contract *c, unsigned busy_timeout_ms, bool read_only);
void dn_contract_end_second(struct dn_contract *c);
/* Make the table dunlin_contract_NAME anew; drop it. */
void dn_contract_make(struct dn_contract *c, const char *name, const char *columns);
void dn_contract_drop(struct dn_contract *c, const char *name);

#endif
