/* large.c - which of the tables that a plan touches are large */
#include "config.h"

#include "plan/large.h"

const struct dn_table_size *
dn_online_size(const struct dn_online *online, const char *table)
{
	const struct dn_table_size *size =
	    online->sizes == NULL ? NULL : dn_map_get(online->sizes, table);

	return size != NULL && size->known ? size : NULL;
}

bool
dn_online_is_large(const struct dn_online *online, const char *table)
{
	const struct dn_table_size *size = dn_online_size(online, table);

	if (online->mode != DN_ONLINE_AUTO)
		return online->mode == DN_ONLINE_ALWAYS;
	return size != NULL && size->bytes > online->threshold;
}

bool
dn_online_touches_large(const struct dn_online *online, const struct dn_effect *effect)
{
	for (size_t i = 0; i < effect->nlocks; i++)
		if (dn_online_is_large(online, effect->locks[i].table))
			return true;
	return false;
}
