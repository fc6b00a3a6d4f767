/*
 * JSON Schema of one line of a bundle, for those who write or read bundles without us. It says what a single line can say; the order of
 * lines, their numbers, the end's counts and lengths in bytes (here: in characters) are the reader's.
 */
#include "fact/fact.h"

#define ID_PATTERN "\"type\":\"string\",\"pattern\":\"^[A-Za-z0-9._-]{1,64}$\""
#define TIME_PATTERN "\"pattern\":\"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$\""
#define DIGEST_OR_NULL "{\"type\":[\"string\",\"null\"],\"pattern\":\"^[0-9a-f]{64}$\"}"
/* Without control characters and what is not seen, as sk_utf8_clean refuses them, of the first 65,536: beyond those some readers of patterns count halves. */
#define LINE_PATTERN \
	"\"pattern\":\"^[^\\u0000-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u0600-\\u0605\\u061c\\u06dd\\u070f\\u0890\\u0891\\u08e2\\u115f\\u1160\\u17b4\\u17b5" \
	"\\u180b-\\u180f\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufeff\\uffa0\\ufff0-\\ufffb]+$\""

/* Words are ours and need no escapes; a test holds that. */
static void words(struct sk_buf *out, const char *const *list, size_t count, bool with_null)
{
	sk_buf_text(out, "{\"enum\":[");
	for (size_t i = 0; i < count; i++)
		sk_buf_print(out, "%s\"%s\"", i ? "," : "", list[i]);
	sk_buf_text(out, with_null ? ",null]" : "]");
}

static void choice_schema(struct sk_buf *out, const struct sk_choices *choices)
{
	words(out, choices->words, choices->count, false);
	sk_buf_text(out, "}");
}

static const char *type_of(const struct sk_column *column)
{
	static const char *const types[] = {
		[SK_COLUMN_TEXT] = "string", [SK_COLUMN_CHOICE] = "string", [SK_COLUMN_INTEGER] = "integer",
		[SK_COLUMN_FLAG] = "boolean", [SK_COLUMN_TIME] = "string",
	};
	return types[column->type];
}

static void text_schema(struct sk_buf *out, const struct sk_column *column)
{
	switch (column->form) {
	case SK_FORM_LINE:
		sk_buf_text(out, "," LINE_PATTERN);
		break;
	case SK_FORM_CODE:
		sk_buf_text(out, ",\"pattern\":\"^[!-~]+$\"");
		break;
	case SK_FORM_HEX:
		sk_buf_text(out, ",\"pattern\":\"^[0-9a-f]+$\"");
		break;
	}
	sk_buf_print(out, ",\"minLength\":%lld,\"maxLength\":%lld", (long long)column->low, (long long)column->high);
}

static void column_schema(struct sk_buf *out, const struct sk_column *column)
{
	sk_buf_print(out, "\"%s\":", column->name);
	if (column->type == SK_COLUMN_CHOICE) {
		size_t count = 0;
		while (column->choices[count])
			count++;
		words(out, column->choices, count, !column->needed);
	} else if (column->needed) {
		sk_buf_print(out, "{\"type\":\"%s\"", type_of(column));
	} else {
		sk_buf_print(out, "{\"type\":[\"%s\",\"null\"]", type_of(column));
	}
	if (column->type == SK_COLUMN_TEXT)
		text_schema(out, column);
	if (column->type == SK_COLUMN_TIME)
		sk_buf_text(out, "," TIME_PATTERN);
	if (column->type == SK_COLUMN_INTEGER)
		sk_buf_print(out, ",\"minimum\":%lld,\"maximum\":%lld", (long long)column->low, (long long)column->high);
	sk_buf_print(out, ",\"title\":\"%s\"", column->meaning.en);
	if (column->unit)
		sk_buf_print(out, ",\"$comment\":\"unit: %s\"", column->unit);
	sk_buf_text(out, "}");
}

static void kind_schema(struct sk_buf *out, const struct sk_fact_kind *kind)
{
	bool first = true;
	sk_buf_print(out, "\"%s\":{\"title\":\"%s\",\"type\":\"object\",\"properties\":{\n", kind->name, kind->meaning.en);
	for (size_t i = 0; i < kind->column_count; i++) {
		sk_buf_text(out, i ? ",\n" : "");
		column_schema(out, &kind->columns[i]);
	}
	sk_buf_text(out, "},\"required\":[");
	for (size_t i = 0; i < kind->column_count; i++) {
		if (!kind->columns[i].needed)
			continue;
		sk_buf_print(out, "%s\"%s\"", first ? "" : ",", kind->columns[i].name);
		first = false;
	}
	sk_buf_text(out, "],\"additionalProperties\":false}");
}

static void head_schema(struct sk_buf *out)
{
	sk_buf_print(out,
		     "\"head-line\":{\"type\":\"object\",\"properties\":{\"bundle\":{\"const\":\"%s\"},\"collector\":{%s},\"host\":{%s},"
		     "\"sequence\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":%d},\"previous\":%s,\"at\":{\"type\":\"string\",%s},\"origin\":",
		     SK_BUNDLE_FORMAT, ID_PATTERN, ID_PATTERN, SK_BUNDLE_SEQUENCE_MAX, DIGEST_OR_NULL, TIME_PATTERN);
	choice_schema(out, &sk_words_bundle_origin);
	sk_buf_print(out,
		     ",\"tool\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":%d,%s}},"
		     "\"required\":[\"bundle\",\"collector\",\"host\",\"sequence\",\"previous\",\"at\",\"origin\",\"tool\"],"
		     "\"additionalProperties\":false}",
		     SK_BUNDLE_TOOL_MAX, LINE_PATTERN);
}

