#include "formats/read_gzip.h"

#include <stdlib.h>

#include "base/buf.h"
#include "formats/crc32.h"
#include "formats/inflate.h"
#include "formats/packed_name.h"

/* The FLG bits of RFC 1952, 2.3.1. */
enum {
    FHCRC = 1 << 1,
    FEXTRA = 1 << 2,
    FNAME = 1 << 3,
    FCOMMENT = 1 << 4,
    RESERVED = 0xe0,
};

#define TRAILER_SIZE 8

struct gzip {
    struct lp_feed feed;
    const struct lp_limits *limits;
    struct lp_findings *found;
    struct lp_inflate *inflate;
    struct lp_buf name;
    struct lp_buf decoded; /* FNAME, if that is not UTF-8 ... */
    enum lp_name_by name_by;
    uint32_t time;
    uint32_t head_crc; /* of the header being read ... */
    uint64_t head_at;  /* ... which begins here */
    uint32_t crc;
    uint32_t length;
    bool given; /* the member was yielded */
    bool over;  /* it was read to its end, or to a fault that was told */
};

static enum lp_code
cut(const struct gzip *g, struct lp_err *err)
{
    return lp_fail_at(err, LP_E_FORMAT, LP_RULE_TRUNCATED, g->feed.at,
                      "gzip: ends too early");
}

static enum lp_code
bad_header(const struct gzip *g, const char *why, struct lp_err *err)
{
    return lp_fail_at(err, LP_E_FORMAT, LP_RULE_GZIP_HEADER, g->head_at,
                      "gzip: %s", why);
}

/* Exactly `n` bytes of a header. */
static enum lp_code
take(struct gzip *g, uint8_t *to, size_t n, struct lp_err *err)
{
    size_t got;
    enum lp_code rc;

    if (g->feed.at - g->head_at + n > g->limits->header) {
        return lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIMIT_HEADER, g->head_at,
                          "gzip: the header is longer than %llu bytes",
                          (unsigned long long)g->limits->header);
    }
    rc = lp_feed_copy(&g->feed, to, n, &got, err);
    if (rc == LP_OK && got < n) {
        rc = cut(g, err);
    }
    if (rc == LP_OK) {
        g->head_crc = lp_crc32(g->head_crc, (struct lp_slice){to, n});
    }
    return rc;
}

static enum lp_code
take_extra(struct gzip *g, struct lp_err *err)
{
    uint8_t bytes[256] = {0};
    size_t left;
    enum lp_code rc = take(g, bytes, 2, err);

    for (left = bytes[0] | (size_t)bytes[1] << 8; rc == LP_OK && left > 0;) {
        size_t n = left < sizeof bytes ? left : sizeof bytes;

        rc = take(g, bytes, n, err);
        left -= n;
    }
    return rc;
}

/* Text up to its NUL, kept in `keep` if that is not NULL. */
static enum lp_code
take_text(struct gzip *g, struct lp_buf *keep, struct lp_err *err)
{
    uint8_t byte = 0;
    enum lp_code rc;

    for (;;) {
        rc = take(g, &byte, 1, err);
        if (rc != LP_OK) {
            return rc;
        }
        if (byte == 0) {
            return keep == NULL ? LP_OK : lp_buf_check(keep, err);
        }
        if (keep != NULL) {
            lp_buf_byte(keep, byte);
        }
    }
}

/* Compare the CRC16 over all of the header before it. */
static enum lp_code
take_check(struct gzip *g, struct lp_err *err)
{
    uint32_t want = g->head_crc & 0xffff;
    uint8_t bytes[2] = {0};
    enum lp_code rc = take(g, bytes, sizeof bytes, err);

    if (rc == LP_OK && (bytes[0] | (uint32_t)bytes[1] << 8) != want) {
        rc = bad_header(g, "the header's checksum is wrong", err);
    }
    return rc;
}

/* The header after its two magic bytes. */
static enum lp_code
take_header(struct gzip *g, bool first, struct lp_err *err)
{
    static const uint8_t magic[2] = {0x1f, 0x8b};
    uint8_t fixed[8];
    struct lp_cursor c = lp_cursor_over((struct lp_slice){fixed, sizeof fixed});
    unsigned flags;
    uint32_t time;
    enum lp_code rc;

    g->head_crc = lp_crc32(0, (struct lp_slice){magic, sizeof magic});
    LP_TRY(take(g, fixed, sizeof fixed, err));
    if (lp_cursor_u8(&c) != 8) {
        return bad_header(g, "the compression method is not deflate", err);
    }
    flags = lp_cursor_u8(&c);
    time = lp_cursor_le32(&c);
    if ((flags & RESERVED) != 0) {
        return bad_header(g, "the header sets reserved flags", err);
    }
    if ((flags & FEXTRA) != 0) {
        LP_TRY(take_extra(g, err));
    }
    if ((flags & FNAME) != 0) {
        LP_TRY(take_text(g, first ? &g->name : NULL, err));
    }
    if ((flags & FCOMMENT) != 0) {
        LP_TRY(take_text(g, NULL, err));
    }
    if ((flags & FHCRC) != 0) {
        LP_TRY(take_check(g, err));
    }
    g->time = first ? time : g->time;
    g->crc = 0;
    g->length = 0;

done:
    return rc;
}

static enum lp_code
take_trailer(struct gzip *g, struct lp_err *err)
{
    uint64_t at = g->feed.at;
    uint8_t bytes[TRAILER_SIZE];
    struct lp_cursor c = lp_cursor_over((struct lp_slice){bytes, sizeof bytes});
    size_t got;
    enum lp_code rc = lp_feed_copy(&g->feed, bytes, sizeof bytes, &got, err);

    if (rc != LP_OK) {
        return rc;
    }
    if (got < sizeof bytes) {
        return cut(g, err);
    }
    if (lp_cursor_le32(&c) != g->crc) {
        return lp_fail_at(err, LP_E_FORMAT, LP_RULE_CRC, at,
                          "gzip: the content does not have its checksum");
    }
    if (lp_cursor_le32(&c) != g->length) {
        return lp_fail_at(err, LP_E_FORMAT, LP_RULE_LENGTH, at + 4,
                          "gzip: the content does not have its length");
    }
    return LP_OK;
}

