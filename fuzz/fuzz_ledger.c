/* Bytes as ledger.yaml of a site: refused with their place, or written anew with what was to be said in it and nothing lost; and then once more, which changes nothing. */
#include "disk.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static const struct sk_device_change changes[] = {
	{{[SK_DEVICE_NUMBER] = "D-1", [SK_DEVICE_NAME] = "one \"1\"\\", [SK_DEVICE_CLASS] = "hub", [SK_DEVICE_SUBJECT] = "terminal-1", [SK_DEVICE_NOTE] = "#"}},
	{{[SK_DEVICE_NUMBER] = "D-2", [SK_DEVICE_NAME] = "two", [SK_DEVICE_CLASS] = "other", [SK_DEVICE_I] = "1"}},
};

static const struct sk_ledger *read_back(struct sk_arena *arena, const struct sk_buf *text)
{
	const struct sk_ledger *ledger;
	struct sk_error error;
	fuzz_disk_put("site/ledger.yaml", (struct fuzz_bytes){text->bytes, text->length});
	FUZZ_HOLDS(!sk_failed(sk_site_ledger(arena, fuzz_disk(), fuzz_site(), &ledger, &error)) && ledger);
	return ledger;
}

static const char *wanted_of(const struct sk_device *old, const char *number, int column)
{
	for (size_t i = 0; i < SK_COUNT(changes); i++)
		if (strcmp(changes[i].values[SK_DEVICE_NUMBER], number) == 0 && changes[i].values[column])
			return changes[i].values[column];
	return old ? old->values[column] : NULL;
}

/* What was to be said is said, all else as before, and no entry is gone. */
static void check_said(const struct sk_ledger *old, const struct sk_ledger *new)
{
	SK_LIST_EACH(struct sk_device, device, &old->devices)
		FUZZ_HOLDS(sk_ledger_device(new, device->values[SK_DEVICE_NUMBER]));
	for (size_t i = 0; i < SK_COUNT(changes); i++)
		FUZZ_HOLDS(sk_ledger_device(new, changes[i].values[SK_DEVICE_NUMBER]));
	SK_LIST_EACH(struct sk_device, device, &new->devices)
		for (int column = 0; column < SK_DEVICE_COLUMNS; column++) {
			const char *number = device->values[SK_DEVICE_NUMBER], *wanted = wanted_of(sk_ledger_device(old, number), number, column);
			FUZZ_HOLDS(wanted ? device->values[column] && strcmp(wanted, device->values[column]) == 0 : !device->values[column]);
		}
}

static sk_outcome write(struct sk_arena *arena, const struct sk_buf *old, bool again, struct sk_buf *out, struct sk_error *error)
{
	(void)again;
	return sk_site_ledger_text(arena, fuzz_site(), old, changes, SK_COUNT(changes), out, error);
}

static void check(struct sk_arena *arena, const struct sk_buf *old, const struct sk_buf *new)
{
	check_said(read_back(arena, old), read_back(arena, new));
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	static const struct fuzz_rewriting ledger = {write, check};
	return fuzz_rewrite(data, size, &ledger);
}
