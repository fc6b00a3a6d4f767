/*
 * What a dynamic filter of a Yamaha router can let through at most; surely nothing, since a flow has to be there first, which nobody follows here.
 *
 *	ip filter dynamic N source target application
 *	ip filter dynamic N source target filter N.. [in N..] [out N..]
 *
 * The application "tcp" or "udp" opens that protocol, any other whatever it needs. In the second form only protocols and ports of the filters count, neither their addresses nor
 * their pass or reject: what "filter" and "out" name goes the way of the dynamic filter, what "in" names the other (manual, ip filter dynamic; research/network.md 4.1). Answers, and what
 * belongs to a flow, may be anything between the two. A list that is not understood: anything, both ways.
 */
#include "config/yamaha.h"

#include <string.h>

enum { APPLICATION = 6, OPENED_MAX = 256, ANY = SK_PROTOCOLS };

struct opening {
	struct sk_yamaha *yamaha;
	struct sk_yamaha_filter *filter;
	struct sk_yamaha_filter *opened[OPENED_MAX];
	bool against[OPENED_MAX];
	size_t count;
	bool lists; /* the second form, or none that is understood */
	bool known; /* all of its lists */
	unsigned protocol; /* that the application opens; ANY: whatever it needs */
};

/* ---- reading ---- */

static bool add_opened(struct opening *opening, const struct sk_word *word, bool against)
{
	uint64_t number;
	struct sk_yamaha_filter *found = NULL;
	if (opening->count < OPENED_MAX && sk_config_number(word->text, word->length, UINT32_MAX, &number))
		found = sk_yamaha_filter(opening->yamaha, (uint32_t)number, opening->filter->six, false);
	if (!found)
		return false;
	opening->opened[opening->count] = found;
	opening->against[opening->count++] = against;
	return true;
}

/* "syslog=off", "timeout=60": behind the lists, and behind the first of them nothing else (8.1.14). */
static bool is_option(const struct sk_word *word)
{
	return memchr(word->text, '=', word->length) != NULL;
}

static bool are_options(const struct sk_lines *lines, size_t from)
{
	for (size_t i = from; i < lines->word_count; i++)
		if (!is_option(&lines->words[i]))
			return false;
	return true;
}

static bool read_lists(struct opening *opening)
{
	bool against = false;
	for (size_t i = APPLICATION + 1; i < opening->yamaha->router.lines.word_count; i++) {
		const struct sk_word *word = &opening->yamaha->router.lines.words[i];
		bool in = sk_word_is(word, "in"), out = sk_word_is(word, "out");
		if (is_option(word))
			return opening->count > 0 && are_options(&opening->yamaha->router.lines, i);
		if (!in && !out && !add_opened(opening, word, against))
			return false;
		against = in || (against && !out);
	}
	return opening->count > 0;
}

static void read_application(struct opening *opening)
{
	const struct sk_word *word = sk_lines_word(&opening->yamaha->router.lines, APPLICATION);
	opening->protocol = sk_word_is(word, "tcp") ? SK_PROTOCOL_TCP : sk_word_is(word, "udp") ? SK_PROTOCOL_UDP : ANY;
	opening->lists = sk_word_is(word, "filter") || word->length == 0 || !are_options(&opening->yamaha->router.lines, APPLICATION + 1);
	opening->known = sk_word_is(word, "filter") && read_lists(opening);
}

/* ---- boxes ---- */

/* All between the two. */
static SK_OUTCOME between(const struct opening *opening, bool back)
{
	struct sk_matcher *matcher = &opening->yamaha->router.matcher;
	const struct sk_lines *lines = &opening->yamaha->router.lines;
	bool six = opening->filter->six, any[SK_PROTOCOLS];
	struct sk_run run = {.protocols = any};
	memset(any, true, sizeof(any));
	matcher->may.count = matcher->must.count = 0;
	sk_yamaha_addresses(opening->yamaha, six, lines->word_count > 4 ? &lines->words[4] : NULL, back ? &matcher->target : &matcher->source);
	sk_yamaha_addresses(opening->yamaha, six, lines->word_count > 5 ? &lines->words[5] : NULL, back ? &matcher->source : &matcher->target);
	return sk_matcher_add(matcher, six, opening->filter->line, &run);
}

