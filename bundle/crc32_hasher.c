#include "bundle/crc32_hasher.h"

#include <stdlib.h>

#include "formats/crc32.h"

struct check {
    struct lp_hasher base;
    uint32_t crc;
};

static enum lp_code check_fork(struct lp_hasher *h, struct lp_hasher **out,
                               struct lp_err *err);

static enum lp_code
check_submit(struct lp_hasher *h, const struct lp_piece *piece,
             struct lp_err *err)
{
    struct check *c = (struct check *)h;

    (void)err;
    c->crc = lp_crc32(c->crc, piece->bytes);
    return LP_OK;
}

static void
check_finish(struct lp_hasher *h, lp_digest_done *done, void *who)
{
    uint32_t crc = ((struct check *)h)->crc;
    struct lp_digest d = {.alg = LP_ALG_CRC32, .len = 4};

    for (unsigned i = 0; i < 4; i++) {
        d.bytes[i] = (uint8_t)(crc >> (24 - 8 * i));
    }
    free(h);
    done(who, LP_OK, &d);
}

static void
check_abandon(struct lp_hasher *h)
{
    free(h);
}

static const struct lp_engine_ops check_ops = {
    .name = "crc32",
    .fork = check_fork,
    .submit = check_submit,
    .finish = check_finish,
    .abandon = check_abandon,
};

static enum lp_code
check_fork(struct lp_hasher *h, struct lp_hasher **out, struct lp_err *err)
{
    enum lp_code rc = lp_crc32_hasher(out, err);

    if (rc == LP_OK) {
        ((struct check *)*out)->crc = ((struct check *)h)->crc;
    }
    return rc;
}

enum lp_code
lp_crc32_hasher(struct lp_hasher **out, struct lp_err *err)
{
    struct check *c = malloc(sizeof *c);

    if (c == NULL) {
        return lp_no_memory(err);
    }
    *c = (struct check){.base = {&check_ops}};
    *out = &c->base;
    return LP_OK;
}
