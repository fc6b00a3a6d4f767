/*
 * What an entry of an access list of a NEC UNIVERGE IX router matches:
 *
 *	ip access-list NAME permit|deny PROTOCOL src ADDRESS [sport PORTS] dest ADDRESS [dport PORTS]
 *
 * PROTOCOL is ip, tcp, udp, a number, or icmp, with "type NUMBER" behind it or without; ADDRESS "any" or a prefix; PORTS "any", "eq NUMBER" or
 * "range LOW HIGH". So it is in configurations that people published. What is written otherwise keeps two bounds: a word that is not expected also
 * puts in doubt what stands before it, since the two may be one condition, and everything behind it.
 */
#include "config/nec_ix.h"

#include <string.h>

enum { TYPE_LAST = 255, NAME = 2, ACTION, PROTOCOL };

/* Where the reading stands: the next word, and what the words before it said. */
struct reading {
	struct sk_ix *ix;
	const struct sk_ix_entry *entry;
	size_t at;
	bool protocols[SK_PROTOCOLS];
	bool ports, types; /* are there at all */
	bool sure;
	void (*doubt)(struct reading *reading); /* of the part before the next word */
};

static const struct sk_word *next_word(const struct reading *reading)
{
	return sk_lines_word(&reading->ix->router.lines, reading->at);
}

static bool next_is(const struct reading *reading, const char *text)
{
	return sk_word_is(next_word(reading), text);
}

static void take_unread(struct reading *reading)
{
	sk_matcher_unread(&reading->ix->router.matcher, next_word(reading));
	reading->at++;
}

/* ---- parts in doubt ---- */

static void doubt_protocol(struct reading *reading)
{
	for (size_t i = 0; i < SK_PROTOCOLS; i++)
		reading->protocols[i] = true;
	reading->types = false;
}

static void doubt_types(struct reading *reading)
{
	reading->types = false;
}

static void doubt_address(struct reading *reading, struct sk_condition *condition)
{
	sk_condition_begin(condition);
	sk_condition_any_address(condition, reading->entry->six, false);
}

static void doubt_source(struct reading *reading)
{
	doubt_address(reading, &reading->ix->router.matcher.source);
}

static void doubt_target(struct reading *reading)
{
	doubt_address(reading, &reading->ix->router.matcher.target);
}

static void doubt_ports(struct sk_condition *condition)
{
	sk_condition_begin(condition);
	sk_condition_doubt(condition, 0, SK_PORT_LAST);
}

static void doubt_source_ports(struct reading *reading)
{
	doubt_ports(&reading->ix->router.matcher.ports[0]);
}

static void doubt_target_ports(struct reading *reading)
{
	doubt_ports(&reading->ix->router.matcher.ports[1]);
}

/* Everything from here on is not understood, and what stands right before it neither. */
static bool stop(struct reading *reading)
{
	const struct sk_lines *lines = &reading->ix->router.lines;
	reading->sure = false;
	if (reading->at < lines->word_count)
		reading->doubt(reading);
	else
		reading->at = lines->word_count > ACTION ? ACTION : NAME;
	while (reading->at < lines->word_count)
		take_unread(reading);
	return false;
}

/* ---- parts ---- */

static bool read_type(struct reading *reading)
{
	struct sk_condition *types = &reading->ix->router.matcher.types;
	uint64_t type;
	reading->at++;
	if (!sk_config_number(next_word(reading)->text, next_word(reading)->length, TYPE_LAST, &type))
		return stop(reading);
	reading->at++;
	reading->types = true;
	reading->doubt = doubt_types;
	sk_condition_begin(types);
	sk_condition_add(types, type << 8, type << 8 | TYPE_LAST);
	return true;
}

