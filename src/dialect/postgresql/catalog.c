/* catalog.c - all that a PostgreSQL database's schema is, as lines to compare */
#include "config.h"

#include "dialect/dialects.h"

/*
 * They run with search_path = pg_catalog, so that every name is printed with its schema.  What a
 * line must not have: OIDs, the order of columns (one that is dropped and comes back is the last),
 * values of sequences.
 */

/* What is in no schema of the system and belongs to no extension. */
#define USER_SCHEMA " n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' "
#define NO_MEMBER(catalog, oid)                                              \
	" NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = '" catalog \
	"'::regclass AND d.objid = " oid " AND d.deptype = 'e') "
/* The smallest OID of what is not made with the cluster. */
#define USER_OID " 16384 "

static const char schemas[] =
    "SELECT NULL, format('schema %I owner %I', n.nspname, pg_get_userbyid(n.nspowner)) FROM "
    "pg_namespace n WHERE" USER_SCHEMA;

static const char relations[] =
    "SELECT c.relname, concat_ws(' ', CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN "
    "'partitioned table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'S' THEN "
    "'sequence' WHEN 'f' THEN 'foreign table' ELSE 'type' END, format('%I.%I', n.nspname, "
    "c.relname), 'owner', quote_ident(pg_get_userbyid(c.relowner)), CASE c.relpersistence WHEN 'u' "
    "THEN 'unlogged' END, 'with ' || array_to_string(c.reloptions, ', '), CASE WHEN "
    "c.relrowsecurity THEN 'row security' END, CASE WHEN c.relforcerowsecurity THEN 'forced' END, "
    "CASE WHEN c.relreplident <> 'd' AND c.relkind IN ('r', 'p') THEN 'replica identity ' || "
    "c.relreplident::text END, 'tablespace ' || (SELECT quote_ident(s.spcname) FROM pg_tablespace "
    "s WHERE "
    "s.oid = c.reltablespace), CASE c.relkind WHEN 'p' THEN 'by ' || pg_get_partkeydef(c.oid) END, "
    "pg_get_expr(c.relpartbound, c.oid), 'inherits ' || (SELECT string_agg(i.inhparent::regclass"
    "::text, ', ' ORDER BY i.inhseqno) FROM pg_inherits i WHERE i.inhrelid = c.oid), CASE WHEN "
    "c.relkind IN ('v', 'm') THEN 'as ' || pg_get_viewdef(c.oid) END, 'of ' || CASE WHEN "
    "c.reloftype "
    "<> 0 THEN c.reloftype::regtype::text END, (SELECT format('as %s start %s increment %s min %s "
    "max "
    "%s cache %s cycle %s', s.seqtypid::regtype, s.seqstart, s.seqincrement, s.seqmin, s.seqmax, "
    "s.seqcache, s.seqcycle) FROM pg_sequence s WHERE s.seqrelid = c.oid), (SELECT format('owned "
    "by "
    "%s.%I', d.refobjid::regclass, a.attname) FROM pg_depend d JOIN pg_attribute a ON a.attrelid = "
    "d.refobjid AND a.attnum = d.refobjsubid WHERE d.classid = 'pg_class'::regclass AND d.objid = "
    "c.oid AND d.deptype IN ('a', 'i') AND c.relkind = 'S' AND d.refclassid = "
    "'pg_class'::regclass)) "
    "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', "
    "'v', 'm', 'S', 'f', 'c') AND" USER_SCHEMA "AND" NO_MEMBER("pg_class", "c.oid");

static const char columns[] =
    "SELECT c.relname, concat_ws(' ', 'column', format('%I.%I.%I', n.nspname, c.relname, "
    "a.attname), "
    "format_type(a.atttypid, a.atttypmod), CASE WHEN a.attcollation <> t.typcollation THEN "
    "'collate ' || (SELECT concat(o.collnamespace::regnamespace, '.', quote_ident(o.collname)) "
    "FROM pg_collation o WHERE o.oid = a.attcollation) END, CASE WHEN a.attnotnull THEN 'not null' "
    "END, "
    "CASE a.attgenerated WHEN '' THEN 'default ' WHEN 'v' THEN 'virtual ' ELSE 'generated ' END || "
    "pg_get_expr(d.adbin, "
    "d.adrelid), CASE a.attidentity WHEN 'a' THEN 'identity always' WHEN 'd' THEN 'identity' END, "
    "CASE WHEN a.attstorage <> t.typstorage THEN 'storage ' || a.attstorage::text END, CASE WHEN "
    "a.attstattarget >= 0 THEN 'statistics ' || a.attstattarget END, 'with ' || "
    "array_to_string(a.attoptions, ', ')) FROM pg_attribute a JOIN pg_class c ON c.oid = "
    "a.attrelid "
    "JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN "
    "pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum WHERE a.attnum > 0 AND NOT "
    "a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c') AND" USER_SCHEMA
    "AND" NO_MEMBER("pg_class", "c.oid");

