/* Keys: lines and files are read in one form only, written whole or not at all. */
#include "shared.h"

#include "fault_alloc.h"

#include <errno.h>
#include <sodium.h>

enum { ROOM = SK_ARMOR_ROOM, LINE_KEY = 80 };

static const char path[] = "keys/collector", text[] = "signed";
static const char old_text[] = "an older key\n";
static struct pair pair;
static char line[ROOM];	      /* with a comment */
static char file[ROOM];	      /* the secret key as a file */
static size_t file_length;
static unsigned char raw[ROOM]; /* beneath its armor */
static size_t raw_length;
static char armor[ROOM]; /* of text */

static int prepare(void **state)
{
	SK_BUF_SCOPE buf = SK_BUF(ROOM - 1);
	SK_BUF_SCOPE signature = SK_BUF(ROOM - 1);
	struct sim_env *sim = sim_env_new();
	const char *written;

	(void)state;
	pair = pair_make(0);
	sk_key_write_public(&pair.public, "c 1", &buf);
	memcpy(line, buf.bytes, buf.length + 1);
	SUCCEEDS(sk_seal_sign(&pair.secret, text, strlen(text), &signature, error));
	memcpy(armor, signature.bytes, signature.length + 1);
	sim_env_put_folder(sim, "keys");
	SUCCEEDS(sk_key_write_secret(sim_env_table(sim), path, &pair.secret, error));
	written = sim_env_get(sim, path, &file_length);
	assert_true(file_length < ROOM);
	memcpy(file, written, file_length);
	assert_true(sk_armor_read(KEY_LABEL, file, file_length, raw, sizeof(raw), &raw_length));
	sim_env_free(sim);
	return 0;
}

/* ---- the line of a public key ---------------------------------------------------------------------------------- */

static void a_line_of_ours_is_read(void **state)
{
	static const char *const comments[] = {NULL, "", "c", "two words", "施設 1"};
	struct sk_public_key key;

	(void)state;
	for (size_t at = 0; at < SK_COUNT(comments); at++) {
		SK_BUF_SCOPE buf = SK_BUF(ROOM);

		sk_key_write_public(&pair.public, comments[at], &buf);
		SUCCEEDS(sk_key_read_public(buf.bytes, &bundle_line, &key, error));
		assert_memory_equal(key.bytes, pair.public.bytes, SK_KEY_BYTES);
		assert_int_equal(buf.length, LINE_KEY + (comments[at] && *comments[at] ? 1 + strlen(comments[at]) : 0));
	}
	sk_key_public_of(&pair.secret, &key);
	assert_memory_equal(key.bytes, pair.public.bytes, SK_KEY_BYTES);
}

/* Each changed byte: the line is refused, or its key verifies nothing of ours, or only the comment is another. */
static void every_other_byte_of_the_line_is_refused(void **state)
{
	unsigned tried = 0, refused = 0, strangers = 0, same = 0;
	size_t length = strlen(line);
	char changed[ROOM];

	(void)state;
	memcpy(changed, line, length + 1);
	for (size_t at = 0; at < length; at++) {
		for (int value = 0; value < 256; value++) {
			struct sk_error told = {0};
			struct sk_public_key key;

			if ((char)value == line[at])
				continue;
			changed[at] = (char)value;
			tried++;
			if (sk_failed(sk_key_read_public(changed, &bundle_line, &key, &told))) {
				assert_int_equal(told.id, SK_E_KEY_FORMAT);
				refused++;
			} else if (memcmp(key.bytes, pair.public.bytes, SK_KEY_BYTES) == 0) {
				assert_true(at >= LINE_KEY);
				same++;
			} else {
				REFUSES(SIGNATURE, "another key",
					sk_seal_verify(&key, text, strlen(text), armor, &bundle_line, error));
				strangers++;
			}
		}
		changed[at] = line[at];
	}
	assert_int_equal(tried, length * 255);
	print_message("# key line: %zu bytes, %u changes: %u refused, %u other keys that verify nothing, %u other comments\n", length,
		      tried, refused, strangers, same);
}

static void a_cut_line_is_refused(void **state)
{
	struct sk_public_key key;
	char cut[ROOM];

	(void)state;
	for (size_t length = 0; length < LINE_KEY; length++) {
		memcpy(cut, line, length);
		cut[length] = '\0';
		REFUSES(KEY_FORMAT, "", sk_key_read_public(cut, &bundle_line, &key, error));
	}
}

