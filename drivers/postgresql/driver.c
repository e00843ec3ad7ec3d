/* driver.c - postgresql driver */
#include "config.h"

#include <dunlin/driver.h>
