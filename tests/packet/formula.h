/* Programs as formulas of Z3 over bit vectors, for tests and benches only: may a packet of the question be accepted? */
#ifndef TEST_FORMULA_H
#define TEST_FORMULA_H

#include "packet/packet.h"

#include <stdio.h>
#include <z3.h>

struct z3_space {
	Z3_context context;
	Z3_ast field[SK_DIMS];
	unsigned bits[SK_DIMS];
};

/* Addresses of 128 or, of IPv4 alone, of 32 bits. */
static inline struct z3_space z3_begin(unsigned address_bits)
{
	static const char *const names[SK_DIMS] = {"src", "dst", "proto", "sport", "dport", "icmp", "flags", "state", "in", "out"};
	const unsigned bits[SK_DIMS] = {address_bits, address_bits, 8, 16, 16, 16, 6, 3, 8, 8};
	Z3_config config = Z3_mk_config();
	struct z3_space space = {.context = Z3_mk_context(config)};
	Z3_del_config(config);
	for (int dim = 0; dim < SK_DIMS; dim++) {
		space.bits[dim] = bits[dim];
		space.field[dim] = Z3_mk_const(space.context, Z3_mk_string_symbol(space.context, names[dim]), Z3_mk_bv_sort(space.context, bits[dim]));
	}
	return space;
}

static inline Z3_ast z3_number(const struct z3_space *space, enum sk_dim dim, sk_wide value)
{
	char digits[48];
	char *at = digits + sizeof(digits);
	*--at = '\0';
	if (space->bits[dim] == 32)
		value &= 0xffffffffu;
	do {
		*--at = (char)('0' + (int)(value % 10));
		value /= 10;
	} while (value);
	return Z3_mk_numeral(space->context, at, Z3_mk_bv_sort(space->context, space->bits[dim]));
}

static inline Z3_ast z3_box(const struct z3_space *space, const struct sk_box *box)
{
	Z3_ast parts[2 * SK_DIMS];
	unsigned count = 0;
	struct sk_box whole;
	sk_box_all(&whole);
	for (int i = 0; i < SK_DIMS; i++) {
		enum sk_dim dim = (enum sk_dim)i;
		sk_wide low, high, first, last;
		sk_box_get(box, dim, &low, &high);
		sk_box_get(&whole, dim, &first, &last);
		if (low > first)
			parts[count++] = Z3_mk_bvuge(space->context, space->field[dim], z3_number(space, dim, low));
		if (high < last || dim == SK_DIM_STATE)
			parts[count++] = Z3_mk_bvule(space->context, space->field[dim], z3_number(space, dim, high));
	}
	return Z3_mk_and(space->context, count, parts);
}

/* Nested: the first line that matches decides. */
static inline Z3_ast z3_program(const struct z3_space *space, const struct sk_program *program)
{
	Z3_ast yes = Z3_mk_true(space->context), no = Z3_mk_false(space->context);
	Z3_ast accepted = program->otherwise == SK_FATE_ACCEPT ? yes : no;
	for (size_t i = program->count; i-- > 0;)
		accepted = Z3_mk_ite(space->context, z3_box(space, &program->lines[i].box), program->lines[i].fate == SK_FATE_ACCEPT ? yes : no, accepted);
	return accepted;
}

/* Whether some packet of the question is accepted. */
static inline bool z3_accepts_some(const struct z3_space *space, const struct sk_program *program, const struct sk_box *question)
{
	Z3_solver solver = Z3_mk_solver_for_logic(space->context, Z3_mk_string_symbol(space->context, "QF_BV"));
	Z3_solver_inc_ref(space->context, solver);
	Z3_solver_assert(space->context, solver, z3_box(space, question));
	Z3_solver_assert(space->context, solver, z3_program(space, program));
	Z3_lbool answer = Z3_solver_check(space->context, solver);
	Z3_solver_dec_ref(space->context, solver);
	if (answer == Z3_L_UNDEF)
		abort();
	return answer == Z3_L_TRUE;
}

#endif
