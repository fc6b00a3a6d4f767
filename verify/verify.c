/*
 * sekisho-verify: checks a certificate of `sekisho prove --certificate`, and believes nothing of whoever wrote it. One file, the C library, nothing of
 * Sekisho. Certified is the model that stands in the certificate: programs that a packet meets one after the other, of each the first line that matches
 * decides, and what all accept is accepted. That the device does what the model says is not. docs/decisions/0028-certificates.md has the format.
 *
 * The proof walks a tree: the packets at hand are cut in two, or the next line misses them in the dimension that is named, or the next line holds all of
 * them and decides. So every packet of the question comes to one leaf, and each line before the one that decides was shown to miss it.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

__extension__ typedef unsigned __int128 wide;
enum { DIMS = 10, ADDRESSES = 2, COUNT = DIMS /* what is no dimension */, LINES_MAX = 1 << 18, BOXES_MAX = 256, PROGRAMS_MAX = 16, DEPTH_MAX = 1 << 14, TEXT_MAX = 1 << 15, BYTES_MAX = 64 << 20 };
enum { CHECKED, REFUSED, MALFORMED };
static const char *const names[DIMS] = {"source", "target", "protocol", "source-port", "target-port", "icmp", "flags", "state", "in", "out"};
static const wide most[DIMS + 1] = {~(wide)0, ~(wide)0, 255, 65535, 65535, 65535, 63, 4, 255, 255, UINT32_MAX};

struct box { wide low[DIMS], high[DIMS]; }; /* inclusive, low <= high */
static struct line {
	struct box box;
	uint32_t rule; /* its line in the device's file */
	bool accepts;
} lines[LINES_MAX + 1];
static struct piece {
	struct box box;
	size_t program, next; /* the first line that was not shown to miss it */
} stack[DEPTH_MAX + 1];
static struct box asked[BOXES_MAX];
static size_t asked_count, programs, first[PROGRAMS_MAX + 1]; /* a program ends where the next one begins */

static FILE *in;
static const char *path, *rest; /* rest: what is not read yet of the line */
static char text[TEXT_MAX], file[TEXT_MAX], digest[TEXT_MAX];
static unsigned char content[BYTES_MAX + 1];
static uint64_t line_number, bytes, steps, leaves;
static const struct box *at; /* what is being proven, for whoever reads why it is not */
static bool japanese;
#define BOTH(english, other) (japanese ? (other) : (english))

__attribute__((format(printf, 3, 4))) static void need(bool met, int code, const char *format, ...)
{
	FILE *out = code == REFUSED ? stdout : stderr;
	const char *what = code == REFUSED ? BOTH("it does not check out", "確認できません") : BOTH("it cannot be checked", "確認の対象になりません");
	va_list arguments;
	if (met)
		return;
	fprintf(out, "%s:%" PRIu64 ": %s: ", path, line_number, what);
	va_start(arguments, format);
	vfprintf(out, format, arguments);
	va_end(arguments);
	for (size_t dim = 0; at && code == REFUSED && dim < ADDRESSES; dim++)
		fprintf(out, " %s %" PRIx64 "%016" PRIx64 " %" PRIx64 "%016" PRIx64, names[dim], (uint64_t)(at->low[dim] >> 64), (uint64_t)at->low[dim],
			(uint64_t)(at->high[dim] >> 64), (uint64_t)at->high[dim]);
	for (size_t dim = ADDRESSES; at && code == REFUSED && dim < DIMS; dim++)
		fprintf(out, " %s %u %u", names[dim], (unsigned)at->low[dim], (unsigned)at->high[dim]);
	fputc('\n', out);
	exit(code);
}

static void expect(bool met, const char *what)
{
	need(met, MALFORMED, BOTH("here belongs: %s", "ここに必要なもの: %s"), what);
}

static void next_line(void)
{
	size_t length = fgets(text, sizeof(text), in) ? strlen(text) : 0;
	line_number++;
	expect(length > 0 && text[length - 1] == '\n' && (bytes += length) <= BYTES_MAX, BOTH("a whole line, in a file of at most 64 MiB", "64 MiB 以内のファイルの、行末まである行"));
	text[length - 1] = '\0';
	rest = text;
}

static bool word_is(const char *word)
{
	size_t length = strlen(word);
	bool is = strncmp(rest, word, length) == 0 && (rest[length] == ' ' || rest[length] == '\0');
	rest += is ? length + (rest[length] == ' ') : 0;
	return is;
}

static wide number(size_t dim)
{
	static const char digits[] = "0123456789abcdef";
	const char *digit, *start = rest;
	wide value = 0, base = dim < ADDRESSES ? 16 : 10;
	for (; *rest && (digit = memchr(digits, *rest, (size_t)base)); rest++) {
		wide added = (wide)(digit - digits);
		expect(added <= most[dim] && value <= (most[dim] - added) / base, BOTH("a smaller number", "もっと小さい数"));
		value = value * base + added;
	}
	expect(rest != start && (*rest == ' ' || *rest == '\0'), BOTH("a number", "数"));
	rest += *rest == ' ';
	return value;
}

