/* A ledger sheet that was filled in -> what it says that ledger.yaml does not. */
#include "answer/private.h"

#include <string.h>

const struct sk_label sk_ledger_heads[SK_DEVICE_COLUMNS] = {
	[SK_DEVICE_NUMBER] = {"台帳番号", "Number"}, [SK_DEVICE_NAME] = {"名称", "Name"}, [SK_DEVICE_CLASS] = {"種類", "Kind"},
	[SK_DEVICE_SUBJECT] = {"確認対象の記号", "Subject"}, [SK_DEVICE_MAKER] = {"製造者", "Maker"}, [SK_DEVICE_MODEL] = {"機種", "Model"},
	[SK_DEVICE_SOFTWARE] = {"OS・ソフトウェア", "System and software"}, [SK_DEVICE_LOCATION] = {"置き場所", "Where it stands"},
	[SK_DEVICE_RESPONSIBLE] = {"責任を持つ者", "Who answers for it"}, [SK_DEVICE_NETWORKED] = {"ネットワーク接続", "On the network"},
	[SK_DEVICE_REMOTE] = {"遠隔保守", "Remote maintenance"}, [SK_DEVICE_DISCLOSURE] = {"開示書（MDS/SDS）の受領", "Disclosure (MDS/SDS) received"},
	[SK_DEVICE_C] = {"機密性（1-3）", "Confidentiality (1-3)"}, [SK_DEVICE_I] = {"完全性（1-2）", "Integrity (1-2)"}, [SK_DEVICE_A] = {"可用性（1-2）", "Availability (1-2)"},
	[SK_DEVICE_ENTERED] = {"登録日", "Entered on"}, [SK_DEVICE_REVIEWED] = {"見直した日", "Reviewed on"}, [SK_DEVICE_DISPOSED] = {"廃棄した日", "Disposed of on"},
	[SK_DEVICE_NOTE] = {"備考", "Note"},
};

/* In the order of sk_words_device_class, sk_words_party and sk_words_yes. No comma: lists that open are written with them. */
static const struct sk_label classes[] = {
	{"パソコン・端末", "computer"}, {"サーバ", "server"}, {"ルータ", "router"}, {"ハブ・スイッチ", "hub or switch"}, {"無線アクセスポイント", "access point"}, {"カードリーダー", "card reader"},
	{"プリンタ・複合機", "printer"}, {"外部記憶・NAS", "storage"}, {"医療機器", "medical device"}, {"電話・携帯端末", "phone"}, {"ソフトウェア", "software"}, {"情報", "information"}, {"その他", "other"},
};
static const struct sk_label parties[] = {
	[SK_PARTY_FACILITY] = {"施設", "facility"}, [SK_PARTY_VENDOR] = {"ベンダ", "vendor"}, [SK_PARTY_CARRIER] = {"回線事業者", "carrier"}, [SK_PARTY_OPERATOR] = {"運営主体", "operator"},
};
static const struct sk_label yes_or_no[] = {{"いいえ", "no"}, {"はい", "yes"}};

const struct sk_label *sk_ledger_words(int column, size_t *count)
{
	const struct sk_choices *choices = sk_device_fields[column].choices;
	*count = choices ? choices->count : 0;
	return choices == &sk_words_device_class ? classes : choices == &sk_words_party ? parties : choices ? yes_or_no : NULL;
}

const char *sk_ledger_shown(int column, const char *value, enum sk_lang lang)
{
	size_t count;
	const struct sk_label *words = sk_ledger_words(column, &count);
	for (size_t i = 0; i < count; i++)
		if (strcmp(value, sk_device_fields[column].choices->words[i]) == 0)
			return sk_label_in(&words[i], lang);
	return value;
}

struct taking {
	struct sk_arena *arena;
	const struct sk_site *site;
	const struct sk_ledger *ledger;
	sk_time day;
	const struct sk_sheet *sheet;
	uint32_t columns[SK_DEVICE_COLUMNS];
	const char **numbers; /* of the rows until now */
	size_t number_count;
	struct sk_device_change *items;
	const struct sk_device **before;
	struct sk_ledger_taken *out;
	struct sk_error *error;
};

static sk_outcome wrong(const struct taking *taking, uint32_t row, int column, const char *expected)
{
	return sk_sheet_error(taking->sheet, row, taking->columns[column], expected, taking->error);
}

/* ---- one cell ---- */

