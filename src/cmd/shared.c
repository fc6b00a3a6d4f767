#include "cmd/cmd.h"

#include <string.h>

SK_OUTCOME sk_call_catalogue(struct sk_call *call, struct sk_catalogue **out)
{
	const char *folder = call->values[SK_OPTION_CATALOGUE];
	if (!folder)
		SK_TRY(sk_arena_print(call->arena, &folder, call->error, "%s/share/sekisho/catalogue", call->prefix));
	return sk_catalogue_load(call->arena, call->env, folder, out, call->error);
}

SK_OUTCOME sk_call_register(struct sk_call *call, struct sk_register *out)
{
	const char *folder = call->values[SK_OPTION_SITE] ? call->values[SK_OPTION_SITE] : ".";
	struct sk_catalogue *catalogue;
	struct sk_site *site;
	void *memory;
	SK_TRY(sk_call_catalogue(call, &catalogue));
	SK_TRY(sk_site_load(call->arena, call->env, folder, catalogue, &site, call->error));
	SK_TRY(sk_arena_take(call->arena, 1, sizeof(struct sk_verdicts), &memory, call->error));
	SK_TRY(sk_check_run(call->arena, site, call->at, memory, call->error));
	SK_TRY(sk_assess(call->arena, memory, out, call->error));
	call->finding = !sk_assess_clean(&out->counts);
	return SK_OK;
}

struct sk_report sk_call_report(struct sk_call *call)
{
	return (struct sk_report){call->out, call->lang, call->error, call->arena};
}

void sk_to_ascii(const char *text, struct sk_buf *out)
{
	static const struct {
		const char *sign, *ascii;
	} signs[] = {
		{"·", "-"}, {"→", "->"}, {"△", "~"}, {"…", ".."}, {"—", "-"}, {"–", "-"}, {"“", "\""},
		{"”", "\""}, {"‘", "'"}, {"’", "'"}, {"×", "x"}, {"≥", ">="}, {"○", "o"},
	};
	size_t length = strlen(text);
	for (size_t at = 0; at < length;) {
		size_t step = sk_utf8_step(text + at, length - at);
		const char *ascii = step == 1 ? NULL : "?";
		step = step ? step : 1;
		for (size_t i = 0; i < SK_COUNT(signs) && ascii; i++)
			if (strlen(signs[i].sign) == step && memcmp(signs[i].sign, text + at, step) == 0)
				ascii = signs[i].ascii;
		if (ascii)
			sk_buf_text(out, ascii);
		else
			sk_buf_add(out, text + at, step);
		at += step;
	}
}
