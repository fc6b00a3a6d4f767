/*
 * What every store must do, whatever it is made of: runs through store.h alone. A store is given as the function that opens it.
 *
 * Kept open and opened again it holds the same; what is refused changes nothing; what is one site's is no other's.
 */
#ifndef CONFORMANCE_H
#define CONFORMANCE_H

#include "store/store.h"

struct conformance {
	const char *name;
	size_t largest; /* findings of the largest assessment that its disk has room for */
	/* Opens the store of this test, or makes it: empty at the first call after `begin`. Never NULL; a failure fails the test. */
	struct sk_store *(*open)(void);
	void (*begin)(void);
	void (*end)(void); /* after the last one was closed */
};

/* Number of tests that failed, as cmocka has it. clinic_open was called. */
int conformance_run(const struct conformance *store);

#endif
