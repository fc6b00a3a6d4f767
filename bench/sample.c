#include "sample.h"

#include "port/port.h"
#include "record/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_MAX = 256 << 20, COPIES_MAX = 64, FIRST_USER = 2000, NUMBER_TEXT = 24 };

static const char site_head[] =
	"format: sekisho-site/1\nname: Bench Clinic\nkind: clinic\nconfiguration: ip-vpn\nsubjects:\n"
	"  - {id: terminal-1, place: terminal}\n  - {id: claim-1, place: claim-terminal}\n  - {id: receipt-1, place: receipt-computer}\n"
	"  - {id: router-a-1, place: router-a}\n  - {id: router-b-1, place: router-b}\n  - {id: hub-1, place: hub-1}\n"
	"  - {id: hub-2, place: hub-2}\n  - {id: line-1, place: line}\n  - {id: reader-1, place: reader}\n"
	"  - {id: practice-1, place: practice}\n  - {id: provider-1, place: provider}\n  - {id: wireless-1, place: wireless}\n"
	"collectors:\n  - {id: bench, host: bench-host, valid-from: 2026-01-01, subjects: [terminal-1, claim-1, receipt-1, router-a-1, router-b-1, hub-1, "
	"hub-2, line-1, reader-1, practice-1, provider-1, wireless-1], key: \"";

void must(sk_outcome outcome, const struct sk_error *error)
{
	SK_BUF_SCOPE text = SK_BUF(8192);
	if (!sk_failed(outcome))
		return;
	sk_error_print(error, &text);
	fprintf(stderr, "bench: %s\n", text.bytes ? text.bytes : "out of memory");
	exit(4);
}

static _Noreturn void wrong(const char *what)
{
	fprintf(stderr, "bench: %s\n", what);
	exit(4);
}

sk_time sample_begin(void)
{
	sk_time at;
	return sk_time_parse("2026-11-20T00:00:00Z", 20, &at) ? at : 0;
}

/* ---- facts ---- */

static json_t *within(json_t *object, const char *key, json_t *fresh)
{
	json_t *there = json_object_get(object, key);
	if (there)
		json_decref(fresh);
	else
		json_object_set_new(object, key, there = fresh);
	return there;
}

static void add_facts(json_t *list, const json_t *facts)
{
	size_t i, k;
	json_t *fact, *known;
	json_array_foreach((json_t *)(uintptr_t)facts, i, fact) {
		bool twice = false;
		json_array_foreach(list, k, known)
			twice = twice || json_equal(known, fact);
		if (!twice)
			json_array_append_new(list, json_deep_copy(fact));
	}
}

/* What any system has, and what Windows has beside it. */
static void add_case(struct sample *sample, const json_t *test)
{
	static const char *const systems[] = {"any", "windows"};
	const char *subject, *kind;
	json_t *kinds, *facts;
	for (size_t i = 0; i < SK_COUNT(systems); i++)
		json_object_foreach(json_object_get(json_object_get(test, "base"), systems[i]), subject, kinds)
			json_object_foreach(kinds, kind, facts)
				add_facts(within(within(sample->facts[MANY], subject, json_object()), kind, json_array()), facts);
	json_object_update(sample->methods, json_object_get(test, "methods"));
}

static void read_cases(struct sample *sample, const char *folder)
{
	struct sk_error error;
	const char *const *names, *path;
	size_t count;
	must(sk_env_list(sk_port_env(), sample->arena, folder, ".json", 100, &names, &count, &error), &error);
	for (size_t i = 0; i < count; i++) {
		must(sk_arena_print(sample->arena, &path, &error, "%s/%s", folder, names[i]), &error);
		json_error_t trouble;
		json_t *test = json_load_file(path, 0, &trouble);
		if (!test)
			wrong(path);
		add_case(sample, test);
		json_decref(test);
	}
}

static size_t count_facts(json_t *shape, json_t **longest)
{
	const char *subject, *kind;
	json_t *kinds, *facts;
	size_t count = 0;
	*longest = NULL;
	json_object_foreach(shape, subject, kinds)
		json_object_foreach(kinds, kind, facts) {
			count += json_array_size(facts);
			if (!*longest || json_array_size(facts) > json_array_size(*longest))
				*longest = facts;
		}
	return count;
}

