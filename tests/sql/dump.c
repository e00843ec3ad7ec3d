/* dump.c - changes as short text, for expectations */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "dump.h"
#include "schema/query/query.h"

static const char *const dump_kinds[] = { "opaque", "create-table", "drop-table", "rename-table",
	"set-schema", "add-column", "drop-column", "rename-column", "set-type", "set-default",
	"drop-default", "set-not-null", "drop-not-null", "add-identity", "set-identity",
	"drop-identity", "drop-expression", "add-constraint", "drop-constraint",
	"rename-constraint", "validate-constraint", "alter-constraint", "create-index",
	"drop-index", "rename-index", "create-sequence", "alter-sequence", "drop-sequence",
	"create-enum", "drop-type", "create-schema", "drop-schema", "data", "copy", "set",
	"set-search-path", "transaction", "nothing", "add-enum-value", "rename-enum-value",
	"rename-type", "move-type", "create-domain", "alter-domain", "create-function",
	"drop-function", "alter-function", "create-trigger", "drop-trigger", "rename-trigger",
	"create-partition", "attach-partition", "detach-partition", "create-composite",
	"switch-trigger", "create-rule", "drop-rule", "if", "raise" };

struct dump {
	struct dunlin_buf *buf;
	const struct dn_source *src;
	bool spans;
};

char *
dump_span(const void *mem, const struct dn_source *src, struct dn_span span)
{
	return dn_strndup(mem, src->text + span.start, span.end - span.start);
}

static void
dump_text_of(const struct dump *d, struct dn_span span)
{
	if (!d->spans)
		return;
	dunlin_buf_puts(d->buf, "@[");
	dunlin_buf_put(d->buf, d->src->text + span.start, span.end - span.start);
	dunlin_buf_puts(d->buf, "]");
}

static void
dump_name(const struct dump *d, const char *label, const struct dn_name *name)
{
	if (name->name == NULL)
		return;
	dunlin_buf_printf(d->buf, " %s%s%s%s", label, name->schema == NULL ? "" : name->schema,
	    name->schema == NULL ? "" : ".", name->name);
}

static void
dump_word(const struct dump *d, const char *label, const char *word)
{
	if (word != NULL)
		dunlin_buf_printf(d->buf, " %s%s", label, word);
}

static void
dump_flag(const struct dump *d, bool flag, const char *word)
{
	if (flag)
		dunlin_buf_printf(d->buf, " %s", word);
}

static void
dump_words(const struct dump *d, const char *label, const char *const *words, size_t n)
{
	if (n == 0 || words == NULL)
		return;
	dunlin_buf_printf(d->buf, " %s(", label);
	for (size_t i = 0; i < n; i++)
		dunlin_buf_printf(d->buf, "%s%s", i > 0 ? "," : "", words[i]);
	dunlin_buf_puts(d->buf, ")");
}

static void
dump_type(const struct dump *d, const struct dn_type *type)
{
	dunlin_buf_printf(d->buf, "%s%s%s", type->schema == NULL ? "" : type->schema,
	    type->schema == NULL ? "" : ".", type->name);
	if (type->kind == DN_TYPE_NAMED)
		dunlin_buf_puts(d->buf, "?");
	for (int i = 0; i < type->nmods; i++)
		dunlin_buf_printf(d->buf, "%s%d", i > 0 ? "," : "(", type->mods[i]);
	dunlin_buf_puts(d->buf, type->nmods > 0 ? ")" : "");
	for (int i = 0; i < type->dims; i++)
		dunlin_buf_puts(d->buf, "[]");
	dump_text_of(d, type->span);
}

static const char *
dump_expr_word(const struct dn_expr *e)
{
	static const char *const words[] = { "opaque", "", "", "", "", "null", "default", "*",
		"call", "", "in", "between", "is", "distinct", "case", "cast", "array", "[]",
		"collate", "row", "subquery", "any" };

	return words[e->kind];
}

static void dump_expr_in(const struct dump *d, const struct dn_expr *e);