/* After a member: the end, zeros to the end (padding, as from tapes), or the
 * magic of another member. Anything else is passed over by some readers and
 * refused by others; zeros before another member are padding to some and
 * garbage to others. */
static enum lp_code
take_between(struct gzip *g, bool *more, struct lp_err *err)
{
    uint64_t at = g->feed.at;
    uint8_t magic[2] = {0};
    size_t got;
    enum lp_code rc = lp_feed_copy(&g->feed, magic, 1, &got, err);

    *more = false;
    if (rc == LP_OK && got == 1 && magic[0] == 0x1f) {
        rc = lp_feed_copy(&g->feed, magic + 1, 1, &got, err);
        *more = rc == LP_OK && magic[1] == 0x8b;
        g->head_at = at;
    }
    while (rc == LP_OK && got == 1 && magic[0] == 0) {
        rc = lp_feed_copy(&g->feed, magic, 1, &got, err);
    }
    if (rc == LP_OK && !*more && magic[0] != 0) {
        lp_findings_add(g->found, LP_RULE_GZIP_TAIL, at);
    }
    return rc;
}

static enum lp_code
content_pull(struct gzip *g, struct lp_piece *out, struct lp_err *err)
{
    bool more = true;
    enum lp_code rc;

    while (more) {
        LP_TRY(lp_inflate_pull(g->inflate, &g->feed, out, err));
        if (out->bytes.len > 0) {
            g->crc = lp_crc32(g->crc, out->bytes);
            g->length += (uint32_t)out->bytes.len;
            return LP_OK;
        }
        LP_TRY(take_trailer(g, err));
        LP_TRY(take_between(g, &more, err));
        if (more) {
            LP_TRY(take_header(g, false, err));
            lp_inflate_again(g->inflate);
        }
    }
    g->over = true;

done:
    *out = (struct lp_piece){0};
    return rc;
}

static enum lp_code
body_pull(struct lp_source *s, struct lp_piece *out, struct lp_err *err)
{
    struct gzip *g = s->self;
    enum lp_code rc;

    if (g->over) {
        return LP_OK;
    }
    rc = content_pull(g, out, err);
    g->over = g->over || rc != LP_OK;
    return rc;
}

static const struct lp_source_ops body_ops = {.pull = body_pull};

static const struct lp_packed_end ends[] = {
    {".tgz", ".tar"}, {".taz", ".tar"}, {".gz", ""}, {".gzip", ""}, {NULL, ""}};

static unsigned
gzip_bid(struct lp_slice head)
{
    return lp_slice_begins(head, lp_slice_str("\x1f\x8b\x08")) ? 24 : 0;
}

static enum lp_code
gzip_open(struct lp_reader *r, const struct lp_input *in, struct lp_err *err)
{
    struct gzip *g = calloc(1, sizeof *g);
    uint8_t magic[2] = {0};
    enum lp_code rc;

    if (g == NULL) {
        return lp_no_memory(err);
    }
    r->state = g;
    g->feed.from = in->stream;
    g->limits = in->limits;
    g->found = &r->found;
    LP_TRY(take(g, magic, sizeof magic, err));
    if (magic[0] != 0x1f || magic[1] != 0x8b) {
        return bad_header(g, "the magic is not there", err);
    }
    LP_TRY(take_header(g, true, err));
    if (g->name.len > 0) {
        g->name_by =
            lp_name_decode(&g->decoded, lp_buf_slice(&g->name), LP_NAME_LATIN1);
        LP_TRY(lp_buf_check(&g->decoded, err));
    } else {
        lp_packed_name(&g->name, in->name, ends);
        LP_TRY(lp_buf_check(&g->name, err));
    }
    LP_TRY(lp_inflate_new(&g->inflate, in->limits, err));

done:
    return rc;
}

static enum lp_code
gzip_next(struct lp_reader *r, struct lp_entry *entry, struct lp_source *body,
          bool *end, struct lp_err *err)
{
    struct gzip *g = r->state;
    enum lp_code rc = LP_OK;

    if (!g->given) {
        g->given = true;
        entry->name = lp_buf_slice(&g->name);
        entry->decoded = lp_buf_slice(&g->decoded);
        entry->name_by = g->name_by;
        entry->has_time = g->time != 0;
        entry->time = g->time;
        entry->front = g->feed.at;
        *body = (struct lp_source){.ops = &body_ops, .self = g};
        return LP_OK;
    }
    /* What the walk left unread is judged all the same. */
    while (rc == LP_OK && !g->over) {
        struct lp_source rest = {.ops = &body_ops, .self = g};
        struct lp_piece p;

        rc = lp_source_pull(&rest, &p, err);
    }
    *end = rc == LP_OK;
    return rc;
}

static void
gzip_release(struct lp_reader *r)
{
    struct gzip *g = r->state;

    if (g != NULL) {
        lp_inflate_free(g->inflate);
        lp_buf_release(&g->name);
        lp_buf_release(&g->decoded);
        free(g);
    }
    r->state = NULL;
}

const struct lp_reader_ops lp_read_gzip = {
    .name = "gzip-1",
    .kind = LP_KIND_GZIP,
    .access = LP_ACCESS_STREAM,
    .bid = gzip_bid,
    .open = gzip_open,
    .next = gzip_next,
    .release = gzip_release,
};
