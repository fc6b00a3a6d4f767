/* What `generate` would say of these bytes, if it had made them: judge CATALOGUE SITE NODE GENERATOR FILE. */
#include "generate/generate.h"
#include "port/port.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_MAX = 256 << 20, ARGUMENTS = 6, AT = 1795219200 /* 2026-11-21 */ };

static struct sk_error error;

static void must(sk_outcome outcome)
{
	if (!sk_failed(outcome))
		return;
	SK_BUF_SCOPE text = SK_BUF(1 << 16);
	sk_error_print(&error, &text);
	printf("refused\n%s", text.bytes);
	exit(2);
}

static const struct sk_generator *named(const char *name)
{
	size_t count;
	const struct sk_generator *generators = sk_generators(&count);
	for (size_t i = 0; i < count; i++)
		if (strcmp(generators[i].name, name) == 0)
			return &generators[i];
	return NULL;
}

int main(int argc, char **argv)
{
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA_MAX);
	SK_BUF_SCOPE bytes = SK_BUF(SK_SETTINGS_BYTES_MAX);
	struct sk_catalogue *catalogue;
	struct sk_site *site;
	struct sk_generated_settings made;
	bool proven;
	if (argc != ARGUMENTS || !arena)
		return 4;
	const struct sk_generator *generator = named(argv[4]);
	must(sk_catalogue_load(arena, sk_port_env(), argv[1], &catalogue, &error));
	must(sk_site_load(arena, sk_port_env(), argv[2], catalogue, &site, &error));
	must(sk_env_read_file(sk_port_env(), argv[5], "file", SK_SETTINGS_BYTES_MAX, &bytes, &error));
	struct sk_settings_task task = {site, sk_site_node(site, argv[3]), AT};
	struct sk_config_source source = {"file", bytes.bytes ? bytes.bytes : "", bytes.length};
	if (!generator || !generator->settings || !task.place)
		return 4;
	must(sk_generate_judge(arena, &task, generator, &source, &made, &proven, &error));
	printf("%s\nastray %s %u\nnotes %zu\n", proven ? "proven" : "not", made.astray ? made.astray : "-", made.line, made.read->note_count);
	for (size_t i = 0; i < made.check_count; i++)
		printf("check %s %s\n", made.checks[i].result->check->id, made.checks[i].fails ? "fails" : "good");
	return 0;
}
