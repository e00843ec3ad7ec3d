/* main.c - find the command, run it, print the one error */
#include "config.h"

#include <stdio.h>

#include <dunlin/dunlin.h>

int
main(void)
{
	return 0;
}
