/*
 * Packet filters (config/): what happens at an interface to packets that no rule names, and whether the filter follows connections.
 *
 * Of a router's lists that stand at interfaces, each direction; of chains that all forwarded packets enter, what comes in by each interface that some
 * rule names: others are not seen here, and the look is partial. Where nothing filters there is no fact, as nobody knows here whether anything of that family is there
 * at all. Both bounds of what the filter accepts have to agree, else it is not known. What passes beside the filter (PPPoE, bridges) is null.
 */
#include "config/config.h"
#include "settings/private.h"

#include <string.h>
#include <strings.h>

enum { PROGRAM_BYTES_MAX = 64 << 20, NAME_MOST = 64 };
/* What is known of something that is yes or no; `line` of what decides it. */
enum known { KNOWN_NO, KNOWN_YES, NOT_KNOWN };

/* One chain, as lines of both bounds. */
struct laid {
	const struct sk_filter_chain *chain;
	struct sk_program bounds[2]; /* sk_bound */
	bool unread;
};
/* What all chains say of one region. */
struct verdict {
	enum known blocks, follows;
	uint32_t line;
};
struct reading {
	struct sk_settings_making *making;
	const struct sk_filter *filter;
	struct laid laid[SK_ENTRY_MAX];
	size_t count;
};

bool sk_filter_settings_knows(const struct sk_config_source *source)
{
	const struct sk_config_reader *reader = sk_config_reader_of(source);
	return reader && reader->of_router;
}

/* ---- one program over one region ---- */

/* The first line that takes all of the region: what lies before it names less. The count of lines: none does, the rest is. */
static size_t last_line(const struct sk_program *program, const struct sk_box *region)
{
	for (size_t i = 0; i < program->count; i++)
		if (sk_box_holds(&program->lines[i].box, region))
			return i;
	return program->count;
}

static enum sk_fate fate_at(const struct sk_program *program, size_t line)
{
	return line < program->count ? program->lines[line].fate : program->otherwise;
}

static bool is_answer_only(const struct sk_box *box)
{
	sk_wide low, high;
	sk_box_get(box, SK_DIM_STATE, &low, &high);
	return low >= SK_FLOW_ESTABLISHED && high <= SK_FLOW_RELATED;
}

static bool asks_for_state(const struct sk_box *box)
{
	sk_wide low, high;
	sk_box_get(box, SK_DIM_STATE, &low, &high);
	return low > SK_FLOW_NEW || high < SK_FLOW_STATES - 1;
}

/* Yes: something is let through only where it answers. No: nothing asks for the state of a connection, and nothing that was not understood could. */
static enum known follows(const struct reading *reading, const struct sk_program *most, size_t end, const struct sk_box *region)
{
	bool doubt = false;
	for (size_t i = 0; i < end; i++) {
		const struct sk_rule_box *line = &most->lines[i];
		const struct sk_filter_chain *chain;
		const struct sk_filter_rule *rule;
		struct sk_box meeting;
		if (!sk_box_meet(&line->box, region, &meeting))
			continue;
		if (line->fate == SK_FATE_ACCEPT && is_answer_only(&line->box))
			return KNOWN_YES;
		sk_filter_rule_numbered(reading->filter, line->rule, &chain, &rule);
		doubt = doubt || asks_for_state(&line->box) || (rule && rule->unread);
	}
	return doubt ? NOT_KNOWN : KNOWN_NO;
}

static bool jumps(const struct sk_filter_chain *chain)
{
	for (size_t i = 0; i < chain->count; i++)
		if (chain->rules[i].action == SK_ACTION_JUMP || chain->rules[i].action == SK_ACTION_GOTO)
			return true;
	return false;
}

/* Rules that match nothing for sure stand in one bound only, and what was not understood of them may be what follows connections. Where a chain jumps
 * it may be any rule of the filter. */
static bool is_unread(const struct reading *reading, const struct sk_filter_chain *chain)
{
	bool all = jumps(chain);
	for (size_t i = 0; i < reading->filter->count; i++) {
		const struct sk_filter_chain *other = &reading->filter->chains[i];
		for (size_t j = 0; (all || other == chain) && j < other->count; j++)
			if (other->rules[j].unread)
				return true;
	}
	return false;
}

