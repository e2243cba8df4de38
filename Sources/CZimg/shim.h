// The C interface of libzimg.
#ifndef SLUICE_CZIMG_H
#define SLUICE_CZIMG_H
#include <zimg.h>
#endif
