#define _GNU_SOURCE
#include "CPlatform.h"

#include <pthread.h>
#include <stdio.h>

void sluice_set_thread_name(const char *name) {
    char cut[16];
    snprintf(cut, sizeof cut, "%s", name);
    pthread_setname_np(pthread_self(), cut);
}
