/* elf.c - is a shared library's file all there? */
#include "config.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <dunlin/driver.h>

#ifdef __ELF__

#include <elf.h>
#include <link.h>

static bool
elf_segments_are_whole(FILE *in, const ElfW(Ehdr) * header, uint64_t size)
{
	for (unsigned i = 0; i < header->e_phnum; i++) {
		uint64_t at = (uint64_t) header->e_phoff + (uint64_t) i * sizeof(ElfW(Phdr));
		ElfW(Phdr) segment;

		if (at > size || fseeko(in, (off_t) at, SEEK_SET) != 0 ||
		    fread(&segment, sizeof segment, 1, in) != 1)
			return false;
		if (segment.p_type == PT_LOAD &&
		    (segment.p_offset > size || segment.p_filesz > size - segment.p_offset))
			return false;
	}
	return true;
}

bool
dunlin_module_is_whole(const char *path)
{
	FILE *in = fopen(path, "rb");
	ElfW(Ehdr) header;
	struct stat st;
	bool whole = true;

	if (in == NULL)
		return true;
	if (fstat(fileno(in), &st) == 0 && fread(&header, sizeof header, 1, in) == 1 &&
	    memcmp(header.e_ident, ELFMAG, SELFMAG) == 0 &&
	    header.e_phentsize == sizeof(ElfW(Phdr)))
		whole = elf_segments_are_whole(in, &header, (uint64_t) st.st_size);
	fclose(in);
	return whole;
}

#else

bool
dunlin_module_is_whole(const char *path)
{
	(void) path;
	return true;
}

#endif
