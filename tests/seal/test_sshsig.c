/* Signatures: one text and one encoding pass; every other one is refused. */
#include "shared.h"

#include "fault_alloc.h"

#include <sodium.h>

static const char text[] = "{\"bundle\":\"sekisho-bundle/1\",\"collector\":\"c\",\"host\":\"h\"}\n{\"end\":{\"coverage\":0,\"facts\":0}}\n";
enum { TEXT = sizeof(text) - 1, ROOM = 2 * SK_ARMOR_MAX };

static struct pair pair, other;
static char armor[ROOM];
static size_t armor_length;

static void sign(const struct sk_secret_key *key, const char *bytes, size_t length, char out[ROOM])
{
	SK_BUF_SCOPE buf = SK_BUF(ROOM - 1);

	SUCCEEDS(sk_seal_sign(key, bytes, length, &buf, error));
	memcpy(out, buf.bytes, buf.length + 1);
}

static int prepare(void **state)
{
	(void)state;
	pair = pair_make(0);
	other = pair_make(1);
	sign(&pair.secret, text, TEXT, armor);
	armor_length = strlen(armor);
	return 0;
}

static bool passes(const char *candidate)
{
	struct sk_error error = {0};
	sk_outcome outcome = sk_seal_verify(&pair.public, text, TEXT, candidate, &bundle_line, &error);

	if (sk_failed(outcome)) {
		assert_int_equal(error.id, SK_E_SIGNATURE);
		assert_string_equal(error.file, bundle_line.file);
		assert_int_equal(error.line, 7);
		assert_true(*error.argument[0]);
	}
	return !sk_failed(outcome);
}

static void a_signature_of_ours_passes(void **state)
{
	static const char *const texts[] = {"", "\n", "a", "two\nlines\n"};

	(void)state;
	assert_true(passes(armor));
	for (size_t at = 0; at < SK_COUNT(texts); at++) {
		char made[ROOM];

		sign(&pair.secret, texts[at], strlen(texts[at]), made);
		SUCCEEDS(sk_seal_verify(&pair.public, texts[at], strlen(texts[at]), made, &bundle_line, error));
		REFUSES(SIGNATURE, "were changed", sk_seal_verify(&pair.public, "b", 1, made, &bundle_line, error));
	}
}

/* A byte with the value 0 and a large text: the length counts, not the end of a string. */
static void bytes_of_any_value_and_number_are_signed(void **state)
{
	static char large[300000];
	char made[ROOM];

	(void)state;
	for (size_t at = 0; at < sizeof(large); at++)
		large[at] = (char)(at * 7);
	sign(&pair.secret, large, sizeof(large), made);
	SUCCEEDS(sk_seal_verify(&pair.public, large, sizeof(large), made, &bundle_line, error));
	large[sizeof(large) - 1] ^= 1;
	REFUSES(SIGNATURE, "were changed", sk_seal_verify(&pair.public, large, sizeof(large), made, &bundle_line, error));
	REFUSES(SIGNATURE, "were changed", sk_seal_verify(&pair.public, large, 7, made, &bundle_line, error));
}

static void another_key_is_refused(void **state)
{
	char made[ROOM];

	(void)state;
	sign(&other.secret, text, TEXT, made);
	assert_false(passes(made));
	REFUSES(SIGNATURE, "another key", sk_seal_verify(&other.public, text, TEXT, armor, &bundle_line, error));
}

/* ---- every position -------------------------------------------------------------------------------------------- */

static void every_other_byte_of_the_armor_is_refused(void **state)
{
	char changed[ROOM];
	unsigned tried = 0;

	(void)state;
	memcpy(changed, armor, armor_length + 1);
	for (size_t at = 0; at < armor_length; at++) {
		for (int value = 0; value < 256; value++) {
			if ((char)value == armor[at])
				continue;
			changed[at] = (char)value;
			tried++;
			assert_false(passes(changed));
		}
		changed[at] = armor[at];
	}
	assert_true(passes(changed));
	assert_int_equal(tried, armor_length * 255);
	print_message("# armor: %zu bytes, %u changed ones refused\n", armor_length, tried);
}

