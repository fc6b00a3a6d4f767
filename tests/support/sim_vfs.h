/*
 * The disk of a simulated sk_env under SQLite: every read, write, cut, sync and removal of its files goes through sim_env's counted calls, so that each can
 * fail, be torn or be the last one before the machine stops. As SQLite's own layer for Unix does, the folder is synced with the first sync of a file it made.
 *
 * One process, so locks always succeed, and the index of the log is memory that a stop takes away.
 */
#ifndef SIM_VFS_H
#define SIM_VFS_H

#include "sim_env.h"

/* From now on SQLite's files lie on this disk; NULL: on the real one again. None may be open. */
void sim_vfs_use(struct sim_env *sim);

#endif
