/* Many sites in one store, and one bundle more for some of them. */
#ifndef FLEET_H
#define FLEET_H

#include "sample.h"

/* Keeps its file in `folder`, and prints what it measured. */
void fleet_measure(const struct sample *sample, const char *folder);

#endif
