/* test_model.c - changes made by hand: what is unknown, hidden, owned, and where errors point */
#include "config.h"

#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/mem.h"
#include "dntest.h"
#include "schema/mention.h"
#include "schema/model.h"

static void *mem;
static struct dn_schema *schema;
static struct dunlin_error *err;

static int
setup(void)
{
	mem = talloc_new(NULL);
	return mem == NULL;
}

static int
teardown(void)
{
	return talloc_free(mem);
}

/* Each test begins with an empty schema and the changes of the last one gone. */
static void
begin(void)
{
	talloc_free_children(mem);
	schema = dn_schema_new(mem);
	err = dn_error_new(mem);
}

static struct dn_change *
change(enum dn_change_kind kind, const char *object)
{
	struct dn_change *c = dn_new(mem, struct dn_change);

	c->kind = kind;
	c->object.name = object;
	return c;
}

static struct dn_column *
column(const char *name, const char *type)
{
	struct dn_column *c = dn_new(mem, struct dn_column);

	c->name = name;
	c->type = dn_new(c, struct dn_type);
	c->type->kind = dn_type_find(type);
	c->type->name = type;
	return c;
}

/* An inline constraint without a name. */
static struct dn_constraint *
constraint(enum dn_constraint_kind kind, const char *on_column, const char *ref_table)
{
	struct dn_constraint *c = dn_new(mem, struct dn_constraint);

	c->kind = kind;
	c->on_column = on_column;
	c->ref_table.name = ref_table;
	return c;
}

/* id text PRIMARY KEY, a text */
static struct dn_change *
create(const char *table)
{
	struct dn_change *c = change(DN_CREATE_TABLE, table);

	dn_push(c, c->columns, c->ncolumns, column("id", "text"));
	dn_push(c, c->columns, c->ncolumns, column("a", "text"));
	dn_push(c, c->constraints, c->nconstraints, constraint(DN_PRIMARY_KEY, "id", NULL));
	return c;
}

static bool
apply(struct dn_change *c)
{
	return dn_schema_apply(schema, c, NULL, err);
}

static bool
apply_opaque(const char *what, const char *object, const char *words)
{
	static const struct dn_source src = { "v/001.sql", "a;\nb;\nc;", 8 };
	struct dn_change *c = change(DN_CHANGE_OPAQUE, object);
	struct dn_statement st = { .source = &src, .span = { 6, 7 }, .what = what };

	c->name = words;
	return dn_schema_apply(schema, c, &st, err);
}

static struct dn_table *
table(const char *name)
{
	struct dn_name full = { NULL, name };

	return dn_schema_table(schema, &full);
}

static void
test_change_gets_the_name(void)
{
	struct dn_change *c, *i;

	begin();
	c = create("t");
	CHECK(apply(c));
	CHECK_STR(c->constraints[0]->name, "t_pkey");
	CHECK(c->constraints[0]->name != table("t")->constraints[0]->name);
	i = change(DN_CREATE_INDEX, NULL);
	i->index = dn_new(i, struct dn_index);
	i->index->table.name = "t";
	i->index->method = "btree";
	i->index->nparts = 1;
	i->index->parts = dn_new_array(i->index, struct dn_index_part, 1);
	i->index->parts[0].column = "a";
	CHECK(apply(i));
	CHECK_STR(i->index->name, "t_a_idx");
	CHECK_INT(table("t")->nindexes, 1);
	CHECK(dn_schema_has_relation(schema, "public", "t_a_idx"));
	CHECK(!dn_schema_has_relation(schema, "other", "t_a_idx"));
}

static void
test_model_owns_what_it_holds(void)
{
	struct dn_change *c;
	char *name;

	begin();
	c = create("t");
	name = dn_strdup(c, "t");
	c->object.name = name;
	CHECK(apply(c));
	memset(name, 'x', 1);
	c->columns[0]->type->kind = DN_TYPE_JSON;
	dn_free(c->constraints[0]);
	dn_free(c);
	CHECK_STR(table("t")->name, "t");
	CHECK_STR(table("t")->constraints[0]->columns[0], "id");
	CHECK_INT(table("t")->columns[0]->type->kind, DN_TYPE_TEXT);
	CHECK(table("t")->columns[0]->not_null);
}

