/*
 * The partition of a question by a program.
 *
 * Cells. In each dimension the places where some line begins or ends are numbered; a box becomes a cell of small numbers, biased so that
 * signed comparison of vectors orders them. Dimensions in which nothing begins or ends inside the question are left out; most
 * programs leave eight or fewer.
 *
 * Cutting. A piece of the question is met with the lines that can still touch it, in their order. What the first of them does not cover is cut
 * off, side by side, into pieces that go on with the lines behind it; what it covers is decided. The lists of lines are sliced anew
 * for each piece, which is what makes this fast: most pieces meet few lines. A line that covers a piece wholly ends its list.
 *
 * Volumes. Where nobody wants the pieces themselves, lines at the end of a list that do what is done behind them are left out, and a piece that one line is left of
 * is measured and not cut.
 */
#include "packet/packet.h"

#include <stdlib.h>
#include <string.h>

enum { LANES = 8, VECTORS = 2, CUTS_MAX = 65535, BIAS = 32768, DOUBLE_BITS = 52 };

typedef int16_t lanes __attribute__((vector_size(16)));
typedef uint16_t wrapping __attribute__((vector_size(16))); /* where a lane that is not used may step over the end */
typedef int64_t halves __attribute__((vector_size(16)));

/* Dimension `of` in lane `lane`; what is left out has the same numbers everywhere. */
struct cell {
	lanes lo[VECTORS], hi[VECTORS];
};

struct cuts {
	sk_wide *at;   /* ascending: the first number of each step; the last entry lies behind the question */
	double *start; /* of each step, from the first of the question, and behind the last; exact up to 2^53 */
	bool narrow;   /* so all of them are */
	size_t count;  /* steps */
	size_t whole;  /* lines that begin and end nowhere in it */
};

struct piece {
	struct cell cell;
	uint32_t first, count; /* of the pool: lines that can touch it */
};

struct cutting {
	const struct sk_program *program;
	const struct sk_box *question;
	struct sk_arena *arena;
	struct sk_error *error;
	uint32_t *kept; /* positions of the lines that meet the question */
	size_t kept_count;
	sk_wide *spare; /* room for the numbers of one dimension; NULL: taken */
	struct cuts cuts[SK_DIMS];
	int lane_of[SK_DIMS]; /* -1: left out */
	const struct cuts *cuts_of[SK_DIMS]; /* by lane */
	size_t lane_count, vectors;
	struct cell *cells; /* of the kept lines */
	uint8_t *fates;	    /* of the kept lines */
	struct sk_buf pool, pieces; /* numbers of lines, pieces that wait */
	struct sk_partition_stats *stats;
	double outside; /* volume of the dimensions left out */
};

/* ---- numbering ---- */

static int by_value(const void *left, const void *right)
{
	sk_wide a, b;
	memcpy(&a, left, sizeof(a));
	memcpy(&b, right, sizeof(b));
	return (a > b) - (a < b);
}

/* Up to the first that covers the whole question: no packet of it comes further. */
static sk_outcome keep_lines(struct cutting *cutting, size_t first)
{
	const struct sk_program *program = cutting->program;
	struct sk_box meeting;
	void *memory;
	bool covered = false;
	SK_TRY(sk_arena_take(cutting->arena, program->count - first + 1, sizeof(uint32_t), &memory, cutting->error));
	cutting->kept = memory;
	for (size_t i = first; i < program->count && !covered; i++) {
		if (!sk_box_meet(&program->lines[i].box, cutting->question, &meeting))
			continue;
		cutting->kept[cutting->kept_count++] = (uint32_t)i;
		covered = sk_box_holds(&program->lines[i].box, cutting->question);
	}
	cutting->stats->kept = cutting->kept_count;
	return SK_OK;
}

