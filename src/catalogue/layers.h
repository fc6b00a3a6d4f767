/* Rows of later rule sets. Private to catalogue/. */
#ifndef SK_CATALOGUE_LAYERS_H
#define SK_CATALOGUE_LAYERS_H

#include "catalogue/shapes.h"

/* Lays the tables of all files (struct layer_file) one behind the other. */
SK_OUTCOME layers_gather(struct sk_arena *arena, struct sk_catalogue *catalogue, const struct sk_list *files, struct sk_error *error);
/* Ids to rows, once the index of ids stands. SK_E_ID_UNKNOWN with the place of one that names nothing. */
SK_OUTCOME layers_resolve(struct sk_catalogue *catalogue, struct sk_error *error);

#endif
