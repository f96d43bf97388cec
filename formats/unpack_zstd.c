#include <stdlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "formats/rule.h"
#include "formats/unpack_engine.h"

/* The largest block, and the head of the next. */
#define BLOCK_MOST (((size_t)128 * 1024) + 3)

/*
 * libzstd says how many bytes it wants next, and gets exactly these: so it
 * never goes beyond a frame, and what it has taken does not depend on how
 * they come.
 */
struct zstd {
    ZSTD_DCtx *ctx;
    uint8_t in[BLOCK_MOST];
    size_t len;
    size_t used;
    size_t want; /* more bytes */
    bool full;   /* the room was: there may be more of what went in */
};

static enum lp_code
fail(size_t code, const struct lp_feed *from, struct lp_err *err)
{
    switch (ZSTD_getErrorCode(code)) {
    case ZSTD_error_memory_allocation:
        return lp_no_memory(err);
    case ZSTD_error_frameParameter_windowTooLarge:
        return lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIMIT_MEMORY, from->at,
                          "zstd: the window is larger than the limit");
    case ZSTD_error_dictionary_wrong:
        return lp_fail_at(err, LP_E_LIMIT, LP_RULE_UNSUPPORTED_METHOD, from->at,
                          "zstd: a dictionary is needed that is not there");
    case ZSTD_error_checksum_wrong:
        return lp_fail_at(err, LP_E_FORMAT, LP_RULE_CRC, from->at,
                          "zstd: the content does not have its checksum");
    default:
        return lp_fail_at(err, LP_E_FORMAT, LP_RULE_ZSTD, from->at,
                          "zstd: the compressed data is broken: %s",
                          ZSTD_getErrorName(code));
    }
}

static enum lp_code
zstd_again(void *self, struct lp_err *err)
{
    struct zstd *z = self;
    size_t status = ZSTD_DCtx_reset(z->ctx, ZSTD_reset_session_only);

    if (ZSTD_isError(status)) {
        return lp_fail(err, LP_E_ENGINE, "libzstd cannot start");
    }
    z->len = 0;
    z->used = 0;
    z->full = false;
    z->want = 5; /* the least that the head of a frame has */
    return LP_OK;
}

static enum lp_code
zstd_open(void **self, const struct lp_packed_as *as, struct lp_err *err)
{
    struct zstd *z = malloc(sizeof *z);
    ZSTD_bounds logs = ZSTD_dParam_getBounds(ZSTD_d_windowLogMax);
    int most = logs.lowerBound;
    enum lp_code rc = LP_OK;

    if (z != NULL) {
        z->ctx = ZSTD_createDCtx();
    }
    if (z == NULL || z->ctx == NULL) {
        free(z);
        return lp_no_memory(err);
    }
    while (most < logs.upperBound && (uint64_t)1 << (most + 1) <= as->memory) {
        most++;
    }
    if (ZSTD_isError(
            ZSTD_DCtx_setParameter(z->ctx, ZSTD_d_windowLogMax, most))) {
        rc = lp_fail(err, LP_E_ENGINE, "libzstd takes no limit");
    } else {
        rc = zstd_again(z, err);
    }
    if (rc != LP_OK) {
        (void)ZSTD_freeDCtx(z->ctx);
        free(z);
        return rc;
    }
    *self = z;
    return LP_OK;
}

static enum lp_code
take(struct zstd *z, struct lp_feed *from, struct lp_err *err)
{
    size_t n = z->want < sizeof z->in ? z->want : sizeof z->in;
    enum lp_code rc = lp_feed_copy(from, z->in, n, &z->len, err);

    z->used = 0;
    return rc == LP_OK && z->len < n ? lp_engine_cut(from, err) : rc;
}

static enum lp_code
zstd_fill(void *self, struct lp_feed *from, struct lp_room *to, bool *ended,
          struct lp_err *err)
{
    struct zstd *z = self;
    enum lp_code rc = LP_OK;

    while (to->made < to->cap) {
        ZSTD_outBuffer out = {to->data, to->cap, to->made};
        ZSTD_inBuffer in;
        size_t left;

        if (z->used == z->len && !z->full) {
            LP_TRY(take(z, from, err));
        }
        in = (ZSTD_inBuffer){z->in, z->len, z->used};
        left = ZSTD_decompressStream(z->ctx, &out, &in);
        to->made = out.pos;
        z->used = in.pos;
        z->full = out.pos == out.size;
        if (ZSTD_isError(left)) {
            return fail(left, from, err);
        }
        if (left == 0) {
            *ended = true;
            return LP_OK;
        }
        z->want = left;
    }

done:
    return rc;
}

static void
zstd_close(void *self)
{
    struct zstd *z = self;

    (void)ZSTD_freeDCtx(z->ctx);
    free(z);
}

const struct lp_engine lp_engine_zstd = {zstd_open, zstd_again, zstd_fill,
                                         zstd_close};
