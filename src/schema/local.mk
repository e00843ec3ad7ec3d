noinst_LTLIBRARIES += %D%/libschema.la
%C%_libschema_la_SOURCES = \
	%D%/change.h \
	%D%/expr.h \
	%D%/model.h \
	%D%/type.h
