noinst_LTLIBRARIES += %D%/libconfig.la
%C%_libconfig_la_SOURCES = \
	%D%/config.c %D%/config.h \
	%D%/database.c \
	%D%/env.c %D%/env.h \
	%D%/expand.c \
	%D%/ini.c %D%/ini.h \
	%D%/password.c \
	%D%/keys.c %D%/keys.h \
	%D%/path.c %D%/path.h