/* K stands for the 68 letters of the key. */
static void other_lines_are_refused(void **state)
{
	static const char *const forms[] = {
		"", " ", "%1", "ssh-ed25519", "ssh-ed25519 ", "ssh-ed25519  %1", " ssh-ed25519 %1", "ssh-ed25519\t%1", "SSH-ED25519 %1",
		"ssh-rsa %1", "ssh-ed25519-cert-v01@openssh.com %1", "ssh-ed25519 %1 ", "ssh-ed25519 %1  c", "ssh-ed25519 %1 c ",
		"ssh-ed25519 %1\n", "ssh-ed25519 %1 c\n", "ssh-ed25519 %1\r\n", "ssh-ed25519 %1\tc", "ssh-ed25519 %1 a\tb",
		"ssh-ed25519 %1=", "ssh-ed25519 %1==", "ssh-ed25519 %1A", "ssh-ed25519 %1AAAA", "ssh-ed25519 %1 \xff", "ssh-ed25519 %1 \x1b[1m",
		"ssh-ed25519 %1\nssh-ed25519 %1", "restrict ssh-ed25519 %1", "c ssh-ed25519 %1", "\xEF\xBB\xBFssh-ed25519 %1", "ssh-ed25519 A%1",
	};
	char key_text[LINE_KEY] = "";
	const char *const arguments[] = {key_text};
	struct sk_public_key key;

	(void)state;
	memcpy(key_text, line + 12, 68);
	for (size_t at = 0; at < SK_COUNT(forms); at++) {
		SK_BUF_SCOPE buf = SK_BUF(ROOM);

		sk_message_fill(&buf, forms[at], arguments, 1);
		REFUSES(KEY_FORMAT, "", sk_key_read_public(buf.bytes ? buf.bytes : "", &bundle_line, &key, error));
	}
	print_message("# key line: %zu other forms refused\n", SK_COUNT(forms));
}

static void a_long_line_is_refused(void **state)
{
	struct sk_public_key key;
	static char large[4000];

	(void)state;
	memset(large, 'c', sizeof(large) - 1);
	memcpy(large, line, LINE_KEY + 1);
	REFUSES(KEY_FORMAT, "too long", sk_key_read_public(large, &bundle_line, &key, error));
	large[1024] = '\0';
	SUCCEEDS(sk_key_read_public(large, &bundle_line, &key, error));
}

/* With such a key a signature can be made that fits many texts: points of small order, and numbers past the field's. */
static void keys_that_bind_nothing_are_refused(void **state)
{
	static const unsigned char weak[][SK_KEY_BYTES] = {
		{0},
		{1},
		{0xec, [1 ... 30] = 0xff, 0x7f},
		{[31] = 0x80},
		{1, [31] = 0x80},
		{0xed, [1 ... 30] = 0xff, 0x7f},
		{0xee, [1 ... 30] = 0xff, 0x7f},
		{[0 ... 31] = 0xff},
		{2},
		{0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
		 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05},
		{0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
		 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a},
	};

	(void)state;
	for (size_t at = 0; at < SK_COUNT(weak); at++) {
		SK_BUF_SCOPE buf = SK_BUF(ROOM);
		struct sk_public_key key;

		memcpy(key.bytes, weak[at], SK_KEY_BYTES);
		sk_key_write_public(&key, NULL, &buf);
		REFUSES(KEY_FORMAT, "none that a key can have", sk_key_read_public(buf.bytes, &bundle_line, &key, error));
	}
}

/* ---- the file of a secret key ----------------------------------------------------------------------------------- */

static sk_outcome read_bytes(const char *bytes, size_t length, struct sk_secret_key *key, struct sk_error *error)
{
	sk_outcome outcome = sk_key_read_secret(one_file(bytes, length), path, key, error);

	assert_int_equal(one_file_open(), 0);
	return outcome;
}

static sk_outcome read_raw(const unsigned char *bytes, size_t length, struct sk_secret_key *key, struct sk_error *error)
{
	char made[SK_ARMOR_ROOM];

	return read_bytes(made, sk_armor_write(KEY_LABEL, bytes, length, made), key, error);
}

