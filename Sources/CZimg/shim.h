// The C interface of libzimg, with its unnamed structs and macros made visible to Swift.
#ifndef SLUICE_CZIMG_H
#define SLUICE_CZIMG_H
#include <zimg.h>

static const unsigned sluice_zimg_api_version = ZIMG_API_VERSION;

/// Whole planes at fixed addresses: runs `graph` over them.
static inline int sluice_zimg_process(
    const zimg_filter_graph *graph, const void *const source[3], const ptrdiff_t source_strides[3], void *const target[3],
    const ptrdiff_t target_strides[3], void *scratch) {
    zimg_image_buffer_const input = {ZIMG_API_VERSION};
    zimg_image_buffer output = {ZIMG_API_VERSION};
    for (int i = 0; i < 3; i++) {
        input.plane[i].data = source[i];
        input.plane[i].stride = source_strides[i];
        input.plane[i].mask = ZIMG_BUFFER_MAX;
        output.plane[i].data = target[i];
        output.plane[i].stride = target_strides[i];
        output.plane[i].mask = ZIMG_BUFFER_MAX;
    }
    return zimg_filter_graph_process(graph, &input, &output, scratch, 0, 0, 0, 0);
}

#endif
