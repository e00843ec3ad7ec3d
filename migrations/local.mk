# The canonical history is installed as the example that it is.
dnmigrationsdir = $(pkgdatadir)/migrations
dist_dnmigrations_DATA = %D%/dunlin.ini %D%/script.sql.in
dnversionsdir = $(dnmigrationsdir)/versions
dist_dnversions_DATA = \
	%D%/versions/001_initial_schema.sql \
	%D%/versions/002_project_capture.sql
