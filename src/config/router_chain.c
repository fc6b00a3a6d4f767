/*
 * Filters at interfaces as chains: "lan1 in" and "lan1 out", each in the tables "ip" and "ipv6". The name is the hook too: entering it, a packet
 * meets the chain of its family. Where something filters, what no rule lets through is discarded; where nothing does, everything passes.
 *
 * Where addresses of IPv4 are changed, a chain of its own says so, which nobody enters: how, nobody follows here.
 */
#include "config/router.h"

#include <string.h>

enum { FACES_MAX = SK_CONFIG_CHAINS_MAX / 4 - 1, SLOTS = SK_CONFIG_CHAINS_MAX };

static const char *const tables[] = {"ip", "ipv6"};
const char *const sk_directions[SK_DIRECTIONS] = {"in", "out"};

/* ---- interfaces ---- */

sk_outcome sk_faces_new(struct sk_faces *faces, struct sk_arena *scratch)
{
	void *at = NULL, *slots = NULL;
	SK_TRY(sk_arena_take(scratch, FACES_MAX, sizeof(struct sk_face), &at, faces->error));
	SK_TRY(sk_arena_take(scratch, SLOTS, sizeof(uint32_t), &slots, faces->error));
	faces->at = at;
	faces->slots = slots;
	return SK_OK;
}

static uint32_t *slot_of(const struct sk_faces *faces, const char *name)
{
	uint32_t hash = 2166136261u;
	for (const char *at = name; *at; at++)
		hash = (hash ^ (unsigned char)*at) * 16777619u;
	hash ^= hash >> 15;
	size_t slot = hash % SLOTS;
	while (faces->slots[slot] && strcmp(faces->at[faces->slots[slot] - 1].name, name) != 0)
		slot = (slot + 1) % SLOTS;
	return &faces->slots[slot];
}

sk_outcome sk_faces_name(struct sk_faces *faces, const char *name, uint32_t line, size_t *out)
{
	uint32_t *slot = slot_of(faces, name);
	*out = *slot;
	if (*slot)
		return SK_OK;
	if (faces->count == FACES_MAX)
		return sk_config_too_many(faces->error, faces->file, line, N_("interfaces"), FACES_MAX);
	struct sk_face *face = &faces->at[faces->count];
	SK_TRY(sk_arena_text(faces->arena, name, strlen(name), &face->name, faces->error));
	face->line = line;
	*out = *slot = (uint32_t)++faces->count;
	return SK_OK;
}

/* ---- lines beside the lists ---- */

sk_outcome sk_faces_note(struct sk_faces *faces, struct sk_lines *lines, const struct sk_note *note)
{
	struct sk_note copy = *note;
	copy.line = lines->number;
	if (!copy.text)
		SK_TRY(sk_lines_keep_words(lines, &copy.text));
	if (faces->notes.length / sizeof(copy) == SK_CONFIG_CHAINS_MAX)
		return sk_config_too_many(faces->error, faces->file, lines->number, N_("lines about filters that are not understood"), SK_CONFIG_CHAINS_MAX);
	sk_buf_add(&faces->notes, (const char *)&copy, sizeof(copy));
	return sk_buf_check(&faces->notes, faces->error);
}

static SK_OUTCOME keep_one(struct sk_faces *faces, const void *item, size_t size, void *out)
{
	void *memory;
	SK_TRY(sk_arena_take(faces->arena, 1, size, &memory, faces->error));
	memcpy(memory, item, size);
	memcpy(out, &memory, sizeof(memory));
	return SK_OK;
}

sk_outcome sk_faces_nat(struct sk_faces *faces, struct sk_lines *lines, const struct sk_translation *becomes, const struct sk_box *may)
{
	struct sk_filter_rule rule = {.line = lines->number, .action = SK_ACTION_NEXT};
	struct sk_box families[SK_FAMILY_BOXES_MAX];
	(void)sk_box_families(SK_FAMILY_4, families);
	if (faces->nat.length / sizeof(rule) == SK_CONFIG_CHAINS_MAX)
		return sk_config_too_many(faces->error, faces->file, lines->number, N_("lines about filters that are not understood"), SK_CONFIG_CHAINS_MAX);
	SK_TRY(sk_lines_keep_words(lines, &rule.text));
	SK_TRY(keep_one(faces, may ? may : families, sizeof(*may), &rule.may.boxes));
	rule.may.count = 1;
	rule.must = becomes && !becomes->target ? rule.may : (struct sk_match){0};
	rule.unread = becomes && !becomes->target ? NULL : rule.text;
	if (becomes)
		SK_TRY(keep_one(faces, becomes, sizeof(*becomes), &rule.becomes));
	sk_buf_add(&faces->nat, (const char *)&rule, sizeof(rule));
	return sk_buf_check(&faces->nat, faces->error);
}

