/* version.c - which dunlin this is */
#include "config.h"

#include <dunlin/dunlin.h>

const char *
dunlin_version(void)
{
	return PACKAGE_VERSION;
}
