/*
 * Bytes as the SQL of a site's own check, over a few facts. Whatever it says: it is refused with its place, or it runs within the fence and
 * its rows are what rows may be; the same bytes give the same; the checks after it see the same facts.
 */
#include "disk.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

enum { SQL_MAX = 8 << 10, ARENA = 64 << 20, KINDS = 3 };

static const char bundle_text[] =
	"{\"bundle\":\"sekisho-bundle/1\",\"collector\":\"c\",\"host\":\"h\",\"sequence\":1,\"previous\":null,\"at\":\"2026-09-30T00:00:00Z\","
	"\"origin\":\"live\",\"tool\":\"fuzz\"}\n"
	"{\"coverage\":1,\"kind\":\"account\",\"subject\":\"terminal-1\",\"source\":\"s\",\"status\":\"complete\",\"method\":\"observed\","
	"\"at\":\"2026-09-30T00:00:00Z\",\"digest\":null}\n"
	"{\"fact\":1,\"values\":{\"identity\":\"uid:1000\",\"name\":\"mori\",\"role\":\"user\",\"enabled\":true,\"interactive\":true,"
	"\"password_state\":\"empty\"}}\n"
	"{\"fact\":1,\"values\":{\"identity\":\"uid:1001\",\"name\":\"sato\",\"role\":\"administrator\",\"enabled\":false,\"interactive\":true}}\n"
	"{\"coverage\":2,\"kind\":\"listener\",\"subject\":\"terminal-1\",\"source\":\"s\",\"status\":\"partial\",\"method\":\"observed\","
	"\"at\":\"2026-09-29T00:00:00Z\",\"digest\":null}\n"
	"{\"fact\":2,\"values\":{\"protocol\":\"tcp\",\"family\":\"ipv4\",\"address\":\"0.0.0.0\",\"port\":445,\"reach\":\"any\"}}\n"
	"{\"coverage\":3,\"kind\":\"screen_lock\",\"subject\":\"terminal-1\",\"source\":\"s\",\"status\":\"complete\",\"method\":\"configured\","
	"\"at\":\"2026-09-29T00:00:00Z\",\"digest\":null}\n"
	"{\"fact\":3,\"values\":{\"scope\":\"machine\",\"enabled\":true,\"lock_after\":600}}\n"
	"{\"end\":{\"coverage\":3,\"facts\":4}}\n";
static const char site_text[] = "format: sekisho-site/1\nname: F\nkind: clinic\nconfiguration: ip-vpn\n"
				"subjects: [{id: terminal-1, place: terminal}, {id: practice-1, place: practice}]\n";
static const char *const kinds[KINDS] = {"account", "listener", "screen_lock"};

static struct world {
	struct sk_arena *arena;
	struct sk_site *site;
	struct sk_evidence evidence;
} world;

static void open_world(void)
{
	struct sk_error error;
	struct sk_catalogue *catalogue;
	const struct sk_bundle *bundle;
	static struct sk_brought brought = {.file = "bundle", .standing = SK_COUNTS, .sequence = 1};
	if (world.arena)
		return;
	world.arena = sk_arena_new(ARENA);
	FUZZ_HOLDS(world.arena);
	FUZZ_HOLDS(!sk_failed(sk_catalogue_load(world.arena, fuzz_disk(), "catalogue", &catalogue, &error)));
	fuzz_disk_put("site/site.yaml", (struct fuzz_bytes){site_text, sizeof(site_text) - 1});
	FUZZ_HOLDS(!sk_failed(sk_site_load(world.arena, fuzz_disk(), "site", catalogue, &world.site, &error)));
	FUZZ_HOLDS(!sk_failed(sk_bundle_read(world.arena, "bundle", bundle_text, sizeof(bundle_text) - 1, &bundle, &error)));
	brought.at = bundle->at;
	FUZZ_HOLDS(!sk_failed(sk_evidence_looks(world.arena, world.site, bundle->at, &bundle, &brought, 1, &world.evidence, &error)));
	FUZZ_HOLDS(world.evidence.look_count == KINDS);
}

/* The check needs what its text names, so that it gets past the comparison with what it reads. */
static void declare(const char *sql, struct sk_id ids[KINDS], struct sk_check *check)
{
	size_t count = 0;
	for (size_t i = 0; i < KINDS; i++)
		if (strstr(sql, kinds[i]))
			ids[count++] = (struct sk_id){.text = kinds[i]};
	if (count == 0)
		ids[count++] = (struct sk_id){.text = kinds[0]};
	check->needs = (struct sk_ids){ids, count};
}

static void check_violations(const struct sk_verdicts *verdicts)
{
	for (size_t i = 0; i < verdicts->count; i++) {
		const struct sk_verdict *verdict = &verdicts->items[i];
		for (size_t at = 0; at < verdict->count; at++)
			for (size_t k = 0; k < verdict->findings[at].result_count; k++) {
				const struct sk_result *result = &verdict->findings[at].results[k];
				FUZZ_HOLDS(!result->says || result->state == SK_UNMET || result->check->decides == SK_DECIDES_MET);
				for (size_t row = 0; row < result->violation_count; row++)
					FUZZ_HOLDS(result->violations[row].fact || result->violations[row].reason->rests_on == 1);
			}
	}
}

static void run(const char *sql, struct sk_buf *out)
{
	static const struct sk_check_reason reasons[] = {
		{.id = "a", .text = {"a", "a"}}, {.id = "b", .rests_on = 1, .text = {"b", "b"}}, {.id = "c", .state = 1, .text = {"c", "c"}},
	};
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
	struct sk_site site = *world.site;
	struct sk_id ids[KINDS];
	struct sk_check check = {.place = {"site.yaml", 9, 1}, .id = "x-own", .control_id = "T02", .decides = SK_DECIDES_UNMET, .max_age = 30,
				 .sql = sql, .reasons = {reasons, SK_COUNT(reasons)}};
	struct sk_error error = {0};
	struct sk_verdicts verdicts;
	FUZZ_HOLDS(arena);
	declare(sql, ids, &check);
	site.own.checks = (struct sk_list){&check, 1};
	sk_outcome outcome = sk_check_run(arena, NULL, &site, &world.evidence, FUZZ_NOW, &verdicts, &error);
	if (sk_failed(outcome)) {
		FUZZ_HOLDS(outcome.class == SK_CLASS_INPUT && error.line == 9);
		sk_error_print(&error, out);
		return;
	}
	check_violations(&verdicts);
	struct sk_report report = {.out = out, .lang = SK_LANG_EN, .error = &error, .arena = arena};
	struct sk_register register_ = {.site = &site, .verdicts = &verdicts};
	FUZZ_HOLDS(!sk_failed(sk_report_check(&report, &register_, sk_catalogue_control(site.catalogue, "T02"))));
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	char sql[SQL_MAX + 1];
	SK_BUF_SCOPE first = SK_BUF(FUZZ_OUTPUT_MAX);
	SK_BUF_SCOPE second = SK_BUF(FUZZ_OUTPUT_MAX);
	open_world();
	if (size > SQL_MAX || memchr(data, 0, size) || !sk_utf8_clean((const char *)data, size, NULL))
		return 0; /* the reader of site.yaml lets nothing else through */
	memcpy(sql, data, size);
	sql[size] = '\0';
	run(sql, &first);
	run(sql, &second);
	FUZZ_HOLDS(first.length == second.length && memcmp(first.bytes, second.bytes, first.length) == 0);
	return 0;
}
