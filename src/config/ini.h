/* ini.h - sections of keys and values, as Python's configparser reads them */
#ifndef DN_CONFIG_INI_H
#define DN_CONFIG_INI_H

#include "base/error.h"
#include "base/map.h"

/* The lines of a value stand in its text without the white space around them. */
struct dn_ini_value {
	const char *text; /* never NULL */
	size_t key_at;    /* offset of the key in the source */
	size_t *line_at;  /* offset of each line of TEXT in the source */
	size_t nlines;
};

struct dn_ini_section {
	size_t at;
	struct dn_map *values; /* lower-case key -> struct dn_ini_value * */
};

struct dn_ini {
	struct dn_source src;
	struct dn_map *sections; /* name -> struct dn_ini_section * */
};

/*
 * Read SRC, which must outlive the result.  NULL and ERR (DUNLIN_E_CONFIG and the place) for what
 * is neither section nor "key = value", for a section or a key that is there twice, a NUL byte.
 * (Python manual, "Supported INI File Structure"; continuation lines stand further right)
 */
struct dn_ini *dn_ini_read(const void *mem, const struct dn_source *src, struct dunlin_error *err);
struct dn_ini_value *dn_ini_get(const struct dn_ini *ini, const char *section, const char *key);
/* Where in the source byte AT of a value's text stands. */
size_t dn_ini_offset(const struct dn_ini_value *value, size_t at);

/* Where names are looked for. */
struct dn_ini_scope {
	const struct dn_ini *ini;
	const char *section, *here;
	bool unset; /* becomes true when the environment lacks a variable */
};
/*
 * VALUE with what its names mean, a child of MEM: "%(name)s" a key of the section or of [DEFAULT],
 * "${NAME}" a variable of the environment, "${NAME:-text}" the text where that is not set or empty.
 * "%%" is a '%', and so is one that no '(' follows: a URL may be pasted as it is.  "$${" is "${".
 * What a variable has is not looked through again.  NULL and ERR for an unfinished or unknown name
 * and for one that needs itself.
 */
char *dn_ini_expand(const void *mem, struct dn_ini_scope *scope, const struct dn_ini_value *value,
    struct dunlin_error *err);
/* Call FN with each name that "%(name)s" in TEXT stands for. */
void dn_ini_each_name(const char *text, void (*fn)(void *payload, const char *name), void *payload);

#endif