sk_outcome sk_faces_masquerade(struct sk_faces *faces, struct sk_lines *lines)
{
	static const struct sk_translation source = {.addressed = true, .low = SK_IPV4_FIRST, .high = SK_IPV4_LAST};
	return sk_faces_nat(faces, lines, &source, NULL);
}

/* ---- rules ---- */

sk_outcome sk_making_rule(struct sk_making *making, const struct sk_filter_rule *rule)
{
	struct sk_faces *faces = making->faces;
	if (making->counting && ++faces->rule_count > SK_CONFIG_RULES_MAX)
		return sk_config_too_many(faces->error, faces->file, rule->line, N_("rules"), SK_CONFIG_RULES_MAX);
	if (!making->counting)
		faces->rules[(size_t)(making->chain->rules - faces->rules) + making->chain->count] = *rule;
	making->chain->count++;
	return SK_OK;
}

sk_outcome sk_making_either(struct sk_making *making, const struct sk_filter_rule *rule)
{
	struct sk_filter_rule copy = *rule;
	if (rule->action != SK_ACTION_NEXT)
		return sk_making_rule(making, rule);
	copy.must = (struct sk_match){0};
	copy.action = SK_ACTION_ACCEPT;
	SK_TRY(sk_making_rule(making, &copy));
	copy.action = SK_ACTION_DROP;
	return sk_making_rule(making, &copy);
}

sk_outcome sk_making_doubt(struct sk_making *making, uint32_t line, const char *text, const char *unread, bool passes)
{
	struct sk_filter_rule rule = {.line = line, .text = text, .unread = unread, .may = making->all, .action = passes ? SK_ACTION_NEXT : SK_ACTION_DROP};
	return sk_making_either(making, &rule);
}

static bool concerns(const struct sk_making *making, const struct sk_note *note)
{
	const char *name = making->faces->at[making->face].name;
	return (!note->face || note->face == making->face + 1) && (!note->kind || strncmp(name, note->kind, strlen(note->kind)) == 0) &&
	       (note->directions >> making->direction & 1) && (note->families & making->chain->families);
}

static SK_OUTCOME add_notes(struct sk_making *making)
{
	const struct sk_note *notes = (const struct sk_note *)(void *)making->faces->notes.bytes;
	for (size_t i = 0; i < making->faces->notes.length / sizeof(*notes); i++)
		if (concerns(making, &notes[i])) {
			struct sk_filter_rule rule = {.line = notes[i].line, .text = notes[i].text, .unread = notes[i].text, .may = notes[i].may.count > 0 ? notes[i].may : making->all,
						      .action = notes[i].passes ? SK_ACTION_NEXT : SK_ACTION_DROP};
			SK_TRY(sk_making_either(making, &rule));
		}
	return SK_OK;
}

/* ---- chains ---- */

static SK_OUTCOME make_chain(struct sk_making *making, sk_outcome (*fill)(struct sk_making *making))
{
	const struct sk_face *face = &making->faces->at[making->face];
	struct sk_filter_chain *chain = making->chain;
	uint32_t line = face->filters[making->six][making->direction];
	if (making->counting) {
		*chain = (struct sk_filter_chain){.table = tables[making->six], .families = making->six ? SK_FAMILY_6 : SK_FAMILY_4,
						  .policy = line ? SK_ACTION_DROP : SK_ACTION_ACCEPT, .line = line ? line : face->line};
		SK_TRY(sk_arena_print(making->faces->arena, &chain->name, making->faces->error, "%s %s", face->name, sk_directions[making->direction]));
		chain->hook = chain->name;
	}
	chain->count = 0;
	SK_TRY(add_notes(making));
	return line ? fill(making) : SK_OK;
}

static SK_OUTCOME go_through(struct sk_making *making, struct sk_filter_chain *chains, const struct sk_match all[2], sk_outcome (*fill)(struct sk_making *making))
{
	for (size_t i = 0; i < making->faces->count * 4; i++) {
		making->face = i / 4;
		making->direction = (enum sk_direction)(i / 2 % 2);
		making->six = i % 2;
		making->chain = &chains[i];
		making->all = all[i % 2];
		SK_TRY(make_chain(making, fill));
	}
	return SK_OK;
}