static uint32_t line_of(const struct reading *reading, const struct sk_program *program, size_t at)
{
	const struct sk_filter_chain *chain;
	const struct sk_filter_rule *rule;
	sk_filter_rule_numbered(reading->filter, at < program->count ? program->lines[at].rule : program->otherwise_rule, &chain, &rule);
	return rule ? rule->line : chain->line;
}

static struct verdict ask(const struct reading *reading, const struct laid *laid, const struct sk_box *region)
{
	const struct sk_program *most = &laid->bounds[SK_BOUND_MOST], *least = &laid->bounds[SK_BOUND_LEAST];
	size_t end = last_line(most, region), other = last_line(least, region);
	enum sk_fate fate = fate_at(most, end);
	struct verdict out = {.blocks = NOT_KNOWN, .follows = follows(reading, most, end, region), .line = line_of(reading, most, end)};
	if (fate == fate_at(least, other))
		out.blocks = fate == SK_FATE_DROP ? KNOWN_YES : KNOWN_NO;
	if (out.follows == KNOWN_NO && laid->unread)
		out.follows = NOT_KNOWN;
	return out;
}

/* ---- all chains over all boxes of a family ---- */

/* Yes is yes whatever the other says; no needs both. */
static enum known either(enum known a, enum known b)
{
	if (a == KNOWN_YES || b == KNOWN_YES)
		return KNOWN_YES;
	return a == NOT_KNOWN || b == NOT_KNOWN ? NOT_KNOWN : KNOWN_NO;
}

static struct verdict ask_all(const struct reading *reading, const struct sk_box *region, unsigned family)
{
	struct verdict all = {KNOWN_NO, KNOWN_NO, 1};
	for (size_t i = 0; i < reading->count; i++) {
		if (!(reading->laid[i].chain->families & family))
			continue;
		struct verdict one = ask(reading, &reading->laid[i], region);
		all.line = all.blocks == KNOWN_YES ? all.line : one.line;
		all.blocks = either(all.blocks, one.blocks);
		all.follows = either(all.follows, one.follows);
	}
	return all;
}

/* `interface` 0: whatever they come in by. */
static struct verdict ask_family(const struct reading *reading, unsigned family, size_t interface)
{
	struct sk_box boxes[SK_FAMILY_BOXES_MAX];
	size_t count = sk_box_families(family, boxes);
	struct verdict all = {0};
	for (size_t i = 0; i < count; i++) {
		if (interface)
			sk_box_set(&boxes[i], SK_DIM_IN, interface, interface);
		struct verdict one = ask_all(reading, &boxes[i], family);
		if (i == 0)
			all = one;
		all.blocks = all.blocks == one.blocks ? all.blocks : NOT_KNOWN;
		all.follows = all.follows == one.follows ? all.follows : NOT_KNOWN;
	}
	/* Where the device does more with them than this filter says, what the filter lets through may end all the same. */
	if (!(reading->filter->families & family) && all.blocks == KNOWN_NO)
		all.blocks = NOT_KNOWN;
	return all;
}

/* ---- facts ---- */

static bool can_be_kept(const char *name)
{
	size_t length = 0;
	while (name[length] > ' ' && name[length] < 127)
		length++;
	return length > 0 && length <= NAME_MOST && name[length] == '\0';
}

static sk_outcome put(const struct reading *reading, const char *interface, const char *direction, unsigned family, const struct verdict *verdict)
{
	struct sk_settings_making *making = reading->making;
	uint32_t line = verdict->line ? verdict->line : 1;
	if (verdict->follows == NOT_KNOWN)
		return sk_making_note(making, line, N_("whether a filter follows connections is not known; it was left out"));
	if (!can_be_kept(interface))
		return sk_making_note(making, line, N_("an interface whose name cannot be kept; it was left out"));
	SK_TRY(sk_making_begin(making));
	SK_TRY(sk_making_text(making, "interface", interface, line));
	SK_TRY(sk_making_text(making, "direction", direction, line));
	SK_TRY(sk_making_text(making, "family", sk_family_word(family), line));
	sk_making_integer(making, "stateful", verdict->follows == KNOWN_YES, line);
	if (verdict->blocks != NOT_KNOWN)
		SK_TRY(sk_making_text(making, "otherwise", verdict->blocks == KNOWN_YES ? "block" : "allow", line));
	return sk_making_end(making, line);
}

