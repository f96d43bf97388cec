#include "formats/read_packed.h"

#include <stdlib.h>
#include <string.h>

#include "formats/packed_name.h"
#include "formats/unpack.h"

#define MAGIC_MAX 6
#define LZMA_HEAD 13

/* What one of these formats is. */
struct format {
    const struct lp_engine *engine;
    enum lp_rule broken;
    enum lp_rule tail;
    size_t magic; /* its length */
    bool (*begins)(const uint8_t *magic);
    bool (*fills)(const uint8_t *magic); /* a stream without content; or NULL */
    unsigned padding; /* streams are followed by zeros, of which there are a
                         multiple of this; 0: by none */
    const struct lp_packed_end *ends;
};

struct packed {
    const struct format *format;
    struct lp_feed feed;
    struct lp_findings *found;
    struct lp_unpack *unpack;
    struct lp_buf name;
    bool real;  /* there was a stream that is no filler */
    bool given; /* the member was yielded */
    bool over;  /* it was read to its end, or to a fault that was told */
};

/* ------------------------------------------------------------- the formats */

static bool
bzip2_begins(const uint8_t *m)
{
    return memcmp(m, "BZh", 3) == 0 && m[3] >= '1' && m[3] <= '9';
}

static bool
xz_begins(const uint8_t *m)
{
    return memcmp(m, "\xfd\x37zXZ\0", 6) == 0;
}

static bool
lzip_begins(const uint8_t *m)
{
    return memcmp(m, "LZIP", 4) == 0;
}

/* A .lzma file has no magic: only one such stream is ever in a file. */
static bool
lzma_begins(const uint8_t *m)
{
    return m[0] == 0x5d;
}

static bool
zstd_fills(const uint8_t *m)
{
    return (m[0] & 0xf0) == 0x50 && memcmp(m + 1, "\x2a\x4d\x18", 3) == 0;
}

static bool
zstd_begins(const uint8_t *m)
{
    return memcmp(m, "\x28\xb5\x2f\xfd", 4) == 0 || zstd_fills(m);
}

static const struct lp_packed_end bzip2_ends[] = {
    {".tbz2", ".tar"}, {".tbz", ".tar"}, {".tb2", ".tar"},
    {".bz2", ""},      {".bz", ""},      {NULL, ""}};
static const struct lp_packed_end xz_ends[] = {
    {".txz", ".tar"}, {".xz", ""}, {NULL, ""}};
static const struct lp_packed_end lzip_ends[] = {
    {".tlz", ".tar"}, {".lz", ""}, {NULL, ""}};
static const struct lp_packed_end lzma_ends[] = {
    {".tlz", ".tar"}, {".lzma", ""}, {NULL, ""}};
static const struct lp_packed_end zstd_ends[] = {
    {".tzst", ".tar"}, {".zst", ""}, {".zstd", ""}, {NULL, ""}};

static const struct format bzip2 = {
    .engine = &lp_engine_bzip2,
    .broken = LP_RULE_BZIP2,
    .tail = LP_RULE_BZIP2_TAIL,
    .magic = 4,
    .begins = bzip2_begins,
    .ends = bzip2_ends,
};
static const struct format xz = {
    .engine = &lp_engine_xz,
    .broken = LP_RULE_XZ,
    .tail = LP_RULE_XZ_TAIL,
    .magic = 6,
    .begins = xz_begins,
    .padding = 4,
    .ends = xz_ends,
};
static const struct format lzip = {
    .engine = &lp_engine_lzip,
    .broken = LP_RULE_XZ,
    .tail = LP_RULE_XZ_TAIL,
    .magic = 4,
    .begins = lzip_begins,
    .ends = lzip_ends,
};
static const struct format lzma = {
    .engine = &lp_engine_lzma,
    .broken = LP_RULE_XZ,
    .tail = LP_RULE_XZ_TAIL,
    .magic = 1,
    .begins = lzma_begins,
    .ends = lzma_ends,
};
static const struct format zstd = {
    .engine = &lp_engine_zstd,
    .broken = LP_RULE_ZSTD,
    .tail = LP_RULE_ZSTD_TAIL,
    .magic = 4,
    .begins = zstd_begins,
    .fills = zstd_fills,
    .ends = zstd_ends,
};

/* -------------------------------------------------------------- the content */

/* Whether another stream stands here; `*got` bytes of its magic are there. */
static enum lp_code
see_magic(struct packed *p, bool *more, size_t *got, struct lp_err *err)
{
    const struct format *f = p->format;
    uint8_t magic[MAGIC_MAX];
    enum lp_code rc = lp_feed_copy(&p->feed, magic, f->magic, got, err);

    if (rc != LP_OK) {
        return rc;
    }
    *more = *got == f->magic && f->begins(magic);
    if (*more) {
        lp_feed_back(&p->feed, (struct lp_slice){magic, f->magic});
        p->real = p->real || f->fills == NULL || !f->fills(magic);
    }
    return LP_OK;
}

