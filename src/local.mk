# Each room is a convenience library; what they add up to is libdunlin.  %D% is this fragment's
# folder, so it can move.  The order is the direction in which data flows.
include $(srcdir)/%D%/base/local.mk
include $(srcdir)/%D%/config/local.mk
include $(srcdir)/%D%/schema/local.mk
include $(srcdir)/%D%/sql/local.mk
include $(srcdir)/%D%/dialect/local.mk
include $(srcdir)/%D%/history/local.mk
include $(srcdir)/%D%/plan/local.mk
include $(srcdir)/%D%/engine/local.mk
include $(srcdir)/%D%/contract/local.mk
include $(srcdir)/%D%/report/local.mk
include $(srcdir)/%D%/api/local.mk

# A room and all below it, in link order: what its tests link.
dn_upto_base = %D%/base/libbase.la $(TALLOC_LIBS)
dn_upto_config = %D%/config/libconfig.la $(dn_upto_base)
dn_upto_schema = %D%/schema/libschema.la $(dn_upto_base)
dn_upto_sql = %D%/sql/libsql.la $(dn_upto_schema)
dn_upto_dialect = %D%/dialect/libdialect.la $(dn_upto_sql)
dn_upto_history = %D%/history/libhistory.la $(dn_upto_sql)
dn_upto_plan = %D%/plan/libplan.la %D%/dialect/libdialect.la $(dn_upto_history)
dn_upto_engine = %D%/engine/libengine.la $(dn_builtin_drivers) $(dn_upto_plan)
dn_upto_contract = %D%/contract/libcontract.la $(dn_upto_engine)
dn_all_rooms = %D%/api/libapi.la %D%/report/libreport.la %D%/config/libconfig.la \
	$(dn_upto_contract)

lib_LTLIBRARIES += libdunlin.la
libdunlin_la_SOURCES =
libdunlin_la_LIBADD = $(dn_all_rooms)
libdunlin_la_LDFLAGS = $(AM_LDFLAGS) -no-undefined -version-info $(DUNLIN_LT_VERSION) \
	$(PG_QUERY_LDFLAGS) $(VSCRIPT_LDFLAGS),$(srcdir)/%D%/libdunlin.map
EXTRA_libdunlin_la_DEPENDENCIES = %D%/libdunlin.map
EXTRA_DIST += %D%/libdunlin.map

include $(srcdir)/%D%/cli/local.mk
