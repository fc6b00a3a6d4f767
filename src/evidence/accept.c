/*
 * Whether one bundle may be taken.
 *
 * The cheap questions first: its size, whether a large one ends in a signature, its form, then what it says of itself, then whose key it is, then the signature
 * over all of it. What the
 * bundle is about is looked at when it is known who says so.
 */
#include "evidence/private.h"

#include <string.h>

struct judge {
	const struct sk_site *site;
	const struct sk_offer *offer;
	const struct sk_bundle *bundle;
	struct sk_brought *out;
	struct sk_error *error;
	struct sk_place place; /* the bundle's first line */
	sk_time at;
	enum sk_asked asked;
};

static sk_outcome refuse(const struct judge *judge, enum sk_error_id id, const char *a, const char *b, const char *c)
{
	return sk_error_set(judge->error, id, &judge->place, a, b, c);
}

static sk_outcome refuse_times(const struct judge *judge, enum sk_error_id id, const struct sk_place *place, sk_time is, sk_time most)
{
	char first[SK_TIME_TEXT], second[SK_TIME_TEXT];
	sk_time_print(is, first);
	sk_time_print(most, second);
	return sk_error_set(judge->error, id, place, first, second, NULL);
}

/* ---- who ---- */

static bool is_of(const struct sk_collector *collector, const struct sk_bundle *bundle)
{
	return strcmp(collector->id, bundle->collector) == 0 && strcmp(collector->host, bundle->host) == 0;
}

/* Whether anybody here has that name, wherever. */
static sk_outcome check_known(const struct judge *judge)
{
	const char *elsewhere = NULL;
	SK_LIST_EACH(struct sk_collector, collector, &judge->site->collectors) {
		if (is_of(collector, judge->bundle))
			return SK_OK;
		if (strcmp(collector->id, judge->bundle->collector) == 0)
			elsewhere = collector->host;
	}
	if (elsewhere)
		return refuse(judge, SK_E_EVIDENCE_HOST, judge->bundle->collector, judge->bundle->host, elsewhere);
	return refuse(judge, SK_E_EVIDENCE_COLLECTOR, judge->bundle->collector, NULL, NULL);
}

/* Once a key is revoked nothing new is taken, whatever day it gives itself and whatever day is asked about; what was taken before counts up to
 * that day. */
static bool is_revoked(const struct judge *judge, const struct sk_collector *collector, sk_time day)
{
	if (collector->revoked == 0)
		return false;
	return day >= collector->revoked || judge->asked == SK_ASKED_NEW;
}

static sk_outcome check_days(const struct judge *judge, const struct sk_collector *collector)
{
	sk_time day = sk_day_in_japan(judge->bundle->at);
	char text[SK_TIME_TEXT];
	sk_date_print(day, text);
	if (day < collector->valid_from || (collector->valid_until != 0 && day > collector->valid_until))
		return refuse(judge, SK_E_EVIDENCE_KEY_DAY, collector->id, text, NULL);
	if (!is_revoked(judge, collector, day))
		return SK_OK;
	sk_date_print(collector->revoked, text);
	return refuse(judge, SK_E_EVIDENCE_REVOKED, collector->id, text, NULL);
}

static sk_outcome check_key(const struct judge *judge, const struct sk_collector *collector)
{
	struct sk_place line = {judge->offer->file, judge->bundle->signature_line, 0};
	SK_TRY(sk_seal_verify(&collector->public_key, judge->offer->bytes, judge->bundle->signed_length, judge->bundle->signature, &line, judge->error));
	judge->out->collector = collector;
	return check_days(judge, collector);
}

/* The keys of a collector on a host, one after the other. Of several reasons the one that knows the key says more than "another key". */
static sk_outcome check_keys(const struct judge *judge)
{
	struct sk_error kept = {0};
	sk_outcome outcome = SK_OK;
	SK_TRY(sk_bundle_check_signature_line(judge->bundle, judge->offer->bytes, judge->offer->length, judge->error));
	SK_LIST_EACH(struct sk_collector, collector, &judge->site->collectors) {
		if (!is_of(collector, judge->bundle))
			continue;
		outcome = check_key(judge, collector);
		if (outcome.class != SK_CLASS_INPUT)
			return outcome;
		if (kept.id == SK_E_OK || judge->error->id != SK_E_SIGNATURE)
			kept = *judge->error;
	}
	*judge->error = kept;
	return outcome;
}

/* ---- what about ---- */

/* What was seen of a subject that is gone was seen all the same. Nothing new is taken about it. */
static bool is_gone(const struct judge *judge, const struct sk_coverage *coverage)
{
	return judge->asked == SK_ASKED_STORED && sk_site_retired(judge->site, coverage->subject, sk_day_in_japan(judge->at), coverage->at);
}

