/*
 * What comparing two packet filters costs, after they are read, and looking for the rules of one that decide nothing.
 *
 *   bench_diff [RULES]         of each filter (1000)
 *
 * Rules are drawn (seed 42) as on a router: 64 networks, 20 services, four interfaces. The second filter is the first with five edits, as after a day's work, and one that has
 * nothing to do with it.
 */
#include "measure.h"
#include "must.h"
#include "net/net.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 5, NETS = 64, EDITS = 5, ARENA_MAX = 1 << 30, TEXT_MAX = 64 << 20 };
static const double aim_edited_ms = 2000, aim_rules_ms = 2000;

/* ---- filters ---- */

static void draw_address(struct sk_buf *out, char option, const uint32_t nets[NETS])
{
	uint32_t kind = draw(10), net = nets[draw(NETS)], host = draw(256);
	if (kind >= 6)
		sk_buf_print(out, " -%c %u.%u.%u.%u/32", option, net >> 16 & 255, net >> 8 & 255, net & 255, host);
	else if (kind >= 2)
		sk_buf_print(out, kind == 5 ? " -%c %u.%u.0.0/16" : " -%c %u.%u.%u.0/24", option, net >> 16 & 255, net >> 8 & 255, net & 255);
}

static void draw_rule(struct sk_buf *out, const uint32_t nets[NETS])
{
	static const unsigned services[] = {22, 25, 53, 80, 110, 135, 137, 139, 143, 389, 443, 445, 500, 993, 1433, 3306, 3389, 4500, 5432, 8080};
	static const char *const protocols[] = {"tcp", "tcp", "udp", "udp", "icmp"};
	const char *protocol = protocols[draw(SK_COUNT(protocols))];
	uint32_t kind = draw(10), low = draw(60000);
	sk_buf_text(out, "-A FORWARD");
	draw_address(out, 's', nets);
	draw_address(out, 'd', nets);
	if (draw(4) == 0)
		sk_buf_print(out, " -i eth%u", draw(4));
	sk_buf_print(out, " -p %s", protocol);
	if (strcmp(protocol, "icmp") != 0 && kind < 6)
		sk_buf_print(out, " -m %s --dport %u", protocol, services[draw(SK_COUNT(services))]);
	else if (strcmp(protocol, "icmp") != 0 && kind < 9)
		sk_buf_print(out, " -m %s --dport %u:%u", protocol, low, low + 1 + draw(5000));
	sk_buf_print(out, " -j %s\n", draw(3) ? "ACCEPT" : "DROP");
}

/* Early rules are left out, as edits: most of those far behind decide nothing. */
static void draw_filter(struct sk_buf *out, uint64_t from, size_t rules, size_t edits)
{
	uint32_t nets[NETS];
	seed = from;
	for (size_t i = 0; i < NETS; i++)
		nets[i] = draw(1 << 24) | 10 << 16;
	sk_buf_text(out, "*filter\n:FORWARD DROP [0:0]\n-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT\n");
	for (size_t i = 1; i < rules; i++) {
		size_t before = out->length;
		draw_rule(out, nets);
		if (i % 20 == 0 && i / 20 <= edits)
			out->length = before;
	}
	sk_buf_text(out, "COMMIT\n");
}

static void read_filter(struct sk_arena *arena, uint64_t from, size_t rules, size_t edits, struct sk_filter *out)
{
	SK_BUF_SCOPE text = SK_BUF(TEXT_MAX);
	struct sk_error error = {0};
	draw_filter(&text, from, rules, edits);
	struct sk_config_source source = {"filter", text.bytes, text.length};
	const struct sk_config_reader *reader = sk_config_reader_of(&source);
	must(reader ? sk_config_read(arena, reader, &source, out, &error) : sk_error_set(&error, SK_E_CONFIG_SYNTAX, NULL, NULL, NULL, NULL), &error);
}

/* ---- times ---- */

/* One piece of work over one filter or two; returns how much it found. */
typedef size_t work(struct sk_arena *arena, const struct sk_filter *was, const struct sk_filter *is);

static size_t compare(struct sk_arena *arena, const struct sk_filter *was, const struct sk_filter *is)
{
	struct sk_error error = {0};
	struct sk_diff diff;
	must(sk_net_diff(arena, was, is, NULL, NULL, &diff, &error), &error);
	return diff.packets[SK_CHANGE_OPENED] + diff.packets[SK_CHANGE_CLOSED];
}

static size_t look_at_rules(struct sk_arena *arena, const struct sk_filter *was, const struct sk_filter *is)
{
	struct sk_error error = {0};
	struct sk_rule_findings findings;
	(void)is;
	must(sk_net_rules(arena, was, NULL, &findings, &error), &error);
	return findings.count;
}

static void bench(const char *what, work *run, const struct sk_filter *was, const struct sk_filter *is, double aim)
{
	struct series series = {.count = 0};
	size_t found = 0;
	for (size_t round = 0; round <= ROUNDS; round++) {
		SK_ARENA_SCOPE arena = sk_arena_new(ARENA_MAX);
		double begin = cpu_ms();
		found = run(arena, was, is);
		note(&series, round, cpu_ms() - begin);
	}
	double ms = median(&series);
	(void)printf("    %-44s %8.1f ms   %zu found", what, ms, found);
	(void)(aim > 0 ? printf("; aim under %.0f: %s\n", aim, against(ms, aim)) : printf("\n"));
}

int main(int argc, char **argv)
{
	size_t rules = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000;
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA_MAX);
	struct sk_filter first, edited, other;
	if (!arena || rules < 20 * EDITS)
		fail("usage: bench_diff [RULES]");
	read_filter(arena, 42, rules, 0, &first);
	read_filter(arena, 42, rules, EDITS, &edited);
	read_filter(arena, 43, rules, 0, &other);
	(void)printf("  filters of %zu rules\n", rules);
	bench("changed packets, against itself", compare, &first, &first, aim_edited_ms);
	bench("changed packets, five rules left out", compare, &first, &edited, aim_edited_ms);
	bench("changed packets, another filter", compare, &first, &other, 0);
	bench("rules that decide nothing", look_at_rules, &first, NULL, aim_rules_ms);
	return 0;
}
