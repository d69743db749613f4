/*
 * Loaded before the C library (LD_PRELOAD): counts the calls by which a process changes files below the directory that
 * DISK_UNDER names (everywhere without it), and lets one of them not happen.
 *
 * KILL_AT=n          kills the process with SIGKILL before the n-th call.
 * DISK_CALLS=file    gets the number of calls in all, and of each kind, at the end of the process.
 * DISK_QUICK=1       syncs are counted and not made: for what a process leaves, the page cache is as good.
 * DISK_WINDOW=file   gets "calls kind" when a window is shut: how many calls it has seen, and of which kind the one was
 *                    that failed first ("-": none).
 *
 * The process opens a window by mkdir("/disk-faults/arm/<n>/<errno>/<kinds>/<stays>"): the n-th call of these kinds (sum
 * of bits) fails with that errno, and with <stays>=1 all after it, until mkdir("/disk-faults/disarm").
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind { OPEN, CREATE, WRITE, SYNC, RENAME, MKDIR, DELETE, LINK, ATTRIBUTES, READ, CLOSE, KINDS };

static const char *const NAMES[KINDS] = {
    "open", "create", "write", "sync", "rename", "mkdir", "delete", "link", "attributes", "read", "close"};

static const char COMMAND[] = "/disk-faults/";
static atomic_long calls, kinds[KINDS];
static const char *under;
static size_t under_length;
static long kill_at;
static int quick;

static atomic_int armed;
static long window_at;
static int window_errno, window_kinds, window_stays;
static atomic_long window_calls;
static atomic_int window_kind;

__attribute__((constructor)) static void begin(void) {
    const char *number = getenv("KILL_AT");
    kill_at = number ? atol(number) : 0;
    quick = getenv("DISK_QUICK") != NULL;
    under = getenv("DISK_UNDER");
    under_length = under ? strlen(under) : 0;
}

__attribute__((destructor)) static void end(void) {
    const char *file = getenv("DISK_CALLS");
    FILE *out = file ? fopen(file, "w") : NULL;
    if (out) {
        fprintf(out, "all=%ld\n", atomic_load(&calls));
        for (int kind = 0; kind < KINDS; kind++) {
            fprintf(out, "%s=%ld\n", NAMES[kind], atomic_load(&kinds[kind]));
        }
        fclose(out);
    }
}

static int is_under(const char *path) {
    return !under || (strncmp(path, under, under_length) == 0
            && (path[under_length] == '/' || path[under_length] == 0));
}

static int file_is_under(int file) {
    char link[40], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) {
        return 0;
    }
    path[length] = 0;
    return path[0] == '/' && is_under(path);
}

static int entry_is_under(int directory, const char *path) {
    return path[0] == '/' || directory == AT_FDCWD ? is_under(path) : file_is_under(directory);
}

static int changes(enum kind kind) {
    return kind != OPEN && kind != READ && kind != CLOSE;
}

/* Whether the call fails instead of being made. What changes nothing is not counted, and nobody is killed before it. */
static int fails(enum kind kind, int counted) {
    if (!counted) {
        return 0;
    }
    atomic_fetch_add(&kinds[kind], 1);
    if (changes(kind) && atomic_fetch_add(&calls, 1) + 1 == kill_at) {
        kill(getpid(), SIGKILL);
        for (;;) {
            pause();
        }
    }
    if (!atomic_load(&armed) || !(window_kinds & 1 << kind)) {
        return 0;
    }
    long number = atomic_fetch_add(&window_calls, 1) + 1;
    if (number != window_at && !(window_stays && window_at > 0 && number > window_at)) {
        return 0;
    }
    int none = -1;
    atomic_compare_exchange_strong(&window_kind, &none, kind);
    errno = window_errno;
    return 1;
}

static void shut(void) {
    atomic_store(&armed, 0);
    const char *file = getenv("DISK_WINDOW");
    FILE *out = file ? fopen(file, "w") : NULL;
    if (out) {
        int kind = atomic_load(&window_kind);
        fprintf(out, "%ld %s\n", atomic_load(&window_calls), kind < 0 ? "-" : NAMES[kind]);
        fclose(out);
    }
}

static int is_command(const char *path) {
    if (strncmp(path, COMMAND, sizeof COMMAND - 1) != 0) {
        return 0;
    }
    if (sscanf(path + sizeof COMMAND - 1, "arm/%ld/%d/%d/%d", &window_at, &window_errno, &window_kinds, &window_stays)
            == 4) {
        atomic_store(&window_calls, 0);
        atomic_store(&window_kind, -1);
        atomic_store(&armed, 1);
    } else {
        shut();
    }
    return 1;
}

