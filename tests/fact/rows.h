/* A bundle that holds, for every kind, a row of the smallest values, one of the largest, one with nothing that may be empty, and one for
 * each word of a choice. Written by record/ from the table of kinds. */
#ifndef ROWS_H
#define ROWS_H

#include "fact/fact.h"
#include "record/record.h"

enum rows_edge { ROWS_LOW, ROWS_HIGH, ROWS_EMPTY, ROWS_WORDS };

#define ROWS_TIME_LOW ((sk_time)-2208988800)
#define ROWS_TIME_HIGH ((sk_time)32503679999)
/* 2026-04-01T09:00:00Z */
#define ROWS_TIME ((sk_time)1775034000)

/* Word of a choice column in row `nth` of ROWS_WORDS; words in turn. */
const char *rows_word(const struct sk_column *column, size_t nth);
/* Rows ROWS_WORDS needs so that every word of every choice occurs. */
size_t rows_words_of(const struct sk_fact_kind *kind);
/* The text of a text column at an edge, in a buffer of SK_FACT_TEXT_MAX + 1 bytes. */
const char *rows_text(const struct sk_column *column, enum rows_edge edge, char *out);
void rows_head(struct sk_record *record, const char *origin);
/* Complete coverage of one kind, by a method it can be known by. */
void rows_coverage(struct sk_record *record, const struct sk_fact_kind *kind);
void rows_fact(struct sk_record *record, const struct sk_fact_kind *kind, enum rows_edge edge, size_t nth);
/* The whole of one kind: coverage and its facts. */
void rows_kind(struct sk_record *record, const struct sk_fact_kind *kind);
/* Head, every kind, end. */
void rows_all(struct sk_record *record);

#endif
