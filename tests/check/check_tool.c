/*
 * Judges bundles, and mutants of checks, for tests/check/engine.py, which compares it with another judge:
 *
 *	check_tool CATALOGUE        commands on standard input, one a line; answers on standard output
 *
 *	site FOLDER                 what follows is at this site
 *	case CONTROL TIME LENGTH    then LENGTH bytes: an unsigned bundle, taken as one that counts
 *	turns                       of each check: "CHECK KIND COLUMN", with " +" behind where a limit may be added, for each time that its query turns by, or "CHECK ? ?";
 *	                            ended by a line "."
 *	judge                       the outcome of every case so far: verdict, findings, results; each ended by a line "."
 *	mutant CHECK                begins a change to a check. Any of:
 *	  max-age DAYS | decides WORD | parameter ID VALUE | reason ID STATE RESTS-ON
 *	  sql LENGTH                then LENGTH bytes
 *	run                         applies it to the cases of the control, one by one until one differs, and takes it back:
 *	                            "killed CASE", "refused CASE ERROR" or "survives"
 *
 * A mutant is run with no other check than the mutated one: nothing else can change, and less has to be compiled.
 */
#include "check/check.h"
#include "port/port.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_MAX = 256 << 20, RUN_MAX = 16 << 20, CASES_MAX = 20000, LINE_MAX_ = 1024, WORDS_MAX = 6, TEXT_MAX = 1 << 20,
       REASONS_MAX = 40, CHECKS_MAX = 400 };

struct test_case {
	struct sk_site *site;
	const struct sk_control *control;
	sk_time at;
	struct sk_evidence evidence;
	char *healthy; /* the outcome with nothing but `healthy_check`; NULL until it is needed */
	const struct sk_check *healthy_check;
};

static struct sk_arena *arena;
static struct sk_catalogue *catalogue;
static struct sk_error error;
static const char *site_folder;
static struct sk_site *site;
static struct test_case cases[CASES_MAX];
static size_t case_count, order[CASES_MAX];

static void fail(const char *what)
{
	SK_BUF_SCOPE text = SK_BUF(8192);
	sk_error_print(&error, &text);
	(void)fprintf(stderr, "check_tool: %s\n%s\n", what, text.bytes ? text.bytes : "");
	exit(2);
}

static void must(sk_outcome outcome, const char *what)
{
	if (sk_failed(outcome))
		fail(what);
}

/* ---- the catalogue: constant to everybody else, ours to change ---- */

static void *ours(const void *row)
{
	return (void *)(uintptr_t)row;
}

/* Where a check stands: in the list of a control, or as the absence check of a place. */
struct standing {
	struct sk_check *check;
	struct sk_control *control; /* NULL: of a place */
};

static struct standing standing_of(const char *id)
{
	SK_LIST_EACH(struct sk_control, control, &catalogue->controls.rows)
		SK_LIST_EACH(struct sk_check, check, &control->checks)
			if (strcmp(check->id, id) == 0)
				return (struct standing){ours(check), ours(control)};
	SK_LIST_EACH(struct sk_place_row, place, &catalogue->places.rows)
		if (place->absence_check.sql && strcmp(place->absence_check.id, id) == 0)
			return (struct standing){ours(&place->absence_check), NULL};
	(void)fprintf(stderr, "check_tool: no check %s\n", id);
	exit(2);
}

/* What was taken out of the catalogue for a while. */
struct taken {
	struct sk_list checks[CHECKS_MAX];
	const char *absences[SK_PLACES_MAX];
};

static void take_out(struct taken *taken, const struct standing *only)
{
	size_t i = 0;
	SK_LIST_EACH(struct sk_control, control, &catalogue->controls.rows) {
		struct sk_control *row = ours(control);
		SK_INVARIANT(i < CHECKS_MAX);
		taken->checks[i++] = row->checks;
		row->checks = row == only->control ? (struct sk_list){only->check, 1} : (struct sk_list){NULL, 0};
	}
	i = 0;
	SK_LIST_EACH(struct sk_place_row, place, &catalogue->places.rows) {
		struct sk_check *check = ours(&place->absence_check);
		taken->absences[i++] = check->sql;
		check->sql = check == only->check ? check->sql : NULL;
	}
}

