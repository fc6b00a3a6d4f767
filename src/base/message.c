/* Messages: gettext without installed locales, and the language of the user. */
#include "base/base.h"

#include <libintl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char domain[] = "sekisho";

/* Set once at the start, read afterwards: the language belongs to the process. */
static bool translated;

/*
 * A bare system has no Japanese locale, and gettext translates nothing in the locale "C". C.UTF-8 is always there and
 * is not "C": in it the variable LANGUAGE decides. LANGUAGE comes first, as the calls after it drop what was looked up
 * before.
 */
void sk_messages_open(enum sk_lang lang, const char *folder)
{
	translated = false;
	if (lang != SK_LANG_JA)
		return;
	if (!setlocale(LC_MESSAGES, "C.UTF-8") || setenv("LANGUAGE", "ja", 1) != 0)
		return;
	translated = bindtextdomain(domain, folder) && bind_textdomain_codeset(domain, "UTF-8");
}

/* The empty id is the head of a translation file for gettext, never a message. */
const char *sk_message(const char *id)
{
	return translated && id[0] ? dgettext(domain, id) : id;
}

/* POSIX: an empty variable counts as not set. */
static const char *first_set(const struct sk_env *env, const char *const *names, size_t count)
{
	for (size_t at = 0; at < count; at++) {
		const char *value = env->variable(env->self, names[at]);

		if (value && value[0])
			return value;
	}
	return "";
}

/* Locale names are language[_territory][.codeset][@modifier]. */
static bool says_utf8(const char *locale)
{
	const char *dot = strchr(locale, '.');
	size_t length = dot ? strcspn(dot + 1, "@") : 0;

	/* Some systems name no language for the letters: LC_CTYPE=UTF-8. */
	if (strcasecmp(locale, "UTF-8") == 0)
		return true;
	return (length == 5 && strncasecmp(dot + 1, "UTF-8", 5) == 0) ||
	       (length == 4 && strncasecmp(dot + 1, "UTF8", 4) == 0);
}

static bool says_japanese(const char *locale)
{
	return strcspn(locale, "_.@") == 2 && strncmp(locale, "ja", 2) == 0;
}

/* The kernel's own console: its font has no Japanese letters and few signs. */
static bool on_console(const struct sk_env *env)
{
	const char *terminal = env->variable(env->self, "TERM");

	return terminal && strcmp(terminal, "linux") == 0;
}

enum sk_lang sk_lang_of_env(const struct sk_env *env)
{
	static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
	const char *locale = first_set(env, names, SK_COUNT(names));
	bool japanese = says_japanese(locale) && says_utf8(locale);

	return japanese && !on_console(env) ? SK_LANG_JA : SK_LANG_EN;
}

bool sk_utf8_of_env(const struct sk_env *env)
{
	static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};

	return says_utf8(first_set(env, names, SK_COUNT(names))) && !on_console(env);
}

/* Only the format is searched for %1: an argument that holds one is text. */
void sk_message_fill(struct sk_buf *out, const char *format, const char *const *arguments, size_t count)
{
	while (*format) {
		size_t plain = strcspn(format, "%");
		size_t which;

		sk_buf_add(out, format, plain);
		format += plain;
		if (!*format)
			return;
		which = format[1] >= '1' && format[1] <= '9' ? (size_t)(format[1] - '0') : 0;
		if (which == 0 || which > count) {
			sk_buf_text(out, "%");
			format += 1;
			continue;
		}
		sk_buf_text(out, arguments[which - 1] ? arguments[which - 1] : "");
		format += 2;
	}
}