/* Methods differ by kind. */
static void methods_of_kinds(struct sk_buf *out, const struct sk_fact_kind *kinds, size_t count)
{
	sk_buf_text(out, ",\"oneOf\":[");
	for (size_t i = 0; i < count; i++) {
		bool first = true;
		sk_buf_print(out, "%s{\"properties\":{\"kind\":{\"const\":\"%s\"},\"method\":{\"enum\":[", i ? ",\n" : "\n", kinds[i].name);
		for (size_t bit = 0; bit < sk_words_fact_method.count; bit++) {
			if (!(kinds[i].methods & 1u << bit))
				continue;
			sk_buf_print(out, "%s\"%s\"", first ? "" : ",", sk_words_fact_method.words[bit]);
			first = false;
		}
		sk_buf_text(out, "]}}}");
	}
	sk_buf_text(out, "]");
}

static void coverage_schema(struct sk_buf *out, const struct sk_fact_kind *kinds, size_t count)
{
	sk_buf_print(out,
		     "\"coverage-line\":{\"type\":\"object\",\"properties\":{\"coverage\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":%d},"
		     "\"kind\":{\"type\":\"string\"},\"subject\":{%s},\"source\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":%d,%s},\"status\":",
		     SK_BUNDLE_COVERAGE_MAX, ID_PATTERN, SK_BUNDLE_SOURCE_MAX, LINE_PATTERN);
	choice_schema(out, &sk_words_status);
	sk_buf_text(out, ",\"method\":");
	choice_schema(out, &sk_words_fact_method);
	sk_buf_print(out, ",\"at\":{\"type\":\"string\",%s},\"digest\":%s},", TIME_PATTERN, DIGEST_OR_NULL);
	sk_buf_text(out, "\"required\":[\"coverage\",\"kind\",\"subject\",\"source\",\"status\",\"method\",\"at\",\"digest\"],"
			 "\"additionalProperties\":false");
	methods_of_kinds(out, kinds, count);
	sk_buf_text(out, "}");
}

/* A line alone does not say which kind its fact is of: it has to fit one of them. */
static void fact_schema(struct sk_buf *out, const struct sk_fact_kind *kinds, size_t count)
{
	sk_buf_print(out,
		     "\"fact-line\":{\"type\":\"object\",\"properties\":{\"fact\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":%d},"
		     "\"values\":{\"anyOf\":[",
		     SK_BUNDLE_COVERAGE_MAX);
	for (size_t i = 0; i < count; i++)
		sk_buf_print(out, "%s{\"$ref\":\"#/$defs/%s\"}", i ? ",\n" : "\n", kinds[i].name);
	sk_buf_text(out, "]}},\"required\":[\"fact\",\"values\"],\"additionalProperties\":false}");
}

static void end_schema(struct sk_buf *out)
{
	sk_buf_print(out,
		     "\"end-line\":{\"type\":\"object\",\"properties\":{\"end\":{\"type\":\"object\",\"properties\":{"
		     "\"coverage\":{\"type\":\"integer\",\"minimum\":0,\"maximum\":%d},\"facts\":{\"type\":\"integer\",\"minimum\":0,\"maximum\":%d}},"
		     "\"required\":[\"coverage\",\"facts\"],\"additionalProperties\":false}},\"required\":[\"end\"],\"additionalProperties\":false}",
		     SK_BUNDLE_COVERAGE_MAX, SK_BUNDLE_FACTS_MAX);
}

static void signature_schema(struct sk_buf *out)
{
	sk_buf_print(out,
		     "\"signature-line\":{\"type\":\"object\",\"properties\":{\"signature\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":%d,"
		     "\"pattern\":\"^-----BEGIN SSH SIGNATURE-----\\n\"}},\"required\":[\"signature\"],\"additionalProperties\":false}",
		     SK_BUNDLE_SIGNATURE_MAX);
}

void sk_fact_schema(struct sk_buf *out)
{
	size_t count;
	const struct sk_fact_kind *kinds = sk_fact_kinds(&count);
	sk_buf_text(out, "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\n\"title\":\"one line of a bundle, " SK_BUNDLE_FORMAT
			 "\",\n\"oneOf\":[");
	sk_buf_text(out, "{\"$ref\":\"#/$defs/head-line\"},{\"$ref\":\"#/$defs/coverage-line\"},{\"$ref\":\"#/$defs/fact-line\"},"
			 "{\"$ref\":\"#/$defs/end-line\"},{\"$ref\":\"#/$defs/signature-line\"}],\n\"$defs\":{\n");
	head_schema(out);
	sk_buf_text(out, ",\n");
	coverage_schema(out, kinds, count);
	sk_buf_text(out, ",\n");
	fact_schema(out, kinds, count);
	sk_buf_text(out, ",\n");
	end_schema(out);
	sk_buf_text(out, ",\n");
	signature_schema(out);
	for (size_t i = 0; i < count; i++) {
		sk_buf_text(out, ",\n");
		kind_schema(out, &kinds[i]);
	}
	sk_buf_text(out, "}}\n");
}