static size_t dimension(void)
{
	size_t dim = 0;
	while (dim < DIMS && !word_is(names[dim]))
		dim++;
	expect(dim < DIMS, BOTH("a dimension", "次元の名前"));
	return dim;
}

/* "source ffff0a000000 ffff0a0000ff target-port 445 445": each at most once and in their order; what is not named is not limited. */
static struct box ranges(void)
{
	struct box box = {{0}, {0}};
	memcpy(box.high, most, sizeof(box.high));
	for (size_t dim, least = 0; *rest; least = dim + 1) {
		dim = dimension();
		box.low[dim] = number(dim);
		box.high[dim] = number(dim);
		expect(dim >= least && box.low[dim] <= box.high[dim], BOTH("ranges in their order", "正しい順序の範囲"));
	}
	return box;
}

/* What the certificate says it is about is shown as it stands there, in signs that can be shown. */
static const char *head(const char *key)
{
	next_line();
	expect(word_is(key), key);
	for (const char *sign = text; *sign; sign++)
		putchar(*sign >= ' ' && *sign < 127 ? *sign : '?');
	putchar('\n');
	return rest;
}

static bool choice(const char *key, const char *yes, const char *no)
{
	bool chosen = strcmp(head(key), yes) == 0;
	expect(chosen || strcmp(rest, no) == 0, no);
	return chosen;
}

static void read_model(void)
{
	for (next_line(); word_is("interface");)
		next_line();
	for (; asked_count < BOXES_MAX && word_is("box"); next_line())
		asked[asked_count++] = ranges();
	for (; programs < PROGRAMS_MAX && word_is("program"); programs++)
		for (next_line(), first[programs + 1] = first[programs]; first[programs + 1] < LINES_MAX; next_line()) {
			struct line *new = &lines[first[programs + 1]];
			if (word_is("rule")) /* as it is written on the device */
				continue;
			new->accepts = word_is("accept");
			if (!new->accepts && !word_is("drop"))
				break;
			new->rule = (uint32_t)number(COUNT);
			new->box = ranges();
			first[programs + 1]++;
		}
	expect(asked_count > 0 && programs > 0 && strcmp(rest, "proof") == 0, "box, program, proof");
}

static bool inside(const struct box *inner, const struct box *outer)
{
	size_t dim = 0;
	while (dim < DIMS && inner->low[dim] >= outer->low[dim] && inner->high[dim] <= outer->high[dim])
		dim++;
	return dim == DIMS;
}

static void miss(struct piece *piece, size_t dim, wide count)
{
	for (const struct line *next = &lines[piece->next]; count > 0; count--, steps++, next++, piece->next++)
		need(piece->next < first[piece->program + 1] && (next->box.high[dim] < piece->box.low[dim] || next->box.low[dim] > piece->box.high[dim]), REFUSED,
		     BOTH("line %" PRIu32 " of the device's file does not miss these in %s:", "機器の設定の %" PRIu32 " 行目は、次のパケットから %s で外れていません:"),
		     next->rule, names[dim]);
}

static void cut(struct piece *piece, size_t dim, wide value)
{
	need(value > piece->box.low[dim] && value <= piece->box.high[dim], REFUSED, BOTH("this does not cut these:", "これでは次のパケットを切り分けられません:"));
	piece[1] = piece[0];
	piece[0].box.low[dim] = value;
	piece[1].box.high[dim] = value - 1;
}

/* True when their fate is known, and is the one that is to be shown. */
static bool decide(struct piece *piece, uint32_t rule, bool accepted)
{
	const struct line *next = &lines[piece->next];
	bool here = piece->next < first[piece->program + 1] && next->rule == rule && inside(&piece->box, &next->box);
	bool on = here && next->accepts && piece->program + 1 < programs;
	need(here && (on || next->accepts == accepted), REFUSED, BOTH("line %" PRIu32 " of the device's file does not decide so about all of these:",
	     "機器の設定の %" PRIu32 " 行目では、次のパケットのすべてがその結果にはなりません:"), rule);
	if (on)
		piece->next = first[++piece->program];
	leaves += !on;
	return !on;
}