/* The blanks of both scripts at its ends, and lines within it, are how it was typed and nothing that was said. */
static sk_outcome plain_text(const struct taking *taking, const char *text, const char **out)
{
	static const char wide[] = "\u3000";
	size_t length, blank = sizeof(wide) - 1;
	for (bool more = true; more;) {
		more = *text == ' ' || *text == '\n' || *text == '\t' || strncmp(text, wide, blank) == 0;
		text += !more ? 0 : strncmp(text, wide, blank) == 0 ? blank : 1;
	}
	length = strlen(text);
	for (bool more = true; more && length > 0;) {
		bool is_wide = length >= blank && memcmp(text + length - blank, wide, blank) == 0;
		more = is_wide || text[length - 1] == ' ' || text[length - 1] == '\n' || text[length - 1] == '\t';
		length -= !more ? 0 : is_wide ? blank : 1;
	}
	SK_TRY(sk_arena_text(taking->arena, text, length, out, taking->error));
	answer_join_lines(*out);
	return SK_OK;
}

/* In CSV a text that a program could take for a formula has an apostrophe before it, one more where it begins with some itself. */
static const char *without_guard(const struct taking *taking, const char *text)
{
	size_t marks = taking->sheet->book->form == SK_SHEET_CSV ? strspn(text, "'") : 0;
	return marks > 0 && text[marks] && strchr("=+-@", text[marks]) ? text + 1 : text;
}

static sk_outcome take_text(const struct taking *taking, uint32_t row, int column, const char *text, const char **out)
{
	*out = without_guard(taking, text);
	return strlen(*out) <= sk_device_text_max[column] ? SK_OK : wrong(taking, row, column, _("a shorter text"));
}

static sk_outcome take_id(const struct taking *taking, uint32_t row, int column, const char *text, const char **out)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_";
	enum { ID_MAX = 64 };
	text = without_guard(taking, text);
	size_t length = strlen(text);
	*out = text;
	if (column == SK_DEVICE_NUMBER)
		return length <= ID_MAX && strspn(text, letters) == length ? SK_OK : wrong(taking, row, column, _("1 to 64 letters, digits, '.', '-' or '_'"));
	const struct sk_device *device = sk_ledger_device(taking->ledger, taking->numbers[taking->number_count - 1]);
	bool stays = device && device->values[column] && strcmp(device->values[column], text) == 0; /* of one that is gone */
	return stays || sk_site_subject(taking->site, text) ? SK_OK : wrong(taking, row, column, _("the id of a subject in site.yaml, or nothing"));
}

static sk_outcome take_word(const struct taking *taking, uint32_t row, int column, const char *text, const char **out)
{
	const struct sk_choices *choices = sk_device_fields[column].choices;
	size_t count;
	int state;
	const struct sk_label *words = sk_ledger_words(column, &count);
	for (size_t i = 0; i < count; i++)
		if (answer_same_word(text, words[i].en) || strcmp(text, words[i].ja) == 0 || answer_same_word(text, choices->words[i])) {
			*out = choices->words[i];
			return SK_OK;
		}
	if (choices != &sk_words_yes)
		return wrong(taking, row, column, column == SK_DEVICE_CLASS ? _("a kind from the list, such as 'router', or 'other'") : _("facility, vendor, carrier or operator"));
	if (!answer_state_of(text, &state) || state == SK_UNKNOWN)
		return wrong(taking, row, column, _("yes or no; empty where nobody knows"));
	*out = choices->words[state == SK_MET];
	return SK_OK;
}

static sk_outcome take_level(const struct taking *taking, uint32_t row, int column, const char **out)
{
	int64_t level;
	SK_TRY(sk_sheet_whole(taking->sheet, row, taking->columns[column], sk_device_fields[column].low, sk_device_fields[column].high, &level, taking->error));
	return sk_arena_print(taking->arena, out, taking->error, "%d", (int)level);
}

static sk_outcome take_day(const struct taking *taking, uint32_t row, int column, const char **out)
{
	char text[SK_TIME_TEXT];
	sk_time day;
	SK_TRY(sk_sheet_day(taking->sheet, row, taking->columns[column], &day, taking->error));
	sk_date_print(day, text);
	SK_TRY(sk_arena_text(taking->arena, text, strlen(text), out, taking->error));
	const struct sk_device *device = sk_ledger_device(taking->ledger, taking->numbers[taking->number_count - 1]);
	if (device && device->values[column] && strcmp(device->values[column], text) == 0)
		return SK_OK;
	if (column == SK_DEVICE_REVIEWED && device && device->reviewed > day)
		return wrong(taking, row, column, _("a day not before that in ledger.yaml: the sheet is older than the ledger, make a new one"));
	return day != 0 && day <= taking->day ? SK_OK : wrong(taking, row, column, _("a day that has come"));
}

