/* Bytes as plan.yaml of a site: refused with their place, or written anew with nothing lost; and then once more, which changes nothing. */
#include "disk.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static sk_outcome write(struct sk_arena *arena, const struct sk_buf *old, struct sk_tasks_written *written, struct sk_buf *out, struct sk_error *error)
{
	const struct sk_control *needed[] = {sk_catalogue_control(fuzz_site()->catalogue, "T17"), sk_catalogue_control(fuzz_site()->catalogue, "H10")};
	*written = (struct sk_tasks_written){.needed = needed, .needed_count = 2, .planned = needed, .planned_count = 1, .lang = SK_LANG_JA};
	return sk_site_tasks_text(arena, fuzz_site(), old, written, out, error);
}

/* Without the two words that are exchanged: each byte of the old text stands in the new one, in its order. */
static void check_kept(const struct sk_buf *old, const struct sk_buf *new)
{
	static const char exchanged[] = "truefals";
	size_t at = 0;
	for (size_t i = 0; i < new->length; i++) {
		while (at < old->length && strchr(exchanged, old->bytes[at]))
			at++;
		at += at < old->length && new->bytes[i] == old->bytes[at];
	}
	while (at < old->length && strchr(exchanged, old->bytes[at]))
		at++;
	FUZZ_HOLDS(at == old->length);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	SK_ARENA_SCOPE arena = sk_arena_new(FUZZ_ARENA_MAX);
	SK_BUF_SCOPE old = SK_BUF(SK_YAML_FILE_MAX);
	SK_BUF_SCOPE new = SK_BUF(SK_YAML_FILE_MAX);
	SK_BUF_SCOPE again = SK_BUF(SK_YAML_FILE_MAX);
	struct sk_tasks_written written;
	struct sk_error error = {0};
	FUZZ_HOLDS(arena);
	(void)fuzz_site();
	sk_buf_add(&old, (const char *)data, size);
	if (old.failed || size == 0)
		return 0;
	sk_outcome outcome = write(arena, &old, &written, &new, &error);
	if (sk_failed(outcome)) {
		if (error.id != SK_E_MEMORY)
			fuzz_check_error(outcome, &error, (const char *)data, size);
		return 0;
	}
	check_kept(&old, &new);
	FUZZ_HOLDS(!sk_failed(write(arena, &new, &written, &again, &error)));
	FUZZ_HOLDS(!written.changed && written.added == 0 && again.length == new.length && memcmp(again.bytes, new.bytes, new.length) == 0);
	return 0;
}