/* Where a line begins inside the question, and where what lies behind it begins. */
static size_t gather(const struct cutting *cutting, enum sk_dim dim, sk_wide first, sk_wide last, sk_wide *out, size_t *whole)
{
	sk_wide low, high;
	size_t count = 0;
	out[count++] = first;
	for (size_t i = 0; i < cutting->kept_count; i++) {
		sk_box_get(&cutting->program->lines[cutting->kept[i]].box, dim, &low, &high);
		if (low > first)
			out[count++] = low;
		if (high < last)
			out[count++] = high + 1;
		*whole += low <= first && high >= last;
	}
	return count;
}

static sk_outcome take_spare(struct cutting *cutting)
{
	void *memory;
	SK_TRY(sk_arena_take(cutting->arena, 2 * cutting->kept_count + 2, sizeof(sk_wide), &memory, cutting->error));
	cutting->spare = memory;
	return SK_OK;
}

static sk_outcome number_dim(struct cutting *cutting, enum sk_dim dim)
{
	struct cuts *cuts = &cutting->cuts[dim];
	sk_wide low, high;
	void *memory;
	if (!cutting->spare)
		SK_TRY(take_spare(cutting));
	cuts->at = cutting->spare;
	sk_box_get(cutting->question, dim, &low, &high);
	size_t gathered = gather(cutting, dim, low, high, cuts->at, &cuts->whole);
	cuts->count = gathered == 1;
	if (gathered == 1)
		return SK_OK; /* left out: the place serves the next */
	cutting->spare = NULL;
	qsort(cuts->at, gathered, sizeof(sk_wide), by_value);
	for (size_t i = 0; i < gathered; i++)
		if (cuts->count == 0 || cuts->at[cuts->count - 1] != cuts->at[i])
			cuts->at[cuts->count++] = cuts->at[i];
	cuts->at[cuts->count] = high + 1; /* 0 where the question ends with the space: only differences are taken of it */
	cuts->narrow = (high - low) >> DOUBLE_BITS == 0;
	SK_TRY(sk_arena_take(cutting->arena, cuts->count + 1, sizeof(double), &memory, cutting->error));
	cuts->start = memory;
	for (size_t i = 0; i <= cuts->count && cuts->narrow; i++)
		cuts->start[i] = (double)(cuts->at[i] - low);
	return SK_OK;
}

/* The step that begins at or before `value`. */
static size_t step_of(const struct cuts *cuts, sk_wide value)
{
	size_t low = 0, high = cuts->count;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		if (cuts->at[middle] <= value)
			low = middle;
		else
			high = middle;
	}
	return low;
}

static int16_t biased(size_t step)
{
	return (int16_t)((long)step - BIAS);
}

static void set_lane(lanes *vectors, int lane, int16_t value)
{
	vectors[lane / LANES][lane % LANES] = value;
}

static void fill_cell(const struct cutting *cutting, const struct sk_box *box, struct cell *out)
{
	memset(out, 0, sizeof(*out));
	for (int dim = 0; dim < SK_DIMS; dim++) {
		sk_wide low, high, first, last;
		if (cutting->lane_of[dim] < 0)
			continue;
		sk_box_get(box, (enum sk_dim)dim, &low, &high);
		sk_box_get(cutting->question, (enum sk_dim)dim, &first, &last);
		set_lane(out->lo, cutting->lane_of[dim], biased(step_of(&cutting->cuts[dim], low > first ? low : first)));
		set_lane(out->hi, cutting->lane_of[dim], biased(step_of(&cutting->cuts[dim], high < last ? high : last)));
	}
}

/* Lanes are cut in their order, and what is cut off first stays whole in all that come later. So the dimensions that nearly every line says something about come
 * first: what is cut off there meets few lines. Of like ones those with the fewest steps, which leaves the fewest pieces. */
static bool comes_before(const struct cuts *a, const struct cuts *b)
{
	if (a->whole != b->whole)
		return a->whole < b->whole;
	return a->count != b->count ? a->count < b->count : a < b;
}

