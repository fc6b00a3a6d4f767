/*
 * Programs as binary decision diagrams of BuDDy: another way to the same sets, for tests and benches only. BuDDy knows nothing of boxes; each bit of a field
 * is a variable, most significant first. Addresses of IPv4 may have 32 variables instead of 128, which BuDDy is faster with.
 */
#ifndef TEST_DIAGRAM_H
#define TEST_DIAGRAM_H

#include "packet/packet.h"

#include <bdd.h>
#include <stdlib.h>

enum { BDD_WIDE = 128, BDD_SHORT = 32 };

struct bdd_space {
	unsigned first[SK_DIMS], bits[SK_DIMS]; /* variables of each dimension */
	unsigned count;
};

static inline struct bdd_space bdd_space_of(unsigned address_bits)
{
	static const enum sk_dim order[SK_DIMS] = {SK_DIM_PROTOCOL, SK_DIM_SOURCE, SK_DIM_TARGET, SK_DIM_SOURCE_PORT, SK_DIM_TARGET_PORT,
						   SK_DIM_ICMP, SK_DIM_FLAGS, SK_DIM_STATE, SK_DIM_IN, SK_DIM_OUT};
	const unsigned bits[SK_DIMS] = {address_bits, address_bits, 8, 16, 16, 16, 6, 3, 8, 8};
	struct bdd_space space = {.count = 0};
	for (size_t i = 0; i < SK_DIMS; i++) {
		space.first[order[i]] = space.count;
		space.bits[order[i]] = bits[order[i]];
		space.count += bits[order[i]];
	}
	return space;
}

/* References are counted by hand: what goes in is given up, what comes out is held. */
static inline BDD bdd_take(BDD result, BDD a, BDD b)
{
	bdd_addref(result);
	bdd_delref(a);
	bdd_delref(b);
	return result;
}

/* Of the last `bits` bits of a dimension those that are at least (or at most) `bound`: from the last bit to the first. */
static inline BDD bdd_side(const struct bdd_space *space, enum sk_dim dim, unsigned bits, sk_wide bound, bool least)
{
	BDD all = bdd_true();
	for (unsigned bit = 0; bit < bits; bit++) {
		int variable = (int)(space->first[dim] + space->bits[dim] - 1 - bit);
		bool one = bound >> bit & 1;
		BDD literal = bdd_addref(least ? bdd_ithvar(variable) : bdd_nithvar(variable));
		/* At least: a one has to be met by a one, a zero met by a one is more. At most: the other way round. */
		all = bdd_take(one == least ? bdd_and(literal, all) : bdd_or(literal, all), all, literal);
	}
	return all;
}

/* What low and high share is a row of variables; only what is behind it is compared. */
static inline BDD bdd_interval(const struct bdd_space *space, enum sk_dim dim, sk_wide low, sk_wide high)
{
	unsigned rest = 0;
	while (rest < space->bits[dim] && low >> rest != high >> rest)
		rest++;
	sk_wide mask = rest == BDD_WIDE ? ~(sk_wide)0 : ((sk_wide)1 << rest) - 1;
	BDD all = bdd_true();
	if ((low & mask) != 0)
		all = bdd_side(space, dim, rest, low & mask, true);
	if ((high & mask) != mask) {
		BDD most = bdd_side(space, dim, rest, high & mask, false);
		all = bdd_take(bdd_and(all, most), all, most);
	}
	for (unsigned bit = rest; bit < space->bits[dim]; bit++) {
		int variable = (int)(space->first[dim] + space->bits[dim] - 1 - bit);
		BDD literal = bdd_addref(low >> bit & 1 ? bdd_ithvar(variable) : bdd_nithvar(variable));
		all = bdd_take(bdd_and(literal, all), all, literal);
	}
	return all;
}