static void a_file_of_ours_is_read(void **state)
{
	struct sk_secret_key key;

	(void)state;
	SUCCEEDS(read_bytes(file, file_length, &key, error));
	assert_memory_equal(key.bytes, pair.secret.bytes, SK_SECRET_BYTES);
	sk_key_wipe(&key);
	assert_true(sodium_is_zero(key.bytes, sizeof(key.bytes)));
}

static bool refused_or_same(sk_outcome outcome, const struct sk_secret_key *key, const struct sk_error *error, unsigned *same)
{
	if (sk_failed(outcome))
		return error->id == SK_E_KEY_FORMAT && strcmp(error->file, path) == 0;
	++*same;
	return memcmp(key->bytes, pair.secret.bytes, SK_SECRET_BYTES) == 0;
}

/* Only in the comment can a byte be another one; then the key is the same. */
static void every_other_byte_of_the_file_is_refused(void **state)
{
	unsigned tried = 0, same = 0;
	char changed[ROOM];

	(void)state;
	memcpy(changed, file, file_length);
	for (size_t at = 0; at < file_length; at++) {
		for (int value = 0; value < 256; value++) {
			struct sk_error error = {0};
			struct sk_secret_key key;

			if ((char)value == file[at])
				continue;
			changed[at] = (char)value;
			assert_true(refused_or_same(read_bytes(changed, file_length, &key, &error), &key, &error, &same));
			tried++;
		}
		changed[at] = file[at];
	}
	assert_true(same <= 10 * 63);
	print_message("# key file: %zu bytes, %u changes: %u refused, %u other comments\n", file_length, tried, tried - same, same);
}

static void every_other_byte_beneath_the_armor_is_refused(void **state)
{
	unsigned tried = 0, same = 0;
	unsigned char changed[ROOM];

	(void)state;
	memcpy(changed, raw, raw_length);
	for (size_t at = 0; at < raw_length; at++) {
		for (int value = 0; value < 256; value++) {
			struct sk_error error = {0};
			struct sk_secret_key key;

			if (value == raw[at])
				continue;
			changed[at] = (unsigned char)value;
			assert_true(refused_or_same(read_raw(changed, raw_length, &key, &error), &key, &error, &same));
			tried++;
		}
		changed[at] = raw[at];
	}
	assert_in_range(same, 1, strlen("sekisho") * (0x7f - 0x20));
	print_message("# beneath its armor: %zu bytes, %u changes: %u refused, %u other comments\n", raw_length, tried, tried - same, same);
}

static void a_cut_file_is_refused(void **state)
{
	struct sk_secret_key key;

	(void)state;
	for (size_t length = 0; length < file_length; length++)
		REFUSES(KEY_FORMAT, "", read_bytes(file, length, &key, error));
	for (size_t length = 0; length < raw_length; length++)
		REFUSES(KEY_FORMAT, "", read_raw(raw, length, &key, error));
	print_message("# key file: cut at %zu places of the text and %zu beneath, all refused\n", file_length, raw_length);
}

static void other_clothes_of_the_file_are_refused(void **state)
{
	static const char *const forms[] = {"%1\n", "\n%1", " %1", "%1 ", "%1%1", "%1x", "\xEF\xBB\xBF%1"};
	struct sk_secret_key key;
	char text_of_file[ROOM] = "";
	const char *const arguments[] = {text_of_file};
	SK_BUF_SCOPE crlf = SK_BUF(ROOM);

	(void)state;
	memcpy(text_of_file, file, file_length);
	for (size_t at = 0; at < SK_COUNT(forms); at++) {
		SK_BUF_SCOPE buf = SK_BUF(ROOM);

		sk_message_fill(&buf, forms[at], arguments, 1);
		REFUSES(KEY_FORMAT, "not written as", read_bytes(buf.bytes, buf.length, &key, error));
	}
	for (size_t at = 0; at < file_length; at++) {
		if (file[at] == '\n')
			sk_buf_text(&crlf, "\r");
		sk_buf_add(&crlf, file + at, 1);
	}
	REFUSES(KEY_FORMAT, "not written as", read_bytes(crlf.bytes, crlf.length, &key, error));
	REFUSES(KEY_FORMAT, "not written as", read_bytes(armor, strlen(armor), &key, error));
	REFUSES(KEY_FORMAT, "not written as", read_bytes(line, strlen(line), &key, error));
}

