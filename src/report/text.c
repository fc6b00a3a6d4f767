#include "report/text.h"

#include <string.h>

enum { SHORT = 4 /* a quarter of a line */, SLACK = 6, WIDE = 3 /* bytes of a wide sign */ };

const char *text_in(const struct sk_report *report, const struct sk_label *label)
{
	return sk_label_in(label, report->lang);
}

const char *text_of(const struct sk_report *report, const struct sk_buf *piece)
{
	report->out->failed = report->out->failed || piece->failed;
	return piece->bytes ? piece->bytes : "";
}

const char *text_asset(const struct sk_report *report, const struct sk_asset *asset)
{
	return text_in(report, asset->noun.ja || asset->noun.en ? &asset->noun : &asset->label);
}

static void blanks(struct sk_buf *out, size_t count)
{
	while (count-- > 0)
		sk_buf_text(out, " ");
}

/* Columns written. */
static size_t cut(const struct sk_report *report, const char *text, size_t columns)
{
	size_t wide = sk_text_columns(text);
	if (wide <= columns) {
		sk_buf_text(report->out, text);
		return wide;
	}
	SK_BUF_SCOPE head = SK_BUF(TEXT_PIECE_MAX);
	sk_buf_add(&head, text, sk_text_fit(text, columns - 1));
	sk_buf_print(report->out, "%s…", text_of(report, &head));
	return sk_text_columns(text_of(report, &head)) + 1;
}

void text_cell(const struct sk_report *report, const char *text, size_t columns)
{
	blanks(report->out, columns - cut(report, text, columns));
}

void text_tail(const struct sk_report *report, const char *text, size_t columns)
{
	(void)cut(report, text, columns);
	sk_buf_text(report->out, "\n");
}

/* ---- wrapping ---- */

static bool begins_with_any(const char *text, const char *const *marks, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strncmp(text, marks[i], strlen(marks[i])) == 0)
			return true;
	return false;
}

/* Closing punctuation never begins a line. */
static bool may_not_begin(const char *text)
{
	static const char *const closing[] = {
		"、", "。", "）", "」", "』", "】", "］", "〉", "》", "，", "．", "！", "？", "ー", "・", "：", "；", "～", "％", "々", ")", ",", ".",
		"ぁ", "ぃ", "ぅ", "ぇ", "ぉ", "っ", "ゃ", "ゅ", "ょ", "ァ", "ィ", "ゥ", "ェ", "ォ", "ッ", "ャ", "ュ", "ョ", "ヶ",
	};
	return begins_with_any(text, closing, SK_COUNT(closing));
}

/* Opening brackets never end a line; a number stays with the counter behind it. `at` > 0. */
static bool may_not_end(const char *text, size_t at)
{
	static const char *const opening[] = {"（", "「", "『", "【", "［", "〈", "《"};
	for (size_t i = 0; i < SK_COUNT(opening); i++)
		if (at >= strlen(opening[i]) && strncmp(text + at - strlen(opening[i]), opening[i], strlen(opening[i])) == 0)
			return true;
	return text[at - 1] >= '0' && text[at - 1] <= '9';
}

static bool is_wide_lead(const char *text)
{
	return (unsigned char)*text >= 0xe2;
}

/* The dot between two statements. It stays with the one before it. */
static const char dot[] = " ·";

static bool is_behind_dot(const char *text, size_t at)
{
	return text[at] == ' ' && at >= sizeof(dot) - 1 && strncmp(text + at - (sizeof(dot) - 1), dot, sizeof(dot) - 1) == 0;
}

/* Behind these something new begins; what stands behind a bracket goes on: （端末）が. */
static bool is_stop(const char *text)
{
	static const char *const stops[] = {"、", "。", "：", "；"};
	return begins_with_any(text, stops, SK_COUNT(stops));
}

static bool is_gap(const char *text, size_t at)
{
	if (text[at] == ' ')
		return strncmp(text + at, dot, sizeof(dot) - 1) != 0;
	/* A name in other letters begins there. */
	if (at >= WIDE && is_stop(text + at - WIDE) && !may_not_begin(text + at))
		return true;
	return is_wide_lead(text + at) && !may_not_begin(text + at) && !may_not_end(text, at);
}

static bool is_hiragana(const char *text)
{
	const unsigned char *bytes = (const unsigned char *)text;
	return bytes[0] == 0xE3 && (bytes[1] == 0x81 || (bytes[1] == 0x82 && bytes[2] <= 0x9F));
}

