// The parts of OpenSSL's libcrypto that encryption needs.
#ifndef SLUICE_COPENSSL_H
#define SLUICE_COPENSSL_H
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

// A macro of libcrypto 3, which Swift cannot see.
static inline void sluice_cleanse(void *memory, size_t count) { OPENSSL_cleanse(memory, count); }

#endif
