/* driver.c - sqlite driver */
#include "config.h"

#include <dunlin/driver.h>
