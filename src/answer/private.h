/* What sheets share that come back. Private to answer/. */
#ifndef SK_ANSWER_PRIVATE_H
#define SK_ANSWER_PRIVATE_H

#include "answer/answer.h"

/* Latin letters of either case. `word` in lower case. */
bool answer_same_word(const char *text, const char *word);
/* Yes, no or don't know, as people write it. */
bool answer_state_of(const char *text, int *out);
/* What stands on several lines is joined; the text is the arena's, and nobody else's yet. */
void answer_join_lines(const char *text);
/* columns[i]: where heads[i] stands in that row, in either language; 0: nowhere. */
void answer_find_columns(const struct sk_sheet *sheet, uint32_t row, const struct sk_label *heads, size_t count, uint32_t *columns);

#endif
