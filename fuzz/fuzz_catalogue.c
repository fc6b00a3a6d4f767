/*
 * Bytes as one file of the catalogue: the first byte chooses which ('a' the first of the list), the rest is the file. What
 * loads is linted, exported, and used to make and assess a site.
 */
#include "catalogue/shapes.h"
#include "disk.h"

#include <stdio.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

/* In this order for ever: the seeds count on it. Behind the parts of the catalogue one file of each folder. */
static const char *const files[] = {
	"guidance/document.yaml",	"guidance/scope.yaml",	     "guidance/assets.yaml",
	"guidance/threats.yaml",	"guidance/vulnerabilities.yaml", "guidance/matrix.yaml",
	"guidance/example.yaml",	"guidance/controls.yaml",    "guidance/configurations.yaml",
	"guidance/contradictions.yaml", "places.yaml",		     "steps.yaml",
	"controls/T17.yaml",		"scenarios/malware.yaml",
};

static const struct sk_shape *shape_of(const char *file)
{
	for (size_t i = 0; i < part_file_count; i++)
		if (strcmp(part_files[i].path, file) == 0)
			return part_files[i].shape;
	return strncmp(file, "controls/", 9) == 0 ? &shape_control_file : &shape_scenario_file;
}

/* The whole catalogue takes 10 ms: most inputs fail before it is worth while. */
static bool loads_alone(const char *file, const char *path, const char *bytes, size_t length)
{
	SK_ARENA_SCOPE arena = sk_arena_new(FUZZ_ARENA_MAX);
	const struct sk_shape *shape = shape_of(file);
	struct sk_error error = {0};
	void *out;
	FUZZ_HOLDS(arena && !sk_failed(sk_arena_take(arena, 1, shape->size, &out, &error)));
	struct sk_yaml_source source = {fuzz_disk(), path, file, SK_CATALOGUE_FORMAT, NULL};
	sk_outcome outcome = sk_yaml_load(arena, &source, shape, out, &error);
	if (sk_failed(outcome))
		fuzz_check_error(outcome, &error, bytes, length);
	return !sk_failed(outcome);
}

/* True when nothing was found. */
static bool lint(struct sk_arena *arena, const struct sk_catalogue *catalogue, struct sk_buf *out)
{
	struct sk_lint lint;
	struct sk_error error = {0};
	SK_BUF_SCOPE text = SK_BUF(FUZZ_OUTPUT_MAX);
	struct sk_report report = {.out = &text, .lang = SK_LANG_EN, .error = &error, .arena = arena};
	FUZZ_HOLDS(!sk_failed(sk_catalogue_lint(arena, catalogue, &lint, &error)));
	FUZZ_HOLDS(!sk_failed(sk_report_lint(&report, &lint, true)));
	fuzz_check_json(&text);
	sk_buf_add(out, text.bytes, text.length);
	return lint.count == 0;
}

static void export(struct sk_arena *arena, const struct sk_catalogue *catalogue, struct sk_buf *out)
{
	struct sk_error error = {0};
	SK_BUF_SCOPE text = SK_BUF(FUZZ_OUTPUT_MAX);
	struct sk_report report = {.out = &text, .lang = SK_LANG_EN, .error = &error, .arena = arena};
	FUZZ_HOLDS(!sk_failed(sk_report_catalogue_json(&report, catalogue)));
	fuzz_check_json(&text);
	sk_buf_add(out, text.bytes, text.length);
}

/* The place of an error may lie in another file, which names an id that is gone: how long that is, is not known here. */
static void check_error_anywhere(sk_outcome outcome, const struct sk_error *error)
{
	static char newlines[SK_YAML_FILE_MAX];
	memset(newlines, '\n', sizeof(newlines));
	fuzz_check_error(outcome, error, newlines, sizeof(newlines));
}

/* The site `init` makes from this catalogue is valid under it, or the catalogue is refused with a place. */
static void make_site(struct sk_arena *arena, const struct sk_catalogue *catalogue, struct sk_buf *out)
{
	static char site_bytes[1 << 16];
	struct sk_error error = {0};
	struct sk_site *site;
	SK_BUF_SCOPE text = SK_BUF(sizeof(site_bytes));
	struct sk_site_plan plan = {
		.folder = "site", .configuration = "ip-vpn", .kind = SK_KIND_CLINIC, .name = {"医院", "Clinic"}, .at = FUZZ_NOW};
	sk_outcome outcome = sk_site_text(catalogue, &plan, &text, &error);
	if (sk_failed(outcome)) {
		check_error_anywhere(outcome, &error);
		return;
	}
	memcpy(site_bytes, text.bytes, text.length);
	fuzz_disk_put("site/site.yaml", (struct fuzz_bytes){site_bytes, text.length});
	outcome = sk_site_load(arena, fuzz_disk(), "site", catalogue, &site, &error);
	if (sk_failed(outcome))
		fuzz_check_error(outcome, &error, text.bytes, text.length);
	else
		(void)fuzz_reports(arena, site, out);
}

static void load(struct sk_buf *out)
{
	SK_ARENA_SCOPE arena = sk_arena_new(FUZZ_ARENA_MAX);
	struct sk_error error = {0};
	struct sk_catalogue *catalogue;
	FUZZ_HOLDS(arena);
	sk_outcome outcome = sk_catalogue_load(arena, fuzz_disk(), "catalogue", &catalogue, &error);
	if (sk_failed(outcome)) {
		check_error_anywhere(outcome, &error);
		sk_error_print(&error, out);
		return;
	}
	bool clean = lint(arena, catalogue, out);
	export(arena, catalogue, out);
	if (clean)
		make_site(arena, catalogue, out);
}

static void load_twice(void)
{
	SK_BUF_SCOPE first = SK_BUF(FUZZ_OUTPUT_MAX);
	SK_BUF_SCOPE second = SK_BUF(FUZZ_OUTPUT_MAX);
	load(&first);
	load(&second);
	FUZZ_HOLDS(first.length == second.length && memcmp(first.bytes, second.bytes, first.length) == 0);
}

/* The file as the disk knows it, put back at the end of each run. */
static void run(const char *file, const char *bytes, size_t length)
{
	char path[64];
	FUZZ_HOLDS((size_t)snprintf(path, sizeof(path), "catalogue/%s", file) < sizeof(path));
	struct fuzz_bytes real = fuzz_disk_swap(path, (struct fuzz_bytes){bytes, length});
	if (loads_alone(file, path, bytes, length))
		load_twice();
	(void)fuzz_disk_swap(path, real);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	(void)fuzz_disk();
	if (size > 0)
		run(files[(data[0] + 256 * SK_COUNT(files) - 'a') % SK_COUNT(files)], (const char *)data + 1, size - 1);
	return 0;
}