/* `box` with the addresses of another; false: there is no room any more. */
static bool add_box(struct sk_boxes *out, const struct sk_box *box, const struct sk_box *addresses, enum sk_flow_state first, enum sk_flow_state last)
{
	if (out->count == SK_CONFIG_BOXES_MAX)
		return false;
	struct sk_box *added = &out->at[out->count++];
	*added = *box;
	for (enum sk_dim dim = SK_DIM_SOURCE; dim <= SK_DIM_TARGET; dim++)
		sk_box_set(added, dim, addresses->low[dim], addresses->high[dim]);
	sk_box_set(added, SK_DIM_STATE, first, last);
	return true;
}

static bool add_opened_boxes(const struct opening *opening, const struct sk_box *addresses, bool back, struct sk_boxes *out)
{
	for (size_t i = 0; i < opening->count; i++)
		for (size_t b = 0; b < opening->opened[i]->may.count && opening->against[i] == back; b++)
			if (!add_box(out, &opening->opened[i]->may.boxes[b], addresses, 0, SK_FLOW_STATES - 1))
				return false;
	return true;
}

/* What belongs to a flow, and what the lists open. */
static bool narrow(const struct opening *opening, bool back, struct sk_boxes *out)
{
	const struct sk_boxes *all = &opening->yamaha->router.matcher.may;
	struct sk_box any;
	sk_box_all(&any);
	for (size_t i = 0; i < all->count; i++)
		if (!add_box(out, &any, &all->at[i], SK_FLOW_ESTABLISHED, SK_FLOW_RELATED) || !add_opened_boxes(opening, &all->at[i], back, out))
			return false;
	return true;
}

/* One protocol's new flows, and what belongs to them; of all protocols that is the same. */
static bool narrow_protocol(const struct opening *opening, bool back, struct sk_boxes *out)
{
	const struct sk_boxes *all = &opening->yamaha->router.matcher.may;
	struct sk_box one;
	sk_box_all(&one);
	sk_box_set(&one, SK_DIM_PROTOCOL, opening->protocol, opening->protocol);
	for (size_t i = 0; i < all->count && !back; i++)
		if (!add_box(out, &one, &all->at[i], 0, SK_FLOW_STATES - 1))
			return false;
	return narrow(opening, back, out);
}

/* What is not understood, or opens whatever it needs, is not narrowed; answers alone come back from an application. */
static SK_OUTCOME open_way(const struct opening *opening, bool back)
{
	struct sk_matcher *matcher = &opening->yamaha->router.matcher;
	bool narrower = opening->lists ? opening->known : opening->protocol != ANY || back;
	SK_TRY(between(opening, back));
	bool fits = narrower && (opening->protocol != ANY ? narrow_protocol : narrow)(opening, back, &matcher->must);
	return sk_matcher_keep(matcher, fits ? &matcher->must : &matcher->may, back ? &opening->filter->back : &opening->filter->may);
}

SK_OUTCOME sk_yamaha_understand_dynamic(struct sk_yamaha *yamaha, struct sk_yamaha_filter *filter)
{
	struct opening opening = {.yamaha = yamaha, .filter = filter};
	read_application(&opening);
	for (size_t i = 0; i < opening.count; i++)
		SK_TRY(sk_yamaha_understand(yamaha, opening.opened[i]));
	sk_matcher_begin(&yamaha->router.matcher);
	sk_lines_split(&yamaha->router.lines, filter->text, strlen(filter->text));
	for (int back = 0; back < 2; back++)
		SK_TRY(open_way(&opening, back));
	filter->action = SK_ACTION_ACCEPT;
	sk_buf_clear(&yamaha->router.matcher.unread);
	sk_buf_print(&yamaha->router.matcher.unread, "dynamic %u", filter->number);
	return SK_OK;
}
