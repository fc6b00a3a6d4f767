/*
 * Certificates: an answer with all that somebody else needs to check it, in lines (decision 0028; verify/verify.c reads them).
 *
 * The model is the chains of the entry as programs, of the bound that the answer is shown with. What a chain does with families that it does not see, and its
 * policy, are lines too, so that a packet meets lines alone. It is about all packets, so that whoever knows the device can read it beside the file; of chains
 * whose jumps make too many lines of that it is about those of the question.
 *
 * The proof is a tree, written as it is walked: of the packets at hand, the lines in a row that miss them in one dimension; then the line that
 * holds them all decides, or they are cut where the first line that meets them ends. This is another way than that of
 * packet/partition.c, so that the two judge each other: a fate that the answer does not know is a broken invariant.
 */
#include "net/net.h"

#include <string.h>

enum { ARENA_MAX = 1 << 30, RUNS_MAX = 100 /* on one line */, LINES_MAX = 1 << 18, WHOLE_MAX = 1 << 14 /* lines of a model of all packets */, DEPTH_MAX = (1 << 14) - 1, TEXT_MAX = 4096 };
#define STEPS_MAX (UINT64_C(1) << 34)

static const char *const names[SK_DIMS] = {"source", "target", "protocol", "source-port", "target-port", "icmp", "flags", "state", "in", "out"};

struct piece {
	struct sk_box box;
	size_t program, next; /* the first line that is not known to miss it */
};

struct certifying {
	const struct sk_filter *filter;
	const struct sk_certificate *about;
	struct sk_arena *arena;
	struct sk_error *error;
	struct sk_buf *out;
	struct sk_program programs[SK_ENTRY_MAX]; /* each ends with a line that holds everything */
	size_t count, lines;
	enum sk_fate shown;
	struct piece *stack; /* DEPTH_MAX + 1 */
	size_t depth;
	uint64_t steps;
	enum sk_dim order[SK_DIMS]; /* in which pieces are cut */
};

static sk_outcome too_large(const struct certifying *certifying, const char *most)
{
	return sk_error_set(certifying->error, SK_E_CERTIFICATE_SIZE, NULL, most, NULL, NULL);
}

/* ---- lines ---- */

/* Of a text that somebody else wrote as much as fits on a line that any reader takes. */
static void print_text(struct sk_buf *out, const char *text)
{
	size_t length = strlen(text), end = length < TEXT_MAX ? length : TEXT_MAX;
	while (end < length && end > 0 && ((unsigned char)text[end] & 0xc0) == 0x80)
		end--;
	for (size_t i = 0; i < end; i++)
		sk_buf_add(out, (unsigned char)text[i] < ' ' || text[i] == 127 ? " " : &text[i], 1);
	sk_buf_text(out, end < length ? "...\n" : "\n");
}

static void print_line(struct sk_buf *out, const char *key, const char *text)
{
	sk_buf_print(out, "%s ", key);
	print_text(out, text);
}

static void print_number(struct sk_buf *out, enum sk_dim dim, sk_wide number)
{
	uint64_t high = (uint64_t)(number >> 64), low = (uint64_t)number;
	if (dim >= SK_DIM_ADDRESSES)
		sk_buf_print(out, " %llu", (unsigned long long)low);
	else if (high)
		sk_buf_print(out, " %llx%016llx", (unsigned long long)high, (unsigned long long)low);
	else
		sk_buf_print(out, " %llx", (unsigned long long)low);
}

static void print_box(struct sk_buf *out, const struct sk_box *box)
{
	struct sk_box all;
	sk_box_all(&all);
	for (enum sk_dim dim = 0; dim < SK_DIMS; dim++) {
		sk_wide low, high, least, most;
		sk_box_get(box, dim, &low, &high);
		sk_box_get(&all, dim, &least, &most);
		if (low == least && high == most)
			continue;
		sk_buf_print(out, " %s", names[dim]);
		print_number(out, dim, low);
		print_number(out, dim, high);
	}
	sk_buf_text(out, "\n");
}

/* ---- the model ---- */

