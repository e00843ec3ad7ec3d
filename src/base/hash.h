/* hash.h - SHA-256 as text */
#ifndef DN_BASE_HASH_H
#define DN_BASE_HASH_H

#include <stddef.h>

/* Put pieces together to one digest; the state is opaque. */
struct dn_hash;
struct dn_hash *dn_hash_new(const void *mem);
void dn_hash_add(struct dn_hash *hash, const void *data, size_t len);
/* 64 lower-case hexadecimal digits owned by MEM; HASH is freed. */
char *dn_hash_end(const void *mem, struct dn_hash *hash);

#endif