static void order_lanes(struct cutting *cutting)
{
	for (int dim = 0; dim < SK_DIMS; dim++) {
		cutting->lane_of[dim] = -1;
		if (cutting->cuts[dim].count < 2)
			continue;
		cutting->lane_count++;
		cutting->lane_of[dim] = 0;
		for (int other = 0; other < SK_DIMS; other++) {
			cutting->lane_of[dim] += cutting->cuts[other].count > 1 && comes_before(&cutting->cuts[other], &cutting->cuts[dim]);
		}
		cutting->cuts_of[cutting->lane_of[dim]] = &cutting->cuts[dim];
	}
}

static sk_outcome number_all(struct cutting *cutting)
{
	void *memory;
	cutting->outside = 1;
	for (int dim = 0; dim < SK_DIMS; dim++) {
		sk_wide low, high;
		SK_TRY(number_dim(cutting, (enum sk_dim)dim));
		sk_box_get(cutting->question, (enum sk_dim)dim, &low, &high);
		if (cutting->cuts[dim].count < 2)
			cutting->outside *= (double)(high - low) + 1;
	}
	order_lanes(cutting);
	cutting->vectors = cutting->lane_count > LANES ? 2 : 1;
	SK_TRY(sk_arena_take(cutting->arena, cutting->kept_count + 1, sizeof(struct cell) + 16, &memory, cutting->error));
	cutting->cells = (struct cell *)(((uintptr_t)memory + 15) & ~(uintptr_t)15);
	SK_TRY(sk_arena_take(cutting->arena, cutting->kept_count + 1, sizeof(uint8_t), &memory, cutting->error));
	cutting->fates = memory;
	for (size_t i = 0; i < cutting->kept_count; i++) {
		fill_cell(cutting, &cutting->program->lines[cutting->kept[i]].box, &cutting->cells[i]);
		cutting->fates[i] = (uint8_t)cutting->program->lines[cutting->kept[i]].fate;
	}
	return SK_OK;
}

static bool too_fine(const struct cutting *cutting, enum sk_dim *dim)
{
	for (int i = 0; i < SK_DIMS; i++) {
		*dim = (enum sk_dim)i;
		if (cutting->cuts[i].count > CUTS_MAX)
			return true;
	}
	return false;
}

/* ---- cutting ---- */

static inline bool any(lanes mask)
{
	halves both = (halves)mask;
	return (both[0] | both[1]) != 0;
}

/* `vectors` is a constant wherever this is called: most programs do with one. */
#define INLINE static inline __attribute__((always_inline))

INLINE bool apart(const struct cell *a, const struct cell *b, size_t vectors)
{
	lanes out = (a->lo[0] > b->hi[0]) | (b->lo[0] > a->hi[0]);
	if (vectors > 1)
		out |= (a->lo[1] > b->hi[1]) | (b->lo[1] > a->hi[1]);
	return any(out);
}

INLINE bool covers(const struct cell *a, const struct cell *b, size_t vectors)
{
	lanes out = (a->lo[0] > b->lo[0]) | (b->hi[0] > a->hi[0]);
	if (vectors > 1)
		out |= (a->lo[1] > b->lo[1]) | (b->hi[1] > a->hi[1]);
	return !any(out);
}

/* Of `count` lines those that touch the cell, in their order, up to the first that covers it: then *covered. */
INLINE size_t slice(struct cutting *cutting, const struct cell *cell, const uint32_t *from, size_t count, uint32_t *to, bool *covered,
		    size_t vectors)
{
	const struct cell *cells = cutting->cells;
	size_t kept = 0, at = 0;
	*covered = false;
	while (at < count && !*covered) {
		const struct cell *line = &cells[from[at]];
		to[kept] = from[at++];
		if (apart(line, cell, vectors))
			continue;
		kept++;
		*covered = covers(line, cell, vectors);
	}
	cutting->stats->tested += at;
	return kept;
}

