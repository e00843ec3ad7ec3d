/* contract.h - what every driver promises, as cases that run on a database */
#ifndef DN_CONTRACT_CONTRACT_H
#define DN_CONTRACT_CONTRACT_H

#include <dunlin/driver.h>

enum dn_contract_result { DN_CONTRACT_OK, DN_CONTRACT_FAILED, DN_CONTRACT_UNCLAIMED };

/* What came of one case. */
struct dn_contract_outcome {
	const char *name, *promise; /* static */
	enum dn_contract_result result;
	const char *unclaimed; /* what the driver does not say it has; NULL: the case was run */
	const char *why;       /* lines on what was otherwise; "" where nothing was */
};
typedef bool (*dn_contract_told_fn)(
    void *payload, const struct dn_contract_outcome *outcome, struct dunlin_error *err);

/* The connection that the cases have. */
struct dn_contract_subject {
	const struct dunlin_driver *driver;
	const char *server; /* what answers, or NULL */
	unsigned caps;
};
typedef bool (*dn_contract_met_fn)(
    void *payload, const struct dn_contract_subject *subject, struct dunlin_error *err);

/*
 * Run all cases against the database of URL, which may be made, and in which tables
 * dunlin_contract_* come and go.  MET, or NULL, is told the subject first, TOLD each outcome. False
 * and ERR where the database cannot be connected to, or a callback refuses; a case that failed is
 * no error.
 */
bool dn_contract_run(const char *url, dn_contract_met_fn met, dn_contract_told_fn told,
    void *payload, struct dunlin_error *err);

#endif
