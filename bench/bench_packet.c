/*
 * What classifying every packet of IPv4 by a filter costs, beside BuDDy (the faster of two ways to build the same set) and, for one question, beside Z3.
 *
 *   bench_packet [MOST]        rules of the largest filter (10000)
 *
 * Rules are drawn (seed 42) as on a router: 64 networks, 20 services, addresses, protocol and ports as in the research, and for some of them interfaces,
 * states of flows and flags of tcp. All get the same lines. BuDDy has 32 variables for an address, not the 128 of our space, and counts the accepted
 * packets as we do: other figures end the bench. A way of BuDDy that takes longer than BDD_MOST_S is cut off, and counts as that.
 */
#include "measure.h"
#include "packet/packet.h"

#include "../tests/packet/diagram.h"
#include "../tests/packet/formula.h"

#include <math.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { RULES_MAX = 100000, NETS = 64, BDD_MOST_S = 120, ROUNDS = 5 };

static const double aims[] = {8, 8, 10}; /* at 1,000, 2,000 and 10,000 rules */
static bool all_fields; /* interfaces, states and flags too; else the five fields of the research alone */
static struct sk_rule_box lines[RULES_MAX];

/* ---- rules ---- */

static void draw_address(struct sk_box *box, enum sk_dim dim, const uint32_t nets[NETS], bool *any)
{
	uint32_t kind = draw(10), base = nets[draw(NETS)], host = draw(256);
	uint32_t mask = kind < 5 ? 0xff : kind < 6 ? 0xffff : 0;
	*any = kind < 2;
	if (*any)
		return;
	uint32_t low = (mask ? base & ~mask : base | host);
	sk_box_set(box, dim, SK_IPV4_FIRST | low, SK_IPV4_FIRST | low | mask);
}

static void draw_ports(struct sk_box *box)
{
	static const uint16_t services[] = {22, 25, 53, 80, 110, 135, 137, 139, 143, 389, 443, 445, 500, 993, 1433, 3306, 3389, 4500, 5432, 8080};
	uint32_t kind = draw(10), service = services[draw(SK_COUNT(services))], low = draw(60000), length = 1 + draw(5000);
	if (draw(5) == 0)
		sk_box_set(box, SK_DIM_SOURCE_PORT, 1024, 65535);
	if (kind < 6)
		sk_box_set(box, SK_DIM_TARGET_PORT, service, service);
	else if (kind < 9)
		sk_box_set(box, SK_DIM_TARGET_PORT, low, low + length);
}

static void draw_rest(struct sk_box *box, uint32_t protocol)
{
	uint32_t in = draw(8), out = draw(8), state = draw(6);
	if (in < 4)
		sk_box_set(box, SK_DIM_IN, in, in);
	if (out < 4)
		sk_box_set(box, SK_DIM_OUT, out, out);
	if (state < 2)
		sk_box_set(box, SK_DIM_STATE, state ? SK_FLOW_ESTABLISHED : SK_FLOW_NEW, state ? SK_FLOW_RELATED : SK_FLOW_NEW);
	if (protocol == 6 && draw(6) == 0)
		sk_box_set(box, SK_DIM_FLAGS, 2, 2);
	if (protocol == 1 && draw(2))
		sk_box_set(box, SK_DIM_ICMP, 8 * 256, 8 * 256 + 255);
}

static void draw_line(struct sk_rule_box *line, uint32_t number, const uint32_t nets[NETS])
{
	static const uint16_t protocols[] = {6, 6, 6, 17, 17, 1};
	uint32_t protocol = protocols[draw(SK_COUNT(protocols))];
	bool any_source, any_target;
	do {
		struct sk_box families[SK_FAMILY_BOXES_MAX];
		(void)sk_box_families(SK_FAMILY_4, families);
		line->box = families[0];
		draw_address(&line->box, SK_DIM_SOURCE, nets, &any_source);
		draw_address(&line->box, SK_DIM_TARGET, nets, &any_target);
	} while (any_source && any_target);
	sk_box_set(&line->box, SK_DIM_PROTOCOL, protocol, protocol);
	if (protocol != 1)
		draw_ports(&line->box);
	if (all_fields)
		draw_rest(&line->box, protocol);
	line->rule = number;
	line->fate = draw(2) ? SK_FATE_ACCEPT : SK_FATE_DROP;
}

