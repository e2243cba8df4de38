// What glibc and Linux offer but Swift's Glibc overlay does not show.
#ifndef SLUICE_CPLATFORM_H
#define SLUICE_CPLATFORM_H

/// Names the calling thread as `ps -L`, `perf` and debuggers show it; longer names are cut to 15 bytes.
void sluice_set_thread_name(const char *name);

#endif