/* One bit for each lane that is not zero, two bits apart. */
INLINE uint32_t bits_of(lanes mask)
{
#ifdef __SSE2__
	typedef char bytes __attribute__((vector_size(16)));
	return (uint32_t)__builtin_ia32_pmovmskb128((bytes)mask) & 0x5555u;
#else
	uint32_t bits = 0;
	for (uint32_t lane = 0; lane < LANES; lane++)
		bits |= (uint32_t)(mask[lane] != 0) << (2 * lane);
	return bits;
#endif
}

/* All ones in one lane. Whole vectors are written and read, never single lanes: a processor waits when it reads as a whole what was just written in
 * parts. */
static const lanes only[LANES] = {
	{-1, 0, 0, 0, 0, 0, 0, 0}, {0, -1, 0, 0, 0, 0, 0, 0}, {0, 0, -1, 0, 0, 0, 0, 0}, {0, 0, 0, -1, 0, 0, 0, 0},
	{0, 0, 0, 0, -1, 0, 0, 0}, {0, 0, 0, 0, 0, -1, 0, 0}, {0, 0, 0, 0, 0, 0, -1, 0}, {0, 0, 0, 0, 0, 0, 0, -1},
};

struct decider {
	/* A decided piece; line NULL: no line matches it. Returns false to stop. */
	bool (*piece)(void *context, const struct cutting *cutting, const struct cell *cell, const struct sk_rule_box *line);
	/* What of a piece lies in a line's cell has the line's fate, all else of it `rest`. NULL: pieces are wanted. */
	void (*parts)(void *context, const struct cutting *cutting, const struct cell *cell, uint32_t line, enum sk_fate rest);
	void *context;
};

INLINE void decide(struct cutting *cutting, const struct cell *cell, const struct sk_rule_box *line, const struct decider *each)
{
	cutting->stats->boxes++;
	if (!cutting->stats->stopped)
		cutting->stats->stopped = !each->piece(each->context, cutting, cell, line);
}

static const struct sk_rule_box *line_at(const struct cutting *cutting, uint32_t kept)
{
	return &cutting->program->lines[cutting->kept[kept]];
}

/* The piece that is being cut: its lines lie at the end of the pool, those of its sides behind them. */
struct cut {
	struct piece core;
	uint32_t top;
	size_t waiting; /* sides that wait */
};

/* Lines at the end of a list that do what is done behind them make no difference. Whether the piece is measured by what is left; else the list is that much shorter. */
INLINE bool is_measured(struct cutting *cutting, const struct cell *piece, uint32_t *lines, size_t *count, bool covered, const struct decider *each)
{
	size_t cutters = *count - covered;
	uint32_t last = lines[*count - 1];
	enum sk_fate rest = covered ? (enum sk_fate)cutting->fates[last] : cutting->program->otherwise;
	while (cutters > 0 && cutting->fates[lines[cutters - 1]] == rest)
		cutters--;
	if (cutters > 1) {
		lines[cutters] = last;
		*count = cutters + covered;
		return false;
	}
	if (cutters == 0) {
		decide(cutting, piece, covered ? line_at(cutting, last) : NULL, each);
	} else {
		cutting->stats->boxes += 2;
		each->parts(each->context, cutting, piece, lines[0], rest);
	}
	return true;
}

/* A side is decided at once where no line or one line is all it meets; otherwise it waits with its lines. */
INLINE void side_off(struct cutting *cutting, struct cut *cut, const struct cell *side, const struct decider *each, size_t vectors)
{
	uint32_t *pool = (uint32_t *)(void *)cutting->pool.bytes;
	bool covered;
	size_t count = slice(cutting, side, pool + cut->core.first + 1, cut->core.count - 1, pool + cut->top, &covered, vectors);
	if (count == 0 || (count == 1 && covered)) {
		decide(cutting, side, count ? line_at(cutting, pool[cut->top]) : NULL, each);
		return;
	}
	if (each->parts && is_measured(cutting, side, pool + cut->top, &count, covered, each))
		return;
	struct piece *waiting = (struct piece *)(void *)(cutting->pieces.bytes + cutting->pieces.length);
	*waiting = (struct piece){*side, cut->top, (uint32_t)count};
	cutting->pieces.length += sizeof(*waiting);
	cut->top += (uint32_t)count;
	cut->waiting++;
}

