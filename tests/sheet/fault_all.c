/*
 * fault_alloc.h for the whole process: this malloc is the one that libraries find, too. Not with sanitizers, which bring their own.
 */
#include "fault_alloc.h"

#include <stddef.h>

static unsigned left;
static bool hit;

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *malloc(size_t size);
void *calloc(size_t count, size_t size);
void *realloc(void *old, size_t size);

void fault_alloc_arm(unsigned nth)
{
	left = nth;
	hit = false;
}

bool fault_alloc_disarm(void)
{
	left = 0;
	return hit;
}

static bool fails(void)
{
	if (left == 0 || --left > 0)
		return false;
	hit = true;
	return true;
}

void *malloc(size_t size)
{
	return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return fails() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
	return fails() ? NULL : __libc_realloc(old, size);
}
