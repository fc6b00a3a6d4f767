#include "must.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

void must(sk_outcome outcome, const struct sk_error *error)
{
	if (!sk_failed(outcome))
		return;
	(void)fprintf(stderr, "%s: %s:%u: %s (%s)\n", program_invocation_short_name, error->file, error->line, sk_error_name(error->id), error->argument[0]);
	exit(4);
}
