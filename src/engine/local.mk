noinst_LTLIBRARIES += %D%/libengine.la
%C%_libengine_la_SOURCES = \
	%D%/driver.h
nodist_%C%_libengine_la_SOURCES = %D%/builtin.h