static void put_back(const struct taken *taken, const struct standing *only)
{
	size_t i = 0;
	SK_LIST_EACH(struct sk_control, control, &catalogue->controls.rows)
		((struct sk_control *)ours(control))->checks = taken->checks[i++];
	i = 0;
	SK_LIST_EACH(struct sk_place_row, place, &catalogue->places.rows) {
		if (&place->absence_check != only->check)
			((struct sk_check *)ours(&place->absence_check))->sql = taken->absences[i];
		i++;
	}
}

/* ---- outcomes ---- */

static int by_text(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static void print_reasons(struct sk_buf *out, const struct sk_result *result)
{
	const char *ids[REASONS_MAX];
	size_t count = 0;
	SK_LIST_EACH(struct sk_check_reason, reason, &result->check->reasons)
		for (size_t i = 0; i < result->violation_count; i++) {
			if (result->violations[i].reason != reason)
				continue;
			SK_INVARIANT(count < REASONS_MAX);
			ids[count++] = reason->id;
			break;
		}
	qsort(ids, count, sizeof(*ids), by_text);
	for (size_t i = 0; i < count; i++)
		sk_buf_print(out, "\t%s:%s", result->check->id, ids[i]);
}

static void print_result(struct sk_buf *out, const struct sk_result *result)
{
	sk_buf_print(out, "result\t%s\t%s\t%s\t%s", result->check->id, sk_words_state.words[result->state],
		     result->says ? sk_words_method.words[result->method] : "none", result->says ? "says" : "silent");
	if (result->says)
		print_reasons(out, result);
	sk_buf_text(out, "\n");
}

static void print_verdict(struct sk_buf *out, const struct sk_verdict *verdict)
{
	sk_buf_print(out, "verdict\t%s\t%s\n", sk_words_state.words[verdict->state], sk_words_method.words[verdict->method]);
	for (size_t i = 0; i < verdict->count; i++) {
		const struct sk_finding *finding = &verdict->findings[i];
		const char *id = finding->subject ? finding->subject->id : sk_catalogue_place_row(catalogue, finding->place)->row.id;
		sk_buf_print(out, "finding\t%s\t%s\t%s\n", id, sk_words_state.words[finding->state], sk_words_method.words[finding->method]);
		for (size_t at = 0; at < finding->result_count; at++)
			print_result(out, &finding->results[at]);
	}
}

/* What the control's verdict is at all its subjects. Room that is kept: arenas of many runs. */
static sk_outcome judge_case(const struct test_case *tested, struct sk_checker *checker, struct sk_buf *out)
{
	SK_ARENA_SCOPE run = sk_arena_new(RUN_MAX);
	struct sk_verdicts verdicts;
	SK_INVARIANT(run);
	SK_TRY(sk_check_run(run, checker, tested->site, &tested->evidence, tested->at, &verdicts, &error));
	print_verdict(out, sk_check_verdict(&verdicts, tested->control));
	return sk_buf_check(out, &error);
}

static void judge_all(void)
{
	struct sk_checker *checker;
	SK_BUF_SCOPE out = SK_BUF(TEXT_MAX);
	must(sk_checker_new(catalogue, NULL, true, &checker, &error), "the checks of the catalogue");
	for (size_t i = 0; i < case_count; i++) {
		sk_buf_clear(&out);
		must(judge_case(&cases[i], checker, &out), "a case");
		(void)printf("%s.\n", out.bytes ? out.bytes : "");
	}
	sk_checker_free(checker);
}

/* ---- mutants ---- */

struct mutant {
	struct standing standing;
	struct sk_check before;
	struct sk_parameter *parameter;
	int parameter_before;
	struct sk_check_reason reasons[REASONS_MAX];
};
static struct mutant mutant;

static void print_healthy(struct test_case *tested, struct sk_checker *checker)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_MAX);
	must(judge_case(tested, checker, &out), "a case with the check as it is");
	free(tested->healthy);
	tested->healthy = strdup(out.bytes ? out.bytes : "");
	SK_INVARIANT(tested->healthy);
	tested->healthy_check = mutant.standing.check;
}

static bool concerned(const struct test_case *tested)
{
	return tested->control == mutant.standing.control || !mutant.standing.control;
}

