/* clock.c - the time that only goes forward, for durations */
#include "config.h"

#include <time.h>

#include "base/clock.h"

unsigned long long
dn_clock_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (unsigned long long) ts.tv_sec * 1000000 + (unsigned long long) ts.tv_nsec / 1000;
}

unsigned long long
dn_clock_ms(void)
{
	return dn_clock_us() / 1000;
}