/* *out NULL: it is empty. */
static sk_outcome take_cell(const struct taking *taking, uint32_t row, int column, const char **out)
{
	const struct sk_sheet_cell *cell = sk_sheet_at(taking->sheet, row, taking->columns[column]);
	const char *text;
	*out = NULL;
	if (cell && (cell->formula || cell->kind == SK_SHEET_FAULT))
		return wrong(taking, row, column, _("a value that somebody typed, no formula"));
	SK_TRY(plain_text(taking, cell ? cell->text : "", &text));
	if (!*text)
		return SK_OK;
	switch (sk_device_fields[column].type) {
	case SK_FIELD_ID:
		return take_id(taking, row, column, text, out);
	case SK_FIELD_CHOICE:
		return take_word(taking, row, column, text, out);
	case SK_FIELD_NUMBER:
		return take_level(taking, row, column, out);
	case SK_FIELD_DATE:
		return take_day(taking, row, column, out);
	default:
		return take_text(taking, row, column, text, out);
	}
}

/* ---- one row ---- */

static bool is_blank(const struct sk_sheet_cell *cell)
{
	return !cell || (!cell->formula && cell->text[strspn(cell->text, " \n\t")] == '\0');
}

static bool says_more(const struct taking *taking, uint32_t row)
{
	for (int column = SK_DEVICE_NAME; column < SK_DEVICE_COLUMNS; column++)
		if (!is_blank(sk_sheet_at(taking->sheet, row, taking->columns[column])))
			return true;
	return false;
}

static sk_outcome take_number(struct taking *taking, uint32_t row, const char **out)
{
	SK_TRY(take_cell(taking, row, SK_DEVICE_NUMBER, out));
	if (!*out)
		return wrong(taking, row, SK_DEVICE_NUMBER, _("a number of its own for each device, such as D-001"));
	for (size_t i = 0; i < taking->number_count; i++)
		if (strcmp(taking->numbers[i], *out) == 0)
			return wrong(taking, row, SK_DEVICE_NUMBER, _("each number on one row"));
	taking->numbers[taking->number_count++] = *out;
	return SK_OK;
}

/* Whether the entry says it already; lines are nothing that was said. */
static sk_outcome is_said(const struct taking *taking, const char *said, const char *new, bool *out)
{
	const char *plain = "";
	if (said)
		SK_TRY(plain_text(taking, said, &plain));
	*out = said && (strcmp(said, new) == 0 || strcmp(plain, new) == 0);
	return SK_OK;
}

/* Keeps of what the row says only what is new. */
static sk_outcome leave_out(const struct taking *taking, const struct sk_device *before, struct sk_device_change *change, size_t *left)
{
	*left = 0;
	for (int column = SK_DEVICE_NAME; column < SK_DEVICE_COLUMNS; column++) {
		bool said = false;
		if (before && change->values[column])
			SK_TRY(is_said(taking, before->values[column], change->values[column], &said));
		if (said)
			change->values[column] = NULL;
		*left += change->values[column] != NULL;
	}
	return SK_OK;
}

static sk_outcome check_row(const struct taking *taking, uint32_t row, const struct sk_device *before, const struct sk_device_change *change)
{
	if (!before && !change->values[SK_DEVICE_NAME])
		return wrong(taking, row, SK_DEVICE_NAME, _("what the device is called"));
	if (!before && !change->values[SK_DEVICE_CLASS])
		return wrong(taking, row, SK_DEVICE_CLASS, _("a kind from the list, such as 'router', or 'other'"));
	const char *entered = change->values[SK_DEVICE_ENTERED] ? change->values[SK_DEVICE_ENTERED] : before ? before->values[SK_DEVICE_ENTERED] : NULL;
	const char *disposed = change->values[SK_DEVICE_DISPOSED] ? change->values[SK_DEVICE_DISPOSED] : before ? before->values[SK_DEVICE_DISPOSED] : NULL;
	if (entered && disposed && strcmp(disposed, entered) < 0)
		return wrong(taking, row, SK_DEVICE_DISPOSED, _("a day not before the one on which it was entered"));
	return SK_OK;
}

