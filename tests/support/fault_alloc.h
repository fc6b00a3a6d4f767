/*
 * Makes the Nth allocation of the code under test fail. The test program is linked with
 * -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc; only calls from our own objects are counted, not those inside
 * libraries.
 */
#ifndef FAULT_ALLOC_H
#define FAULT_ALLOC_H

#include <stdbool.h>

/* The nth allocation from now on (from 1) fails once; 0 = none. */
void fault_alloc_arm(unsigned nth);
/* Nothing fails any more. True when one did fail since arming. */
bool fault_alloc_disarm(void);

#endif
