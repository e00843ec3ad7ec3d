/* file.h - whole files */
#ifndef DN_BASE_FILE_H
#define DN_BASE_FILE_H

#include "base/error.h"
#include "base/source.h"

/*
 * Read the regular file PATH, called FILE in messages; a byte order mark is left out.  SRC's file
 * and text are children of MEM.  False and ERR (CODE, with the file) when it cannot be read.
 */
bool dn_file_read(const void *mem, const char *path, const char *file, enum dunlin_code code,
    struct dn_source *src, struct dunlin_error *err);

/*
 * Write LEN bytes of TEXT to PATH: it has them all, on disk, or stays as it was.  False and ERR
 * (DUNLIN_E_FILE).
 */
bool dn_file_write(const char *path, const char *text, size_t len, struct dunlin_error *err);
/* Write all of TEXT to FD, and that to the disk.  False with errno. */
bool dn_file_write_all(int fd, const char *text, size_t len);

#endif
