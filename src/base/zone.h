/* zone.h - the time in a time zone of the system's data, whatever TZ is */
#ifndef DN_BASE_ZONE_H
#define DN_BASE_ZONE_H

#include <time.h>

#include "base/error.h"

/*
 * AT by the clocks of ZONE ("Europe/Vienna"; "UTC" needs no data, "local" is the process's own).
 * TM->tm_gmtoff says how far these are ahead of UTC.  False and ERR (DUNLIN_E_CONFIG) when there is
 * no such zone.  (RFC 8536)
 */
bool dn_zone_time(const char *zone, time_t at, struct tm *tm, struct dunlin_error *err);

#endif
