/* clock.h - the time that only goes forward, for durations */
#ifndef DN_BASE_CLOCK_H
#define DN_BASE_CLOCK_H

/* Since some moment, the same for the whole program: microseconds, milliseconds. */
unsigned long long dn_clock_us(void);
unsigned long long dn_clock_ms(void);

#endif
