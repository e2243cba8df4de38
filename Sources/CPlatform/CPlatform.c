#define _GNU_SOURCE
#include "CPlatform.h"

#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

void sluice_set_thread_name(const char *name) {
    char cut[16];
    snprintf(cut, sizeof cut, "%s", name);
    pthread_setname_np(pthread_self(), cut);
}

// The last descriptor the child keeps: standard input, output and error, and its control pipe.
enum { last_descriptor = 3, descriptor_count = 4 };

static int add_actions(posix_spawn_file_actions_t *actions, const int raised[descriptor_count]) {
    for (int i = 0; i < descriptor_count; i++) {
        int failure = posix_spawn_file_actions_adddup2(actions, raised[i], i);
        if (failure) return failure;
    }
    int failure = posix_spawn_file_actions_addclosefrom_np(actions, last_descriptor + 1);
    if (failure) return failure;
    return posix_spawn_file_actions_addchdir_np(actions, "/");
}

static int set_attributes(posix_spawnattr_t *attributes) {
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    int failure = posix_spawnattr_setsigmask(attributes, &none);
    if (!failure) failure = posix_spawnattr_setsigdefault(attributes, &all);
    if (!failure) failure = posix_spawnattr_setpgroup(attributes, 0);
    if (failure) return failure;
    return posix_spawnattr_setflags(
        attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
}

int sluice_spawn(pid_t *pid, const char *path, char *const arguments[], char *const environment[], const int descriptors[4]) {
    // Sources are raised above the targets first, so that no dup2 overwrites one that is still to be moved.
    int raised[descriptor_count] = {-1, -1, -1, -1};
    int failure = 0;
    for (int i = 0; i < descriptor_count && !failure; i++) {
        raised[i] = fcntl(descriptors[i], F_DUPFD_CLOEXEC, descriptor_count);
        if (raised[i] < 0) failure = errno;
    }
    if (!failure) {
        posix_spawn_file_actions_t actions;
        posix_spawnattr_t attributes;
        failure = posix_spawn_file_actions_init(&actions);
        if (!failure) {
            failure = posix_spawnattr_init(&attributes);
            if (!failure) {
                failure = add_actions(&actions, raised);
                if (!failure) failure = set_attributes(&attributes);
                if (!failure) failure = posix_spawn(pid, path, &actions, &attributes, arguments, environment);
                posix_spawnattr_destroy(&attributes);
            }
            posix_spawn_file_actions_destroy(&actions);
        }
    }
    for (int i = 0; i < descriptor_count; i++) {
        if (raised[i] >= 0) close(raised[i]);
    }
    return failure;
}

int sluice_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

void sluice_widen_pipe(int descriptor, int bytes) { fcntl(descriptor, F_SETPIPE_SZ, bytes); }

int sluice_pidfd_open(pid_t pid) {
    // pidfd_open(2) sets close-on-exec by itself.
    return (int)syscall(SYS_pidfd_open, pid, 0);
}

int sluice_reap(pid_t pid, struct sluice_exit *result) {
    int status = 0;
    struct rusage usage = {0};
    pid_t reaped;
    do {
        reaped = wait4(pid, &status, 0, &usage);
    } while (reaped < 0 && errno == EINTR);
    if (reaped < 0) return errno;
    result->code = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
    result->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    result->peak_memory = (long long)usage.ru_maxrss * 1024;
    result->cpu_microseconds = (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000LL
        + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
    return 0;
}

ssize_t sluice_writev_nosignal(int descriptor, const struct iovec *vectors, int count) {
    sigset_t pipe_signal, pending, before;
    sigemptyset(&pipe_signal);
    sigaddset(&pipe_signal, SIGPIPE);
    sigpending(&pending);
    if (sigismember(&pending, SIGPIPE)) return writev(descriptor, vectors, count);
    pthread_sigmask(SIG_BLOCK, &pipe_signal, &before);
    ssize_t written = writev(descriptor, vectors, count);
    int failure = errno;
    if (written < 0 && failure == EPIPE) {
        // The signal is pending for this thread; take it before the mask is lifted.
        const struct timespec now = {0, 0};
        while (sigtimedwait(&pipe_signal, NULL, &now) < 0 && errno == EINTR) {}
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = failure;
    return written;
}

int sluice_rename_noreplace(int old_folder, const char *old_name, int new_folder, const char *new_name) {
    return renameat2(old_folder, old_name, new_folder, new_name, RENAME_NOREPLACE);
}

int sluice_rename_exchange(int old_folder, const char *old_name, int new_folder, const char *new_name) {
    return renameat2(old_folder, old_name, new_folder, new_name, RENAME_EXCHANGE);
}

int sluice_begin_sync(int descriptor) { return sync_file_range(descriptor, 0, 0, SYNC_FILE_RANGE_WRITE); }

void sluice_keep_freed_memory(void) {
    mallopt(M_MMAP_THRESHOLD, 32 << 20);
    mallopt(M_TRIM_THRESHOLD, 64 << 20);
}

int sluice_syncfs(int descriptor) { return syncfs(descriptor); }

int64_t sluice_file_system_type(const char *path) {
    struct statfs status;
    return statfs(path, &status) == 0 ? (int64_t)(uint32_t)status.f_type : -1;
}

static int release_code_of(struct dl_phdr_info *object, size_t size, void *unused) {
    (void)size, (void)unused;
    const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    for (int i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &object->dlpi_phdr[i];
        if (part->p_type != PT_DYNAMIC) continue;
        // Code that was patched when it was loaded is not what is in the file.
        for (const ElfW(Dyn) *entry = (const ElfW(Dyn) *)(object->dlpi_addr + part->p_vaddr); entry->d_tag != DT_NULL; entry++)
            if (entry->d_tag == DT_TEXTREL || (entry->d_tag == DT_FLAGS && (entry->d_un.d_val & DF_TEXTREL))) return 0;
    }
    for (int i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &object->dlpi_phdr[i];
        if (part->p_type != PT_LOAD || (part->p_flags & PF_W)) continue;
        uintptr_t start = (object->dlpi_addr + part->p_vaddr) & ~(page - 1);
        madvise((void *)start, object->dlpi_addr + part->p_vaddr + part->p_memsz - start, MADV_DONTNEED);
    }
    return 0;
}

void sluice_release_code(void) { dl_iterate_phdr(release_code_of, NULL); }
