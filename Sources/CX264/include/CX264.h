// x264's header, its macro-named functions, and its first-pass statistics as memory.
#ifndef SLUICE_CX264_H
#define SLUICE_CX264_H

#include <stddef.h>
#include <stdint.h>
#include <x264.h>

/// Where an encoder leaves what its macroblock tree found, instead of in a file. Every picture kept as a reference adds, when
/// its packet comes out, one byte of type and a big-endian Q8.8 quantiser offset for each macroblock.
struct sluice_x264_statistics {
    uint8_t *bytes;
    size_t capacity;
    size_t count;
};

/// `x264_encoder_open`. With `statistics`, whose address must hold until the encoder is closed, nothing is written to files.
x264_t *sluice_x264_open(x264_param_t *parameters, struct sluice_x264_statistics *statistics);

static const int sluice_x264_build = X264_BUILD;

#endif
