/* The reader of bundles: what is refused, as which error and on which line; bundles cut anywhere; no memory anywhere. */
#include "cmocka_all.h"

#include "fault_alloc.h"
#include "rows.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROOM = 512 << 10, ARENA = 64 << 20 };

#define HEAD_ \
	"{\"bundle\":\"sekisho-bundle/1\",\"collector\":\"c\",\"host\":\"h\",\"sequence\":1,\"previous\":null,\"at\":\"2026-04-01T09:00:00Z\"," \
	"\"origin\":\"live\",\"tool\":\"t\"}\n"
#define COVERAGE_(number_, kind_, status_, method_) \
	"{\"coverage\":" number_ ",\"kind\":\"" kind_ "\",\"subject\":\"s\",\"source\":\"x\",\"status\":\"" status_ "\",\"method\":\"" method_ \
	"\",\"at\":\"2026-04-01T09:00:00Z\",\"digest\":null}\n"
#define LOCK_ COVERAGE_("1", "screen_lock", "complete", "observed")
#define FACT_ "{\"fact\":1,\"values\":{\"scope\":\"machine\",\"enabled\":true,\"lock_after\":900}}\n"
#define END_(coverage_, facts_) "{\"end\":{\"coverage\":" coverage_ ",\"facts\":" facts_ "}}\n"
#define SIGNATURE_ "{\"signature\":\"-----BEGIN SSH SIGNATURE-----\\nAAAA\\n-----END SSH SIGNATURE-----\\n\"}\n"
#define VALUES_(text_) HEAD_ LOCK_ "{\"fact\":1,\"values\":{" text_ "}}\n" END_("1", "1")
#define SOFTWARE_(name_) \
	HEAD_ COVERAGE_("1", "software", "complete", "observed") "{\"fact\":1,\"values\":{\"name\":\"" name_ "\"}}\n" END_("1", "1")

static sk_outcome read_bytes(struct sk_arena *arena, const char *bytes, size_t length, const struct sk_bundle **bundle,
			     struct sk_error *error)
{
	return sk_bundle_read(arena, "bundle", bytes, length, bundle, error);
}

/* ---- what is read ---- */

static void a_signed_bundle_is_read(void **state)
{
	static const char bytes[] = HEAD_ LOCK_ FACT_ FACT_ COVERAGE_("2", "practice", "partial", "attested") END_("2", "2") SIGNATURE_;
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
	const struct sk_bundle *bundle;
	struct sk_error error;
	(void)state;
	assert_false(sk_failed(read_bytes(arena, bytes, sizeof(bytes) - 1, &bundle, &error)));
	assert_int_equal(bundle->coverage_count, 2);
	assert_int_equal(bundle->fact_count, 2);
	assert_int_equal(bundle->signed_length, sizeof(bytes) - sizeof(SIGNATURE_));
	assert_string_equal(bundle->signature, "-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n");
	assert_int_equal(bundle->facts[1].line, 4);
	assert_int_equal(bundle->coverage[1].line, 5);
	assert_int_equal(bundle->coverage[1].method, SK_FACT_ATTESTED);
	assert_true(bundle->facts[0].values[1].null); /* identity, left out */
	assert_int_equal(bundle->facts[0].values[3].integer, 900);
	assert_null(bundle->coverage[0].digest);
}

/* ---- the end before the rest ---- */

/* More than one line may hold; the middle of `broken` is no text. */
static void write_large(struct sk_buf *out, bool broken, const char *end)
{
	sk_buf_text(out, HEAD_ LOCK_);
	while (out->length < 2 * SK_BUNDLE_LINE_MAX)
		sk_buf_text(out, FACT_);
	if (broken)
		out->bytes[SK_BUNDLE_LINE_MAX] = '\x01';
	sk_buf_text(out, end);
	assert_false(out->failed);
}

static bool same_error(const struct sk_error *a, const struct sk_error *b)
{
	return a->id == b->id && a->line == b->line && a->column == b->column && strcmp(a->file, b->file) == 0 &&
	       strcmp(a->argument[0], b->argument[0]) == 0;
}

/* What ends too early is refused as the reader would refuse it, but the reader comes to the broken middle first. */
static void a_large_bundle_is_looked_at_from_its_end(void **state)
{
	static const char *const early[] = {"", "{\"fact\":1", "{\"end\":{\"coverage\":1,\"facts\":1}}", "{\"signature\":\"-----BEGIN SSH SIGNATURE-----"};
	(void)state;
	for (size_t i = 0; i < SK_COUNT(early); i++) {
		SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
		SK_BUF_SCOPE whole = SK_BUF(SK_BUNDLE_BYTES_MAX), broken = SK_BUF(SK_BUNDLE_BYTES_MAX);
		const struct sk_bundle *bundle;
		struct sk_error expected = {0}, error = {0};
		write_large(&whole, false, early[i]);
		write_large(&broken, true, early[i]);
		assert_true(sk_failed(sk_bundle_read(arena, "b.jsonl", whole.bytes, whole.length, &bundle, &expected)));
		assert_int_equal(expected.id, SK_E_BUNDLE_CUT);
		assert_true(sk_failed(sk_bundle_read_signed(arena, "b.jsonl", broken.bytes, broken.length, &bundle, &error)));
		assert_true(same_error(&expected, &error));
	}
}

