/*
 * Attachments of answers: files under attachments/ that show what somebody said. site.yaml names each with its SHA-256; whether it is still there, and still the same,
 * is looked at anew by each run.
 */
#include "site/private.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

enum {
	NAME_BYTES_MAX = 200,  /* with what comes behind it while it is written: what file systems take */
	GIVEN_BYTES_MAX = 180, /* of a name that a part of the digest may come behind */
	SHORT_DIGEST = 12,     /* digits of 64: enough to tell two files of one name apart */
	ENTRIES_MAX = 100000,
	FOLDER_MODE = 0700,
	FILE_MODE = 0600,
};

static const char *const attachment_words[] = {"unasked", "whole", "changed", "missing", "large", "unreadable"};
const struct sk_choices sk_words_attachment = {attachment_words, SK_COUNT(attachment_words)};

static const struct sk_field attachment_fields[] = {
	{SK_FIELD(sk_attachment, file, "file", TEXT, NEEDED)},
	{SK_FIELD(sk_attachment, digest, "sha256", TEXT, NEEDED)},
};
SK_SHAPE(site_shape_attachment, sk_attachment, "attachment", attachment_fields);

/* ---- as they are written ---- */

/* Windows takes these for devices, with whatever stands behind a dot. */
static bool is_device_name(const char *name)
{
	static const char *const plain[] = {"con", "prn", "aux", "nul"}, *const numbered[] = {"com", "lpt"};
	size_t length = strcspn(name, ".");
	for (size_t i = 0; i < SK_COUNT(plain); i++)
		if (length == strlen(plain[i]) && strncasecmp(name, plain[i], length) == 0)
			return true;
	for (size_t i = 0; i < SK_COUNT(numbered); i++)
		if (length == strlen(numbered[i]) + 1 && strncasecmp(name, numbered[i], length - 1) == 0 && name[length - 1] >= '0' && name[length - 1] <= '9')
			return true;
	return false;
}

/* Of a file in that folder and in no other, also where the folder is copied to another system. */
static bool is_plain_name(const char *name)
{
	size_t length = strlen(name), bad;
	if (length == 0 || length > NAME_BYTES_MAX || *name == '.' || name[length - 1] == '.' || name[length - 1] == ' ' || is_device_name(name) || !sk_utf8_clean(name, length, &bad))
		return false;
	for (const char *at = name; *at; at++)
		if ((unsigned char)*at < ' ' || strchr("/\\:*?\"<>|\x7f", *at))
			return false;
	return true;
}

static bool is_digest(const char *text)
{
	return strlen(text) == SK_HEX_ROOM - 1 && strspn(text, "0123456789abcdef") == SK_HEX_ROOM - 1;
}

static sk_outcome check_attachment(const struct sk_attachment *attachment, struct sk_error *error)
{
	if (!is_plain_name(attachment->file))
		return sk_error_set(error, SK_E_CONFLICT, &attachment->where, _("this is no plain name of a file"),
				    _("the name of a file in attachments/, at most 200 bytes, without a dot at its beginning and without / \\ : * ? \" < > |"), NULL);
	if (!is_digest(attachment->digest))
		return sk_error_set(error, SK_E_CONFLICT, &attachment->where, _("this is no SHA-256"), _("64 digits 0-9 and a-f in quotes, as 'sha256sum FILE' prints them"), NULL);
	return SK_OK;
}

SK_OUTCOME site_check_attachments(const struct sk_site *site, struct sk_error *error)
{
	size_t count = 0;
	SK_LIST_EACH(struct sk_answer, answer, &site->answers)
		SK_LIST_EACH(struct sk_attachment, attachment, &answer->attachments) {
			SK_TRY(check_attachment(attachment, error));
			if (++count > SK_ATTACHMENTS_MAX)
				return sk_error_set(error, SK_E_CONFLICT, &attachment->where, _("too many attachments"), _("at most 1000 in all answers"), NULL);
		}
	return SK_OK;
}

/* ---- as they are ---- */

static sk_outcome path_of(struct sk_arena *arena, const struct sk_site *site, const char *name, const char **out, struct sk_error *error)
{
	return sk_arena_print(arena, out, error, "%s/%s/%s", site->folder, SK_ATTACHMENTS_FOLDER, name);
}