/* What differs from a file of ours: NULL and 0 are as usual. */
struct recipe {
	const char *why;
	const char *cipher, *kdf, *options, *type, *tail, *padding, *comment;
	uint32_t keys_more, check_more;
	size_t public_less, secret_less;
	bool other_public, other_inner, other_seed, long_padding, second;
};

static const char *usual(const char *chosen, const char *otherwise)
{
	return chosen ? chosen : otherwise;
}

static void put_half(struct sk_wire_out *out, const struct recipe *recipe)
{
	struct pair other = pair_make(1);

	sk_wire_put_number(out, 5);
	sk_wire_put_number(out, 5 + recipe->check_more);
	sk_wire_put_text(out, usual(recipe->type, SK_KEY_TYPE));
	sk_wire_put_string(out, recipe->other_inner ? other.public.bytes : pair.public.bytes, SK_KEY_BYTES - recipe->public_less);
	sk_wire_put_number(out, (uint32_t)(SK_SECRET_BYTES - recipe->secret_less));
	sk_wire_put(out, recipe->other_seed ? other.secret.bytes : pair.secret.bytes, SK_KEY_BYTES);
	sk_wire_put(out, pair.public.bytes, SK_KEY_BYTES - recipe->secret_less);
	sk_wire_put_text(out, usual(recipe->comment, "comment"));
	if (recipe->padding)
		sk_wire_put(out, recipe->padding, strlen(recipe->padding));
	for (unsigned char pad = 1; !recipe->padding && (out->length % 8 || (recipe->long_padding && pad <= 8)); pad++)
		sk_wire_put(out, &pad, 1);
}

static size_t cook(const struct recipe *recipe, unsigned char room[ROOM])
{
	unsigned char half[ROOM], blob[SK_PUBLIC_BLOB];
	struct sk_wire_out inner = {half, ROOM, 0}, out = {room, ROOM, 0};
	struct pair other = pair_make(1);
	const char *tail = usual(recipe->tail, "");

	sk_wire_public_blob(recipe->other_public ? &other.public : &pair.public, blob);
	put_half(&inner, recipe);
	sk_wire_put(&out, "openssh-key-v1", 15);
	sk_wire_put_text(&out, usual(recipe->cipher, "none"));
	sk_wire_put_text(&out, usual(recipe->kdf, "none"));
	sk_wire_put_text(&out, usual(recipe->options, ""));
	sk_wire_put_number(&out, 1 + recipe->keys_more);
	sk_wire_put_string(&out, blob, sizeof(blob));
	if (recipe->second)
		sk_wire_put_string(&out, blob, sizeof(blob));
	sk_wire_put_string(&out, half, inner.length);
	sk_wire_put(&out, tail, strlen(tail));
	return out.length;
}

static const struct recipe recipes[] = {
	{"passphrase", .cipher = "aes256-ctr", .kdf = "bcrypt", .options = "salt"},
	{"passphrase", .cipher = "aes256-ctr"},
	{"passphrase", .cipher = ""},
	{"passphrase", .kdf = "bcrypt"},
	{"passphrase", .options = "x"},
	{"another number", .keys_more = UINT32_MAX},
	{"another number", .keys_more = 1, .second = true},
	{"another number", .keys_more = 0x7fffffff},
	{"check numbers", .check_more = 1},
	{"type", .type = "ssh-rsa"},
	{"type", .type = "ssh-ed25519-cert-v01@openssh.com"},
	{"halves", .public_less = 1},
	{"halves", .secret_less = 1},
	{"halves", .secret_less = 32},
	{"halves", .other_public = true},
	{"halves", .other_inner = true},
	{"halves", .other_inner = true, .other_public = true},
	{"halves", .other_seed = true},
	{"padding", .long_padding = true},
	{"padding", .padding = "\1\2\3\4\5\7"},
	{"padding", .padding = "\6\5\4\3\2\1"},
	{"padding", .padding = "\1\2\3\4\5\6\7\10\11\12\13\14\15\16"},
	{"damaged", .padding = "\1\2\3\4\5\6\7"},
	{"damaged", .padding = ""},
	{"behind", .tail = "x"},
	{"behind", .tail = "\1\2\3\4"},
	{"behind", .second = true},
	{"comment", .comment = "a\nb"},
	{"comment", .comment = "\xff"},
	{"comment", .comment = "\1\2\3\4"},
};

