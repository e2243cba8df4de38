// x264 has one way to tell what its macroblock tree found: files, opened by name while the encoder is opened. A worker's sandbox
// lets nothing be opened to be written, and nothing has to be: while x264 opens its encoder, and on that thread only, the two
// names lead to streams in memory. The program's own definition of a C library function goes before the library's (ELF).
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>

#include "CX264.h"

static _Thread_local struct sluice_x264_statistics *opening;

static ssize_t keep(void *cookie, const char *bytes, size_t count) {
    struct sluice_x264_statistics *statistics = cookie;
    if (count > statistics->capacity - statistics->count) return 0;
    memcpy(statistics->bytes + statistics->count, bytes, count);
    statistics->count += count;
    return (ssize_t)count;
}

static ssize_t forget(void *cookie, const char *bytes, size_t count) {
    (void)cookie;
    (void)bytes;
    return (ssize_t)count;
}

FILE *fopen64(const char *path, const char *mode) {
    if (!opening) return fopen(path, mode);
    const int is_tree = strstr(path, ".mbtree") != NULL;
    FILE *stream = fopencookie(opening, mode, (cookie_io_functions_t){.write = is_tree ? keep : forget});
    // A picture's record is there when its packet is.
    if (stream) setvbuf(stream, NULL, _IONBF, 0);
    return stream;
}

x264_t *sluice_x264_open(x264_param_t *parameters, struct sluice_x264_statistics *statistics) {
    opening = statistics;
    x264_t *encoder = x264_encoder_open(parameters);
    opening = NULL;
    return encoder;
}
