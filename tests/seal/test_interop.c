/* ssh-keygen and we: each accepts what the other made, and refuses what it must. The real files, the real random numbers. */
#include "shared.h"

#include "port/port.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ROOM = 8192, KEYS = 8 };

static char folder[256];
static const struct sk_env *env;
static struct pair pair;
static const char message[] = "{\"bundle\":\"sekisho-bundle/1\"}\nsecond line, 施設\n";

/* In the folder, with nothing to type and nothing asked. */
static int shell(const char *command)
{
	char line[1024];

	assert_true((size_t)snprintf(line, sizeof(line), "cd '%s' && { %s; } >out 2>err </dev/null", folder, command) < sizeof(line));
	return system(line);
}

static void must(const char *command)
{
	if (shell(command) != 0)
		fail_msg("%s", command);
}

static void must_not(const char *command)
{
	if (shell(command) == 0)
		fail_msg("accepted: %s", command);
}

static const char *in_folder(const char *name)
{
	static char path[512];

	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static void take(const char *name, char out[ROOM])
{
	SK_BUF_SCOPE buf = SK_BUF(ROOM - 1);

	SUCCEEDS(sk_env_read_file(env, in_folder(name), name, ROOM - 1, &buf, error));
	assert_non_null(buf.bytes);
	memcpy(out, buf.bytes, buf.length + 1);
}

static void put(const char *name, const char *bytes, size_t length)
{
	SUCCEEDS(sk_env_write_file(env, in_folder(name), bytes, length, 0600, error));
}

static void put_public(const char *name, const char *before, const char *comment, const struct sk_public_key *key)
{
	SK_BUF_SCOPE buf = SK_BUF(ROOM);

	sk_buf_text(&buf, before);
	sk_key_write_public(key, comment, &buf);
	sk_buf_text(&buf, "\n");
	put(name, buf.bytes, buf.length);
}

static void sign_into(const char *name, const char *bytes, size_t length)
{
	SK_BUF_SCOPE buf = SK_BUF(ROOM);

	SUCCEEDS(sk_seal_sign(&pair.secret, bytes, length, &buf, error));
	put(name, buf.bytes, buf.length);
}

static int prepare(void **state)
{
	const char *base = getenv("TMPDIR");

	(void)state;
	env = sk_port_env();
	(void)snprintf(folder, sizeof(folder), "%s/seal.XXXXXX", base ? base : "/tmp");
	if (!mkdtemp(folder))
		return -1;
	SUCCEEDS(sk_seal_start(error));
	SUCCEEDS(sk_key_new(env, &pair.secret, &pair.public, error));
	SUCCEEDS(sk_key_write_secret(env, in_folder("ours"), &pair.secret, error));
	put_public("ours.pub", "", "c1", &pair.public);
	put_public("allowed", "c1 ", NULL, &pair.public);
	put("message", message, strlen(message));
	sign_into("message.ours", message, strlen(message));
	return 0;
}

static int clean(void **state)
{
	(void)state;
	return strstr(folder, "/seal.") ? shell("rm -f ./*") | rmdir(folder) : -1;
}

#define VERIFY "ssh-keygen -Y verify -f allowed -I c1 -n sekisho-evidence -s "

static void ssh_keygen_accepts_what_we_sign(void **state)
{
	static const char *const texts[] = {"", "\n", "x", "line\r\n"};

	(void)state;
	must(VERIFY "message.ours <message");
	for (size_t at = 0; at < SK_COUNT(texts); at++) {
		put("text", texts[at], strlen(texts[at]));
		sign_into("text.ours", texts[at], strlen(texts[at]));
		must(VERIFY "text.ours <text");
	}
	must_not(VERIFY "text.ours <message");
	must_not("ssh-keygen -Y verify -f allowed -I c1 -n file -s message.ours <message");
	must_not("ssh-keygen -Y verify -f allowed -I c2 -n sekisho-evidence -s message.ours <message");
}

static void we_accept_what_ssh_keygen_signs(void **state)
{
	char theirs[ROOM], ours[ROOM];

	(void)state;
	must("rm -f message.sig; ssh-keygen -Y sign -n sekisho-evidence -f ours message");
	take("message.sig", theirs);
	take("message.ours", ours);
	assert_string_equal(theirs, ours);
	SUCCEEDS(sk_seal_verify(&pair.public, message, strlen(message), theirs, &bundle_line, error));
}

static void signatures_of_another_kind_are_refused(void **state)
{
	static const struct {
		const char *command, *why;
	} samples[] = {
		{"ssh-keygen -Y sign -n file -f ours message", "purpose"},
		{"ssh-keygen -Y sign -n sekisho-evidenc -f ours message", "purpose"},
		{"ssh-keygen -Y sign -O hashalg=sha256 -n sekisho-evidence -f ours message", "sha512"},
		{"ssh-keygen -q -t ed25519 -N '' -f stranger && ssh-keygen -Y sign -n sekisho-evidence -f stranger message", "another key"},
		{"ssh-keygen -q -t rsa -b 1024 -N '' -f rsa && ssh-keygen -Y sign -n sekisho-evidence -f rsa message", "ssh-ed25519"},
		{"ssh-keygen -q -t rsa -b 4096 -N '' -f large && ssh-keygen -Y sign -n sekisho-evidence -f large message", "too long"},
		{"ssh-keygen -q -t ecdsa -N '' -f ecdsa && ssh-keygen -Y sign -n sekisho-evidence -f ecdsa message", "ssh-ed25519"},
	};

	(void)state;
	for (size_t at = 0; at < SK_COUNT(samples); at++) {
		char theirs[ROOM];

		must("rm -f message.sig");
		must(samples[at].command);
		take("message.sig", theirs);
		REFUSES(SIGNATURE, samples[at].why, sk_seal_verify(&pair.public, message, strlen(message), theirs, &bundle_line, error));
	}
	print_message("# %zu signatures of ssh-keygen of another kind refused\n", SK_COUNT(samples));
}

/* ---- keys --------------------------------------------------------------------------------------------------------------- */

static void our_key_file_is_a_key_for_ssh_keygen(void **state)
{
	char said[ROOM], wanted[ROOM], fingerprint[SK_FINGERPRINT_ROOM];
	SK_BUF_SCOPE line = SK_BUF(ROOM);
	struct stat status;

	(void)state;
	assert_int_equal(stat(in_folder("ours"), &status), 0);
	assert_int_equal(status.st_mode & 07777, 0600);
	must("ssh-keygen -y -f ours");
	take("out", said);
	sk_key_write_public(&pair.public, "sekisho", &line);
	sk_buf_text(&line, "\n");
	assert_string_equal(said, line.bytes);
	sk_key_fingerprint(&pair.public, fingerprint);
	(void)snprintf(wanted, sizeof(wanted), "256 %s c1 (ED25519)\n", fingerprint);
	must("ssh-keygen -l -f ours.pub");
	take("out", said);
	assert_string_equal(said, wanted);
	(void)snprintf(wanted, sizeof(wanted), "256 %s sekisho (ED25519)\n", fingerprint);
	must("cp ours alone && ssh-keygen -l -f alone");
	take("out", said);
	assert_string_equal(said, wanted);
}

/* Several, because the length of the comment moves the padding through all its lengths. */
static void we_read_the_key_files_of_ssh_keygen(void **state)
{
	(void)state;
	for (size_t length = 0; length < KEYS; length++) {
		char command[256], line[ROOM], made[ROOM];
		struct pair theirs;
		struct sk_public_key public;
		SK_BUF_SCOPE again = SK_BUF(ROOM);

		(void)snprintf(command, sizeof(command), "rm -f k k.pub k.sig; ssh-keygen -q -t ed25519 -N '' -C '%.*s' -f k", (int)length, "abcdefgh");
		must(command);
		SUCCEEDS(sk_key_read_secret(env, in_folder("k"), &theirs.secret, error));
		sk_key_public_of(&theirs.secret, &theirs.public);
		take("k.pub", line);
		*strchr(line, '\n') = '\0';
		/* Without a comment ssh-keygen leaves a blank behind the key. */
		line[length ? strlen(line) : 80] = '\0';
		SUCCEEDS(sk_key_read_public(line, &bundle_line, &public, error));
		assert_memory_equal(public.bytes, theirs.public.bytes, SK_KEY_BYTES);
		sk_key_write_public(&public, length ? line + 81 : NULL, &again);
		assert_string_equal(again.bytes, line);
		must("cp message k.text; rm -f k.text.sig; ssh-keygen -Y sign -n sekisho-evidence -f k k.text");
		take("k.text.sig", made);
		SUCCEEDS(sk_seal_verify(&theirs.public, message, strlen(message), made, &bundle_line, error));
		sk_key_wipe(&theirs.secret);
	}
}

/* Ours, changed by ssh-keygen, and back. */
static void a_key_that_ssh_keygen_rewrote_is_the_same_key(void **state)
{
	struct sk_secret_key key;

	(void)state;
	must("cp ours moved && ssh-keygen -q -c -C 'another comment' -f moved");
	SUCCEEDS(sk_key_read_secret(env, in_folder("moved"), &key, error));
	assert_memory_equal(key.bytes, pair.secret.bytes, SK_SECRET_BYTES);
	must("ssh-keygen -q -p -P '' -N secret -f moved");
	REFUSES(KEY_FORMAT, "passphrase", sk_key_read_secret(env, in_folder("moved"), &key, error));
	must("ssh-keygen -q -p -P secret -N '' -f moved");
	SUCCEEDS(sk_key_read_secret(env, in_folder("moved"), &key, error));
	assert_memory_equal(key.bytes, pair.secret.bytes, SK_SECRET_BYTES);
}

static void key_files_of_another_kind_are_refused(void **state)
{
	static const struct {
		const char *command, *why;
	} samples[] = {
		{"ssh-keygen -q -t ed25519 -N secret -f other", "passphrase"},
		{"ssh-keygen -q -t rsa -b 1024 -N '' -f other", "type"},
		{"ssh-keygen -q -t ecdsa -N '' -f other", "type"},
		{"ssh-keygen -q -t rsa -b 1024 -m PEM -N '' -f other", "not written as"},
		{"cp ours.pub other", "not written as"},
		{"cat ours ours >other", "not written as"},
		{"{ cat ours; echo; } >other", "not written as"},
		{"{ echo; cat ours; } >other", "not written as"},
		{"sed 's/$/\\r/' ours >other", "not written as"},
	};
	struct sk_secret_key key;

	(void)state;
	for (size_t at = 0; at < SK_COUNT(samples); at++) {
		must("rm -f other other.pub");
		must(samples[at].command);
		must("chmod 600 other");
		REFUSES(KEY_FORMAT, samples[at].why, sk_key_read_secret(env, in_folder("other"), &key, error));
	}
	print_message("# %zu key files of another kind refused\n", SK_COUNT(samples));
}

static void a_key_that_others_may_use_is_refused(void **state)
{
	struct sk_secret_key key;
	unsigned refused = 0;

	(void)state;
	must("cp ours open");
	for (mode_t mode = 0400; mode <= 0777; mode++) {
		assert_int_equal(chmod(in_folder("open"), mode), 0);
		if ((mode & 077) == 0) {
			SUCCEEDS(sk_key_read_secret(env, in_folder("open"), &key, error));
			continue;
		}
		REFUSES(KEY_MODE, "0", sk_key_read_secret(env, in_folder("open"), &key, error));
		refused++;
	}
	print_message("# %u modes refused\n", refused);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ssh_keygen_accepts_what_we_sign),
		cmocka_unit_test(we_accept_what_ssh_keygen_signs),
		cmocka_unit_test(signatures_of_another_kind_are_refused),
		cmocka_unit_test(our_key_file_is_a_key_for_ssh_keygen),
		cmocka_unit_test(we_read_the_key_files_of_ssh_keygen),
		cmocka_unit_test(a_key_that_ssh_keygen_rewrote_is_the_same_key),
		cmocka_unit_test(key_files_of_another_kind_are_refused),
		cmocka_unit_test(a_key_that_others_may_use_is_refused),
	};

	return cmocka_run_group_tests(tests, prepare, clean);
}