static void every_byte_too_many_or_too_few_is_refused(void **state)
{
	char changed[ROOM];
	unsigned added = 0, removed = 0, swapped = 0;

	(void)state;
	for (size_t at = 0; at <= armor_length; at++) {
		memcpy(changed, armor, at);
		memcpy(changed + at + 1, armor + at, armor_length - at + 1);
		for (int value = 1; value < 256; value++, added++) {
			changed[at] = (char)value;
			assert_false(passes(changed));
		}
	}
	for (size_t at = 0; at < armor_length; at++, removed++) {
		memcpy(changed, armor, at);
		memcpy(changed + at, armor + at + 1, armor_length - at);
		assert_false(passes(changed));
	}
	memcpy(changed, armor, armor_length + 1);
	for (size_t at = 0; at + 1 < armor_length; at++) {
		if (armor[at] == armor[at + 1])
			continue;
		changed[at] = armor[at + 1];
		changed[at + 1] = armor[at];
		assert_false(passes(changed));
		memcpy(changed + at, armor + at, 2);
		swapped++;
	}
	print_message("# armor: %u with a byte more, %u with one less, %u with two swapped refused\n", added, removed, swapped);
}

static void every_cut_is_refused(void **state)
{
	char cut[ROOM];
	size_t tried = 0;

	(void)state;
	for (; tried < armor_length; tried++) {
		memcpy(cut, armor, tried);
		cut[tried] = '\0';
		assert_false(passes(cut));
		assert_false(passes(armor + tried + 1));
	}
	for (size_t length = 0; length < TEXT; length++)
		REFUSES(SIGNATURE, "were changed", sk_seal_verify(&pair.public, text, length, armor, &bundle_line, error));
	print_message("# cuts: %zu of the armor at either end, %d of the text refused\n", tried, TEXT);
}

static void every_other_byte_of_the_text_is_refused(void **state)
{
	char changed[TEXT];
	unsigned tried = 0;

	(void)state;
	memcpy(changed, text, TEXT);
	for (size_t at = 0; at < TEXT; at++) {
		for (int value = 0; value < 256; value++) {
			if ((char)value == text[at])
				continue;
			changed[at] = (char)value;
			REFUSES(SIGNATURE, "were changed", sk_seal_verify(&pair.public, changed, TEXT, armor, &bundle_line, error));
			tried++;
		}
		changed[at] = text[at];
	}
	assert_int_equal(tried, TEXT * 255);
	print_message("# text: %d bytes, %u changed ones refused\n", TEXT, tried);
}

static void every_other_bit_of_the_key_is_refused(void **state)
{
	unsigned tried = 0;

	(void)state;
	for (size_t bit = 0; bit < 8 * SK_KEY_BYTES; bit++, tried++) {
		struct sk_public_key key = pair.public;

		key.bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
		REFUSES(SIGNATURE, "another key", sk_seal_verify(&key, text, TEXT, armor, &bundle_line, error));
	}
	print_message("# key: %u flipped bits refused\n", tried);
}

/* ---- the same signature in other clothes ------------------------------------------------------------------------ */

static const char begin[] = "-----BEGIN SSH SIGNATURE-----\n", end[] = "-----END SSH SIGNATURE-----\n";

/* The base64 without line ends. */
static size_t body(char out[ROOM])
{
	size_t length = 0;

	for (size_t at = sizeof(begin) - 1; at < armor_length - (sizeof(end) - 1); at++) {
		if (armor[at] != '\n')
			out[length++] = armor[at];
	}
	out[length] = '\0';
	return length;
}

static void wrapped(struct sk_buf *out, size_t width, const char *newline)
{
	char base64[ROOM];
	size_t length = body(base64);

	sk_buf_print(out, "-----BEGIN SSH SIGNATURE-----%s", newline);
	for (size_t at = 0; at < length; at += width) {
		sk_buf_add(out, base64 + at, length - at < width ? length - at : width);
		sk_buf_text(out, newline);
	}
	sk_buf_print(out, "-----END SSH SIGNATURE-----%s", newline);
}

static void other_wrapping_is_refused(void **state)
{
	static const char *const newlines[] = {"\r\n", "\r", "\n\n", " \n", "\n ", "\t\n", "\n\r"};
	SK_BUF_SCOPE out = SK_BUF(ROOM);
	unsigned tried = 0;

	(void)state;
	for (size_t width = 1; width <= 260; width++) {
		sk_buf_clear(&out);
		wrapped(&out, width, "\n");
		assert_int_equal(passes(out.bytes), width == 70);
		tried += width != 70;
	}
	for (size_t at = 0; at < SK_COUNT(newlines); at++, tried++) {
		sk_buf_clear(&out);
		wrapped(&out, 70, newlines[at]);
		assert_false(passes(out.bytes));
	}
	print_message("# wrapping: %u others refused\n", tried);
}