/* NOT NULL has a name since 18, which says by what name its table was made: no difference. */
static const char constraints[] =
    "SELECT c.relname, format('constraint %s on %s: %s%s', CASE WHEN k.contype <> 'n' THEN "
    "quote_ident(k.conname) END, coalesce(nullif(k.conrelid, "
    "0)"
    "::regclass::text, k.contypid::regtype::text), pg_get_constraintdef(k.oid), CASE WHEN "
    "k.connoinherit AND k.contype = 'c' THEN ' NO INHERIT' END) FROM pg_constraint k JOIN "
    "pg_namespace n ON n.oid = k.connamespace LEFT JOIN pg_class c ON c.oid = k.conrelid WHERE "
    "k.contype <> 't' AND" USER_SCHEMA
    "AND" NO_MEMBER("pg_class", "k.conrelid") "AND" NO_MEMBER("pg_type", "k.contypid");

static const char indexes[] =
    "SELECT t.relname, concat_ws(' ', 'index', pg_get_indexdef(i.indexrelid), CASE WHEN NOT "
    "i.indisvalid THEN 'not valid' END, CASE WHEN i.indisclustered THEN 'clustered' END, CASE WHEN "
    "i.indisreplident THEN 'replica identity' END) FROM pg_index i JOIN pg_class t ON t.oid = "
    "i.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace WHERE t.relkind <> 't' "
    "AND" USER_SCHEMA "AND" NO_MEMBER("pg_class", "t.oid");

static const char triggers[] =
    "SELECT c.relname, concat('trigger ', pg_get_triggerdef(t.oid), ' enabled ', t.tgenabled) FROM "
    "pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal UNION ALL SELECT "
    "c.relname, concat('rule ', pg_get_ruledef(r.oid), ' enabled ', r.ev_enabled) FROM pg_rewrite "
    "r "
    "JOIN pg_class c ON c.oid = r.ev_class WHERE r.oid >=" USER_OID
    "AND r.rulename <> '_RETURN' UNION "
    "ALL SELECT c.relname, concat_ws(' ', 'policy', quote_ident(p.polname), 'on', "
    "p.polrelid::regclass, CASE WHEN NOT p.polpermissive THEN 'restrictive' END, 'for', p.polcmd, "
    "'to', (SELECT string_agg(coalesce(nullif(r, 0)::regrole::text, 'public'), ', ' ORDER BY 1) "
    "FROM "
    "unnest(p.polroles) r), 'using ' || pg_get_expr(p.polqual, p.polrelid), 'check ' || "
    "pg_get_expr(p.polwithcheck, p.polrelid)) FROM pg_policy p JOIN pg_class c ON c.oid = "
    "p.polrelid "
    "UNION ALL SELECT NULL, concat('statistics ', pg_get_statisticsobjdef(s.oid)) FROM "
    "pg_statistic_ext s";

static const char routines[] =
    "SELECT NULL, concat('routine ', p.oid::regprocedure, ' owner ', quote_ident(pg_get_userbyid("
    "p.proowner)), ' ', CASE WHEN p.prokind = 'a' THEN 'aggregate' ELSE pg_get_functiondef(p.oid) "
    "END) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.oid >=" USER_OID
    "AND" USER_SCHEMA "AND" NO_MEMBER("pg_proc", "p.oid");

static const char types[] =
    "SELECT NULL, concat_ws(' ', CASE t.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN "
    "'r' "
    "THEN 'range' ELSE 'type' END, t.oid::regtype, 'owner', "
    "quote_ident(pg_get_userbyid(t.typowner)), "
    "(SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder) FROM pg_enum e "
    "WHERE e.enumtypid = t.oid), CASE t.typtype WHEN 'd' THEN format_type(t.typbasetype, "
    "t.typtypmod) "
    "END, CASE WHEN t.typnotnull THEN 'not null' END, 'default ' || t.typdefault) FROM pg_type t "
    "JOIN "
    "pg_namespace n ON n.oid = t.typnamespace WHERE t.oid >=" USER_OID
    "AND t.typtype IN ('e', 'd', "
    "'r', 'b') AND t.typcategory <> 'A' AND" USER_SCHEMA "AND" NO_MEMBER("pg_type", "t.oid");