static sk_outcome check_coverage(const struct judge *judge, const struct sk_coverage *coverage)
{
	struct sk_place place = {judge->offer->file, coverage->line, 0};
	const struct sk_subject *subject = sk_site_subject(judge->site, coverage->subject);
	if (!subject && is_gone(judge, coverage))
		return SK_OK;
	if (!subject || (judge->out->collector && !sk_ids_hold(&judge->out->collector->subjects, coverage->subject)))
		return sk_error_set(judge->error, SK_E_EVIDENCE_SUBJECT, &place, judge->bundle->collector, coverage->subject, NULL);
	if (!sk_fact_can_be_at(coverage->kind, subject->place_id))
		return sk_error_set(judge->error, SK_E_EVIDENCE_PLACE, &place, coverage->kind->name, subject->id, subject->place_id);
	if (coverage->at > judge->bundle->at)
		return refuse_times(judge, SK_E_EVIDENCE_LOOKED, &place, coverage->at, judge->bundle->at);
	return SK_OK;
}

/* What lies there and is later says nothing, but whose it is: that it is there shows that those before it were (decision 0022). */
static sk_outcome refuse_later(const struct judge *judge)
{
	sk_outcome outcome = judge->asked == SK_ASKED_STORED ? check_keys(judge) : SK_OK;
	if (sk_failed(outcome) && outcome.class != SK_CLASS_INPUT)
		return outcome;
	return refuse_times(judge, SK_E_EVIDENCE_LATER, &judge->place, judge->bundle->at, judge->at + SK_EVIDENCE_LATER);
}

static sk_outcome check_all(const struct judge *judge)
{
	if (judge->bundle->at > judge->at + SK_EVIDENCE_LATER)
		return refuse_later(judge);
	if (judge->asked != SK_ASKED_PLANNED) {
		SK_TRY(check_known(judge));
		SK_TRY(check_keys(judge));
	}
	for (size_t i = 0; i < judge->bundle->coverage_count; i++)
		SK_TRY(check_coverage(judge, &judge->bundle->coverage[i]));
	return SK_OK;
}

/* ---- together ---- */

static void describe(const struct judge *judge)
{
	const struct sk_bundle *bundle = judge->bundle;
	struct sk_brought *out = judge->out;
	out->collector_id = bundle->collector;
	out->host = bundle->host;
	out->tool = bundle->tool;
	out->sequence = bundle->sequence;
	out->at = bundle->at;
	out->origin = bundle->origin;
	out->coverage_count = bundle->coverage_count;
	out->fact_count = bundle->fact_count;
	sk_digest(judge->offer->bytes, judge->offer->length, out->digest);
}

bool sk_evidence_origin_counts(const struct sk_site *site, enum sk_bundle_origin origin)
{
	return site->example ? origin != SK_LIVE : origin == SK_LIVE;
}

size_t sk_evidence_live_shown(const struct sk_evidence *evidence)
{
	size_t count = 0;
	for (size_t i = 0; i < evidence->count; i++)
		count += evidence->bundles[i].standing == SK_SHOWN && evidence->bundles[i].origin == SK_LIVE;
	return count;
}

sk_outcome sk_evidence_judge(struct sk_arena *arena, const struct sk_site *site, sk_time at, const struct sk_offer *offer, enum sk_asked asked,
			     const struct sk_bundle **bundle, struct sk_brought *out, struct sk_error *error)
{
	struct judge judge = {.site = site, .offer = offer, .out = out, .error = error, .place = {offer->file, 1, 0}, .at = at, .asked = asked};
	*out = (struct sk_brought){.standing = SK_REFUSED};
	char shown[SK_ERROR_TEXT];
	sk_text_shown(shown, offer->file);
	SK_TRY(sk_arena_text(arena, shown, strlen(shown), &out->file, error));
	SK_TRY((asked == SK_ASKED_PLANNED ? sk_bundle_read : sk_bundle_read_signed)(arena, offer->file, offer->bytes, offer->length, &judge.bundle, error));
	*bundle = judge.bundle;
	describe(&judge);
	SK_TRY(check_all(&judge));
	out->standing = asked == SK_ASKED_PLANNED || sk_evidence_origin_counts(site, judge.bundle->origin) ? SK_COUNTS : SK_SHOWN;
	return SK_OK;
}

sk_outcome sk_evidence_follow(struct sk_arena *arena, const struct sk_site *site, struct sk_heads *heads, const struct sk_bundle *bundle, const struct sk_brought *brought,
			      struct sk_error *error)
{
	struct sk_place place = {brought->file, 1, 0};
	struct sk_head head = {.collector = bundle->collector, .host = bundle->host, .sequence = bundle->sequence, .at = bundle->at};
	memcpy(head.digest, brought->digest, sizeof(head.digest));
	/* What is live and only shown counts as soon as the site is no example any more. */
	if (brought->standing == SK_COUNTS || bundle->origin == SK_LIVE)
		SK_TRY(sk_evidence_said(arena, site, sk_evidence_head(heads, bundle->collector, bundle->host), bundle, false, &head, error));
	return sk_heads_advance(arena, heads, &head, bundle->previous, &place, error);
}

sk_outcome sk_evidence_accept(struct sk_arena *arena, const struct sk_site *site, struct sk_heads *heads, sk_time at,
			      const struct sk_offer *offer, const struct sk_bundle **bundle, struct sk_brought *out, struct sk_error *error)
{
	const struct sk_bundle *read;
	struct sk_brought brought;
	SK_TRY(sk_evidence_judge(arena, site, at, offer, SK_ASKED_NEW, &read, &brought, error));
	SK_TRY(sk_evidence_follow(arena, site, heads, read, &brought, error));
	*bundle = read;
	*out = brought;
	return SK_OK;
}