/* What a call has beside its arguments. */
static void
dump_call(const struct dump *d, const struct dn_call *call)
{
	dunlin_buf_puts(d->buf, call->distinct ? " distinct" : "");
	for (size_t i = 0; i < call->norder; i++) {
		dunlin_buf_puts(d->buf, call->order[i].descending ? " descending:" : " order:");
		dump_expr_in(d, call->order[i].expr);
	}
	if (call->filter != NULL) {
		dunlin_buf_puts(d->buf, " filter:");
		dump_expr_in(d, call->filter);
	}
	for (size_t i = 0; call->over != NULL && i < call->over->npartition; i++) {
		dunlin_buf_puts(d->buf, " partition:");
		dump_expr_in(d, call->over->partition[i]);
	}
	if (call->over != NULL && call->over->frame != NULL)
		dunlin_buf_printf(d->buf, " frame:%s", call->over->frame);
}

static void
dump_leaf(const struct dump *d, const struct dn_expr *e)
{
	switch ((int) e->kind) {
	case DN_EXPR_COLUMN:
	case DN_EXPR_STAR:
		dunlin_buf_printf(d->buf, "%s%s%s", e->qualifier == NULL ? "" : e->qualifier,
		    e->qualifier == NULL ? "" : ".", e->kind == DN_EXPR_STAR ? "*" : e->name);
		break;
	case DN_EXPR_STRING: dunlin_buf_printf(d->buf, "'%s'", e->text); break;
	case DN_EXPR_NUMBER: dunlin_buf_puts(d->buf, e->text); break;
	case DN_EXPR_BOOLEAN: dunlin_buf_puts(d->buf, e->truth ? "true" : "false"); break;
	case DN_EXPR_OPAQUE:
	case DN_EXPR_SUBQUERY:
		dunlin_buf_printf(d->buf, "%s{%s}", dump_expr_word(e), e->text);
		break;
	default: dunlin_buf_puts(d->buf, dump_expr_word(e)); break;
	}
}

static bool
dump_is_leaf(const struct dn_expr *e)
{
	return e->kind <= DN_EXPR_STAR || e->kind == DN_EXPR_SUBQUERY;
}

static void
dump_expr_in(const struct dump *d, const struct dn_expr *e)
{
	if (dump_is_leaf(e)) {
		dump_leaf(d, e);
	} else {
		dunlin_buf_printf(d->buf, "(%s%s%s%s%s%s", e->negated ? "not-" : "",
		    dump_expr_word(e), *dump_expr_word(e) != '\0' && e->name != NULL ? " " : "",
		    e->qualifier == NULL ? "" : e->qualifier, e->qualifier == NULL ? "" : ".",
		    e->name == NULL ? "" : e->name);
		if (e->operand != NULL) {
			dunlin_buf_puts(d->buf, " of:");
			dump_expr_in(d, e->operand);
		}
		for (size_t i = 0; i < e->nargs; i++) {
			dunlin_buf_puts(d->buf, " ");
			dump_expr_in(d, e->args[i]);
		}
		if (e->otherwise != NULL) {
			dunlin_buf_puts(d->buf, " else:");
			dump_expr_in(d, e->otherwise);
		}
		if (e->call != NULL)
			dump_call(d, e->call);
		if (e->truth)
			dunlin_buf_puts(d->buf, e->kind == DN_EXPR_ANY ? " all" : " symmetric");
		if (e->type != NULL) {
			dunlin_buf_puts(d->buf, " ");
			dump_type(d, e->type);
		}
		dunlin_buf_puts(d->buf, ")");
	}
	dump_text_of(d, e->span);
}

void
dump_expr(struct dunlin_buf *buf, const struct dn_source *src, const struct dn_expr *expr)
{
	dump_expr_in(&(struct dump){ buf, src, src != NULL }, expr);
}

static void
dump_labelled(const struct dump *d, const char *label, const struct dn_expr *e)
{
	if (e == NULL)
		return;
	dunlin_buf_printf(d->buf, " %s", label);
	dump_expr_in(d, e);
}

static void
dump_column(const struct dump *d, const struct dn_column *column)
{
	static const char *const identities[] = { "", "serial", "by-default", "always" };

	dunlin_buf_printf(d->buf, " {%s ", column->name);
	dump_type(d, column->type);
	dump_flag(d, column->not_null, "not-null");
	if (column->identity != DN_IDENTITY_NONE)
		dump_flag(d, true, identities[column->identity]);
	dump_word(d, "collate:", column->collation);
	dump_labelled(d, "default:", column->default_expr);
	dump_labelled(d, "generated:", column->generated);
	dunlin_buf_puts(d->buf, "}");
	dump_text_of(d, column->span);
}