static bool is_closing(const char *text)
{
	static const char *const closing[] = {"、", "。", "）", "」", "：", "；"};
	return begins_with_any(text, closing, SK_COUNT(closing));
}

static bool is_katakana(const char *text)
{
	const unsigned char *bytes = (const unsigned char *)text;
	return bytes[0] == 0xE3 && ((bytes[1] == 0x82 && bytes[2] >= 0xA0) || bytes[1] == 0x83);
}

static bool is_kanji(const char *text)
{
	unsigned char lead = (unsigned char)*text;
	return lead >= 0xE4 && lead <= 0xE9;
}

/* Verbs of two parts go on behind these: 成り立つ, 受け取る. */
static bool is_first_part(const char *text)
{
	static const char *const ends[] = {"り", "み", "き", "ぎ", "ち", "び", "け", "げ", "え", "め", "べ", "せ", "れ"};
	return begins_with_any(text, ends, SK_COUNT(ends));
}

/* Within a word of one script or of two parts, or before what belongs to the word (を, する): torn only where nothing else is near. */
static bool is_within_word(const char *text, size_t at)
{
	const char *before = text + at - (at >= WIDE ? WIDE : at);
	if (is_first_part(before) && is_wide_lead(text + at) && !is_hiragana(text + at) && !is_katakana(text + at))
		return true;
	if (is_kanji(before) && is_kanji(text + at))
		return true;
	if (is_hiragana(text + at))
		return is_wide_lead(before) && !is_stop(before);
	return is_katakana(before) && is_katakana(text + at);
}

/* A gap between words: a blank, or where Japanese goes on behind its particles and marks. Elsewhere a word of several signs would be torn. */
static bool is_between_words(const char *text, size_t at)
{
	if (text[at] == ' ')
		return true;
	return at >= WIDE && !is_within_word(text, at) && (is_closing(text + at - WIDE) || (is_hiragana(text + at - WIDE) && !is_hiragana(text + at)));
}

/* Bytes of the head within `columns` after which a line may end: behind a dot, unless the line would be short; else between words, unless much room would be left; else not within a word, unless half of it would be; else the longest. */
static size_t line_end(const char *text, size_t columns)
{
	size_t fit = sk_text_fit(text, columns);
	if (text[fit] == '\0' || text[fit] == '\n')
		return fit;
	size_t best = 0, behind_dot = 0, between = 0, whole = 0;
	for (size_t at = 0; at <= fit && text[at];) {
		size_t step = sk_utf8_step(text + at, strlen(text + at));
		if (at > 0 && is_gap(text, at))
			best = at;
		if (best == at && at > 0 && !is_within_word(text, at))
			whole = at;
		if (best == at && is_between_words(text, at))
			between = at;
		if (is_behind_dot(text, at))
			behind_dot = at;
		at += step ? step : 1;
	}
	if (behind_dot > fit / SHORT)
		return behind_dot;
	if (between > 0 && between >= sk_text_fit(text, columns - columns / SLACK))
		return between;
	if (whole > 0 && whole >= sk_text_fit(text, columns / 2))
		return whole;
	return best ? best : fit;
}

/* A line may end between a blank and a wide character: without that blank. */
static size_t without_blanks(const char *text, size_t end)
{
	while (end > 0 && text[end - 1] == ' ')
		end--;
	return end;
}

void text_wrap(const struct sk_report *report, const char *text, size_t indent, size_t columns)
{
	size_t width = columns > indent ? columns - indent : 1;
	while (*text && !report->out->failed) {
		size_t end = line_end(text, width);
		if (end == 0)
			end = sk_utf8_step(text, strlen(text));
		blanks(report->out, indent);
		sk_buf_add(report->out, text, without_blanks(text, end));
		sk_buf_text(report->out, "\n");
		text += end;
		while (*text == ' ' || *text == '\n')
			text++;
	}
}

void text_command(const struct sk_report *report, struct sk_buf *line, size_t indent)
{
	/* On one line, or not at all: a screen has only so many. */
	size_t columns = indent + sk_text_columns(text_of(report, line)) + sizeof(" --site ") - 1;
	if (report->folder && columns + sk_text_columns(report->folder) <= SK_SCREEN_COLUMNS)
		sk_buf_print(line, " --site %s", report->folder);
	text_wrap(report, text_of(report, line), indent, SK_SCREEN_COLUMNS);
}

