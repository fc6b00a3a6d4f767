/* What people say about a control (site.yaml, `answers:`). */
#include "check/checker.h"

#include <stdlib.h>

/* Oldest first; of one day what is about all before what is about one subject, then in the order of the file. */
static int by_date(const void *left, const void *right)
{
	const struct sk_answer *a = *(const struct sk_answer *const *)left, *b = *(const struct sk_answer *const *)right;
	if (a->date != b->date)
		return a->date < b->date ? -1 : 1;
	if (!a->subject != !b->subject)
		return a->subject ? 1 : -1;
	return (a > b) - (a < b);
}

sk_outcome answers_gather(struct sk_arena *arena, const struct sk_site *site, const struct sk_control *control, struct answers *out,
			  struct sk_error *error)
{
	size_t count = 0;
	void *memory;
	SK_LIST_EACH(struct sk_answer, answer, &site->answers)
		count += answer->control == control;
	SK_TRY(sk_arena_take(arena, count, sizeof(struct sk_answer *), &memory, error));
	out->items = memory;
	SK_LIST_EACH(struct sk_answer, answer, &site->answers)
		if (answer->control == control)
			out->items[out->count++] = answer;
	qsort(out->items, out->count, sizeof(*out->items), by_date);
	return SK_OK;
}

/* An answer about everything says nothing about what came later, once it has come. */
static bool concerns(const struct sk_answer *answer, const struct sk_subject *subject, sk_time day)
{
	return answer->subject ? answer->subject == subject : answer->date >= subject->since || !sk_site_has_come(subject, day);
}

/* What has been said up to some moment about one subject. */
struct said {
	const struct sk_answer *newest;
	const struct sk_answer *failure_here, *failure_of_all; /* an "unmet" that nothing has ended yet */
};

/* A known failure ends when someone says that it is mended: not by "don't know", and at a subject not by an answer about all. */
static void hear(struct said *said, const struct sk_answer *answer)
{
	said->newest = answer;
	if (answer->state == SK_MET) {
		said->failure_of_all = NULL;
		said->failure_here = answer->subject ? NULL : said->failure_here;
	}
	if (answer->state == SK_UNMET && answer->subject)
		said->failure_here = answer;
	else if (answer->state == SK_UNMET)
		said->failure_of_all = answer;
}

void answers_decide(const struct answers *answers, const struct sk_subject *subject, sk_time day, const struct sk_answer **counted,
		    const struct sk_answer **later)
{
	struct said said = {0};
	for (size_t i = 0; i < answers->count; i++) {
		const struct sk_answer *answer = answers->items[i];
		bool is_later = answer->date > day;
		if (!concerns(answer, subject, is_later ? answer->date : day))
			continue;
		if (is_later)
			*later = *later ? *later : answer;
		else
			hear(&said, answer);
	}
	*counted = said.failure_here ? said.failure_here : said.failure_of_all ? said.failure_of_all : said.newest;
}

bool answer_expired(sk_time expires, sk_time day)
{
	return day > expires;
}

sk_time day_begins(sk_time day)
{
	enum { JAPAN = 9 * 3600 };
	return day - JAPAN;
}

sk_time last_before_it_comes(const struct sk_subject *subject, sk_time day)
{
	return sk_site_has_come(subject, day) ? SK_TIME_LAST : day_begins(subject->since) - 1;
}

sk_time answer_end(sk_time expires)
{
	return day_begins(expires + SK_DAY) - 1;
}