static void
dump_constraint(const struct dump *d, const struct dn_constraint *con)
{
	static const char *const kinds[] = { "pk", "unique", "check", "fk", "exclude" };
	static const char *const actions[] = { NULL, "restrict", "cascade", "null", "default" };

	dunlin_buf_printf(d->buf, " <%s", kinds[con->kind]);
	dump_word(d, "", con->name);
	dump_words(d, "", con->columns, con->ncolumns);
	dump_words(d, "include", con->include, con->ninclude);
	dump_labelled(d, "", con->check);
	dump_name(d, "ref:", &con->ref_table);
	dump_words(d, "", con->ref_columns, con->nref_columns);
	dump_word(d, "update:", actions[con->on_update]);
	dump_word(d, "delete:", actions[con->on_delete]);
	dump_words(d, "set", con->set_columns, con->nset_columns);
	dump_word(d, "using:", con->using_index);
	dump_word(d, "on:", con->on_column);
	dump_flag(d, con->match_full, "full");
	dump_flag(d, con->deferrable, "deferrable");
	dump_flag(d, con->initially_deferred, "deferred");
	dump_flag(d, con->not_valid, "not-valid");
	dump_flag(d, con->nulls_not_distinct, "nulls-not-distinct");
	dump_flag(d, con->no_inherit, "no-inherit");
	dunlin_buf_puts(d->buf, ">");
	dump_text_of(d, con->span);
}

static void
dump_index(const struct dump *d, const struct dn_index *index)
{
	dunlin_buf_puts(d->buf, " [");
	dump_word(d, "", index->name);
	dump_name(d, "on:", &index->table);
	dump_word(d, "", index->method);
	dump_flag(d, index->unique, "unique");
	dump_flag(d, index->nulls_not_distinct, "nulls-not-distinct");
	for (size_t i = 0; i < index->nparts; i++) {
		const struct dn_index_part *part = &index->parts[i];

		dunlin_buf_puts(d->buf, " {");
		dump_word(d, "", part->column);
		dump_labelled(d, "", part->expr);
		dump_word(d, "opclass:", part->opclass);
		dump_word(d, "collate:", part->collation);
		dump_flag(d, part->descending, "desc");
		dump_flag(d, part->nulls_first, "nulls-first");
		dump_flag(d, part->nulls_last, "nulls-last");
		dunlin_buf_puts(d->buf, "}");
	}
	dump_words(d, "include", index->include, index->ninclude);
	dump_labelled(d, "where:", index->where);
	dunlin_buf_puts(d->buf, "]");
}

static void
dump_rows(const struct dump *d, const struct dn_change *change)
{
	for (size_t i = 0; i < change->nrows; i++) {
		dunlin_buf_puts(d->buf, " row:");
		for (size_t j = 0; j < change->nvalues; j++) {
			dunlin_buf_puts(d->buf, j > 0 ? "," : "");
			dump_expr_in(d, change->rows[i][j]);
		}
	}
	dump_flag(d, change->bulk, "bulk");
}

static void
dump_words_of(const struct dump *d, const struct dn_change *change)
{
	dump_name(d, "", &change->object);
	dump_word(d, "name:", change->name);
	dump_word(d, "column:", change->column_name);
	dump_word(d, "new:", change->new_name);
	dump_word(d, "text:", change->text);
	dump_name(d, "owner:", &change->owner_table);
	dump_words(d, "values", change->values, change->nvalues);
	dump_flag(d, change->if_exists, "if-exists");
	dump_flag(d, change->table_if_exists, "table-if-exists");
	dump_flag(d, change->if_not_exists, "if-not-exists");
	dump_flag(d, change->cascade, "cascade");
	dump_flag(d, change->concurrently, "concurrently");
	dump_flag(d, change->temporary, "temporary");
	dump_flag(d, change->set_local, "local");
	dump_flag(d, change->before, "before");
	dump_flag(d, change->enable, "enable");
	dump_flag(d, change->copy != NULL && change->copy->csv, "csv");
	if (change->kind == DN_ALTER_DOMAIN)
		dump_word(d, "", dump_kinds[change->domain]);
}