static void prove(const struct box *box, bool accepted)
{
	stack[0] = (struct piece){*box, 0, 0};
	for (size_t depth = 1; depth > 0; steps++) {
		struct piece *piece = &stack[depth - 1];
		at = &piece->box;
		next_line();
		bool cuts = word_is("cut"), misses = !cuts && word_is("miss");
		expect(cuts || misses || word_is("decide"), "cut, miss, decide");
		expect(depth < DEPTH_MAX && steps >> 34 == 0, BOTH("a shorter proof", "もっと短い証明"));
		size_t dim = cuts ? dimension() : COUNT;
		if (cuts)
			cut(piece, dim, number(dim)), depth++;
		else if (!misses)
			depth -= decide(piece, (uint32_t)number(COUNT), accepted);
		for (; misses && *rest; miss(piece, dim, number(COUNT)))
			dim = dimension();
		expect(*rest == '\0', BOTH("the end of the line", "行の終わり"));
	}
	at = NULL;
}

/* Of what holds all packets of the question; of a violation one packet, which has to be of the question. */
static void prove_all(bool holds, bool accepted)
{
	size_t i = 0;
	while (i < asked_count && holds)
		prove(&asked[i++], accepted);
	next_line();
	if (holds)
		return;
	expect(word_is("packet"), "packet");
	struct box packet = ranges();
	while (i < asked_count && !inside(&packet, &asked[i]))
		i++;
	need(i < asked_count, REFUSED, BOTH("that packet was not asked about", "そのパケットは質問に含まれません"));
	prove(&packet, accepted);
	next_line();
}

/* With the file that is named, else with the one of that name beside the certificate; false when there is none. */
static bool compare(const char *named)
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	char hex[2 * sizeof(hash) + 1];
	const char *slash = strrchr(path, '/');
	bool fits = snprintf(text, sizeof(text), "%.*s%s", slash ? (int)(slash + 1 - path) : 0, path, file) < TEXT_MAX;
	FILE *device = fopen(named ? named : text, "rb");
	if (!named && (!device || !fits))
		return false;
	size_t length = device ? fread(content, 1, sizeof(content), device) : 0;
	need(device && !ferror(device) && length < sizeof(content), MALFORMED, BOTH("the device's file cannot be read", "機器の設定ファイルを読めません"));
	crypto_hash_sha256(hash, content, length);
	sodium_bin2hex(hex, sizeof(hex), hash, sizeof(hash));
	need(strcmp(hex, digest) == 0, REFUSED, BOTH("the device's file has another SHA-256", "機器の設定ファイルの SHA-256 が違います"));
	return !fclose(device);
}

static void check(const char *named)
{
	expect(*head("sekisho-certificate/1") == '\0', "sekisho-certificate/1");
	snprintf(file, sizeof(file), "%s", head("file"));
	expect(!strchr(file, '/'), BOTH("a name without folders", "フォルダーを含まない名前"));
	snprintf(digest, sizeof(digest), "%s", head("sha256"));
	head("chain"), head("question"), head("silent");
	bool refused = choice("wanted", "refused", "accepted"), holds = choice("verdict", "holds", "violated"), accepted = refused != holds;
	need(choice("bound", "least", "most") == accepted, REFUSED, BOTH("that is shown with the other bound", "それを示すには逆の側のモデルが必要です"));
	head("model");
	read_model();
	prove_all(holds, accepted);
	expect(strcmp(text, "end") == 0 && fgetc(in) == EOF, "end");
	puts(compare(named) ? BOTH("The file is the one that was read: its SHA-256 agrees.", "ファイルは読み取られたものと同じです（SHA-256 が一致）。") :
			      BOTH("The file is not here, so it was not compared.", "ファイルが隣にないため、比べていません。"));
	printf(BOTH("It checks out: by the model in this certificate the verdict is right (%" PRIu64 " leaves, %" PRIu64 " steps).\n",
		    "確認できました: この証明ファイルのモデルでは、判定は正しいです（葉 %" PRIu64 "、手順 %" PRIu64 "）。\n"), leaves, steps);
}

int main(int argc, char **argv)
{
	static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
	const char *language = NULL;
	for (size_t i = 0; i < 3 && (!language || !*language); i++)
		language = getenv(variables[i]);
	japanese = language && strncmp(language, "ja", 2) == 0 && (strstr(language, "UTF-8") || strstr(language, "utf8"));
	path = argc > 1 ? argv[1] : "-";
	bool help = *path == '-' || argc > 3;
	in = help ? stdin : fopen(path, "rb");
	expect(in, BOTH("a file that can be read", "読めるファイル"));
	if (help)
		puts(BOTH("usage: sekisho-verify CERTIFICATE [FILE]", "使い方: sekisho-verify 証明ファイル [機器の設定ファイル]"));
	else
		check(argc > 2 ? argv[2] : NULL);
	puts(BOTH("This certifies the model as it stands in the certificate. It does not certify that Sekisho read the device's\nfile rightly, "
		  "nor that the words of the question mean these packets.", "確かめたのは証明ファイルに書かれたモデルだけです。機器の設定を\n"
		  "正しく読み取ったこと、質問の言葉がこのパケットを指すことは確かめていません。"));
	return help && strcmp(path, "--help") != 0 ? MALFORMED : CHECKED;
}
