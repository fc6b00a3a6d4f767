/* cmocka wants these four headers before its own. */
#ifndef CMOCKA_ALL_H
#define CMOCKA_ALL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* The plain build makes all random trials, the one with sanitizers, which is several times slower, every fourth as many. */
#if defined(__SANITIZE_ADDRESS__)
#define TRIALS_OF(count) ((count) / 4)
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define TRIALS_OF(count) ((count) / 4)
#endif
#endif
#ifndef TRIALS_OF
#define TRIALS_OF(count) (count)
#endif

#endif
