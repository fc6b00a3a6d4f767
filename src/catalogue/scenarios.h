/* Families of scenarios, written one per vulnerability -> one scenario per asset. Private to catalogue/. */
#ifndef SK_CATALOGUE_SCENARIOS_H
#define SK_CATALOGUE_SCENARIOS_H

#include "catalogue/catalogue.h"

/*
 * Appends to catalogue->scenarios, whose index and threats must be there. `families` are lists of struct sk_family.
 * own: origin of everything is the site. Checks that every id exists, that `after` is no higher than before (under the default
 * readings), that no control stands twice, and that no scenario id does.
 */
SK_OUTCOME scenarios_expand(struct sk_arena *arena, struct sk_catalogue *catalogue, const struct sk_list *families, size_t lists,
			    bool own, struct sk_error *error);

#endif
