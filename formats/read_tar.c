#include "formats/read_tar.h"

#include <stdlib.h>
#include <string.h>

#include "formats/ratio.h"
#include "formats/tar_ext.h"
#include "formats/tar_head.h"
#include "formats/tar_holes.h"
#include "formats/tar_member.h"

struct tar {
    struct lp_feed feed;
    const struct lp_limits *limits;
    uint64_t left;    /* of the member's data, not yet taken */
    unsigned padding; /* behind it, up to the next block */
    bool sparse;      /* ... is that of `holes` */
    struct lp_tar_holes holes;
    uint64_t entries;
    bool pax; /* a pax header was seen */
    struct lp_tar_ext global;
    struct lp_tar_ext ext; /* of the member to come */
    uint64_t ext_at;       /* where the first of its headers began */
    struct lp_buf records; /* of one extended header */
    struct lp_buf name;    /* prefix and name, joined */
    uint64_t head_at;
    uint8_t block[LP_TAR_BLOCK];
    struct lp_err why; /* once something failed, it stays so */
};

static enum lp_code
answer(const struct tar *t, struct lp_err *err)
{
    if (t->why.code != LP_OK && err != NULL) {
        *err = t->why;
    }
    return t->why.code;
}

static enum lp_code
truncated(const struct tar *t, struct lp_err *err)
{
    return lp_fail_at(err, LP_E_FORMAT, LP_RULE_TRUNCATED, t->feed.at,
                      "tar: the archive ends in the middle of something");
}

static unsigned
padding_of(uint64_t size)
{
    return (unsigned)(-size % LP_TAR_BLOCK);
}

/* Up to `most` bytes of the data. */
static enum lp_code
take_some(struct tar *t, uint64_t most, struct lp_piece *out,
          struct lp_err *err)
{
    struct lp_piece p;
    enum lp_code rc = lp_feed_peek(&t->feed, &p, err);

    if (rc == LP_OK && p.bytes.len == 0) {
        rc = truncated(t, err);
    }
    if (rc != LP_OK) {
        return rc;
    }
    if (p.bytes.len > most) {
        p.bytes.len = (size_t)most;
    }
    lp_feed_took(&t->feed, p.bytes.len);
    t->left -= p.bytes.len;
    *out = p;
    return LP_OK;
}

static enum lp_code
take_piece(struct tar *t, struct lp_piece *out, struct lp_err *err)
{
    return take_some(t, t->left, out, err);
}

/* A member may be nearly all holes, and the archive end before its data: what
 * comes out unearned is held to what a run may unpack. */
static enum lp_code
take_whole(struct tar *t, struct lp_piece *out, struct lp_err *err)
{
    uint64_t n = lp_tar_holes_data(&t->holes);
    enum lp_code rc;

    if (n == 0) {
        const struct lp_ratio ratio = {.most = t->limits->ratio,
                                       .grace = t->limits->ratio_grace};

        LP_TRY(lp_tar_holes_zeros(&t->holes, out, err));
        if (t->holes.at > t->limits->total_floor &&
            !lp_ratio_holds(&ratio, t->holes.at, t->feed.at - t->head_at)) {
            return lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIMIT_RATIO, t->feed.at,
                              "tar: the holes of a sparse file are too large");
        }
        return LP_OK;
    }
    LP_TRY(take_some(t, n, out, err));
    lp_tar_holes_took(&t->holes, out->bytes.len);

done:
    return rc;
}

static enum lp_code
body_pull(struct lp_source *s, struct lp_piece *out, struct lp_err *err)
{
    struct tar *t = s->self;

    if (t->why.code == LP_OK && t->sparse) {
        t->why.code = take_whole(t, out, &t->why);
    } else if (t->why.code == LP_OK && t->left > 0) {
        t->why.code = take_piece(t, out, &t->why);
    }
    return answer(t, err);
}

static const struct lp_source_ops body_ops = {body_pull, NULL};

static enum lp_code
skip(struct tar *t, uint64_t n, struct lp_err *err)
{
    uint64_t got = 0;
    enum lp_code rc = lp_feed_skip(&t->feed, n, &got, err);

    return rc == LP_OK && got < n ? truncated(t, err) : rc;
}

static enum lp_code
skip_data(struct tar *t, struct lp_err *err)
{
    uint64_t left = t->left;
    unsigned padding = t->padding;
    enum lp_code rc;

    t->left = 0;
    t->padding = 0;
    rc = skip(t, left, err);
    return rc == LP_OK ? skip(t, padding, err) : rc;
}

