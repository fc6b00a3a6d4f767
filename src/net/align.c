/* Two filters whose interfaces have the same numbers. */
#include "net/private.h"

#include <string.h>

struct aligning {
	struct sk_arena *arena;
	const struct sk_filter *from;
	uint8_t own[SK_CONFIG_INTERFACES_MAX + 1]; /* by number in both: that in the filter itself */
	unsigned names;
	struct sk_buf boxes;
	struct sk_error *error;
};

/* ---- names ---- */

/* eth+ and eth* are the same interfaces in two languages. */
static bool is_same_name(const char *a, const char *b)
{
	size_t length = strlen(a);
	if (strcmp(a, b) == 0)
		return true;
	return length > 1 && length == strlen(b) && strchr("+*", a[length - 1]) && strchr("+*", b[length - 1]) && memcmp(a, b, length - 1) == 0;
}

static sk_outcome add_names(const struct sk_filter *from, const char **names, size_t *count, struct sk_error *error)
{
	struct sk_place where = {.file = from->file};
	for (size_t i = 0; i < from->interface_count; i++) {
		bool there = false;
		for (size_t j = 0; j < *count && !there; j++)
			there = is_same_name(names[j], from->interfaces[i]);
		if (there)
			continue;
		if (*count == SK_CONFIG_INTERFACES_MAX)
			return sk_error_set(error, SK_E_CONFIG_SIZE, &where, _("interfaces in two files"), "255", NULL);
		names[(*count)++] = from->interfaces[i];
	}
	return SK_OK;
}

/* ---- boxes ---- */

/* The next run of numbers from *at on that mean, in the filter itself, one of low..high. */
static bool next_run(const struct aligning *aligning, sk_wide low, sk_wide high, unsigned *at, unsigned *first)
{
	while (*at <= aligning->names && (aligning->own[*at] < low || aligning->own[*at] > high))
		++*at;
	*first = *at;
	while (*at <= aligning->names && aligning->own[*at] >= low && aligning->own[*at] <= high)
		++*at;
	return *first < *at;
}

/* From this dimension on. */
static void add_box(struct aligning *aligning, struct sk_box box, enum sk_dim dim)
{
	sk_wide low, high;
	unsigned at = 0, first;
	if (dim > SK_DIM_OUT) {
		sk_buf_add(&aligning->boxes, (const char *)&box, sizeof(box));
		return;
	}
	sk_box_get(&box, dim, &low, &high);
	while (next_run(aligning, low, high, &at, &first)) {
		sk_box_set(&box, dim, first, at - 1);
		add_box(aligning, box, dim + 1);
	}
}

static sk_outcome align_match(struct aligning *aligning, struct sk_match *match)
{
	void *memory;
	sk_buf_clear(&aligning->boxes);
	for (size_t i = 0; i < match->count; i++)
		add_box(aligning, match->boxes[i], SK_DIM_IN);
	SK_TRY(sk_buf_keep(&aligning->boxes, aligning->arena, &memory, aligning->error));
	*match = (struct sk_match){memory, aligning->boxes.length / sizeof(struct sk_box)};
	return SK_OK;
}

static sk_outcome align_rule(struct aligning *aligning, struct sk_filter_rule *rule)
{
	bool same = rule->may.boxes == rule->must.boxes && rule->may.count == rule->must.count;
	SK_TRY(align_match(aligning, &rule->may));
	if (!same)
		return align_match(aligning, &rule->must);
	rule->must = rule->may;
	return SK_OK;
}

/* ---- filters ---- */

static sk_outcome align_chain(struct aligning *aligning, struct sk_filter_chain *chain)
{
	void *memory;
	SK_TRY(sk_arena_take(aligning->arena, chain->count + 1, sizeof(struct sk_filter_rule), &memory, aligning->error));
	struct sk_filter_rule *rules = memory;
	for (size_t i = 0; i < chain->count; i++) {
		rules[i] = chain->rules[i];
		SK_TRY(align_rule(aligning, &rules[i]));
	}
	chain->rules = rules;
	return SK_OK;
}

static sk_outcome align_one(struct aligning *aligning, const char *const *names, struct sk_filter *out)
{
	void *memory;
	*out = *aligning->from;
	for (unsigned i = 1; i <= aligning->names; i++)
		aligning->own[i] = (uint8_t)sk_net_interface_number(aligning->from, names[i - 1]);
	SK_TRY(sk_arena_take(aligning->arena, out->count + 1, sizeof(struct sk_filter_chain), &memory, aligning->error));
	struct sk_filter_chain *chains = memory;
	for (size_t c = 0; c < out->count; c++) {
		chains[c] = out->chains[c];
		SK_TRY(align_chain(aligning, &chains[c]));
	}
	out->chains = chains;
	out->interfaces = names;
	out->interface_count = aligning->names;
	return SK_OK;
}

SK_OUTCOME align(struct sk_arena *arena, const struct sk_filter *was, const struct sk_filter *is, struct sk_filter out[2], struct sk_error *error)
{
	const struct sk_filter *from[2] = {was, is};
	void *names;
	size_t count = 0;
	sk_outcome outcome = SK_OK;
	SK_TRY(sk_arena_take(arena, SK_CONFIG_INTERFACES_MAX, sizeof(char *), &names, error));
	SK_TRY(add_names(was, names, &count, error));
	SK_TRY(add_names(is, names, &count, error));
	for (size_t i = 0; i < 2 && !sk_failed(outcome); i++) {
		struct aligning aligning = {.arena = arena, .from = from[i], .names = (unsigned)count, .boxes = SK_BUF(256 << 20), .error = error};
		outcome = align_one(&aligning, names, &out[i]);
		sk_buf_release(&aligning.boxes);
	}
	return outcome;
}