/* The program of a chain, with its policy as the last line, and before it what lets packets by that it does not see. */
static sk_outcome close_program(const struct certifying *certifying, const struct sk_filter_chain *chain, struct sk_program *program)
{
	struct sk_box boxes[SK_FAMILY_BOXES_MAX];
	size_t count = 0, unseen = sk_box_families(SK_FAMILIES & ~chain->families, boxes);
	void *memory;
	SK_TRY(sk_arena_take(certifying->arena, unseen + program->count + 1, sizeof(struct sk_rule_box), &memory, certifying->error));
	struct sk_rule_box *lines = memory;
	for (; count < unseen; count++)
		lines[count] = (struct sk_rule_box){boxes[count], program->otherwise_rule, SK_FATE_ACCEPT};
	if (program->count > 0)
		memcpy(lines + count, program->lines, program->count * sizeof(*lines));
	count += program->count;
	lines[count] = (struct sk_rule_box){.rule = program->otherwise_rule, .fate = program->otherwise};
	sk_box_all(&lines[count++].box);
	*program = (struct sk_program){lines, count, program->otherwise, program->otherwise_rule};
	return SK_OK;
}

static uint32_t line_of(const struct certifying *certifying, const struct sk_rule_box *line)
{
	const struct sk_filter_chain *chain;
	const struct sk_filter_rule *rule;
	sk_filter_rule_numbered(certifying->filter, line->rule, &chain, &rule);
	return rule ? rule->line : chain->line;
}

static void print_rule(const struct certifying *certifying, const struct sk_rule_box *line)
{
	const struct sk_filter_chain *chain;
	const struct sk_filter_rule *rule;
	sk_filter_rule_numbered(certifying->filter, line->rule, &chain, &rule);
	if (rule)
		print_line(certifying->out, "rule", rule->text);
	else
		sk_buf_text(certifying->out, "rule (what the chain does not see, or its policy)\n");
}

static void print_program(const struct certifying *certifying, const struct sk_filter_chain *chain, const struct sk_program *program)
{
	print_line(certifying->out, "program", chain->name);
	for (size_t i = 0; i < program->count; i++) {
		const struct sk_rule_box *line = &program->lines[i];
		if (i == 0 || line[-1].rule != line->rule)
			print_rule(certifying, line);
		sk_buf_print(certifying->out, line->fate == SK_FATE_ACCEPT ? "accept %u" : "drop %u", line_of(certifying, line));
		print_box(certifying->out, &line->box);
	}
}

static sk_outcome make_programs(struct certifying *certifying, const struct sk_entry *entry, enum sk_bound bound, const struct sk_match *within)
{
	certifying->count = entry->count;
	certifying->lines = 0;
	for (size_t i = 0; i < entry->count; i++) {
		struct sk_program *program = &certifying->programs[i];
		SK_TRY(sk_filter_program(certifying->arena, certifying->filter, entry->chains[i], bound, within, program, certifying->error));
		SK_TRY(close_program(certifying, entry->chains[i], program));
		certifying->lines += program->count;
	}
	return SK_OK;
}

static sk_outcome make_model(struct certifying *certifying, const struct sk_entry *entry, const struct sk_question *question, enum sk_bound bound, bool *whole)
{
	struct sk_match within = {question->packets, question->count};
	*whole = !sk_failed(make_programs(certifying, entry, bound, NULL)) && certifying->lines <= WHOLE_MAX;
	if (!*whole)
		SK_TRY(make_programs(certifying, entry, bound, &within));
	return certifying->lines > LINES_MAX ? too_large(certifying, _("262144 lines of the model")) : SK_OK;
}

/* ---- the proof ---- */

static bool apart(const struct sk_box *a, const struct sk_box *b, enum sk_dim dim)
{
	sk_wide low, high, first, last;
	sk_box_get(a, dim, &low, &high);
	sk_box_get(b, dim, &first, &last);
	return high < first || last < low;
}

/* Lines in a row, from the next one on, that miss the piece in the dimension. */
static size_t run_of(const struct sk_program *program, const struct piece *piece, enum sk_dim dim)
{
	size_t at = piece->next;
	while (at < program->count && apart(&program->lines[at].box, &piece->box, dim))
		at++;
	return at - piece->next;
}