INLINE void peel(struct cutting *cutting, struct cut *cut, const struct cell *line, size_t vector, const struct decider *each, size_t vectors)
{
	lanes low = line->lo[vector], high = line->hi[vector], below = (lanes)((wrapping)low - 1), above = (lanes)((wrapping)high + 1);
	lanes from = cut->core.cell.lo[vector], to = cut->core.cell.hi[vector];
	uint32_t bits = bits_of(from < low) | bits_of(to > high) << 1;
	while (bits) {
		uint32_t bit = (uint32_t)__builtin_ctz(bits);
		lanes mask = only[bit / 2];
		struct cell side = cut->core.cell;
		bits &= bits - 1;
		if (bit & 1) {
			side.lo[vector] = (mask & above) | (~mask & from);
			to = (mask & high) | (~mask & to);
		} else {
			side.hi[vector] = (mask & below) | (~mask & to);
			from = (mask & low) | (~mask & from);
		}
		cut->core.cell.lo[vector] = from;
		cut->core.cell.hi[vector] = to;
		side_off(cutting, cut, &side, each, vectors);
	}
}

/* Room for a side on each end of each lane, each with all lines of the piece. */
static bool make_room(struct cutting *cutting, uint32_t top, size_t count)
{
	size_t sides = 2 * SK_DIMS, lists = (top + sides * count) * sizeof(uint32_t);
	cutting->pool.length = top * sizeof(uint32_t);
	bool pool = lists <= cutting->pool.room || sk_buf_room(&cutting->pool, lists - cutting->pool.length);
	bool pieces = cutting->pieces.length + sides * sizeof(struct piece) <= cutting->pieces.room ||
		      sk_buf_room(&cutting->pieces, sides * sizeof(struct piece));
	return pool && pieces;
}

/* The lines of the piece are not needed any more: those of its sides move into their place. */
static void close_gap(struct cutting *cutting, const struct cut *cut)
{
	uint32_t *pool = (uint32_t *)(void *)cutting->pool.bytes;
	uint32_t end = cut->core.first + cut->core.count;
	struct piece *waiting = (struct piece *)(void *)(cutting->pieces.bytes + cutting->pieces.length);
	memmove(pool + cut->core.first, pool + end, (cut->top - end) * sizeof(uint32_t));
	for (size_t i = 1; i <= cut->waiting; i++)
		waiting[-(ptrdiff_t)i].first -= cut->core.count;
}

INLINE sk_outcome cut_waiting(struct cutting *cutting, const struct decider *each, size_t vectors)
{
	while (!cutting->stats->stopped && cutting->pieces.length > 0) {
		struct cut cut = {.waiting = 0};
		cutting->pieces.length -= sizeof(cut.core);
		memcpy(&cut.core, cutting->pieces.bytes + cutting->pieces.length, sizeof(cut.core));
		cut.top = cut.core.first + cut.core.count;
		if (!make_room(cutting, cut.top, cut.core.count))
			return sk_error_set_number(cutting->error, SK_E_MEMORY, NULL, SK_PARTITION_BYTES_MAX);
		uint32_t first = ((const uint32_t *)(const void *)cutting->pool.bytes)[cut.core.first];
		for (size_t vector = 0; vector < vectors; vector++)
			peel(cutting, &cut, &cutting->cells[first], vector, each, vectors);
		decide(cutting, &cut.core.cell, line_at(cutting, first), each);
		close_gap(cutting, &cut);
	}
	return SK_OK;
}

