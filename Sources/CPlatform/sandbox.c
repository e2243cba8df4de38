#define _GNU_SOURCE
#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int failure_of(long result) { return result < 0 ? errno : 0; }

static int limit(int resource, rlim_t value) {
    const struct rlimit both = {value, value};
    return failure_of(setrlimit(resource, &both));
}

static int enter_limits(void) {
    int failure = limit(RLIMIT_CORE, 0);
    if (!failure) failure = limit(RLIMIT_NOFILE, 64);
    // Pipes do not count.
    if (!failure) failure = limit(RLIMIT_FSIZE, 0);
    return failure;
}

static int drop_capabilities(void) {
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
    const struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {{0}};
    return failure_of(syscall(SYS_capset, &header, none));
}

// MARK: - Landlock

// Written out, as system headers may be older than the kernel.
enum { landlock_create_ruleset = 444, landlock_add_rule = 445, landlock_restrict_self = 446 };
enum { landlock_version_flag = 1, landlock_path_beneath = 1 };
enum { landlock_read_file = 1 << 2, landlock_read_dir = 1 << 3 };

struct landlock_rules {
    uint64_t files;
    uint64_t network;
    uint64_t scopes;
};

struct landlock_path {
    uint64_t allowed;
    int32_t folder;
} __attribute__((packed));

// Everything that the kernel's version of Landlock can refuse.
static struct landlock_rules all_rules(long version, size_t *size) {
    struct landlock_rules rules = {.files = (1 << 13) - 1};
    if (version >= 2) rules.files |= 1 << 13;  // refer
    if (version >= 3) rules.files |= 1 << 14;  // truncate
    if (version >= 5) rules.files |= 1 << 15;  // ioctl of devices
    if (version >= 4) rules.network = 3;       // bind and connect TCP
    if (version >= 6) rules.scopes = 3;        // abstract sockets and signals
    *size = version >= 6 ? 24 : version >= 4 ? 16 : 8;
    return rules;
}

static int allow_reading(int ruleset, const char *path) {
    int opened = open(path, O_PATH | O_CLOEXEC);
    // What is not there need not be allowed.
    if (opened < 0) return 0;
    struct stat status;
    struct landlock_path rule = {.allowed = landlock_read_file, .folder = opened};
    if (!fstat(opened, &status) && S_ISDIR(status.st_mode)) rule.allowed |= landlock_read_dir;
    int failure = failure_of(syscall(landlock_add_rule, ruleset, landlock_path_beneath, &rule, 0));
    close(opened);
    return failure;
}

static int enter_landlock(const char *const readable[]) {
    long version = syscall(landlock_create_ruleset, NULL, 0, landlock_version_flag);
    if (version < 0) return errno;
    size_t size;
    const struct landlock_rules rules = all_rules(version, &size);
    int ruleset = (int)syscall(landlock_create_ruleset, &rules, size, 0);
    if (ruleset < 0) return errno;
    int failure = 0;
    for (int i = 0; readable[i] && !failure; i++) failure = allow_reading(ruleset, readable[i]);
    if (!failure) failure = failure_of(syscall(landlock_restrict_self, ruleset, 0));
    close(ruleset);
    return failure;
}

// MARK: - seccomp

#if defined(__x86_64__)
#define NATIVE_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define NATIVE_ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "The system calls of this processor are not known here."
#endif