static void
test_error_points_to_the_change(void)
{
	static const struct dn_source src = { "v/002.sql", "one\ntwo three", 13 };
	struct dn_statement st = { .source = &src, .span = { 4, 13 }, .what = "ALTER TABLE" };
	struct dn_change *c;

	begin();
	CHECK(apply(create("t")));
	c = create("t");
	CHECK(!dn_schema_apply(schema, c, &st, err));
	CHECK_INT(dunlin_error_code(err), DUNLIN_E_HISTORY);
	CHECK_STR(dunlin_error_message(err), "relation 't' already exists");
	CHECK_STR(dunlin_error_file(err), "v/002.sql");
	CHECK_INT(dunlin_error_line(err), 2);
	CHECK_INT(dunlin_error_column(err), 1);
	dunlin_error_clear(err);
	c->span = (struct dn_span){ 8, 13 };
	CHECK(!dn_schema_apply(schema, c, &st, err));
	CHECK_INT(dunlin_error_column(err), 5);
	CHECK(!dn_schema_apply(schema, c, NULL, NULL));
}

static void
test_dependents_are_named(void)
{
	struct dn_change *c;

	begin();
	CHECK(apply(create("t")));
	c = create("u");
	dn_push(c, c->constraints, c->nconstraints, constraint(DN_FOREIGN_KEY, "a", "t"));
	CHECK(apply(c));
	CHECK_STR(c->constraints[1]->name, "u_a_fkey");
	CHECK(!apply(change(DN_DROP_TABLE, "t")));
	CHECK_STR(dunlin_error_hint(err),
	    "Constraint 'u_a_fkey' on table 'u' depends on table 't': use "
	    "CASCADE to drop the dependent objects, too.");
}

static void
test_never_seen_becomes_unknown(void)
{
	struct dn_change *c;

	begin();
	c = change(DN_ADD_COLUMN, "t");
	c->column = column("b", "text");
	CHECK(apply(c));
	CHECK(table("t")->unknown);
	CHECK_INT(table("t")->ncolumns, 1);
	c = change(DN_DROP_COLUMN, "t");
	c->column_name = "whatever";
	CHECK(apply(c));
	c = change(DN_DROP_CONSTRAINT, "t");
	c->name = "whatever";
	CHECK(apply(c));
	c = change(DN_ADD_COLUMN, "t");
	c->column = column("b", "text");
	CHECK(!apply(c));
	CHECK_STR(dunlin_error_message(err), "column 'b' of relation 't' already exists");
}

static void
test_reference_to_unknown_survives_its_creation(void)
{
	struct dn_change *c;

	begin();
	c = create("u");
	dn_push(c, c->constraints, c->nconstraints, constraint(DN_FOREIGN_KEY, "a", "t"));
	CHECK(apply(c));
	CHECK(table("t")->unknown);
	CHECK_INT(table("t")->nreferences, 1);
	CHECK(apply(create("t")));
	CHECK(!table("t")->unknown);
	CHECK_INT(table("t")->nreferences, 1);
	c = change(DN_RENAME_TABLE, "t");
	c->new_name = "v";
	CHECK(apply(c));
	CHECK_STR(table("u")->constraints[1]->ref_table.name, "v");
	c = change(DN_DROP_TABLE, "v");
	c->cascade = true;
	CHECK(apply(c));
	CHECK_INT(table("u")->nconstraints, 1);
}

static void
test_if_exists_learns_nothing(void)
{
	struct dn_change *c;

	begin();
	c = change(DN_DROP_TABLE, "t");
	c->if_exists = true;
	CHECK(apply(c));
	c = change(DN_SET_NOT_NULL, "t");
	c->column_name = "a";
	c->table_if_exists = true;
	CHECK(apply(c));
	c = change(DN_RENAME_TABLE, "t");
	c->new_name = "u";
	c->if_exists = true;
	CHECK(apply(c));
	CHECK_INT(dn_map_count(schema->tables), 0);
	c->if_exists = false;
	CHECK(apply(c));
	CHECK(table("u") != NULL && table("u")->unknown);
}

static void
test_opaque_is_remembered(void)
{
	const struct dn_hidden *hidden;

	begin();
	CHECK(apply_opaque("CREATE VIEW", "v", NULL));
	hidden = dn_map_get(schema->opaque, "public.v");
	CHECK(hidden != NULL);
	CHECK_STR(hidden->what, "CREATE VIEW");
	CHECK_STR(hidden->file, "v/001.sql");
	CHECK_INT(hidden->line, 3);
	CHECK(schema->unsure == NULL);
	CHECK(apply_opaque("DROP VIEW", "v", NULL));
	CHECK(dn_map_get(schema->opaque, "public.v") == NULL);
}

