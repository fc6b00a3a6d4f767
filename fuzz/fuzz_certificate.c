/*
 * Bytes as a certificate: the verifier itself, with its ends made into jumps. Whatever it says yes to is asked again the slow way: packets of the question,
 * each through the lines of the model one after the other.
 */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static jmp_buf way_out;

static FILE *no_file(void)
{
	return NULL;
}

/* Nothing is printed, no file is opened, and an exit ends one input. */
#undef stderr
#define stderr stdout
#define exit(code) longjmp(way_out, 1 + (code))
#define fopen(path, mode) no_file()
#define main verify_main
int verify_main(int argc, char **argv);
#include "../verify/verify.c"
#undef exit
#undef main

int LLVMFuzzerInitialize(int *count, char ***words);
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int LLVMFuzzerInitialize(int *count, char ***words)
{
	(void)count;
	(void)words;
	return freopen("/dev/null", "w", stdout) ? 0 : 1;
}

static bool accepts_packet(const struct box *packet)
{
	for (size_t program = 0; program < programs; program++) {
		size_t i = first[program];
		while (i < first[program + 1] && !inside(packet, &lines[i].box))
			i++;
		if (i == first[program + 1])
			abort(); /* nothing decides about it */
		if (!lines[i].accepts)
			return false;
	}
	return true;
}

/* Corners of the box: each bit of `which` says low or high. */
static void ask(const struct box *box, bool accepted)
{
	for (unsigned which = 0; which < 1u << DIMS; which++) {
		struct box packet;
		for (size_t dim = 0; dim < DIMS; dim++)
			packet.low[dim] = packet.high[dim] = which >> dim & 1 ? box->high[dim] : box->low[dim];
		if (accepts_packet(&packet) != accepted)
			abort();
	}
}

static void ask_all(const char *copy)
{
	bool refused = strstr(copy, "\nwanted refused\n") != NULL, holds = strstr(copy, "\nverdict holds\n") != NULL;
	const char *packet = strstr(copy, "\npacket");
	if (holds) {
		for (size_t i = 0; i < asked_count; i++)
			ask(&asked[i], !refused);
		return;
	}
	if (!packet || strcspn(packet + 1, "\n") >= sizeof(text))
		abort();
	snprintf(text, sizeof(text), "%.*s", (int)strcspn(packet + 1, "\n"), packet + 1);
	rest = text + strlen("packet");
	rest += *rest == ' ';
	struct box box = ranges();
	ask(&box, refused);
}

static void forget(void)
{
	asked_count = programs = 0;
	line_number = bytes = steps = leaves = 0;
	at = NULL;
	path = "certificate";
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	char *copy = malloc(size + 1);
	if (!copy)
		return 0;
	memcpy(copy, data, size);
	copy[size] = '\0';
	in = size > 0 ? fmemopen(copy, size, "rb") : NULL;
	forget();
	if (in && setjmp(way_out) == 0) {
		check(NULL);
		ask_all(copy);
	}
	if (in)
		fclose(in);
	free(copy);
	return 0;
}
