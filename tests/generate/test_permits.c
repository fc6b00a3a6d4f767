/* Prefixes that are an interval and nothing else; permits that are put together and let through what they did apart. */
#include "generate/private.h"

#include "cmocka_all.h"

#include <string.h>

enum { TRIALS = 20000, SETS = 3000, MANY = 12, SMALL = 6, ARENA = 64 << 20 };

static uint64_t seed = 7;

static uint32_t draw(uint32_t below)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)((seed >> 33) % below);
}

static sk_wide draw_wide(void)
{
	sk_wide out = 0;
	for (int i = 0; i < 5; i++)
		out = out << 31 | draw(1u << 31);
	return out;
}

/* ---- prefixes ---- */

static struct sk_range draw_interval(void)
{
	static const sk_wide edges[] = {0, 1, SK_IPV4_FIRST, SK_IPV4_FIRST + 1, SK_IPV4_LAST - 1, SK_IPV4_LAST, ~(sk_wide)0 - 1, ~(sk_wide)0};
	bool four = draw(2);
	sk_wide low = draw(4) ? draw_wide() >> draw(128) : edges[draw(SK_COUNT(edges))], high = draw(4) ? draw_wide() >> draw(128) : edges[draw(SK_COUNT(edges))];
	if (four) {
		low = SK_IPV4_FIRST + (uint32_t)low;
		high = SK_IPV4_FIRST + (uint32_t)high;
	}
	return low <= high ? (struct sk_range){low, high} : (struct sk_range){high, low};
}

/* By their definition: as long as the address that stands there, without the bits behind them. */
static sk_wide last_of(sk_wide low, int length, bool four)
{
	int bits = (four ? 32 : 128) - length;
	return bits == 128 ? ~(sk_wide)0 : low | (((sk_wide)1 << bits) - 1);
}

static void prefixes_are_the_interval(void **state)
{
	size_t singles = 0;
	(void)state;
	for (int i = 0; i < TRIALS; i++) {
		const struct sk_range interval = draw_interval();
		struct sk_range prefix;
		struct sk_range left = interval;
		sk_wide expected = interval.low;
		size_t count = 0;
		bool whole = false;
		while (generate_next_prefix(&left, &prefix)) {
			int length = generate_prefix(&prefix);
			assert_true(prefix.low == expected && prefix.high <= interval.high);
			assert_in_range(length, 0, 128);
			assert_true(prefix.high == last_of(prefix.low, length, sk_address_family(prefix.low) == SK_FAMILY_4));
			whole = prefix.high == interval.high;
			expected = prefix.high + 1;
			count++;
		}
		assert_true(whole && count <= 254);
		singles += count == 1;
		assert_true((generate_prefix(&interval) >= 0) == (count == 1));
	}
	assert_in_range(singles, 50, TRIALS - 50);
}

static void prefixes_end(void **state)
{
	static const struct sk_range ends[] = {{0, ~(sk_wide)0}, {~(sk_wide)0, ~(sk_wide)0}, {SK_IPV4_LAST, SK_IPV4_LAST}, {1, ~(sk_wide)0}, {SK_IPV4_FIRST, SK_IPV4_LAST}};
	(void)state;
	for (size_t i = 0; i < SK_COUNT(ends); i++) {
		struct sk_range prefix, left = ends[i];
		size_t count = 0;
		while (generate_next_prefix(&left, &prefix))
			assert_in_range(++count, 1, 128);
		assert_true(prefix.high == ends[i].high);
	}
}

/* ---- permits ---- */

static const struct sk_net_interface interfaces[2] = {{.name = "a"}, {.name = "b"}};
static const unsigned protocols[] = {GENERATE_TCP, GENERATE_UDP, 1};
static struct sk_range room[MANY * SK_PERMIT_DIMS];

