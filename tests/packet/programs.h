/* Random programs: boxes whose ends come from few values, so that they touch, nest and coincide. */
#ifndef TEST_PROGRAMS_H
#define TEST_PROGRAMS_H

#include "packet/packet.h"

static uint64_t seed = 1;

static inline uint32_t draw(uint32_t below)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)((seed >> 33) % below);
}

/* Ends that are drawn from few values, so that boxes touch, nest and coincide. */
static inline sk_wide some_value(enum sk_dim dim)
{
	static const uint16_t most[SK_DIMS] = {0, 0, 255, 65535, 65535, 65535, 63, SK_FLOW_STATES - 1, 255, 255};
	static const sk_wide ends[] = {0, 1, (sk_wide)0xffff << 32, ((sk_wide)0xffff << 32) + 0x0a000000u, ((sk_wide)0xffff << 32) + 0x0affffffu,
				       SK_IPV4_LAST, SK_IPV4_LAST + 1, (sk_wide)1 << 127, ~(sk_wide)0 - 1, ~(sk_wide)0};
	if (dim < SK_DIM_ADDRESSES)
		return draw(4) ? ends[draw(SK_COUNT(ends))] : ((sk_wide)0xffff << 32) + draw(64) * 0x01000000u;
	uint32_t few = draw(3);
	return few == 0 ? 0 : few == 1 ? most[dim] : draw((uint32_t)most[dim] + 1u) & ~(draw(2) ? 0u : 1u);
}

static inline void some_box(struct sk_box *box, unsigned dims)
{
	sk_box_all(box);
	for (int dim = 0; dim < SK_DIMS; dim++) {
		sk_wide a, b;
		if (!(dims & 1u << dim) || draw(3) == 0)
			continue;
		a = some_value((enum sk_dim)dim);
		b = draw(4) ? some_value((enum sk_dim)dim) : a;
		sk_box_set(box, (enum sk_dim)dim, a < b ? a : b, a < b ? b : a);
	}
}

static inline struct sk_program some_program(struct sk_rule_box *lines, size_t count)
{
	unsigned dims = draw(4) ? (unsigned)draw(1u << SK_DIMS) : (1u << SK_DIMS) - 1;
	for (size_t i = 0; i < count; i++) {
		some_box(&lines[i].box, dims);
		lines[i].rule = (uint32_t)i;
		lines[i].fate = draw(2) ? SK_FATE_ACCEPT : SK_FATE_DROP;
	}
	return (struct sk_program){lines, count, draw(2) ? SK_FATE_ACCEPT : SK_FATE_DROP, (uint32_t)count};
}

#endif
