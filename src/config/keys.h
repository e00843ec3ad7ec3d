/* keys.h - check a key of dunlin.ini and its value */
#ifndef DN_CONFIG_KEYS_H
#define DN_CONFIG_KEYS_H

#include "config/config.h"

/* Set ERR, with the nearest known key as its hint; returns false. */
bool dn_config_key_unknown(struct dunlin_error *err, const char *name);
/* Is TEXT a value of KEY's kind?  ERR has no place yet. */
bool
dn_config_key_check(const struct dn_config_key *key, const char *text, struct dunlin_error *err);
bool dn_size_parse(const char *text, unsigned long long *bytes);
bool dn_choice_parse(const char *const *choices, const char *text, unsigned *choice);

#endif