static enum lp_code
pass_zeros(struct packed *p, uint64_t *n, struct lp_err *err)
{
    struct lp_piece piece;
    size_t zeros;

    do {
        enum lp_code rc = lp_feed_peek(&p->feed, &piece, err);

        if (rc != LP_OK) {
            return rc;
        }
        for (zeros = 0; zeros < piece.bytes.len && piece.bytes.data[zeros] == 0;
             zeros++) {
        }
        lp_feed_took(&p->feed, zeros);
        *n += zeros;
    } while (zeros > 0);
    return LP_OK;
}

static enum lp_code
bad_head(const struct packed *p, uint64_t at, struct lp_err *err)
{
    return lp_fail_at(err, LP_E_FORMAT, p->format->broken, at,
                      "no stream begins where one must");
}

/* After a stream: the end, padding, another stream. Anything else is passed
 * over by some tools and refused by others. */
static enum lp_code
take_between(struct packed *p, bool *more, struct lp_err *err)
{
    uint64_t at = p->feed.at;
    uint64_t zeros = 0;
    size_t got = 0;
    enum lp_code rc = LP_OK;

    *more = false;
    if (p->format->padding != 0) {
        LP_TRY(pass_zeros(p, &zeros, err));
    }
    if (p->format == &lzma) {
        struct lp_piece piece;

        LP_TRY(lp_feed_peek(&p->feed, &piece, err));
        got = piece.bytes.len;
    } else {
        LP_TRY(see_magic(p, more, &got, err));
    }
    if (zeros > 0 && zeros % p->format->padding != 0) {
        *more = false;
        got = 1;
    }
    if (!*more && got > 0) {
        if (!p->real) {
            return bad_head(p, at, err);
        }
        lp_findings_add(p->found, p->format->tail, at);
    }

done:
    return rc;
}

static enum lp_code
content_pull(struct packed *p, struct lp_piece *out, struct lp_err *err)
{
    bool more = true;
    enum lp_code rc;

    while (more) {
        LP_TRY(lp_unpack_pull(p->unpack, &p->feed, out, err));
        if (out->bytes.len > 0) {
            return LP_OK;
        }
        LP_TRY(take_between(p, &more, err));
        if (more) {
            LP_TRY(lp_unpack_again(p->unpack, err));
        }
    }
    p->over = true;

done:
    *out = (struct lp_piece){0};
    return rc;
}

static enum lp_code
body_pull(struct lp_source *s, struct lp_piece *out, struct lp_err *err)
{
    struct packed *p = s->self;
    enum lp_code rc;

    if (p->over) {
        return LP_OK;
    }
    rc = content_pull(p, out, err);
    p->over = p->over || rc != LP_OK;
    return rc;
}

static const struct lp_source_ops body_ops = {.pull = body_pull};

/* --------------------------------------------------------------- the reader */

static enum lp_code
open_as(struct lp_reader *r, const struct format *f, const struct lp_input *in,
        struct lp_err *err)
{
    struct packed *p = calloc(1, sizeof *p);
    bool begins = false;
    size_t got = 0;
    enum lp_code rc;

    if (p == NULL) {
        return lp_no_memory(err);
    }
    r->state = p;
    p->format = f;
    p->feed.from = in->stream;
    p->found = &r->found;
    LP_TRY(see_magic(p, &begins, &got, err));
    if (!begins) {
        return got < f->magic ? lp_engine_cut(&p->feed, err)
                              : bad_head(p, 0, err);
    }
    lp_packed_name(&p->name, in->name, f->ends);
    LP_TRY(lp_buf_check(&p->name, err));
    LP_TRY(
        lp_unpack_new(&p->unpack, f->engine, LP_UNPACK_ANY, in->limits, err));

done:
    return rc;
}

static enum lp_code
packed_next(struct lp_reader *r, struct lp_entry *entry, struct lp_source *body,
            bool *end, struct lp_err *err)
{
    struct packed *p = r->state;
    enum lp_code rc = LP_OK;

    if (!p->given) {
        p->given = true;
        entry->name = lp_buf_slice(&p->name);
        entry->front = p->feed.at;
        *body = (struct lp_source){.ops = &body_ops, .self = p};
        return LP_OK;
    }
    /* What the walk left unread is judged all the same. */
    while (rc == LP_OK && !p->over) {
        struct lp_source rest = {.ops = &body_ops, .self = p};
        struct lp_piece piece;

        rc = lp_source_pull(&rest, &piece, err);
    }
    *end = rc == LP_OK;
    return rc;
}

static void
packed_release(struct lp_reader *r)
{
    struct packed *p = r->state;

    if (p != NULL) {
        lp_unpack_free(p->unpack);
        lp_buf_release(&p->name);
        free(p);
    }
    r->state = NULL;
}

