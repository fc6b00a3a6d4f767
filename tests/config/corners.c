/*
 * corners FILE HOOK COUNT SEED v4|v6 stateful|stateless: packets at corners of the boxes that decide about what comes in by "tin" and goes out by "tout", and what
 * becomes of them: one a line, "source target protocol source-port target-port icmp flags pass|stop|open", addresses as numbers in base 16;
 * open: the two bounds differ. `stateful`: only packets that begin a flow (of tcp SYN, of icmp an echo request).
 */
#include "file.h"

#include <string.h>

enum { CORNERS_MAX = 100000 };

static uint64_t seed;

static uint32_t draw(uint32_t below)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)((seed >> 33) % below);
}

struct sampling {
	size_t wanted, seen;
	struct sk_box *boxes;
	enum sk_fate *fates;
};

/* Each leaf is as likely as any other. */
static bool sample(void *context, const struct sk_box *box, enum sk_fate fate, uint32_t rule)
{
	struct sampling *sampling = context;
	size_t at = sampling->seen++;
	(void)rule;
	if (at >= sampling->wanted)
		at = draw((uint32_t)sampling->seen);
	if (at >= sampling->wanted)
		return true;
	sampling->boxes[at] = *box;
	sampling->fates[at] = fate;
	return true;
}

static void to_corner(struct sk_box *box)
{
	for (int dim = 0; dim < SK_DIMS; dim++) {
		sk_wide low, high;
		sk_box_get(box, (enum sk_dim)dim, &low, &high);
		sk_wide value = draw(2) ? low : high;
		sk_box_set(box, (enum sk_dim)dim, value, value);
	}
}

static sk_wide value_of(const struct sk_box *box, enum sk_dim dim)
{
	sk_wide low, high;
	sk_box_get(box, dim, &low, &high);
	return low;
}

static void print_packet(const struct sk_box *packet, const char *fate)
{
	for (int dim = 0; dim < SK_DIM_STATE; dim++) {
		sk_wide value = value_of(packet, (enum sk_dim)dim);
		if (dim < SK_DIM_ADDRESSES)
			printf("%016llx%016llx ", (unsigned long long)(value >> 64), (unsigned long long)value);
		else
			printf("%u ", (unsigned)value);
	}
	puts(fate);
}

/* Of one that the file does not name: that of the longest wildcard it falls under, else that of all others. */
static sk_wide number_of(const struct sk_filter *filter, const char *name)
{
	size_t longest = 0;
	sk_wide number = SK_CONFIG_INTERFACES_MAX;
	for (size_t i = 0; i < filter->interface_count; i++) {
		const char *other = filter->interfaces[i];
		size_t length = strlen(other);
		if (strcmp(other, name) == 0)
			return i + 1;
		if (!strchr("+*", other[length - 1]) || length <= longest || strncmp(other, name, length - 1) != 0)
			continue;
		longest = length;
		number = i + 1;
	}
	return number;
}

/* What can be sent through a namespace: from one private network to another. */
static void region(const struct sk_filter *filter, bool six, bool stateful, int protocol, struct sk_box *out)
{
	sk_wide source = six ? (sk_wide)0xfd00 << 112 : SK_IPV4_FIRST | 0x0a000000u, target = six ? (sk_wide)0xfd01 << 112 : SK_IPV4_FIRST | 0x0a800000u;
	sk_wide mask = six ? ((sk_wide)1 << 112) - 1 : 0x7fffffu;
	sk_wide in = number_of(filter, "tin"), exit = number_of(filter, "tout"), icmp = six ? 128 : 8;
	sk_box_all(out);
	sk_box_set(out, SK_DIM_SOURCE, source, source | mask);
	sk_box_set(out, SK_DIM_TARGET, target, target | mask);
	sk_box_set(out, SK_DIM_STATE, SK_FLOW_NEW, SK_FLOW_NEW);
	sk_box_set(out, SK_DIM_IN, in, in);
	sk_box_set(out, SK_DIM_OUT, exit, exit);
	sk_box_set(out, SK_DIM_PROTOCOL, (sk_wide)protocol, (sk_wide)protocol);
	if (protocol != 6)
		sk_box_set(out, SK_DIM_FLAGS, 0, 0);
	else if (stateful)
		sk_box_set(out, SK_DIM_FLAGS, 2, 2);
	if (protocol == 6 || protocol == 17) {
		sk_box_set(out, SK_DIM_ICMP, 0, 0);
		sk_box_set(out, SK_DIM_SOURCE_PORT, 1, 65535);
		sk_box_set(out, SK_DIM_TARGET_PORT, 1, 65535);
	} else {
		sk_box_set(out, SK_DIM_SOURCE_PORT, 0, 0);
		sk_box_set(out, SK_DIM_TARGET_PORT, 0, 0);
		if (stateful)
			sk_box_set(out, SK_DIM_ICMP, icmp * 256, icmp * 256);
	}
}