static void
test_opaque_alter_makes_unknown(void)
{
	struct dn_change *c;

	begin();
	CHECK(apply(create("t")));
	CHECK(apply_opaque("CREATE TRIGGER", "t", "CREATE TRIGGER"));
	CHECK(apply_opaque("ALTER TABLE", "t", "ENABLE ROW LEVEL SECURITY"));
	CHECK(apply_opaque("ALTER TABLE", "t", "enable trigger x"));
	CHECK(!table("t")->unknown);
	CHECK(apply_opaque("ALTER TABLE", "t", "INHERIT u"));
	CHECK(table("t")->unknown);
	c = change(DN_CREATE_ENUM, "mood");
	dn_push(c, c->values, c->nvalues, "sad");
	CHECK(apply(c));
	CHECK(apply_opaque("ALTER TYPE", "mood", NULL));
	CHECK(((struct dn_enum *) dn_map_get(schema->enums, "public.mood"))->unknown);
}

static void
test_unsure_refuses_nothing(void)
{
	struct dn_change *c;

	begin();
	CHECK(apply(create("t")));
	CHECK(apply_opaque("DECLARE", NULL, NULL));
	CHECK(schema->unsure == NULL);
	CHECK(apply_opaque("DO", NULL, NULL));
	CHECK(schema->unsure != NULL);
	CHECK_INT(schema->unsure->line, 3);
	CHECK(apply(create("t")));
	CHECK_INT(table("t")->nconstraints, 1);
	c = change(DN_SET_NOT_NULL, "t");
	c->column_name = "made_by_do";
	CHECK(apply(c));
	CHECK(table("t")->unknown);
}

static void
test_drop_of_the_unknown_makes_unsure(void)
{
	struct dn_change *c;

	begin();
	c = change(DN_DROP_TYPE, "domain");
	CHECK(apply(c));
	CHECK(schema->unsure == NULL);
	c->cascade = true;
	CHECK(apply(c));
	CHECK(schema->unsure != NULL);
	CHECK(schema->unsure->file == NULL);
}

static void
test_enum_after_opaque_rename(void)
{
	struct dn_change *c;

	begin();
	c = change(DN_CREATE_ENUM, "mood");
	dn_push(c, c->values, c->nvalues, "sad");
	CHECK(apply(c));
	CHECK(apply_opaque("ALTER TYPE", "mood", "ALTER TYPE"));
	CHECK(apply(c));
	CHECK(!apply(c));
}

/* The keys of the tables that may mention NAME. */
static const char *
mentions(const char *name)
{
	struct dunlin_buf *buf = dn_buf_new(mem);

	dn_map_each (dn_mention_through(mem, schema, schema->tables, schema->domains, name), e)
		dunlin_buf_printf(buf, " %s", e->key);
	return buf->s == NULL ? "" : buf->s;
}

static void
test_what_mentions_a_type(void)
{
	struct dn_change *c;

	begin();
	CHECK(apply(change(DN_CREATE_ENUM, "mood")));
	c = change(DN_CREATE_DOMAIN, "over");
	c->column = column("value", "mood");
	CHECK(apply(c));
	CHECK(apply(create("t")));
	CHECK(apply(create("u")));
	CHECK_STR(mentions("mood"), "");
	c = change(DN_ADD_COLUMN, "u");
	c->column = column("m", "mood");
	CHECK(apply(c));
	CHECK_STR(mentions("mood"), " public.u");
	c = change(DN_SET_TYPE, "t");
	c->column_name = "a";
	c->type = column("a", "over")->type;
	CHECK(apply(c));
	CHECK_STR(mentions("mood"), " public.t public.u");
	CHECK_STR(mentions("over"), " public.t");
	c = change(DN_RENAME_TYPE, "mood");
	c->new_name = "temper";
	CHECK(apply(c));
	c = change(DN_RENAME_TABLE, "t");
	c->new_name = "w";
	CHECK(apply(c));
	CHECK_STR(mentions("temper"), " public.u public.w");
	CHECK_STR(table("u")->columns[2]->type->name, "temper");
}

