/* Taking one bundle: it is read and weighed with the folder, then it is written, then the list of heads. */
#include "evidence/private.h"

#include <errno.h>
#include <string.h>

enum {
	IMPORT_MAX = 512 << 20, /* what is known of a site, and again where it is read without the heaviest */
	FILE_MODE = 0644,
	FOLDER_MODE = 0755,
};

struct import {
	struct sk_arena *scratch;
	const struct sk_env *env;
	const struct sk_site *site;
	struct sk_error *error;
	struct sk_offer offer; /* no plan: it is looked at who signed it */
	const char *folder, *heads_path, *path; /* path: where the bundle will lie */
	bool refused; /* what failed is the bundle's, not the site's */
};

static sk_outcome of_bundle(struct import *import, sk_outcome outcome)
{
	import->refused = outcome.class == SK_CLASS_INPUT;
	return outcome;
}

static sk_outcome path_in(const struct import *import, const char *collector, const char *host, int64_t sequence, const char **out)
{
	char name[SK_EVIDENCE_NAME_ROOM];
	sk_evidence_file_name(collector, host, sequence, name);
	return sk_arena_print(import->scratch, out, import->error, "%s/%s", import->folder, name);
}

/* Nothing that lies there is written over, but for the same bytes. */
static sk_outcome check_free(struct import *import)
{
	SK_BUF_SCOPE bytes = SK_BUF(SK_BUNDLE_BYTES_MAX);
	if (import->env->kind(import->env->self, import->path) == SK_ENTRY_NONE)
		return SK_OK;
	sk_outcome outcome = sk_env_read_file(import->env, import->path, import->path, SK_BUNDLE_BYTES_MAX, &bytes, import->error);
	if (sk_failed(outcome) && import->error->id != SK_E_FILE_LARGE)
		return outcome;
	if (!sk_failed(outcome) && bytes.length == import->offer.length && memcmp(bytes.bytes, import->offer.bytes, bytes.length) == 0)
		return SK_OK;
	return of_bundle(import, sk_evidence_other_there(import->error, import->offer.file, import->path));
}

/* One file more must still be read. */
static sk_outcome check_room(const struct import *import, size_t files)
{
	struct sk_place place = {.file = import->folder};
	if (files < SK_EVIDENCE_FILES_MAX)
		return SK_OK;
	return sk_error_set(import->error, SK_E_CONFLICT, &place, _("4000 bundles lie here already"),
			    _("fewer: take away the oldest of each collector and host"), NULL);
}

static sk_outcome folder_failed(const struct import *import, int result)
{
	struct sk_place place = {.file = import->folder};
	char scratch[SK_REASON_TEXT];
	return sk_error_set(import->error, SK_E_FILE_WRITE, &place, sk_env_reason(result, scratch), NULL, NULL);
}

static sk_outcome make_folder(const struct import *import)
{
	const struct sk_env *env = import->env;
	if (env->kind(env->self, import->folder) != SK_ENTRY_NONE)
		return SK_OK;
	int result = env->make_folder(env->self, import->folder, FOLDER_MODE);
	if (result == 0)
		result = env->sync_folder(env->self, import->site->folder);
	return result == 0 || result == EEXIST ? SK_OK : folder_failed(import, result);
}

static sk_outcome name_paths(struct import *import)
{
	SK_TRY(sk_arena_print(import->scratch, &import->folder, import->error, "%s/" SK_EVIDENCE_FOLDER, import->site->folder));
	return sk_arena_print(import->scratch, &import->heads_path, import->error, "%s/" SK_EVIDENCE_HEADS, import->site->folder);
}

/* As everything that reads the site will: what would be refused there, or would make something else refused, is not stored. It is the folder of today,
 * whatever day is asked about, that must stay as it is. */
static sk_outcome read_site(struct import *import, sk_time at, struct sk_folder_reading *reading)
{
	*reading = (struct sk_folder_reading){.arena = import->scratch, .env = import->env, .site = import->site, .at = import->env->now(import->env->self),
				       .taking = at, .offers = &import->offer, .offer_count = 1, .error = import->error};
	SK_TRY(sk_evidence_read_offers(reading));
	if (!reading->results[0].refusal)
		return SK_OK;
	*import->error = *reading->results[0].refusal;
	return of_bundle(import, (sk_outcome){sk_error_class_of(import->error->id)});
}

/* The bundle first: without its head it does not count, and can be imported again. */
static sk_outcome write_both(const struct import *import, const struct sk_heads *heads)
{
	SK_TRY(make_folder(import));
	SK_TRY(sk_env_write_file_alone(import->env, import->path, import->offer.bytes, import->offer.length, FILE_MODE, import->error));
	return sk_heads_write(import->env, import->heads_path, heads, import->error);
}

/* From reading the heads to writing them, nobody else may. */
static sk_outcome import_locked(struct import *import, struct sk_arena *arena, sk_time at, struct sk_brought *out)
{
	struct sk_folder_reading reading;
	SK_TRY(name_paths(import));
	SK_TRY(read_site(import, at, &reading));
	struct sk_brought *brought = &reading.results[0];
	SK_TRY(path_in(import, brought->collector_id, brought->host, brought->sequence, &import->path));
	SK_TRY(check_free(import));
	SK_TRY(check_room(import, reading.files));
	SK_TRY(sk_evidence_keep(arena, brought, import->error));
	SK_TRY(write_both(import, &reading.heads));
	*out = *brought;
	return SK_OK;
}

sk_outcome sk_evidence_import(struct sk_arena *arena, const struct sk_env *env, const struct sk_site *site, sk_time at,
			      const struct sk_offer *offer, struct sk_brought *out, struct sk_error *error)
{
	SK_ARENA_SCOPE scratch = sk_arena_new(IMPORT_MAX);
	struct import import = {.scratch = scratch, .env = env, .site = site, .error = error, .offer = *offer};
	int lock;
	import.offer.planned = false;
	out->refusal = NULL;
	if (!scratch)
		return sk_error_set_number(error, SK_E_MEMORY, NULL, IMPORT_MAX);
	SK_TRY(sk_env_lock_folder(env, site->folder, &lock, error));
	sk_outcome outcome = import_locked(&import, arena, sk_evidence_taking(env, at), out);
	/* Nothing was written through it: there is nothing its closing could lose. */
	(void)env->close(env->self, lock);
	if (sk_failed(outcome) && import.refused)
		out->refusal = error;
	return outcome;
}
