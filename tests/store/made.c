/* See the header. */
#include "made.h"

#include <string.h>

static struct sk_error error;

static void *take(struct sk_arena *arena, size_t count, size_t size)
{
	void *memory;

	SK_INVARIANT(!sk_failed(sk_arena_take(arena, count, size, &memory, &error)));
	return memory;
}

#define TEXT(arena_, out_, ...) SK_INVARIANT(!sk_failed(sk_arena_print(arena_, out_, &error, __VA_ARGS__)))

/* Whether the row is as in no other. */
static unsigned own(const struct made *made, size_t row)
{
	return made->every && row % made->every == 0 ? made->number : 0;
}

static unsigned seen(const struct made *made, size_t row)
{
	const struct made evidence = {.number = made->number, .every = made->evidence ? made->evidence : made->every};

	return own(&evidence, row);
}

static void digest_text(struct sk_arena *arena, const char *of, unsigned number, const char **out)
{
	char hex[SK_HEX_ROOM];
	const char *text;

	TEXT(arena, &text, "%s %u", of, number);
	sk_digest(text, strlen(text), hex);
	TEXT(arena, out, "%s", hex);
}

static void make_risks(struct sk_arena *arena, const struct made *made, struct sk_past *out)
{
	struct sk_past_risk *risks = take(arena, made->risks, sizeof(*risks));

	for (size_t i = 0; i < made->risks; i++) {
		risks[i] = (struct sk_past_risk){
			.exclusion = i % 9 == 0 ? SK_EXCLUDED_KIND : SK_INCLUDED, .out_by = "", .importance = 3, .threat = 3, .vulnerability = 2, .after_threat = 1,
			.after_vulnerability = 2, .value = 18, .low = 6, .high = own(made, i) % 2 ? 18 : 6, .presumed = 6, .method = SK_OBSERVED,
		};
		TEXT(arena, &risks[i].scenario, "as%04zu.ti%02zu.v%zu", i / 20, i / 4 % 5, i % 4);
		TEXT(arena, &risks[i].needs, "T%02zu@terminal T%02zu@router-b %u", i % 20, i % 17, own(made, i));
	}
	out->risks = risks;
	out->risk_count = made->risks;
}

static void make_findings(struct sk_arena *arena, const struct made *made, struct sk_past *out)
{
	struct sk_past_finding *findings = take(arena, made->findings, sizeof(*findings));

	for (size_t i = 0; i < made->findings; i++) {
		findings[i] = (struct sk_past_finding){
			.place = "terminal", .state = (int)(i % SK_STATE_COUNT), .method = SK_OBSERVED, .decider = SK_BY_CHECK, .check = "t12-patches", .reason = "old",
			.stale_after = made->at + (sk_time)(i % 7) * SK_DAY, .source = {"", (int64_t)i % 40, "佐倉 \"O'Hara\" / Sakura", "", (sk_time)seen(made, i) * SK_DAY},
		};
		TEXT(arena, &findings[i].control, "T%04zu", i / 100);
		TEXT(arena, &findings[i].subject, "terminal-%02zu-%06zu", i % 100, i);
		TEXT(arena, &findings[i].source.file, "evidence/windows.terminal-%zu.%09u.jsonl", i % 3, seen(made, i));
		digest_text(arena, "bundle", seen(made, i), &findings[i].source.bundle);
	}
	out->findings = findings;
	out->finding_count = made->findings;
}

static void make_inputs(struct sk_arena *arena, const struct made *made, struct sk_past *out)
{
	struct sk_past_input *inputs = take(arena, made->inputs, sizeof(*inputs));

	for (size_t i = 0; i < made->inputs; i++) {
		inputs[i] = (struct sk_past_input){.kind = SK_PAST_BUNDLE};
		TEXT(arena, &inputs[i].name, "evidence/windows.terminal-%06zu.jsonl", i);
		digest_text(arena, "input", seen(made, i), &inputs[i].digest);
	}
	out->inputs = inputs;
	out->input_count = made->inputs;
}

void made_past(struct sk_arena *arena, const struct made *made, struct sk_past *out)
{
	char digest[SK_HEX_ROOM];

	*out = (struct sk_past){
		.at = made->at, .name_ja = "さくら医院", .name_en = "Sakura's \"Clinic\"; DROP TABLE assessment --", .configuration = 1, .example = 1, .line = 18,
		.line_by = "", .counts = {.scenarios = made->risks, .open = made->number, .over_line = made->risks + made->number},
		.series = {.method = 1 + made->number % 2, .readings = ""},
	};
	digest_text(arena, "catalogue", 0, &out->series.catalogue);
	SK_INVARIANT(!sk_failed(sk_past_row_digest(&sk_past_series_table, &out->series, digest, &error)));
	TEXT(arena, &out->series.digest, "%s", digest);
	make_risks(arena, made, out);
	make_findings(arena, made, out);
	make_inputs(arena, made, out);
	SK_INVARIANT(!sk_failed(sk_past_rows_digest(out, digest, &error)));
	TEXT(arena, &out->rows, "%s", digest);
	SK_INVARIANT(!sk_failed(sk_past_digest(out, digest, &error)));
	TEXT(arena, &out->digest, "%s", digest);
}

static bool same_row(const struct sk_past_table *table, const void *a, const void *b)
{
	SK_BUF_SCOPE one = SK_BUF(1 << 20), other = SK_BUF(1 << 20);

	sk_past_write(table, a, &one);
	sk_past_write(table, b, &other);
	return strcmp(one.bytes, other.bytes) == 0;
}

static bool same_rows(const struct sk_past *a, const struct sk_past *b)
{
	bool same = a->input_count == b->input_count && a->risk_count == b->risk_count && a->finding_count == b->finding_count;

	for (size_t i = 0; same && i < a->input_count; i++)
		same = same_row(&sk_past_inputs, &a->inputs[i], &b->inputs[i]);
	for (size_t i = 0; same && i < a->risk_count; i++)
		same = same_row(&sk_past_risks, &a->risks[i], &b->risks[i]);
	for (size_t i = 0; same && i < a->finding_count; i++)
		same = same_row(&sk_past_findings, &a->findings[i], &b->findings[i]) && same_row(&sk_past_sources, &a->findings[i].source, &b->findings[i].source) &&
		       a->findings[i].stale_after == b->findings[i].stale_after;
	return same;
}

bool made_same(const struct sk_past *a, const struct sk_past *b)
{
	return strcmp(a->digest, b->digest) == 0 && strcmp(a->rows, b->rows) == 0 && strcmp(a->series.digest, b->series.digest) == 0 && same_row(&sk_past_heads, a, b) &&
	       same_row(&sk_past_series_table, &a->series, &b->series) && same_rows(a, b);
}
