/* Private to fact/: what looks like a secret in a text. */
#ifndef SK_FACT_SECRET_H
#define SK_FACT_SECRET_H

#include <stdbool.h>
#include <stddef.h>

/* Texts below this hold no secret that can be known, but for the beginnings of hashes and of private keys that secret_may_begin looks for. */
enum { SECRET_SHORT = 20 };

/* Of JSON that hides nothing behind escapes, one line or many: whether a short text of it can hold such a beginning. Nearly none can. */
bool secret_may_begin(const char *line, size_t length);
/* NUL-terminated. */
bool secret_inside(const char *text);

#endif
