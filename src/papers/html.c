/*
 * The report as one HTML file: no other file and no network is needed, and the page forbids both. Written for a screen of 390 pixels as for one of 1280, for print,
 * and for who listens to it.
 */
#include "papers/document.h"

#include <string.h>

extern const char papers_report_css[], papers_report_js[];

enum { HEADINGS_MAX = 24, CELL = 56, GAP = 40, TOP = 74, LEFT = 64 };

struct page {
	struct sk_buf heads; /* of the table whose rows come, as attributes of its cells */
	size_t ends[DOC_COLUMNS_MAX];
	size_t begin; /* of the page in the buffer; its head is put there when the headings are known */
	struct {
		const char *id, *text;
	} headings[HEADINGS_MAX];
	size_t count;
	const char *title;
	bool cards; /* a list of cards is open */
};

static struct page *page_of(const struct doc *doc)
{
	return doc->self;
}

/* Text between tags and in attributes; lines of it become lines of the page. */
static void put(struct sk_buf *out, const char *text)
{
	static const struct {
		char sign;
		const char *written;
	} signs[] = {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\n', "<br>"}};
	for (const char *at = text ? text : "";; at++) {
		size_t plain = strcspn(at, "&<>\"\n"), i = 0;
		sk_buf_add(out, at, plain);
		at += plain;
		if (!*at)
			return;
		while (signs[i].sign != *at)
			i++;
		sk_buf_text(out, signs[i].written);
	}
}

static const char *class_of(enum doc_mark mark)
{
	static const char *const classes[] = {
		[DOC_PLAIN] = "", [DOC_GOOD] = "good", [DOC_BAD] = "bad", [DOC_OPEN] = "open", [DOC_QUIET] = "quiet", [DOC_CODE] = "code", [DOC_NUMBER] = "number",
	};
	return classes[mark];
}

static void put_class(struct sk_buf *out, enum doc_mark mark)
{
	if (mark == DOC_PLAIN)
		return;
	sk_buf_text(out, " class=\"");
	sk_buf_text(out, class_of(mark));
	sk_buf_text(out, "\"");
}

static void end_cards(struct doc *doc)
{
	if (page_of(doc)->cards)
		sk_buf_text(doc->out, "</ol>\n");
	page_of(doc)->cards = false;
}

static sk_outcome html_begin(struct doc *doc, const char *title, const char *subtitle)
{
	struct page *page = page_of(doc);
	page->title = title;
	sk_buf_text(doc->out, "<p class=\"quiet\">");
	put(doc->out, subtitle);
	sk_buf_text(doc->out, "</p>\n");
	return SK_OK;
}

static void html_heading(struct doc *doc, const char *id, const char *text, bool annex)
{
	struct page *page = page_of(doc);
	(void)annex; /* a screen has room */
	end_cards(doc);
	SK_INVARIANT(page->count < HEADINGS_MAX);
	page->headings[page->count].id = id;
	page->headings[page->count++].text = text;
	sk_buf_print(doc->out, "<h2 id=\"%s\">", id);
	put(doc->out, text);
	sk_buf_text(doc->out, "</h2>\n");
}

static void html_paragraph(struct doc *doc, enum doc_mark mark, const char *text)
{
	end_cards(doc);
	sk_buf_text(doc->out, "<p");
	put_class(doc->out, mark);
	sk_buf_text(doc->out, ">");
	put(doc->out, text);
	sk_buf_text(doc->out, "</p>\n");
}

static void html_card(struct doc *doc, const struct doc_card *card)
{
	struct page *page = page_of(doc);
	if (!page->cards)
		sk_buf_text(doc->out, "<ol class=\"cards\">\n");
	page->cards = true;
	sk_buf_print(doc->out, "<li class=\"card\">\n<h3>%zu. ", card->number);
	put(doc->out, card->title);
	sk_buf_text(doc->out, "</h3>\n<p class=\"facts\">");
	put(doc->out, card->facts);
	sk_buf_text(doc->out, "</p>\n<p>");
	put(doc->out, card->text);
	sk_buf_text(doc->out, "</p>\n</li>\n");
}

/* ---- tables ---- */

static void put_filter(struct sk_buf *out, const struct doc_table *table)
{
	sk_buf_print(out, "<div class=\"filter\" role=\"search\" aria-label=\"%s\" data-table=\"%s\" hidden>\n<label>", table->id, table->id);
	put(out, _("Rows with these words:"));
	sk_buf_print(out, " <input type=\"search\"></label>\n<label><input type=\"checkbox\"> ");
	put(out, _("leave out what is settled"));
	sk_buf_text(out, "</label>\n<output></output>\n</div>\n");
}

static void keep_heads(struct page *page, const struct doc_table *table)
{
	SK_INVARIANT(table->count <= DOC_COLUMNS_MAX);
	sk_buf_clear(&page->heads);
	for (size_t i = 0; i < table->count; i++) {
		sk_buf_text(&page->heads, " data-head=\"");
		put(&page->heads, table->columns[i].head);
		sk_buf_text(&page->heads, "\">");
		page->ends[i] = page->heads.length;
	}
}

static void put_kept_head(struct sk_buf *out, const struct page *page, size_t column)
{
	size_t from = column ? page->ends[column - 1] : 0;
	if (!page->heads.failed) /* else html_end says so */
		sk_buf_add(out, page->heads.bytes + from, page->ends[column] - from);
}

static void html_table(struct doc *doc, const struct doc_table *table)
{
	struct sk_buf *out = doc->out;
	end_cards(doc);
	doc->in = table;
	if (table->filter)
		put_filter(out, table);
	sk_buf_print(out, "<table id=\"%s\">\n<caption>", table->id);
	put(out, table->caption);
	sk_buf_text(out, "</caption>\n<thead>\n<tr>");
	keep_heads(page_of(doc), table);
	for (size_t i = 0; i < table->count; i++) {
		sk_buf_text(out, "<th scope=\"col\">");
		put(out, table->columns[i].head);
		sk_buf_text(out, "</th>");
	}
	sk_buf_text(out, "</tr>\n</thead>\n<tbody>\n");
}

static void html_row(struct doc *doc, const struct doc_cell *cells, bool settled)
{
	struct sk_buf *out = doc->out;
	sk_buf_text(out, settled ? "<tr data-settled=\"1\">" : "<tr>");
	for (size_t i = 0; i < doc->in->count; i++) {
		sk_buf_text(out, i == 0 ? "<th scope=\"row\"" : "<td");
		put_class(out, cells[i].mark);
		put_kept_head(out, page_of(doc), i);
		put(out, cells[i].text);
		sk_buf_text(out, i == 0 ? "</th>" : "</td>");
	}
	sk_buf_text(out, "</tr>\n");
}

static void html_table_end(struct doc *doc)
{
	sk_buf_text(doc->out, "</tbody>\n</table>\n");
	doc->in = NULL;
}

/* ---- the matrix, as a picture ---- */

static const char *colour_of(int value, int line)
{
	return value >= line ? "#fdeaea" : value >= line / 2 ? "#fff3d6" : "#f3f6f8";
}

static void put_square(struct sk_buf *out, const struct doc_matrix *matrix, int importance, int threat, int vulnerability)
{
	int value = importance * threat * vulnerability, x = LEFT + (importance - 1) * (4 * CELL + GAP) + vulnerability * CELL, y = TOP + (SK_LEVEL_MAX - threat) * CELL;
	unsigned before = matrix->before[importance][threat][vulnerability], open = matrix->open[importance][threat][vulnerability];
	bool over = value >= matrix->line;
	sk_buf_print(out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\" stroke=\"%s\" stroke-width=\"%d\"/>\n", x + 1, y + 1, CELL - 2, CELL - 2,
		     colour_of(value, matrix->line), over ? "#9b1c1c" : "#c3ccd6", over ? 3 : 1);
	sk_buf_print(out, "<text x=\"%d\" y=\"%d\" font-size=\"10\" text-anchor=\"end\">%d</text>\n", x + CELL - 5, y + 13, value);
	if (before == 0)
		return;
	sk_buf_print(out, "<text x=\"%d\" y=\"%d\" font-size=\"15\" font-weight=\"bold\" text-anchor=\"middle\">", x + CELL / 2, y + 36);
	if (over)
		sk_buf_print(out, "%u/", open);
	sk_buf_print(out, "%u", before);
	sk_buf_text(out, "</text>\n");
}

static void put_axes(struct sk_buf *out, int importance)
{
	int left = LEFT + (importance - 1) * (4 * CELL + GAP);
	sk_buf_print(out, "<text x=\"%d\" y=\"%d\" font-size=\"15\" font-weight=\"bold\" text-anchor=\"middle\">", left + 2 * CELL, 22);
	put(out, _("Importance"));
	sk_buf_print(out, " %d</text>\n", importance);
	for (int level = 0; level <= SK_LEVEL_MAX; level++)
		sk_buf_print(out, "<text x=\"%d\" y=\"%d\" font-size=\"12\" text-anchor=\"middle\">%d</text>\n", left + level * CELL + CELL / 2, TOP + 3 * CELL + 16, level);
	sk_buf_print(out, "<text x=\"%d\" y=\"%d\" font-size=\"12\" text-anchor=\"middle\">", left + 2 * CELL, TOP + 3 * CELL + 34);
	put(out, _("Vulnerability level"));
	sk_buf_text(out, "</text>\n");
	for (int level = 1; level <= SK_LEVEL_MAX; level++)
		sk_buf_print(out, "<text x=\"%d\" y=\"%d\" font-size=\"12\" text-anchor=\"middle\">%d</text>\n", left - 10, TOP + (SK_LEVEL_MAX - level) * CELL + CELL / 2 + 4, level);
	sk_buf_print(out, "<text x=\"%d\" y=\"%d\" font-size=\"12\">", left, TOP - 12);
	put(out, _("Threat level"));
	sk_buf_text(out, " ↓</text>\n");
}

static void html_matrix(struct doc *doc, const struct doc_matrix *matrix)
{
	struct sk_buf *out = doc->out;
	int width = LEFT + 3 * 4 * CELL + 2 * GAP + 12, height = TOP + 3 * CELL + 46;
	html_paragraph(doc, DOC_PLAIN, matrix->caption);
	sk_buf_print(out, "<svg class=\"matrix\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\" aria-label=\"", width, height, width, height);
	put(out, matrix->caption);
	sk_buf_text(out, "\">\n");
	for (int importance = 1; importance <= SK_LEVEL_MAX; importance++) {
		put_axes(out, importance);
		for (int threat = 1; threat <= SK_LEVEL_MAX; threat++)
			for (int vulnerability = 0; vulnerability <= SK_LEVEL_MAX; vulnerability++)
				put_square(out, matrix, importance, threat, vulnerability);
	}
	sk_buf_text(out, "</svg>\n");
}

/* A picture of its own, whose styles are its own: as an image in the page, each sign that means something in an address written in hexadecimal digits. */
static sk_outcome html_picture(struct doc *doc, const struct sk_picture *picture, const char *caption)
{
	SK_BUF_SCOPE svg = SK_BUF(SK_PAPER_BYTES_MAX);
	struct sk_buf *out = doc->out;
	html_paragraph(doc, DOC_PLAIN, caption);
	sk_buf_text(out, "<img class=\"network\" alt=\"");
	put(out, caption);
	sk_buf_text(out, "\" src=\"data:image/svg+xml,");
	sk_picture_svg(picture, &svg);
	SK_TRY(sk_buf_check(&svg, doc->papers->error));
	for (const char *at = svg.bytes ? svg.bytes : ""; *at; at++) {
		bool plain = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') || (*at >= '0' && *at <= '9') || *at == '-' || *at == '.' || *at == '/' || *at == ':' || *at == ',';
		if (plain)
			sk_buf_add(out, at, 1);
		else
			sk_buf_print(out, "%%%02X", (unsigned)(unsigned char)*at);
	}
	sk_buf_text(out, "\">\n");
	return SK_OK;
}

/* ---- the page ---- */

static void put_head(struct sk_buf *out, const struct doc *doc)
{
	const struct page *page = page_of(doc);
	sk_buf_print(out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n<title>", doc->papers->lang == SK_LANG_JA ? "ja" : "en");
	put(out, page->title);
	sk_buf_text(out, "</title>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
			 "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
			 "<meta name=\"robots\" content=\"noindex\">\n<style>\n");
	sk_buf_text(out, papers_report_css);
	sk_buf_text(out, "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">");
	put(out, _("To the text"));
	sk_buf_text(out, "</a>\n<header>\n<h1>");
	put(out, page->title);
	sk_buf_text(out, "</h1>\n<nav aria-label=\"");
	put(out, _("Contents"));
	sk_buf_text(out, "\">\n<ul>\n");
	for (size_t i = 0; i < page->count; i++) {
		sk_buf_print(out, "<li><a href=\"#%s\">", page->headings[i].id);
		put(out, page->headings[i].text);
		sk_buf_text(out, "</a></li>\n");
	}
	sk_buf_text(out, "</ul>\n</nav>\n</header>\n<main id=\"main\">\n");
}

/* The head lists the headings, which are known at the end only: it is put in front of what is there. */
static sk_outcome put_in_front(struct doc *doc)
{
	const struct page *page = page_of(doc);
	SK_BUF_SCOPE head = SK_BUF(SK_PAPER_BYTES_MAX);
	put_head(&head, doc);
	SK_TRY(sk_buf_check(&head, doc->papers->error));
	if (sk_buf_room(doc->out, head.length)) {
		char *front = doc->out->bytes + page->begin;
		memmove(front + head.length, front, doc->out->length - page->begin);
		memcpy(front, head.bytes, head.length);
		sk_buf_added(doc->out, head.length);
	}
	return sk_buf_check(doc->out, doc->papers->error);
}

static sk_outcome html_end(struct doc *doc)
{
	end_cards(doc);
	SK_TRY(sk_buf_check(&page_of(doc)->heads, doc->papers->error));
	SK_TRY(put_in_front(doc));
	sk_buf_text(doc->out, "</main>\n<script>\n");
	sk_buf_text(doc->out, papers_report_js);
	sk_buf_text(doc->out, "</script>\n</body>\n</html>\n");
	return sk_buf_check(doc->out, doc->papers->error);
}

static const struct doc_writer html_writer = {html_begin, html_heading, html_paragraph, html_card, html_matrix, html_picture, html_table, html_row, html_table_end, html_end};

SK_OUTCOME doc_write_html(const struct sk_papers *papers, doc_teller *tell, struct sk_buf *out)
{
	struct page page = {.heads = SK_BUF(PAPER_PIECE_MAX), .begin = out->length};
	struct doc doc = {.writer = &html_writer, .papers = papers, .out = out, .self = &page};
	sk_outcome outcome = tell(&doc);
	sk_buf_release(&page.heads);
	return outcome;
}
