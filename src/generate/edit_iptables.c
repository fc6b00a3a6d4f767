/* Changes in what iptables-save and ip6tables-save print, one rule a line. */
#include "generate/draft.h"

#include <string.h>

static sk_outcome take_out(struct draft *draft, const struct edit_place *place)
{
	draft_take_out(draft, place->rule->line);
	return SK_OK;
}

/* The line of the first rule of the chain that stands in the file, or else of the table's COMMIT. */
static uint32_t first_line(const struct draft *draft, const struct edit_place *place)
{
	uint32_t line = place->chain->line;
	if (place->chain->count > 0)
		return place->chain->rules[0].line;
	while (line < draft_line_count(draft) && strncmp(draft_line(draft, line), "COMMIT", 6) != 0)
		line++;
	return line;
}

static void print_ports(const char *side, const struct sk_ranges *ports, struct sk_buf *out)
{
	if (generate_is_all(ports))
		return;
	sk_buf_print(out, ports->count > 1 ? " -m multiport --%sports " : " --%sport ", side);
	for (size_t i = 0; i < ports->count; i++)
		sk_buf_print(out, ports->at[i].low == ports->at[i].high ? "%s%u" : "%s%u:%u", i > 0 ? "," : "", (unsigned)ports->at[i].low, (unsigned)ports->at[i].high);
}

static void print_protocol(const struct sk_permit *permit, struct sk_buf *out)
{
	bool tcp = permit->protocol_low == GENERATE_TCP;
	if (generate_is_any(permit))
		return;
	if (!generate_has_ports(permit)) {
		sk_buf_print(out, " -p %u", permit->protocol_low);
		return;
	}
	sk_buf_print(out, tcp ? " -p tcp -m tcp" : " -p udp -m udp");
	print_ports("s", &permit->values[SK_PERMIT_SOURCE_PORT], out);
	print_ports("d", &permit->values[SK_PERMIT_TARGET_PORT], out);
	if (tcp)
		sk_buf_text(out, " --tcp-flags FIN,SYN,RST,ACK SYN");
}

static void print_addresses(const struct sk_range *source, const struct sk_range *target, struct sk_buf *out)
{
	const struct sk_range *ends[] = {source, target};
	static const char *const single[] = {"-s", "-d"}, *const range[] = {"--src-range", "--dst-range"};
	for (size_t i = 0; i < 2; i++) {
		if (generate_prefix(ends[i]) == 0)
			continue;
		sk_buf_print(out, generate_prefix(ends[i]) > 0 ? " %s " : " -m iprange %s ", generate_prefix(ends[i]) > 0 ? single[i] : range[i]);
		generate_address(ends[i], out);
	}
}

static sk_outcome put_in(struct draft *draft, const struct edit_place *place, uint32_t line, const struct sk_permit *permit, const struct sk_range *source,
			 const struct sk_range *target)
{
	SK_BUF_SCOPE text = SK_BUF(SK_CONFIG_LINE_MAX);
	sk_buf_print(&text, "-A %s", place->chain->name);
	if (permit->in)
		sk_buf_print(&text, " -i %s", permit->in->name);
	if (permit->out)
		sk_buf_print(&text, " -o %s", permit->out->name);
	print_addresses(source, target, &text);
	print_protocol(permit, &text);
	sk_buf_text(&text, sk_filter_is_early(place->chain) ? " -j ACCEPT" : " -m conntrack --ctstate NEW -j ACCEPT");
	SK_TRY(sk_buf_check(&text, draft->error));
	return draft_put_in(draft, line, text.bytes);
}

static sk_outcome let(struct draft *draft, const struct edit_place *place, const struct sk_permit *permit)
{
	uint32_t line = edit_line(draft, place, first_line(draft, place));
	for (size_t s = 0; s < permit->values[SK_PERMIT_SOURCE].count; s++)
		for (size_t t = 0; t < permit->values[SK_PERMIT_TARGET].count; t++)
			SK_TRY(put_in(draft, place, line++, permit, &permit->values[SK_PERMIT_SOURCE].at[s], &permit->values[SK_PERMIT_TARGET].at[t]));
	return SK_OK;
}

static sk_outcome close_chain(struct draft *draft, const struct edit_place *place)
{
	SK_BUF_SCOPE text = SK_BUF(SK_CONFIG_LINE_MAX);
	sk_buf_print(&text, ":%s DROP [0:0]", place->chain->name);
	SK_TRY(sk_buf_check(&text, draft->error));
	return draft_replace(draft, place->chain->line, text.bytes);
}

static sk_outcome answer(struct draft *draft, const struct edit_place *place)
{
	SK_BUF_SCOPE text = SK_BUF(SK_CONFIG_LINE_MAX);
	uint32_t line = first_line(draft, place);
	sk_buf_print(&text, "-A %s -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT", place->chain->name);
	SK_TRY(sk_buf_check(&text, draft->error));
	if (strcmp(place->chain->name, "INPUT") == 0)
		SK_TRY(draft_put_in(draft, line, "-A INPUT -i lo -j ACCEPT"));
	return draft_put_in(draft, line, text.bytes);
}

const struct editor editor_iptables = {"iptables-save", &handover_change_iptables, &handover_change_ip6tables, take_out, let, close_chain, answer, NULL, false};