/* The first byte that is not zero; s.len if all are. */
static size_t
first_nonzero(struct lp_slice s)
{
    size_t i = 0;

    /* Whole archives of zeros may follow the end. */
    if (s.len > 0 && s.data[0] == 0 &&
        memcmp(s.data, s.data + 1, s.len - 1) == 0) {
        return s.len;
    }
    while (i < s.len && s.data[i] == 0) {
        i++;
    }
    return i;
}

/*
 * A block of zeros, or the end of the stream, was met. GNU tar, Python and
 * libarchive all stop at the first such block, whatever follows; POSIX asks
 * for two. What follows must be zeros too: records are padded with them.
 */
static enum lp_code
finish(struct lp_reader *r, size_t got, struct lp_err *err)
{
    struct tar *t = r->state;
    uint64_t zeros = 0;
    bool tail = false;
    enum lp_code rc;

    if (t->ext.headers > 0) {
        lp_findings_add(&r->found, LP_RULE_TAR_PAX, t->ext_at);
    }
    for (;;) {
        uint64_t at = t->feed.at;
        struct lp_piece p;
        size_t n;

        rc = lp_feed_peek(&t->feed, &p, err);
        if (rc != LP_OK || p.bytes.len == 0) {
            break;
        }
        n = first_nonzero(p.bytes);
        zeros += tail ? 0 : n;
        if (n < p.bytes.len && !tail) {
            tail = true;
            lp_findings_add(&r->found, LP_RULE_TAR_TAIL, at + n);
        }
        lp_feed_took(&t->feed, p.bytes.len);
    }
    if (rc == LP_OK && (got < LP_TAR_BLOCK || zeros < LP_TAR_BLOCK)) {
        lp_findings_add(&r->found, LP_RULE_TAR_NO_END, t->head_at);
    }
    return rc;
}

static enum lp_code
take_head(struct lp_reader *r, struct lp_tar_head *h, bool *end,
          struct lp_err *err)
{
    struct tar *t = r->state;
    size_t got = 0;
    enum lp_code rc;

    t->head_at = t->feed.at;
    rc = lp_feed_copy(&t->feed, t->block, sizeof t->block, &got, err);
    if (rc != LP_OK) {
        return rc;
    }
    if (first_nonzero((struct lp_slice){t->block, got}) == got) {
        *end = true;
        return finish(r, got, err);
    }
    if (got < sizeof t->block) {
        return truncated(t, err);
    }
    if (!lp_tar_head_sum(t->block)) {
        return lp_fail_at(err, LP_E_FORMAT, LP_RULE_TAR_CHECKSUM, t->head_at,
                          "tar: the checksum of a header is wrong");
    }
    lp_tar_head_read(h, t->block);
    if (h->size_bad) {
        return lp_fail_at(err, LP_E_FORMAT, LP_RULE_TAR_NUMBER, t->head_at,
                          "tar: the size in a header is not a number");
    }
    return LP_OK;
}

static bool
is_extended(uint8_t type)
{
    return type != 0 && strchr("xXgLK", type) != NULL;
}

/* What a global header says of single members, some readers pass over; Python
 * takes the size, but not to find the next header. POSIX lets all of it count
 * until something nearer overrules it. */
static enum lp_code
use_global(struct lp_reader *r, struct lp_slice records, struct lp_err *err)
{
    struct tar *t = r->state;
    struct lp_tar_ext *g = &t->global;
    enum lp_code rc = lp_tar_ext_pax(g, records, err);

    if (g->path.from != 0 || g->path.twice || g->link.from != 0 ||
        g->link.twice || g->sparse_path.from != 0 || g->sparse_path.twice) {
        lp_findings_add(&r->found, LP_RULE_TAR_PATH_TWICE, t->head_at);
    }
    if (g->size.from != 0 || g->size.twice) {
        lp_findings_add(&r->found, LP_RULE_TAR_SIZE_TWICE, t->head_at);
    }
    return rc;
}

static enum lp_code
use_extended(struct lp_reader *r, const struct lp_tar_head *h,
             struct lp_err *err)
{
    struct tar *t = r->state;
    struct lp_slice blocks = lp_buf_slice(&t->records);
    struct lp_slice bytes = lp_slice_head(blocks, (size_t)h->size);

    if (h->type == 'L' || h->type == 'K') {
        return lp_tar_ext_long(&t->ext, h->type == 'K', blocks, bytes.len, err);
    }
    t->pax = true;
    return h->type == 'g' ? use_global(r, bytes, err)
                          : lp_tar_ext_pax(&t->ext, bytes, err);
}

