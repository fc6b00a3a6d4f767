/*
 * The reader of the Windows firewall: what `reg export` writes of its keys, which is the same in each language of Windows.
 *
 * UTF-16 with its mark, or the same as UTF-8. Keys are chosen by their path; values of other keys are passed over, and nothing of them is kept. Several exports one
 * behind the other are one file: the settings of the machine, and those of group policies. A key twice is refused, since nobody knows which is newer.
 *
 * Paths and values: MS-GPFAS 2.2.1 to 2.2.3 for policies; the machine's own settings have the same form, with StandardProfile for private networks.
 */
#include "config/windows.h"

#include <string.h>
#include <strings.h>

enum { RULES_MAX = 65536, NOTES_MAX = 4096, SCRATCH_MAX = 16 << 20, HEAD_MAX = 4096, NAME_BYTES = 1024 };

static const char header[] = "Windows Registry Editor Version 5.00";
static const char mark[] = "\xef\xbb\xbf";
static const char local_path[] = "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\SharedAccess\\Parameters\\FirewallPolicy";
static const char policy_path[] = "HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\WindowsFirewall";

const char *const sk_windows_settings[SK_WINDOWS_SETTINGS] = {
	[SK_WINDOWS_ENABLE] = "EnableFirewall",	     [SK_WINDOWS_INBOUND] = "DefaultInboundAction",   [SK_WINDOWS_OUTBOUND] = "DefaultOutboundAction",
	[SK_WINDOWS_SHIELDED] = "DoNotAllowExceptions", [SK_WINDOWS_MERGE] = "AllowLocalPolicyMerge",
	[SK_WINDOWS_UNANSWERED] = "DisableUnicastResponsesToMulticastBroadcast",
};

/* ---- refusals ---- */

static struct sk_place place_here(const struct sk_windows *windows)
{
	uint32_t column = 1;
	for (size_t i = windows->line_start; i < windows->at; column++) {
		size_t step = sk_utf8_step(windows->text + i, windows->at - i);
		i += step ? step : 1;
	}
	return (struct sk_place){windows->file, windows->line, column};
}

static SK_OUTCOME refuse(const struct sk_windows *windows, const char *what, const char *expected)
{
	struct sk_place place = place_here(windows);
	return sk_error_set(windows->error, SK_E_CONFIG_SYNTAX, &place, _(what), _(expected), NULL);
}

static SK_OUTCOME cut(const struct sk_windows *windows, const char *what)
{
	struct sk_place place = place_here(windows);
	return sk_error_set(windows->error, SK_E_CONFIG_CUT, &place, _(what), _("all that 'reg export' writes"), NULL);
}

sk_outcome sk_windows_too_many(const struct sk_windows *windows, uint32_t line, const char *what, size_t most)
{
	return sk_config_too_many(windows->error, windows->file, line, what, most);
}

/* ---- from UTF-16 ---- */

static unsigned unit_at(const char *bytes, size_t at)
{
	return (unsigned)(unsigned char)bytes[at] | (unsigned)(unsigned char)bytes[at + 1] << 8;
}

static size_t put_code(unsigned long code, char out[4])
{
	static const unsigned long ends[] = {0x80, 0x800, 0x10000, 0x110000};
	static const unsigned char heads[] = {0, 0xc0, 0xe0, 0xf0};
	size_t more = 0;
	while (code >= ends[more])
		more++;
	for (size_t i = more; i > 0; i--, code >>= 6)
		out[i] = (char)(0x80 | (code & 0x3f));
	out[0] = (char)(heads[more] | code);
	return more + 1;
}

/* Up to four bytes of the code point at `at`, which goes on behind it; 0: half of one. */
static size_t take_code(const char *bytes, size_t length, size_t *at, char out[4])
{
	unsigned long code = unit_at(bytes, *at), low;
	*at += 2;
	if (code < 0xd800 || code > 0xdfff)
		return put_code(code, out);
	if (code > 0xdbff || *at + 2 > length)
		return 0;
	low = unit_at(bytes, *at);
	*at += 2;
	return low >= 0xdc00 && low <= 0xdfff ? put_code(0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00), out) : 0;
}

static bool is_utf16(const struct sk_config_source *source)
{
	return source->length >= 2 && memcmp(source->bytes, "\xff\xfe", 2) == 0;
}

