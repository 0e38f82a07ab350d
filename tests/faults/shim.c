/*
 * A disk with a mind of its own, for the files whose path contains $TIERLINE_SHIM_FILE (every file when unset).
 * Preloaded into the real service:
 *
 *   TIERLINE_SHIM_DELAY_MS  every fsync takes that much longer
 *   TIERLINE_SHIM_EIO       when this file exists, the next fsync removes it and fails with EIO, once: as Linux does,
 *                           which forgets the pages it could not write and lets the next fsync succeed
 *   TIERLINE_SHIM_FULL      while this file exists, every write fails with ENOSPC
 *   TIERLINE_SHIM_COUNT     each fsync appends a byte to this file
 *   TIERLINE_SHIM_HOLD      while this file exists, no fsync comes back
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

static int is_ours(int fd) {
    const char *part = getenv("TIERLINE_SHIM_FILE");
    char link[64], path[4096];
    if (!part) return 1;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return strstr(path, part) != NULL;
}

static int is_full(int fd) {
    const char *trigger = getenv("TIERLINE_SHIM_FULL");
    return trigger && access(trigger, F_OK) == 0 && is_ours(fd);
}

static int sync_fails(int fd) {
    const char *delay = getenv("TIERLINE_SHIM_DELAY_MS"), *trigger = getenv("TIERLINE_SHIM_EIO");
    const char *count = getenv("TIERLINE_SHIM_COUNT"), *hold = getenv("TIERLINE_SHIM_HOLD");
    if (!is_ours(fd)) return 0;
    if (count) {
        int file = open(count, O_WRONLY | O_CREAT | O_APPEND, 0600);
        if (file >= 0) {
            char byte = '.';
            ssize_t (*real)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
            (void)!real(file, &byte, 1);
            close(file);
        }
    }
    if (delay) {
        long ms = atol(delay);
        struct timespec pause = {ms / 1000, (ms % 1000) * 1000000L};
        nanosleep(&pause, NULL);
    }
    while (hold && access(hold, F_OK) == 0) {
        struct timespec moment = {0, 1000000L};
        nanosleep(&moment, NULL);
    }
    return trigger && unlink(trigger) == 0;
}

#define SYNC(name)                                             \
    int name(int fd) {                                         \
        static int (*real)(int);                               \
        if (!real) real = dlsym(RTLD_NEXT, #name);             \
        if (sync_fails(fd)) { errno = EIO; return -1; }        \
        return real(fd);                                       \
    }
SYNC(fsync)
SYNC(fdatasync)

#define PWRITE(name, offset_type)                                                        \
    ssize_t name(int fd, const void *data, size_t size, offset_type offset) {            \
        static ssize_t (*real)(int, const void *, size_t, offset_type);                  \
        if (!real) real = dlsym(RTLD_NEXT, #name);                                       \
        if (is_full(fd)) { errno = ENOSPC; return -1; }                                  \
        return real(fd, data, size, offset);                                             \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

ssize_t write(int fd, const void *data, size_t size) {
    static ssize_t (*real)(int, const void *, size_t);
    if (!real) real = dlsym(RTLD_NEXT, "write");
    if (is_full(fd)) { errno = ENOSPC; return -1; }
    return real(fd, data, size);
}
