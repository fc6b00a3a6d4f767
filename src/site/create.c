#include "site/private.h"

#include <string.h>

enum { SITE_TEXT_MAX = 1 << 16, FOLDER_MODE = 0755, FILE_MODE = 0644 };

struct writing {
	const struct sk_catalogue *catalogue;
	const struct sk_site_plan *plan;
	struct sk_buf *out;
};

/* A name comes from the command line or a folder, where it may be any bytes; site.yaml takes clean text only. */
static sk_outcome check_name(const struct sk_label *name, struct sk_error *error)
{
	size_t bad;
	bool clean = sk_utf8_clean(name->ja, strlen(name->ja), &bad) && sk_utf8_clean(name->en, strlen(name->en), &bad);
	return clean ? SK_OK : sk_error_set(error, SK_E_TEXT_ENCODING, NULL, NULL, NULL, NULL);
}

static void comment(struct sk_buf *out, const char *text)
{
	sk_buf_print(out, "\n# %s\n", text);
}

static void head(const struct writing *writing)
{
	struct sk_buf *out = writing->out;
	sk_buf_print(out, "format: %s\n", SK_SITE_FORMAT);
	comment(out, _("The facility. kind: clinic, hospital or pharmacy."));
	sk_buf_text(out, "name: {ja: ");
	site_put_quoted(out, writing->plan->name.ja);
	sk_buf_text(out, ", en: ");
	site_put_quoted(out, writing->plan->name.en);
	sk_buf_print(out, "}\nkind: %s\nconfiguration: %s\n", sk_words_facility_kind.words[writing->plan->kind],
		     writing->plan->configuration);
	comment(out, _("Risks of this value and more are to be treated. Someone should approve it: approved-by, date."));
	sk_buf_print(out, "line: {value: %d}\n", writing->catalogue->line.value);
}

/* Wireless networks are asked about, not assumed: most reception desks have none. */
static bool asked_first(const char *place)
{
	return strcmp(place, "wireless") == 0;
}

static void subjects(const struct writing *writing, const struct sk_configuration *configuration)
{
	struct sk_buf *out = writing->out;
	comment(out, _("What is there. Correct the names; add a line for each further device."));
	sk_buf_text(out, "subjects:\n");
	SK_ID_EACH(id, &configuration->places) {
		const struct sk_place_row *place =
			sk_catalogue_place_row(writing->catalogue, sk_catalogue_place(writing->catalogue, id->text));
		sk_buf_print(out, "  %s- {id: %s-1, place: %s, name: {ja: ", asked_first(id->text) ? "# " : "", id->text, id->text);
		site_put_quoted(out, place->label.ja);
		sk_buf_text(out, ", en: ");
		site_put_quoted(out, place->label.en);
		sk_buf_text(out, "}}\n");
	}
}

static void statements(const struct writing *writing)
{
	struct sk_buf *out = writing->out;
	char date[SK_TIME_TEXT];
	sk_date_print(sk_day_in_japan(writing->plan->at), date);
	comment(out, _("What is not there, said by whom and when (remove the '#' and correct):"));
	sk_buf_print(out, "absent:\n  # - {place: wireless, by: \"%s\", date: %s}\n", _("your name"), date);
	comment(out, _("Does each premise of the guidance hold here? 'sekisho assess' lists them."));
	sk_buf_print(out, "premises:\n  # - {premise: pr1, holds: true|false, by: \"%s\", date: %s}\n", _("your name"), date);
	comment(out, _("Answers about controls. 'sekisho why T17' shows the question and the line to add."));
	sk_buf_print(out, "answers:\n  # - {control: T17, subject: router-b-1, state: met|unmet, by: \"%s\", date: %s}\n",
		     _("your name"), date);
}