sk_outcome sk_config_all(struct sk_arena *arena, unsigned family, struct sk_match *out, struct sk_error *error)
{
	void *boxes = NULL;
	SK_TRY(sk_arena_take(arena, SK_FAMILY_BOXES_MAX, sizeof(struct sk_box), &boxes, error));
	*out = (struct sk_match){boxes, sk_box_families(family, boxes)};
	return SK_OK;
}

/* Each chain gets its stretch of one list of rules. */
static SK_OUTCOME share_rules(struct sk_faces *faces, struct sk_filter_chain *chains)
{
	void *rules = NULL;
	SK_TRY(sk_arena_take(faces->arena, faces->rule_count + 1, sizeof(struct sk_filter_rule), &rules, faces->error));
	faces->rules = rules;
	for (size_t i = 0, from = 0; i < faces->count * 4; i++) {
		chains[i].rules = faces->rules + from;
		from += chains[i].count;
	}
	return SK_OK;
}

/* None of its rules stops a packet. */
static SK_OUTCOME make_nat(struct sk_faces *faces, struct sk_filter_chain *chain)
{
	void *rules;
	SK_TRY(sk_buf_keep(&faces->nat, faces->arena, &rules, faces->error));
	*chain = (struct sk_filter_chain){.table = "ip", .name = "nat", .hook = "nat", .families = SK_FAMILY_4, .translates = true, .policy = SK_ACTION_ACCEPT, .rules = rules,
					  .count = faces->nat.length / sizeof(struct sk_filter_rule)};
	chain->line = chain->rules[0].line;
	return SK_OK;
}

sk_outcome sk_faces_chains(struct sk_faces *faces, const char *name, void *reader, sk_outcome (*fill)(struct sk_making *making), struct sk_filter *out)
{
	struct sk_making making = {.reader = reader, .faces = faces, .counting = true};
	struct sk_match all[2];
	void *memory = NULL;
	size_t count = faces->count * 4;
	SK_TRY(sk_config_all(faces->arena, SK_FAMILY_4, &all[0], faces->error));
	SK_TRY(sk_config_all(faces->arena, SK_FAMILY_6, &all[1], faces->error));
	SK_TRY(sk_arena_take(faces->arena, count + 1, sizeof(struct sk_filter_chain), &memory, faces->error));
	struct sk_filter_chain *chains = memory;
	SK_TRY(go_through(&making, chains, all, fill));
	SK_TRY(share_rules(faces, chains));
	making.counting = false;
	SK_TRY(go_through(&making, chains, all, fill));
	if (faces->nat.length > 0)
		SK_TRY(make_nat(faces, &chains[count++]));
	*out = (struct sk_filter){.file = faces->file, .reader = name, .families = faces->nat.length > 0 ? SK_FAMILY_6 : SK_FAMILIES, .chains = chains, .count = count};
	return SK_OK;
}

/* ---- all of it ---- */

sk_outcome sk_router_begin(struct sk_router *router, struct sk_arena *arena, struct sk_arena *scratch, const struct sk_config_source *source, struct sk_error *error)
{
	struct sk_place place = {.file = source->file};
	*router = (struct sk_router){.arena = arena, .scratch = scratch, .error = error, .file = source->file,
				     .lines = {.arena = arena, .error = error, .file = source->file},
				     .matcher = {.arena = arena, .error = error, .file = source->file, .unread = SK_BUF(SK_CONFIG_LINE_MAX * 2)},
				     .faces = {.arena = arena, .error = error, .file = source->file, .notes = SK_BUF(SK_CONFIG_CHAINS_MAX * sizeof(struct sk_note)),
					       .nat = SK_BUF(SK_CONFIG_CHAINS_MAX * sizeof(struct sk_filter_rule))}};
	if (!scratch)
		return sk_error_set_number(error, SK_E_MEMORY, NULL, SK_ROUTER_SCRATCH_MAX);
	if (source->length > SK_CONFIG_BYTES_MAX)
		return sk_error_set_number(error, SK_E_FILE_LARGE, &place, SK_CONFIG_BYTES_MAX);
	SK_TRY(sk_lines_new(&router->lines, scratch));
	SK_TRY(sk_faces_new(&router->faces, scratch));
	return sk_matcher_new(&router->matcher, scratch);
}

void sk_router_end(struct sk_router *router)
{
	sk_buf_release(&router->faces.notes);
	sk_buf_release(&router->faces.nat);
	sk_buf_release(&router->matcher.unread);
}
