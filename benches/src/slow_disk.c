// Makes every writing to the disk take SLOW_DISK_MS longer; loaded into the server by LD_PRELOAD.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

static int slowly(const char *name, int file) {
    const char *milliseconds = getenv("SLOW_DISK_MS");
    if (milliseconds) usleep((useconds_t)atoi(milliseconds) * 1000);
    return ((int (*)(int))dlsym(RTLD_NEXT, name))(file);
}

int fdatasync(int file) { return slowly("fdatasync", file); }
int fsync(int file) { return slowly("fsync", file); }
