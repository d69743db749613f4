/*
 * Loaded before the C library (LD_PRELOAD): counts the calls by which a process changes the disk, and kills it with SIGKILL
 * before the one whose number KILL_AT names. The number of all calls is written to the file that KILL_AT_TOTAL names, at
 * the end of the process.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_long calls;
static long at;

__attribute__((constructor)) static void begin(void) {
    const char *number = getenv("KILL_AT");
    at = number ? atol(number) : 0;
}

__attribute__((destructor)) static void end(void) {
    const char *file = getenv("KILL_AT_TOTAL");
    FILE *out = file ? fopen(file, "w") : NULL;
    if (out) {
        fprintf(out, "%ld\n", atomic_load(&calls));
        fclose(out);
    }
}

static void count(void) {
    if (atomic_fetch_add(&calls, 1) + 1 == at) {
        kill(getpid(), SIGKILL);
        for (;;) {
            pause();
        }
    }
}

#define COUNTED(result, name, parameters, arguments)                          \
    result name parameters {                                                  \
        static result(*real) parameters;                                      \
        if (!real) {                                                          \
            real = (result(*) parameters) dlsym(RTLD_NEXT, #name);            \
        }                                                                     \
        count();                                                              \
        return real arguments;                                                \
    }

COUNTED(int, rename, (const char *from, const char *to), (from, to))
COUNTED(int, renameat, (int a, const char *from, int b, const char *to), (a, from, b, to))
COUNTED(int, mkdir, (const char *path, mode_t mode), (path, mode))
COUNTED(int, rmdir, (const char *path), (path))
COUNTED(int, unlink, (const char *path), (path))
COUNTED(int, unlinkat, (int directory, const char *path, int flags), (directory, path, flags))
COUNTED(int, symlink, (const char *to, const char *path), (to, path))
COUNTED(int, link, (const char *from, const char *to), (from, to))
COUNTED(int, chmod, (const char *path, mode_t mode), (path, mode))
COUNTED(int, fchmod, (int file, mode_t mode), (file, mode))
COUNTED(int, fsync, (int file), (file))
COUNTED(int, fdatasync, (int file), (file))
COUNTED(int, ftruncate64, (int file, off64_t length), (file, length))
COUNTED(ssize_t, write, (int file, const void *bytes, size_t length), (file, bytes, length))
COUNTED(ssize_t, pwrite64, (int file, const void *bytes, size_t length, off64_t offset), (file, bytes, length, offset))
COUNTED(int, creat64, (const char *path, mode_t mode), (path, mode))