/* The outcomes of all cases with this check alone, before it is changed. */
static void begin(const char *id)
{
	struct taken taken;
	struct sk_checker *checker = NULL;
	mutant = (struct mutant){.standing = standing_of(id)};
	mutant.before = *mutant.standing.check;
	SK_INVARIANT(mutant.before.reasons.count <= REASONS_MAX);
	memcpy(mutant.reasons, mutant.before.reasons.items, mutant.before.reasons.count * sizeof(*mutant.reasons));
	take_out(&taken, &mutant.standing);
	for (size_t i = 0; i < case_count; i++) {
		if (!concerned(&cases[i]) || cases[i].healthy_check == mutant.standing.check)
			continue;
		if (!checker)
			must(sk_checker_new(catalogue, NULL, true, &checker, &error), "the check as it is");
		print_healthy(&cases[i], checker);
	}
	sk_checker_free(checker);
	put_back(&taken, &mutant.standing);
}

/* What killed the last mutant is tried first. */
static void to_front(size_t position)
{
	size_t lucky = order[position];
	memmove(order + 1, order, position * sizeof(*order));
	order[0] = lucky;
}

static void compare_all(struct sk_checker *checker)
{
	SK_BUF_SCOPE out = SK_BUF(TEXT_MAX);
	for (size_t i = 0; i < case_count; i++) {
		size_t number = order[i];
		if (!concerned(&cases[number]))
			continue;
		sk_buf_clear(&out);
		bool stopped = sk_failed(judge_case(&cases[number], checker, &out));
		if (!stopped && strcmp(out.bytes ? out.bytes : "", cases[number].healthy) == 0)
			continue;
		to_front(i);
		if (stopped)
			(void)printf("refused %zu %s\n", number, sk_error_name(error.id));
		else
			(void)printf("killed %zu\n", number);
		return;
	}
	(void)printf("survives\n");
}

static void run_mutant(void)
{
	struct taken taken;
	struct sk_checker *checker;
	take_out(&taken, &mutant.standing);
	if (sk_failed(sk_checker_new(catalogue, NULL, true, &checker, &error))) {
		(void)printf("refused - %s\n", sk_error_name(error.id));
	} else {
		compare_all(checker);
		sk_checker_free(checker);
	}
	*mutant.standing.check = mutant.before;
	if (mutant.parameter)
		mutant.parameter->value = mutant.parameter_before;
	put_back(&taken, &mutant.standing);
}

/* ---- commands ---- */

static int word_position(const struct sk_choices *choices, const char *word)
{
	for (size_t i = 0; i < choices->count; i++)
		if (strcmp(choices->words[i], word) == 0)
			return (int)i;
	(void)fprintf(stderr, "check_tool: no word %s\n", word);
	exit(2);
}

/* So many bytes of standard input, kept until the end. */
static const char *read_bytes(const char *length_text, size_t *length)
{
	void *memory;
	*length = strtoul(length_text, NULL, 10);
	must(sk_arena_take(arena, *length + 1, 1, &memory, &error), "memory");
	SK_INVARIANT(fread(memory, 1, *length, stdin) == *length);
	return memory;
}

/* The catalogue's rows are shared by all sites: none here has rows of its own. */
static void open_site(const char *folder)
{
	must(sk_arena_text(arena, folder, strlen(folder), &site_folder, &error), "memory");
	must(sk_site_load(arena, sk_port_env(), site_folder, catalogue, &site, &error), "a site");
	SK_INVARIANT(site->catalogue->controls.rows.items == catalogue->controls.rows.items);
}

static void add_case(const char *control, const char *time, const char *length_text)
{
	SK_INVARIANT(case_count < CASES_MAX && site);
	struct test_case *tested = &cases[case_count];
	const struct sk_bundle *bundle;
	size_t length;
	const char *bytes = read_bytes(length_text, &length);
	tested->site = site;
	tested->control = sk_catalogue_control(catalogue, control);
	SK_INVARIANT(tested->control && sk_time_parse(time, strlen(time), &tested->at));
	must(sk_bundle_read(arena, "case", bytes, length, &bundle, &error), "a case's bundle");
	struct sk_brought *brought;
	void *memory;
	must(sk_arena_take(arena, 1, sizeof(*brought), &memory, &error), "memory");
	brought = memory;
	*brought = (struct sk_brought){.file = "case", .standing = SK_COUNTS, .collector = site->collectors.items,
				       .collector_id = bundle->collector, .host = bundle->host, .tool = bundle->tool,
				       .sequence = bundle->sequence, .at = bundle->at, .origin = bundle->origin,
				       .coverage_count = bundle->coverage_count, .fact_count = bundle->fact_count};
	must(sk_evidence_looks(arena, site, tested->at, &bundle, brought, 1, &tested->evidence, &error), "looks");
	order[case_count] = case_count;
	case_count++;
}