static size_t longest_run(const struct certifying *certifying, const struct piece *piece, enum sk_dim *dim)
{
	size_t longest = 0;
	for (size_t i = 0; i < SK_DIMS; i++) {
		size_t run = run_of(&certifying->programs[piece->program], piece, certifying->order[i]);
		*dim = run > longest ? certifying->order[i] : *dim;
		longest = run > longest ? run : longest;
	}
	return longest;
}

/* Up to the first line that meets the piece: the last line of a program meets everything. */
static void print_misses(struct certifying *certifying, struct piece *piece)
{
	size_t runs = 0, run;
	enum sk_dim dim = 0;
	for (; (run = longest_run(certifying, piece, &dim)) > 0; runs++) {
		if (runs % RUNS_MAX == 0)
			sk_buf_text(certifying->out, runs ? "\nmiss" : "miss");
		sk_buf_print(certifying->out, " %s %zu", names[dim], run);
		piece->next += run;
		certifying->steps += run;
	}
	certifying->steps += (runs + RUNS_MAX - 1) / RUNS_MAX;
	sk_buf_text(certifying->out, runs ? "\n" : "");
}

static void cut(struct certifying *certifying, struct piece *piece, enum sk_dim dim, sk_wide at)
{
	sk_wide low, high;
	sk_box_get(&piece->box, dim, &low, &high);
	sk_buf_print(certifying->out, "cut %s", names[dim]);
	print_number(certifying->out, dim, at);
	sk_buf_text(certifying->out, "\n");
	piece[1] = piece[0];
	sk_box_set(&piece[0].box, dim, at, high);
	sk_box_set(&piece[1].box, dim, low, at - 1);
	certifying->depth++;
}

/* At the end of the line that lies in the piece. */
static void cut_at(struct certifying *certifying, struct piece *piece, const struct sk_box *line)
{
	for (size_t i = 0; i < SK_DIMS; i++) {
		enum sk_dim dim = certifying->order[i];
		sk_wide low, high, first, last;
		sk_box_get(&piece->box, dim, &low, &high);
		sk_box_get(line, dim, &first, &last);
		if (low < first || high > last) {
			cut(certifying, piece, dim, low < first ? first : last + 1);
			return;
		}
	}
}

static void decide(struct certifying *certifying, struct piece *piece, const struct sk_rule_box *line)
{
	sk_buf_print(certifying->out, "decide %u\n", line_of(certifying, line));
	if (line->fate == SK_FATE_ACCEPT && piece->program + 1 < certifying->count) {
		piece->program++;
		piece->next = 0;
		return;
	}
	SK_INVARIANT(line->fate == certifying->shown);
	certifying->depth--;
}

/* The dimensions that nearly every line says something about come first: what is cut off there meets few lines. */
static void order_dims(struct certifying *certifying, const struct sk_box *box)
{
	size_t whole[SK_DIMS] = {0};
	for (enum sk_dim dim = 0; dim < SK_DIMS; dim++) {
		sk_wide low, high, first, last;
		size_t place = dim;
		sk_box_get(box, dim, &first, &last);
		for (size_t i = 0; i < certifying->programs[0].count; i++) {
			sk_box_get(&certifying->programs[0].lines[i].box, dim, &low, &high);
			whole[dim] += low <= first && high >= last;
		}
		for (; place > 0 && whole[certifying->order[place - 1]] > whole[dim]; place--)
			certifying->order[place] = certifying->order[place - 1];
		certifying->order[place] = dim;
	}
}

static sk_outcome print_proof(struct certifying *certifying, const struct sk_box *box)
{
	order_dims(certifying, box);
	certifying->stack[0] = (struct piece){.box = *box};
	certifying->depth = 1;
	while (certifying->depth > 0) {
		struct piece *piece = &certifying->stack[certifying->depth - 1];
		print_misses(certifying, piece);
		const struct sk_rule_box *line = &certifying->programs[piece->program].lines[piece->next];
		if (certifying->depth == DEPTH_MAX || certifying->steps++ >= STEPS_MAX)
			return too_large(certifying, _("2^34 steps of the proof"));
		if (sk_box_holds(&line->box, &piece->box))
			decide(certifying, piece, line);
		else
			cut_at(certifying, piece, &line->box);
		if (certifying->out->failed)
			return too_large(certifying, _("64 MiB"));
	}
	return SK_OK;
}