static void other_clothes_are_refused(void **state)
{
	/* %1 the armor, %2 its base64, %3 the armor without its last newline */
	static const char *const forms[] = {
		"%3", "%1\n", "\n%1", " %1", "%1 ", "%3 ", "%3\r\n", "\xEF\xBB\xBF%1", "%1%1", "%3%1", "%1-----", "#\n%1", "%1\x1A",
		"%2", "%2\n", "-----begin ssh signature-----\n%2\n-----end ssh signature-----\n",
		"-----BEGIN SSH SIGNATURE-----\n%2=\n-----END SSH SIGNATURE-----\n",
		"-----BEGIN SSH SIGNATURE-----\n%2====\n-----END SSH SIGNATURE-----\n",
		"-----BEGIN SSH SIGNATURE-----\nVersion: 1\n\n%2\n-----END SSH SIGNATURE-----\n",
		"-----BEGIN PGP SIGNATURE-----\n%2\n-----END PGP SIGNATURE-----\n",
		"-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----\n", "-----BEGIN SSH SIGNATURE-----\n", "",
		"-----BEGIN SSH SIGNATURE-----\n=\n-----END SSH SIGNATURE-----\n",
	};
	char base64[ROOM], open[ROOM];
	const char *const arguments[] = {armor, base64, open};

	(void)state;
	(void)body(base64);
	memcpy(open, armor, armor_length);
	open[armor_length - 1] = '\0';
	for (size_t at = 0; at < SK_COUNT(forms); at++) {
		SK_BUF_SCOPE out = SK_BUF(4 * ROOM);

		sk_message_fill(&out, forms[at], arguments, 3);
		assert_false(passes(out.bytes ? out.bytes : ""));
	}
	print_message("# clothes: %zu others refused\n", SK_COUNT(forms));
}

/* The letters of base64 in the other case, and the other alphabet's last two. */
static void other_letters_are_refused(void **state)
{
	char changed[ROOM];

	(void)state;
	memcpy(changed, armor, armor_length + 1);
	for (size_t at = sizeof(begin) - 1; at < armor_length - (sizeof(end) - 1); at++)
		changed[at] = changed[at] >= 'A' && changed[at] <= 'Z' ? (char)(changed[at] + 32) : changed[at];
	assert_false(passes(changed));
	memcpy(changed, armor, armor_length + 1);
	for (char *at = changed + sizeof(begin) - 1; at < changed + armor_length - (sizeof(end) - 1); at++)
		*at = *at == '+' ? '-' : *at == '/' ? '_' : *at;
	assert_string_not_equal(changed, armor);
	assert_false(passes(changed));
}

/* ---- well-made signatures of another kind ------------------------------------------------------------------------ */

/* What differs from a signature of ours: NULL and 0 are as usual. */
struct recipe {
	const char *why; /* words of the reason */
	const char *magic, *key_type, *name_space, *reserved, *hash, *signature_type, *tail;
	uint32_t version_more;
	int key_more, signature_more;
	const char *key_tail, *signature_tail;
};

static const char *usual(const char *chosen, const char *otherwise)
{
	return chosen ? chosen : otherwise;
}

static void string_of_two(struct sk_wire_out *out, const char *type, const unsigned char *bytes, size_t length, const char *tail)
{
	unsigned char room[ROOM];
	struct sk_wire_out inner = {room, sizeof(room), 0};

	sk_wire_put_text(&inner, type);
	sk_wire_put_string(&inner, bytes, length);
	sk_wire_put(&inner, tail, strlen(tail));
	sk_wire_put_string(out, room, inner.length);
}

/* The signature is good for what the recipe says, so that only the recipe can be the reason. */
static void cook_signature(const struct recipe *recipe, unsigned char signature[64])
{
	unsigned char message[ROOM], hash[crypto_hash_sha512_BYTES];
	struct sk_wire_out out = {message, ROOM, 0};
	const char *magic = usual(recipe->magic, "SSHSIG"), *name = usual(recipe->hash, "sha512");
	bool is_256 = strcmp(name, "sha256") == 0;

	if (is_256)
		crypto_hash_sha256(hash, (const unsigned char *)text, TEXT);
	else
		crypto_hash_sha512(hash, (const unsigned char *)text, TEXT);
	sk_wire_put(&out, magic, strlen(magic));
	sk_wire_put_text(&out, usual(recipe->name_space, SK_SEAL_NAMESPACE));
	sk_wire_put_text(&out, usual(recipe->reserved, ""));
	sk_wire_put_text(&out, name);
	sk_wire_put_string(&out, hash, is_256 ? 32 : 64);
	assert_int_equal(crypto_sign_detached(signature, NULL, message, out.length, pair.secret.bytes), 0);
}

