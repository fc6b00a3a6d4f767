/*
 * What the fuzz targets share: a disk in memory that holds the real catalogue, and what must hold for every input.
 */
#ifndef FUZZ_DISK_H
#define FUZZ_DISK_H

#include "report/report.h"

/* A failure that libFuzzer keeps with its input, because the process aborts. */
#define FUZZ_HOLDS(condition) SK_INVARIANT(condition)

enum { FUZZ_ARENA_MAX = 128 << 20, FUZZ_OUTPUT_MAX = 64 << 20 };

/* 2026-10-01: fixed, so that an input means the same every day. */
#define FUZZ_NOW ((sk_time)1790812800)

/* The catalogue of this source tree (or of SEKISHO_FUZZ_CATALOGUE) is read once to "catalogue/". */
const struct sk_env *fuzz_disk(void);
/* Borrowed. */
struct fuzz_bytes {
	const char *bytes;
	size_t length;
};
/* A file, new (then `path` lives as long as the process) or in place of what was there. */
void fuzz_disk_put(const char *path, struct fuzz_bytes bytes);
/* Changes a file that is there and gives what was in it. */
struct fuzz_bytes fuzz_disk_swap(const char *path, struct fuzz_bytes bytes);

/* Loaded once. */
const struct sk_catalogue *fuzz_catalogue(void);
/* The smallest site with a terminal, loaded once, in the folder "site" of the disk. */
const struct sk_site *fuzz_site(void);

/* Bytes as a file beside site.yaml: refused with their place, or written anew, as `check` wants it; and then once more (`again`), which changes nothing. Returns 0. */
struct fuzz_rewriting {
	sk_outcome (*write)(struct sk_arena *arena, const struct sk_buf *old, bool again, struct sk_buf *out, struct sk_error *error);
	void (*check)(struct sk_arena *arena, const struct sk_buf *old, const struct sk_buf *new);
};
int fuzz_rewrite(const unsigned char *data, size_t size, const struct fuzz_rewriting *rewriting);

/* The whole text in both languages stays text: clean UTF-8, three lines, no place outside the file. */
void fuzz_check_error(sk_outcome outcome, const struct sk_error *error, const char *bytes, size_t length);
/* Reads a copy of the bytes twice, with the same output both times. Returns 0. */
int fuzz_twice(const unsigned char *data, size_t size, void (*read)(const char *bytes, size_t length, struct sk_buf *out));
/* Clean UTF-8; `columns` and `lines` 0: not bounded. */
void fuzz_check_text(const struct sk_buf *text, size_t columns, size_t lines);
/* One JSON value without a key that stands twice. */
void fuzz_check_json(const struct sk_buf *text);

/* Check, assess and all reports of one site appended to *out. False when nothing was evaluated. */
bool fuzz_reports(struct sk_arena *arena, const struct sk_site *site, struct sk_buf *out);

#endif