static void a_large_bundle_without_signature_is_not_read(void **state)
{
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
	SK_BUF_SCOPE bare = SK_BUF(SK_BUNDLE_BYTES_MAX), full = SK_BUF(SK_BUNDLE_BYTES_MAX), small = SK_BUF(SK_BUNDLE_BYTES_MAX);
	const struct sk_bundle *bundle = NULL;
	struct sk_error error = {0};
	(void)state;
	write_large(&bare, true, END_("1", "1"));
	assert_false(sk_failed(sk_bundle_read_signed(arena, "b.jsonl", bare.bytes, bare.length, &bundle, &error)));
	assert_null(bundle->signature);
	assert_int_equal(bundle->coverage_count, 0);
	assert_string_equal(bundle->host, "h");
	assert_true(sk_failed(sk_bundle_check_signature_line(bundle, bare.bytes, bare.length, &error)));
	assert_int_equal(error.id, SK_E_SIGNATURE);
	/* With one it is read, and so is a small one. */
	write_large(&full, true, END_("1", "1") SIGNATURE_);
	assert_true(sk_failed(sk_bundle_read_signed(arena, "b.jsonl", full.bytes, full.length, &bundle, &error)));
	assert_int_equal(error.id, SK_E_TEXT_ENCODING);
	sk_buf_text(&small, HEAD_ "\x01\n" END_("0", "0"));
	assert_true(sk_failed(sk_bundle_read_signed(arena, "b.jsonl", small.bytes, small.length, &bundle, &error)));
	assert_int_equal(error.id, SK_E_TEXT_ENCODING);
	/* What its first line says is read as ever. */
	bare.bytes[2] = 'B';
	assert_true(sk_failed(sk_bundle_read_signed(arena, "b.jsonl", bare.bytes, bare.length, &bundle, &error)));
	assert_int_equal(error.id, SK_E_BUNDLE_ORDER);
	assert_int_equal(error.line, 1);
}

