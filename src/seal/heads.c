/*
 * Heads of chains: which bundle of each collector on each host was the last one taken.
 *
 * The file is strict: one form, sorted, nothing twice, nothing cut. Who could add a line or lose one unnoticed could
 * bring an old bundle again.
 */
#include "seal/seal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum {
	ID_MAX = 64,
	NUMBER_MAX = 19,
	FILE_MODE = 0644,
	HEX = SK_HEX_ROOM - 1,
	FIRST_ROOM = 8,
	REASON_MAX = SK_ERROR_TEXT,
	NUMBER_TEXT = 24
};
enum { HEADS_FILE_MAX = SK_HEADS_MAX * (2 * (ID_MAX + 1) + NUMBER_MAX + 1 + HEX + 1) + SK_HEADS_SAID_MAX * (4 * (ID_MAX + 1) + SK_TIME_TEXT + NUMBER_MAX + 2) };

struct word {
	const char *at;
	size_t length;
};

/* ---- forms --------------------------------------------------------------------------------------------------- */

static bool made_of(struct word word, const char *letters)
{
	for (size_t at = 0; at < word.length; at++) {
		if (word.at[at] == '\0' || !strchr(letters, word.at[at]))
			return false;
	}
	return true;
}

/* The ids of site.yaml: a blank or a newline in one would forge a line of the file. */
static bool is_id(struct word word)
{
	return word.length > 0 && word.length <= ID_MAX &&
	       made_of(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_");
}

static bool is_digest(struct word word)
{
	return word.length == HEX && made_of(word, "0123456789abcdef");
}

static bool read_number(struct word word, int64_t *out)
{
	int64_t number = 0;

	if (word.length == 0 || word.length > NUMBER_MAX || word.at[0] == '0' || !made_of(word, "0123456789"))
		return false;
	for (size_t at = 0; at < word.length; at++) {
		int digit = word.at[at] - '0';

		if (number > (INT64_MAX - digit) / 10)
			return false;
		number = number * 10 + digit;
	}
	*out = number;
	return true;
}

static int compare(const struct sk_head *a, const struct sk_head *b)
{
	int order = strcmp(a->collector, b->collector);

	return order ? order : strcmp(a->host, b->host);
}

int sk_said_compare(const struct sk_said *a, const struct sk_said *b)
{
	int order = strcmp(a->kind, b->kind);

	return order ? order : strcmp(a->subject, b->subject);
}

/* ---- reading ------------------------------------------------------------------------------------------------- */

struct reading {
	struct sk_arena *arena;
	struct sk_place place;
	struct sk_heads heads;
	struct sk_said *said; /* of all chains, one behind the other */
	size_t said_count;
	struct sk_error *error;
};

static SK_OUTCOME refuse(const struct reading *reading, const char *reason)
{
	return sk_error_set(reading->error, SK_E_HEADS_FORMAT, &reading->place, _(reason), NULL, NULL);
}

/* Up to the next blank or the end of the line. Empty words stay, and are refused by their form. */
static struct word next_word(struct word *line)
{
	const char *blank = memchr(line->at, ' ', line->length);
	struct word word = {line->at, blank ? (size_t)(blank - line->at) : line->length};
	size_t taken = word.length + (blank ? 1 : 0);

	*line = (struct word){line->at + taken, line->length - taken};
	return word;
}

/* As it is written below, and no other way. */
static bool read_time(struct word word, sk_time *out)
{
	char text[SK_TIME_TEXT];

	if (!sk_time_parse(word.at, word.length, out))
		return false;
	sk_time_print(*out, text);
	return word.length == strlen(text) && memcmp(word.at, text, word.length) == 0;
}

/* Words come back on the screen and in names of files. */
static SK_OUTCOME check_shown(const struct reading *reading, struct word word)
{
	if (sk_my_number_inside(word.at, word.length))
		return sk_error_set(reading->error, SK_E_MY_NUMBER, &reading->place, NULL, NULL, NULL);
	return SK_OK;
}

static SK_OUTCOME keep_id(const struct reading *reading, struct word id, const char **out)
{
	SK_TRY(check_shown(reading, id));
	return sk_arena_text(reading->arena, id.at, id.length, out, reading->error);
}

/* What stands behind kind and subject. */
static bool read_how(struct word line, struct sk_said *said, struct word *place, struct word *method)
{
	struct word at;

	*place = next_word(&line);
	*method = next_word(&line);
	at = next_word(&line);
	return is_id(*place) && is_id(*method) && read_time(at, &said->at) && read_number(line, &said->from);
}

/* " kind subject place method at from", of the chain above it. */
static SK_OUTCOME read_said(struct reading *reading, struct word line)
{
	struct word blank = next_word(&line), kind = next_word(&line), subject = next_word(&line), place, method;
	struct sk_said *said = &reading->said[reading->said_count];
	struct sk_head *head;

	if (reading->heads.count == 0 || blank.length > 0 || !is_id(kind) || !is_id(subject))
		return refuse(reading, N_("the line does not name a kind and a subject below its chain"));
	if (!read_how(line, said, &place, &method))
		return refuse(reading, N_("behind kind and subject do not stand a place, a method, a time and a number"));
	head = &reading->heads.items[reading->heads.count - 1];
	said->line = (uint32_t)reading->place.line;
	SK_TRY(keep_id(reading, kind, &said->kind));
	SK_TRY(keep_id(reading, subject, &said->subject));
	SK_TRY(keep_id(reading, place, &said->place));
	SK_TRY(keep_id(reading, method, &said->method));
	if (head->said_count && sk_said_compare(said - 1, said) >= 0)
		return refuse(reading, N_("the kinds and subjects of the chain are not sorted, or stand twice"));
	head->said = head->said_count ? head->said : said;
	head->said_count++;
	reading->said_count++;
	return SK_OK;
}

static SK_OUTCOME read_head(struct reading *reading, struct word line)
{
	struct sk_head *head = &reading->heads.items[reading->heads.count];
	struct word collector = next_word(&line), host = next_word(&line), number = next_word(&line);

	/* The rest of the line, so that a fifth word is a wrong digest. */
	if (!is_id(collector) || !is_id(host))
		return refuse(reading, N_("the line does not begin with the ids of a collector and a host"));
	if (!read_number(number, &head->sequence))
		return refuse(reading, N_("the third word is not a number from 1 on"));
	if (!is_digest(line))
		return refuse(reading, N_("the line does not end in the 64 digits of a SHA-256"));
	memcpy(head->digest, line.at, HEX);
	SK_TRY(check_shown(reading, number));
	SK_TRY(keep_id(reading, collector, &head->collector));
	SK_TRY(keep_id(reading, host, &head->host));
	if (reading->heads.count && compare(head - 1, head) >= 0)
		return refuse(reading, N_("the lines are not sorted, or a chain stands twice"));
	reading->heads.count++;
	return SK_OK;
}

static SK_OUTCOME read_line(struct reading *reading, struct word line)
{
	return line.length && *line.at == ' ' ? read_said(reading, line) : read_head(reading, line);
}

/* How many of each there can be. */
static void count_lines(const struct sk_buf *text, size_t *chains, size_t *said)
{
	for (size_t at = 0; at < text->length; at++) {
		bool begins = at == 0 || text->bytes[at - 1] == '\n';

		*said += begins && text->bytes[at] == ' ';
		*chains += begins && text->bytes[at] != ' ';
	}
}

static SK_OUTCOME take_items(struct sk_arena *arena, size_t room, struct sk_heads *heads, struct sk_error *error)
{
	void *items = NULL;

	SK_TRY(sk_arena_take(arena, room, sizeof(struct sk_head), &items, error));
	if (heads->count)
		memcpy(items, heads->items, heads->count * sizeof(struct sk_head));
	heads->items = items;
	heads->room = room;
	return SK_OK;
}

static SK_OUTCOME take_room(struct reading *reading, const struct sk_buf *text)
{
	size_t chains = 0, said = 0;
	void *memory;

	count_lines(text, &chains, &said);
	if (chains > SK_HEADS_MAX)
		return refuse(reading, N_("it holds more than 1024 chains"));
	if (said > SK_HEADS_SAID_MAX)
		return refuse(reading, N_("it holds more than 65536 kinds and subjects"));
	SK_TRY(sk_arena_take(reading->arena, said, sizeof(struct sk_said), &memory, reading->error));
	reading->said = memory;
	return take_items(reading->arena, chains, &reading->heads, reading->error);
}

static SK_OUTCOME read_lines(struct reading *reading, const struct sk_buf *text)
{
	const char *at = text->bytes;

	if (text->length == 0)
		return refuse(reading, N_("it is empty"));
	SK_TRY(take_room(reading, text));
	for (reading->place.line = 1; at < text->bytes + text->length; reading->place.line++) {
		const char *end = memchr(at, '\n', (size_t)(text->bytes + text->length - at));

		if (!end)
			return refuse(reading, N_("the line is cut"));
		SK_TRY(read_line(reading, (struct word){at, (size_t)(end - at)}));
		at = end + 1;
	}
	return SK_OK;
}

/* Only the system's own word that there is no such file counts: any other doubt must not begin all chains anew. */
static bool is_absent(const struct sk_env *env, const char *path)
{
	int handle = -1;
	int result;

	do {
		result = env->open_read(env->self, path, &handle);
	} while (result == EINTR);
	if (result == 0)
		(void)env->close(env->self, handle);
	return result == ENOENT;
}

sk_outcome sk_heads_read(struct sk_arena *arena, const struct sk_env *env, const char *path, struct sk_heads *out,
                         struct sk_error *error)
{
	SK_BUF_SCOPE text = SK_BUF(HEADS_FILE_MAX);
	struct reading reading = {.arena = arena, .place = {.file = path}, .error = error};

	if (!is_absent(env, path)) {
		SK_TRY(sk_env_read_file(env, path, path, HEADS_FILE_MAX, &text, error));
		SK_TRY(read_lines(&reading, &text));
	}
	*out = reading.heads;
	return SK_OK;
}

/* ---- writing ------------------------------------------------------------------------------------------------- */

static bool head_fits(const struct sk_head *head)
{
	return is_id((struct word){head->collector, strlen(head->collector)}) &&
	       is_id((struct word){head->host, strlen(head->host)}) && head->sequence >= 1 &&
	       is_digest((struct word){head->digest, strnlen(head->digest, SK_HEX_ROOM)});
}

static void print_said(const struct sk_said *said, struct sk_buf *text)
{
	char at[SK_TIME_TEXT];

	sk_time_print(said->at, at);
	sk_buf_print(text, " %s %s %s %s %s %lld\n", said->kind, said->subject, said->place, said->method, at, (long long)said->from);
}

sk_outcome sk_heads_write(const struct sk_env *env, const char *path, const struct sk_heads *heads,
                          struct sk_error *error)
{
	SK_BUF_SCOPE text = SK_BUF(HEADS_FILE_MAX);

	SK_INVARIANT(heads->count >= 1 && heads->count <= SK_HEADS_MAX);
	for (size_t at = 0; at < heads->count; at++) {
		const struct sk_head *head = &heads->items[at];

		SK_INVARIANT(head_fits(head) && (at == 0 || compare(head - 1, head) < 0));
		sk_buf_print(&text, "%s %s %lld %s\n", head->collector, head->host, (long long)head->sequence,
		             head->digest);
		for (size_t said = 0; said < head->said_count; said++)
			print_said(&head->said[said], &text);
	}
	SK_TRY(sk_buf_check(&text, error));
	return sk_env_write_file_alone(env, path, text.bytes, text.length, FILE_MODE, error);
}

/* ---- advancing ----------------------------------------------------------------------------------------------- */

/* Where the chain stands or would stand. */
static size_t position_of(const struct sk_heads *heads, const struct sk_head *chain)
{
	size_t low = 0, high = heads->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare(&heads->items[middle], chain) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool is_a_head(const struct sk_heads *heads, const char *digest)
{
	for (size_t at = 0; at < heads->count; at++) {
		if (strcmp(heads->items[at].digest, digest) == 0)
			return true;
	}
	return false;
}

/* NULL when the bundle is the next one. `last`: the chain's head, sequence 0 when it has none. */
static const char *break_of(const struct sk_heads *heads, const struct sk_head *last, const struct sk_head *bundle,
                            const char *previous)
{
	bool follows = last->sequence && previous && strcmp(previous, last->digest) == 0;

	if (bundle->sequence < 1)
		return N_("wrong number: %1, and chains begin with 1");
	if (bundle->sequence == last->sequence)
		return strcmp(bundle->digest, last->digest) == 0
		           ? N_("replayed: number %1 was taken already")
		           : N_("forked: another bundle with number %1 was taken already");
	if (bundle->sequence < last->sequence)
		return N_("old: it is number %1, and number %2 was taken already");
	if (previous && !follows && is_a_head(heads, previous))
		return N_("foreign: it follows a bundle of another collector or host");
	if (bundle->sequence - 1 > last->sequence)
		return N_("gap: it is number %1, and the last one taken is number %2");
	if (last->sequence == 0)
		return previous ? N_("forked: it is number 1 and names one before it") : NULL;
	return follows ? NULL : N_("forked: it follows another bundle with number %2 than the one that was taken");
}

static SK_OUTCOME broken(const char *reason, int64_t number, int64_t last, const struct sk_place *where,
                         struct sk_error *error)
{
	SK_BUF_SCOPE text = SK_BUF(REASON_MAX);
	char numbers[3][NUMBER_TEXT];
	const char *const arguments[] = {numbers[0], numbers[1]};

	(void)snprintf(numbers[0], NUMBER_TEXT, "%lld", (long long)number);
	(void)snprintf(numbers[1], NUMBER_TEXT, "%lld", (long long)last);
	/* As text: behind the greatest number there is none, and no 64 bits hold it. */
	(void)snprintf(numbers[2], NUMBER_TEXT, "%llu", (unsigned long long)last + 1);
	sk_message_fill(&text, _(reason), arguments, SK_COUNT(arguments));
	SK_TRY(sk_buf_check(&text, error));
	return sk_error_set(error, SK_E_CHAIN, where, text.bytes, numbers[2], NULL);
}

static SK_OUTCOME check_time(const struct sk_head *last, const struct sk_head *bundle, const struct sk_place *where,
                             struct sk_error *error)
{
	char is[SK_TIME_TEXT], before[SK_TIME_TEXT];

	if (last->at == 0 || bundle->at == 0 || bundle->at >= last->at)
		return SK_OK;
	sk_time_print(bundle->at, is);
	sk_time_print(last->at, before);
	return sk_error_set(error, SK_E_EVIDENCE_ORDER, where, is, before, NULL);
}

static size_t said_of_all(const struct sk_heads *heads)
{
	size_t count = 0;

	for (size_t at = 0; at < heads->count; at++)
		count += heads->items[at].said_count;
	return count;
}

static SK_OUTCOME copy_said(struct sk_arena *arena, const struct sk_said *from, struct sk_said *out, struct sk_error *error)
{
	*out = *from;
	SK_TRY(sk_arena_text(arena, from->kind, strlen(from->kind), &out->kind, error));
	SK_TRY(sk_arena_text(arena, from->place, strlen(from->place), &out->place, error));
	SK_TRY(sk_arena_text(arena, from->method, strlen(from->method), &out->method, error));
	return sk_arena_text(arena, from->subject, strlen(from->subject), &out->subject, error);
}

/* What the chain and the bundle told something about, into *out, which keeps the rest of the head: about the same, what the bundle says. Its texts are
 * copied. */
static SK_OUTCOME join_said(struct sk_arena *arena, const struct sk_head *head, const struct sk_head *bundle, struct sk_head *out,
                            struct sk_error *error)
{
	size_t old = 0, fresh = 0, count = 0;
	struct sk_said *said;
	void *memory;

	SK_TRY(sk_arena_take(arena, head->said_count + bundle->said_count, sizeof(*said), &memory, error));
	said = memory;
	while (old < head->said_count || fresh < bundle->said_count) {
		int order = old < head->said_count ? -1 : 1;

		if (old < head->said_count && fresh < bundle->said_count)
			order = sk_said_compare(&head->said[old], &bundle->said[fresh]);
		if (order < 0)
			said[count] = head->said[old];
		else
			SK_TRY(copy_said(arena, &bundle->said[fresh], &said[count], error));
		old += order <= 0;
		fresh += order >= 0;
		count++;
	}
	out->said = said;
	out->said_count = count;
	return SK_OK;
}

static SK_OUTCOME check_said(const struct sk_heads *heads, const struct sk_head *head, const struct sk_head *joined,
                             const struct sk_place *where, struct sk_error *error)
{
	if (said_of_all(heads) - head->said_count + joined->said_count <= SK_HEADS_SAID_MAX)
		return SK_OK;
	return sk_error_set(error, SK_E_HEADS_FORMAT, where, _("it holds more than 65536 kinds and subjects"), NULL, NULL);
}

/* Nothing of the heads changes before everything that can fail is done. */
static SK_OUTCOME insert(struct sk_arena *arena, struct sk_heads *heads, size_t at, const struct sk_head *bundle,
                         const struct sk_place *where, struct sk_error *error)
{
	static const struct sk_head none = {.sequence = 0};
	struct sk_head fresh = *bundle;

	SK_TRY(join_said(arena, &none, bundle, &fresh, error));
	SK_TRY(check_said(heads, &none, &fresh, where, error));
	SK_TRY(sk_arena_text(arena, bundle->collector, strlen(bundle->collector), &fresh.collector, error));
	SK_TRY(sk_arena_text(arena, bundle->host, strlen(bundle->host), &fresh.host, error));
	if (heads->count == heads->room)
		SK_TRY(take_items(arena, heads->room ? heads->room * 2 : FIRST_ROOM, heads, error));
	memmove(heads->items + at + 1, heads->items + at, (heads->count - at) * sizeof(*heads->items));
	heads->items[at] = fresh;
	heads->count++;
	return SK_OK;
}

static SK_OUTCOME replace(struct sk_arena *arena, struct sk_heads *heads, size_t at, const struct sk_head *bundle,
                          const struct sk_place *where, struct sk_error *error)
{
	struct sk_head *head = &heads->items[at], fresh = *bundle;

	fresh.collector = head->collector;
	fresh.host = head->host;
	fresh.said = head->said;
	fresh.said_count = head->said_count;
	if (bundle->said_count > 0) {
		SK_TRY(join_said(arena, head, bundle, &fresh, error));
		SK_TRY(check_said(heads, head, &fresh, where, error));
	}
	*head = fresh;
	return SK_OK;
}

/* A bundle says of itself who made it: what is no id must not come near the file. */
static SK_OUTCOME check_ids(const struct sk_head *bundle, const struct sk_place *where, struct sk_error *error)
{
	const char *const ids[] = {bundle->collector, bundle->host};

	for (size_t at = 0; at < SK_COUNT(ids); at++) {
		if (!is_id((struct word){ids[at], strlen(ids[at])}))
			return sk_error_set(error, SK_E_ID_FORM, where, ids[at],
			                    _("1 to 64 letters, digits, '.', '-' or '_'"), NULL);
	}
	return SK_OK;
}

sk_outcome sk_heads_advance(struct sk_arena *arena, struct sk_heads *heads, const struct sk_head *bundle,
                            const char *previous, const struct sk_place *where, struct sk_error *error)
{
	static const struct sk_head none = {.sequence = 0};
	size_t at;
	bool known;
	const struct sk_head *last;
	const char *reason;

	SK_INVARIANT(is_digest((struct word){bundle->digest, strnlen(bundle->digest, SK_HEX_ROOM)}));
	SK_TRY(check_ids(bundle, where, error));
	at = position_of(heads, bundle);
	known = at < heads->count && compare(&heads->items[at], bundle) == 0;
	last = known ? &heads->items[at] : &none;
	reason = break_of(heads, last, bundle, previous);
	if (reason)
		return broken(reason, bundle->sequence, last->sequence, where, error);
	SK_TRY(check_time(last, bundle, where, error));
	if (!known && heads->count >= SK_HEADS_MAX)
		return sk_error_set(error, SK_E_HEADS_FORMAT, where, _("it holds more than 1024 chains"), NULL, NULL);
	return known ? replace(arena, heads, at, bundle, where, error) : insert(arena, heads, at, bundle, where, error);
}