/* Up to `most` bytes of it; false at half a code point. */
static bool decode(const struct sk_config_source *source, size_t most, struct sk_buf *out)
{
	size_t end = source->length < most ? source->length : most;
	for (size_t at = 2; at + 1 < end;) {
		char bytes[4];
		size_t count = take_code(source->bytes, source->length, &at, bytes);
		if (count == 0)
			return false;
		sk_buf_add(out, bytes, count);
	}
	return source->length % 2 == 0 || most < source->length;
}

/* ---- letters ---- */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool begins(const char *text, size_t length, const char *head)
{
	return length >= strlen(head) && strncasecmp(text, head, strlen(head)) == 0;
}

static bool is(const char *text, size_t length, const char *word)
{
	return length == strlen(word) && begins(text, length, word);
}

static bool at_end(const struct sk_windows *windows)
{
	return windows->at == windows->length;
}

static char here(const struct sk_windows *windows)
{
	return at_end(windows) ? '\n' : windows->text[windows->at];
}

static void step(struct sk_windows *windows)
{
	if (windows->text[windows->at++] != '\n')
		return;
	windows->line++;
	windows->line_start = windows->at;
}

static void skip_blanks(struct sk_windows *windows)
{
	while (!at_end(windows) && is_blank(here(windows)))
		windows->at++;
}

/* The rest of the line without blanks at its end; behind it stands the next one. */
static size_t take_line(struct sk_windows *windows)
{
	size_t from = windows->at, end;
	while (here(windows) != '\n')
		windows->at++;
	for (end = windows->at; end > from && is_blank(windows->text[end - 1]);)
		end--;
	if (!at_end(windows))
		step(windows);
	return end - from;
}

void sk_windows_unescape(const char *raw, size_t length, struct sk_buf *value)
{
	for (size_t i = 0; i < length; i++) {
		i += raw[i] == '\\' && i + 1 < length;
		sk_buf_add(value, raw + i, 1);
	}
}

/* ---- keys ---- */

/* What the values of a key are. */
enum { NOTHING, PROFILE, RULES, PROGRAMS, PORTS, EXCEPTIONS, IPSEC, UNKNOWN };

static const struct {
	const char *name;
	unsigned profile;
} profile_keys[] = {{"DomainProfile", SK_WINDOWS_DOMAIN}, {"PrivateProfile", SK_WINDOWS_PRIVATE}, {"PublicProfile", SK_WINDOWS_PUBLIC},
		    {"StandardProfile", SK_WINDOWS_STANDARD}};

/* Below the key of the firewall, and below that of a profile. HyperVRules are about virtual machines. That services of Windows are fenced in further (RestrictedServices) is theirs, as what a program
 * refuses is the program's. */
static const struct {
	const char *name;
	int kind;
} parts[] = {{"FirewallRules", RULES}, {"ConSecRules", IPSEC}, {"MainModeRules", NOTHING}, {"Phase1AuthenticationSets", NOTHING}, {"Phase1CryptoSets", NOTHING},
	     {"Phase2AuthenticationSets", NOTHING}, {"Phase2CryptoSets", NOTHING}, {"RestrictedServices", NOTHING}, {"HyperVRules", NOTHING}, {"Logging", NOTHING}},
  profile_parts[] = {{"Logging", NOTHING}, {"AuthorizedApplications", PROGRAMS}, {"GloballyOpenPorts", PORTS}, {"IcmpSettings", EXCEPTIONS},
		     {"RemoteAdminSettings", EXCEPTIONS}, {"Services", EXCEPTIONS}};

/* Takes "\NAME" off the path when it is the next part of it. */
static bool take_part(const char **path, size_t *length, const char *name)
{
	size_t size = strlen(name);
	if (*length < size + 1 || (*path)[0] != '\\' || !begins(*path + 1, *length - 1, name) || (*length > size + 1 && (*path)[size + 1] != '\\'))
		return false;
	*path += size + 1;
	*length -= size + 1;
	return true;
}

static int kind_of_profile(const char *path, size_t length)
{
	if (length == 0)
		return PROFILE;
	for (size_t i = 0; i < SK_COUNT(profile_parts); i++)
		if (take_part(&path, &length, profile_parts[i].name))
			return profile_parts[i].kind;
	return UNKNOWN;
}