static sk_outcome cut_all(struct cutting *cutting, const struct decider *each)
{
	struct piece whole = {.count = (uint32_t)cutting->kept_count};
	fill_cell(cutting, cutting->question, &whole.cell);
	if (!make_room(cutting, 0, cutting->kept_count))
		return sk_error_set_number(cutting->error, SK_E_MEMORY, NULL, SK_PARTITION_BYTES_MAX);
	memcpy(cutting->pieces.bytes, &whole, sizeof(whole));
	cutting->pieces.length = sizeof(whole);
	for (uint32_t i = 0; i < cutting->kept_count; i++)
		((uint32_t *)(void *)cutting->pool.bytes)[i] = i;
	return cutting->vectors > 1 ? cut_waiting(cutting, each, 2) : cut_waiting(cutting, each, 1);
}

static sk_outcome run(const struct sk_program *program, const struct sk_box *question, const struct decider *each,
		      struct sk_partition_stats *stats, struct sk_error *error);

/* More steps than small numbers: the question is halved where half of the steps are. */
static sk_outcome halve(const struct cutting *cutting, enum sk_dim dim, const struct decider *each)
{
	const struct cuts *cuts = &cutting->cuts[dim];
	struct sk_box half = *cutting->question;
	sk_wide low, high, middle = cuts->at[cuts->count / 2];
	sk_box_get(cutting->question, dim, &low, &high);
	sk_box_set(&half, dim, low, middle - 1);
	SK_TRY(run(cutting->program, &half, each, cutting->stats, cutting->error));
	if (cutting->stats->stopped)
		return SK_OK;
	sk_box_set(&half, dim, middle, high);
	return run(cutting->program, &half, each, cutting->stats, cutting->error);
}

static sk_outcome number_and_cut(struct cutting *cutting, size_t first, const struct decider *each)
{
	enum sk_dim dim;
	SK_TRY(keep_lines(cutting, first));
	SK_TRY(number_all(cutting));
	return too_fine(cutting, &dim) ? halve(cutting, dim, each) : cut_all(cutting, each);
}

/* The first line that a packet of the question meets; behind the last: none. */
static size_t first_met(const struct sk_program *program, const struct sk_box *question)
{
	struct sk_box meeting;
	size_t first = 0;
	while (first < program->count && !sk_box_meet(&program->lines[first].box, question, &meeting))
		first++;
	return first;
}

/* All of it by one line, or by none: most of what a network asks its filters. */
static void decide_whole(struct cutting *cutting, const struct sk_rule_box *line, const struct decider *each)
{
	const struct cell nothing = {.lo = {{0}}};
	for (int dim = 0; dim < SK_DIMS; dim++)
		cutting->lane_of[dim] = -1;
	cutting->outside = sk_box_volume(cutting->question);
	cutting->stats->kept = line != NULL;
	decide(cutting, &nothing, line, each);
}

static sk_outcome run(const struct sk_program *program, const struct sk_box *question, const struct decider *each,
		      struct sk_partition_stats *stats, struct sk_error *error)
{
	struct cutting cutting = {.program = program, .question = question, .error = error, .pool = SK_BUF(SK_PARTITION_BYTES_MAX), .pieces = SK_BUF(SK_PARTITION_BYTES_MAX), .stats = stats};
	size_t first = first_met(program, question);
	bool met = first < program->count;
	if (!met || sk_box_holds(&program->lines[first].box, question)) {
		decide_whole(&cutting, met ? &program->lines[first] : NULL, each);
		return SK_OK;
	}
	cutting.arena = sk_arena_new(SK_PARTITION_BYTES_MAX);
	if (!cutting.arena)
		return sk_error_set_number(error, SK_E_MEMORY, NULL, SK_PARTITION_BYTES_MAX);
	sk_outcome outcome = number_and_cut(&cutting, first, each);
	sk_arena_free(cutting.arena);
	sk_buf_release(&cutting.pool);
	sk_buf_release(&cutting.pieces);
	return outcome;
}