SK_OUTCOME sk_site_text(const struct sk_catalogue *catalogue, const struct sk_site_plan *plan, struct sk_buf *out,
			struct sk_error *error)
{
	struct writing writing = {catalogue, plan, out};
	const struct sk_configuration *configuration = sk_catalogue_configuration(catalogue, plan->configuration);
	SK_TRY(check_name(&plan->name, error));
	if (!configuration)
		return sk_error_set(error, SK_E_ID_UNKNOWN, NULL, plan->configuration, "configurations", NULL);
	head(&writing);
	subjects(&writing, configuration);
	statements(&writing);
	return sk_buf_check(out, error);
}

/* ---- on disk ---- */

struct steps {
	const struct sk_env *env;
	const char *folder;
	struct sk_error *error;
};

static sk_outcome write_error(struct steps *steps, int code)
{
	struct sk_place place = {.file = steps->folder};
	char scratch[SK_REASON_TEXT];
	return sk_error_set(steps->error, SK_E_FILE_WRITE, &place, sk_env_reason(code, scratch), NULL, NULL);
}

static sk_outcome make_folder(struct steps *steps, const char *name)
{
	SK_BUF_SCOPE path = SK_BUF(8192);
	sk_buf_print(&path, "%s%s%s", steps->folder, *name ? "/" : "", name);
	SK_TRY(sk_buf_check(&path, steps->error));
	int code = steps->env->make_folder(steps->env->self, path.bytes, FOLDER_MODE);
	return code == 0 ? SK_OK : write_error(steps, code);
}

/* The folder's own name survives a stop of the machine only when the folder that holds it is on the disk. */
static sk_outcome sync_above(struct steps *steps)
{
	SK_BUF_SCOPE above = SK_BUF(8192);
	size_t end = strlen(steps->folder);
	while (end > 0 && steps->folder[end - 1] == '/')
		end--;
	while (end > 0 && steps->folder[end - 1] != '/')
		end--;
	sk_buf_add(&above, end ? steps->folder : ".", end ? end : 1);
	SK_TRY(sk_buf_check(&above, steps->error));
	int code = steps->env->sync_folder(steps->env->self, above.bytes);
	return code == 0 ? SK_OK : write_error(steps, code);
}

static sk_outcome fill_folder(struct steps *steps, const struct sk_buf *text)
{
	SK_BUF_SCOPE path = SK_BUF(8192);
	SK_TRY(make_folder(steps, "configs"));
	SK_TRY(make_folder(steps, "evidence"));
	sk_buf_print(&path, "%s/%s", steps->folder, SK_SITE_FILE);
	SK_TRY(sk_buf_check(&path, steps->error));
	SK_TRY(sk_env_write_file(steps->env, path.bytes, text->bytes, text->length, FILE_MODE, steps->error));
	return sync_above(steps);
}

/* Takes back what was made; only what this call made can be there. */
static void undo(struct steps *steps)
{
	static const char site_file[] = "/" SK_SITE_FILE;
	static const char *const made[] = {site_file, "/configs", "/evidence", ""};
	for (size_t i = 0; i < SK_COUNT(made); i++) {
		SK_BUF_SCOPE path = SK_BUF(8192);
		sk_buf_print(&path, "%s%s", steps->folder, made[i]);
		if (!path.failed)
			(void)steps->env->remove(steps->env->self, path.bytes);
	}
}

SK_OUTCOME sk_site_create(const struct sk_env *env, const struct sk_catalogue *catalogue, const struct sk_site_plan *plan,
			  struct sk_error *error)
{
	struct steps steps = {env, plan->folder, error};
	SK_BUF_SCOPE text = SK_BUF(SITE_TEXT_MAX);
	if (env->kind(env->self, plan->folder) != SK_ENTRY_NONE)
		return sk_error_set(error, SK_E_FILE_EXISTS, NULL, plan->folder, NULL, NULL);
	SK_TRY(sk_site_text(catalogue, plan, &text, error));
	SK_TRY(make_folder(&steps, ""));
	sk_outcome outcome = fill_folder(&steps, &text);
	if (sk_failed(outcome))
		undo(&steps);
	return outcome;
}