// What no decoder, encoder or scaler has a use for.
static const uint16_t refused[] = {
    // network
    SYS_socket, SYS_socketpair, SYS_connect, SYS_bind, SYS_listen, SYS_accept, SYS_accept4,
    // other programs and processes
    SYS_execve, SYS_execveat, SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_kcmp, SYS_pidfd_open,
    SYS_pidfd_getfd, SYS_pidfd_send_signal, SYS_rt_sigqueueinfo, SYS_rt_tgsigqueueinfo, SYS_tkill,
    SYS_shmget, SYS_shmat, SYS_msgget, SYS_semget, SYS_mq_open,
#if defined(__x86_64__)
    SYS_fork, SYS_vfork,
#endif
    // large surfaces of the kernel
    SYS_bpf, SYS_perf_event_open, SYS_userfaultfd, SYS_io_uring_setup, SYS_io_uring_enter, SYS_io_uring_register,
    SYS_io_setup, SYS_keyctl, SYS_add_key, SYS_request_key, SYS_fanotify_init, SYS_inotify_init1, SYS_memfd_create,
    // the file system and the machine
    SYS_mount, SYS_umount2, SYS_move_mount, SYS_open_tree, SYS_fsopen, SYS_fsconfig, SYS_fsmount, SYS_fspick,
    SYS_mount_setattr, SYS_pivot_root, SYS_chroot, SYS_unshare, SYS_setns, SYS_name_to_handle_at, SYS_open_by_handle_at,
    SYS_mknodat, SYS_init_module, SYS_finit_module, SYS_delete_module, SYS_kexec_load, SYS_kexec_file_load, SYS_reboot,
    SYS_swapon, SYS_swapoff, SYS_acct, SYS_syslog, SYS_quotactl, SYS_personality, SYS_settimeofday, SYS_clock_settime,
    SYS_adjtimex, SYS_sethostname, SYS_setdomainname,
    // who it is
    SYS_setuid, SYS_setgid, SYS_setreuid, SYS_setregid, SYS_setresuid, SYS_setresgid, SYS_setfsuid, SYS_setfsgid,
    SYS_setgroups, SYS_capset,
};

enum { refused_count = sizeof refused / sizeof *refused };

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define EQUAL(value, yes, no) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, yes, no)
#define HAS_BIT(value, yes, no) BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, value, yes, no)
#define RETURN(action) BPF_STMT(BPF_RET | BPF_K, action)
#define REFUSE RETURN(SECCOMP_RET_ERRNO | EPERM)

static int enter_seccomp(void) {
    const uint32_t self = (uint32_t)getpid();
    const struct sock_filter head[] = {
        // System calls of another architecture have other numbers.
        LOAD(arch), EQUAL(NATIVE_ARCHITECTURE, 1, 0), RETURN(SECCOMP_RET_KILL_PROCESS),
        LOAD(nr), BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1), RETURN(SECCOMP_RET_KILL_PROCESS),
        // clone3 hides its flags from a filter; told that there is none, the C library takes clone.
        EQUAL(SYS_clone3, 0, 1), RETURN(SECCOMP_RET_ERRNO | ENOSYS),
        // clone may start threads.
        EQUAL(SYS_clone, 0, 4), LOAD(args[0]), HAS_BIT(CLONE_THREAD, 0, 1), RETURN(SECCOMP_RET_ALLOW), REFUSE,
        // Signals may go to this process, as abort sends them.
        EQUAL(SYS_kill, 1, 0), EQUAL(SYS_tgkill, 0, 4), LOAD(args[0]), EQUAL(self, 0, 1), RETURN(SECCOMP_RET_ALLOW), REFUSE,
    };
    enum { head_count = sizeof head / sizeof *head };
    struct sock_filter filter[head_count + 2 * refused_count + 1];
    memcpy(filter, head, sizeof head);
    unsigned short count = head_count;
    for (int i = 0; i < refused_count; i++) {
        filter[count++] = (struct sock_filter)EQUAL(refused[i], 0, 1);
        filter[count++] = (struct sock_filter)REFUSE;
    }
    filter[count++] = (struct sock_filter)RETURN(SECCOMP_RET_ALLOW);
    const struct sock_fprog program = {count, filter};
    return failure_of(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program));
}

// MARK: - All of it

struct sluice_sandbox sluice_enter_sandbox(const char *const readable[]) {
    struct sluice_sandbox result;
    result.no_new_privileges = failure_of(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
    result.limits = enter_limits();
    result.namespaces = failure_of(unshare(CLONE_NEWUSER | CLONE_NEWNET));
    result.capabilities = drop_capabilities();
    result.landlock = enter_landlock(readable);
    result.seccomp = enter_seccomp();
    return result;
}

int sluice_limit_cpu(long seconds) {
    struct rlimit limits;
    if (getrlimit(RLIMIT_CPU, &limits)) return errno;
    limits.rlim_cur = (rlim_t)seconds < limits.rlim_max ? (rlim_t)seconds : limits.rlim_max;
    return failure_of(setrlimit(RLIMIT_CPU, &limits));
}
