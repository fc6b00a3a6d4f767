/* Bytes as what the reader FUZZ_READER reads: twice, with what must hold of every filter, its chains as programs of both bounds, and small ones sent through packet by packet. */
#include "disk.h"
#include "net/net.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

enum { PROGRAM_CHAINS = 4, PROGRAM_RULES = 64, PACKETS = 16, WALK_RULES = 16, WALK_BOXES = 64, WALK_UNREAD = 4 };

static bool same_match(const struct sk_match *a, const struct sk_match *b)
{
	return a->count == b->count && (a->count == 0 || memcmp(a->boxes, b->boxes, a->count * sizeof(*a->boxes)) == 0);
}

static void check_match(const struct sk_match *match)
{
	struct sk_box all;
	sk_box_all(&all);
	FUZZ_HOLDS(match->count <= SK_CONFIG_BOXES_MAX && (match->count == 0) == (match->boxes == NULL));
	for (size_t i = 0; i < match->count; i++)
		FUZZ_HOLDS(sk_box_holds(&all, &match->boxes[i]) && sk_box_holds(&match->boxes[i], &match->boxes[i]));
}

/* What matches for sure may match: tried at a corner, as a box of `must` can lie across several of `may`. */
static void check_bounds(const struct sk_filter_rule *rule)
{
	for (size_t i = 0; i < rule->must.count && i < PACKETS; i++) {
		struct sk_box corner = rule->must.boxes[i];
		bool inside = false;
		memcpy(corner.high, corner.low, sizeof(corner.low));
		memcpy(corner.hi, corner.lo, sizeof(corner.lo));
		for (size_t j = 0; j < rule->may.count && !inside; j++)
			inside = sk_box_holds(&rule->may.boxes[j], &corner);
		FUZZ_HOLDS(inside);
	}
}

/* Something, of what accepts. */
static void check_becomes(const struct sk_filter_rule *rule)
{
	const struct sk_translation *becomes = rule->becomes;
	if (!becomes)
		return;
	FUZZ_HOLDS((rule->action == SK_ACTION_ACCEPT || rule->action == SK_ACTION_NEXT) && (becomes->own || becomes->addressed || becomes->ported) && !(becomes->own && becomes->addressed));
	FUZZ_HOLDS(!becomes->addressed || (becomes->low <= becomes->high && sk_address_family(becomes->low) == sk_address_family(becomes->high)));
	FUZZ_HOLDS(!becomes->ported || becomes->port_low <= becomes->port_high);
}

static void check_rule(const struct sk_filter *filter, const struct sk_filter_chain *chain, const struct sk_filter_rule *rule)
{
	bool jumps = rule->action == SK_ACTION_JUMP || rule->action == SK_ACTION_GOTO;
	FUZZ_HOLDS(rule->line > chain->line || rule->line >= 1);
	FUZZ_HOLDS(rule->text && sk_utf8_clean(rule->text, strlen(rule->text), NULL));
	FUZZ_HOLDS(!sk_config_hides(rule->text) && !sk_config_hides(chain->name));
	FUZZ_HOLDS(!rule->unread || (*rule->unread && sk_utf8_clean(rule->unread, strlen(rule->unread), NULL)));
	check_match(&rule->may);
	check_match(&rule->must);
	check_bounds(rule);
	check_becomes(rule);
	/* Two bounds that differ have a reason that can be shown. */
	FUZZ_HOLDS(same_match(&rule->may, &rule->must) || rule->unread);
	if (!jumps)
		return;
	FUZZ_HOLDS(rule->target < filter->count && !filter->chains[rule->target].hook);
	FUZZ_HOLDS(strcmp(filter->chains[rule->target].table, chain->table) == 0);
}

static void check_filter(const struct sk_filter *filter)
{
	FUZZ_HOLDS(filter->count <= SK_CONFIG_CHAINS_MAX && filter->interface_count < SK_CONFIG_INTERFACES_MAX);
	for (size_t i = 0; i < filter->count; i++) {
		const struct sk_filter_chain *chain = &filter->chains[i];
		FUZZ_HOLDS((chain->policy == SK_ACTION_RETURN) == !chain->hook);
		FUZZ_HOLDS(sk_filter_chain_named(filter, chain->table, chain->name) == chain);
		for (size_t j = 0; j < chain->count; j++)
			check_rule(filter, chain, &chain->rules[j]);
	}
}

static size_t rules_of(const struct sk_filter *filter)
{
	size_t count = 0;
	for (size_t i = 0; i < filter->count; i++)
		count += filter->chains[i].count;
	return count;
}

