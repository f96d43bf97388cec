#include "bundle/unlocking.h"

#include <stdlib.h>
#include <string.h>

#include "crypto/zip_aes.h"
#include "crypto/zip_keys.h"

_Static_assert(LP_LOCK_CODE == LP_ZIP_AES_CODE, "one code");

struct lp_unlocked {
    struct lp_zip_keys keys;
    struct lp_zip_aes *aes; /* NULL: by `keys` */
};

static void
drop(struct lp_unlocked *u)
{
    if (u != NULL) {
        lp_zip_aes_free(u->aes);
        explicit_bzero(u, sizeof *u);
        free(u);
    }
}

static enum lp_code
begin(const struct lp_unlocker *unlocker, struct lp_unlocked **out,
      enum lp_lock how, struct lp_slice head, uint8_t *check,
      struct lp_err *err)
{
    static const unsigned bits[LP_LOCK_COUNT] = {
        [LP_LOCK_AES128] = 128, [LP_LOCK_AES192] = 192, [LP_LOCK_AES256] = 256};
    struct lp_unlocked *u = calloc(1, sizeof *u);
    enum lp_code rc = LP_OK;

    if (u == NULL) {
        return lp_no_memory(err);
    }
    *check = 0;
    if (how == LP_LOCK_ZIP) {
        lp_zip_keys_init(&u->keys, unlocker->password);
        for (size_t i = 0; i < head.len; i++) {
            lp_zip_keys_open(&u->keys, lp_slice_head(lp_slice_from(head, i), 1),
                             check);
        }
    } else if (head.len >= LP_ZIP_AES_VERIFIER) {
        size_t salt = head.len - LP_ZIP_AES_VERIFIER;

        LP_TRY(lp_zip_aes_new(&u->aes, bits[how], unlocker->password,
                              lp_slice_head(head, salt), head.data + salt,
                              err));
    }
    if (how == LP_LOCK_ZIP || u->aes != NULL) {
        *out = u;
        u = NULL;
    }

done:
    drop(u);
    return rc;
}

static enum lp_code
open_next(struct lp_unlocked *u, struct lp_slice data, uint8_t *to,
          struct lp_err *err)
{
    if (u->aes != NULL) {
        return lp_zip_aes_open(u->aes, data, to, err);
    }
    lp_zip_keys_open(&u->keys, data, to);
    return LP_OK;
}

static enum lp_code
feed(struct lp_unlocked *u, struct lp_slice data, struct lp_err *err)
{
    return u->aes == NULL ? LP_OK : lp_zip_aes_feed(u->aes, data, err);
}

static enum lp_code
proven(struct lp_unlocked *u, const uint8_t code[LP_LOCK_CODE], bool *is,
       struct lp_err *err)
{
    *is = false;
    return u->aes == NULL ? LP_OK : lp_zip_aes_proven(u->aes, code, is, err);
}

struct lp_unlocker
lp_unlocking(struct lp_slice password)
{
    return (struct lp_unlocker){begin, open_next, feed, proven, drop, password};
}