static int kind_of_path(struct sk_windows *windows, const char *path, size_t length)
{
	if (length == 0)
		return NOTHING;
	for (size_t i = 0; i < SK_COUNT(profile_keys); i++)
		if (take_part(&path, &length, profile_keys[i].name)) {
			windows->profile = profile_keys[i].profile;
			return kind_of_profile(path, length);
		}
	for (size_t i = 0; i < SK_COUNT(parts); i++)
		if (take_part(&path, &length, parts[i].name))
			return length == 0 || parts[i].kind != RULES ? parts[i].kind : UNKNOWN;
	return UNKNOWN;
}

/* False: it is about something else. */
static bool find_store(struct sk_windows *windows, const char **path, size_t *length)
{
	static const struct {
		const char *path;
		enum sk_windows_store store;
	} roots[] = {{local_path, SK_WINDOWS_LOCAL}, {policy_path, SK_WINDOWS_POLICY}};
	for (size_t i = 0; i < SK_COUNT(roots); i++) {
		size_t size = strlen(roots[i].path);
		if (!begins(*path, *length, roots[i].path) || (*length > size && (*path)[size] != '\\'))
			continue;
		*path += size;
		*length -= size;
		windows->store = roots[i].store;
		if (windows->store == SK_WINDOWS_LOCAL && take_part(path, length, "Mdm"))
			windows->store = SK_WINDOWS_MDM;
		return true;
	}
	return false;
}

static SK_OUTCOME note_seen(struct sk_windows *windows)
{
	uint32_t *seen = &windows->seen[windows->store][windows->kind == RULES ? SK_WINDOWS_PROFILE_KEYS : windows->profile];
	windows->stored[windows->store] = true;
	if (!windows->first)
		windows->first = windows->line;
	if (windows->kind != RULES && windows->kind != PROFILE)
		return SK_OK;
	if (*seen)
		return refuse(windows, N_("a key for the second time"), N_("each key once, of one export"));
	*seen = windows->line;
	return SK_OK;
}

/* "[HKEY_LOCAL_MACHINE\...]" */
static SK_OUTCOME read_key(struct sk_windows *windows)
{
	size_t from = windows->at, length;
	const char *path = windows->text + from + 1;
	for (length = 0; from + length < windows->length && windows->text[from + length] != '\n';)
		length++;
	while (length > 0 && is_blank(windows->text[from + length - 1]))
		length--;
	if (length < 2 || windows->text[from + length - 1] != ']')
		return refuse(windows, N_("a key without its end"), N_("']' at the end of the line"));
	windows->kind = NOTHING;
	windows->profile = SK_WINDOWS_PROFILE_KEYS;
	windows->key = path - 1;
	windows->key_length = length;
	length -= 2;
	if (length > 0 && path[0] == '-')
		return refuse(windows, N_("a key that is taken out"), N_("only what 'reg export' writes"));
	if (find_store(windows, &path, &length)) {
		windows->kind = kind_of_path(windows, path, length);
		SK_TRY(note_seen(windows));
	}
	(void)take_line(windows);
	return SK_OK;
}

/* ---- values ---- */

/* A text in quotes, over several lines if it has them; *out is what stands between, still escaped. */
static SK_OUTCOME take_text(struct sk_windows *windows, size_t most, struct sk_windows_entry *out)
{
	struct sk_place place = place_here(windows);
	windows->at++;
	*out = (struct sk_windows_entry){.line = windows->line, .store = windows->store, .raw = windows->text + windows->at};
	while (!at_end(windows) && here(windows) != '"') {
		if (here(windows) == '\\')
			step(windows);
		if (!at_end(windows))
			step(windows);
	}
	out->length = (size_t)(windows->text + windows->at - out->raw);
	if (at_end(windows))
		return cut(windows, N_("a text without its end"));
	windows->at++;
	return out->length > most ? sk_error_set_number(windows->error, SK_E_TEXT_LONG, &place, most) : SK_OK;
}

/* "dword:00000001" */
static bool read_dword(const char *text, size_t length, uint32_t *out)
{
	static const char head[] = "dword:";
	*out = 0;
	if (!begins(text, length, head) || length != strlen(head) + 8)
		return false;
	for (size_t i = strlen(head); i < length; i++) {
		int digit = sk_config_hexadecimal(text[i]);
		if (digit < 0)
			return false;
		*out = *out << 4 | (uint32_t)digit;
	}
	return true;
}

static SK_OUTCOME add_note(struct sk_windows *windows, const struct sk_windows_note *note)
{
	if (windows->notes.length / sizeof(*note) == NOTES_MAX)
		return sk_windows_too_many(windows, note->line, N_("lines about filters that are not understood"), NOTES_MAX);
	sk_buf_add(&windows->notes, (const char *)note, sizeof(*note));
	return sk_buf_check(&windows->notes, windows->error);
}