void sk_report_beside(const struct sk_report *report, const char *head, const char *text, size_t indent)
{
	SK_BUF_SCOPE lines = SK_BUF(TEXT_PIECE_MAX);
	struct sk_report aside = *report;
	size_t wide = sk_text_columns(head);
	aside.out = &lines;
	text_wrap(&aside, text, indent, SK_SCREEN_COLUMNS);
	const char *wrapped = text_of(report, &lines);
	sk_buf_text(report->out, head);
	bool below = wide >= indent || !*wrapped;
	sk_buf_print(report->out, "%s%s", below ? "\n" : "", below ? wrapped : wrapped + wide);
}

/* ---- words ---- */

const char *sk_word_state(enum sk_state state)
{
	static const char *const words[SK_STATE_COUNT] = {
		[SK_MET] = N_("done"),	      [SK_UNMET] = N_("not done"),		    [SK_UNKNOWN] = N_("not known"),
		[SK_STALE] = N_("out of date"), [SK_NOT_APPLICABLE] = N_("does not apply"),
	};
	return sk_message(words[state]);
}

const char *sk_word_method(enum sk_method method)
{
	static const char *const words[] = {
		[SK_METHOD_NONE] = N_("nothing"),	 [SK_ATTESTED] = N_("said by a person"),
		[SK_CONFIGURED] = N_("seen in settings"), [SK_OBSERVED] = N_("seen running"),
		[SK_EXERCISED] = N_("tried out"),
	};
	return sk_message(words[method]);
}

const char *sk_word_response(int response)
{
	static const char *const words[] = {
		[SK_RESPONSE_REDUCE] = N_("reduced"), [SK_RESPONSE_AVOID] = N_("avoided"), [SK_RESPONSE_TRANSFER] = N_("transferred"), [SK_RESPONSE_RETAIN] = N_("retained"),
	};
	return sk_message(words[response]);
}

const char *sk_word_attachment(int state)
{
	static const char *const words[] = {
		[SK_ATTACHMENT_UNASKED] = N_("not looked at"), [SK_ATTACHMENT_WHOLE] = N_("as it was attached"), [SK_ATTACHMENT_CHANGED] = N_("changed since it was attached"),
		[SK_ATTACHMENT_MISSING] = N_("not there any more"), [SK_ATTACHMENT_LARGE] = N_("too large to be looked at"), [SK_ATTACHMENT_UNREADABLE] = N_("cannot be read"),
	};
	return sk_message(words[state]);
}

const char *text_status(enum sk_fact_status status)
{
	static const char *const words[] = {
		[SK_STATUS_COMPLETE] = N_("complete"), [SK_STATUS_PARTIAL] = N_("partial"), [SK_STATUS_ABSENT] = N_("absent"),
		[SK_STATUS_DENIED] = N_("denied"),     [SK_STATUS_ERROR] = N_("error"),
	};
	return sk_message(words[status]);
}

const char *text_origin(enum sk_bundle_origin origin)
{
	static const char *const words[] = {[SK_LIVE] = N_("live"), [SK_REPLAY] = N_("replay"), [SK_EXAMPLE] = N_("example")};
	return sk_message(words[origin]);
}

const char *sk_word_tier(enum sk_tier tier)
{
	return tier == SK_TIER_MINIMUM ? _("minimum") : _("recommended");
}

const char *sk_word_party(int party)
{
	static const char *const words[] = {
		[SK_PARTY_FACILITY] = N_("the facility"),
		[SK_PARTY_VENDOR] = N_("the vendor"),
		[SK_PARTY_CARRIER] = N_("the line's carrier"),
		[SK_PARTY_OPERATOR] = N_("the operator of the system"),
	};
	return sk_message(words[party]);
}

const char *text_outside(int kind)
{
	static const char *const words[SK_OUTSIDE_COUNT] = {
		[SK_OUTSIDE_CLOSED_NETWORK] = N_("the closed network"), [SK_OUTSIDE_CENTRE] = N_("the centre"),	      [SK_OUTSIDE_INSTITUTIONS] = N_("other institutions"),
		[SK_OUTSIDE_INTERNET] = N_("the internet"),		[SK_OUTSIDE_MAINTENANCE] = N_("maintenance"),
	};
	return sk_message(words[kind]);
}

