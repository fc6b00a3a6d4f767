/*
 * A site with two terminals, of which one or two checks of ours, standing at T02, are judged by looks made by hand. One test after the other: begin and end are setup
 * and teardown of each. Owner: the world.
 */
#ifndef JUDGE_WORLD_H
#define JUDGE_WORLD_H

#include "clinic.h"
#include "cmocka_all.h"

enum { LOOKS = 16, AGE = 10 /* days, of the checks */ };

extern struct world {
	struct clinic clinic;
	sk_time at;
	struct sk_look looks[LOOKS];
	struct sk_evidence evidence;
	struct sk_control *control; /* T02, whose checks are ours here */
	struct sk_list kept;
	struct sk_arena *arena;
	struct sk_verdicts verdicts;
} world;

int world_begin(void **state);
int world_end(void **state);
/* What main of such a test is; its one argument is the folder of the catalogue. */
int world_run(int argc, char **argv, const struct CMUnitTest *tests, size_t count);
const struct sk_subject *subject(const char *id);
/* One account that is enabled (bad) or not; the columns between stay unknown. */
const struct sk_fact *account(bool enabled);
/* One that is not enabled and signed in last, or will, at that time. */
const struct sk_fact *signed_in(sk_time at);
const struct sk_fact *policy(int min_length);
/* Complete, observed a day ago, of one fact or (NULL) none. */
struct sk_look *add_look(const char *kind, const char *where, const struct sk_fact *fact);
/* `strongest`, `newest` and the line of coverage of each look are set from its method and time. */
const struct sk_verdict *judge_now(void);
const struct sk_finding *finding_at(const char *id);
/* All looks. */
void forget(void);
void use_checks(const struct sk_check *checks, size_t count);

extern const struct sk_id id_account[1], id_policy[1], id_both[2], id_terminal[1];
extern const struct sk_check_reason is_bad[1], too_short[1], nothing[1], doubt[1];
/* Bad is an account that is enabled, a policy of less than 13, that there is no account; doubtful that there is none. */
extern const struct sk_check check_account, check_policy, check_missing, check_doubtful;

#endif