static void cook(const struct recipe *recipe, char out[SK_ARMOR_ROOM])
{
	unsigned char room[ROOM], signature[80] = {0}, key[48] = {0};
	struct sk_wire_out blob = {room, ROOM, 0};
	const char *magic = usual(recipe->magic, "SSHSIG"), *tail = usual(recipe->tail, "");

	cook_signature(recipe, signature);
	memcpy(key, pair.public.bytes, SK_KEY_BYTES);
	sk_wire_put(&blob, magic, strlen(magic));
	sk_wire_put_number(&blob, 1 + recipe->version_more);
	string_of_two(&blob, usual(recipe->key_type, SK_KEY_TYPE), key, (size_t)(32 + recipe->key_more), usual(recipe->key_tail, ""));
	sk_wire_put_text(&blob, usual(recipe->name_space, SK_SEAL_NAMESPACE));
	sk_wire_put_text(&blob, usual(recipe->reserved, ""));
	sk_wire_put_text(&blob, usual(recipe->hash, "sha512"));
	string_of_two(&blob, usual(recipe->signature_type, SK_KEY_TYPE), signature, (size_t)(64 + recipe->signature_more),
		      usual(recipe->signature_tail, ""));
	sk_wire_put(&blob, tail, strlen(tail));
	(void)sk_armor_write(SIGNATURE_LABEL, room, blob.length, out);
}

static const struct recipe recipes[] = {
	{"version 1", .magic = "SSHSIH"},
	{"version 1", .magic = "sshsig"},
	{"version 1", .magic = "SSHSI"},
	{"version 1", .magic = ""},
	{"version 1", .version_more = UINT32_MAX},
	{"version 1", .version_more = 1},
	{"version 1", .version_more = 0x01000000},
	{"version 1", .tail = "x"},
	{"version 1", .tail = "SSHSIG"},
	{"purpose", .name_space = "file"},
	{"purpose", .name_space = ""},
	{"purpose", .name_space = "Sekisho-evidence"},
	{"purpose", .name_space = "sekisho-evidence2"},
	{"purpose", .reserved = "x"},
	{"sha512", .hash = "sha256"},
	{"sha512", .hash = "SHA512"},
	{"sha512", .hash = ""},
	{"ssh-ed25519", .key_type = "ssh-rsa"},
	{"ssh-ed25519", .key_type = ""},
	{"ssh-ed25519", .key_type = "sk-ssh-ed25519@openssh.com"},
	{"ssh-ed25519", .key_type = "ssh-ed25519-cert-v01@openssh.com"},
	{"ssh-ed25519", .signature_type = "ssh-rsa"},
	{"ssh-ed25519", .signature_type = ""},
	{"ssh-ed25519", .key_more = -1},
	{"ssh-ed25519", .key_more = 1},
	{"ssh-ed25519", .key_more = -32},
	{"ssh-ed25519", .signature_more = -1},
	{"ssh-ed25519", .signature_more = 1},
	{"ssh-ed25519", .signature_more = -64},
	{"ssh-ed25519", .key_tail = "x"},
	{"ssh-ed25519", .signature_tail = "x"},
};

static void well_made_signatures_of_another_kind_are_refused(void **state)
{
	char made[SK_ARMOR_ROOM];

	(void)state;
	cook(&(struct recipe){0}, made);
	assert_string_equal(made, armor);
	for (size_t at = 0; at < SK_COUNT(recipes); at++) {
		cook(&recipes[at], made);
		REFUSES(SIGNATURE, recipes[at].why, sk_seal_verify(&pair.public, text, TEXT, made, &bundle_line, error));
	}
	print_message("# kinds: %zu well-made ones of another kind refused\n", SK_COUNT(recipes));
}

