#ifndef LP_FORMATS_UNLOCK_H
#define LP_FORMATS_UNLOCK_H

#include "base/err.h"
#include "base/slice.h"

/* How bytes are closed by a password. */
enum lp_lock {
    LP_LOCK_NONE,
    LP_LOCK_ZIP,    /* APPNOTE 6.1: ZipCrypto */
    LP_LOCK_AES128, /* WinZip AE-1 and AE-2 */
    LP_LOCK_AES192,
    LP_LOCK_AES256,
    LP_LOCK_COUNT
};

/* What AES has behind its data: the first bytes of an HMAC of all of it. */
#define LP_LOCK_CODE 10

struct lp_unlocked;

/*
 * Who opens what a password closes. This room knows neither passwords nor
 * ciphers, so it is given by who opens a reader. Threads may share it.
 */
struct lp_unlocker {
    /* `head` stands in front of the data: of ZipCrypto its 12 bytes, of AES
     * salt and verifier. `*out` stays NULL if the password does not fit it;
     * of ZipCrypto the caller must compare `*check`, the last byte of the
     * head, decrypted. One that fits so far may still be wrong. */
    enum lp_code (*begin)(const struct lp_unlocker *u, struct lp_unlocked **out,
                          enum lp_lock how, struct lp_slice head,
                          uint8_t *check, struct lp_err *err);
    /* The next bytes of the data, decrypted, to `to`, which has room. */
    enum lp_code (*open)(struct lp_unlocked *u, struct lp_slice data,
                         uint8_t *to, struct lp_err *err);
    /* AES, of one that decrypts nothing: the next bytes of the data; and
     * whether all that were fed have this code. */
    enum lp_code (*feed)(struct lp_unlocked *u, struct lp_slice data,
                         struct lp_err *err);
    enum lp_code (*proven)(struct lp_unlocked *u,
                           const uint8_t code[LP_LOCK_CODE], bool *is,
                           struct lp_err *err);
    void (*drop)(struct lp_unlocked *u); /* NULL is nothing */
    struct lp_slice password;            /* for `begin` alone */
};

#endif
