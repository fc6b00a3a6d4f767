#include "catalogue/scenarios.h"

#include <stdlib.h>
#include <string.h>

/* Bytes of a sentence with its asset put in; scenarios a site may add. */
enum { SENTENCE_MAX = 4096, OWN_MAX = 2000 };

struct expand {
	struct sk_arena *arena;
	struct sk_catalogue *catalogue;
	struct sk_error *error;
	struct sk_scenario *scenarios;
	size_t count;
	bool own;
};

static sk_outcome unknown_id(struct expand *expand, const struct sk_place *place, const char *id, const char *kind)
{
	return sk_error_set(expand->error, SK_E_ID_UNKNOWN, place, id, kind, NULL);
}

static sk_outcome place_bits(struct expand *expand, const struct sk_ids *ids, unsigned *out)
{
	SK_ID_EACH(id, ids) {
		int place = sk_catalogue_place(expand->catalogue, id->text);
		if (place < 0)
			return unknown_id(expand, &id->place, id->text, "places");
		*out |= 1u << place;
	}
	return SK_OK;
}

/* ---- treatments ---- */

static sk_outcome resolve_treatment(struct expand *expand, const struct sk_treatment *from, struct sk_scenario *scenario)
{
	struct sk_treatment *to = &scenario->treatments[scenario->count];
	*to = *from;
	to->control = sk_catalogue_control(expand->catalogue, from->control_id);
	if (!to->control)
		return unknown_id(expand, &from->place, from->control_id, "controls");
	to->at = sk_catalogue_place(expand->catalogue, from->place_id);
	if (to->at < 0)
		return unknown_id(expand, &from->place, from->place_id, "places");
	if (expand->own && !sk_ids_hold(&to->control->places, from->place_id))
		return sk_error_set(expand->error, SK_E_CONFLICT, &from->place, _("this control is never at this place"),
				    _("one of the places 'sekisho catalogue show' prints for it"), NULL);
	for (size_t i = 0; i < scenario->count; i++)
		if (scenario->treatments[i].control == to->control && scenario->treatments[i].at == to->at)
			return sk_error_set(expand->error, SK_E_ID_TWICE, &from->place, from->control_id,
					    scenario->treatments[i].place.file, NULL);
	scenario->count++;
	return SK_OK;
}

static sk_outcome resolve_treatments(struct expand *expand, const struct sk_list *minimum, const struct sk_list *recommended,
				     struct sk_scenario *scenario)
{
	size_t total = minimum->count + recommended->count;
	if (total > SK_TREATMENTS_MAX)
		return sk_error_set(expand->error, SK_E_CONFLICT, &scenario->place, _("too many controls for one risk"),
				    _("at most 16"), NULL);
	void *memory;
	SK_TRY(sk_arena_take(expand->arena, total, sizeof(struct sk_treatment), &memory, expand->error));
	scenario->treatments = memory;
	SK_LIST_EACH(struct sk_treatment, row, minimum)
		SK_TRY(resolve_treatment(expand, row, scenario));
	scenario->minimum_count = scenario->count;
	SK_LIST_EACH(struct sk_treatment, row, recommended)
		SK_TRY(resolve_treatment(expand, row, scenario));
	return SK_OK;
}

/* ---- sentence ---- */

static sk_outcome fill_sentence(struct expand *expand, const char *template, const char *noun, const char **out)
{
	static const char hole[] = "{asset}";
	if (!template)
		return SK_OK;
	SK_BUF_SCOPE text = SK_BUF(SENTENCE_MAX);
	const char *at;
	size_t wanted = strlen(template);
	noun = noun ? noun : "";
	while ((at = strstr(template, hole))) {
		sk_buf_add(&text, template, (size_t)(at - template));
		sk_buf_text(&text, noun);
		template = at + sizeof(hole) - 1;
		wanted += strlen(noun) - (sizeof(hole) - 1);
	}
	sk_buf_text(&text, template);
	if (wanted > SENTENCE_MAX)
		return sk_error_set_number(expand->error, SK_E_TEXT_LONG, &expand->scenarios[expand->count].place, SENTENCE_MAX);
	SK_TRY(sk_buf_check(&text, expand->error));
	return sk_arena_text(expand->arena, text.bytes, text.length, out, expand->error);
}

/* ---- one scenario ---- */

static const struct sk_family *exception_for(const struct sk_family *family, const char *asset)
{
	SK_LIST_EACH(struct sk_family, but, &family->but)
		if (sk_ids_hold(&but->assets, asset))
			return but;
	return NULL;
}