/* The key is named: what stands in its values may be personal. */
static SK_OUTCOME note_value(struct sk_windows *windows, uint32_t line, unsigned directions, unsigned ranks)
{
	unsigned profile = windows->profile;
	struct sk_windows_note note = {.line = line, .directions = directions, .ranks = ranks,
				       .profiles = profile < SK_WINDOWS_PROFILES ? 1u << profile : SK_WINDOWS_ALL};
	if (profile == SK_WINDOWS_STANDARD)
		note.profiles = 1 << SK_WINDOWS_PRIVATE | 1 << SK_WINDOWS_PUBLIC;
	bool clean = sk_utf8_clean(windows->key, windows->key_length, NULL);
	SK_TRY(sk_arena_text(windows->arena, clean ? windows->key : "[...]", clean ? windows->key_length : 5, &note.text, windows->error));
	return add_note(windows, &note);
}

/* A value: what stands behind its "=", a text or something else. */
struct value {
	const char *name;
	size_t name_length;
	bool is_text;
	struct sk_windows_entry text; /* its line is there in any case */
	struct sk_place place;
	const char *other;
	size_t other_length;
};

static bool holds(const struct sk_windows_entry *entry, const char *part)
{
	return entry->length > 0 && memmem(entry->raw, entry->length, part, strlen(part)) != NULL;
}

static SK_OUTCOME take_setting(struct sk_windows *windows, const struct value *value)
{
	uint32_t number;
	if (is(value->name, value->name_length, "DisabledInterfaces") && value->is_text && value->text.length > 0)
		return note_value(windows, value->text.line, SK_WINDOWS_BOTH, 1 << SK_WINDOWS_BYPASS);
	for (size_t i = 0; i < SK_WINDOWS_SETTINGS; i++) {
		struct sk_windows_value *setting = &windows->settings[windows->store][windows->profile][i];
		if (!is(value->name, value->name_length, sk_windows_settings[i]))
			continue;
		if (setting->line)
			return sk_error_set(windows->error, SK_E_CONFIG_SYNTAX, &value->place, _("a setting for the second time"), _("each setting of a key once"), NULL);
		bool good = !value->is_text && read_dword(value->other, value->other_length, &number) && number <= 1;
		*setting = (struct sk_windows_value){value->text.line, good ? (int)number : -1};
	}
	return SK_OK;
}

static SK_OUTCOME take_rule(struct sk_windows *windows, const struct value *value)
{
	struct sk_windows_entry entry = value->text;
	if (!value->is_text)
		entry.raw = NULL;
	if (windows->entries.length / sizeof(entry) == RULES_MAX)
		return sk_windows_too_many(windows, entry.line, N_("rules"), RULES_MAX);
	sk_buf_add(&windows->entries, (const char *)&entry, sizeof(entry));
	return sk_buf_check(&windows->entries, windows->error);
}

/* Exceptions as Windows XP had them, which policies may set still. "Enabled" of a list opens nothing by itself. */
static SK_OUTCOME take_exception(struct sk_windows *windows, const struct value *value)
{
	uint32_t number = 0;
	bool switches = is(value->name, value->name_length, "AllowUserPrefMerge");
	bool closed = !value->is_text && read_dword(value->other, value->other_length, &number) && number == 0;
	return switches || closed ? SK_OK : note_value(windows, value->text.line, 1 << SK_WINDOWS_IN, 1 << SK_WINDOWS_ALLOW);
}

/* Of what stands between colons the one behind `skipped` others, from `at` on: the name at the end may hold any words, and colons. */
static bool is_part(const struct sk_windows_entry *entry, size_t at, unsigned skipped, const char *word)
{
	for (; skipped > 0 && at < entry->length; at++)
		skipped -= entry->raw[at] == ':';
	size_t end = at;
	while (end < entry->length && entry->raw[end] != ':')
		end++;
	return skipped == 0 && end - at == strlen(word) && memcmp(entry->raw + at, word, end - at) == 0;
}

/* "445:TCP:*:Enabled:files" */
static SK_OUTCOME take_port(struct sk_windows *windows, const struct value *value)
{
	return value->is_text && is_part(&value->text, 0, 3, "Disabled") ? SK_OK : take_exception(windows, value);
}

