/* libfuzzer.c - what libFuzzer starts from: the seeds of a target, as files */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);

/* DUNLIN_FUZZ_SEEDS is the folder to write them to, before it is read. */
int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *folder = getenv("DUNLIN_FUZZ_SEEDS");
	char name[4096];

	(void) argc, (void) argv;
	for (size_t i = 0; folder != NULL && fuzz_seeds[i] != NULL; i++) {
		FILE *file;

		snprintf(name, sizeof name, "%s/seed-%zu", folder, i);
		file = fopen(name, "wb");
		if (file == NULL) {
			perror(name);
			exit(1);
		}
		fwrite(fuzz_seeds[i], 1, strlen(fuzz_seeds[i]), file);
		fclose(file);
	}
	return 0;
}