static const struct sk_configuration *configuration_of(const struct sk_site *site)
{
	return sk_catalogue_configuration(site->catalogue, sk_words_configuration.words[site->configuration]);
}

const char *text_configuration(const struct sk_report *report, const struct sk_site *site)
{
	const struct sk_configuration *configuration = configuration_of(site);
	return configuration ? text_in(report, &configuration->label) : "";
}

bool text_assessed(const struct sk_site *site)
{
	const struct sk_configuration *configuration = configuration_of(site);
	return configuration && configuration->assessed;
}

void text_site(const struct sk_report *report, const struct sk_site *site, struct sk_buf *out)
{
	if (site->example)
		sk_buf_print(out, "%s ", _("[EXAMPLE]"));
	sk_buf_text(out, text_in(report, &site->name));
}

void text_limits(const struct sk_report *report, const struct sk_catalogue *catalogue)
{
	SK_BUF_SCOPE text = SK_BUF(TEXT_PIECE_MAX);
	SK_LIST_EACH(struct sk_disclaimer, disclaimer, &catalogue->disclaimers.rows)
		sk_buf_print(&text, "%s%s", text.length && report->lang == SK_LANG_EN ? " " : "",
			     text_in(report, &disclaimer->text));
	text_wrap(report, text_of(report, &text), 0, SK_SCREEN_COLUMNS);
}

void text_folder(const struct sk_report *report)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_PIECE_MAX);
	if (!report->folder || strcmp(report->folder, ".") == 0)
		return;
	sk_buf_print(&out, _("Type these commands in the folder of the site, or with --site %s"), report->folder);
	text_wrap(report, text_of(report, &out), 0, SK_SCREEN_COLUMNS);
}

/* ---- the other reading ---- */

const char *text_reading(const struct sk_report *report, const struct sk_catalogue *catalogue, const struct sk_reading *reading)
{
	SK_LIST_EACH(struct sk_contradiction, row, &catalogue->contradictions.rows) {
		if (strcmp(row->row.id, reading->contradiction) != 0)
			continue;
		SK_LIST_EACH(struct sk_contradiction_reading, said, &row->readings)
			if (strcmp(said->id, reading->id) == 0)
				return text_in(report, &said->text);
	}
	return reading->id;
}

static bool same_risk(const struct sk_risk *a, const struct sk_risk *b)
{
	return a->scenario == b->scenario && a->value == b->value && a->minimum_count == b->minimum_count;
}

/* Both are in the catalogue's order; a risk that is in one only counts as changed. */
static void compare_risks(const struct sk_register *now, const struct sk_register *other, struct other_reading *out)
{
	size_t i = 0, j = 0;
	while (i < now->counts.scenarios && j < other->counts.scenarios) {
		const struct sk_risk *a = &now->risks[i], *b = &other->risks[j];
		out->changed += !same_risk(a, b);
		out->crossing += a->scenario == b->scenario && a->over_line != b->over_line;
		i += a->scenario <= b->scenario;
		j += b->scenario <= a->scenario;
	}
	out->changed += now->counts.scenarios - i + other->counts.scenarios - j;
	out->over_line = other->counts.over_line;
	out->open = other->counts.open;
}

SK_OUTCOME other_reading(const struct sk_report *report, const struct sk_register *register_, const char *about,
			 const struct sk_reading *reading, struct other_reading *out)
{
	struct sk_site site = *register_->site;
	struct sk_register other;
	void *memory;
	*out = (struct other_reading){.reading = reading};
	SK_TRY(sk_arena_take(report->arena, site.readings.count + 1, sizeof(struct sk_reading_choice), &memory, report->error));
	struct sk_reading_choice *choices = memory;
	size_t kept = 0;
	SK_LIST_EACH(struct sk_reading_choice, choice, &register_->site->readings)
		if (strcmp(choice->about, about) != 0)
			choices[kept++] = *choice;
	choices[kept++] = (struct sk_reading_choice){.about = about, .choose = reading->id, .reading = reading};
	site.readings = (struct sk_list){choices, kept};
	struct sk_verdicts verdicts = *register_->verdicts;
	verdicts.site = &site;
	SK_TRY(sk_assess(report->arena, &verdicts, &other, report->error));
	compare_risks(register_, &other, out);
	return SK_OK;
}
