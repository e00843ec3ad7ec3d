/* heartbeat.c - renew the lease beside what runs */
#include "config.h"

#include <stdio.h>

#include "base/mem.h"
#include "engine/beside.h"
#include "engine/lock/heartbeat.h"

struct dn_heartbeat {
	struct dn_beside *beside;
	unsigned lease_ms;
	const char *renew, *holder, *token;
};

static bool
heartbeat_renew(void *payload, struct dn_session *session)
{
	const struct dn_heartbeat *h = payload;
	char length[16];
	struct dunlin_value params[] = { dn_text_value(h->holder), dn_text_value(h->token), { 0 } };
	bool ours = false;

	snprintf(length, sizeof length, "%u", h->lease_ms);
	params[2] = dn_text_value(length);
	return dn_session_has_row(session, h->renew, params, 3, &ours, NULL) && ours;
}

struct dn_heartbeat *
dn_heartbeat_new(const void *mem, const struct dn_session_options *options, const char *renew,
    const char *holder, const char *token)
{
	struct dn_heartbeat *h = dn_new(mem, struct dn_heartbeat);
	struct dn_session_options own = *options;
	const struct dn_beside_work work = {
		.every_ms = options->lease_ms / 3,
		.turn = heartbeat_renew,
		.payload = h,
	};

	own.pooler = DN_POOLER_TRANSACTION;
	h->lease_ms = options->lease_ms;
	h->renew = renew;
	h->holder = holder;
	h->token = token;
	h->beside = dn_beside_new(h, &own, &work);
	if (h->beside != NULL)
		return h;
	dn_free(h);
	return NULL;
}