/* The exception's field where it has one, else the family's. */
static const struct sk_label *label_of(const struct sk_label *but, const struct sk_label *family)
{
	return but->ja || but->en ? but : family;
}

static sk_outcome find_raised(struct expand *expand, const struct sk_family *family, struct sk_scenario *scenario)
{
	scenario->at = -1;
	if (!family->at)
		return SK_OK;
	scenario->at = sk_catalogue_place(expand->catalogue, family->at);
	if (scenario->at < 0)
		return unknown_id(expand, &family->place, family->at, "places");
	SK_LIST_EACH(struct sk_raised, raised, &expand->catalogue->raised.rows)
		if (strcmp(raised->threat, scenario->threat->row.id) == 0 && strcmp(raised->where, family->at) == 0)
			scenario->raised_level = raised->level;
	if (scenario->raised_level == 0)
		return unknown_id(expand, &family->place, family->at, "raised");
	return SK_OK;
}

static void set_origins(struct expand *expand, const struct sk_family *family, const struct sk_family *but,
			struct sk_scenario *scenario)
{
	const struct sk_origins *origin = but->origin.place.file ? &but->origin : &family->origin;
	scenario->origin_scenario = expand->own ? SK_ORIGIN_SITE : (enum sk_origin)origin->scenario;
	scenario->origin_treatment = expand->own ? SK_ORIGIN_SITE : (enum sk_origin)origin->treatment;
	scenario->origin_after = expand->own ? SK_ORIGIN_SITE : (enum sk_origin)origin->after;
	scenario->reason_scenario = *label_of(&but->reason.scenario, &family->reason.scenario);
	scenario->reason_treatment = *label_of(&but->reason.treatment, &family->reason.treatment);
	scenario->reason_after = *label_of(&but->reason.after, &family->reason.after);
}

static sk_outcome set_after(struct expand *expand, const struct sk_family *family, const struct sk_family *but,
			    struct sk_scenario *scenario)
{
	const struct sk_after *after = but->after.place.file ? &but->after : &family->after;
	int threat = scenario->raised_level ? scenario->raised_level : scenario->threat->level;
	SK_LIST_EACH(struct sk_reading, reading, &scenario->threat->readings)
		threat = reading->level < threat ? reading->level : threat;
	if (after->threat > threat || after->vulnerability > scenario->vulnerability->level)
		return sk_error_set(expand->error, SK_E_CONFLICT, &after->place, _("a level after treatment is higher than before"),
				    _("each level at most what it is before treatment, in every reading"), NULL);
	scenario->after_threat = after->threat;
	scenario->after_vulnerability = after->vulnerability;
	return SK_OK;
}

static sk_outcome set_texts(struct expand *expand, const struct sk_family *family, const struct sk_family *but,
			    struct sk_scenario *scenario)
{
	const struct sk_label *sentence = label_of(&but->sentence, &family->sentence);
	const struct sk_label *noun = label_of(&scenario->asset->noun, &scenario->asset->label);
	SK_TRY(fill_sentence(expand, sentence->ja, sk_label_in(noun, SK_LANG_JA), &scenario->sentence.ja));
	SK_TRY(fill_sentence(expand, sentence->en ? sentence->en : sentence->ja, sk_label_in(noun, SK_LANG_EN), &scenario->sentence.en));
	return sk_arena_print(expand->arena, &scenario->id, expand->error, "%s.%s%s%s", scenario->asset->row.id,
			      scenario->vulnerability->row.id, family->at ? "." : "", family->at ? family->at : "");
}

static sk_outcome expand_one(struct expand *expand, const struct sk_family *family, const struct sk_id *asset_id)
{
	static const struct sk_family nothing;
	struct sk_scenario *scenario = &expand->scenarios[expand->count];
	scenario->place = family->place;
	scenario->asset = sk_catalogue_asset(expand->catalogue, asset_id->text);
	if (!scenario->asset)
		return unknown_id(expand, &asset_id->place, asset_id->text, "assets");
	scenario->vulnerability = sk_catalogue_vulnerability(expand->catalogue, family->vulnerability);
	if (!scenario->vulnerability)
		return unknown_id(expand, &family->place, family->vulnerability, "vulnerabilities");
	scenario->threat = sk_catalogue_threat(expand->catalogue, scenario->vulnerability->threat);
	if (!scenario->threat)
		return unknown_id(expand, &scenario->vulnerability->row.place, scenario->vulnerability->threat, "threats");
	const struct sk_family *but = exception_for(family, asset_id->text);
	but = but ? but : &nothing;
	SK_TRY(find_raised(expand, family, scenario));
	SK_TRY(set_texts(expand, family, but, scenario));
	SK_TRY(set_after(expand, family, but, scenario));
	set_origins(expand, family, but, scenario);
	scenario->kinds = family->kinds & scenario->threat->kinds;
	SK_TRY(place_bits(expand, &family->places, &scenario->places));
	SK_TRY(resolve_treatments(expand, but->minimum.count ? &but->minimum : &family->minimum,
				  but->recommended.count ? &but->recommended : &family->recommended, scenario));
	expand->count++;
	return SK_OK;
}