static void
test_search_path(void)
{
	static const char *const path[] = { "$user", "app", "public" };

	begin();
	dn_schema_set_search_path(schema, path, 3);
	CHECK_STR(schema->default_schema, "app");
	CHECK(apply(create("t")));
	CHECK_STR(table("t")->key, "app.t");
	dn_schema_set_search_path(schema, NULL, 0);
	CHECK_STR(schema->default_schema, "public");
	CHECK(table("t") == NULL);
	dn_schema_set_search_path(schema, (const char *const[]){ "" }, 1);
	CHECK_STR(schema->default_schema, "");
	CHECK(!apply(create("t")));
}

static bool
many_create(void)
{
	bool ok = true;

	for (int i = 0; i < 1000; i++) {
		struct dn_change *c = create(dn_sprintf(mem, "table_%d", i));

		for (int j = 0; j < 8; j++)
			dn_push(c, c->columns, c->ncolumns,
			    column(dn_sprintf(c, "column_%d", j), "text"));
		dn_push(c, c->constraints, c->nconstraints, constraint(DN_UNIQUE, "a", NULL));
		dn_push(c, c->constraints, c->nconstraints,
		    constraint(DN_FOREIGN_KEY, "column_1",
			i == 0 ? "table_0" : dn_sprintf(c, "table_%d", i / 2)));
		ok = ok && apply(c);
	}
	return ok;
}

static bool
many_changes(void)
{
	bool ok = true;

	for (int i = 0; i < 9000; i++) {
		struct dn_change *c = change(i % 3 == 0 ? DN_RENAME_TABLE : DN_RENAME_COLUMN, NULL);

		c->object.name = dn_sprintf(c, "table_%d", i / 3 % 1000);
		c->column_name = i % 3 == 1 ? "a" : "b";
		c->new_name = i % 3 == 1 ? "b" : "a";
		if (i % 3 == 0)
			c->new_name = dn_sprintf(c, "%s_new", c->object.name);
		ok = ok && apply(c);
		if (i % 3 != 0)
			continue;
		c->object.name = c->new_name;
		c->new_name = dn_sprintf(c, "table_%d", i / 3 % 1000);
		ok = ok && apply(c);
	}
	return ok;
}

/* 0.1 s where it is linear; a square of the tables would take minutes. */
static void
test_many_tables(void)
{
	clock_t start = clock();

	begin();
	CHECK(many_create());
	CHECK_INT(dn_map_count(schema->tables), 1000);
	CHECK(many_changes());
	CHECK_STR(dunlin_error_message(err), "");
	for (int i = 999; i >= 0; i--)
		CHECK(apply(change(DN_DROP_TABLE, dn_sprintf(mem, "table_%d", i))));
	CHECK_INT(dn_map_count(schema->tables), 0);
	CHECK_INT(dn_map_count(schema->relations), 0);
	CHECK_INT(dn_map_count(schema->constraint_names), 0);
	CHECK((clock() - start) / CLOCKS_PER_SEC < 20);
}

static void
test_nothing_is_left(void)
{
	size_t blocks;
	struct dn_change *c;

	begin();
	/* What mentions a name is remembered. */
	CHECK(apply(create("t")));
	CHECK(apply(change(DN_DROP_TABLE, "t")));
	c = create("t");
	blocks = talloc_total_blocks(schema);
	CHECK(apply(c));
	CHECK(talloc_total_blocks(schema) > blocks);
	CHECK(apply(change(DN_DROP_TABLE, "t")));
	CHECK_INT(talloc_total_blocks(schema), blocks);
}

static CU_TestInfo tests[] = { TEST(test_change_gets_the_name), TEST(test_model_owns_what_it_holds),
	TEST(test_error_points_to_the_change), TEST(test_dependents_are_named),
	TEST(test_never_seen_becomes_unknown),
	TEST(test_reference_to_unknown_survives_its_creation), TEST(test_if_exists_learns_nothing),
	TEST(test_opaque_is_remembered), TEST(test_opaque_alter_makes_unknown),
	TEST(test_unsure_refuses_nothing), TEST(test_drop_of_the_unknown_makes_unsure),
	TEST(test_enum_after_opaque_rename), TEST(test_what_mentions_a_type),
	TEST(test_search_path), TEST(test_many_tables), TEST(test_nothing_is_left),
	CU_TEST_INFO_NULL };

CU_SuiteInfo dntest_suites[] = { { "model", setup, teardown, NULL, NULL, tests },
	CU_SUITE_INFO_NULL };