static struct sk_permit draw_permit(size_t number)
{
	struct sk_permit permit = {.in = &interfaces[draw(2)], .out = &interfaces[draw(2)], .family = SK_FAMILY_4};
	permit.protocol_low = permit.protocol_high = protocols[draw(SK_COUNT(protocols))];
	for (size_t dim = 0; dim < SK_PERMIT_DIMS; dim++) {
		struct sk_range *value = &room[number * SK_PERMIT_DIMS + dim];
		uint32_t low = draw(SMALL), high = draw(SMALL);
		bool all = dim >= SK_PERMIT_SOURCE_PORT && !generate_has_ports(&permit);
		*value = all ? (struct sk_range){0, GENERATE_PORT_LAST} : (struct sk_range){low < high ? low : high, low < high ? high : low};
		if (draw(2) && !all)
			value->high = value->low;
		permit.values[dim] = (struct sk_ranges){value, 1};
	}
	return permit;
}

static bool has_value(const struct sk_ranges *values, sk_wide value)
{
	for (size_t i = 0; i < values->count; i++)
		if (values->at[i].low <= value && value <= values->at[i].high)
			return true;
	return false;
}

/* `point`: one value of each dimension, then protocol, in and out. */
static bool lets_through(const struct sk_permit *permits, size_t count, const uint32_t point[SK_PERMIT_DIMS + 3])
{
	for (size_t i = 0; i < count; i++) {
		bool good = permits[i].protocol_low <= point[SK_PERMIT_DIMS] && point[SK_PERMIT_DIMS] <= permits[i].protocol_high &&
			    permits[i].in == &interfaces[point[SK_PERMIT_DIMS + 1]] && permits[i].out == &interfaces[point[SK_PERMIT_DIMS + 2]];
		for (size_t dim = 0; good && dim < SK_PERMIT_DIMS; dim++)
			good = has_value(&permits[i].values[dim], point[dim]);
		if (good)
			return true;
	}
	return false;
}

static void draw_point(uint32_t point[SK_PERMIT_DIMS + 3])
{
	for (size_t dim = 0; dim < SK_PERMIT_DIMS; dim++)
		point[dim] = draw(SMALL);
	point[SK_PERMIT_DIMS] = protocols[draw(SK_COUNT(protocols))];
	point[SK_PERMIT_DIMS + 1] = draw(2);
	point[SK_PERMIT_DIMS + 2] = draw(2);
}

static void check_intervals(const struct sk_ranges *values)
{
	for (size_t i = 0; i < values->count; i++) {
		assert_true(values->at[i].low <= values->at[i].high);
		assert_true(i == 0 || values->at[i - 1].high + 1 < values->at[i].low);
	}
}

static size_t try_set(struct sk_arena *arena, size_t *through)
{
	struct sk_permit apart[MANY], together[MANY];
	size_t count = 2 + draw(MANY - 1), left = count;
	struct sk_error error;
	for (size_t i = 0; i < count; i++)
		together[i] = apart[i] = draw_permit(i);
	assert_false(sk_failed(generate_join(arena, together, &left, &error)));
	for (int i = 0; i < 400; i++) {
		uint32_t point[SK_PERMIT_DIMS + 3];
		draw_point(point);
		bool before = lets_through(apart, count, point);
		assert_int_equal(before, lets_through(together, left, point));
		*through += before;
	}
	for (size_t i = 0; i < left; i++)
		for (size_t dim = 0; dim < SK_PERMIT_DIMS; dim++)
			check_intervals(&together[i].values[dim]);
	return count - left;
}

static void joined_permits_are_the_same_set(void **state)
{
	size_t fewer = 0, through = 0;
	(void)state;
	for (int i = 0; i < SETS; i++) {
		SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
		assert_non_null(arena);
		fewer += try_set(arena, &through);
	}
	assert_in_range(fewer, SETS / 20, SETS * MANY);
	assert_in_range(through, SETS * 4, SETS * 200);
}

/* ---- every address, every protocol ---- */

static struct sk_range source = {SK_IPV4_FIRST + 1, SK_IPV4_FIRST + 1}, target = {SK_IPV4_FIRST + 9, SK_IPV4_FIRST + 12}, other = {SK_IPV4_FIRST + 13, SK_IPV4_FIRST + 13};
static struct sk_range all_ports = {0, GENERATE_PORT_LAST}, high_ports = {1024, GENERATE_PORT_LAST};

