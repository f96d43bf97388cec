#include <bzlib.h>
#include <stdlib.h>

#include "formats/rule.h"
#include "formats/unpack_engine.h"

static enum lp_code
begin(bz_stream *z, struct lp_err *err)
{
    int status;

    *z = (bz_stream){0};
    status = BZ2_bzDecompressInit(z, 0, 0);
    if (status == BZ_MEM_ERROR) {
        return lp_no_memory(err);
    }
    return status == BZ_OK
               ? LP_OK
               : lp_fail(err, LP_E_ENGINE, "libbz2 cannot start (%d)", status);
}

static enum lp_code
bzip2_open(void **self, const struct lp_packed_as *as, struct lp_err *err)
{
    bz_stream *z = calloc(1, sizeof *z);
    enum lp_code rc;

    (void)as; /* it never takes more than 4 MB */
    if (z == NULL) {
        return lp_no_memory(err);
    }
    rc = begin(z, err);
    if (rc != LP_OK) {
        free(z);
        return rc;
    }
    *self = z;
    return LP_OK;
}

static enum lp_code
bzip2_again(void *self, struct lp_err *err)
{
    (void)BZ2_bzDecompressEnd(self);
    return begin(self, err);
}

/* libbz2 compares the checksum of each block and of the whole. */
static enum lp_code
judge(int status, const struct lp_feed *from, struct lp_err *err)
{
    switch (status) {
    case BZ_OK:
        return lp_engine_cut(from, err);
    case BZ_MEM_ERROR:
        return lp_no_memory(err);
    case BZ_DATA_ERROR:
    case BZ_DATA_ERROR_MAGIC:
        return lp_fail_at(err, LP_E_FORMAT, LP_RULE_BZIP2, from->at,
                          "bzip2: the compressed data is broken");
    default:
        return lp_fail(err, LP_E_ENGINE, "libbz2 failed (%d)", status);
    }
}

static enum lp_code
bzip2_fill(void *self, struct lp_feed *from, struct lp_room *to, bool *ended,
           struct lp_err *err)
{
    bz_stream *z = self;
    struct lp_piece p;
    int status = BZ_OK;
    enum lp_code rc = LP_OK;

    while (to->made < to->cap) {
        unsigned avail;
        unsigned room = (unsigned)(to->cap - to->made);

        LP_TRY(lp_feed_peek(from, &p, err));
        avail = (unsigned)lp_slice_head(p.bytes, (size_t)1 << 30).len;
        /* The library does not write here, but was declared before const. */
        z->next_in = (char *)(uintptr_t)p.bytes.data;
        z->avail_in = avail;
        z->next_out = (char *)to->data + to->made;
        z->avail_out = room;
        status = BZ2_bzDecompress(z);
        lp_feed_took(from, avail - z->avail_in);
        to->made += room - z->avail_out;
        if (status == BZ_STREAM_END) {
            *ended = true;
            return LP_OK;
        }
        if (status != BZ_OK || (avail == 0 && z->avail_out == room)) {
            return judge(status, from, err);
        }
    }

done:
    return rc;
}

static void
bzip2_close(void *self)
{
    (void)BZ2_bzDecompressEnd(self);
    free(self);
}

const struct lp_engine lp_engine_bzip2 = {bzip2_open, bzip2_again, bzip2_fill,
                                          bzip2_close};
