noinst_LTLIBRARIES += %D%/libcontract.la
%C%_libcontract_la_SOURCES = \
	%D%/case.h \
	%D%/contract.c %D%/contract.h \
	%D%/drive.c %D%/drive.h \
	%D%/errors.c \
	%D%/expect.c \
	%D%/options.c \
	%D%/pairs.c \
	%D%/statements.c
