/* drv.h - files of a test program */
#ifndef DN_TESTS_DRV_H
#define DN_TESTS_DRV_H

#include "contract/drive.h"

/* A directory of the program's own, that goes at the end. */
const char *drv_directory(void);

#endif
