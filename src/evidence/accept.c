/* Whether one bundle may be taken. Cheap questions first: a signature is computed only for a collector that is known, on its host, on a good day. */
#include "evidence/private.h"

#include <stdio.h>
#include <string.h>

static const char *const standing_words[] = {"counts", "shown", "not-taken", "refused"};
const struct sk_choices sk_words_standing = {standing_words, SK_COUNT(standing_words)};

enum { FIRST_LINE = 1 };

struct accept {
	const struct sk_site *site;
	const struct sk_bundle *bundle;
	const struct sk_offer *offer;
	sk_time at;
	enum asked asked;
	struct sk_place head; /* the bundle's first line */
	struct sk_error *error;
};

static sk_outcome refuse(const struct accept *accept, enum sk_error_id id, const char *a, const char *b, const char *c)
{
	return sk_error_set(accept->error, id, &accept->head, a, b, c);
}

/* ---- the collector and its key ---- */

static bool is_his(const struct accept *accept, const struct sk_collector *collector)
{
	return strcmp(collector->id, accept->bundle->collector) == 0;
}

static bool is_there(const struct accept *accept, const struct sk_collector *collector)
{
	return is_his(accept, collector) && strcmp(collector->host, accept->bundle->host) == 0;
}

static bool is_valid(const struct sk_collector *collector, sk_time day)
{
	return collector->valid_from <= day && (collector->valid_until == 0 || day <= collector->valid_until);
}

/* Nothing new is taken from a revoked key; what was taken before it was revoked stays. */
static bool is_revoked(const struct accept *accept, const struct sk_collector *collector)
{
	sk_time day = sk_day_in_japan(accept->asked == ASKED_NEW ? accept->at : accept->bundle->at);
	sk_time made = sk_day_in_japan(accept->bundle->at);
	return collector->revoked != 0 && (day >= collector->revoked || made >= collector->revoked);
}

static sk_outcome check_host(const struct accept *accept)
{
	const struct sk_collector *known = NULL;
	SK_LIST_EACH(struct sk_collector, collector, &accept->site->collectors) {
		known = is_his(accept, collector) ? collector : known;
		if (is_there(accept, collector))
			return SK_OK;
	}
	if (known)
		return refuse(accept, SK_E_EVIDENCE_HOST, accept->bundle->collector, accept->bundle->host, known->host);
	return refuse(accept, SK_E_EVIDENCE_COLLECTOR, accept->bundle->collector, NULL, NULL);
}

static sk_outcome verify_with(const struct accept *accept, const struct sk_collector *collector)
{
	struct sk_public_key key;
	struct sk_place line = {accept->head.file, accept->bundle->signature_line, 0};
	SK_TRY(sk_key_read_public(collector->key, &collector->where, &key, accept->error));
	return sk_seal_verify(&key, accept->offer->bytes, accept->bundle->signed_length, accept->bundle->signature, &line, accept->error);
}

/* One of the keys that were valid on the day the bundle was made has to fit. */
static sk_outcome check_key(const struct accept *accept, const struct sk_collector **out)
{
	char date[SK_TIME_TEXT];
	sk_time day = sk_day_in_japan(accept->bundle->at);
	sk_date_print(day, date);
	sk_outcome outcome = refuse(accept, SK_E_EVIDENCE_KEY_DAY, accept->bundle->collector, date, NULL);
	SK_LIST_EACH(struct sk_collector, collector, &accept->site->collectors) {
		if (!is_there(accept, collector) || !is_valid(collector, day))
			continue;
		if (is_revoked(accept, collector)) {
			sk_date_print(collector->revoked, date);
			outcome = refuse(accept, SK_E_EVIDENCE_REVOKED, accept->bundle->collector, date, NULL);
			continue;
		}
		outcome = verify_with(accept, collector);
		*out = collector;
		if (!sk_failed(outcome))
			return SK_OK;
	}
	return outcome;
}

static sk_outcome check_signature(const struct accept *accept, const struct sk_collector **out)
{
	SK_TRY(check_host(accept));
	if (!accept->bundle->signature)
		return refuse(accept, SK_E_SIGNATURE, _("the bundle has none"), NULL, NULL);
	return check_key(accept, out);
}

/* ---- times ---- */

static sk_outcome later(const struct accept *accept, uint32_t line, sk_time is, sk_time most)
{
	char made[SK_TIME_TEXT], limit[SK_TIME_TEXT];
	struct sk_place where = {accept->head.file, line, 0};
	sk_time_print(is, made);
	sk_time_print(most, limit);
	return sk_error_set(accept->error, SK_E_EVIDENCE_LATER, &where, made, limit, NULL);
}

