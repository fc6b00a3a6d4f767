/*
 * dump [-f] FILE: what the reader made of it, one thing a line; only dimensions that are not whole are printed.
 * With -f a file that no reader knows goes to the first one. With -t only how much was read.
 */
#include "file.h"

#include <string.h>

static const char *const dims[SK_DIMS] = {"src", "dst", "proto", "sport", "dport", "icmp", "flags", "state", "in", "out"};

static void print_address(sk_wide value)
{
	if (value >= SK_IPV4_FIRST && value <= SK_IPV4_LAST)
		printf("%u.%u.%u.%u", (unsigned)(value >> 24) & 255, (unsigned)(value >> 16) & 255, (unsigned)(value >> 8) & 255,
		       (unsigned)value & 255);
	else
		printf("%016llx%016llx", (unsigned long long)(value >> 64), (unsigned long long)value);
}

static void print_dim(const struct sk_box *box, enum sk_dim dim)
{
	struct sk_box all;
	sk_wide low, high, first, last;
	sk_box_all(&all);
	sk_box_get(box, dim, &low, &high);
	sk_box_get(&all, dim, &first, &last);
	if ((low == first && high == last) || (low == SK_IPV4_FIRST && high == SK_IPV4_LAST))
		return;
	printf(" %s=", dims[dim]);
	if (dim >= SK_DIM_ADDRESSES) {
		printf("%u-%u", (unsigned)low, (unsigned)high);
		return;
	}
	print_address(low);
	printf("-");
	print_address(high);
}

static void print_match(const char *name, const struct sk_match *match)
{
	printf(" %s", name);
	for (size_t i = 0; i < match->count; i++) {
		printf(" {");
		for (int dim = 0; dim < SK_DIMS; dim++)
			print_dim(&match->boxes[i], (enum sk_dim)dim);
		printf(" }");
	}
}

static const char *const actions[] = {"NEXT", "ACCEPT", "DROP", "JUMP", "GOTO", "RETURN"};

static void print_becomes(const struct sk_translation *becomes)
{
	printf(" becomes %s", becomes->target ? "target" : "source");
	if (becomes->own)
		printf(" own");
	if (becomes->addressed) {
		printf(" ");
		print_address(becomes->low);
		printf("-");
		print_address(becomes->high);
	}
	if (becomes->ported)
		printf(" port %u-%u", (unsigned)becomes->port_low, (unsigned)becomes->port_high);
}

static void print_rule(const struct sk_filter *filter, const struct sk_filter_rule *rule)
{
	bool jumps = rule->action == SK_ACTION_JUMP || rule->action == SK_ACTION_GOTO;
	printf("rule %u %s %s", rule->line, actions[rule->action], jumps ? filter->chains[rule->target].name : "-");
	print_match("may", &rule->may);
	if (rule->must.boxes == rule->may.boxes && rule->must.count == rule->may.count)
		printf(" same");
	else
		print_match("must", &rule->must);
	if (rule->becomes)
		print_becomes(rule->becomes);
	printf(" | %s | %s\n", rule->unread ? rule->unread : "-", rule->text);
}

static void print_filter(const struct sk_filter *filter)
{
	for (size_t i = 0; i < filter->interface_count; i++)
		printf("interface %zu %s\n", i + 1, filter->interfaces[i]);
	for (size_t i = 0; i < filter->count; i++) {
		const struct sk_filter_chain *chain = &filter->chains[i];
		printf("chain %s %s %s %s %u\n", chain->table, chain->name, chain->hook ? chain->hook : "-", actions[chain->policy], chain->line);
		for (size_t j = 0; j < chain->count; j++)
			print_rule(filter, &chain->rules[j]);
	}
}

int main(int count, char **arguments)
{
	SK_ARENA_SCOPE arena = sk_arena_new((size_t)4 << 30);
	struct sk_filter filter;
	if (count < 2 || !arena)
		return 4;
	file_filter(arena, arguments[count - 1], strcmp(arguments[1], "-f") == 0, &filter);
	if (strcmp(arguments[1], "-t") == 0)
		printf("chains %zu bytes %zu\n", filter.count, sk_arena_used(arena));
	else
		print_filter(&filter);
	return 0;
}