static void make_many(struct sample *sample)
{
	json_t *many = sample->facts[MANY], *longest;
	for (int i = 0; count_facts(many, &longest) < SAMPLE_FACTS; i++) {
		char identity[NUMBER_TEXT], name[NUMBER_TEXT];
		(void)snprintf(identity, sizeof(identity), "uid:%d", FIRST_USER + i);
		(void)snprintf(name, sizeof(name), "desk-%d", i);
		json_array_append_new(within(within(many, "terminal-1", json_object()), "account", json_array()),
				      json_pack("{sssssssbsb}", "identity", identity, "name", name, "role", "user", "enabled", 0, "interactive", 0));
	}
	while (count_facts(many, &longest) > SAMPLE_FACTS)
		json_array_remove(longest, json_array_size(longest) - 1);
}

static void make_small(struct sample *sample)
{
	SK_BUF_SCOPE bytes = SK_BUF(SAMPLE_BYTES + SK_ARMOR_MAX);
	json_t *longest;
	json_decref(sample->facts[SMALL]);
	sample->facts[SMALL] = json_deep_copy(sample->facts[MANY]);
	for (sample_bundle(sample, SMALL, 1, "", sample_begin(), &bytes); bytes.length > SAMPLE_SMALL;
	     sample_bundle(sample, SMALL, 1, "", sample_begin(), &bytes)) {
		if (count_facts(sample->facts[SMALL], &longest) == 0)
			wrong("coverage alone is larger than a small bundle");
		json_array_remove(longest, json_array_size(longest) - 1);
	}
}

/* ---- the site ---- */

static void make_site(struct sample *sample, const char *folder)
{
	struct sk_error error;
	struct sk_public_key public;
	const char *path;
	SK_BUF_SCOPE text = SK_BUF(SAMPLE_BYTES);
	must(sk_seal_start(&error), &error);
	must(sk_key_new(sk_port_env(), &sample->secret, &public, &error), &error);
	sk_buf_text(&text, site_head);
	sk_key_write_public(&public, NULL, &text);
	sk_buf_text(&text, "\"}\n");
	must(sk_buf_check(&text, &error), &error);
	must(sk_arena_print(sample->arena, &path, &error, "%s/site.yaml", folder), &error);
	must(sk_env_write_file(sk_port_env(), path, text.bytes, text.length, 0644, &error), &error);
	must(sk_site_load(sample->arena, sk_port_env(), folder, sample->catalogue, &sample->site, &error), &error);
}

void sample_open(struct sample *sample, const char *catalogue, const char *cases, const char *folder)
{
	struct sk_error error;
	*sample = (struct sample){.arena = sk_arena_new(ARENA_MAX), .facts = {json_object(), json_object()}, .methods = json_object()};
	if (!sample->arena)
		wrong("out of memory");
	must(sk_catalogue_load(sample->arena, sk_port_env(), catalogue, &sample->catalogue, &error), &error);
	read_cases(sample, cases);
	make_many(sample);
	make_site(sample, folder);
	make_small(sample);
}

void sample_close(struct sample *sample)
{
	json_decref(sample->facts[SMALL]);
	json_decref(sample->facts[MANY]);
	json_decref(sample->methods);
	sk_arena_free(sample->arena);
}

/* ---- bundles ---- */

static void write_value(struct sk_record *record, const struct sk_column *column, const json_t *value)
{
	const char *text = json_string_value(value);
	sk_time time = 0;
	if (!value || json_is_null(value))
		return;
	if (column->type == SK_COLUMN_INTEGER)
		sk_record_integer(record, column->name, json_integer_value(value));
	else if (column->type == SK_COLUMN_FLAG)
		sk_record_flag(record, column->name, json_is_true(value));
	else if (column->type != SK_COLUMN_TIME)
		sk_record_text(record, column->name, text);
	else if (text && sk_time_parse(text, strlen(text), &time))
		sk_record_time(record, column->name, time);
	else
		wrong(column->name);
}

/* As the case says, else by a setting where the kind can be known so. */
static const char *method_of(const struct sample *sample, const struct sk_fact_kind *kind)
{
	const char *said = json_string_value(json_object_get(sample->methods, kind->name));
	size_t i = kind->methods & 1u << SK_FACT_CONFIGURED ? SK_FACT_CONFIGURED : 0;
	while (!(kind->methods & 1u << i))
		i++;
	return said ? said : sk_words_fact_method.words[i];
}

