/* Bytes as a configuration that is edited: each of its first rules is taken out, packets are let through in front of it, its chain is closed and lets answers through. What comes of that is a
 * configuration that the same reader reads. */
#include "disk.h"
#include "generate/draft.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

enum { CHAINS_MOST = 6, RULES_MOST = 6, INPUT_MOST = 64 << 10, ROOM = 4 };

enum edit { TAKE_OUT, LET, CLOSE, ANSWER, EDITS };

static const struct sk_site_policy need = {.id = "need-x", .text = {"x", "x"}};

static struct sk_permit permit_of(const struct sk_net_interface *in, struct sk_range values[SK_PERMIT_DIMS], bool six)
{
	sk_wide low = six ? (sk_wide)0x20010db8 << 96 | 1 : SK_IPV4_FIRST | 0xc0a80114, target = six ? (sk_wide)0x20010db8 << 96 | 2 : SK_IPV4_FIRST | 0xcb007100;
	struct sk_permit permit = {.in = in, .out = in, .family = six ? SK_FAMILY_6 : SK_FAMILY_4, .protocol_low = GENERATE_TCP, .protocol_high = GENERATE_TCP, .need = &need};
	values[SK_PERMIT_SOURCE] = (struct sk_range){low, low};
	values[SK_PERMIT_TARGET] = (struct sk_range){target, target | 0xff};
	values[SK_PERMIT_SOURCE_PORT] = (struct sk_range){1024, GENERATE_PORT_LAST};
	values[SK_PERMIT_TARGET_PORT] = (struct sk_range){443, 443};
	for (size_t i = 0; i < SK_PERMIT_DIMS; i++)
		permit.values[i] = (struct sk_ranges){&values[i], 1};
	return permit;
}

static sk_outcome do_edit(const struct editor *editor, enum edit edit, struct draft *draft, const struct edit_place *place)
{
	struct sk_net_interface interface = {.name = "lan1"};
	struct sk_range values[SK_PERMIT_DIMS];
	struct sk_permit permit = permit_of(&interface, values, place->chain->families == SK_FAMILY_6);
	if (edit == TAKE_OUT)
		return editor->take_out(draft, place);
	if (edit == LET)
		return editor->let(draft, place, &permit);
	return edit == CLOSE ? editor->close(draft, place) : editor->answer(draft, place);
}

static void read_again(struct sk_arena *arena, const struct sk_filter *was, const struct draft *draft, const struct sk_buf *text)
{
	struct sk_error error = {0};
	struct sk_filter now;
	sk_outcome outcome = sk_prove_parse(arena, "file.save", text, &now, &error);
	FUZZ_HOLDS(!text->failed && draft->changed);
	if (!sk_failed(outcome))
		FUZZ_HOLDS(strcmp(now.reader, was->reader) == 0);
}

static void edit_once(struct sk_arena *arena, const char *bytes, size_t length, const struct editor *editor, enum edit edit, const struct edit_place *place, struct sk_buf *out)
{
	struct sk_error error = {0};
	struct draft draft = {.arena = arena, .error = &error, .name = "file.save"};
	SK_BUF_SCOPE text = SK_BUF(ROOM << 20);
	sk_outcome outcome = draft_read(&draft, bytes, length);
	if (!sk_failed(outcome))
		outcome = do_edit(editor, edit, &draft, place);
	draft_text(&draft, &text);
	if (sk_failed(outcome))
		sk_error_print(&error, out);
	else
		read_again(arena, place->filter, &draft, &text);
	sk_buf_add(out, text.bytes ? text.bytes : "", text.length);
	draft_end(&draft);
}

static void edit_all(struct sk_arena *arena, const char *bytes, size_t length, const struct sk_filter *filter, struct sk_buf *out)
{
	const struct editor *editor = editor_of(filter);
	for (size_t c = 0; editor && c < filter->count && c < CHAINS_MOST; c++)
		for (size_t r = 0; r <= filter->chains[c].count && r < RULES_MOST; r++)
			for (enum edit edit = TAKE_OUT; edit < EDITS; edit++) {
				struct edit_place place = {filter, &filter->chains[c], r < filter->chains[c].count ? &filter->chains[c].rules[r] : NULL};
				bool hooked = filter->chains[c].hook && !filter->chains[c].translates;
				bool fits = edit == TAKE_OUT ? place.rule != NULL : edit == LET ? true : !place.rule && hooked && (edit == CLOSE || editor->answer);
				if (fits)
					edit_once(arena, bytes, length, editor, edit, &place, out);
			}
}

static void read_once(const char *bytes, size_t length, struct sk_buf *out)
{
	SK_ARENA_SCOPE arena = sk_arena_new(FUZZ_ARENA_MAX);
	struct sk_error error = {0};
	struct sk_filter filter;
	SK_BUF_SCOPE text = SK_BUF(INPUT_MOST);
	FUZZ_HOLDS(arena);
	if (length > INPUT_MOST / 2)
		return;
	sk_buf_add(&text, bytes, length);
	sk_outcome outcome = sk_prove_parse(arena, "file.save", &text, &filter, &error);
	if (sk_failed(outcome))
		sk_error_print(&error, out);
	else
		edit_all(arena, bytes, length, &filter, out);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	return fuzz_twice(data, size, read_once);
}
