#include "report/json.h"

SK_OUTCOME sk_report_facts_json(const struct sk_report *report, const char *about, const struct sk_report_fact *facts, size_t count)
{
	json_t *root = json_object(), *object = json_object();
	json_put(root, "format", json_string(SK_REPORT_FACTS_FORMAT));
	json_put(root, "about", json_text(about));
	for (size_t i = 0; i < count; i++)
		json_put(object, facts[i].name, json_text(facts[i].text));
	json_put(root, "facts", object);
	return json_finish(report, root);
}

SK_OUTCOME sk_report_error_json(const struct sk_report *report, const struct sk_error *error)
{
	SK_BUF_SCOPE text = SK_BUF(16384);
	sk_error_print(error, &text);
	SK_TRY(sk_buf_check(&text, report->error));
	json_t *root = json_object();
	json_put(root, "format", json_string(SK_REPORT_ERROR_FORMAT));
	json_put(root, "error", json_text(sk_error_name(error->id)));
	json_put(root, "file", error->file[0] ? json_string(error->file) : json_null());
	json_put_int(root, "line", error->line);
	json_put_int(root, "column", error->column);
	json_put(root, "text", json_text(text.bytes));
	return json_finish(report, root);
}