static void unusual_but_right(void **state)
{
	static const char *const right[] = {
		HEAD_ END_("0", "0"),
		HEAD_ LOCK_ END_("1", "0"),
		HEAD_ LOCK_ "  {\"values\" : {\"enabled\":false,\"scope\":\"user\",\"identity\":null} , \"fact\":1 } \n" END_("1", "1"),
		SOFTWARE_("\\u8cc7\\u683c"),
		SOFTWARE_("000000000000"),
		SOFTWARE_("12345678901"),
		/* what looks like a secret, and is none */
		SOFTWARE_("PublicKey = xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg="),
		SOFTWARE_("xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg="),
		SOFTWARE_("PrivateKey = (hidden), 44 letters"),
		SOFTWARE_("256 SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU host (ED25519)"),
		SOFTWARE_("MD5:16:27:ac:a5:76:28:2d:36:63:1b:56:4d:eb:df:a6:48"),
		SOFTWARE_("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGPKSUTyz1HwHReFVvD5obVsALAgJRNarH4TRpNePnAS host"),
		SOFTWARE_("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
		SOFTWARE_("d41d8cd98f00b204e9800998ecf8427e: d41d8cd98f00b204e9800998ecf8427e"),
		SOFTWARE_("{31D6CFE0-D16A-E931-B73C-59D7E0C089C0}"),
		SOFTWARE_("password storage scheme {SSHA512}, {CRYPT} or {PBKDF2}"),
		SOFTWARE_("AKIANATECH PRINTER DRIVER 3000"), SOFTWARE_("PuTTY release 0.78 (64-bit)"), SOFTWARE_("Private-Network, at 1,000 $US and $1 more"),
		SOFTWARE_("C:\\\\$Recycle.Bin\\\\S-1-5-21"), SOFTWARE_("2001:0db8:85a3:0000:0000:8a2e:0370:7334"),
		SOFTWARE_("123456789010"),
		/* a digest may hold 12 digits in a row */
		HEAD_ COVERAGE_("1", "usb_device", "complete", "observed")
		"{\"fact\":1,\"values\":{\"vendor_id\":\"04e6\",\"product_id\":\"5116\",\"device_class\":\"card_reader\",\"connected\":true,"
		"\"serial_digest\":\"a123456789018bcdef0123456789abcdefabcdefabcdefabcdefabcdefabcdef\"}}\n" END_("1", "1"),
	};
	(void)state;
	for (size_t i = 0; i < SK_COUNT(right); i++) {
		SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
		const struct sk_bundle *bundle;
		struct sk_error error;
		if (sk_failed(read_bytes(arena, right[i], strlen(right[i]), &bundle, &error)))
			fail_msg("%s line %u %s in:\n%s", sk_error_name(error.id), error.line, error.argument[0], right[i]);
	}
}

/* ---- what is refused ---- */

struct wrong {
	const char *bytes;
	enum sk_error_id id;
	uint32_t line;
};

#define HEAD_WITH(collector_, sequence_, previous_, at_, origin_, tool_) \
	"{\"bundle\":\"sekisho-bundle/1\",\"collector\":" collector_ ",\"host\":\"h\",\"sequence\":" sequence_ ",\"previous\":" previous_ \
	",\"at\":" at_ ",\"origin\":" origin_ ",\"tool\":" tool_ "}\n" END_("0", "0")
#define AT_ "\"2026-04-01T09:00:00Z\""
#define A16 "aaaaaaaaaaaaaaaa"
#define COVERAGE_WITH(subject_, source_, at_, digest_) \
	HEAD_ "{\"coverage\":1,\"kind\":\"route\",\"subject\":" subject_ ",\"source\":" source_ \
	      ",\"status\":\"complete\",\"method\":\"observed\",\"at\":" at_ ",\"digest\":" digest_ "}\n" END_("1", "0")

static const struct wrong wrongs[] = {
	/* the frame */
	{"", SK_E_BUNDLE_CUT, 1},
	{"\n", SK_E_BUNDLE_JSON, 1},
	{HEAD_, SK_E_BUNDLE_CUT, 1},
	{HEAD_ LOCK_, SK_E_BUNDLE_CUT, 2},
	{HEAD_ "{\"end\":{\"coverage\":0,\"facts\":0}}", SK_E_BUNDLE_CUT, 2},
	{HEAD_ "\n" END_("0", "0"), SK_E_BUNDLE_JSON, 2},
	{END_("0", "0"), SK_E_BUNDLE_ORDER, 1},
	{LOCK_, SK_E_BUNDLE_ORDER, 1},
	{HEAD_ HEAD_ END_("0", "0"), SK_E_BUNDLE_ORDER, 2},
	{HEAD_ FACT_ END_("0", "1"), SK_E_BUNDLE_ORDER, 2},
	{HEAD_ END_("0", "0") END_("0", "0"), SK_E_BUNDLE_ORDER, 3},
	{HEAD_ END_("0", "0") LOCK_, SK_E_BUNDLE_ORDER, 3},
	{HEAD_ SIGNATURE_, SK_E_BUNDLE_ORDER, 2},
	{HEAD_ END_("0", "0") SIGNATURE_ SIGNATURE_, SK_E_BUNDLE_ORDER, 4},
	{HEAD_ END_("0", "0") SIGNATURE_ HEAD_, SK_E_BUNDLE_ORDER, 4},
	{HEAD_ END_("0", "0") SIGNATURE_ "\n", SK_E_BUNDLE_JSON, 4},
	{HEAD_ END_("0", "0") SIGNATURE_ " ", SK_E_BUNDLE_CUT, 4},
	{HEAD_ "{}\n" END_("0", "0"), SK_E_BUNDLE_ORDER, 2},
	{HEAD_ "{\"note\":1}\n" END_("0", "0"), SK_E_BUNDLE_ORDER, 2},
	{HEAD_ "{\"end\":{\"coverage\":0,\"facts\":0}}\r\n", SK_E_TEXT_ENCODING, 2},
	{"\xEF\xBB\xBF" HEAD_ END_("0", "0"), SK_E_TEXT_ENCODING, 1},
	/* not JSON as we take it */
	{HEAD_ "[]\n" END_("0", "0"), SK_E_TYPE, 2},
	{HEAD_ "1\n" END_("0", "0"), SK_E_BUNDLE_JSON, 2},
	{HEAD_ "{\"end\":{\"coverage\":0,\"facts\":0}} {}\n", SK_E_BUNDLE_JSON, 2},
	{HEAD_ "{'end':{'coverage':0,'facts':0}}\n", SK_E_BUNDLE_JSON, 2},
	{HEAD_ "{\"end\":{\"coverage\":0,\"facts\":0},}\n", SK_E_BUNDLE_JSON, 2},
	{HEAD_ "{\"end\":{\"coverage\":0,\"facts\":0}}//\n", SK_E_BUNDLE_JSON, 2},
	{HEAD_ "{\"end\":{\"coverage\":00,\"facts\":0}}\n", SK_E_BUNDLE_JSON, 2},
	{HEAD_ "{\"end\":{\"coverage\":NaN,\"facts\":0}}\n", SK_E_BUNDLE_JSON, 2},
	{HEAD_ "{\"end\":{\"coverage\":0,\"coverage\":0,\"facts\":0}}\n", SK_E_BUNDLE_DUPLICATE, 2},
	{HEAD_ "{\"end\":{\"coverage\":99999999999999999999,\"facts\":0}}\n", SK_E_BUNDLE_JSON, 2},
	{SOFTWARE_("a\\u0000b"), SK_E_BUNDLE_JSON, 3},
	{SOFTWARE_("\\ud800"), SK_E_BUNDLE_JSON, 3},
	{SOFTWARE_("a\xFF"), SK_E_TEXT_ENCODING, 3},
	{SOFTWARE_("a\\u0085"), SK_E_TEXT_ENCODING, 3},
	{SOFTWARE_("a\\nb"), SK_E_TEXT_ENCODING, 3},
	{SOFTWARE_("a\tb"), SK_E_BUNDLE_JSON, 3},
	{HEAD_ LOCK_ "{\"fact\":1,\"values\":{\"scope\":{\"a\":1}}}\n" END_("1", "1"), SK_E_TYPE, 3},
	{HEAD_ LOCK_ "{\"fact\":1,\"values\":{\"scope\":[]}}\n" END_("1", "1"), SK_E_TYPE, 3},
	/* the head */
	{"{\"bundle\":\"sekisho-bundle/2\",\"collector\":\"c\",\"host\":\"h\",\"sequence\":1,\"previous\":null,\"at\":" AT_
	 ",\"origin\":\"live\",\"tool\":\"t\"}\n",
	 SK_E_FORMAT, 1},
	{HEAD_WITH("\"a b\"", "1", "null", AT_, "\"live\"", "\"t\""), SK_E_ID_FORM, 1},
	{HEAD_WITH("\"\"", "1", "null", AT_, "\"live\"", "\"t\""), SK_E_ID_FORM, 1},
	{HEAD_WITH("\"" A16 A16 A16 A16 "a\"", "1", "null", AT_, "\"live\"", "\"t\""), SK_E_ID_FORM, 1},
	{HEAD_WITH("1", "1", "null", AT_, "\"live\"", "\"t\""), SK_E_TYPE, 1},
	{HEAD_WITH("\"c\"", "0", "null", AT_, "\"live\"", "\"t\""), SK_E_NUMBER, 1},
	{HEAD_WITH("\"c\"", "1000000001", "null", AT_, "\"live\"", "\"t\""), SK_E_NUMBER, 1},
	{HEAD_WITH("\"c\"", "1.0", "null", AT_, "\"live\"", "\"t\""), SK_E_TYPE, 1},
	{HEAD_WITH("\"c\"", "\"1\"", "null", AT_, "\"live\"", "\"t\""), SK_E_TYPE, 1},
	{HEAD_WITH("\"c\"", "1", "\"" A16 A16 A16 "\"", AT_, "\"live\"", "\"t\""), SK_E_TYPE, 1},
	{HEAD_WITH("\"c\"", "1", "\"" A16 A16 A16 "AAAAAAAAAAAAAAAA\"", AT_, "\"live\"", "\"t\""), SK_E_TYPE, 1},
	{HEAD_WITH("\"c\"", "1", "false", AT_, "\"live\"", "\"t\""), SK_E_TYPE, 1},
	{HEAD_WITH("\"c\"", "1", "null", "\"2026-04-01\"", "\"live\"", "\"t\""), SK_E_TYPE, 1},
	{HEAD_WITH("\"c\"", "1", "null", "\"2026-04-01T18:00:00+09:00\"", "\"live\"", "\"t\""), SK_E_TYPE, 1},
	{HEAD_WITH("\"c\"", "1", "null", "\"2026-02-29T09:00:00Z\"", "\"live\"", "\"t\""), SK_E_TYPE, 1},
	{HEAD_WITH("\"c\"", "1", "null", "1775034000", "\"live\"", "\"t\""), SK_E_TYPE, 1},
	{HEAD_WITH("\"c\"", "1", "null", AT_, "\"planned\"", "\"t\""), SK_E_CHOICE, 1},
	{HEAD_WITH("\"c\"", "1", "null", AT_, "\"live\"", "\"\""), SK_E_TYPE, 1},
	{HEAD_WITH("\"c\"", "1", "null", AT_, "\"live\"", "\"" A16 A16 A16 A16 A16 A16 A16 A16 "a\""), SK_E_TYPE, 1},
	{HEAD_WITH("\"c\"", "1", "null", AT_, "\"live\"", "\"t\",\"more\":1"), SK_E_KEY_UNKNOWN, 1},
	{"{\"bundle\":\"sekisho-bundle/1\",\"collector\":\"c\"}\n", SK_E_KEY_MISSING, 1},
	/* coverage */
	{HEAD_ COVERAGE_("2", "route", "complete", "observed") END_("1", "0"), SK_E_BUNDLE_NUMBER, 2},
	{HEAD_ COVERAGE_("0", "route", "complete", "observed") END_("1", "0"), SK_E_NUMBER, 2},
	{HEAD_ LOCK_ LOCK_ END_("2", "0"), SK_E_BUNDLE_NUMBER, 3},
	{HEAD_ LOCK_ COVERAGE_("3", "route", "complete", "observed") END_("2", "0"), SK_E_BUNDLE_NUMBER, 3},
	{HEAD_ COVERAGE_("1", "roots", "complete", "observed") END_("1", "0"), SK_E_BUNDLE_KIND, 2},
	{HEAD_ COVERAGE_("1", "route", "done", "observed") END_("1", "0"), SK_E_CHOICE, 2},
	{HEAD_ COVERAGE_("1", "route", "complete", "seen") END_("1", "0"), SK_E_CHOICE, 2},
	{HEAD_ COVERAGE_("1", "practice", "complete", "observed") END_("1", "0"), SK_E_CHOICE, 2},
	{HEAD_ COVERAGE_("1", "route", "complete", "attested") END_("1", "0"), SK_E_CHOICE, 2},
	{COVERAGE_WITH("\"a/b\"", "\"x\"", AT_, "null"), SK_E_ID_FORM, 2},
	{COVERAGE_WITH("\"s\"", "\"\"", AT_, "null"), SK_E_TYPE, 2},
	{COVERAGE_WITH("\"s\"", "null", AT_, "null"), SK_E_TYPE, 2},
	{COVERAGE_WITH("\"s\"", "\"x\"", "\"soon\"", "null"), SK_E_TYPE, 2},
	{COVERAGE_WITH("\"s\"", "\"x\"", AT_, "\"\""), SK_E_TYPE, 2},
	{COVERAGE_WITH("\"s\"", "\"x\"", AT_, "null,\"planned\":true"), SK_E_KEY_UNKNOWN, 2},
	{HEAD_ "{\"coverage\":1,\"kind\":\"route\"}\n" END_("1", "0"), SK_E_KEY_MISSING, 2},
	/* facts */
	{HEAD_ COVERAGE_("1", "screen_lock", "absent", "observed") FACT_ END_("1", "1"), SK_E_BUNDLE_FACT, 3},
	{HEAD_ COVERAGE_("1", "screen_lock", "denied", "observed") FACT_ END_("1", "1"), SK_E_BUNDLE_FACT, 3},
	{HEAD_ COVERAGE_("1", "screen_lock", "error", "observed") FACT_ END_("1", "1"), SK_E_BUNDLE_FACT, 3},
	{HEAD_ LOCK_ COVERAGE_("2", "screen_lock", "complete", "observed") FACT_ END_("2", "1"), SK_E_BUNDLE_ORDER, 4},
	{HEAD_ LOCK_ "{\"fact\":2,\"values\":{\"scope\":\"machine\",\"enabled\":true}}\n" END_("1", "1"), SK_E_BUNDLE_ORDER, 3},
	{HEAD_ LOCK_ "{\"fact\":1,\"values\":null}\n" END_("1", "1"), SK_E_TYPE, 3},
	{HEAD_ LOCK_ "{\"fact\":1}\n" END_("1", "1"), SK_E_KEY_MISSING, 3},
	{HEAD_ LOCK_ "{\"fact\":1,\"values\":{},\"at\":1}\n" END_("1", "1"), SK_E_KEY_UNKNOWN, 3},
	{VALUES_(""), SK_E_KEY_MISSING, 3},
	{VALUES_("\"scope\":\"machine\""), SK_E_KEY_MISSING, 3},
	{VALUES_("\"scope\":\"machine\",\"enabled\":null"), SK_E_TYPE, 3},
	{VALUES_("\"scope\":\"machine\",\"enabled\":1"), SK_E_TYPE, 3},
	{VALUES_("\"scope\":\"Machine\",\"enabled\":true"), SK_E_CHOICE, 3},
	{VALUES_("\"scope\":\"machine\",\"enabled\":true,\"lock_after\":-1"), SK_E_NUMBER, 3},
	{VALUES_("\"scope\":\"machine\",\"enabled\":true,\"lock_after\":123456789018"), SK_E_NUMBER, 3},
	{VALUES_("\"scope\":\"machine\",\"enabled\":true,\"lock_after\":1e2"), SK_E_TYPE, 3},
	{VALUES_("\"scope\":\"machine\",\"enabled\":true,\"identity\":\"a b\""), SK_E_TYPE, 3},
	{VALUES_("\"scope\":\"machine\",\"enabled\":true,\"identity\":\"\""), SK_E_TYPE, 3},
	{VALUES_("\"scope\":\"machine\",\"enabled\":true,\"lock_afther\":1"), SK_E_KEY_UNKNOWN, 3},
	/* the end */
	{HEAD_ LOCK_ END_("2", "0"), SK_E_BUNDLE_COUNT, 3},
	{HEAD_ LOCK_ FACT_ END_("1", "0"), SK_E_BUNDLE_COUNT, 4},
	{HEAD_ LOCK_ END_("1", "1"), SK_E_BUNDLE_COUNT, 3},
	{HEAD_ "{\"end\":null}\n", SK_E_TYPE, 2},
	{HEAD_ "{\"end\":{\"coverage\":0}}\n", SK_E_KEY_MISSING, 2},
	{HEAD_ "{\"end\":{\"coverage\":0,\"facts\":0,\"more\":0}}\n", SK_E_KEY_UNKNOWN, 2},
	{HEAD_ "{\"end\":{\"coverage\":-1,\"facts\":0}}\n", SK_E_NUMBER, 2},
	{HEAD_ END_("0", "0") "{\"signature\":null}\n", SK_E_TYPE, 3},
	{HEAD_ END_("0", "0") "{\"signature\":\"\"}\n", SK_E_TYPE, 3},
	{HEAD_ END_("0", "0") "{\"signature\":\"\xE9\x96\xA2\"}\n", SK_E_TYPE, 3},
	{HEAD_ END_("0", "0") "{\"signature\":\"a\",\"key\":\"b\"}\n", SK_E_KEY_UNKNOWN, 3},
	/* what may stand nowhere */
	{SOFTWARE_("123456789018"), SK_E_BUNDLE_PERSON, 3},
	{SOFTWARE_("no. 1234-5678-9018"), SK_E_BUNDLE_PERSON, 3},
	{SOFTWARE_("\\u0031\\uff1234567890\\u00318"), SK_E_BUNDLE_PERSON, 3},
	{COVERAGE_WITH("\"123456789018\"", "\"x\"", AT_, "null"), SK_E_BUNDLE_PERSON, 2},
	{COVERAGE_WITH("\"s\"", "\"/data/123456789018.xml\"", AT_, "null"), SK_E_BUNDLE_PERSON, 2},
	{COVERAGE_WITH("\"s\"", "\"x\"", AT_, "\"123456789018\""), SK_E_BUNDLE_PERSON, 2},
	{HEAD_WITH("\"c123456789018\"", "1", "null", AT_, "\"live\"", "\"t\""), SK_E_BUNDLE_PERSON, 1},
	{VALUES_("\"123456789018\":1"), SK_E_BUNDLE_PERSON, 3},
	{HEAD_ "{\"x\":\"123456789018\"}\n", SK_E_BUNDLE_PERSON, 2},
	{SOFTWARE_("$6$abcdefgh$xyz"), SK_E_BUNDLE_SECRET, 3},
	{SOFTWARE_("root:$y$j9T$x"), SK_E_BUNDLE_SECRET, 3},
	{SOFTWARE_("-----BEGIN OPENSSH PRIVATE KEY-----"), SK_E_BUNDLE_SECRET, 3},
	{SOFTWARE_("-----BEGIN"), SK_E_BUNDLE_SECRET, 3},
	{SOFTWARE_("web:$apr1$r31.....$HqJZimcKQFAMYayBlzkrA/"), SK_E_BUNDLE_SECRET, 3},
	{SOFTWARE_("$8$dsYGNam3K1SIJO$7nv/35M/qr6t.dVc7UY9zrJDWRVqncHub1PE9UlMQFs"), SK_E_BUNDLE_SECRET, 3},
	{SOFTWARE_("Administrator:500:aad3b435b51404eeaad3b435b51404ee:31d6cfe0d16ae931b73c59d7e0c089c0:::"), SK_E_BUNDLE_SECRET, 3},
	{SOFTWARE_("0123456789abcdef0123456789ABCDEF:31d6cfe0d16ae931b73c59d7e0c089c0"), SK_E_BUNDLE_SECRET, 3},
	{SOFTWARE_("AAD3B435: aad3b435b51404ee"), SK_E_BUNDLE_SECRET, 3},
	{SOFTWARE_("userPassword: {SSHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g6vTqZ"), SK_E_BUNDLE_SECRET, 3},
	{SOFTWARE_("{ssha512}W6ph5Mm5Pz8GgiULbPgzG37mj9g"), SK_E_BUNDLE_SECRET, 3},
	{SOFTWARE_("{CRYPT}aa3LIZJwvsN7Aabc.defgh"), SK_E_BUNDLE_SECRET, 3},
	{SOFTWARE_("PrivateKey = yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk="), SK_E_BUNDLE_SECRET, 3},
	{SOFTWARE_("private_key:yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk="), SK_E_BUNDLE_SECRET, 3},
	{SOFTWARE_("wg set wg0 PRESHAREDKEY='yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk='"), SK_E_BUNDLE_SECRET, 3},
	{SOFTWARE_("\\\"private-key\\\": \\\"yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk=\\\""), SK_E_BUNDLE_SECRET, 3},
	{SOFTWARE_("PuTTY-User-Key-File-3: ssh-ed25519"), SK_E_BUNDLE_SECRET, 3},
	{SOFTWARE_("a Private-Lines: 1 of it"), SK_E_BUNDLE_SECRET, 3},
	{SOFTWARE_("aws_access_key_id=AKIAIOSFODNN7EXAMPLE"), SK_E_BUNDLE_SECRET, 3},
	{SOFTWARE_("AKIAIOSFODNN7EXAMPLE"), SK_E_BUNDLE_SECRET, 3},
	{SOFTWARE_("b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ"), SK_E_BUNDLE_SECRET, 3},
	{SOFTWARE_("PRIVATE KEY"), SK_E_BUNDLE_SECRET, 3},
	{SOFTWARE_("PRIVATE\\u0020KEY"), SK_E_BUNDLE_SECRET, 3},
	{SOFTWARE_("\\u0024y$j"), SK_E_BUNDLE_SECRET, 3},
	{SOFTWARE_("a\\tb"), SK_E_TEXT_ENCODING, 3},
	{SOFTWARE_("a\\u200bb"), SK_E_TEXT_ENCODING, 3},
	{VALUES_("\"scope\":\"machine\",\"enabled\":true,\"identity\":\"$2b$10$abc\""), SK_E_BUNDLE_SECRET, 3},
};

static void shows_no_person(const struct sk_error *error)
{
	SK_BUF_SCOPE text = SK_BUF(4096);
	sk_error_print(error, &text);
	assert_false(text.failed);
	if (strstr(text.bytes, "9018") || strstr(text.bytes, "$6$") || strstr(text.bytes, "j9T"))
		fail_msg("repeats what it must not: %s", text.bytes);
}

static void faults_are_named(void **state)
{
	(void)state;
	for (size_t i = 0; i < SK_COUNT(wrongs); i++) {
		SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
		const struct sk_bundle *bundle = NULL;
		struct sk_error error = {0};
		sk_outcome outcome = read_bytes(arena, wrongs[i].bytes, strlen(wrongs[i].bytes), &bundle, &error);
		if (outcome.class != SK_CLASS_INPUT || error.id != wrongs[i].id || error.line != wrongs[i].line)
			fail_msg("case %zu: %s line %u (%s), expected %s line %u in:\n%s", i, sk_error_name(error.id), error.line, error.argument[0],
				 sk_error_name(wrongs[i].id), wrongs[i].line, wrongs[i].bytes);
		assert_null(bundle);
		assert_string_equal(error.file, "bundle");
		shows_no_person(&error);
	}
	print_message("# %zu malformed bundles\n", SK_COUNT(wrongs));
	assert_true(SK_COUNT(wrongs) >= 60);
}

/* Bytes that no C string holds. */
static void a_nul_is_refused(void **state)
{
	char bytes[] = HEAD_ LOCK_ FACT_ END_("1", "1");
	(void)state;
	for (size_t at = 0; at < sizeof(bytes) - 1; at++) {
		SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
		const struct sk_bundle *bundle;
		struct sk_error error;
		char kept = bytes[at];
		bytes[at] = '\0';
		assert_int_equal(read_bytes(arena, bytes, sizeof(bytes) - 1, &bundle, &error).class, SK_CLASS_INPUT);
		assert_int_equal(error.id, at == sizeof(bytes) - 2 ? SK_E_BUNDLE_CUT : SK_E_TEXT_ENCODING);
		bytes[at] = kept;
	}
}

static void a_column_is_named(void **state)
{
	static const char bytes[] = HEAD_ "{\"end\":{\"coverage\":0,,\"facts\":0}}\n";
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
	const struct sk_bundle *bundle;
	struct sk_error error;
	(void)state;
	assert_true(sk_failed(read_bytes(arena, bytes, sizeof(bytes) - 1, &bundle, &error)));
	assert_int_equal(error.line, 2);
	assert_in_range(error.column, 22, 24);
	char broken[] = SOFTWARE_("\xE9\x96\xA2\xFF");
	const char *line = strstr(broken, "{\"fact\"");
	assert_true(sk_failed(read_bytes(arena, broken, sizeof(broken) - 1, &bundle, &error)));
	assert_int_equal(error.column, (size_t)(strchr(broken, '\xFF') - line) - 2 + 1); /* three bytes are one column */
}

/* ---- ceilings ---- */

static void refused_as(const char *bytes, size_t length, enum sk_error_id id, uint32_t line)
{
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
	const struct sk_bundle *bundle;
	struct sk_error error = {0};
	sk_outcome outcome = read_bytes(arena, bytes, length, &bundle, &error);
	if (outcome.class != SK_CLASS_INPUT || error.id != id || error.line != line)
		fail_msg("%s line %u, expected %s line %u", sk_error_name(error.id), error.line, sk_error_name(id), line);
}

static void read_as(const char *bytes, size_t length, size_t coverage, size_t facts)
{
	SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
	const struct sk_bundle *bundle;
	struct sk_error error = {0};
	if (sk_failed(read_bytes(arena, bytes, length, &bundle, &error)))
		fail_msg("%s line %u %s", sk_error_name(error.id), error.line, error.argument[0]);
	assert_int_equal(bundle->coverage_count, coverage);
	assert_int_equal(bundle->fact_count, facts);
}

static void a_long_line_is_refused(void **state)
{
	SK_BUF_SCOPE text = SK_BUF(1 << 20);
	(void)state;
	/* Blanks are JSON too: a line of the longest length, then one more. */
	for (size_t more = 0; more < 2; more++) {
		static const char end[] = "{\"end\":{\"coverage\":0,\"facts\":0}}";
		sk_buf_clear(&text);
		sk_buf_text(&text, HEAD_);
		sk_buf_text(&text, end);
		for (size_t i = sizeof(end) - 1; i < SK_BUNDLE_LINE_MAX + more; i++)
			sk_buf_text(&text, " ");
		sk_buf_text(&text, "\n");
		if (more)
			refused_as(text.bytes, text.length, SK_E_BUNDLE_SIZE, 2);
		else
			read_as(text.bytes, text.length, 0, 0);
	}
}

static void many_coverages(struct sk_buf *text, int count)
{
	sk_buf_clear(text);
	sk_buf_text(text, HEAD_);
	for (int i = 1; i <= count; i++)
		sk_buf_print(text, "{\"coverage\":%d,\"kind\":\"route\",\"subject\":\"s\",\"source\":\"x\",\"status\":\"complete\","
				   "\"method\":\"observed\",\"at\":" AT_ ",\"digest\":null}\n", i);
	sk_buf_print(text, "{\"end\":{\"coverage\":%d,\"facts\":0}}\n", count);
}

static void too_much_coverage_is_refused(void **state)
{
	SK_BUF_SCOPE text = SK_BUF(SK_BUNDLE_BYTES_MAX);
	(void)state;
	many_coverages(&text, SK_BUNDLE_COVERAGE_MAX);
	read_as(text.bytes, text.length, SK_BUNDLE_COVERAGE_MAX, 0);
	many_coverages(&text, SK_BUNDLE_COVERAGE_MAX + 1);
	refused_as(text.bytes, text.length, SK_E_BUNDLE_SIZE, SK_BUNDLE_COVERAGE_MAX + 2);
}

static void many_facts(struct sk_buf *text, int count)
{
	sk_buf_clear(text);
	sk_buf_text(text, HEAD_ COVERAGE_("1", "software", "complete", "observed"));
	for (int i = 0; i < count; i++)
		sk_buf_text(text, "{\"fact\":1,\"values\":{\"name\":\"a\"}}\n");
	sk_buf_print(text, "{\"end\":{\"coverage\":1,\"facts\":%d}}\n", count);
}

static void too_many_facts_are_refused(void **state)
{
	SK_BUF_SCOPE text = SK_BUF(SK_BUNDLE_BYTES_MAX);
	(void)state;
	many_facts(&text, SK_BUNDLE_FACTS_MAX);
	read_as(text.bytes, text.length, 1, SK_BUNDLE_FACTS_MAX);
	many_facts(&text, SK_BUNDLE_FACTS_MAX + 1);
	refused_as(text.bytes, text.length, SK_E_BUNDLE_SIZE, SK_BUNDLE_FACTS_MAX + 3);
}

static void a_huge_file_is_refused(void **state)
{
	char *bytes = calloc(1, SK_BUNDLE_BYTES_MAX + 1);
	(void)state;
	assert_non_null(bytes);
	refused_as(bytes, SK_BUNDLE_BYTES_MAX + 1, SK_E_FILE_LARGE, 0);
	memset(bytes, '{', SK_BUNDLE_BYTES_MAX);
	refused_as(bytes, SK_BUNDLE_BYTES_MAX, SK_E_BUNDLE_CUT, 1);
	memset(bytes, '\n', SK_BUNDLE_BYTES_MAX);
	refused_as(bytes, SK_BUNDLE_BYTES_MAX, SK_E_BUNDLE_JSON, 1);
	/* Deep nesting within one line: the reader's own stack is not used. */
	memset(bytes, '[', SK_BUNDLE_LINE_MAX);
	bytes[SK_BUNDLE_LINE_MAX] = '\n';
	refused_as(bytes, SK_BUNDLE_LINE_MAX + 1, SK_E_BUNDLE_JSON, 1);
	free(bytes);
}

/* ---- cut anywhere ---- */

static size_t signed_rows(char *bytes)
{
	struct sk_record record;
	sk_record_open(&record, bytes, ROOM);
	rows_head(&record, "example");
	rows_kind(&record, sk_fact_kind_named("practice"));
	rows_kind(&record, sk_fact_kind_named("interface_address"));
	sk_record_end_line(&record);
	assert_false(record.failed);
	memcpy(bytes + record.length, SIGNATURE_, sizeof(SIGNATURE_));
	return record.length + sizeof(SIGNATURE_) - 1;
}

/* Only two lengths are bundles: all of it, and all but the signature. Each cut lies at the end of its own memory. */
static void a_cut_bundle_is_refused(void **state)
{
	static char bytes[ROOM];
	size_t length = signed_rows(bytes), unsigned_length = length - (sizeof(SIGNATURE_) - 1);
	(void)state;
	for (size_t cut = 0; cut <= length; cut++) {
		SK_ARENA_SCOPE arena = sk_arena_new(1 << 20);
		const struct sk_bundle *bundle;
		struct sk_error error = {0};
		char *piece = malloc(cut + (cut == 0));
		assert_non_null(piece);
		memcpy(piece, bytes, cut);
		sk_outcome outcome = read_bytes(arena, piece, cut, &bundle, &error);
		free(piece);
		if (cut == length || cut == unsigned_length) {
			assert_false(sk_failed(outcome));
			assert_true((bundle->signature != NULL) == (cut == length));
			assert_int_equal(bundle->signed_length, unsigned_length);
		} else if (error.id != SK_E_BUNDLE_CUT) {
			fail_msg("cut at %zu: %s", cut, sk_error_name(error.id));
		}
	}
	print_message("# cut at %zu places\n", length + 1);
}

/* Any other byte in place of one: read or refused, never a crash, and never with a place outside the file. */
static void a_changed_byte_is_safe(void **state)
{
	static const unsigned char others[] = {0, '\n', '"', '\\', '{', '}', '[', ',', ':', '0', '9', '-', ' ', 'a', 0x7F, 0x80, 0xC2, 0xFF};
	static char bytes[ROOM];
	static const char text[] = HEAD_ LOCK_ FACT_ END_("1", "1") SIGNATURE_;
	size_t refused = 0, read = 0;
	(void)state;
	memcpy(bytes, text, sizeof(text));
	for (size_t at = 0; at < sizeof(text) - 1; at++)
		for (size_t i = 0; i < SK_COUNT(others); i++) {
			SK_ARENA_SCOPE arena = sk_arena_new(1 << 20);
			const struct sk_bundle *bundle;
			struct sk_error error = {0};
			bytes[at] = (char)others[i];
			if (sk_failed(read_bytes(arena, bytes, sizeof(text) - 1, &bundle, &error))) {
				refused++;
				assert_in_range(error.line, 1, 7);
			} else {
				read++;
			}
			bytes[at] = text[at];
		}
	print_message("# %zu changes refused, %zu read\n", refused, read);
	assert_true(refused > read && read > 0);
}

/* ---- no memory ---- */

static unsigned json_left;

static void *json_malloc_failing(size_t size)
{
	return json_left && --json_left == 0 ? NULL : malloc(size);
}

static void is_whole(const struct sk_bundle *bundle)
{
	assert_int_equal(bundle->coverage_count, 2);
	assert_int_equal(bundle->fact_count, 2);
	assert_string_equal(bundle->facts[1].values[0].text, "資格");
}

/* Whichever allocation of jansson fails: refused, or read all the same. Where jansson's lexer lacks memory it says "invalid token", so
 * that "not JSON" is all that can be told; nothing is ever read as something else. (No escapes here: jansson 2.14 aborts when it
 * lacks memory within a text that has them.) */
static void jansson_without_memory(void **state)
{
	static const char bytes[] = HEAD_ LOCK_ FACT_ COVERAGE_("2", "software", "complete", "observed")
		"{\"fact\":2,\"values\":{\"name\":\"資格\"}}\n" END_("2", "2");
	bool done = false;
	unsigned nth = 0, failed = 0, told = 0;
	(void)state;
	json_set_alloc_funcs(json_malloc_failing, free);
	while (!done) {
		SK_ARENA_SCOPE arena = sk_arena_new(1 << 20);
		const struct sk_bundle *bundle;
		struct sk_error error = {0};
		json_left = ++nth;
		sk_outcome outcome = read_bytes(arena, bytes, sizeof(bytes) - 1, &bundle, &error);
		done = json_left > 0;
		json_left = 0;
		if (sk_failed(outcome) && error.id != SK_E_MEMORY && error.id != SK_E_BUNDLE_JSON)
			fail_msg("allocation %u: %s line %u", nth, sk_error_name(error.id), error.line);
		if (!sk_failed(outcome))
			is_whole(bundle);
		failed += sk_failed(outcome);
		told += error.id == SK_E_MEMORY;
	}
	json_set_alloc_funcs(malloc, free);
	print_message("# %u allocations of jansson, %u of them fatal, %u told as memory\n", nth - 1, failed, told);
	assert_true(failed > 20 && told > 20);
}

static void arena_without_memory(void **state)
{
	static char bytes[ROOM];
	size_t length = signed_rows(bytes);
	bool hit = true;
	unsigned nth = 1;
	(void)state;
	for (; hit; nth++) {
		SK_ARENA_SCOPE arena = sk_arena_new(ARENA);
		const struct sk_bundle *bundle;
		struct sk_error error = {0};
		fault_alloc_arm(nth);
		sk_outcome outcome = read_bytes(arena, bytes, length, &bundle, &error);
		hit = fault_alloc_disarm();
		assert_int_equal(sk_failed(outcome), hit);
		assert_true(!hit || error.id == SK_E_MEMORY);
	}
	assert_true(nth > 2);
	/* And at every ceiling. */
	for (size_t ceiling = 0; ceiling < 60000; ceiling += 97) {
		SK_ARENA_SCOPE arena = sk_arena_new(ceiling);
		const struct sk_bundle *bundle;
		struct sk_error error = {0};
		if (arena && sk_failed(read_bytes(arena, bytes, length, &bundle, &error)))
			assert_int_equal(error.id, SK_E_MEMORY);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_signed_bundle_is_read),	cmocka_unit_test(a_large_bundle_is_looked_at_from_its_end), cmocka_unit_test(a_large_bundle_without_signature_is_not_read),
		cmocka_unit_test(unusual_but_right),
		cmocka_unit_test(faults_are_named),		cmocka_unit_test(a_nul_is_refused),
		cmocka_unit_test(a_column_is_named),		cmocka_unit_test(a_long_line_is_refused),
		cmocka_unit_test(too_much_coverage_is_refused), cmocka_unit_test(too_many_facts_are_refused),
		cmocka_unit_test(a_huge_file_is_refused),	cmocka_unit_test(a_cut_bundle_is_refused),
		cmocka_unit_test(a_changed_byte_is_safe),	cmocka_unit_test(arena_without_memory),
		cmocka_unit_test(jansson_without_memory),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
