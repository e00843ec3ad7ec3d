/* hash.c - SHA-256 through libmd */
#include "config.h"

#include <stdint.h>
#include <sys/types.h>

#include <sha2.h>

#include "base/hash.h"
#include "base/mem.h"

struct dn_hash {
	SHA2_CTX ctx;
};

struct dn_hash *
dn_hash_new(const void *mem)
{
	struct dn_hash *hash = dn_new(mem, struct dn_hash);

	SHA256Init(&hash->ctx);
	return hash;
}

void
dn_hash_add(struct dn_hash *hash, const void *data, size_t len)
{
	SHA256Update(&hash->ctx, data, len);
}

char *
dn_hash_end(const void *mem, struct dn_hash *hash)
{
	char hex[SHA256_DIGEST_STRING_LENGTH];

	SHA256End(&hash->ctx, hex);
	dn_free(hash);
	return dn_strdup(mem, hex);
}