static void
dump_exprs(const struct dump *d, const char *label, struct dn_expr *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		dump_labelled(d, label, list[i]);
}

static void
dump_partition(const struct dump *d, const struct dn_change *change)
{
	static const char *const strategies[] = { "range", "list", "hash" };
	const struct dn_partitioning *by = change->partitioning;

	dump_name(d, "partition:", &change->partition);
	if (by != NULL)
		dump_word(d, "by:", strategies[by->strategy]);
	for (size_t i = 0; by != NULL && i < by->nparts; i++) {
		dump_word(d, "", by->parts[i].column);
		dump_labelled(d, "", by->parts[i].expr);
	}
	if (change->bound == NULL)
		return;
	dump_flag(d, change->bound->rest, "rest");
	dump_exprs(d, "from:", change->bound->from, change->bound->nfrom);
	dump_exprs(d, "to:", change->bound->to, change->bound->nto);
	dump_exprs(d, "in:", change->bound->values, change->bound->nvalues);
}

static void
dump_change(const struct dump *d, const struct dn_change *change)
{
	dunlin_buf_puts(d->buf, dump_kinds[change->kind]);
	dump_words_of(d, change);
	dump_flag(d, change->under != NULL, change->otherwise ? "otherwise" : "under");
	if (change->identity != DN_IDENTITY_NONE)
		dump_flag(
		    d, true, change->identity == DN_IDENTITY_ALWAYS ? "always" : "by-default");
	if (change->type != NULL) {
		dunlin_buf_puts(d->buf, " type:");
		dump_type(d, change->type);
	}
	dump_labelled(d, "expr:", change->expr);
	if (change->column != NULL)
		dump_column(d, change->column);
	for (size_t i = 0; i < change->ncolumns; i++)
		dump_column(d, change->columns[i]);
	if (change->constraint != NULL)
		dump_constraint(d, change->constraint);
	for (size_t i = 0; i < change->nconstraints; i++)
		dump_constraint(d, change->constraints[i]);
	if (change->index != NULL)
		dump_index(d, change->index);
	for (size_t i = 0; i < change->nlikes; i++)
		dump_name(d, "like:", &change->likes[i].table);
	for (size_t i = 0; change->routine != NULL && i < change->routine->nsteps; i++) {
		static const char *const steps[] = { "set", "if", "else", "end", "let", "rows",
			"raise", "return" };

		dump_word(d, steps[change->routine->steps[i].kind], "");
		dump_word(d, "", change->routine->steps[i].column);
		dump_labelled(d, "", change->routine->steps[i].expr);
		dump_word(d, "", change->routine->steps[i].text);
	}
	if (change->trigger != NULL) {
		dump_word(d, "", change->trigger->name);
		dump_flag(d, change->trigger->after, "after");
		dump_flag(d, change->trigger->on_insert, "insert");
		dump_flag(d, change->trigger->on_update, "update");
		dump_flag(d, change->trigger->on_delete, "delete");
		dump_words(d, "of", change->trigger->columns, change->trigger->ncolumns);
		dump_labelled(d, "when:", change->trigger->when);
		dump_name(d, "runs:", &change->trigger->function);
	}
	dump_partition(d, change);
	dump_rows(d, change);
	if (change->data.end > 0) {
		dunlin_buf_puts(d->buf, " data:");
		dunlin_buf_put(d->buf, d->src->text + change->data.start,
		    change->data.end - change->data.start);
	}
	dump_text_of(d, change->span);
	dunlin_buf_puts(d->buf, "\n");
}

char *
dump_statements(const void *mem, const struct dn_statements *statements, bool spans)
{
	struct dunlin_buf *buf = dn_buf_new(mem);

	for (size_t i = 0; i < statements->n; i++) {
		const struct dn_statement *st = statements->items[i];
		struct dump d = { buf, st->source, spans };

		for (size_t n = 0; n < st->nchanges; n++)
			dump_change(&d, st->changes[n]);
	}
	return dn_buf_steal(mem, buf);
}
