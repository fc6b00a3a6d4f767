/*
 * document: what a report says, apart from how it looks. The content (content*.c) tells a writer heading after heading and row after row; a writer (html.c, pdf.c)
 * draws them. So the page and the print say the same. Private to papers/.
 *
 * Text is UTF-8 in the language of the call, borrowed for the call only. The first failure is kept by the writer, and its `end` says it.
 */
#ifndef SK_PAPERS_DOCUMENT_H
#define SK_PAPERS_DOCUMENT_H

#include "papers/private.h"

/* What a reader should see at once. Never by colour alone: the text says it, too. */
enum doc_mark { DOC_PLAIN, DOC_GOOD, DOC_BAD, DOC_OPEN, DOC_QUIET, DOC_CODE, DOC_NUMBER };

struct doc_cell {
	const char *text;
	enum doc_mark mark;
};

enum { DOC_COLUMNS_MAX = 12 };
struct doc_column {
	const char *head;
	unsigned share; /* of the width, beside the others' */
};

struct doc_table {
	const char *id, *caption;
	const struct doc_column *columns;
	size_t count;
	bool annex;  /* wide: a page of its own, across, when printed */
	bool filter; /* a reader on a screen can look for words, and leave out what is settled */
};

/* A step to take. */
struct doc_card {
	size_t number;
	const char *title, *facts, *text;
};

/* Risks by importance, threat level x vulnerability level: how many before, and how many of these are still there. */
struct doc_matrix {
	unsigned before[SK_LEVEL_MAX + 1][SK_LEVEL_MAX + 1][SK_LEVEL_MAX + 1]; /* [importance][threat][vulnerability] */
	unsigned open[SK_LEVEL_MAX + 1][SK_LEVEL_MAX + 1][SK_LEVEL_MAX + 1];
	int line;
	const char *caption;
};

struct doc;
struct doc_writer {
	sk_outcome (*begin)(struct doc *doc, const char *title, const char *subtitle);
	/* annex: the table beneath is one, and the heading goes with it. */
	void (*heading)(struct doc *doc, const char *id, const char *text, bool annex);
	void (*paragraph)(struct doc *doc, enum doc_mark mark, const char *text);
	void (*card)(struct doc *doc, const struct doc_card *card);
	void (*matrix)(struct doc *doc, const struct doc_matrix *matrix);
	/* The heading before it stands on its page (annex). */
	sk_outcome (*picture)(struct doc *doc, const struct sk_picture *picture, const char *caption);
	void (*table)(struct doc *doc, const struct doc_table *table);
	/* As many cells as the table has columns. settled: the reader may leave it out. */
	void (*row)(struct doc *doc, const struct doc_cell *cells, bool settled);
	void (*table_end)(struct doc *doc);
	sk_outcome (*end)(struct doc *doc);
};

struct doc {
	const struct doc_writer *writer;
	const struct sk_papers *papers;
	struct sk_buf *out;
	const struct doc_table *in; /* the table whose rows come */
	void *self;		    /* the writer's own */
};

/* A document told to a writer, as bytes of one file. */
typedef sk_outcome doc_teller(struct doc *doc);
SK_OUTCOME doc_write_html(const struct sk_papers *papers, doc_teller *tell, struct sk_buf *out);
SK_OUTCOME doc_write_pdf(const struct sk_papers *papers, doc_teller *tell, struct sk_buf *out);

/* Head and foot of a sheet to print and write on. */
SK_OUTCOME paper_begin(struct doc *doc, const char *title);
SK_OUTCOME paper_end(struct doc *doc);

/* Parts of the report. */
SK_OUTCOME content_front(struct doc *doc);    /* where we stand, three steps */
SK_OUTCOME content_open(struct doc *doc);     /* what is over the line, and why */
SK_OUTCOME content_matrix(struct doc *doc);
SK_OUTCOME content_network(struct doc *doc);  /* where the site describes one */
SK_OUTCOME content_checklist(struct doc *doc);
SK_OUTCOME content_controls(struct doc *doc); /* with evidence */
SK_OUTCOME content_disputes(struct doc *doc); /* what contradicts itself */
SK_OUTCOME content_reviews(struct doc *doc);  /* what runs out when */
SK_OUTCOME content_premises(struct doc *doc);
SK_OUTCOME content_register(struct doc *doc); /* every risk */
SK_OUTCOME content_limits(struct doc *doc);

/* The mark of a state. */
enum doc_mark doc_mark_of(enum sk_state state);

#endif