/* All that is cut inside, and every length that lies: the blob's bytes changed one by one beneath a correct armor. */
static void every_other_byte_beneath_the_armor_is_refused(void **state)
{
	unsigned char blob[SK_ARMOR_MAX];
	char made[SK_ARMOR_ROOM];
	size_t length = 0;
	unsigned tried = 0;

	(void)state;
	assert_true(sk_armor_read(SIGNATURE_LABEL, armor, armor_length, blob, sizeof(blob), &length));
	for (size_t cut = 0; cut < length; cut++, tried++) {
		(void)sk_armor_write(SIGNATURE_LABEL, blob, cut, made);
		assert_false(passes(made));
	}
	for (size_t at = 0; at < length; at++) {
		unsigned char kept = blob[at];

		for (int value = 0; value < 256; value++) {
			if (value == kept)
				continue;
			blob[at] = (unsigned char)value;
			(void)sk_armor_write(SIGNATURE_LABEL, blob, length, made);
			assert_false(passes(made));
			tried++;
		}
		blob[at] = kept;
	}
	print_message("# blob: %zu bytes, %u changed or cut ones refused\n", length, tried);
}

/* s + L signs the same text for a verifier that does not look: RFC 8032 section 5.1.7 forbids it. */
static void the_twin_of_a_signature_is_refused(void **state)
{
	static const unsigned char order[32] = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
						[31] = 0x10};
	unsigned char blob[SK_ARMOR_MAX];
	char made[SK_ARMOR_ROOM];
	size_t length = 0;

	(void)state;
	assert_true(sk_armor_read(SIGNATURE_LABEL, armor, armor_length, blob, sizeof(blob), &length));
	sodium_add(blob + length - 32, order, sizeof(order));
	(void)sk_armor_write(SIGNATURE_LABEL, blob, length, made);
	REFUSES(SIGNATURE, "were changed", sk_seal_verify(&pair.public, text, TEXT, made, &bundle_line, error));
}

static void long_texts_are_no_signature(void **state)
{
	static char large[SK_ARMOR_ROOM + 100];

	(void)state;
	for (size_t length = SK_ARMOR_MAX - 1; length < sizeof(large) - 1; length += 37) {
		memset(large, 'A', length);
		memcpy(large, begin, sizeof(begin) - 1);
		memcpy(large + length - (sizeof(end) - 1), end, sizeof(end));
		assert_false(passes(large));
	}
	REFUSES(SIGNATURE, "too long", sk_seal_verify(&pair.public, text, TEXT, large, &bundle_line, error));
}

static void without_memory_nothing_is_signed(void **state)
{
	unsigned nth = 1;
	bool hit = true;

	(void)state;
	for (; hit; nth++) {
		SK_BUF_SCOPE buf = SK_BUF(ROOM);
		struct sk_error error = {0};
		sk_outcome outcome;

		fault_alloc_arm(nth);
		outcome = sk_seal_sign(&pair.secret, text, TEXT, &buf, &error);
		hit = fault_alloc_disarm();
		assert_int_equal(sk_failed(outcome), hit);
		assert_int_equal(error.id, hit ? SK_E_MEMORY : SK_E_OK);
		assert_int_equal(buf.length, hit ? 0 : armor_length);
	}
	assert_int_equal(nth, 3);
	SK_BUF_SCOPE tight = SK_BUF(armor_length - 1);
	REFUSES(MEMORY, "", sk_seal_sign(&pair.secret, text, TEXT, &tight, error));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_signature_of_ours_passes),
		cmocka_unit_test(bytes_of_any_value_and_number_are_signed),
		cmocka_unit_test(another_key_is_refused),
		cmocka_unit_test(every_other_byte_of_the_armor_is_refused),
		cmocka_unit_test(every_byte_too_many_or_too_few_is_refused),
		cmocka_unit_test(every_cut_is_refused),
		cmocka_unit_test(every_other_byte_of_the_text_is_refused),
		cmocka_unit_test(every_other_bit_of_the_key_is_refused),
		cmocka_unit_test(other_wrapping_is_refused),
		cmocka_unit_test(other_clothes_are_refused),
		cmocka_unit_test(other_letters_are_refused),
		cmocka_unit_test(well_made_signatures_of_another_kind_are_refused),
		cmocka_unit_test(every_other_byte_beneath_the_armor_is_refused),
		cmocka_unit_test(the_twin_of_a_signature_is_refused),
		cmocka_unit_test(long_texts_are_no_signature),
		cmocka_unit_test(without_memory_nothing_is_signed),
	};

	return cmocka_run_group_tests(tests, prepare, NULL);
}
