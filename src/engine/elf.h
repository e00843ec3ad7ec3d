/* elf.h - is a shared library's file all there? */
#ifndef DN_ENGINE_ELF_H
#define DN_ENGINE_ELF_H

#include <stdbool.h>

/*
 * False when the file ends before what its headers promise, as after a full disk: the dynamic
 * linker would map it all the same and die with SIGBUS.  What is no library at all it refuses
 * itself, so that is true.
 */
bool dn_elf_is_whole(const char *path);

#endif
