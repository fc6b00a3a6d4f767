/*
 * Secrets leave nothing behind: every block that is freed or moved, and the whole stack of the thread that worked with the key, are
 * searched for the seed and for a line of the key file's base64.
 */
#include "shared.h"

#include <malloc.h>
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>

enum { ROOM = SK_ARMOR_ROOM, STACK = 1 << 20, LINE = 70 };

void *__real_realloc(void *old, size_t size);
void __real_free(void *old);
void *__wrap_realloc(void *old, size_t size);
void __wrap_free(void *old);

static unsigned char seed[SK_KEY_BYTES];
static char file[ROOM], secret_line[LINE + 1];
static size_t file_length;
static bool watching;
static unsigned freed, found;

static bool holds_secret(const void *bytes, size_t length)
{
	return memmem(bytes, length, seed, sizeof(seed)) || memmem(bytes, length, secret_line, LINE);
}

static void watch(void *old)
{
	if (!watching || !old)
		return;
	freed++;
	found += holds_secret(old, malloc_usable_size(old));
}

void *__wrap_realloc(void *old, size_t size)
{
	watch(old);
	return __real_realloc(old, size);
}

void __wrap_free(void *old)
{
	watch(old);
	__real_free(old);
}

/* ---- what is done with a key, each on a stack of its own, so that nothing later covers what it left -------------------- */

static struct pair pair;
static struct sim_env *sim;

static sk_outcome make(struct sk_error *error)
{
	return sk_key_new(sim_env_table(sim), &pair.secret, &pair.public, error);
}

static sk_outcome write_file(struct sk_error *error)
{
	return sk_key_write_secret(sim_env_table(sim), "key", &pair.secret, error);
}

static sk_outcome read_file(struct sk_error *error)
{
	return sk_key_read_secret(one_file(file, file_length), "key", &pair.secret, error);
}

/* A refused file held the secret too. */
static sk_outcome read_cut_file(struct sk_error *error)
{
	return sk_failed(sk_key_read_secret(one_file(file, file_length - 1), "key", &pair.secret, error)) ? SK_OK
													  : (sk_outcome){SK_CLASS_INPUT};
}

static sk_outcome sign(struct sk_error *error)
{
	SK_BUF_SCOPE armor = SK_BUF(ROOM);

	return sk_seal_sign(&pair.secret, "text", 4, &armor, error);
}

/* Shows that the search of the heap finds something. */
static sk_outcome leave_in_heap(struct sk_error *error)
{
	SK_BUF_SCOPE copy = SK_BUF(ROOM);

	sk_buf_add(&copy, file, file_length);
	return sk_buf_check(&copy, error);
}

/* Shows the same of the stack: deep, where no later call of this thread covers it. */
static __attribute__((noinline)) sk_outcome leave_on_stack(struct sk_error *error)
{
	volatile unsigned char here[ROOM] = {0};

	(void)error;
	for (size_t at = 0; at < sizeof(seed); at++)
		here[at] = seed[at];
	return here[0] == seed[0] ? SK_OK : (sk_outcome){SK_CLASS_INPUT};
}

struct work {
	sk_outcome (*step)(struct sk_error *error);
	bool done;
};

static void *run(void *argument)
{
	struct work *work = argument;
	struct sk_error error;

	watching = true;
	work->done = !sk_failed(work->step(&error));
	watching = false;
	return NULL;
}

/* Secrets left in freed blocks are counted in `found`; the result is whether the stack holds one. */
static bool left_on_stack(sk_outcome (*step)(struct sk_error *error))
{
	struct work work = {.step = step};
	void *stack = NULL;
	pthread_attr_t attributes;
	pthread_t thread;
	bool left;

	found = 0;
	assert_int_equal(posix_memalign(&stack, 1 << 16, STACK), 0);
	memset(stack, 0, STACK);
	assert_int_equal(pthread_attr_init(&attributes), 0);
	assert_int_equal(pthread_attr_setstack(&attributes, stack, STACK), 0);
	assert_int_equal(pthread_create(&thread, &attributes, run, &work), 0);
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_true(work.done);
	left = holds_secret(stack, STACK);
	(void)pthread_attr_destroy(&attributes);
	free(stack);
	return left;
}

/* The same key again, because the simulated random numbers are; its file from the disk. */
static int prepare(void **state)
{
	struct pair made = pair_make(0);
	struct sim_env *disk = sim_env_new();
	const char *written;

	(void)state;
	memcpy(seed, made.secret.bytes, sizeof(seed));
	SUCCEEDS(sk_key_write_secret(sim_env_table(disk), "key", &made.secret, error));
	written = sim_env_get(disk, "key", &file_length);
	assert_true(file_length < ROOM);
	memcpy(file, written, file_length);
	sim_env_free(disk);
	/* The fourth line of base64 lies in the secret half whatever the check numbers are. */
	memcpy(secret_line, file + strlen("-----BEGIN OPENSSH PRIVATE KEY-----\n") + 3 * (LINE + 1), LINE);
	return strchr(secret_line, '\n') ? -1 : 0;
}

static void no_secret_is_left_behind(void **state)
{
	static sk_outcome (*const steps[])(struct sk_error *error) = {make, write_file, read_file, read_cut_file, sign};

	(void)state;
	sim = sim_env_new();
	freed = 0;
	for (size_t at = 0; at < SK_COUNT(steps); at++) {
		if (left_on_stack(steps[at]) || found)
			fail_msg("step %zu leaves a secret: %u in the heap, else on the stack", at, found);
		assert_memory_equal(pair.secret.bytes, seed, sizeof(seed));
	}
	assert_true(freed >= 3);
	print_message("# %zu steps: %u freed or moved blocks and %d bytes of stack each searched\n", SK_COUNT(steps), freed, STACK);
	sim_env_free(sim);
}

static void the_search_finds_a_leak(void **state)
{
	(void)state;
	assert_true(left_on_stack(leave_on_stack));
	assert_int_equal(found, 0);
	assert_false(left_on_stack(leave_in_heap));
	assert_int_equal(found, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_secret_is_left_behind),
		cmocka_unit_test(the_search_finds_a_leak),
	};

	return cmocka_run_group_tests(tests, prepare, NULL);
}