static sk_outcome lay(struct reading *reading, struct sk_arena *scratch, const struct sk_filter_chain *chain)
{
	struct laid *laid = &reading->laid[reading->count++];
	laid->chain = chain;
	laid->unread = is_unread(reading, chain);
	for (enum sk_bound bound = SK_BOUND_MOST; bound <= SK_BOUND_LEAST; bound++)
		SK_TRY(sk_filter_program(scratch, reading->filter, chain, bound, NULL, &laid->bounds[bound], reading->making->error));
	return SK_OK;
}

/* "pp1 in": the interface before the blank; false where the hook is of no interface. */
static bool split_hook(const char *hook, char name[NAME_MOST + 1], const char **direction)
{
	const char *blank = strrchr(hook, ' ');
	if (!blank || blank == hook || (size_t)(blank - hook) > NAME_MOST)
		return false;
	memcpy(name, hook, (size_t)(blank - hook));
	name[blank - hook] = '\0';
	*direction = strcmp(blank + 1, "in") == 0 ? "inbound" : "outbound";
	return true;
}

static sk_outcome take_face(struct reading *reading, const struct sk_filter_chain *chain)
{
	SK_ARENA_SCOPE scratch = sk_arena_new(PROGRAM_BYTES_MAX);
	char name[NAME_MOST + 1];
	const char *direction;
	if (!scratch)
		return sk_error_set_number(reading->making->error, SK_E_MEMORY, NULL, PROGRAM_BYTES_MAX);
	if (!chain->hook || chain->translates || chain->count == 0 || !split_hook(chain->hook, name, &direction))
		return SK_OK;
	reading->count = 0;
	SK_TRY(lay(reading, scratch, chain));
	for (unsigned family = SK_FAMILY_4; family <= SK_FAMILY_6; family <<= 1) {
		struct verdict verdict = ask_family(reading, family, 0);
		if (chain->families & family)
			SK_TRY(put(reading, name, direction, family, &verdict));
	}
	return SK_OK;
}

static bool is_forward(const struct sk_filter_chain *chain)
{
	return chain->hook && chain->families && !chain->translates && strcasecmp(chain->hook, "forward") == 0;
}

static sk_outcome take_forward(struct reading *reading)
{
	const struct sk_filter *filter = reading->filter;
	SK_ARENA_SCOPE scratch = sk_arena_new(PROGRAM_BYTES_MAX);
	unsigned families = 0;
	reading->count = 0;
	if (!scratch)
		return sk_error_set_number(reading->making->error, SK_E_MEMORY, NULL, PROGRAM_BYTES_MAX);
	for (size_t i = 0; i < filter->count && reading->count < SK_ENTRY_MAX; i++)
		if (is_forward(&filter->chains[i])) {
			SK_TRY(lay(reading, scratch, &filter->chains[i]));
			families |= filter->chains[i].families;
		}
	for (size_t i = 1; i <= filter->interface_count && reading->count > 0; i++)
		for (unsigned family = SK_FAMILY_4; family <= SK_FAMILY_6; family <<= 1) {
			struct verdict verdict = ask_family(reading, family, i);
			if (families & family)
				SK_TRY(put(reading, filter->interfaces[i - 1], "forward", family, &verdict));
		}
	return reading->count ? sk_making_note(reading->making, 1, N_("interfaces that no rule names do not stand in it")) : SK_OK;
}

sk_outcome sk_filter_settings_read(struct sk_settings_making *making)
{
	const struct sk_config_source *source = making->source;
	struct sk_config_source config = {source->file, source->bytes, source->length};
	const struct sk_config_reader *reader = sk_config_reader_of(&config);
	struct sk_filter filter;
	struct reading reading = {.making = making, .filter = &filter};
	SK_INVARIANT(reader);
	SK_TRY(sk_config_read(making->arena, reader, &config, &filter, making->error));
	making->name = reader->name;
	making->label = reader->label;
	for (size_t i = 0; i < filter.count; i++)
		SK_TRY(take_face(&reading, &filter.chains[i]));
	return take_forward(&reading);
}
