bin_PROGRAMS += dunlin
dunlin_SOURCES = \
	%D%/command.h \
	%D%/main.c
dunlin_LDADD = libdunlin.la
