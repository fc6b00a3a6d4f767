/*
 * Many sites at once: bit n of a word is site n, a plane is one control's state at many sites, and the rule of rule.c is a few ands and ors of planes. Masks come
 * a site each, so a block of sites is turned first: its masks as rows of bits, its planes as columns.
 */
#include "assess/assess.h"

#include <limits.h>

/* LANES words are handled together, with the widest instructions that every machine of the platform has. */
enum { LANES = 4, BITS = 64, SLICE = LANES * BITS, SLICES = 8, BLOCK = SLICE * SLICES /* sites: their planes stay in the cache */ };
/* Aligned as the arena aligns, and no more. */
typedef uint64_t lanes __attribute__((vector_size(LANES * sizeof(uint64_t)), aligned(16)));

enum plane { MET, UNMET, ABSENT, PLANES };
enum outcome { OUT, SETTLED, LACKING, PRESUMED, OUTCOMES };

/* A scenario as numbers of planes: those of its minimum set, with △ last. */
struct needs {
	unsigned short at[SK_TREATMENTS_MAX];
	unsigned char firm, count; /* without △; all */
	bool over, beyond;
};
struct block {
	size_t first; /* site */
	lanes valid[SLICES];
	lanes open[SLICES], unknown[SLICES], settled[SLICES]; /* sites where a scenario that reaches the line is so */
};
struct sums {
	size_t of[OUTCOMES];
};

struct fleet {
	const struct sk_fleet *asked;
	const struct sk_fleet_sites *sites;
	struct needs *needs;
	struct sums *sums;
	lanes *planes; /* [control][plane][slice] */
	struct block block;
};

static lanes *plane(const struct fleet *fleet, size_t control, enum plane which)
{
	return fleet->planes + (control * PLANES + (size_t)which) * SLICES;
}

/* ---- scenarios ---- */

static void add_needs(struct needs *needs, const struct sk_fleet *asked, size_t scenario, bool presumed)
{
	const uint64_t *minimum = asked->minimum + scenario * asked->words, *flags = asked->presumed + scenario * asked->words;
	for (size_t word = 0; word < asked->words; word++)
		for (uint64_t left = presumed ? minimum[word] & flags[word] : minimum[word] & ~flags[word]; left; left &= left - 1) {
			SK_INVARIANT(needs->count < SK_TREATMENTS_MAX);
			needs->at[needs->count++] = (unsigned short)(word * BITS + (size_t)__builtin_ctzll(left));
		}
}

static void read_scenarios(struct fleet *fleet)
{
	const struct sk_fleet *asked = fleet->asked;
	for (size_t i = 0; i < asked->scenario_count; i++) {
		struct needs *needs = &fleet->needs[i];
		const struct sk_fleet_scenario *scenario = &asked->scenarios[i];
		SK_INVARIANT(scenario->after >= 0 && scenario->after <= scenario->before && scenario->before <= SK_VALUE_MAX);
		add_needs(needs, asked, i, false);
		needs->firm = needs->count;
		add_needs(needs, asked, i, true);
		needs->over = sk_rule_over(scenario->before, asked->line);
		needs->beyond = sk_rule_over(scenario->after, asked->line);
	}
}

/* ---- masks to planes ---- */

/* Rows of 64 bits become columns, in each lane: halves are exchanged, then quarters, down to single bits. */
static void turn(lanes rows[BITS])
{
	uint64_t mask = UINT32_MAX;
	for (unsigned width = BITS / 2; width > 0; width /= 2, mask ^= mask << width)
		for (unsigned i = 0; i < BITS; i = (i + width + 1) & ~width) {
			lanes moved = ((rows[i] >> width) ^ rows[i + width]) & mask;
			rows[i] ^= moved << width;
			rows[i + width] ^= moved;
		}
}