#define REAL(result, name, parameters)                                        \
    static result(*real) parameters;                                          \
    if (!real) {                                                              \
        real = (result(*) parameters) dlsym(RTLD_NEXT, #name);                \
    }

#define COUNTED(result, name, parameters, arguments, kind, counted, failure)  \
    result name parameters {                                                  \
        REAL(result, name, parameters)                                        \
        return fails(kind, counted) ? failure : real arguments;               \
    }

COUNTED(int, rename, (const char *from, const char *to), (from, to), RENAME, is_under(to), -1)
COUNTED(int, renameat, (int a, const char *from, int b, const char *to), (a, from, b, to), RENAME,
        entry_is_under(b, to), -1)
COUNTED(int, renameat2, (int a, const char *from, int b, const char *to, unsigned flags), (a, from, b, to, flags), RENAME,
        entry_is_under(b, to), -1)
COUNTED(int, rmdir, (const char *path), (path), DELETE, is_under(path), -1)
COUNTED(int, unlink, (const char *path), (path), DELETE, is_under(path), -1)
COUNTED(int, remove, (const char *path), (path), DELETE, is_under(path), -1)
COUNTED(int, unlinkat, (int directory, const char *path, int flags), (directory, path, flags), DELETE,
        entry_is_under(directory, path), -1)
COUNTED(int, symlink, (const char *to, const char *path), (to, path), LINK, is_under(path), -1)
COUNTED(int, link, (const char *from, const char *to), (from, to), LINK, is_under(to), -1)
COUNTED(int, chmod, (const char *path, mode_t mode), (path, mode), ATTRIBUTES, is_under(path), -1)
COUNTED(int, fchmod, (int file, mode_t mode), (file, mode), ATTRIBUTES, file_is_under(file), -1)
COUNTED(int, utimes, (const char *path, const struct timeval times[2]), (path, times), ATTRIBUTES, is_under(path), -1)
COUNTED(int, lutimes, (const char *path, const struct timeval times[2]), (path, times), ATTRIBUTES, is_under(path), -1)
COUNTED(int, futimens, (int file, const struct timespec times[2]), (file, times), ATTRIBUTES, file_is_under(file), -1)
COUNTED(int, futimesat, (int directory, const char *path, const struct timeval times[2]), (directory, path, times),
        ATTRIBUTES, path ? entry_is_under(directory, path) : file_is_under(directory), -1)
COUNTED(int, ftruncate64, (int file, off_t length), (file, length), WRITE, file_is_under(file), -1)
COUNTED(ssize_t, write, (int file, const void *bytes, size_t length), (file, bytes, length), WRITE, file_is_under(file), -1)
COUNTED(ssize_t, writev, (int file, const struct iovec *parts, int count), (file, parts, count), WRITE,
        file_is_under(file), -1)
COUNTED(ssize_t, pwrite64, (int file, const void *bytes, size_t length, off_t offset), (file, bytes, length, offset), WRITE,
        file_is_under(file), -1)
COUNTED(ssize_t, sendfile64, (int to, int from, off_t *offset, size_t length), (to, from, offset, length), WRITE,
        file_is_under(to), -1)
COUNTED(int, creat64, (const char *path, mode_t mode), (path, mode), CREATE, is_under(path), -1)
COUNTED(DIR *, opendir, (const char *path), (path), OPEN, is_under(path), NULL)

COUNTED(ssize_t, read, (int file, void *bytes, size_t length), (file, bytes, length), READ, file_is_under(file), -1)
COUNTED(ssize_t, readv, (int file, const struct iovec *parts, int count), (file, parts, count), READ, file_is_under(file), -1)
COUNTED(ssize_t, pread64, (int file, void *bytes, size_t length, off_t offset), (file, bytes, length, offset), READ,
        file_is_under(file), -1)

/* Of what was written, as file systems do that write late; one that fails has closed the file all the same, as on Linux. */
int close(int file) {
    REAL(int, close, (int))
    int counted = (fcntl(file, F_GETFL) & O_ACCMODE) != O_RDONLY && file_is_under(file);
    int result = real(file);
    return fails(CLOSE, counted) ? -1 : result;
}

#define SYNCED(name)                                                          \
    int name(int file) {                                                      \
        REAL(int, name, (int))                                                \
        return fails(SYNC, file_is_under(file)) ? -1 : quick ? 0 : real(file); \
    }

SYNCED(fsync)
SYNCED(fdatasync)

int mkdir(const char *path, mode_t mode) {
    REAL(int, mkdir, (const char *, mode_t))
    if (is_command(path)) {
        errno = ENOENT;
        return -1;
    }
    return fails(MKDIR, is_under(path)) ? -1 : real(path, mode);
}

#define OPENED(name)                                                          \
    int name(const char *path, int flags, ...) {                              \
        REAL(int, name, (const char *, int, ...))                             \
        va_list more;                                                         \
        va_start(more, flags);                                                \
        mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(more, mode_t) : 0; \
        va_end(more);                                                         \
        return fails(flags & O_CREAT ? CREATE : OPEN, is_under(path)) ? -1 : real(path, flags, mode); \
    }

OPENED(open)
OPENED(open64)

#define OPENED_AT(name)                                                       \
    int name(int directory, const char *path, int flags, ...) {               \
        REAL(int, name, (int, const char *, int, ...))                        \
        va_list more;                                                         \
        va_start(more, flags);                                                \
        mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(more, mode_t) : 0; \
        va_end(more);                                                         \
        int failed = fails(flags & O_CREAT ? CREATE : OPEN, entry_is_under(directory, path)); \
        return failed ? -1 : real(directory, path, flags, mode);              \
    }

OPENED_AT(openat)
OPENED_AT(openat64)