static void well_made_files_of_another_kind_are_refused(void **state)
{
	unsigned char room[ROOM];
	struct sk_secret_key key;

	(void)state;
	SUCCEEDS(read_raw(room, cook(&(struct recipe){0}, room), &key, error));
	assert_memory_equal(key.bytes, pair.secret.bytes, SK_SECRET_BYTES);
	for (size_t at = 0; at < SK_COUNT(recipes); at++) {
		size_t length = cook(&recipes[at], room);

		REFUSES(KEY_FORMAT, recipes[at].why, read_raw(room, length, &key, error));
	}
	print_message("# key file: %zu well-made ones of another kind refused\n", SK_COUNT(recipes));
}

static void what_is_no_small_file_is_refused(void **state)
{
	static char large[SK_ARMOR_ROOM + 1];
	struct sim_env *sim = sim_env_new();
	const struct sk_env *env = sim_env_table(sim);
	struct sk_secret_key key;

	(void)state;
	sim_env_put_folder(sim, "keys/folder");
	sim_env_put_other(sim, "keys/pipe");
	REFUSES(FILE_READ, "", sk_key_read_secret(env, "keys/absent", &key, error));
	REFUSES(FILE_READ, "", sk_key_read_secret(env, "keys/folder", &key, error));
	REFUSES(FILE_READ, "", sk_key_read_secret(env, "keys/pipe", &key, error));
	REFUSES(FILE_LARGE, "", read_bytes(large, SK_ARMOR_ROOM, &key, error));
	REFUSES(KEY_FORMAT, "", read_bytes(large, SK_ARMOR_ROOM - 1, &key, error));
	sim_env_free(sim);
}

/* ---- faults -------------------------------------------------------------------------------------------------------- */

static struct sim_env *disk(void)
{
	struct sim_env *sim = sim_env_new();

	sim_env_put_text(sim, path, old_text);
	return sim;
}

/* The check numbers are random: whole means that the key comes out of it again. */
static bool is_whole_new(struct sim_env *sim)
{
	struct sk_error error;
	struct sk_secret_key key;

	return !sk_failed(sk_key_read_secret(sim_env_table(sim), path, &key, &error)) &&
	       memcmp(key.bytes, pair.secret.bytes, SK_SECRET_BYTES) == 0;
}

static bool is_old(const struct sim_env *sim)
{
	const char *bytes = sim_env_get(sim, path, NULL);

	return bytes && strcmp(bytes, old_text) == 0;
}

static void after_a_crash_the_file_is_old_or_new(void **state)
{
	static const enum sim_loss losses[] = {SIM_LOSE_NAMES, SIM_KEEP_NAMES, SIM_KEEP_HALF};
	unsigned crashes = 0, news = 0;

	(void)state;
	for (size_t loss = 0; loss < SK_COUNT(losses); loss++) {
		bool hit = true;

		for (unsigned nth = 1; hit; nth++) {
			struct sim_env *sim = disk();
			struct sk_error error = {0};
			sk_outcome outcome;

			sim_env_fault(sim, nth, SIM_STOP, 0);
			outcome = sk_key_write_secret(sim_env_table(sim), path, &pair.secret, &error);
			hit = sim_env_fault_hit(sim);
			sim_env_restart(sim, losses[loss]);
			assert_true(is_old(sim) || is_whole_new(sim));
			assert_true(sk_failed(outcome) || is_whole_new(sim));
			crashes += hit;
			news += is_whole_new(sim);
			sim_env_free(sim);
		}
	}
	assert_true(crashes >= 3 * 6 && news > 3);
	print_message("# key file: %u crashes, whole after each\n", crashes);
}

static void a_failing_disk_is_told(void **state)
{
	unsigned faults = 0;
	bool hit = true;

	(void)state;
	for (unsigned nth = 1; hit; nth++) {
		struct sim_env *sim = disk();
		struct sk_error error = {0};
		sk_outcome outcome;

		sim_env_fault(sim, nth, SIM_ERRNO, ENOSPC);
		outcome = sk_key_write_secret(sim_env_table(sim), path, &pair.secret, &error);
		hit = sim_env_fault_hit(sim);
		sim_env_fault(sim, 0, SIM_NONE, 0);
		assert_int_equal(sk_failed(outcome), hit);
		assert_int_equal(error.id, hit ? SK_E_FILE_WRITE : SK_E_OK);
		assert_true(is_old(sim) || is_whole_new(sim));
		assert_int_equal(sim_env_open_handles(sim), 0);
		faults += hit;
		sim_env_free(sim);
	}
	assert_true(faults >= 6);
}