/* Its digest, or "" and why there is none. Only a lack of memory of ours is an error. */
static sk_outcome digest_of(const struct sk_env *env, const char *path, char digest[SK_HEX_ROOM], int *state, struct sk_error *error)
{
	SK_BUF_SCOPE bytes = SK_BUF(SK_ATTACHMENT_MAX);
	struct sk_error why;
	*digest = '\0';
	*state = SK_ATTACHMENT_MISSING;
	if (env->kind(env->self, path) == SK_ENTRY_NONE)
		return SK_OK;
	sk_outcome read = sk_env_read_file(env, path, path, SK_ATTACHMENT_MAX, &bytes, &why);
	if (sk_failed(read) && why.id == SK_E_MEMORY) {
		*error = why;
		return read;
	}
	*state = !sk_failed(read) ? SK_ATTACHMENT_WHOLE : why.id == SK_E_FILE_LARGE ? SK_ATTACHMENT_LARGE : SK_ATTACHMENT_UNREADABLE;
	if (!sk_failed(read))
		sk_digest(bytes.bytes ? bytes.bytes : "", bytes.length, digest);
	return SK_OK;
}

/* Of every answer that names this file: it is read once. */
static void settle(struct sk_site *site, const char *file, const char *digest, int state)
{
	EACH(sk_answer, answer, &site->answers)
		EACH(sk_attachment, attachment, &answer->attachments)
			if (attachment->state == SK_ATTACHMENT_UNASKED && strcmp(attachment->file, file) == 0)
				attachment->state = state == SK_ATTACHMENT_WHOLE && strcmp(attachment->digest, digest) != 0 ? SK_ATTACHMENT_CHANGED : state;
}

SK_OUTCOME sk_site_ask_attachments(struct sk_arena *arena, const struct sk_env *env, struct sk_site *site, struct sk_error *error)
{
	SK_LIST_EACH(struct sk_answer, answer, &site->answers)
		SK_LIST_EACH(struct sk_attachment, attachment, &answer->attachments) {
			char digest[SK_HEX_ROOM];
			const char *path;
			int state;
			if (attachment->state != SK_ATTACHMENT_UNASKED)
				continue;
			SK_TRY(path_of(arena, site, attachment->file, &path, error));
			SK_TRY(digest_of(env, path, digest, &state, error));
			settle(site, attachment->file, digest, state);
		}
	return SK_OK;
}

void sk_site_know_attachments(struct sk_site *site, const struct sk_attachment *known, size_t count)
{
	for (size_t i = 0; i < count; i++)
		EACH(sk_answer, answer, &site->answers)
			EACH(sk_attachment, attachment, &answer->attachments)
				if (strcmp(attachment->file, known[i].file) == 0 && strcmp(attachment->digest, known[i].digest) == 0)
					attachment->state = known[i].state;
}

/* ---- one more ---- */

static sk_outcome refuse(const char *path, const char *what, const char *expected, struct sk_error *error)
{
	const struct sk_place place = {.file = path};
	return sk_error_set(error, SK_E_ATTACHMENT, &place, what, expected, NULL);
}

static sk_outcome read_given(const struct sk_env *env, const char *path, struct sk_buf *bytes, struct sk_error *error)
{
	sk_outcome read = sk_env_read_file(env, path, path, SK_ATTACHMENT_MAX, bytes, error);
	if (sk_failed(read) && error->id == SK_E_FILE_LARGE)
		return refuse(path, _("it is too large"), _("a file of at most 32 MiB"), error);
	if (sk_failed(read))
		return read;
	return bytes->length > 0 ? SK_OK : refuse(path, _("it is empty"), _("a file with something in it"), error);
}

/* UTF-8, whatever signs stand in it that no text of ours may have: Windows ends lines with a carriage return, and begins files with a mark. */
static bool is_text(const struct sk_buf *bytes)
{
	for (size_t at = 0, step; at < bytes->length; at += step) {
		step = sk_utf8_step(bytes->bytes + at, bytes->length - at);
		if (step == 0 || bytes->bytes[at] == '\0')
			return false;
	}
	return true;
}

/* What is no text is not looked into. */
static bool shows_my_number(const char *name, const struct sk_buf *bytes)
{
	return sk_my_number_inside(name, strlen(name)) || (is_text(bytes) && sk_my_number_inside(bytes->bytes, bytes->length));
}

SK_OUTCOME sk_site_look_attachment(struct sk_arena *arena, const struct sk_env *env, const char *path, struct sk_attachment *out, struct sk_error *error)
{
	SK_BUF_SCOPE bytes = SK_BUF(SK_ATTACHMENT_MAX);
	const struct sk_place place = {.file = path};
	const char *name = sk_text_file(path);
	char digest[SK_HEX_ROOM];
	SK_TRY(read_given(env, path, &bytes, error));
	if (!is_plain_name(name) || strlen(name) > GIVEN_BYTES_MAX)
		return refuse(path, _("its name cannot be kept"), _("a name of at most 180 bytes without a dot at its beginning and without / \\ : * ? \" < > |"), error);
	if (shows_my_number(name, &bytes))
		return sk_error_set(error, SK_E_MY_NUMBER, &place, NULL, NULL, NULL);
	sk_digest(bytes.bytes, bytes.length, digest);
	*out = (struct sk_attachment){.state = SK_ATTACHMENT_WHOLE};
	SK_TRY(sk_arena_text(arena, name, strlen(name), &out->file, error));
	return sk_arena_text(arena, digest, strlen(digest), &out->digest, error);
}

