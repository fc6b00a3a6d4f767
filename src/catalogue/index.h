/* Ids of all rows, sorted. Private to catalogue/. */
#ifndef SK_CATALOGUE_INDEX_H
#define SK_CATALOGUE_INDEX_H

#include "catalogue/catalogue.h"

struct index_entry {
	const char *id;
	size_t table; /* position in sk_catalogue_tables() */
	const struct sk_row *row;
};

struct sk_index {
	struct index_entry *entries;
	size_t count;
};

/* SK_E_ID_TWICE when an id stands twice in a table, or in two named tables. */
SK_OUTCOME index_build(struct sk_arena *arena, const struct sk_catalogue *catalogue, const struct sk_index **out,
		       struct sk_error *error);

#endif
