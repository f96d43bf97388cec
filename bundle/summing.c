#include "bundle/summing.h"

#include <stdlib.h>
#include <string.h>

#include "crypto/digest.h"

struct lp_sum {
    struct lp_engine *engine;
    struct lp_hasher *hasher;
};

static void
drop(struct lp_sum *s)
{
    if (s != NULL) {
        lp_hasher_abandon(s->hasher);
        lp_engine_free(s->engine);
        free(s);
    }
}

static enum lp_code
begin(struct lp_sum **out, enum lp_alg alg, struct lp_err *err)
{
    struct lp_sum *s = calloc(1, sizeof *s);
    enum lp_code rc;

    if (s == NULL) {
        return lp_no_memory(err);
    }
    LP_TRY(lp_engine_new(&s->engine, err));
    LP_TRY(lp_hasher_open(&s->hasher, s->engine, alg, err));
    *out = s;
    s = NULL;

done:
    drop(s);
    return rc;
}

static enum lp_code
feed(struct lp_sum *s, struct lp_slice bytes, struct lp_err *err)
{
    const struct lp_piece p = {.bytes = bytes};

    return lp_hasher_submit(s->hasher, &p, err);
}

static enum lp_code
end(struct lp_sum *s, uint8_t digest[LP_ALG_LEN_MAX], struct lp_err *err)
{
    struct lp_hasher *h = s->hasher;
    struct lp_digest d = {0};
    enum lp_code rc;

    s->hasher = NULL;
    rc = lp_hasher_end(h, &d, err);
    if (rc == LP_OK) {
        memcpy(digest, d.bytes, LP_ALG_LEN_MAX);
    }
    drop(s);
    return rc;
}

const struct lp_summer lp_summing = {begin, feed, end, drop};
