/* What every bench that calls the program's own libraries needs. */
#ifndef MUST_H
#define MUST_H

#include "base/base.h"

/* A failure ends the bench with its name and place; exit code 4. */
void must(sk_outcome outcome, const struct sk_error *error);

#endif