static sk_outcome check_times(const struct accept *accept)
{
	const struct sk_bundle *bundle = accept->bundle;
	if (bundle->at > accept->at + SK_EVIDENCE_LATER)
		return later(accept, FIRST_LINE, bundle->at, accept->at + SK_EVIDENCE_LATER);
	for (size_t i = 0; i < bundle->coverage_count; i++)
		if (bundle->coverage[i].at > bundle->at)
			return later(accept, bundle->coverage[i].line, bundle->coverage[i].at, bundle->at);
	return SK_OK;
}

/* ---- subjects ---- */

static bool stands_at(const struct sk_fact_kind *kind, const char *place)
{
	for (size_t i = 0; kind->places[i]; i++)
		if (strcmp(kind->places[i], place) == 0)
			return true;
	return false;
}

static sk_outcome check_coverage(const struct accept *accept, const struct sk_collector *collector, const struct sk_coverage *coverage)
{
	struct sk_place where = {accept->head.file, coverage->line, 0};
	const struct sk_subject *subject = sk_site_subject(accept->site, coverage->subject);
	if (!subject || (collector && !sk_ids_hold(&collector->subjects, coverage->subject)))
		return sk_error_set(accept->error, SK_E_EVIDENCE_SUBJECT, &where, accept->bundle->collector, coverage->subject, NULL);
	if (!stands_at(coverage->kind, subject->place_id))
		return sk_error_set(accept->error, SK_E_EVIDENCE_PLACE, &where, coverage->kind->name, coverage->subject, subject->place_id);
	return SK_OK;
}

static sk_outcome check_subjects(const struct accept *accept, const struct sk_collector *collector)
{
	for (size_t i = 0; i < accept->bundle->coverage_count; i++)
		SK_TRY(check_coverage(accept, collector, &accept->bundle->coverage[i]));
	return SK_OK;
}

/* ---- all of it ---- */

static bool origin_counts(const struct sk_site *site, enum sk_bundle_origin origin)
{
	return origin == SK_LIVE ? !site->example : site->example;
}

static void describe(const struct sk_bundle *bundle, struct sk_brought *out)
{
	out->collector_id = bundle->collector;
	out->host = bundle->host;
	out->tool = bundle->tool;
	out->sequence = bundle->sequence;
	out->at = bundle->at;
	out->origin = bundle->origin;
	out->coverage_count = bundle->coverage_count;
	out->fact_count = bundle->fact_count;
}

sk_outcome accept_bundle(struct sk_arena *arena, const struct sk_site *site, sk_time at, enum asked asked, const struct sk_offer *offer,
			 const struct sk_bundle **bundle, struct sk_brought *out, struct sk_error *error)
{
	struct accept accept = {.site = site, .offer = offer, .at = at, .asked = asked, .head = {offer->file, FIRST_LINE, 0}, .error = error};
	*out = (struct sk_brought){.file = offer->file, .standing = SK_REFUSED};
	sk_digest(offer->bytes, offer->length, out->digest);
	SK_TRY(sk_bundle_read(arena, offer->file, offer->bytes, offer->length, bundle, error));
	accept.bundle = *bundle;
	describe(*bundle, out);
	SK_TRY(check_times(&accept));
	if (asked != ASKED_PLANNED)
		SK_TRY(check_signature(&accept, &out->collector));
	SK_TRY(check_subjects(&accept, out->collector));
	out->standing = asked == ASKED_PLANNED || origin_counts(site, out->origin) ? SK_COUNTS : SK_SHOWN;
	return SK_OK;
}

SK_OUTCOME sk_evidence_accept(struct sk_arena *arena, const struct sk_site *site, struct sk_heads *heads, sk_time at,
			      const struct sk_offer *offer, const struct sk_bundle **bundle, struct sk_brought *out, struct sk_error *error)
{
	struct sk_place first = {offer->file, FIRST_LINE, 0};
	SK_TRY(accept_bundle(arena, site, at, ASKED_NEW, offer, bundle, out, error));
	struct sk_head head = {.collector = out->collector_id, .host = out->host, .sequence = out->sequence};
	memcpy(head.digest, out->digest, sizeof(head.digest));
	sk_outcome outcome = sk_heads_advance(arena, heads, &head, (*bundle)->previous, &first, error);
	if (sk_failed(outcome))
		out->standing = SK_REFUSED;
	return outcome;
}
