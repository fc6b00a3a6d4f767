/* Which need asks for what a policy refuses, and in which words the site can say that it is meant. */
#include "generate/private.h"

#include <string.h>

enum { WORDS_MAX = 4096 };

/* ---- an exception in words ---- */

/* False where these are no words for packets. */
static bool read_words(const char *words, struct sk_question *out)
{
	static const struct sk_filter no_filter = {.file = SK_SITE_FILE};
	static const struct sk_entry all = {.families = SK_FAMILIES};
	struct sk_error ignored;
	return !sk_failed(sk_question_read(&no_filter, &all, NULL, words, out, &ignored));
}

/* One part of a need, up to the next "or", as sent from one network: "tcp port 22 from 198.51.100.0/28 but ...". Nothing where it cannot come from there. */
static void put_part(const char *part, size_t length, const char *network, size_t network_length, struct sk_buf *out)
{
	SK_BUF_SCOPE words = SK_BUF(WORDS_MAX);
	struct sk_question question;
	const char *but = strstr(part, " but ");
	size_t head = but && but < part + length ? (size_t)(but - part) : length;
	sk_buf_print(&words, "%.*s from %.*s%.*s", (int)head, part, (int)network_length, network, (int)(length - head), part + head);
	if (!words.failed && read_words(words.bytes, &question))
		sk_buf_print(out, "%s%s", out->length ? " or " : "", words.bytes);
}

static void put_from(const char *accepts, const char *network, size_t network_length, struct sk_buf *out)
{
	for (const char *part = accepts; part;) {
		const char *next = strstr(part, " or ");
		put_part(part, next ? (size_t)(next - part) : strlen(part), network, network_length, out);
		part = next ? next + sizeof(" or ") - 1 : NULL;
	}
}

/* What stands outside is told apart by its addresses alone: no device sees who sends. False where one of them may have any. */
static bool put_permits(const struct sk_site *site, const struct sk_site_policy *need, struct sk_buf *out)
{
	SK_ID_EACH(id, &need->from) {
		const char *at = sk_site_node(site, id->text)->behind;
		if (!at)
			return false;
		for (at += strspn(at, " "); *at; at += strspn(at, " ")) {
			size_t length = strcspn(at, " ");
			put_from(need->accepts, at, length, out);
			at += length;
		}
	}
	return out->length > 0;
}

static bool is_from_outside(const struct sk_site *site, const struct sk_site_policy *need)
{
	SK_ID_EACH(id, &need->from)
		if (sk_site_node(site, id->text)->role != SK_ROLE_OUTSIDE)
			return false;
	return true;
}

/* Whether the packet is one of these. Who stands outside may send it with the addresses of another one there. */
static bool asks_for(const struct sk_fix_claim *claim, const struct sk_danger *danger)
{
	struct sk_question question;
	bool sender = claim->outside ? danger->outside : sk_ids_hold(&claim->need->from, danger->from);
	if (!sender || !sk_ids_hold(&claim->need->to, danger->last) || !read_words(claim->permits, &question))
		return false;
	for (size_t i = 0; i < question.count; i++)
		if (sk_box_holds(&question.packets[i], &danger->packet))
			return true;
	return false;
}

sk_outcome generate_claim(struct sk_arena *arena, const struct sk_site *site, const struct sk_policy_answer *answer, const struct sk_site_policy *need, struct sk_fix_claim *out,
			  struct sk_error *error)
{
	SK_BUF_SCOPE permits = SK_BUF(WORDS_MAX);
	const struct sk_danger danger = sk_danger_of(answer);
	struct sk_fix_claim claim = {.policy = answer->policy, .need = need, .outside = is_from_outside(site, need), .permits = need->accepts};
	claim.anybody = claim.outside && (!put_permits(site, need, &permits) || permits.failed);
	if (claim.outside && !claim.anybody)
		SK_TRY(sk_arena_text(arena, permits.bytes, permits.length, &claim.permits, error));
	if (asks_for(&claim, &danger))
		*out = claim;
	return SK_OK;
}
