/*
 * port: what differs between platforms. One folder a platform, so that the rest of the tree needs no `#if`.
 */
#ifndef SK_PORT_H
#define SK_PORT_H

#include "base/base.h"

/*
 * The clock, environment variables and file system of this machine. Never NULL; lives as long as the process.
 * open_read does not wait for a writer of a pipe; open_new refuses symbolic links; handles are not inherited by
 * programs. sync_folder says 0 on file systems that cannot sync a folder, lock_folder on those that cannot lock one.
 */
const struct sk_env *sk_port_env(void);

/* At the start of a program: a write past the largest file that is allowed fails (EFBIG) instead of ending the process. Asks the system for memory in few large pieces, of large pages, and gives none back before the end, as suits a
 * process of some milliseconds. */
void sk_port_start(void);

/* This process becomes another program, with these words (argv[0] first, NULL last). Returns only when that fails: SK_E_FILE_READ with the path. Before any sandbox. */
SK_OUTCOME sk_port_become(const char *path, char *const *argv, struct sk_error *error);

/*
 * From here on this process may read files, write to what is open, and end. It cannot make or change a file, reach a
 * network, start a program or thread, or make memory executable: an attempt ends it at once with SIGSYS. Cannot be
 * undone.
 * Call it in a process of one thread, after libraries and translations are loaded.
 * SK_E_SANDBOX when the kernel refuses; then nothing is confined and the caller must stop.
 */
SK_OUTCOME sk_port_sandbox(struct sk_error *error);

/* The same, but files and folders may be made, written, renamed and removed, and what is open may get another mode. */
SK_OUTCOME sk_port_sandbox_writing(struct sk_error *error);
/* The same, and there may be more threads: of the library that sets text. */
SK_OUTCOME sk_port_sandbox_drawing(struct sk_error *error);

/* That, and what SQLite needs for a file that keeps a history: writing at a place, cutting, locks of parts of a file, waiting for another process. */
SK_OUTCOME sk_port_sandbox_storing(struct sk_error *error);

#endif