static struct sk_program draw_program(size_t count)
{
	uint32_t nets[NETS];
	seed = 42;
	for (size_t i = 0; i < NETS; i++)
		nets[i] = 10u << 24 | draw(65536) << 8;
	for (uint32_t i = 0; i < count; i++)
		draw_line(&lines[i], i, nets);
	return (struct sk_program){lines, count, SK_FATE_DROP, (uint32_t)count};
}

static void all_of_ipv4(struct sk_box *out)
{
	struct sk_box families[SK_FAMILY_BOXES_MAX];
	(void)sk_box_families(SK_FAMILY_4, families);
	*out = families[0];
}

/* ---- ours ---- */

static double classify(const struct sk_program *program, double *accepted, struct sk_partition_stats *stats)
{
	struct series series = {.count = 0};
	struct sk_box question;
	struct sk_error error;
	double volumes[2] = {0};
	all_of_ipv4(&question);
	for (size_t round = 0; round <= (program->count > 2000 ? 1 : ROUNDS); round++) {
		double begin = cpu_ms();
		if (sk_failed(sk_partition_volumes(program, &question, volumes, stats, &error)))
			fail(sk_error_name(error.id));
		note(&series, round, cpu_ms() - begin);
	}
	*accepted = volumes[SK_FATE_ACCEPT];
	return median(&series);
}

/* ---- BuDDy ---- */

struct told {
	double ms, accepted;
};

/* In a process of its own: one way's tables are no help to the other, and it can be cut off. */
static bool build(const struct sk_program *program, bool balanced, struct told *out)
{
	int ends[2], status;
	if (pipe(ends) != 0)
		fail("pipe");
	pid_t child = fork();
	if (child == 0) {
		struct bdd_space space = bdd_space_of(BDD_SHORT);
		struct rlimit limit = {BDD_MOST_S, BDD_MOST_S};
		(void)setrlimit(RLIMIT_CPU, &limit);
		bdd_begin(&space, program->count > 2000 ? 20000000 : 1000000, program->count > 2000 ? 2000000 : 100000);
		double begin = cpu_ms();
		BDD accepted = balanced ? bdd_balanced(&space, program) : bdd_linear(&space, program);
		double took = cpu_ms() - begin;
		struct sk_box question;
		all_of_ipv4(&question);
		struct told told = {took, bdd_satcount(bdd_addref(bdd_and(accepted, bdd_question(&space, &question))))};
		(void)close(ends[0]);
		_exit(write(ends[1], &told, sizeof(told)) == (ssize_t)sizeof(told) ? 0 : 1);
	}
	(void)close(ends[1]);
	bool good = read(ends[0], out, sizeof(*out)) == (ssize_t)sizeof(*out);
	(void)close(ends[0]);
	(void)waitpid(child, &status, 0);
	if (!good)
		*out = (struct told){BDD_MOST_S * 1e3, NAN};
	return good;
}

static void compare(size_t count, double aim)
{
	struct sk_program program = draw_program(count);
	struct sk_partition_stats stats;
	struct told linear, balanced;
	double accepted, ours = classify(&program, &accepted, &stats);
	bool built[2] = {build(&program, false, &linear), build(&program, true, &balanced)};
	double faster = fmin(linear.ms, balanced.ms);
	printf("%6zu rules, %s fields: ours %9.1f ms (%llu boxes); BuDDy linear %s%9.1f ms, balanced %s%9.1f ms; %.1f times (aim %.0f: %s)\n", count,
	       all_fields ? "all" : "five", ours,
	       (unsigned long long)stats.boxes, built[0] ? "" : "> ", linear.ms, built[1] ? "" : "> ", balanced.ms, faster / ours, aim,
	       faster / ours >= aim ? "reached" : "MISSED");
	for (size_t i = 0; i < 2; i++) {
		double theirs = i ? balanced.accepted : linear.accepted;
		if (built[i] && !(fabs(theirs - accepted) <= 1e-9 * accepted))
			fail("BuDDy accepts another number of packets");
	}
}