static bool read_protocol(struct reading *reading)
{
	static const struct {
		const char *name;
		uint8_t number;
	} names[] = {{"icmp", SK_PROTOCOL_ICMP}, {"tcp", SK_PROTOCOL_TCP}, {"udp", SK_PROTOCOL_UDP}};
	const struct sk_word *word = next_word(reading);
	uint64_t number = 0;
	for (size_t i = 0; i < SK_COUNT(names); i++)
		number = sk_word_is(word, names[i].name) ? names[i].number : number;
	reading->doubt = doubt_protocol;
	reading->ports = number == SK_PROTOCOL_TCP || number == SK_PROTOCOL_UDP;
	bool icmp = number == SK_PROTOCOL_ICMP, any = sk_word_is(word, "ip"), known = number > 0;
	known = known || (sk_config_number(word->text, word->length, SK_PROTOCOLS - 1, &number) && number > 0);
	reading->sure = known || any;
	if (!known)
		doubt_protocol(reading);
	else
		reading->protocols[icmp && reading->entry->six ? SK_PROTOCOL_ICMP6 : number] = true;
	if (!reading->sure)
		take_unread(reading);
	else
		reading->at++;
	return !(icmp && next_is(reading, "type")) || read_type(reading);
}

static bool read_prefix(const struct reading *reading, sk_wide *low, sk_wide *high)
{
	const struct sk_word *word = next_word(reading);
	const char *slash = word->length ? memchr(word->text, '/', word->length) : NULL, *end = word->text + word->length;
	return slash && sk_config_address(reading->entry->six, word->text, (size_t)(slash - word->text), low) &&
	       sk_config_prefix(reading->entry->six, slash + 1, (size_t)(end - slash - 1), low, high);
}

/* "src ADDRESS", "dest ADDRESS". */
static bool read_address(struct reading *reading, const char *keyword, struct sk_condition *condition, void (*doubt)(struct reading *reading))
{
	sk_wide low, high;
	if (!next_is(reading, keyword))
		return stop(reading);
	reading->at++;
	reading->doubt = doubt;
	bool any = next_is(reading, "any");
	if (!any && !read_prefix(reading, &low, &high))
		return stop(reading);
	reading->at++;
	sk_condition_begin(condition);
	if (any)
		sk_condition_any_address(condition, reading->entry->six, true);
	else
		sk_condition_add(condition, low, high);
	return true;
}

/* Words that the ports take, 0: they are not understood. */
static size_t read_range(const struct reading *reading, uint64_t *low, uint64_t *high)
{
	const struct sk_lines *lines = &reading->ix->router.lines;
	const struct sk_word *first = sk_lines_word(lines, reading->at + 1), *second = sk_lines_word(lines, reading->at + 2);
	*low = 0;
	*high = SK_PORT_LAST;
	if (next_is(reading, "any"))
		return 1;
	if (!sk_config_number(first->text, first->length, SK_PORT_LAST, low))
		return 0;
	*high = *low;
	if (next_is(reading, "eq"))
		return 2;
	return next_is(reading, "range") && sk_config_number(second->text, second->length, SK_PORT_LAST, high) && *low <= *high ? 3 : 0;
}

/* "sport PORTS", "dport PORTS"; any where they are left out. */
static bool read_ports(struct reading *reading, const char *keyword, struct sk_condition *condition, void (*doubt)(struct reading *reading))
{
	uint64_t low, high;
	if (!reading->ports || !next_is(reading, keyword))
		return true;
	reading->at++;
	reading->doubt = doubt;
	size_t words = read_range(reading, &low, &high);
	if (words == 0)
		return stop(reading);
	reading->at += words;
	sk_condition_begin(condition);
	sk_condition_add(condition, low, high);
	return true;
}

static void begin(struct reading *reading)
{
	struct sk_matcher *matcher = &reading->ix->router.matcher;
	doubt_source(reading);
	doubt_target(reading);
	for (size_t i = 0; i < 2; i++) {
		sk_condition_begin(&matcher->ports[i]);
		sk_condition_add(&matcher->ports[i], 0, SK_PORT_LAST);
	}
}

static void read_parts(struct reading *reading)
{
	struct sk_matcher *matcher = &reading->ix->router.matcher;
	bool whole = read_protocol(reading) && read_address(reading, "src", &matcher->source, doubt_source) &&
		     read_ports(reading, "sport", &matcher->ports[0], doubt_source_ports) && read_address(reading, "dest", &matcher->target, doubt_target) &&
		     read_ports(reading, "dport", &matcher->ports[1], doubt_target_ports);
	if (whole && reading->at < reading->ix->router.lines.word_count)
		(void)stop(reading);
}

static enum sk_action action_of(const struct sk_word *word)
{
	return sk_word_is(word, "permit") ? SK_ACTION_ACCEPT : sk_word_is(word, "deny") ? SK_ACTION_DROP : SK_ACTION_NEXT;
}