static bool is_among(const char *const *names, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

/* "contract.pdf" -> "contract-1a2b3c4d5e6f.pdf" */
static sk_outcome second_name(struct sk_arena *arena, const struct sk_attachment *attachment, const char **out, struct sk_error *error)
{
	const char *dot = strrchr(attachment->file, '.');
	size_t stem = dot ? (size_t)(dot - attachment->file) : strlen(attachment->file);
	return sk_arena_print(arena, out, error, "%.*s-%.*s%s", (int)stem, attachment->file, SHORT_DIGEST, attachment->digest, dot ? dot : "");
}

struct putting {
	struct sk_arena *arena;
	const struct sk_env *env;
	const struct sk_site *site;
	const char *const *names; /* that lie there: also what is no file has its name */
	size_t count;
	struct sk_attachment *attachment;
	struct sk_error *error;
};

/* Whether the attachment can have this name; *there: it lies there already. */
static sk_outcome try_name(const struct putting *putting, const char *name, bool *fits, bool *there)
{
	const char *path;
	char digest[SK_HEX_ROOM];
	int state;
	*there = is_among(putting->names, putting->count, name);
	*fits = !*there;
	if (!*there)
		return SK_OK;
	SK_TRY(path_of(putting->arena, putting->site, name, &path, putting->error));
	SK_TRY(digest_of(putting->env, path, digest, &state, putting->error));
	*fits = state == SK_ATTACHMENT_WHOLE && strcmp(digest, putting->attachment->digest) == 0;
	return SK_OK;
}

static sk_outcome choose_name(const struct putting *putting, bool *there)
{
	bool fits;
	const char *second;
	SK_TRY(try_name(putting, putting->attachment->file, &fits, there));
	if (fits)
		return SK_OK;
	SK_TRY(second_name(putting->arena, putting->attachment, &second, putting->error));
	putting->attachment->file = second;
	SK_TRY(try_name(putting, second, &fits, there));
	return fits ? SK_OK : refuse(second, _("another file has its name in attachments/"), _("a file of another name"), putting->error);
}

/* Its name is on the disk before that of what comes into it, or of a line that names that. */
static sk_outcome make_folder(const struct putting *putting, const char **out)
{
	const struct sk_env *env = putting->env;
	char scratch[SK_REASON_TEXT];
	SK_TRY(sk_arena_print(putting->arena, out, putting->error, "%s/%s", putting->site->folder, SK_ATTACHMENTS_FOLDER));
	const struct sk_place place = {.file = *out};
	int result = env->make_folder(env->self, *out, FOLDER_MODE);
	if (result == 0 || result == EEXIST)
		result = env->sync_folder(env->self, putting->site->folder);
	return result == 0 ? SK_OK : sk_error_set(putting->error, SK_E_FILE_WRITE, &place, sk_env_reason(result, scratch), NULL, NULL);
}

SK_OUTCOME sk_site_put_attachment(struct sk_arena *arena, const struct sk_env *env, const struct sk_site *site, const char *path, struct sk_attachment *attachment,
				  struct sk_error *error)
{
	struct putting putting = {.arena = arena, .env = env, .site = site, .attachment = attachment, .error = error};
	SK_BUF_SCOPE bytes = SK_BUF(SK_ATTACHMENT_MAX);
	char digest[SK_HEX_ROOM];
	const char *folder, *to;
	bool there;
	SK_TRY(read_given(env, path, &bytes, error));
	sk_digest(bytes.bytes, bytes.length, digest);
	if (strcmp(digest, attachment->digest) != 0)
		return refuse(path, _("it was changed meanwhile"), _("a file that stays as it is"), error);
	SK_TRY(make_folder(&putting, &folder));
	SK_TRY(sk_env_list(env, arena, folder, NULL, ENTRIES_MAX, &putting.names, &putting.count, error));
	SK_TRY(choose_name(&putting, &there));
	if (there)
		return SK_OK;
	SK_TRY(path_of(arena, site, attachment->file, &to, error));
	return sk_env_write_file_alone(env, to, bytes.bytes, bytes.length, FILE_MODE, error);
}