/* ---- leaves ---- */

/* Of the steps lo..hi. */
static double width(const struct cuts *cuts, size_t lo, size_t hi)
{
	return cuts->narrow ? cuts->start[hi + 1] - cuts->start[lo] : (double)(cuts->at[hi + 1] - 1 - cuts->at[lo]) + 1;
}

static size_t step_in(const lanes *vectors, size_t lane)
{
	return (size_t)(vectors[lane / LANES][lane % LANES] + BIAS);
}

static bool add_volume(void *context, const struct cutting *cutting, const struct cell *cell, const struct sk_rule_box *line)
{
	double volume = cutting->outside, *volumes = context;
	for (size_t lane = 0; lane < cutting->lane_count; lane++)
		volume *= width(cutting->cuts_of[lane], step_in(cell->lo, lane), step_in(cell->hi, lane));
	volumes[line ? line->fate : cutting->program->otherwise] += volume;
	return true;
}

/* Lane by lane: what is outside of the line in this one, or was before. Nothing is taken away from anything, so what is not empty is never measured as nothing. */
static void add_parts(void *context, const struct cutting *cutting, const struct cell *cell, uint32_t line, enum sk_fate rest)
{
	const struct cell *with = &cutting->cells[line];
	double within = cutting->outside, without = 0, *volumes = context;
	for (size_t lane = 0; lane < cutting->lane_count; lane++) {
		const struct cuts *cuts = cutting->cuts_of[lane];
		size_t lo = step_in(cell->lo, lane), hi = step_in(cell->hi, lane), from = step_in(with->lo, lane), to = step_in(with->hi, lane);
		size_t first = from > lo ? from : lo, last = to < hi ? to : hi;
		double outside = (first > lo ? width(cuts, lo, first - 1) : 0) + (last < hi ? width(cuts, last + 1, hi) : 0);
		without = without * width(cuts, lo, hi) + within * outside;
		within *= width(cuts, first, last);
	}
	volumes[cutting->fates[line]] += within;
	volumes[rest] += without;
}

SK_OUTCOME sk_partition_volumes(const struct sk_program *program, const struct sk_box *question, double volumes[2],
				struct sk_partition_stats *stats, struct sk_error *error)
{
	const struct decider each = {add_volume, add_parts, volumes};
	*stats = (struct sk_partition_stats){0};
	volumes[SK_FATE_DROP] = volumes[SK_FATE_ACCEPT] = 0;
	return run(program, question, &each, stats, error);
}

struct telling {
	sk_partition_each *each;
	void *context;
};

static bool tell(void *context, const struct cutting *cutting, const struct cell *cell, const struct sk_rule_box *line)
{
	const struct telling *telling = context;
	struct sk_box box = *cutting->question;
	for (int dim = 0; dim < SK_DIMS; dim++) {
		int lane = cutting->lane_of[dim];
		if (lane < 0)
			continue;
		const struct cuts *cuts = &cutting->cuts[dim];
		size_t lo = (size_t)(cell->lo[lane / LANES][lane % LANES] + BIAS), hi = (size_t)(cell->hi[lane / LANES][lane % LANES] + BIAS);
		sk_box_set(&box, (enum sk_dim)dim, cuts->at[lo], cuts->at[hi + 1] - 1);
	}
	return telling->each(telling->context, &box, line ? line->fate : cutting->program->otherwise,
			     line ? line->rule : cutting->program->otherwise_rule);
}

SK_OUTCOME sk_partition(const struct sk_program *program, const struct sk_box *question, sk_partition_each *each, void *context,
			struct sk_partition_stats *stats, struct sk_error *error)
{
	struct telling telling = {each, context};
	const struct decider decider = {tell, NULL, &telling};
	*stats = (struct sk_partition_stats){0};
	return run(program, question, &decider, stats, error);
}
