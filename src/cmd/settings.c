/* A configuration that is brought: whose it is, and its facts as an offer. */
#include "cmd/cmd.h"

#include <string.h>

enum { SHEET_MOST = 1 << 20 };

/* A filter can be the own firewall of a computer that is drawn: no facts are made of that. */
static bool is_host(const struct sk_site *site, const struct sk_fact_kind *kind, const struct sk_subject *subject)
{
	const struct sk_site_node *node = sk_call_node(site, subject);
	return strcmp(kind->name, "packet_filter") == 0 && !sk_fact_can_be_at(kind, subject->place_id) && node && node->role == SK_ROLE_HOST;
}

/* Ids and places of the subjects where such facts can be known; of subjects the last one goes to *only, too. */
static size_t fitting(const struct sk_call *call, const struct sk_site *site, const struct sk_fact_kind *kind, struct sk_buf *ids, const struct sk_subject **only)
{
	size_t count = 0;
	SK_LIST_EACH(struct sk_subject, subject, &site->subjects) {
		if (!sk_fact_can_be_at(kind, subject->place_id) && !is_host(site, kind, subject))
			continue;
		const struct sk_place_row *place = sk_catalogue_place_row(site->catalogue, sk_catalogue_place(site->catalogue, subject->place_id));
		sk_buf_print(ids, "%s%s (%s)", count++ ? ", " : "", subject->id, sk_label_in(&place->label, call->lang));
		*only = subject;
	}
	return count;
}

static sk_outcome nowhere(struct sk_call *call, const char *file, const struct sk_fact_kind *kind)
{
	struct sk_place place = {.file = file};
	SK_BUF_SCOPE places = SK_BUF(SK_ERROR_TEXT);
	for (size_t i = 0; kind->places[i]; i++)
		sk_buf_print(&places, "%s%s", i ? ", " : "", kind->places[i]);
	return sk_error_set(call->error, SK_E_LOOK_NOWHERE, &place, kind->name, places.bytes, NULL);
}

static bool is_same_named(const void *context, const char *name, const struct sk_config_source *there)
{
	const struct sk_config_source *source = context;
	return strcmp(name, sk_text_file(source->file)) == 0 && sk_call_same_config(context, name, there);
}

/* The only device with such a file; NULL: there is none, or there are several. */
static sk_outcome find_only(struct sk_call *call, const struct sk_site *site, sk_call_config_is *is, const void *context, struct sk_look_settings *out)
{
	const struct sk_site_node *found = NULL;
	size_t count = 0;
	SK_LIST_EACH(struct sk_site_node, node, &site->nodes) {
		bool has = false;
		if (!node->subject_id || (node->role != SK_ROLE_ROUTER && node->role != SK_ROLE_HOST))
			continue;
		SK_TRY(sk_call_has_config(call, site, node, is, context, &has));
		found = has ? node : found;
		count += has;
	}
	out->node = count == 1 ? found : NULL;
	out->subject = out->node ? sk_site_subject(site, out->node->subject_id) : NULL;
	return SK_OK;
}

/* Whose file under configs/ it is, byte for byte; of several devices with such a file the one that has it under this name. */
static sk_outcome find_owner(struct sk_call *call, const struct sk_site *site, const struct sk_config_source *source, struct sk_look_settings *out)
{
	SK_TRY(find_only(call, site, sk_call_same_config, source, out));
	return out->node ? SK_OK : find_only(call, site, is_same_named, source, out);
}

/* Whether a file of the node is settings of the same make. */
static bool is_alike(const void *context, const char *name, const struct sk_config_source *there)
{
	const struct sk_config_source *source = context;
	const struct sk_config_reader *reader = sk_config_reader_of(source);
	(void)name;
	return reader ? sk_config_reader_of(there) == reader : sk_settings_dialect_of(there) == sk_settings_dialect_of(source);
}

/* Whether there is another device that it could be of, whose make nobody knows, as nothing of it lies here. Computers count only where it is a computer's: few have their settings here. */
static bool may_be_of_another(const struct sk_site *site, const struct sk_fact_kind *kind, const struct sk_subject *found)
{
	SK_LIST_EACH(struct sk_subject, subject, &site->subjects) {
		const struct sk_site_node *node = sk_call_node(site, subject);
		if (subject != found && (!node || node->configs.count == 0) &&
		    (sk_fact_can_be_at(kind, subject->place_id) || (is_host(site, kind, found) && is_host(site, kind, subject))))
			return true;
	}
	return false;
}

/* What comes from whoever changed a device has another name than what lies here: of the only device of its make it is, as far as anybody can tell. */
static sk_outcome find_alike(struct sk_call *call, const struct sk_site *site, const struct sk_config_source *source, const struct sk_fact_kind *kind, struct sk_look_settings *out)
{
	SK_TRY(find_only(call, site, is_alike, source, out));
	if (out->subject && may_be_of_another(site, kind, out->subject)) {
		out->node = NULL;
		out->subject = NULL;
	}
	out->alike = out->node != NULL;
	return SK_OK;
}

