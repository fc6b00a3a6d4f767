/* Bytes as plan.yaml of a site: refused with their place, or written anew with nothing lost; and then once more, which changes nothing. */
#include "disk.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static sk_outcome write(struct sk_arena *arena, const struct sk_buf *old, bool again, struct sk_buf *out, struct sk_error *error)
{
	const struct sk_control *needed[] = {sk_catalogue_control(fuzz_site()->catalogue, "T17"), sk_catalogue_control(fuzz_site()->catalogue, "H10")};
	struct sk_tasks_written written = {.needed = needed, .needed_count = 2, .planned = needed, .planned_count = 1, .lang = SK_LANG_JA};
	sk_outcome outcome = sk_site_tasks_text(arena, fuzz_site(), old, &written, out, error);
	FUZZ_HOLDS(!again || sk_failed(outcome) || (!written.changed && written.added == 0));
	return outcome;
}

/* Without the two words that are exchanged: each byte of the old text stands in the new one, in its order. */
static void check_kept(struct sk_arena *arena, const struct sk_buf *old, const struct sk_buf *new)
{
	static const char exchanged[] = "truefals";
	size_t at = 0;
	(void)arena;
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
	static const struct fuzz_rewriting plan = {write, check_kept};
	return fuzz_rewrite(data, size, &plan);
}
