/* nearest.h - the known word that a mistyped one most likely means */
#ifndef DN_BASE_NEAREST_H
#define DN_BASE_NEAREST_H

/* Start with WORD and zeroes, add the known names; NAME is the nearest, NULL when none is near. */
struct dn_nearest {
	const char *word, *name;
	unsigned distance;
};

/* NAME must outlive NEAREST. */
void dn_nearest_add(struct dn_nearest *nearest, const char *name);

#endif