/* An exception for an asset the family does not have would be forgotten silently. */
static sk_outcome check_exceptions(struct expand *expand, const struct sk_family *family)
{
	SK_LIST_EACH(struct sk_family, but, &family->but) {
		SK_ID_EACH(id, &but->assets) {
			if (!sk_ids_hold(&family->assets, id->text))
				return unknown_id(expand, &id->place, id->text, "assets");
		}
	}
	return SK_OK;
}

static int by_id(const void *left, const void *right)
{
	const struct sk_scenario *const *a = left, *const *b = right;
	return strcmp((*a)->id, (*b)->id);
}

static sk_outcome check_ids(struct expand *expand)
{
	void *memory;
	SK_TRY(sk_arena_take(expand->arena, expand->count, sizeof(const struct sk_scenario *), &memory, expand->error));
	const struct sk_scenario **sorted = memory;
	for (size_t i = 0; i < expand->count; i++)
		sorted[i] = &expand->scenarios[i];
	qsort(sorted, expand->count, sizeof(*sorted), by_id);
	for (size_t i = 1; i < expand->count; i++)
		if (strcmp(sorted[i - 1]->id, sorted[i]->id) == 0)
			return sk_error_set(expand->error, SK_E_ID_TWICE, &sorted[i]->place, sorted[i]->id,
					    sorted[i - 1]->place.file, NULL);
	return SK_OK;
}

/* With a site's own rows behind them the catalogue's rows lie elsewhere: what points to rows follows. */
static void follow_rows(struct expand *expand)
{
	for (size_t i = 0; i < expand->count; i++) {
		struct sk_scenario *scenario = &expand->scenarios[i];
		scenario->asset = sk_catalogue_asset(expand->catalogue, scenario->asset->row.id);
		scenario->threat = sk_catalogue_threat(expand->catalogue, scenario->threat->row.id);
		scenario->vulnerability = sk_catalogue_vulnerability(expand->catalogue, scenario->vulnerability->row.id);
	}
}

static size_t count_new(const struct sk_list *families, size_t lists)
{
	size_t total = 0;
	for (size_t i = 0; i < lists; i++)
		SK_LIST_EACH(struct sk_family, family, &families[i])
			total += family->assets.count;
	return total;
}

SK_OUTCOME scenarios_expand(struct sk_arena *arena, struct sk_catalogue *catalogue, const struct sk_list *families, size_t lists,
			    bool own, struct sk_error *error)
{
	struct expand expand = {.arena = arena, .catalogue = catalogue, .error = error, .own = own};
	void *memory;
	if (own && count_new(families, lists) > OWN_MAX)
		return sk_error_set(error, SK_E_CONFLICT, &((const struct sk_family *)families[0].items)->place,
				    _("too many risks of your own"), _("at most 2000"), NULL);
	SK_TRY(sk_arena_take(arena, catalogue->scenario_count + count_new(families, lists), sizeof(struct sk_scenario), &memory,
			     error));
	expand.scenarios = memory;
	expand.count = catalogue->scenario_count;
	if (expand.count > 0)
		memcpy(expand.scenarios, catalogue->scenarios, expand.count * sizeof(struct sk_scenario));
	follow_rows(&expand);
	for (size_t i = 0; i < lists; i++) {
		SK_LIST_EACH(struct sk_family, family, &families[i]) {
			SK_TRY(check_exceptions(&expand, family));
			SK_ID_EACH(asset, &family->assets)
				SK_TRY(expand_one(&expand, family, asset));
		}
	}
	SK_TRY(check_ids(&expand));
	catalogue->scenarios = expand.scenarios;
	catalogue->scenario_count = expand.count;
	return SK_OK;
}
