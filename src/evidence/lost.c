/*
 * What was told once and cannot be read now: a failure could have been among it, so each is a look of its own, which nobody's word stands
 * against (check/). Who loses what, as of when, and what ends it: the table of docs/decisions/0022.
 */
#include "evidence/private.h"

#include <string.h>

bool sk_evidence_moved(const struct sk_site *site, const struct sk_said *said)
{
	const struct sk_subject *subject = sk_site_subject(site, said->subject);
	return !subject || strcmp(subject->place_id, said->place) != 0;
}

const char *sk_evidence_strongest(const struct sk_fact_kind *kind)
{
	size_t method = sk_words_fact_method.count - 1;
	while (method > 0 && !(kind->methods & 1u << method))
		method--;
	return sk_words_fact_method.words[method];
}

/* What is lost of one kind at one subject. */
struct piece {
	const struct sk_fact_kind *kind;
	enum sk_fact_method method; /* known as strongly as anything among it, so that nobody's word takes its place */
	sk_time at;
};

static sk_outcome add_lost(struct sk_gathering *gathering, const struct sk_lost *from, const struct piece *piece, const struct sk_subject *subject)
{
	struct sk_gathered_look *gathered;
	void *memory;
	SK_TRY(sk_arena_take(gathering->arena, 1, sizeof(struct sk_coverage), &memory, gathering->error));
	struct sk_coverage *line = memory;
	*line = (struct sk_coverage){.kind = piece->kind, .subject = subject->id, .status = SK_STATUS_ERROR, .method = piece->method, .at = piece->at};
	struct sk_look look = {.kind = piece->kind, .subject = subject, .known = SK_LOOK_LOST, .coverage = line, .coverage_count = 1, .status = line->status,
			       .method = piece->method, .strongest = piece->method, .at = piece->at, .newest = piece->at};
	SK_TRY(sk_gather_look(gathering, from->held, &look, &gathered));
	gathered->collector = from->collector;
	gathered->host = from->host;
	gathered->turn = from->turn;
	return SK_OK;
}

/* Noted once for each kind: subjects and chains must not multiply. What is known of all of them together is as strong as the strongest, and as new
 * as the newest. */
static sk_outcome note_everywhere(struct sk_gathering *gathering, const struct sk_lost *from, const struct piece *piece)
{
	size_t kinds;
	void *memory;
	(void)sk_fact_kinds(&kinds);
	if (!gathering->everywhere) {
		SK_TRY(sk_arena_take(gathering->arena, kinds, sizeof(*gathering->everywhere), &memory, gathering->error));
		gathering->everywhere = memory;
	}
	struct sk_lost_kind *kind = &gathering->everywhere[sk_evidence_kind_number(piece->kind)];
	bool first = !kind->from.held;
	kind->from = *from;
	kind->method = first || piece->method > kind->method ? piece->method : kind->method;
	kind->at = first || piece->at > kind->at ? piece->at : kind->at;
	return SK_OK;
}

static sk_outcome lose(struct sk_gathering *gathering, const struct sk_lost *from, const struct sk_said *said)
{
	const struct sk_subject *subject = sk_site_subject(gathering->site, said->subject);
	struct piece piece = {sk_fact_kind_named(said->kind), (enum sk_fact_method)sk_evidence_strength(said), said->at < from->at ? said->at : from->at};
	if (!subject && sk_site_retired(gathering->site, said->subject, gathering->day, said->at))
		return SK_OK;
	if (!subject || gathering->stands[sk_evidence_subject_number(gathering->site, subject)] != SK_STANDS_HERE)
		return note_everywhere(gathering, from, &piece);
	return sk_evidence_is_of_another(subject, gathering->day, piece.at) ? SK_OK : add_lost(gathering, from, &piece, subject);
}

sk_outcome sk_lose_said(struct sk_gathering *gathering, const struct sk_lost *from, const struct sk_said *said, size_t count)
{
	for (size_t i = 0; i < count; i++)
		SK_TRY(lose(gathering, from, &said[i]));
	return SK_OK;
}

/* Of a chain that the site does not name any more nobody knows about what it could. */
static bool may_speak_about(const struct sk_site *site, const struct sk_lost *chain, const struct sk_subject *subject)
{
	bool named = false;
	SK_LIST_EACH(struct sk_collector, collector, &site->collectors) {
		if (strcmp(collector->id, chain->collector) != 0 || strcmp(collector->host, chain->host) != 0)
			continue;
		if (sk_ids_hold(&collector->subjects, subject->id))
			return true;
		named = true;
	}
	return !named;
}

sk_outcome sk_lose_all(struct sk_gathering *gathering, const struct sk_lost *from)
{
	size_t kinds;
	const struct sk_fact_kind *kind = sk_fact_kinds(&kinds);
	SK_LIST_EACH(struct sk_subject, subject, &gathering->site->subjects) {
		if (!may_speak_about(gathering->site, from, subject))
			continue;
		for (size_t i = 0; i < kinds; i++) {
			struct sk_said said = {.kind = kind[i].name, .subject = subject->id, .place = subject->place_id, .method = sk_evidence_strongest(&kind[i]), .at = from->at};
			if (sk_fact_can_be_at(&kind[i], subject->place_id))
				SK_TRY(lose(gathering, from, &said));
		}
	}
	return SK_OK;
}

/* Also where another thing stood before: nobody knows what the one was that it is about. */
sk_outcome sk_lose_everywhere(struct sk_gathering *gathering)
{
	size_t kinds;
	const struct sk_fact_kind *kind = sk_fact_kinds(&kinds);
	for (size_t i = 0; gathering->everywhere && i < kinds; i++) {
		const struct sk_lost_kind *lost = &gathering->everywhere[i];
		struct piece piece = {&kind[i], lost->method, lost->at};
		SK_LIST_EACH(struct sk_subject, subject, &gathering->site->subjects)
			if (lost->from.held && sk_fact_can_be_at(&kind[i], subject->place_id))
				SK_TRY(add_lost(gathering, &lost->from, &piece, subject));
	}
	return SK_OK;
}
