/* sekisho-facts(5) in scdoc, from the table of kinds. */
#include "fact/fact.h"

#include <string.h>

struct page {
	struct sk_buf *out;
	enum sk_lang lang;
};

static const char *say(const struct page *page, const char *ja, const char *en)
{
	return page->lang == SK_LANG_JA ? ja : en;
}

/* Letters that scdoc takes for marks get a backslash. */
static void plain(struct sk_buf *out, const char *text)
{
	for (; *text; text++) {
		if (strchr("\\*_~#[<.", *text))
			sk_buf_text(out, "\\");
		sk_buf_add(out, text, 1);
	}
}

static void list(struct sk_buf *out, const char *const *words)
{
	for (size_t i = 0; words[i]; i++) {
		sk_buf_text(out, i ? ", " : "");
		plain(out, words[i]);
	}
}

static void introduction(const struct page *page)
{
	sk_buf_text(page->out, say(page,
		"sekisho-facts(5)\n\n# 名前\n\nsekisho-facts - 証拠ファイルに書かれる確認事実の種類\n\n# 説明\n\n"
		"署名付き証拠ファイルは、何をどこまで見たか（収集状況）と、見えたもの（確認事実）を一行ずつ並べたものである。"
		"この頁は確認事実の種類と、その列を示す。検査のSQLでは、種類がそのまま表の名前になる。\n\n"
		"「必須」でない列は空でもよい。空は「この行については分からない」であり、「良い」と読んではならない。"
		"時刻は協定世界時（2026-04-01T09:00:00Z）、はい・いいえはtrue・falseで書く。"
		"どの列にも、パスワード、鍵、患者の情報、12桁の個人番号を書く場所はない。\n\n",
		"sekisho-facts(5)\n\n# NAME\n\nsekisho-facts - kinds of facts in a bundle of evidence\n\n# DESCRIPTION\n\n"
		"A bundle says what was looked at and how far (coverage), and what was seen (facts), one a line. This page lists the kinds of "
		"facts and their columns. In the SQL of a check each kind is a table of that name.\n\n"
		"A column that is not \"needed\" may be empty. Empty means \"not known for this row\" and is never to be read as \"good\". "
		"Times are in UTC, as 2026-04-01T09:00:00Z; yes and no are true and false. No column has room for a password, a key, a "
		"patient's data or the 12-digit My Number.\n\n"));
}

static void type_text(const struct page *page, const struct sk_column *column)
{
	static const struct sk_label forms[] = {
		[SK_FORM_LINE] = {"1行の文字列", "a line of text"},
		[SK_FORM_CODE] = {"空白を含まないASCII文字列", "ASCII without spaces"},
		[SK_FORM_HEX] = {"16進数字（小文字）", "lower-case hex digits"},
	};
	struct sk_buf *out = page->out;
	switch (column->type) {
	case SK_COLUMN_TEXT:
		sk_buf_print(out, "%s, %s%lld %s", sk_label_in(&forms[column->form], page->lang),
			     column->low == column->high ? "" : say(page, "最大", "at most "), (long long)column->high,
			     say(page, "バイト", "bytes"));
		break;
	case SK_COLUMN_CHOICE:
		sk_buf_text(out, say(page, "次のいずれか: ", "one of: "));
		list(out, column->choices);
		break;
	case SK_COLUMN_INTEGER:
		sk_buf_print(out, "%s %lld%s%lld", say(page, "整数", "integer"), (long long)column->low, say(page, "～", " to "),
			     (long long)column->high);
		break;
	case SK_COLUMN_FLAG:
		sk_buf_text(out, say(page, "はい・いいえ", "yes or no"));
		break;
	case SK_COLUMN_TIME:
		sk_buf_text(out, say(page, "時刻", "time"));
		break;
	}
}

static const char *unit_of(const struct page *page, const char *unit)
{
	static const struct {
		const char *unit, *ja;
	} units[] = {{"day", "日"}, {"second", "秒"}, {"millisecond", "ミリ秒"}, {"character", "文字"}, {"bit", "ビット"}, {"person", "人"}};
	for (size_t i = 0; page->lang == SK_LANG_JA && i < SK_COUNT(units); i++)
		if (strcmp(units[i].unit, unit) == 0)
			return units[i].ja;
	return unit;
}

static void column_entry(const struct page *page, const struct sk_column *column)
{
	struct sk_buf *out = page->out;
	sk_buf_text(out, "*");
	plain(out, column->name);
	sk_buf_print(out, "*%s\n\t", column->needed ? say(page, "（必須）", " (needed)") : "");
	plain(out, sk_label_in(&column->meaning, page->lang));
	sk_buf_text(out, say(page, "。", ". "));
	type_text(page, column);
	if (column->unit)
		sk_buf_print(out, " (%s)", unit_of(page, column->unit));
	sk_buf_text(out, say(page, "。\n\n", ".\n\n"));
}

static void kind_section(const struct page *page, const struct sk_fact_kind *kind)
{
	struct sk_buf *out = page->out;
	bool first = true;
	sk_buf_print(out, "## %s: %s\n\n", kind->name, sk_label_in(&kind->label, page->lang)); /* headings know no marks */
	plain(out, sk_label_in(&kind->meaning, page->lang));
	sk_buf_text(out, say(page, "++\n設置箇所: ", "++\nPlaces: "));
	list(out, kind->places);
	sk_buf_text(out, say(page, "++\n確認方法: ", "++\nMethods: "));
	for (size_t i = 0; i < sk_words_fact_method.count; i++) {
		if (!(kind->methods & 1u << i))
			continue;
		sk_buf_print(out, "%s%s", first ? "" : ", ", sk_words_fact_method.words[i]);
		first = false;
	}
	sk_buf_text(out, "\n\n");
	for (size_t i = 0; i < kind->column_count; i++)
		column_entry(page, &kind->columns[i]);
}

void sk_fact_manual(struct sk_buf *out, enum sk_lang lang)
{
	const struct page page = {out, lang};
	size_t count;
	const struct sk_fact_kind *kinds = sk_fact_kinds(&count);
	introduction(&page);
	sk_buf_text(out, say(&page, "# 種類\n\n", "# KINDS\n\n"));
	for (size_t i = 0; i < count; i++)
		kind_section(&page, &kinds[i]);
	sk_buf_text(out, say(&page, "# 関連項目\n\n*sekisho*(1), *sekisho-site*(5)\n", "# SEE ALSO\n\n*sekisho*(1), *sekisho-site*(5)\n"));
}