/* Of these it is enough that they are there. */
#define THERE(catalog)                                               \
	"SELECT NULL, concat(i.type, ' ', i.identity) FROM " catalog \
	" o, pg_identify_object('" catalog                           \
	"'::regclass, o.oid, 0) i WHERE o.oid >= 16384 AND" NO_MEMBER(catalog, "o.oid")
static const char others[] =
    THERE("pg_operator") " UNION ALL " THERE("pg_cast") " UNION ALL " THERE(
	"pg_"
	"collation") " UNION ALL " THERE("pg_conversion") " UNION ALL " THERE("pg_opclass") " UNION"
											    " "
											    "ALL"
											    " " THERE("pg_opfamily") " UNION ALL " THERE(
												"pg"
												"_t"
												"s_"
												"co"
												"nf"
												"i"
												"g") " UNION "
												     "ALL " THERE("pg_ts_dict") " UNION ALL " THERE("pg_publication") " UNION ALL " THERE("pg_foreign_data_wrapper") " UNION ALL " THERE(
													 "pg_"
													 "foreign_"
													 "server") " UNION ALL " THERE("pg_event_trigger") " UNION ALL " THERE("pg_language") " UNION ALL " THERE("pg_default_acl") " UNION ALL SELECT NULL, "
																												    "format('extension %I version %s', e.extname, e.extversion) FROM pg_extension e WHERE e.oid "
																												    ">=" USER_OID;

/* A GRANT and its REVOKE leave the default written down: no difference. */
#define GRANT_WORDS                                                                       \
	"concat(g.privilege_type, ' to ', coalesce(nullif(g.grantee, 0)::regrole::text, " \
	"'public'), CASE WHEN g.is_grantable THEN ' with grant option' END)"
static const char grants[] =
    "SELECT c.relname, concat('grant on ', c.oid::regclass, ': ', " GRANT_WORDS
    ") FROM pg_class c JOIN "
    "pg_namespace n ON n.oid = c.relnamespace CROSS JOIN LATERAL aclexplode(coalesce(c.relacl, "
    "acldefault(CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::\"char\", c.relowner))) g WHERE "
    "c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND" USER_SCHEMA "UNION ALL SELECT c.relname, "
    "concat('grant on ', c.oid::regclass, '.', quote_ident(a.attname), ': ', " GRANT_WORDS ") FROM "
    "pg_attribute a JOIN pg_class c ON c.oid = a.attrelid CROSS JOIN LATERAL aclexplode(a.attacl) "
    "g "
    "WHERE a.attacl IS NOT NULL AND c.oid >=" USER_OID "UNION ALL SELECT NULL, concat('grant on "
    "routine ', p.oid::regprocedure, ': ', " GRANT_WORDS ") FROM pg_proc p CROSS JOIN LATERAL "
    "aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) g WHERE p.oid >=" USER_OID
    "AND" NO_MEMBER("pg_proc",
	"p.oid") "UNION ALL SELECT NULL, concat('grant on type ', "
		 "t.oid::regtype, ': ', " GRANT_WORDS ") FROM pg_type t CROSS JOIN LATERAL "
		 "aclexplode(t.typacl) g WHERE t.typacl IS NOT NULL AND t.oid >=" USER_OID
		 "UNION ALL SELECT NULL, "
		 "concat('grant on schema ', quote_ident(n.nspname), ': ', " GRANT_WORDS
		 ") FROM pg_namespace n "
		 "CROSS JOIN LATERAL aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) g "
		 "WHERE" USER_SCHEMA;

static const char comments[] =
    "SELECT c.relname, concat('comment on ', pg_describe_object(d.classoid, d.objoid, d.objsubid), "
    "': ', d.description) FROM pg_description d LEFT JOIN pg_class c ON d.classoid = "
    "'pg_class'::regclass AND c.oid = d.objoid WHERE (d.objoid >=" USER_OID "OR d.classoid = "
    "'pg_namespace'::regclass AND d.objoid = (SELECT oid FROM pg_namespace WHERE nspname = "
    "'public')) "
    "AND NOT EXISTS (SELECT 1 FROM pg_depend e WHERE e.classid = d.classoid AND e.objid = d.objoid "
    "AND e.deptype = 'e') AND d.classoid <> 'pg_extension'::regclass";

const char *const dn_postgresql_catalog[] = { schemas, relations, columns, constraints, indexes,
	triggers, routines, types, others, grants, comments, NULL };