static sk_outcome guess_subject(struct sk_call *call, const struct sk_site *site, const struct sk_config_source *source, const struct sk_fact_kind *kind, struct sk_look_settings *out)
{
	const char *file = source->file;
	struct sk_place place = {.file = file};
	SK_BUF_SCOPE ids = SK_BUF(SK_OUTPUT_MAX);
	SK_TRY(find_owner(call, site, source, out));
	if (!out->subject)
		SK_TRY(find_alike(call, site, source, kind, out));
	if (out->subject && (sk_fact_can_be_at(kind, out->subject->place_id) || is_host(site, kind, out->subject)))
		return SK_OK;
	out->node = NULL;
	out->alike = false;
	size_t count = fitting(call, site, kind, &ids, &out->subject);
	out->only = true;
	if (count == 1)
		return SK_OK;
	SK_TRY(sk_buf_check(&ids, call->error));
	return count == 0 ? nowhere(call, file, kind) : sk_error_set(call->error, SK_E_LOOK_SUBJECT, &place, ids.bytes, file, NULL);
}

/* With the ids there are. */
static sk_outcome refuse_subject(struct sk_call *call, const struct sk_site *site, const char *id)
{
	enum { IDS_MAX = 300 };
	SK_BUF_SCOPE ids = SK_BUF(SK_ERROR_TEXT);
	SK_LIST_EACH(struct sk_subject, subject, &site->subjects)
		if (ids.length < IDS_MAX)
			sk_buf_print(&ids, "%s%s", ids.length ? ", " : "", subject->id);
	SK_TRY(sk_buf_check(&ids, call->error));
	return sk_error_set(call->error, SK_E_CHOICE, NULL, id, ids.length ? ids.bytes : "-", NULL);
}

/* Whoever names one device and brings the file of another is told so. */
static sk_outcome find_other(struct sk_call *call, const struct sk_site *site, const struct sk_config_source *source, struct sk_look_settings *out)
{
	struct sk_look_settings same = {0};
	SK_TRY(find_only(call, site, sk_call_same_config, source, &same));
	out->owner = same.node && same.subject != out->subject ? same.node->id : NULL;
	return SK_OK;
}

static sk_outcome find_subject(struct sk_call *call, const struct sk_site *site, const struct sk_config_source *source, const struct sk_fact_kind *kind, struct sk_look_settings *out)
{
	const char *id = call->values[SK_OPTION_SUBJECT];
	struct sk_place place = {.file = source->file};
	if (!id)
		return guess_subject(call, site, source, kind, out);
	const struct sk_site_node *node = sk_site_node(site, id);
	out->subject = node && node->subject_id ? sk_site_subject(site, node->subject_id) : NULL;
	out->node = out->subject ? node : NULL;
	if (!out->subject)
		out->subject = sk_site_subject(site, id);
	if (!out->subject)
		return refuse_subject(call, site, id);
	if (!sk_fact_can_be_at(kind, out->subject->place_id) && !is_host(site, kind, out->subject))
		return sk_error_set(call->error, SK_E_EVIDENCE_PLACE, &place, kind->name, id, out->subject->place_id);
	return find_other(call, site, source, out);
}

/* As of now, from a collector that no site has: each file its own, so that none takes the place of another. */
static sk_outcome make_offer(struct sk_call *call, const char *file, size_t position, struct sk_look_settings *out, struct sk_offer *offer)
{
	struct sk_settings_look look = {.subject = out->subject->id, .digest = out->digest, .at = call->at};
	SK_TRY(sk_arena_print(call->arena, &look.collector, call->error, "sekisho-look-%zu", position + 1));
	SK_TRY(sk_settings_bundle(call->arena, file, out->settings, &look, &out->bundle, call->error));
	*offer = (struct sk_offer){.file = file, .bytes = out->bundle.bytes, .length = out->bundle.length, .planned = true};
	return SK_OK;
}

/* What was made to be handed over, and not what a device printed. */
static sk_outcome find_sheet(struct sk_call *call, const char *file, struct sk_look_settings *out)
{
	SK_BUF_SCOPE bytes = SK_BUF(SHEET_MOST);
	struct sk_error ignored;
	const char *sheet;
	SK_TRY(sk_arena_print(call->arena, &sheet, call->error, "%s.sheet.txt", file));
	out->handed = !sk_failed(sk_env_read_file(call->env, sheet, sheet, SHEET_MOST, &bytes, &ignored));
	return SK_OK;
}

sk_outcome sk_call_settings(struct sk_call *call, const struct sk_site *site, const struct sk_config_source *source,
			    const struct sk_settings_dialect *dialect, size_t position, struct sk_look_settings *out, struct sk_offer *offer)
{
	void *memory;
	char digest[SK_HEX_ROOM];
	SK_TRY(sk_arena_take(call->arena, 1, sizeof(struct sk_settings), &memory, call->error));
	SK_TRY(sk_settings_read(call->arena, source, dialect, memory, call->error));
	*out = (struct sk_look_settings){.file = source->file, .settings = memory};
	SK_TRY(find_subject(call, site, source, out->settings->kind, out));
	out->host = is_host(site, out->settings->kind, out->subject);
	SK_TRY(find_sheet(call, source->file, out));
	SK_TRY(sk_seal_start(call->error));
	sk_digest(source->bytes, source->length, digest);
	SK_TRY(sk_arena_text(call->arena, digest, strlen(digest), &out->digest, call->error));
	return out->host ? SK_OK : make_offer(call, source->file, position, out, offer);
}
