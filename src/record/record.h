/*
 * record: writes the lines of a bundle. No heap, no files, no library but the C library's <stdint.h>, <stddef.h>, <stdbool.h> and <string.h>:
 * the Windows collector links this very file.
 *
 * The caller owns the bytes. A line that does not fit is not written at all, `failed` stays set and nothing is written after it, so
 * that what stands there always ends with a whole line: ask once at the end. A time outside the years 1900 to 2999 and a call out of
 * order fail in the same way.
 * Texts are UTF-8; what is not, control characters and invisible ones that the reader refuses are written as U+FFFD, tab and newline as
 * a space. Order of calls: head, then coverage and the facts beneath it, then end. Whether a value fits its column is known to fact/, not here.
 */
#ifndef SK_RECORD_H
#define SK_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sk_record {
	char *bytes;
	size_t room, length;
	size_t line; /* where the line being written begins */
	bool failed;
	int64_t coverage, facts; /* written so far */
	bool in_values, first_value;
};

struct sk_record_head {
	const char *collector, *host, *previous, *origin, *tool; /* previous NULL: first of its chain */
	int64_t sequence, at;
};

struct sk_record_coverage {
	const char *kind, *subject, *source, *status, *method, *digest; /* digest NULL: none */
	int64_t at;
};

void sk_record_open(struct sk_record *record, char *bytes, size_t room);
void sk_record_head_line(struct sk_record *record, const struct sk_record_head *head);
void sk_record_coverage_line(struct sk_record *record, const struct sk_record_coverage *coverage);
/* A fact under the coverage written last: begin, one call per column, end. */
void sk_record_fact_begin(struct sk_record *record);
void sk_record_text(struct sk_record *record, const char *column, const char *text); /* NULL: null */
void sk_record_integer(struct sk_record *record, const char *column, int64_t value);
void sk_record_flag(struct sk_record *record, const char *column, bool value);
void sk_record_time(struct sk_record *record, const char *column, int64_t time);
void sk_record_null(struct sk_record *record, const char *column);
void sk_record_fact_end(struct sk_record *record);
void sk_record_end_line(struct sk_record *record);

#endif
