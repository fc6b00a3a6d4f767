/* Where nodes and segments of a network stand in its picture. Private to report/. */
#ifndef SK_REPORT_PICTURE_H
#define SK_REPORT_PICTURE_H

#include "report/report.h"

/* Of whole pixels; y grows downwards. */
enum { PICTURE_COLUMN = 158, PICTURE_BOX = 136, PICTURE_BOX_HEIGHT = 52, PICTURE_PORT = 24, PICTURE_MARGIN = 24, PICTURE_TITLE = 80, PICTURE_NAME_GAP = 7, PICTURE_LETTER = 7 /* of a segment's name, at most */ };

struct picture_node {
	size_t level;  /* from the outside: nodes have even ones, the segments between them odd ones */
	size_t column; /* its own, from its highest segment to its lowest: no wire goes through another's box */
	int x, y;      /* the middle of its upper side */
	size_t badges; /* numbers of ways that begin here, so far */
};
struct picture_segment {
	size_t level, lane; /* segments of one level that would cover each other have lanes */
	int y, left, right, end; /* end: of its name, behind it */
};
struct picture {
	const struct sk_network *network;
	struct picture_node *nodes;
	struct picture_segment *segments;
	int width, height; /* of all of it, without what stands below */
};
SK_OUTCOME picture_place(struct sk_arena *arena, const struct sk_network *network, struct picture *out, struct sk_error *error);
/* Where the wire of an interface meets its segment. */
int picture_port(const struct picture *picture, size_t node, size_t interface);

#endif
