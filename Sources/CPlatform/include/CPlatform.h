// What glibc and Linux offer but Swift's Glibc overlay does not show.
#ifndef SLUICE_CPLATFORM_H
#define SLUICE_CPLATFORM_H

#include <stdint.h>
#include <sys/types.h>
#include <sys/uio.h>

#include "sandbox.h"

/// Names the calling thread as `ps -L`, `perf` and debuggers show it; longer names are cut to 15 bytes.
void sluice_set_thread_name(const char *name);

/// Starts `path` in a process group of its own, in `/`, with an empty signal mask and every signal at its default.
/// The child's descriptors 0 to 3 are `descriptors[0]` to `[3]`; every other one is closed.
/// Returns 0, or the errno of what failed, an exec that failed included.
int sluice_spawn(pid_t *pid, const char *path, char *const arguments[], char *const environment[], const int descriptors[4]);

/// Opens a pipe whose ends no child inherits: `ends[0]` to read from, `ends[1]` to write to. Returns 0, or -1 and errno.
int sluice_pipe(int ends[2]);

/// Asks for room for `bytes` in a pipe; where the system does not grant it, the pipe stays as it is.
void sluice_widen_pipe(int descriptor, int bytes);

/// A descriptor that polls readable when the process has ended; -1 and errno on failure.
int sluice_pidfd_open(pid_t pid);

/// How a process ended and what it took.
struct sluice_exit {
    /// The exit code, where `signal` is 0.
    int code;
    /// The signal that killed it, or 0.
    int signal;
    /// Peak resident set in bytes.
    long long peak_memory;
    /// User and system time in microseconds.
    long long cpu_microseconds;
};

/// Waits for a child to end and reaps it. Returns 0, or errno.
int sluice_reap(pid_t pid, struct sluice_exit *result);

/// `writev` that reports a closed pipe as EPIPE and never as a signal.
ssize_t sluice_writev_nosignal(int descriptor, const struct iovec *vectors, int count);

/// `renameat2` with RENAME_NOREPLACE: EEXIST where the new name is taken. Returns 0, or -1 and errno.
int sluice_rename_noreplace(int old_folder, const char *old_name, int new_folder, const char *new_name);

/// `renameat2` with RENAME_EXCHANGE: both names exist before and after. Returns 0, or -1 and errno.
int sluice_rename_exchange(int old_folder, const char *old_name, int new_folder, const char *new_name);

/// Begins to write back what was written to a file and does not wait for it. Returns 0, or -1 and errno.
int sluice_begin_sync(int descriptor);

/// Lets the C library give freed blocks of up to 32 MiB to the next who asks, and keep up to 64 MiB of them from the system.
void sluice_keep_freed_memory(void);

/// Writes back the whole file system that `descriptor` lies on, and reports write errors since it was opened.
int sluice_syncfs(int descriptor);

/// The magic number of the file system that `path` lies on (statfs(2)); -1 and errno on failure.
int64_t sluice_file_system_type(const char *path);

/// Gives back the pages of code and constants that are in memory; what is used again comes back from the system's cache of files.
void sluice_release_code(void);

#endif