static struct sk_permit of_protocols(unsigned low, unsigned high)
{
	struct sk_permit permit = {.in = &interfaces[0], .out = &interfaces[1], .family = SK_FAMILY_4, .protocol_low = low, .protocol_high = high};
	permit.values[SK_PERMIT_SOURCE] = (struct sk_ranges){&source, 1};
	permit.values[SK_PERMIT_TARGET] = (struct sk_ranges){&target, 1};
	permit.values[SK_PERMIT_SOURCE_PORT] = (struct sk_ranges){generate_has_ports(&permit) ? &high_ports : &all_ports, 1};
	permit.values[SK_PERMIT_TARGET_PORT] = (struct sk_ranges){&all_ports, 1};
	return permit;
}

/* As many as are left of "any", in pieces. */
static size_t left_of(struct sk_permit permits[6], size_t count)
{
	struct sk_error error;
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
	assert_false(sk_failed(generate_join(arena, permits, &count, &error)));
	return count;
}

static void all_of_ipv6_is_one_interval(void **state)
{
	struct sk_range halves[] = {{0, SK_IPV4_FIRST - 1}, {SK_IPV4_LAST + 1, ~(sk_wide)0}};
	struct sk_permit permits[2] = {of_protocols(6, 6), of_protocols(6, 6)};
	struct sk_error error;
	size_t count = 2;
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		permits[i].family = SK_FAMILY_6;
		permits[i].values[SK_PERMIT_SOURCE] = (struct sk_ranges){&halves[i], 1};
	}
	assert_false(sk_failed(generate_join(arena, permits, &count, &error)));
	assert_int_equal(count, 1);
	assert_true(generate_is_family(&permits[0], SK_PERMIT_SOURCE) && !generate_is_family(&permits[0], SK_PERMIT_TARGET));
	assert_int_equal(generate_prefix(permits[0].values[SK_PERMIT_SOURCE].at), 0);
}

static void every_protocol_is_one_permit(void **state)
{
	const struct sk_permit any[] = {of_protocols(18, 255), of_protocols(7, 16), of_protocols(6, 6), of_protocols(0, 5), of_protocols(17, 17)};
	struct sk_permit permits[6];
	(void)state;
	memcpy(permits, any, sizeof(any));
	assert_int_equal(left_of(permits, 5), 1);
	assert_true(generate_is_any(&permits[0]) && generate_is_all(&permits[0].values[SK_PERMIT_SOURCE_PORT]));
	for (size_t gone = 0; gone < SK_COUNT(any); gone++) {
		memcpy(permits, any, sizeof(any));
		permits[gone] = any[(gone + 1) % SK_COUNT(any)];
		assert_int_equal(left_of(permits, 5), 4);
	}
	memcpy(permits, any, sizeof(any));
	permits[2].values[SK_PERMIT_TARGET_PORT] = (struct sk_ranges){&high_ports, 1};
	assert_int_equal(left_of(permits, 5), 5);
	memcpy(permits, any, sizeof(any));
	permits[0].values[SK_PERMIT_TARGET] = (struct sk_ranges){&other, 1};
	assert_int_equal(left_of(permits, 5), 5);
	memcpy(permits, any, sizeof(any));
	permits[5] = of_protocols(50, 50);
	permits[5].values[SK_PERMIT_TARGET] = (struct sk_ranges){&other, 1};
	assert_int_equal(left_of(permits, 6), 2);
	/* Of IPv4 there is no ICMPv6. */
	permits[0] = of_protocols(59, 255);
	memcpy(permits + 1, any + 1, sizeof(any) - sizeof(*any));
	permits[5] = of_protocols(18, 57);
	assert_int_equal(left_of(permits, 6), 1);
	permits[0] = of_protocols(60, 255);
	memcpy(permits + 1, any + 1, sizeof(any) - sizeof(*any));
	permits[5] = of_protocols(18, 57);
	assert_int_equal(left_of(permits, 6), 6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(prefixes_are_the_interval),
		cmocka_unit_test(prefixes_end),
		cmocka_unit_test(joined_permits_are_the_same_set),
		cmocka_unit_test(all_of_ipv6_is_one_interval),
		cmocka_unit_test(every_protocol_is_one_permit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
