#ifndef SLUICE_SANDBOX_H
#define SLUICE_SANDBOX_H

/// What `sluice_enter_sandbox` did: 0 where the mechanism holds, else the errno with which the kernel refused it.
struct sluice_sandbox {
    /// No program that this process could start has more rights than it has.
    int no_new_privileges;
    /// No core dump, at most 64 descriptors, no byte written to a file.
    int limits;
    /// User and network namespaces of its own: no network interface is there.
    int namespaces;
    /// No capability, also not root's.
    int capabilities;
    /// Landlock: no file but those that may be read, no TCP, no signal to other processes, as far as the kernel knows them.
    int landlock;
    /// seccomp: no sockets, no new process, no tracing, and none of the system calls that only attacks need.
    int seccomp;
};

/// Closes the calling process in, for good. Only before a second thread exists: some mechanisms bind the calling thread and
/// what it starts. What the kernel lacks is left out and said.
/// `readable`: files and folders, to their last level, that can still be opened to be read; ended by NULL.
struct sluice_sandbox sluice_enter_sandbox(const char *const readable[]);

/// Kills this process once it has used `seconds` of processor time in all. Returns 0, or errno.
int sluice_limit_cpu(long seconds);

/// How many things `sluice_attempt` knows.
extern const int sluice_attempt_count;

/// Tries one thing that no worker may do, and undoes it where it succeeds. Returns 0 where it succeeded, else errno.
/// `name` is set to what is tried.
int sluice_attempt(int index, const char **name);

#endif
