/* index.c - indexes that are built and dropped while others write */
#include "config.h"

#include "base/mem.h"
#include "plan/online/former.h"
#include "sql/text/lex.h"

/* The author's text with the one word in it: CREATE [UNIQUE] INDEX ... */
void
dn_recipe_create_index(struct dn_former *f, const struct dn_change *change)
{
	const struct dn_source *src = f->st->source;
	struct dn_lexer lexer = dn_lex(src, f->st->span);
	struct dn_token token;

	if ((f->table->unknown || f->schema->unsure != NULL) && change->index->name == NULL) {
		dn_former_give_up(f, dn_former_no_name);
		return;
	}
	while (dn_lex_word(&lexer, &token, NULL) && token.kind != DN_TOKEN_END)
		if (dn_token_is(src, &token, "index")) {
			dn_former_add(f, &f->before, false, "%s CONCURRENTLY%s",
			    dn_former_text(
				f, (struct dn_span){ f->st->span.start, token.span.end }),
			    dn_former_text(f, (struct dn_span){ token.span.end, f->st->span.end }));
			return;
		}
}

/* One at a time, for the server takes no more. */
void
dn_recipe_drop_index(struct dn_former *f, const struct dn_change *change)
{
	if (change->cascade)
		dn_former_give_up(f, "an index is dropped CONCURRENTLY only without CASCADE");
	else if (dn_schema_index(f->schema, &change->object) == NULL)
		dn_former_give_up(f, "the history does not know the index well enough");
	else
		dn_former_add(f, &f->before, false, "DROP INDEX CONCURRENTLY %s%s",
		    change->if_exists ? "IF EXISTS " : "", dn_former_relation(f, &change->object));
}
