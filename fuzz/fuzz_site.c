/* Bytes as site.yaml of a site, with the real catalogue: load, check, assess and every report. */
#include "disk.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

/* The error's text or all reports, appended to *out. */
static void load(const char *bytes, size_t length, struct sk_buf *out)
{
	SK_ARENA_SCOPE arena = sk_arena_new(FUZZ_ARENA_MAX);
	struct sk_error error = {0};
	struct sk_site *site;
	FUZZ_HOLDS(arena);
	sk_outcome outcome = sk_site_load(arena, fuzz_disk(), "site", fuzz_catalogue(), &site, &error);
	if (sk_failed(outcome)) {
		fuzz_check_error(outcome, &error, bytes, length);
		sk_error_print(&error, out);
	} else if (!fuzz_reports(arena, site, out)) {
		sk_buf_text(out, "nothing to evaluate");
	}
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	const char *bytes = (const char *)data;
	SK_BUF_SCOPE first = SK_BUF(FUZZ_OUTPUT_MAX);
	SK_BUF_SCOPE second = SK_BUF(FUZZ_OUTPUT_MAX);
	(void)fuzz_catalogue();
	fuzz_disk_put("site/site.yaml", (struct fuzz_bytes){bytes, size});
	load(bytes, size, &first);
	load(bytes, size, &second);
	FUZZ_HOLDS(first.length == second.length && memcmp(first.bytes, second.bytes, first.length) == 0);
	return 0;
}
