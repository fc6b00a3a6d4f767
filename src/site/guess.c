/* A first name for a site from the name of its folder. People type folders in Latin letters; `sakura` is a word they would write
 * さくら. Only whole words of Japanese syllables are turned; it is a guess, printed and easily changed in site.yaml. */
#include "site/site.h"

#include <string.h>

struct syllable {
	const char *latin, *kana;
};

/* Longest first within a letter is not needed: three letters are tried before two before one. */
static const struct syllable syllables[] = {
	{"a", "あ"},   {"i", "い"},   {"u", "う"},   {"e", "え"},   {"o", "お"},   {"ka", "か"},  {"ki", "き"},  {"ku", "く"},
	{"ke", "け"},  {"ko", "こ"},  {"sa", "さ"},  {"shi", "し"}, {"su", "す"},  {"se", "せ"},  {"so", "そ"},  {"ta", "た"},
	{"chi", "ち"}, {"tsu", "つ"}, {"te", "て"},  {"to", "と"},  {"na", "な"},  {"ni", "に"},  {"nu", "ぬ"},  {"ne", "ね"},
	{"no", "の"},  {"ha", "は"},  {"hi", "ひ"},  {"fu", "ふ"},  {"he", "へ"},  {"ho", "ほ"},  {"ma", "ま"},  {"mi", "み"},
	{"mu", "む"},  {"me", "め"},  {"mo", "も"},  {"ya", "や"},  {"yu", "ゆ"},  {"yo", "よ"},  {"ra", "ら"},  {"ri", "り"},
	{"ru", "る"},  {"re", "れ"},  {"ro", "ろ"},  {"wa", "わ"},  {"ga", "が"},  {"gi", "ぎ"},  {"gu", "ぐ"},  {"ge", "げ"},
	{"go", "ご"},  {"za", "ざ"},  {"ji", "じ"},  {"zu", "ず"},  {"ze", "ぜ"},  {"zo", "ぞ"},  {"da", "だ"},  {"de", "で"},
	{"do", "ど"},  {"ba", "ば"},  {"bi", "び"},  {"bu", "ぶ"},  {"be", "べ"},  {"bo", "ぼ"},  {"n", "ん"},
};

static const struct syllable *syllable_at(const char *word)
{
	for (size_t length = 3; length > 0; length--)
		for (size_t i = 0; i < SK_COUNT(syllables); i++)
			if (strlen(syllables[i].latin) == length && strncmp(word, syllables[i].latin, length) == 0)
				return &syllables[i];
	return NULL;
}

/* False when a part of the word is no syllable. */
static bool to_kana(const char *word, struct sk_buf *out)
{
	while (*word) {
		const struct syllable *syllable = syllable_at(word);
		if (!syllable)
			return false;
		sk_buf_text(out, syllable->kana);
		word += strlen(syllable->latin);
	}
	return out->length > 0;
}

/* The last part of a path, without trailing slashes. */
static void last_part(const char *path, const char **start, size_t *length)
{
	size_t end = strlen(path);
	while (end > 0 && path[end - 1] == '/')
		end--;
	size_t from = end;
	while (from > 0 && path[from - 1] != '/')
		from--;
	*start = path + from;
	*length = end - from;
}

SK_OUTCOME sk_site_guess_name(struct sk_arena *arena, const char *folder, enum sk_facility_kind kind, struct sk_label *out,
			      struct sk_error *error)
{
	static const struct sk_label kinds[SK_KIND_COUNT] = {
		[SK_KIND_CLINIC] = {"医院", "Clinic"},
		[SK_KIND_HOSPITAL] = {"病院", "Hospital"},
		[SK_KIND_PHARMACY] = {"薬局", "Pharmacy"},
	};
	const char *start, *word;
	size_t length;
	last_part(folder, &start, &length);
	SK_BUF_SCOPE kana = SK_BUF(3 * length); /* a letter gives one kana of three bytes at most */
	SK_TRY(sk_arena_text(arena, start, length, &word, error));
	bool turned = to_kana(word, &kana);
	SK_TRY(sk_buf_check(&kana, error));
	SK_TRY(sk_arena_print(arena, &out->ja, error, "%s%s", turned ? kana.bytes : word, kinds[kind].ja));
	char first = word[0];
	if (first >= 'a' && first <= 'z')
		first = (char)(first - 'a' + 'A');
	return sk_arena_print(arena, &out->en, error, "%c%s %s", first ? first : '-', first ? word + 1 : "", kinds[kind].en);
}