/* One word of the masks of one slice; behind the last site come zeros. */
static void turn_word(const struct fleet *fleet, const uint64_t *masks, size_t slice, size_t word, enum plane which)
{
	lanes rows[BITS];
	size_t words = fleet->asked->words, from = fleet->block.first + slice * SLICE;
	for (size_t lane = 0; lane < LANES; lane++)
		for (size_t bit = 0; bit < BITS; bit++) {
			size_t site = from + lane * BITS + bit;
			rows[bit][lane] = site < fleet->sites->count ? masks[site * words + word] : 0;
		}
	turn(rows);
	for (size_t bit = 0; bit < BITS; bit++)
		plane(fleet, word * BITS + bit, which)[slice] = rows[bit];
}

static void turn_block(const struct fleet *fleet)
{
	const uint64_t *const masks[PLANES] = {[MET] = fleet->sites->met, [UNMET] = fleet->sites->unmet, [ABSENT] = fleet->sites->not_applicable};
	for (enum plane which = MET; which < PLANES; which++)
		for (size_t slice = 0; slice < SLICES; slice++)
			for (size_t word = 0; word < fleet->asked->words; word++)
				turn_word(fleet, masks[which], slice, word, which);
}

static bool any(const lanes *bits)
{
	uint64_t all = 0;
	for (size_t lane = 0; lane < LANES; lane++)
		all |= (*bits)[lane];
	return all != 0;
}

/* No control has two states. */
static void check_block(const struct fleet *fleet)
{
	lanes twice = {0};
	for (size_t control = 0; control < fleet->asked->words * BITS; control++)
		for (size_t slice = 0; slice < SLICES; slice++) {
			lanes met = plane(fleet, control, MET)[slice], unmet = plane(fleet, control, UNMET)[slice], absent = plane(fleet, control, ABSENT)[slice];
			twice |= (met & unmet) | ((met | unmet) & absent);
		}
	SK_INVARIANT(!any(&twice));
}

/* ---- counting ---- */

/* Ones of each byte, 0 to 8. */
static inline void byte_counts(lanes *bits)
{
	lanes x = *bits;
	x -= (x >> 1) & 0x5555555555555555u;
	x = (x & 0x3333333333333333u) + ((x >> 2) & 0x3333333333333333u);
	*bits = (x + (x >> 4)) & 0x0F0F0F0F0F0F0F0Fu;
}

/* Bytes of SLICES sums of byte_counts, none over 64. */
static size_t sum_bytes(const lanes *bytes)
{
	size_t sum = 0;
	for (size_t lane = 0; lane < LANES; lane++) {
		uint64_t pairs = ((*bytes)[lane] & 0x00FF00FF00FF00FFu) + ((*bytes)[lane] >> 8 & 0x00FF00FF00FF00FFu);
		sum += pairs * 0x0001000100010001u >> 48;
	}
	return sum;
}

/* The rule of rule.c at the sites of a slice. What is applicable, and neither settled nor lacking, is unknown. */
static inline void judge(const struct fleet *fleet, const struct needs *needs, size_t slice, lanes out[OUTCOMES])
{
	lanes valid = fleet->block.valid[slice], firm = valid, lacking = {0}, absent = {0};
	for (size_t i = 0; i < needs->firm; i++)
		firm &= plane(fleet, needs->at[i], MET)[slice];
	if (needs->count == 0) { /* nothing treats it */
		firm = absent;
		lacking = valid;
	}
	lanes all = firm;
	for (size_t i = needs->firm; i < needs->count; i++)
		all &= plane(fleet, needs->at[i], MET)[slice];
	for (size_t i = 0; i < needs->count; i++) {
		lacking |= plane(fleet, needs->at[i], UNMET)[slice];
		absent |= plane(fleet, needs->at[i], ABSENT)[slice];
	}
	out[OUT] = absent;
	out[SETTLED] = all;
	out[LACKING] = lacking & ~absent;
	out[PRESUMED] = firm & ~all & ~lacking & ~absent;
}

/* The worst of each site, so far. */
static inline void note_sites(struct block *block, const struct needs *needs, size_t slice, const lanes out[OUTCOMES])
{
	lanes applies = block->valid[slice] & ~out[OUT];
	block->open[slice] |= needs->beyond ? applies : out[LACKING];
	block->unknown[slice] |= applies & ~out[SETTLED]; /* or worse, which `open` says */
	block->settled[slice] |= out[SETTLED];
}