static enum lp_code
take_extended(struct lp_reader *r, const struct lp_tar_head *h,
              struct lp_err *err)
{
    struct tar *t = r->state;
    struct lp_piece p = {0};
    enum lp_code rc;

    if (h->size > t->limits->header) {
        return lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIMIT_HEADER, t->head_at,
                          "tar: an extended header is larger than the limit");
    }
    if (t->ext.headers == 0) {
        t->ext_at = t->head_at;
    }
    t->ext.number_bad = t->ext.number_bad || h->number_bad;
    lp_buf_clear(&t->records);
    t->left = h->size + padding_of(h->size);
    while (t->left > 0) {
        LP_TRY(take_piece(t, &p, err));
        lp_buf_put(&t->records, p.bytes);
    }
    LP_TRY(lp_buf_check(&t->records, err));
    rc = use_extended(r, h, err);
    if (rc == LP_E_FORMAT) {
        err->at += t->head_at + LP_TAR_BLOCK;
    }

done:
    return rc;
}

static enum lp_code
take_member(struct tar *t, const struct lp_tar_head *h, struct lp_entry *e,
            struct lp_err *err)
{
    const struct lp_tar_said said = {.head = h,
                                     .ext = &t->ext,
                                     .global = &t->global,
                                     .pax = t->pax,
                                     .at = t->head_at};
    enum lp_code rc;

    if (++t->entries > t->limits->entries) {
        return lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIMIT_ENTRIES, t->head_at,
                          "tar: the archive has more entries than the limit");
    }
    LP_TRY(lp_tar_member(e, &said, &t->name, err));
    t->left = e->packed;
    t->padding = padding_of(e->packed);
    /* What a global header says of holes, it cannot mean. */
    if (e->closed == LP_RULE_SPARSE && !t->global.sparse) {
        LP_TRY(lp_tar_holes_begin(&t->holes, h, t->block, &t->ext, &t->feed,
                                  &t->left, t->limits, &e->closed, err));
        t->sparse = e->closed == LP_RULE_NONE;
    }
    e->front = t->feed.at + t->left + t->padding;
    t->global.part = false;

done:
    return rc;
}

static enum lp_code
step(struct lp_reader *r, struct lp_entry *entry, bool *end, struct lp_err *err)
{
    struct tar *t = r->state;
    struct lp_tar_head h = {0};
    enum lp_code rc;

    LP_TRY(skip_data(t, err));
    t->sparse = false;
    lp_tar_ext_clear(&t->ext);
    LP_TRY(take_head(r, &h, end, err));
    while (!*end && is_extended(h.type)) {
        LP_TRY(take_extended(r, &h, err));
        LP_TRY(take_head(r, &h, end, err));
    }
    if (!*end) {
        LP_TRY(take_member(t, &h, entry, err));
    }

done:
    return rc;
}

static enum lp_code
tar_next(struct lp_reader *r, struct lp_entry *entry, struct lp_source *body,
         bool *end, struct lp_err *err)
{
    struct tar *t = r->state;

    if (t->why.code == LP_OK) {
        t->why.code = step(r, entry, end, &t->why);
    }
    if (t->why.code == LP_OK && !*end && entry->kind == LP_KIND_OTHER &&
        entry->closed == LP_RULE_NONE) {
        *body = (struct lp_source){.ops = &body_ops, .self = t};
    }
    return answer(t, err);
}

static enum lp_code
tar_open(struct lp_reader *r, const struct lp_input *in, struct lp_err *err)
{
    struct tar *t = calloc(1, sizeof *t);

    if (t == NULL) {
        return lp_no_memory(err);
    }
    t->feed.from = in->stream;
    t->limits = in->limits;
    r->state = t;
    return LP_OK;
}

static void
tar_release(struct lp_reader *r)
{
    struct tar *t = r->state;

    if (t != NULL) {
        lp_tar_ext_release(&t->global);
        lp_tar_ext_release(&t->ext);
        lp_tar_holes_release(&t->holes);
        lp_buf_release(&t->records);
        lp_buf_release(&t->name);
        free(t);
    }
    r->state = NULL;
}

const struct lp_reader_ops lp_read_tar = {
    .name = "tar-2",
    .kind = LP_KIND_TAR,
    .access = LP_ACCESS_STREAM,
    .spread = true,
    .bid = lp_tar_head_bid,
    .open = tar_open,
    .next = tar_next,
    .release = tar_release,
};