/* "C:\a.exe:*:Enabled:a" */
static SK_OUTCOME take_program(struct sk_windows *windows, const struct value *value)
{
	bool drive = value->is_text && value->text.length > 2 && value->text.raw[1] == ':' && value->text.raw[2] == '\\';
	return value->is_text && is_part(&value->text, drive ? 2 : 0, 2, "Disabled") ? SK_OK : take_exception(windows, value);
}

/* What is not secured may be refused. */
static SK_OUTCOME take_ipsec(struct sk_windows *windows, const struct value *value)
{
	bool sleeps = value->is_text && holds(&value->text, "|Active=FALSE|") && !holds(&value->text, "|Active=TRUE|");
	return sleeps ? SK_OK : note_value(windows, value->text.line, SK_WINDOWS_BOTH, 1 << SK_WINDOWS_BLOCK);
}

static SK_OUTCOME take_unknown(struct sk_windows *windows, const struct value *value)
{
	return note_value(windows, value->text.line, SK_WINDOWS_BOTH, 1 << SK_WINDOWS_BYPASS | 1 << SK_WINDOWS_BLOCK);
}

static sk_outcome (*const takers[])(struct sk_windows *windows, const struct value *value) = {
	[NOTHING] = NULL, [PROFILE] = take_setting, [RULES] = take_rule, [PROGRAMS] = take_program, [PORTS] = take_port, [EXCEPTIONS] = take_exception, [IPSEC] = take_ipsec, [UNKNOWN] = take_unknown,
};

/* hex: goes on where a line ends in a backslash. */
static size_t take_other(struct sk_windows *windows)
{
	const char *from = windows->text + windows->at;
	size_t length = take_line(windows), all = length;
	while (length > 0 && from[all - 1] == '\\' && !at_end(windows)) {
		const char *next = windows->text + windows->at;
		length = take_line(windows);
		all = (size_t)(next - from) + length;
	}
	return all;
}

/* "name"= or @=; the name is not longer than one has to be to be known. */
static SK_OUTCOME take_name(struct sk_windows *windows, struct value *value)
{
	struct sk_windows_entry name = {.raw = "", .length = 0};
	if (here(windows) == '@')
		windows->at++;
	else
		SK_TRY(take_text(windows, SK_CONFIG_LINE_MAX, &name));
	*value = (struct value){.name = name.raw, .name_length = name.length};
	skip_blanks(windows);
	if (here(windows) != '=')
		return refuse(windows, N_("a name without a value"), N_("'=' and a value"));
	windows->at++;
	skip_blanks(windows);
	return SK_OK;
}

static SK_OUTCOME read_value(struct sk_windows *windows)
{
	struct value value;
	SK_TRY(take_name(windows, &value));
	value.place = place_here(windows);
	value.text = (struct sk_windows_entry){.line = windows->line, .store = windows->store};
	value.is_text = here(windows) == '"';
	if (here(windows) == '-')
		return refuse(windows, N_("a value that is taken out"), N_("only what 'reg export' writes"));
	if (value.is_text)
		SK_TRY(take_text(windows, windows->kind == NOTHING ? SIZE_MAX : SK_CONFIG_LINE_MAX, &value.text));
	value.other = windows->text + windows->at;
	if (takers[windows->kind] && value.is_text)
		SK_TRY(takers[windows->kind](windows, &value));
	value.other_length = take_other(windows);
	if (value.is_text && value.other_length > 0)
		return refuse(windows, N_("something behind a value"), N_("one value on a line"));
	return takers[windows->kind] && !value.is_text ? takers[windows->kind](windows, &value) : SK_OK;
}

/* ---- lines ---- */

static SK_OUTCOME read_line(struct sk_windows *windows)
{
	skip_blanks(windows);
	const char *from = windows->text + windows->at;
	size_t left = windows->length - windows->at, skipped = left >= 3 && memcmp(from, mark, 3) == 0 ? 3 : 0;
	char c = here(windows);
	if (c == '[')
		return read_key(windows);
	if (c == '"' || c == '@')
		return read_value(windows);
	/* Of the next export. */
	if (begins(from + skipped, left - skipped, header)) {
		windows->kind = NOTHING;
		c = ';';
	}
	if (c != '\n' && c != ';')
		return refuse(windows, N_("a line that no registry file has"), N_("a key in brackets, or a name and its value, as 'reg export' writes them"));
	(void)take_line(windows);
	return SK_OK;
}

