/* diagram.c - the history in the languages of Graphviz and of Mermaid */
#include "config.h"

#include "base/mem.h"
#include "report/item.h"
#include "report/style.h"

/* How a language says it. */
struct language {
	const char *begin, *end;
	const char *indent, *next;         /* of each line */
	const char *open, *close;          /* around what stands in a node */
	const char *edge, *edge_end;       /* to what a revision follows */
	const char *depends, *depends_end; /* to what it depends on */
	const char *const *escapes;        /* pairs: what stands for a character in a node */
};

static const char *const dot_escapes[] = { "\"", "\\\"", "\\", "\\\\", NULL };
static const struct language dot = {
	.begin = "digraph history {\n\trankdir = BT;\n\tnode [shape = box];\n",
	.end = "}\n",
	.indent = "\t",
	.next = ";\n",
	.open = " [label = \"",
	.close = "\"]",
	.edge = " -> ",
	.edge_end = "",
	.depends = " -> ",
	.depends_end = " [style = dashed]",
	.escapes = dot_escapes,
};

static const char *const mermaid_escapes[] = { "\"", "#quot;", "#", "#35;", "<", "#lt;", ">",
	"#gt;", NULL };
static const struct language mermaid = {
	.begin = "flowchart BT\n",
	.end = "",
	.indent = "    ",
	.next = "\n",
	.open = "[\"",
	.close = "\"]",
	.edge = " --> ",
	.edge_end = "",
	.depends = " -.-> ",
	.depends_end = "",
	.escapes = mermaid_escapes,
};

static void
diagram_text(struct dunlin_buf *out, const struct language *language, const char *text)
{
	for (; *text != '\0'; text++) {
		const char *const *escape = language->escapes;

		while (*escape != NULL && **escape != *text)
			escape += 2;
		if (*escape != NULL)
			dunlin_buf_puts(out, escape[1]);
		else
			dunlin_buf_put(out, text, 1);
	}
}

static void
diagram_node(struct dunlin_buf *out, const struct language *language,
    const struct dn_report_item *item, size_t number)
{
	struct dunlin_buf *marked = dn_buf_new(out), *label = dn_buf_new(out);

	dn_print_item(marked, item, DN_REPORT_GRAPH);
	dn_style_plain(label, marked->s);
	dunlin_buf_printf(out, "%sr%zu%s", language->indent, number, language->open);
	diagram_text(out, language, label->s);
	dunlin_buf_printf(out, "%s%s", language->close, language->next);
	dn_free(label);
	dn_free(marked);
}

/* From what REV follows and depends on to NUMBER, its own; those that are nodes have one. */
static void
diagram_edges(struct dunlin_buf *out, const struct language *language, size_t number,
    const struct dn_revision *rev, const struct dn_map *numbers)
{
	for (size_t i = 0; i < rev->nparents + rev->ndependencies; i++) {
		bool follows = i < rev->nparents;
		const struct dn_revision *from =
		    follows ? rev->parents[i] : rev->dependencies[i - rev->nparents];
		const size_t *at = dn_map_get(numbers, from->id);

		if (at != NULL)
			dunlin_buf_printf(out, "%sr%zu%sr%zu%s%s", language->indent, *at,
			    follows ? language->edge : language->depends, number,
			    follows ? language->edge_end : language->depends_end, language->next);
	}
}

static bool
diagram(const struct dn_report *report, const struct language *language,
    const struct dn_report_item *items, size_t n, struct dunlin_error *err)
{
	struct dunlin_buf *out = dn_buf_new(NULL);
	struct dn_map *numbers = dn_map_new(out);
	size_t *order = dn_new_array(out, size_t, n + 1);
	bool ok;

	dunlin_buf_puts(out, language->begin);
	for (size_t i = n; i > 0; i--) {
		order[i] = n - i + 1;
		dn_map_put(numbers, items[i - 1].revision->id, &order[i]);
		diagram_node(out, language, &items[i - 1], order[i]);
	}
	for (size_t i = n; i > 0; i--)
		diagram_edges(out, language, order[i], items[i - 1].revision, numbers);
	dunlin_buf_puts(out, language->end);
	ok = dn_report_text(report, out->s, err);
	dn_free(out);
	return ok;
}

bool
dn_report_dot(const struct dn_report *report, const struct dn_report_item *items, size_t n,
    struct dunlin_error *err)
{
	return diagram(report, &dot, items, n, err);
}

bool
dn_report_mermaid(const struct dn_report *report, const struct dn_report_item *items, size_t n,
    struct dunlin_error *err)
{
	return diagram(report, &mermaid, items, n, err);
}
