#include <lzma.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "formats/rule.h"
#include "formats/unpack_engine.h"

/* How data for liblzma's decoders lies. */
enum form {
    FORM_XZ,
    FORM_LZIP,
    FORM_LZMA, /* five bytes of properties, eight of size, data */
    FORM_ZIP,  /* version, length of the properties, these, data */
};

#define PROPERTIES 5
#define HEAD (PROPERTIES + 8)

struct xz {
    lzma_stream z;
    struct lp_packed_as as;
    enum form form;
    uint8_t head[HEAD]; /* FORM_ZIP: what a file .lzma would begin with */
    bool headed;
};

static enum lp_code
fail(lzma_ret status, const struct lp_feed *from, struct lp_err *err)
{
    uint64_t at = from == NULL ? 0 : from->at;

    switch (status) {
    case LZMA_MEM_ERROR:
        return lp_no_memory(err);
    case LZMA_MEMLIMIT_ERROR:
        return lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIMIT_MEMORY, at,
                          "xz: unpacking takes more memory than the limit");
    case LZMA_OPTIONS_ERROR:
        return lp_fail_at(err, LP_E_LIMIT, LP_RULE_UNSUPPORTED_METHOD, at,
                          "xz: a filter or option that is not known");
    case LZMA_UNSUPPORTED_CHECK:
        return lp_fail_at(err, LP_E_LIMIT, LP_RULE_UNSUPPORTED_METHOD, at,
                          "xz: a checksum that is not known");
    case LZMA_FORMAT_ERROR:
    case LZMA_DATA_ERROR:
        return lp_fail_at(err, LP_E_FORMAT, LP_RULE_XZ, at,
                          "xz: the compressed data is broken");
    default:
        return lp_fail(err, LP_E_ENGINE, "liblzma failed (%d)", (int)status);
    }
}

static enum lp_code
begin(struct xz *x, struct lp_err *err)
{
    lzma_ret status;

    if (x->form == FORM_XZ) {
        status = lzma_stream_decoder(&x->z, x->as.memory,
                                     LZMA_TELL_UNSUPPORTED_CHECK);
    } else if (x->form == FORM_LZIP) {
        /* One member, of which CRC and both sizes are compared. */
        status = lzma_lzip_decoder(&x->z, x->as.memory, 0);
    } else {
        status = lzma_alone_decoder(&x->z, x->as.memory);
    }
    x->headed = false;
    return status == LZMA_OK ? LP_OK : fail(status, NULL, err);
}

static enum lp_code
open_as(void **self, enum form form, const struct lp_packed_as *as,
        struct lp_err *err)
{
    struct xz *x = calloc(1, sizeof *x);
    enum lp_code rc;

    if (x == NULL) {
        return lp_no_memory(err);
    }
    x->as = *as;
    x->form = form;
    rc = begin(x, err);
    if (rc != LP_OK) {
        free(x);
        return rc;
    }
    *self = x;
    return LP_OK;
}

static enum lp_code
xz_open(void **self, const struct lp_packed_as *as, struct lp_err *err)
{
    return open_as(self, FORM_XZ, as, err);
}

static enum lp_code
lzip_open(void **self, const struct lp_packed_as *as, struct lp_err *err)
{
    return open_as(self, FORM_LZIP, as, err);
}

static enum lp_code
lzma_open(void **self, const struct lp_packed_as *as, struct lp_err *err)
{
    return open_as(self, FORM_LZMA, as, err);
}

static enum lp_code
zip_open(void **self, const struct lp_packed_as *as, struct lp_err *err)
{
    return open_as(self, FORM_ZIP, as, err);
}

static enum lp_code
xz_again(void *self, struct lp_err *err)
{
    return begin(self, err);
}

/* Give liblzma the head of a file .lzma in place of ZIP's. */
static enum lp_code
take_head(struct xz *x, struct lp_feed *from, struct lp_err *err)
{
    uint8_t bytes[4 + PROPERTIES];
    uint8_t nowhere[1];
    size_t got = 0;
    lzma_ret status;
    enum lp_code rc = lp_feed_copy(from, bytes, sizeof bytes, &got, err);

    if (rc != LP_OK) {
        return rc;
    }
    if (got < sizeof bytes) {
        return lp_engine_cut(from, err);
    }
    if (bytes[2] != PROPERTIES || bytes[3] != 0) {
        return fail(LZMA_OPTIONS_ERROR, from, err);
    }
    memcpy(x->head, bytes + 4, PROPERTIES);
    lp_put_le64(x->head + PROPERTIES, x->as.size);
    x->headed = true;
    x->z.next_in = x->head;
    x->z.avail_in = sizeof x->head;
    x->z.next_out = nowhere;
    x->z.avail_out = sizeof nowhere;
    status = lzma_code(&x->z, LZMA_RUN);
    return status == LZMA_OK && x->z.avail_in == 0 ? LP_OK
           : status == LZMA_OK ? fail(LZMA_PROG_ERROR, from, err)
                               : fail(status, from, err);
}

static enum lp_code
xz_fill(void *self, struct lp_feed *from, struct lp_room *to, bool *ended,
        struct lp_err *err)
{
    struct xz *x = self;
    struct lp_piece p;
    enum lp_code rc = LP_OK;

    if (x->form == FORM_ZIP && !x->headed) {
        LP_TRY(take_head(x, from, err));
    }
    while (to->made < to->cap) {
        size_t room = to->cap - to->made;
        lzma_ret status;

        LP_TRY(lp_feed_peek(from, &p, err));
        x->z.next_in = p.bytes.data;
        x->z.avail_in = p.bytes.len;
        x->z.next_out = to->data + to->made;
        x->z.avail_out = room;
        status = lzma_code(&x->z, LZMA_RUN);
        lp_feed_took(from, p.bytes.len - x->z.avail_in);
        to->made += room - x->z.avail_out;
        if (status == LZMA_STREAM_END) {
            *ended = true;
            return LP_OK;
        }
        if (status == LZMA_BUF_ERROR ||
            (status == LZMA_OK && p.bytes.len == 0 && x->z.avail_out == room)) {
            return lp_engine_cut(from, err);
        }
        if (status != LZMA_OK) {
            return fail(status, from, err);
        }
    }

done:
    return rc;
}

static void
xz_close(void *self)
{
    struct xz *x = self;

    lzma_end(&x->z);
    free(x);
}

const struct lp_engine lp_engine_xz = {xz_open, xz_again, xz_fill, xz_close};
const struct lp_engine lp_engine_lzip = {lzip_open, xz_again, xz_fill,
                                         xz_close};
const struct lp_engine lp_engine_lzma = {lzma_open, xz_again, xz_fill,
                                         xz_close};
const struct lp_engine lp_engine_zip_lzma = {zip_open, xz_again, xz_fill,
                                             xz_close};