/* ---- Z3 ---- */

struct search {
	bool found;
};

static bool stop_at_accepted(void *context, const struct sk_box *box, enum sk_fate fate, uint32_t rule)
{
	(void)box;
	(void)rule;
	((struct search *)context)->found = fate == SK_FATE_ACCEPT;
	return fate == SK_FATE_DROP;
}

/* May any tcp packet from 10/8 reach port 445 of the network of the first line? */
static void draw_question(struct sk_box *out)
{
	all_of_ipv4(out);
	sk_box_set(out, SK_DIM_SOURCE, SK_IPV4_FIRST | 0x0a000000u, SK_IPV4_FIRST | 0x0affffffu);
	sk_box_set(out, SK_DIM_TARGET, lines[0].box.low[1] & ~(sk_wide)0xff, lines[0].box.low[1] | 0xff);
	sk_box_set(out, SK_DIM_PROTOCOL, 6, 6);
	sk_box_set(out, SK_DIM_TARGET_PORT, 445, 445);
	sk_box_set(out, SK_DIM_STATE, SK_FLOW_NEW, SK_FLOW_NEW);
}

static void ask(size_t count)
{
	struct sk_program program = draw_program(count);
	struct sk_partition_stats stats;
	struct series ours = {.count = 0};
	struct search search = {false};
	struct sk_box question;
	struct sk_error error;
	draw_question(&question);
	for (size_t round = 0; round <= 20; round++) {
		double begin = cpu_ms();
		if (sk_failed(sk_partition(&program, &question, stop_at_accepted, &search, &stats, &error)))
			fail(sk_error_name(error.id));
		note(&ours, round, cpu_ms() - begin);
	}
	double begin = cpu_ms();
	struct z3_space space = z3_begin(32);
	bool theirs = z3_accepts_some(&space, &program, &question);
	double z3 = cpu_ms() - begin, mine = median(&ours);
	Z3_del_context(space.context);
	if (theirs != search.found)
		fail("Z3 answers otherwise");
	printf("%6zu rules: one question: ours %.4f ms, Z3 %.1f ms; %.0f times (aim 1000: %s)\n", count, mine, z3, z3 / mine,
	       z3 / mine >= 1000 ? "reached" : "MISSED");
}

/* ---- memory ---- */

/* In a process of its own, before this one has grown: the rules, and one question to them. */
static void remember(size_t count)
{
	int status = 0;
	pid_t child = fork();
	if (child == 0) {
		struct sk_box question;
		struct sk_partition_stats stats = {0};
		struct search search = {false};
		struct sk_error error = {0};
		struct rusage usage;
		all_fields = true;
		struct sk_program program = draw_program(count);
		draw_question(&question);
		if (sk_failed(sk_partition(&program, &question, stop_at_accepted, &search, &stats, &error)))
			fail(sk_error_name(error.id));
		getrusage(RUSAGE_SELF, &usage);
		printf("%6zu rules: peak memory (RSS) with one question %.1f MiB (aim 32: %s)\n", count, (double)usage.ru_maxrss / 1024, usage.ru_maxrss < 32 << 10 ? "reached" : "MISSED");
		fflush(stdout);
		_exit(0);
	}
	if (child < 0 || waitpid(child, &status, 0) != child || status != 0)
		fail("the process that is measured");
}

int main(int count, char **arguments)
{
	static const size_t sizes[] = {1000, 2000, 10000};
	size_t most = count > 1 ? strtoul(arguments[1], NULL, 10) : 10000;
	remember(RULES_MAX);
	for (size_t i = 0; i < 2 * SK_COUNT(sizes); i++) {
		all_fields = i >= SK_COUNT(sizes);
		if (sizes[i % SK_COUNT(sizes)] <= most)
			compare(sizes[i % SK_COUNT(sizes)], aims[i % SK_COUNT(sizes)]);
	}
	for (size_t size = 1000; size <= RULES_MAX && size <= most * 10; size *= 10)
		ask(size);
	return 0;
}
