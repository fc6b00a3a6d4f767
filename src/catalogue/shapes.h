/* The tables that say how the catalogue's files look. Private to catalogue/. */
#ifndef SK_CATALOGUE_SHAPES_H
#define SK_CATALOGUE_SHAPES_H

#include "catalogue/catalogue.h"

/* Fixed files: path below the catalogue's folder and the shape that fills a struct sk_catalogue. */
struct part_file {
	const char *path;
	const struct sk_shape *shape;
};
extern const struct part_file part_files[];
extern const size_t part_file_count;

/* controls/<ID>.yaml */
struct control_file {
	struct sk_place place;
	const char *format, *part;
	struct sk_control control;
};
extern const struct sk_shape shape_control_file;

/* scenarios/<group>.yaml */
struct scenario_file {
	struct sk_place place;
	const char *format, *part;
	struct sk_list families; /* struct sk_family */
};
extern const struct sk_shape shape_scenario_file;

/* layers/NAME.yaml */
struct layer_file {
	struct sk_place place;
	const char *format, *part;
	struct sk_layer_row layer;
	struct sk_list forms, groups, items, controls; /* sk_form, sk_item_group, sk_item, sk_control */
};
extern const struct sk_shape shape_layer_file;

#endif
