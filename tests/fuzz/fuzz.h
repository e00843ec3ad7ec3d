/* fuzz.h - a fuzz target: one function and some inputs to start from */
#ifndef DN_TESTS_FUZZ_H
#define DN_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* libFuzzer's interface; must return 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
/* Texts that standalone.c mutates, ended by NULL. */
extern const char *const fuzz_seeds[];

#endif
