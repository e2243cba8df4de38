#define _GNU_SOURCE
#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int closed(int descriptor) {
    if (descriptor < 0) return errno;
    close(descriptor);
    return 0;
}

static int read_passwords(void) { return closed(open("/etc/passwd", O_RDONLY)); }

static int list_root(void) { return closed(open("/", O_RDONLY | O_DIRECTORY)); }

static int write_file(void) {
    const char *path = "/tmp/sluice-sandbox-attempt";
    int failure = closed(open(path, O_WRONLY | O_CREAT | O_EXCL, 0600));
    if (!failure) unlink(path);
    return failure;
}

static int write_input(void) { return closed(open("/proc/self/fd/0", O_WRONLY)); }

static int read_memory_of_parent(void) {
    char path[32];
    snprintf(path, sizeof path, "/proc/%d/mem", getppid());
    return closed(open(path, O_RDONLY));
}

static int connect_to_itself(void) {
    int descriptor = socket(AF_INET, SOCK_STREAM, 0);
    if (descriptor < 0) return errno;
    const struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(80), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int failure = connect(descriptor, (const struct sockaddr *)&address, sizeof address) ? errno : 0;
    close(descriptor);
    return failure;
}

static int open_local_socket(void) { return closed(socket(AF_UNIX, SOCK_STREAM, 0)); }

static int run_shell(void) {
    char *const arguments[] = {"sh", "-c", "true", NULL}, *const environment[] = {NULL};
    pid_t child;
    int failure = posix_spawn(&child, "/bin/sh", NULL, NULL, arguments, environment);
    if (!failure) waitpid(child, NULL, 0);
    return failure;
}

static int fork_itself(void) {
    pid_t child = fork();
    if (child < 0) return errno;
    if (child == 0) _exit(0);
    waitpid(child, NULL, 0);
    return 0;
}

static int trace_parent(void) {
    if (ptrace(PTRACE_SEIZE, getppid(), NULL, NULL)) return errno;
    ptrace(PTRACE_DETACH, getppid(), NULL, NULL);
    return 0;
}

// Signal 0 arrives nowhere; only the right to send is asked for.
static int signal_parent(void) { return kill(getppid(), 0) ? errno : 0; }

static int new_namespace(void) { return unshare(CLONE_NEWUSER) ? errno : 0; }

static const struct {
    const char *name;
    int (*attempt)(void);
} attempts[] = {
    {"read /etc/passwd", read_passwords},
    {"list /", list_root},
    {"write a file in /tmp", write_file},
    {"write to its input", write_input},
    {"read its parent's memory", read_memory_of_parent},
    {"connect to 127.0.0.1", connect_to_itself},
    {"open a local socket", open_local_socket},
    {"run a shell", run_shell},
    {"fork", fork_itself},
    {"trace its parent", trace_parent},
    {"send its parent a signal", signal_parent},
    {"make a namespace", new_namespace},
};

const int sluice_attempt_count = sizeof attempts / sizeof *attempts;

int sluice_attempt(int index, const char **name) {
    *name = attempts[index].name;
    return attempts[index].attempt();
}