/* What the device accepts for sure it possibly accepts; asked of packets that lie at corners of the lines. */
static void check_programs(struct sk_arena *arena, const struct sk_filter *filter, const struct sk_filter_chain *chain)
{
	struct sk_program most, least;
	struct sk_error error = {0};
	uint32_t rule;
	if (sk_failed(sk_filter_program(arena, filter, chain, SK_BOUND_MOST, NULL, &most, &error)) ||
	    sk_failed(sk_filter_program(arena, filter, chain, SK_BOUND_LEAST, NULL, &least, &error)))
		return;
	for (size_t i = 0; i < least.count && i < PACKETS; i++) {
		struct sk_box corner = least.lines[i].box;
		memcpy(corner.high, corner.low, sizeof(corner.low));
		memcpy(corner.hi, corner.lo, sizeof(corner.lo));
		FUZZ_HOLDS(sk_program_fate(&least, &corner, &rule) == SK_FATE_DROP ||
			   sk_program_fate(&most, &corner, &rule) == SK_FATE_ACCEPT);
	}
}

/* Small enough to be walked in no time, whatever its rules match. */
static bool is_small(const struct sk_filter *filter)
{
	size_t rules = 0, boxes = 0, unread = 0;
	for (size_t i = 0; i < filter->count; i++)
		for (size_t j = 0; j < filter->chains[i].count; j++) {
			const struct sk_filter_rule *rule = &filter->chains[i].rules[j];
			rules++;
			boxes += rule->may.count + rule->must.count;
			unread += !same_match(&rule->may, &rule->must);
		}
	return rules <= WALK_RULES && boxes <= WALK_BOXES && unread <= WALK_UNREAD;
}

/* A filter does not differ from itself, and has no more findings than rules. */
static void check_walks(struct sk_arena *arena, const struct sk_filter *filter)
{
	struct sk_error error = {0};
	struct sk_diff diff;
	struct sk_rule_findings findings;
	if (!sk_failed(sk_net_diff(arena, filter, filter, NULL, NULL, &diff, &error)))
		FUZZ_HOLDS(diff.count == 0 && !diff.silent_was && !diff.silent_is);
	if (!sk_failed(sk_net_rules(arena, filter, NULL, &findings, &error)))
		FUZZ_HOLDS(findings.count <= findings.judged && findings.judged <= rules_of(filter) &&
			   findings.count == findings.unreachable + findings.redundant + findings.unread);
}

static void print(const struct sk_filter *filter, struct sk_buf *out)
{
	for (size_t i = 0; i < filter->count; i++) {
		const struct sk_filter_chain *chain = &filter->chains[i];
		sk_buf_print(out, "%s %s %d\n", chain->table, chain->name, (int)chain->policy);
		for (size_t j = 0; j < chain->count; j++)
			sk_buf_print(out, "%u %d %zu %zu %s\n", chain->rules[j].line, (int)chain->rules[j].action, chain->rules[j].may.count,
				     chain->rules[j].must.count, chain->rules[j].unread ? chain->rules[j].unread : "-");
	}
}

static const struct sk_config_reader *reader(void)
{
	size_t count, at = 0;
	const struct sk_config_reader *readers = sk_config_readers(&count);
	while (at < count && strcmp(readers[at].name, FUZZ_READER) != 0)
		at++;
	FUZZ_HOLDS(at < count);
	return &readers[at];
}

static void read_once(const char *bytes, size_t length, struct sk_buf *out)
{
	SK_ARENA_SCOPE arena = sk_arena_new(FUZZ_ARENA_MAX);
	struct sk_config_source source = {"file.save", bytes, length};
	struct sk_error error = {0};
	struct sk_filter filter;
	FUZZ_HOLDS(arena);
	(void)sk_config_reader_of(&source);
	sk_outcome outcome = sk_config_read(arena, reader(), &source, &filter, &error);
	if (sk_failed(outcome)) {
		fuzz_check_error(outcome, &error, bytes, length);
		sk_error_print(&error, out);
		return;
	}
	check_filter(&filter);
	print(&filter, out);
	for (size_t i = 0; i < filter.count && i < PROGRAM_CHAINS && rules_of(&filter) <= PROGRAM_RULES; i++)
		if (filter.chains[i].hook)
			check_programs(arena, &filter, &filter.chains[i]);
	if (is_small(&filter))
		check_walks(arena, &filter);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	return fuzz_twice(data, size, read_once);
}
