/* standalone.c - run a fuzz target without libFuzzer: on files, or on mutations of its seeds */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

enum { ROUNDS = 20000, MAX_SIZE = 4096 };

static uint32_t state = 1; /* always the same: a failure must come again */

static uint32_t
pick(uint32_t n)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state % n;
}

static const char *
pick_seed(void)
{
	uint32_t n = 0;

	while (fuzz_seeds[n] != NULL)
		n++;
	return fuzz_seeds[pick(n)];
}

/* Where a target has mutations of its own. */
__attribute__((weak)) size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed);

/* Change, drop or repeat a few bytes, or put a piece of another seed in. */
static size_t
mutate(uint8_t *data, size_t size)
{
	static const char bytes[] = "%(){}[]=:;#'\"\\$@/?&\n\r\t \0\x80\xFF";
	const char *other = pick_seed();
	size_t at = size == 0 ? 0 : pick((uint32_t) size), len = strlen(other);

	if (LLVMFuzzerCustomMutator != NULL && pick(8) != 0)
		return LLVMFuzzerCustomMutator(data, size, MAX_SIZE, pick(UINT32_MAX));
	switch (pick(4)) {
	case 0:
		if (size > 0)
			data[at] = (uint8_t) bytes[pick(sizeof bytes)];
		return size;
	case 1:
		memmove(data + at, data + at + (size > 0), size - at - (size > 0));
		return size - (size > 0);
	case 2:
		len = pick((uint32_t) len + 1);
		if (size + len > MAX_SIZE)
			return size;
		memmove(data + at + len, data + at, size - at);
		memcpy(data + at, other, len);
		return size + len;
	default: return size > 0 ? at : 0;
	}
}

static void
run(const uint8_t *data, size_t size)
{
	/* A block of its own size, so that a sanitizer sees every byte too many. */
	uint8_t *copy = malloc(size + (size == 0));

	if (copy == NULL)
		abort();
	memcpy(copy, data, size);
	LLVMFuzzerTestOneInput(copy, size);
	free(copy);
}

static int
run_file(const char *name)
{
	static uint8_t data[1 << 20];
	FILE *file = fopen(name, "rb");
	size_t size;

	if (file == NULL) {
		perror(name);
		return 1;
	}
	size = fread(data, 1, sizeof data, file);
	fclose(file);
	run(data, size);
	return 0;
}

int
main(int argc, char **argv)
{
	uint8_t data[MAX_SIZE];
	int failed = 0;

	for (int i = 1; i < argc; i++)
		failed |= run_file(argv[i]);
	for (int i = 0; i < ROUNDS && argc == 1; i++) {
		const char *seed = pick_seed();
		size_t size = strlen(seed);

		memcpy(data, seed, size);
		for (uint32_t n = pick(8); n > 0; n--)
			size = mutate(data, size);
		run(data, size);
	}
	printf("1..1\n%sok 1 - %d inputs\n", failed ? "not " : "", argc == 1 ? ROUNDS : argc - 1);
	return failed;
}