static unsigned
bzip2_bid(struct lp_slice head)
{
    /* Behind the level stands a block, or the end of an empty stream. */
    return head.len >= 10 && bzip2_begins(head.data) &&
                   (memcmp(head.data + 4, "1AY&SY", 6) == 0 ||
                    memcmp(head.data + 4, "\x17rE8P\x90", 6) == 0)
               ? 80
               : 0;
}

/* A version, which is small whatever becomes of the format, and the size of a
 * dictionary: 2^12 to 2^29 bytes, less some sixteenths of that. */
static unsigned
lzip_bid(struct lp_slice head)
{
    return head.len >= 6 && lzip_begins(head.data) && head.data[4] < 16 &&
                   (head.data[5] & 0x1f) >= 12 && (head.data[5] & 0x1f) <= 29
               ? 40
               : 0;
}

static unsigned
xz_bid(struct lp_slice head)
{
    return head.len >= 6 && xz_begins(head.data) ? 48 : 0;
}

/* Skippable frames are those of LZ4 too: the first frame that is none of them
 * tells. If none is seen, it is called zstd. */
static unsigned
zstd_bid(struct lp_slice head)
{
    struct lp_cursor c = lp_cursor_over(head);

    if (head.len < 4 || !zstd_begins(head.data)) {
        return 0;
    }
    while (c.rest.len >= 8 && zstd_fills(c.rest.data)) {
        (void)lp_cursor_take(&c, 4);
        (void)lp_cursor_take(&c, lp_cursor_le32(&c));
        if (c.failed) {
            return 32;
        }
    }
    return c.rest.len < 4 || zstd_begins(c.rest.data) ? 32 : 0;
}

/* Whether liblzma makes sense of what the head begins. */
static bool
lzma_holds(struct lp_slice head)
{
    static const struct lp_packed_as as = {(uint64_t)4 << 20, LP_UNPACK_ANY};
    uint8_t bytes[2048];
    uint8_t out[2048];
    struct lp_room room = {out, sizeof out, 0};
    struct lp_source from = {0};
    struct lp_feed feed = {.from = &from};
    struct lp_err err = {0};
    void *self = NULL;
    bool ended = false;
    enum lp_code rc;

    head = lp_slice_head(head, sizeof bytes);
    memcpy(bytes, head.data, head.len);
    /* A small dictionary does: no match reaches farther back than this. */
    memcpy(bytes + 1, "\0\0\1\0", 4);
    LP_TRY(
        lp_source_bytes(&from, (struct lp_slice){bytes, head.len}, NULL, &err));
    LP_TRY(lp_engine_lzma.open(&self, &as, &err));
    rc = lp_engine_lzma.fill(self, &feed, &room, &ended, &err);
    lp_engine_lzma.close(self);

done:
    lp_source_release(&from);
    return ended ||
           (room.made > 0 && (rc == LP_OK || err.rule == LP_RULE_TRUNCATED));
}

/* There is no magic. So only what all programs write: the usual properties, a
 * dictionary of 2^n or 2^n + 2^(n-1) bytes, no size or a credible one, the zero
 * with which a range coder begins, and data that can be unpacked. */
static unsigned
lzma_bid(struct lp_slice head)
{
    struct lp_cursor c = lp_cursor_over(head);
    uint32_t dictionary;
    uint32_t top;
    uint64_t size;

    if (head.len < LZMA_HEAD + 5 || lp_cursor_u8(&c) != 0x5d) {
        return 0;
    }
    dictionary = lp_cursor_le32(&c);
    size = lp_cursor_le64(&c);
    top = dictionary & (dictionary - 1); /* without its lowest bit */
    return dictionary >= 4096 && (top == 0 || top == dictionary / 3 * 2) &&
                   (size == UINT64_MAX || size < (uint64_t)1 << 38) &&
                   lp_cursor_u8(&c) == 0 && lzma_holds(head)
               ? 60
               : 0;
}

#define READER(format)                                                      \
    static enum lp_code format##_open(                                      \
        struct lp_reader *r, const struct lp_input *in, struct lp_err *err) \
    {                                                                       \
        return open_as(r, &(format), in, err);                              \
    }                                                                       \
    const struct lp_reader_ops lp_read_##format = {                         \
        .name = #format "-1",                                               \
        .kind = KIND_##format,                                              \
        .access = LP_ACCESS_STREAM,                                         \
        .bid = format##_bid,                                                \
        .open = format##_open,                                              \
        .next = packed_next,                                                \
        .release = packed_release,                                          \
    };

#define KIND_bzip2 LP_KIND_BZIP2
#define KIND_lzip LP_KIND_LZIP
#define KIND_lzma LP_KIND_LZMA
#define KIND_xz LP_KIND_XZ
#define KIND_zstd LP_KIND_ZSTD

READER(bzip2)
READER(lzip)
READER(lzma)
READER(xz)
READER(zstd)
