#include "formats/zip_lock.h"

#include <stdlib.h>

#include "tests/unit/zip_box.h"

/* A lock that anybody could make: every byte is XORed with 55, the verifier of
 * AES is "ok", and its code "0123456789" unless the data
 * begins with '<'. */
#define MASK 0x55

struct lp_unlocked {
    bool good;
    bool any;
};

static enum lp_code
begin(const struct lp_unlocker *u, struct lp_unlocked **out, enum lp_lock how,
      struct lp_slice head, uint8_t *check, struct lp_err *err)
{
    (void)u;
    *check = (uint8_t)(head.data[head.len - 1] ^ MASK);
    if (how == LP_LOCK_ZIP || lp_slice_ends(head, lp_slice_str("ok"))) {
        *out = calloc(1, sizeof **out);
        return *out == NULL ? lp_no_memory(err) : LP_OK;
    }
    return LP_OK;
}

static enum lp_code
open_next(struct lp_unlocked *u, struct lp_slice data, uint8_t *to,
          struct lp_err *err)
{
    (void)u;
    (void)err;
    for (size_t i = 0; i < data.len; i++) {
        to[i] = data.data[i] ^ MASK;
    }
    return LP_OK;
}

static enum lp_code
feed(struct lp_unlocked *u, struct lp_slice data, struct lp_err *err)
{
    (void)err;
    u->good = u->any ? u->good : data.data[0] != '<';
    u->any = true;
    return LP_OK;
}

static enum lp_code
proven(struct lp_unlocked *u, const uint8_t code[LP_LOCK_CODE], bool *is,
       struct lp_err *err)
{
    (void)err;
    *is = u->good &&
          lp_slice_is((struct lp_slice){code, LP_LOCK_CODE}, "0123456789");
    return LP_OK;
}

static void
drop(struct lp_unlocked *u)
{
    free(u);
}

static const struct lp_unlocker unlocker = {
    .begin = begin,
    .open = open_next,
    .feed = feed,
    .proven = proven,
    .drop = drop,
};

/* "hi" stored, and its head, that ends with D8 of the CRC-32. */
#define HIDDEN "=<"
#define HEAD_ "0123456789a"
#define HEAD HEAD_ "\x8d"
/* ... deflated. */
#define PACKED "\x9e\x9d\x51\x55"

#define AE(version, strength, method) \
    L("\x01\x99\x07\0" version "\0AE" strength method "\0")
#define SALT "01234567"
#define CODE "0123456789"
#define LOCKED(...)                                           \
    {                                                         \
        .parts = { {.name = "h", .text = "hi", __VA_ARGS__} } \
    }
#define AES(ext, ...)                                                  \
    LOCKED(.flags = 1, .method = 99, .extra = ext, .local_extra = ext, \
           __VA_ARGS__)
#define CLOSED "h=?password-protected ."

static const struct row rows[] = {
    {"ZipCrypto, stored", LOCKED(.flags = 1, .packed = L(HEAD HIDDEN)),
     "h=hi ."},
    {"ZipCrypto, deflated",
     LOCKED(.flags = 1, .packed = L(HEAD PACKED), .method = 8), "h=hi ."},
    {"its head ends with another byte",
     LOCKED(.flags = 1, .packed = L(HEAD_ "\x8c" HIDDEN)), CLOSED},
    {"its head ends with the time, of a stream",
     LOCKED(.flags = 9, .packed = L(HEAD_ "\x35" HIDDEN), .blank = true,
            .behind = L("PK\7\x08" HI_CRC "\x0e\0\0\0\2\0\0\0")),
     "h=hi ."},
    {"the CRC-32 says that it is not the password",
     LOCKED(.flags = 1, .packed = L(HEAD "<=")), CLOSED},
    {"what cannot be unpacked says so",
     LOCKED(.flags = 1, .packed = L(HEAD "\x53"), .method = 8), CLOSED},
    {"shorter than its head", LOCKED(.flags = 1, .packed = L("0123")),
     "h=?password-protected !zip-sizes-differ ."},
    {"strong encryption", LOCKED(.flags = 1 | 1 << 6, .packed = L(HEAD HIDDEN)),
     "h#password-protected ."},
    {"a method that is not known",
     LOCKED(.flags = 1, .packed = L(HEAD HIDDEN), .method = 98),
     "h#unsupported-method ."},
    {"AE-1", AES(AE("\1", "\1", "\0"), .packed = L(SALT "ok" HIDDEN CODE)),
     "h=hi ."},
    {"AE-1 with another CRC-32",
     AES(AE("\1", "\1", "\0"), .packed = L(SALT "ok" HIDDEN CODE), .crc = 1),
     "h=hi?crc-mismatch ."},
    {"AE-2 has no CRC-32",
     AES(AE("\2", "\1", "\0"), .packed = L(SALT "ok" HIDDEN CODE), .crc = 1),
     "h=hi ."},
    {"AE-2, deflated, longer salt",
     AES(AE("\2", "\3", "\x08"), .packed = L(SALT SALT "ok" PACKED CODE)),
     "h=hi ."},
    {"another verifier",
     AES(AE("\2", "\1", "\0"), .packed = L(SALT "no" HIDDEN CODE)), CLOSED},
    {"another code",
     AES(AE("\2", "\1", "\0"), .packed = L(SALT "ok" HIDDEN "0123456788")),
     CLOSED},
    {"a code of other data",
     AES(AE("\2", "\1", "\0"), .packed = L(SALT "ok<=" CODE)), CLOSED},
    {"a salt of another length",
     AES(AE("\2", "\2", "\0"), .packed = L(SALT "ok" HIDDEN CODE)),
     "h=?password-protected !zip-sizes-differ ."},
    {"AES of no known strength",
     AES(AE("\2", "\4", "\0"), .packed = L(SALT "ok" HIDDEN CODE)),
     "h#password-protected ."},
    {"AES of no known version",
     AES(AE("\3", "\1", "\0"), .packed = L(SALT "ok" HIDDEN CODE)),
     "h#password-protected ."},
    {"AES without its field",
     LOCKED(.flags = 1, .method = 99, .packed = L(SALT "ok" HIDDEN CODE)),
     "h#password-protected ."},
    {"two strengths",
     LOCKED(.flags = 1, .method = 99, .extra = AE("\2", "\1", "\0"),
            .local_extra = AE("\2", "\3", "\0"),
            .packed = L(SALT "ok" HIDDEN CODE)),
     "h=hi !zip-method-differs ."},
};

int
main(void)
{
    test_rows_by(rows, sizeof rows / sizeof rows[0], &unlocker);
    return lp_test_failures != 0;
}