static SK_OUTCOME read_lines(struct sk_windows *windows)
{
	windows->at = windows->line_start = 0;
	windows->line = 1;
	while (!at_end(windows))
		SK_TRY(read_line(windows));
	return windows->first ? SK_OK : cut(windows, N_("no key of the firewall stands in it"));
}

/* Text, or the place where it ends to be. */
static SK_OUTCOME check_text(struct sk_windows *windows)
{
	windows->line = 1;
	while (!at_end(windows)) {
		size_t size = sk_utf8_step(windows->text + windows->at, windows->length - windows->at);
		struct sk_place place = {windows->file, windows->line, 0};
		if (size == 0 || here(windows) == '\0') {
			place.column = place_here(windows).column;
			return sk_error_set(windows->error, SK_E_TEXT_ENCODING, &place, NULL, NULL, NULL);
		}
		windows->at += size - 1;
		step(windows);
	}
	return SK_OK;
}

/* ---- the file ---- */

static SK_OUTCOME make_room(struct sk_windows *windows)
{
	struct sk_windows_list *const lists[] = {&windows->ports[0], &windows->ports[1], &windows->addresses[0], &windows->addresses[1], &windows->types};
	for (size_t i = 0; i < SK_COUNT(lists); i++)
		SK_TRY(sk_condition_new(windows->scratch, &lists[i]->values, windows->error));
	return sk_meeting_new(windows->scratch, &windows->meeting, windows->error);
}

static SK_OUTCOME read_all(struct sk_windows *windows, const struct sk_config_source *source, struct sk_buf *decoded, struct sk_filter *out)
{
	windows->text = source->bytes;
	windows->length = source->length;
	bool whole = !is_utf16(source) || decode(source, SIZE_MAX, decoded);
	if (is_utf16(source)) {
		SK_TRY(sk_buf_check(decoded, windows->error));
		windows->text = decoded->bytes ? decoded->bytes : "";
		windows->length = decoded->length;
	}
	SK_TRY(check_text(windows));
	if (!whole)
		return cut(windows, N_("half a character of UTF-16"));
	SK_TRY(make_room(windows));
	SK_TRY(read_lines(windows));
	return sk_windows_make_chains(windows, out);
}

sk_outcome sk_windows_read(struct sk_arena *arena, const struct sk_config_source *source, struct sk_filter *out, struct sk_error *error)
{
	SK_ARENA_SCOPE scratch = sk_arena_new(SCRATCH_MAX);
	SK_BUF_SCOPE decoded = SK_BUF((size_t)SK_CONFIG_BYTES_MAX * 2);
	struct sk_place place = {.file = source->file};
	struct sk_windows windows = {.arena = arena, .scratch = scratch, .error = error, .file = source->file,
				     .entries = SK_BUF(RULES_MAX * sizeof(struct sk_windows_entry)), .notes = SK_BUF(NOTES_MAX * sizeof(struct sk_windows_note)),
				     .value = SK_BUF(SK_CONFIG_LINE_MAX + 1), .shown = SK_BUF(SK_CONFIG_LINE_MAX * 2), .unread = SK_BUF(SK_CONFIG_LINE_MAX * 2)};
	if (!scratch)
		return sk_error_set_number(error, SK_E_MEMORY, NULL, SCRATCH_MAX);
	if (source->length > SK_CONFIG_BYTES_MAX)
		return sk_error_set_number(error, SK_E_FILE_LARGE, &place, SK_CONFIG_BYTES_MAX);
	sk_outcome outcome = read_all(&windows, source, &decoded, out);
	struct sk_buf *const buffers[] = {&windows.entries, &windows.notes, &windows.value, &windows.shown, &windows.unread};
	for (size_t i = 0; i < SK_COUNT(buffers); i++)
		sk_buf_release(buffers[i]);
	return outcome;
}

/* ---- whose bytes they are ---- */

bool sk_windows_knows(const struct sk_config_source *source)
{
	SK_BUF_SCOPE head = SK_BUF(HEAD_MAX * 2);
	if (!is_utf16(source)) {
		size_t skipped = source->length >= 3 && memcmp(source->bytes, mark, 3) == 0 ? 3 : 0;
		return begins(source->bytes + skipped, source->length - skipped, header);
	}
	(void)decode(source, sizeof(header) * 2, &head);
	return head.length > 0 && begins(head.bytes, head.length, header);
}