static void write_kind(const struct sample *sample, struct sk_record *record, const struct sk_fact_kind *kind, const char *subject,
		       const json_t *facts, sk_time at)
{
	size_t i;
	json_t *fact;
	struct sk_record_coverage coverage = {kind->name, subject, "bench", "complete", method_of(sample, kind), NULL, at};
	sk_record_coverage_line(record, &coverage);
	json_array_foreach((json_t *)(uintptr_t)facts, i, fact) {
		sk_record_fact_begin(record);
		for (size_t column = 0; column < kind->column_count; column++)
			write_value(record, &kind->columns[column], json_object_get(fact, kind->columns[column].name));
		sk_record_fact_end(record);
	}
}

void sample_bundle(const struct sample *sample, enum shape shape, int64_t sequence, const char *previous, sk_time at, struct sk_buf *out)
{
	struct sk_error error;
	struct sk_record record;
	struct sk_record_head head = {"bench", "bench-host", previous[0] ? previous : NULL, "live", "bench", sequence, at};
	SK_BUF_SCOPE armor = SK_BUF(SK_ARMOR_MAX);
	const char *subject, *kind;
	json_t *kinds, *facts;
	sk_buf_clear(out);
	char *room = sk_buf_room(out, SAMPLE_BYTES);
	if (!room)
		wrong("out of memory");
	sk_record_open(&record, room, SAMPLE_BYTES);
	sk_record_head_line(&record, &head);
	json_object_foreach(sample->facts[shape], subject, kinds)
		json_object_foreach(kinds, kind, facts)
			write_kind(sample, &record, sk_fact_kind_named(kind), subject, facts, at);
	sk_record_end_line(&record);
	if (record.failed)
		wrong("the bundle cannot be written");
	sk_buf_added(out, record.length);
	must(sk_seal_sign(&sample->secret, out->bytes, out->length, &armor, &error), &error);
	sk_bundle_signature_line(armor.bytes, out);
	must(sk_buf_check(out, &error), &error);
}

/* ---- checks ---- */

static bool looked(const struct sk_result *result)
{
	for (size_t i = 0; i < result->need_count; i++)
		if (result->needs[i].look)
			return true;
	return false;
}

static void note_result(struct sample_ran *ran, const struct sk_result *result, const struct sk_control *control)
{
	bool known = !result->check || !looked(result);
	for (size_t i = 0; i < ran->count && !known; i++)
		known = ran->checks[i] == result->check;
	if (known || ran->count == SAMPLE_CHECKS_MAX)
		return;
	ran->checks[ran->count] = result->check;
	ran->controls[ran->count++] = control;
}

struct sample_ran sample_ran(const struct sk_verdicts *verdicts)
{
	struct sample_ran ran = {.count = 0};
	for (size_t i = 0; i < verdicts->count; i++)
		for (size_t k = 0; k < verdicts->items[i].count; k++) {
			const struct sk_finding *finding = &verdicts->items[i].findings[k];
			for (size_t r = 0; r < finding->result_count; r++)
				note_result(&ran, &finding->results[r], finding->subject ? verdicts->items[i].control : NULL);
		}
	return ran;
}

void sample_copy_checks(struct sample *sample, const struct sample_ran *ran, size_t wanted)
{
	struct sk_error error;
	void *memory;
	const char *id;
	must(sk_arena_take(sample->arena, COPIES_MAX, sizeof(struct sk_check), &memory, &error), &error);
	struct sk_check *copies = memory;
	for (size_t i = 0; ran->count > 0 && ran->count + sample->copies < wanted && sample->copies < COPIES_MAX; i++) {
		size_t from = i % ran->count;
		if (!ran->controls[from])
			continue;
		struct sk_check *copy = &copies[sample->copies++];
		*copy = *ran->checks[from];
		must(sk_arena_print(sample->arena, &id, &error, "copy-%zu-%s", sample->copies, copy->id), &error);
		copy->id = id;
		copy->control_id = ran->controls[from]->row.id;
		copy->layer = SK_LAYER_GUIDANCE;
		copy->decides = SK_DECIDES_UNMET;
	}
	sample->site->own.checks = (struct sk_list){copies, sample->copies};
}