static void without_memory_no_key_is_read_or_written(void **state)
{
	unsigned faults = 0;

	(void)state;
	for (int write = 0; write < 2; write++) {
		bool hit = true;

		for (unsigned nth = 1; hit; nth++) {
			struct sim_env *sim = disk();
			struct sk_error error = {0};
			struct sk_secret_key key;
			sk_outcome outcome;

			sim_env_put(sim, "in", file, file_length);
			fault_alloc_arm(nth);
			outcome = write ? sk_key_write_secret(sim_env_table(sim), path, &pair.secret, &error)
					: sk_key_read_secret(sim_env_table(sim), "in", &key, &error);
			hit = fault_alloc_disarm();
			assert_int_equal(sk_failed(outcome), hit);
			assert_int_equal(error.id, hit ? SK_E_MEMORY : SK_E_OK);
			assert_true(is_old(sim) || is_whole_new(sim));
			faults += hit;
			sim_env_free(sim);
		}
	}
	assert_true(faults >= 2);
}

static int no_random(void *self, void *out, size_t length)
{
	(void)self;
	memset(out, 9, length / 2);
	return EIO;
}

static void without_random_numbers_no_key_is_made(void **state)
{
	struct sim_env *sim = disk();
	struct sk_env env = *sim_env_table(sim);
	struct pair made = {0};

	(void)state;
	env.random = no_random;
	REFUSES(RANDOM, "reports an error", sk_key_new(&env, &made.secret, &made.public, error));
	assert_true(sodium_is_zero(made.secret.bytes, sizeof(made.secret.bytes)));
	REFUSES(RANDOM, "reports an error", sk_key_write_secret(&env, path, &pair.secret, error));
	assert_true(is_old(sim));
	sim_env_free(sim);
}

static void keys_come_from_the_random_numbers_of_env(void **state)
{
	struct pair again = pair_make(0), next = pair_make(1);

	(void)state;
	assert_memory_equal(&again, &pair, sizeof(pair));
	assert_memory_not_equal(next.secret.bytes, pair.secret.bytes, SK_KEY_BYTES);
	assert_memory_not_equal(next.public.bytes, pair.public.bytes, SK_KEY_BYTES);
}

/* FIPS 180-2, appendix B. */
static void digests_are_sha_256(void **state)
{
	char hex[SK_HEX_ROOM];

	(void)state;
	sk_digest("abc", 3, hex);
	assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	sk_digest("", 0, hex);
	assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	sk_digest("a\0b", 3, hex);
	assert_string_not_equal(hex, "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_of_ours_is_read),
		cmocka_unit_test(every_other_byte_of_the_line_is_refused),
		cmocka_unit_test(a_cut_line_is_refused),
		cmocka_unit_test(other_lines_are_refused),
		cmocka_unit_test(a_long_line_is_refused),
		cmocka_unit_test(keys_that_bind_nothing_are_refused),
		cmocka_unit_test(a_file_of_ours_is_read),
		cmocka_unit_test(every_other_byte_of_the_file_is_refused),
		cmocka_unit_test(every_other_byte_beneath_the_armor_is_refused),
		cmocka_unit_test(a_cut_file_is_refused),
		cmocka_unit_test(other_clothes_of_the_file_are_refused),
		cmocka_unit_test(well_made_files_of_another_kind_are_refused),
		cmocka_unit_test(what_is_no_small_file_is_refused),
		cmocka_unit_test(after_a_crash_the_file_is_old_or_new),
		cmocka_unit_test(a_failing_disk_is_told),
		cmocka_unit_test(without_memory_no_key_is_read_or_written),
		cmocka_unit_test(without_random_numbers_no_key_is_made),
		cmocka_unit_test(keys_come_from_the_random_numbers_of_env),
		cmocka_unit_test(digests_are_sha_256),
	};

	return cmocka_run_group_tests(tests, prepare, NULL);
}