static void program_of(struct sk_arena *arena, const struct sk_filter *filter, const struct sk_filter_chain *chain, enum sk_bound bound, const struct sk_box *asked,
		       struct sk_program *out)
{
	struct sk_error error = {0};
	struct sk_match within = {asked, 1};
	if (sk_failed(sk_filter_program(arena, filter, chain, bound, &within, out, &error)))
		say(&error);
}

/* Both bounds say the same where the filter is understood. */
static bool accepts(const struct sk_program programs[2], const struct sk_box *packet, bool *sure)
{
	uint32_t rule;
	enum sk_fate fate = sk_program_fate(&programs[0], packet, &rule);
	*sure = *sure && fate == sk_program_fate(&programs[1], packet, &rule);
	return fate == SK_FATE_ACCEPT;
}

static void print_corners(struct sampling *sampling, const struct sk_entry *entry, unsigned family, size_t asked_at,
			  struct sk_program programs[SK_ENTRY_MAX][2])
{
	size_t count = sampling->seen < sampling->wanted ? sampling->seen : sampling->wanted;
	for (size_t i = 0; i < count; i++) {
		bool pass = true, sure = true;
		to_corner(&sampling->boxes[i]);
		for (size_t c = 0; c < entry->count; c++)
			if (entry->chains[c]->families & family)
				pass = accepts(programs[c], &sampling->boxes[i], &sure) && (c != asked_at || sampling->fates[i] == SK_FATE_ACCEPT) && pass;
		print_packet(&sampling->boxes[i], sure ? pass ? "pass" : "stop" : "open");
	}
}

int main(int count, char **arguments)
{
	static struct sk_program programs[SK_ENTRY_MAX][2];
	static const int protocols[2][3] = {{6, 17, 1}, {6, 17, 58}};
	SK_ARENA_SCOPE arena = sk_arena_new((size_t)4 << 30);
	struct sk_error error = {0};
	struct sk_filter filter;
	struct sk_entry entry;
	if (count < 7 || !arena)
		return 4;
	bool six = strcmp(arguments[5], "v6") == 0, stateful = strcmp(arguments[6], "stateful") == 0;
	unsigned family = six ? SK_FAMILY_6 : SK_FAMILY_4;
	struct sampling sampling = {.wanted = strtoul(arguments[3], NULL, 10)};
	seed = strtoul(arguments[4], NULL, 10);
	sampling.boxes = calloc(CORNERS_MAX, sizeof(struct sk_box));
	sampling.fates = calloc(CORNERS_MAX, sizeof(enum sk_fate));
	file_filter(arena, arguments[1], false, &filter);
	if (sampling.wanted > CORNERS_MAX || !sampling.boxes || !sampling.fates || sk_failed(sk_filter_entry(&filter, arguments[2], &entry, &error)))
		return 4;
	for (size_t k = 0; k < 3; k++) {
		struct sk_box asked;
		region(&filter, six, stateful, protocols[six][k], &asked);
		for (size_t c = 0; c < entry.count; c++) {
			program_of(arena, &filter, entry.chains[c], SK_BOUND_MOST, &asked, &programs[c][0]);
			program_of(arena, &filter, entry.chains[c], SK_BOUND_LEAST, &asked, &programs[c][1]);
		}
		for (size_t c = 0; c < entry.count; c++) {
			struct sk_partition_stats stats;
			sampling.seen = 0;
			if (!(entry.chains[c]->families & family))
				continue;
			if (sk_failed(sk_partition(&programs[c][0], &asked, sample, &sampling, &stats, &error)))
				say(&error);
			print_corners(&sampling, &entry, family, c, programs);
		}
	}
	free(sampling.boxes);
	free(sampling.fates);
	return 0;
}