/* ---- all of it ---- */

static void print_head(const struct certifying *certifying, const struct sk_question *question, bool holds, enum sk_bound bound, bool whole)
{
	static const char *const silent[SK_FAMILIES + 1] = {"none", "ipv4", "ipv6", "ipv4 ipv6"};
	sk_buf_text(certifying->out, SK_CERTIFICATE_FORMAT "\n");
	print_line(certifying->out, "file", certifying->about->file);
	print_line(certifying->out, "sha256", certifying->about->digest);
	print_line(certifying->out, "chain", certifying->about->chain);
	print_line(certifying->out, "question", certifying->about->question);
	print_line(certifying->out, "silent", silent[question->silent & SK_FAMILIES]);
	print_line(certifying->out, "wanted", question->wanted == SK_FATE_DROP ? "refused" : "accepted");
	print_line(certifying->out, "verdict", holds ? "holds" : "violated");
	print_line(certifying->out, "bound", bound == SK_BOUND_MOST ? "most" : "least");
	print_line(certifying->out, "model", whole ? "whole" : "question");
	for (size_t i = 0; i < certifying->filter->interface_count; i++) {
		sk_buf_print(certifying->out, "interface %zu ", i + 1);
		print_text(certifying->out, certifying->filter->interfaces[i]);
	}
	for (size_t i = 0; i < question->count; i++) {
		sk_buf_text(certifying->out, "box");
		print_box(certifying->out, &question->packets[i]);
	}
}

/* One packet alone: the low corner, which is the one that is shown. */
static sk_outcome print_packet(struct certifying *certifying, const struct sk_box *shown)
{
	struct sk_box packet = *shown;
	for (enum sk_dim dim = 0; dim < SK_DIMS; dim++) {
		sk_wide low, high;
		sk_box_get(shown, dim, &low, &high);
		sk_box_set(&packet, dim, low, low);
	}
	sk_buf_text(certifying->out, "packet");
	print_box(certifying->out, &packet);
	return print_proof(certifying, &packet);
}

SK_OUTCOME sk_net_certify(const struct sk_filter *filter, const struct sk_entry *entry, const struct sk_question *question, const struct sk_proven *proven,
			  const struct sk_certificate *about, struct sk_buf *out, struct sk_error *error)
{
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA_MAX);
	bool holds = proven->proof == SK_PROOF_HOLDS, whole;
	struct certifying certifying = {.filter = filter, .about = about, .arena = arena, .error = error, .out = out};
	void *memory;
	SK_INVARIANT(holds || proven->proof == SK_PROOF_VIOLATED);
	if (!arena)
		return sk_error_set_number(error, SK_E_MEMORY, NULL, ARENA_MAX);
	certifying.shown = holds == (question->wanted == SK_FATE_ACCEPT) ? SK_FATE_ACCEPT : SK_FATE_DROP;
	enum sk_bound bound = certifying.shown == SK_FATE_ACCEPT ? SK_BOUND_LEAST : SK_BOUND_MOST;
	SK_TRY(make_model(&certifying, entry, question, bound, &whole));
	print_head(&certifying, question, holds, bound, whole);
	for (size_t i = 0; i < entry->count; i++)
		print_program(&certifying, entry->chains[i], &certifying.programs[i]);
	sk_buf_text(out, "proof\n");
	SK_TRY(sk_arena_take(arena, DEPTH_MAX + 1, sizeof(struct piece), &memory, error));
	certifying.stack = memory;
	for (size_t i = 0; i < question->count && holds; i++)
		SK_TRY(print_proof(&certifying, &question->packets[i]));
	if (!holds)
		SK_TRY(print_packet(&certifying, &proven->packet));
	sk_buf_text(out, "end\n");
	return out->failed ? too_large(&certifying, _("64 MiB")) : SK_OK;
}