static void count_scenario(struct fleet *fleet, const struct needs *needs, struct sums *sums)
{
	lanes bytes[OUTCOMES] = {{0}};
	for (size_t slice = 0; slice < SLICES; slice++) {
		lanes out[OUTCOMES];
		judge(fleet, needs, slice, out);
		if (needs->over)
			note_sites(&fleet->block, needs, slice, out);
		for (size_t i = 0; i < OUTCOMES; i++) {
			byte_counts(&out[i]);
			bytes[i] += out[i];
		}
	}
	for (size_t i = 0; i < OUTCOMES; i++)
		sums->of[i] += sum_bytes(&bytes[i]);
}

static size_t ones(const lanes *bits)
{
	lanes bytes = *bits;
	byte_counts(&bytes);
	return sum_bytes(&bytes);
}

static void count_standing(const struct block *block, struct sk_fleet_standing *standing)
{
	for (size_t slice = 0; slice < SLICES; slice++) {
		lanes open = block->open[slice], unknown = block->unknown[slice] & ~open, settled = block->settled[slice] & ~open & ~unknown;
		lanes nothing = block->valid[slice] & ~open & ~unknown & ~settled;
		standing->open += ones(&open);
		standing->unknown += ones(&unknown);
		standing->settled += ones(&settled);
		standing->nothing += ones(&nothing);
	}
}

/* ---- blocks ---- */

static void begin_block(struct fleet *fleet, size_t first)
{
	size_t left = fleet->sites->count - first, count = left < BLOCK ? left : BLOCK;
	fleet->block = (struct block){.first = first};
	for (size_t site = 0; site < count; site += BITS) {
		size_t here = count - site;
		fleet->block.valid[site / SLICE][site / BITS % LANES] = here < BITS ? ((uint64_t)1 << here) - 1 : UINT64_MAX;
	}
}

static void count_block(struct fleet *fleet, size_t first, struct sk_fleet_standing *standing)
{
	begin_block(fleet, first);
	turn_block(fleet);
	check_block(fleet);
	for (size_t i = 0; i < fleet->asked->scenario_count; i++)
		count_scenario(fleet, &fleet->needs[i], &fleet->sums[i]);
	count_standing(&fleet->block, standing);
}

static void name_counts(const struct fleet *fleet, size_t scenario, struct sk_fleet_counts *counts)
{
	const struct needs *needs = &fleet->needs[scenario];
	const size_t *of = fleet->sums[scenario].of;
	size_t applies = fleet->sites->count - of[OUT];
	*counts = (struct sk_fleet_counts){.not_applicable = of[OUT]};
	if (!needs->over)
		counts->under = applies;
	else if (needs->beyond)
		counts->beyond = applies;
	else {
		counts->evidenced = of[SETTLED];
		counts->unmet = of[LACKING];
		counts->unknown = applies - of[SETTLED] - of[LACKING];
		counts->presumed = of[PRESUMED];
	}
}

SK_OUTCOME sk_assess_fleet(struct sk_arena *arena, const struct sk_fleet *asked, const struct sk_fleet_sites *sites, struct sk_fleet_counts *counts,
			   struct sk_fleet_standing *standing, struct sk_error *error)
{
	struct fleet fleet = {.asked = asked, .sites = sites};
	void *needs, *sums, *planes;
	SK_TRY(sk_arena_take(arena, asked->scenario_count, sizeof(struct needs), &needs, error));
	SK_TRY(sk_arena_take(arena, asked->scenario_count, sizeof(struct sums), &sums, error));
	SK_TRY(sk_arena_take(arena, asked->words * BITS * PLANES * SLICES, sizeof(lanes), &planes, error));
	fleet.needs = needs;
	fleet.sums = sums;
	fleet.planes = planes;
	*standing = (struct sk_fleet_standing){0};
	SK_INVARIANT(asked->words * BITS <= USHRT_MAX);
	read_scenarios(&fleet);
	for (size_t first = 0; first < sites->count; first += BLOCK)
		count_block(&fleet, first, standing);
	for (size_t i = 0; i < asked->scenario_count; i++)
		name_counts(&fleet, i, &counts[i]);
	return SK_OK;
}
