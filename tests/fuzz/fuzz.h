/* fuzz.h - a fuzz target: one function and some inputs to start from */
#ifndef DN_TESTS_FUZZ_H
#define DN_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* libFuzzer's interface; must return 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
/* Texts that standalone.c mutates, ended by NULL. */
extern const char *const fuzz_seeds[];

/* Die of what must be true and is not. */
#define REQUIRE(e)                                                       \
	do {                                                             \
		if (!(e)) {                                              \
			printf("# %s:%d: %s\n", __FILE__, __LINE__, #e); \
			fflush(stdout);                                  \
			abort();                                         \
		}                                                        \
	} while (0)

#endif
