/* Preloaded into a tool: the opening of an audio file takes as long as $SLOW_OPEN_MS says, so that a
   task outlasts the time in which a scheduler notices that a node is lost, without work for the
   processor. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void wait_for(const char *path) {
  const char *ms = getenv("SLOW_OPEN_MS");
  const size_t length = strlen(path);
  if (ms && length > 4 && strcmp(path + length - 4, ".wav") == 0) usleep(1000 * (unsigned)atoi(ms));
}

#define SLOW(name)                                                                   \
  int name(const char *path, int flags, ...) {                                       \
    static int (*real)(const char *, int, ...);                                      \
    va_list rest;                                                                    \
    va_start(rest, flags);                                                           \
    const mode_t mode = (flags & (O_CREAT | __O_TMPFILE)) ? va_arg(rest, mode_t) : 0; \
    va_end(rest);                                                                    \
    if (!real) *(void **)&real = dlsym(RTLD_NEXT, #name);                            \
    wait_for(path);                                                                  \
    return real(path, flags, mode);                                                  \
  }
SLOW(open)
SLOW(open64)