static sk_outcome take_row(struct taking *taking, uint32_t row)
{
	struct sk_device_change change = {0};
	size_t left;
	if (!says_more(taking, row)) {
		taking->out->empty += sk_sheet_at(taking->sheet, row, taking->columns[SK_DEVICE_NUMBER]) != NULL;
		return SK_OK;
	}
	SK_TRY(take_number(taking, row, &change.values[SK_DEVICE_NUMBER]));
	for (int column = SK_DEVICE_NAME; column < SK_DEVICE_COLUMNS; column++)
		SK_TRY(take_cell(taking, row, column, &change.values[column]));
	const struct sk_device *before = sk_ledger_device(taking->ledger, change.values[SK_DEVICE_NUMBER]);
	SK_TRY(check_row(taking, row, before, &change));
	SK_TRY(leave_out(taking, before, &change, &left));
	taking->out->absent -= before != NULL;
	if (left == 0) {
		taking->out->same++;
		return SK_OK;
	}
	taking->items[taking->out->count] = change;
	taking->before[taking->out->count++] = before;
	taking->out->added += before == NULL;
	return SK_OK;
}

/* ---- the sheet ---- */

static sk_outcome refuse(const struct taking *taking, const char *what)
{
	struct sk_place place = {.file = taking->sheet->book->file};
	return sk_error_set(taking->error, SK_E_LEDGER_SHEET, &place, what, NULL, NULL);
}

static bool is_of_format(const struct sk_sheet_book *book, const char *begin)
{
	return book->count > 0 && strncmp(sk_sheet_text(&book->sheets[0], SK_LEDGER_MARK_ROW, 1), begin, strlen(begin)) == 0;
}

bool sk_answer_is_ledger(const struct sk_sheet_book *book)
{
	return is_of_format(book, "sekisho-ledger-sheet/");
}

static sk_outcome check_sheet(struct taking *taking)
{
	if (strcmp(sk_sheet_text(taking->sheet, SK_LEDGER_MARK_ROW, 1), SK_LEDGER_SHEET_FORMAT) != 0)
		return refuse(taking, _("a ledger sheet of another version"));
	if (!sk_label_is(&taking->site->name, without_guard(taking, sk_sheet_text(taking->sheet, SK_LEDGER_MARK_ROW, 2))))
		return refuse(taking, _("a ledger sheet of another site"));
	answer_find_columns(taking->sheet, SK_LEDGER_HEAD_ROW, sk_ledger_heads, SK_DEVICE_COLUMNS, taking->columns);
	for (int column = 0; column < SK_DEVICE_COLUMNS; column++)
		if (!taking->columns[column])
			return refuse(taking, _("a column of the ledger sheet is missing"));
	return SK_OK;
}

SK_OUTCOME sk_answer_take_ledger(struct sk_arena *arena, const struct sk_site *site, const struct sk_ledger *ledger, sk_time day, const struct sk_sheet_book *book,
				 struct sk_ledger_taken *out, struct sk_error *error)
{
	struct taking taking = {.arena = arena, .site = site, .ledger = ledger, .day = day, .sheet = &book->sheets[0], .out = out, .error = error};
	const size_t most = SK_LEDGER_HEAD_ROW + 2 * SK_DEVICES_MAX;
	void *memory;
	SK_INVARIANT(book->count > 0);
	*out = (struct sk_ledger_taken){.absent = ledger ? ledger->devices.count : 0};
	SK_TRY(sk_sheet_no_person(book, error));
	SK_TRY(check_sheet(&taking));
	if (taking.sheet->rows > most)
		return refuse(&taking, _("it has more rows than a ledger can have"));
	SK_TRY(sk_arena_take(arena, most, sizeof(struct sk_device_change), &memory, error));
	out->items = taking.items = memory;
	SK_TRY(sk_arena_take(arena, most, sizeof(const struct sk_device *), &memory, error));
	out->before = taking.before = memory;
	SK_TRY(sk_arena_take(arena, most, sizeof(const char *), &memory, error));
	taking.numbers = memory;
	for (uint32_t row = SK_LEDGER_HEAD_ROW + 1; row <= taking.sheet->rows; row++)
		SK_TRY(take_row(&taking, row));
	return SK_OK;
}