static SK_OUTCOME understand_static(struct sk_ix *ix, struct sk_ix_entry *entry)
{
	struct reading reading = {.ix = ix, .entry = entry, .at = PROTOCOL, .doubt = doubt_protocol};
	entry->action = action_of(sk_lines_word(&ix->router.lines, ACTION));
	begin(&reading);
	if (entry->action == SK_ACTION_NEXT) {
		reading.at = ACTION;
		doubt_protocol(&reading);
		(void)stop(&reading);
	} else {
		read_parts(&reading);
	}
	struct sk_run run = {.protocols = reading.protocols, .ports = reading.ports, .types = reading.types, .sure = reading.sure};
	SK_TRY(sk_matcher_add(&ix->router.matcher, entry->six, entry->line, &run));
	return sk_matcher_take(&ix->router.matcher, &entry->may, &entry->must);
}

/* ---- what answers ---- */

static void exchange(struct sk_box *box, enum sk_dim a, enum sk_dim b)
{
	sk_wide low[2], high[2];
	sk_box_get(box, a, &low[0], &high[0]);
	sk_box_get(box, b, &low[1], &high[1]);
	sk_box_set(box, a, low[1], high[1]);
	sk_box_set(box, b, low[0], high[0]);
}

/* From the other end, of a flow that is there; an answer of ICMP is of another type. */
static void turn(struct sk_box *box)
{
	struct sk_box all;
	sk_box_all(&all);
	exchange(box, SK_DIM_SOURCE, SK_DIM_TARGET);
	exchange(box, SK_DIM_SOURCE_PORT, SK_DIM_TARGET_PORT);
	for (enum sk_dim dim = SK_DIM_ICMP; dim <= SK_DIM_FLAGS; dim++) {
		sk_wide low, high;
		sk_box_get(&all, dim, &low, &high);
		sk_box_set(box, dim, low, high);
	}
	sk_box_set(box, SK_DIM_STATE, SK_FLOW_ESTABLISHED, SK_FLOW_ESTABLISHED);
}

static SK_OUTCOME understand_back(struct sk_ix *ix, struct sk_ix_entry *entry)
{
	struct sk_boxes *boxes = &ix->router.matcher.may;
	for (size_t i = 0; i < boxes->count; i++)
		turn(&boxes->at[i]);
	return sk_matcher_keep(&ix->router.matcher, boxes, &entry->back);
}

/* ---- options and dynamic lists ---- */

static SK_OUTCOME understand_dynamic(struct sk_ix *ix, struct sk_ix_entry *entry)
{
	enum { ACCESS = 4, TRIGGER, WORDS };
	const struct sk_word *trigger = sk_lines_word(&ix->router.lines, TRIGGER);
	sk_buf_print(&ix->router.matcher.unread, "dynamic %s", entry->name);
	if (!sk_lines_is(&ix->router.lines, ACCESS, "access") || ix->router.lines.word_count != WORDS)
		return SK_OK;
	return sk_arena_text(ix->router.arena, trigger->text, trigger->length, &entry->trigger, ix->router.error);
}

static void understand_option(struct sk_ix *ix, struct sk_ix_entry *entry)
{
	enum { OPTION = 4, WORDS };
	entry->optimizes = sk_lines_is(&ix->router.lines, OPTION, "optimize") && ix->router.lines.word_count == WORDS;
	for (size_t i = ACTION; i < ix->router.lines.word_count; i++)
		sk_matcher_unread(&ix->router.matcher, &ix->router.lines.words[i]);
}

SK_OUTCOME sk_ix_understand(struct sk_ix *ix, struct sk_ix_entry *entry)
{
	if (entry->read)
		return SK_OK;
	entry->read = true;
	sk_matcher_begin(&ix->router.matcher);
	sk_lines_split(&ix->router.lines, entry->text, strlen(entry->text));
	if (entry->kind == SK_IX_OPTION)
		understand_option(ix, entry);
	else
		SK_TRY(entry->kind == SK_IX_DYNAMIC ? understand_dynamic(ix, entry) : understand_static(ix, entry));
	SK_TRY(sk_matcher_take_unread(&ix->router.matcher, &entry->unread));
	return entry->kind == SK_IX_STATIC ? understand_back(ix, entry) : SK_OK;
}