/* From the last field to the first, so that each step adds above what is there. */
static inline BDD bdd_box(const struct bdd_space *space, const struct sk_box *box)
{
	static const enum sk_dim order[SK_DIMS] = {SK_DIM_OUT, SK_DIM_IN, SK_DIM_STATE, SK_DIM_FLAGS, SK_DIM_ICMP, SK_DIM_TARGET_PORT,
						   SK_DIM_SOURCE_PORT, SK_DIM_TARGET, SK_DIM_SOURCE, SK_DIM_PROTOCOL};
	struct sk_box whole;
	BDD all = bdd_true();
	sk_box_all(&whole);
	for (size_t i = 0; i < SK_DIMS; i++) {
		enum sk_dim dim = order[i];
		sk_wide low, high, first, last;
		sk_box_get(box, dim, &low, &high);
		sk_box_get(&whole, dim, &first, &last);
		bool short_whole = space->bits[dim] == BDD_SHORT && low == SK_IPV4_FIRST && high == SK_IPV4_LAST;
		if ((low == first && high == last) || short_whole)
			continue;
		BDD interval = bdd_interval(space, dim, low, high);
		all = bdd_take(bdd_and(interval, all), all, interval);
	}
	return all;
}

/* The same as a question: of states there are fewer than three bits say. */
static inline BDD bdd_question(const struct bdd_space *space, const struct sk_box *box)
{
	BDD all = bdd_box(space, box), states = bdd_interval(space, SK_DIM_STATE, 0, SK_FLOW_STATES - 1);
	return bdd_take(bdd_and(all, states), all, states);
}

/* From the last line to the first. */
static inline BDD bdd_linear(const struct bdd_space *space, const struct sk_program *program)
{
	BDD accepted = program->otherwise == SK_FATE_ACCEPT ? bdd_true() : bdd_false();
	for (size_t i = program->count; i-- > 0;) {
		BDD box = bdd_box(space, &program->lines[i].box);
		BDD next = program->lines[i].fate == SK_FATE_ACCEPT ? bdd_or(box, accepted) : bdd_apply(accepted, box, bddop_diff);
		accepted = bdd_take(next, accepted, box);
	}
	return accepted;
}

struct bdd_half {
	BDD matched, accepted;
};

/* Halves of the program, joined. */
static inline struct bdd_half bdd_join(const struct bdd_space *space, const struct sk_program *program, size_t first, size_t past)
{
	if (past - first == 1) {
		BDD box = bdd_box(space, &program->lines[first].box);
		bool accepts = program->lines[first].fate == SK_FATE_ACCEPT;
		return (struct bdd_half){box, accepts ? bdd_addref(box) : bdd_false()};
	}
	size_t middle = first + (past - first) / 2;
	struct bdd_half a = bdd_join(space, program, first, middle), b = bdd_join(space, program, middle, past);
	BDD rest = bdd_apply(b.accepted, a.matched, bddop_diff);
	bdd_addref(rest);
	BDD accepted = bdd_take(bdd_or(a.accepted, rest), a.accepted, rest);
	bdd_delref(b.accepted);
	return (struct bdd_half){bdd_take(bdd_or(a.matched, b.matched), a.matched, b.matched), accepted};
}

static inline BDD bdd_balanced(const struct bdd_space *space, const struct sk_program *program)
{
	if (program->count == 0)
		return program->otherwise == SK_FATE_ACCEPT ? bdd_true() : bdd_false();
	struct bdd_half whole = bdd_join(space, program, 0, program->count);
	if (program->otherwise == SK_FATE_DROP) {
		bdd_delref(whole.matched);
		return whole.accepted;
	}
	BDD rest = bdd_addref(bdd_not(whole.matched));
	bdd_delref(whole.matched);
	return bdd_take(bdd_or(whole.accepted, rest), whole.accepted, rest);
}

/* Starts the library; silent when it collects garbage. */
static inline void bdd_begin(const struct bdd_space *space, int nodes, int cache)
{
	if (bdd_init(nodes, cache) < 0 || bdd_setvarnum((int)space->count) < 0)
		abort();
	(void)bdd_setmaxincrease(10000000);
	(void)bdd_gbc_hook(NULL);
	(void)bdd_resize_hook(NULL);
}

#endif