static void change_parameter(const char *id, const char *value)
{
	mutant.parameter = ours(sk_catalogue_parameter(catalogue, id));
	SK_INVARIANT(mutant.parameter);
	mutant.parameter_before = mutant.parameter->value;
	mutant.parameter->value = atoi(value);
}

static void change_reason(const char *id, const char *state, const char *rests_on)
{
	struct sk_check *check = mutant.standing.check;
	for (size_t i = 0; i < check->reasons.count; i++) {
		if (strcmp(mutant.reasons[i].id, id) != 0)
			continue;
		mutant.reasons[i].state = word_position(&sk_words_reason_state, state);
		mutant.reasons[i].rests_on = word_position(&sk_words_rests_on, rests_on);
	}
	check->reasons.items = mutant.reasons;
}

static void print_turns_of(const struct sk_checker *checker, const struct sk_check *check)
{
	size_t count;
	const struct sk_fact_kind *kinds = sk_fact_kinds(&count);
	if (!sk_checker_understands(checker, check)) {
		printf("%s ? ?\n", check->id);
		return;
	}
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < kinds[i].column_count; k++) {
			bool late;
			if (kinds[i].columns[k].type == SK_COLUMN_TIME && sk_checker_turns(checker, check, &kinds[i].columns[k], &late))
				printf("%s %s %s%s\n", check->id, kinds[i].name, kinds[i].columns[k].name, late ? " +" : "");
		}
}

static void print_turns(void)
{
	struct sk_checker *checker;
	must(sk_checker_new(catalogue, NULL, true, &checker, &error), "the checks");
	SK_LIST_EACH(struct sk_control, control, &catalogue->controls.rows)
		SK_LIST_EACH(struct sk_check, check, &control->checks)
			print_turns_of(checker, check);
	printf(".\n");
	sk_checker_free(checker);
}

static bool command(char *const words[WORDS_MAX], size_t count)
{
	size_t length;
	const char *verb = words[0];
	if (strcmp(verb, "site") == 0 && count == 2)
		open_site(words[1]);
	else if (strcmp(verb, "case") == 0 && count == 4)
		add_case(words[1], words[2], words[3]);
	else if (strcmp(verb, "turns") == 0)
		print_turns();
	else if (strcmp(verb, "judge") == 0)
		judge_all();
	else if (strcmp(verb, "mutant") == 0 && count == 2)
		begin(words[1]);
	else if (strcmp(verb, "max-age") == 0 && count == 2)
		mutant.standing.check->max_age = atoi(words[1]);
	else if (strcmp(verb, "decides") == 0 && count == 2)
		mutant.standing.check->decides = word_position(&sk_words_decides, words[1]);
	else if (strcmp(verb, "parameter") == 0 && count == 3)
		change_parameter(words[1], words[2]);
	else if (strcmp(verb, "reason") == 0 && count == 4)
		change_reason(words[1], words[2], words[3]);
	else if (strcmp(verb, "sql") == 0 && count == 2)
		mutant.standing.check->sql = read_bytes(words[1], &length);
	else if (strcmp(verb, "run") == 0)
		run_mutant();
	else
		return false;
	return true;
}

int main(int argc, char **argv)
{
	char line[LINE_MAX_];
	if (argc != 2)
		return 2;
	arena = sk_arena_new(ARENA_MAX);
	SK_INVARIANT(arena);
	must(sk_catalogue_load(arena, sk_port_env(), argv[1], &catalogue, &error), "the catalogue");
	while (fgets(line, sizeof(line), stdin)) {
		char *words[WORDS_MAX], *rest = NULL;
		size_t count = 0;
		for (char *word = strtok_r(line, " \n", &rest); word && count < WORDS_MAX; word = strtok_r(NULL, " \n", &rest))
			words[count++] = word;
		if (count == 0 || !command(words, count)) {
			(void)fprintf(stderr, "check_tool: not a command: %s\n", count ? words[0] : "");
			return 2;
		}
		(void)fflush(stdout);
	}
	for (size_t i = 0; i < case_count; i++)
		free(cases[i].healthy);
	sk_arena_free(arena);
	return 0;
}
