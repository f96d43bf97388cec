#include "formats/read_cpio.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "formats/cpio_head.h"

#define END_NAME "TRAILER!!!"

struct cpio {
    struct lp_feed feed;
    const struct lp_limits *limits;
    enum lp_cpio_form form; /* of the first header */
    uint64_t left;          /* of the member's data, not yet taken */
    unsigned padding;       /* behind it */
    bool summed;            /* `sum` is to be that of the data */
    uint32_t sum;           /* ... less what was taken */
    uint64_t entries;
    uint64_t head_at;
    uint64_t data_at;
    struct lp_buf name;
    struct lp_buf target;
    struct lp_err why; /* once something failed, it stays so */
};

static enum lp_code
answer(const struct cpio *c, struct lp_err *err)
{
    if (c->why.code != LP_OK && err != NULL) {
        *err = c->why;
    }
    return c->why.code;
}

static enum lp_code
truncated(const struct cpio *c, struct lp_err *err)
{
    return lp_fail_at(err, LP_E_FORMAT, LP_RULE_TRUNCATED, c->feed.at,
                      "cpio: the archive ends in the middle of something");
}

static enum lp_code
take_piece(struct cpio *c, struct lp_piece *out, struct lp_err *err)
{
    struct lp_piece p;
    enum lp_code rc = lp_feed_peek(&c->feed, &p, err);

    if (rc == LP_OK && p.bytes.len == 0) {
        rc = truncated(c, err);
    }
    if (rc != LP_OK) {
        return rc;
    }
    if (p.bytes.len > c->left) {
        p.bytes.len = (size_t)c->left;
    }
    lp_feed_took(&c->feed, p.bytes.len);
    c->left -= p.bytes.len;
    for (size_t i = 0; c->summed && i < p.bytes.len; i++) {
        c->sum -= p.bytes.data[i];
    }
    *out = p;
    return LP_OK;
}

static enum lp_code
body_pull(struct lp_source *s, struct lp_piece *out, struct lp_err *err)
{
    struct cpio *c = s->self;

    if (c->why.code == LP_OK && c->left > 0) {
        c->why.code = take_piece(c, out, &c->why);
    } else if (c->why.code == LP_OK && c->summed && c->sum != 0) {
        return lp_fail_at(err, LP_E_FORMAT, LP_RULE_CRC, c->data_at,
                          "cpio: the content does not have its checksum");
    }
    return answer(c, err);
}

static const struct lp_source_ops body_ops = {body_pull, NULL};

static enum lp_code
skip(struct cpio *c, uint64_t n, struct lp_err *err)
{
    uint64_t got = 0;
    enum lp_code rc = lp_feed_skip(&c->feed, n, &got, err);

    return rc == LP_OK && got < n ? truncated(c, err) : rc;
}

static enum lp_code
copy(struct cpio *c, uint8_t *to, size_t n, struct lp_err *err)
{
    size_t got = 0;
    enum lp_code rc = lp_feed_copy(&c->feed, to, n, &got, err);

    return rc == LP_OK && got < n ? truncated(c, err) : rc;
}

/* All of the `n` bytes that come, which a header promised. */
static enum lp_code
take_text(struct cpio *c, struct lp_buf *to, uint64_t n, struct lp_err *err)
{
    struct lp_piece p;
    enum lp_code rc = LP_OK;

    lp_buf_clear(to);
    if (n > c->limits->header) {
        return lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIMIT_HEADER, c->head_at,
                          "cpio: a name is longer than the limit");
    }
    c->left = n;
    while (c->left > 0) {
        LP_TRY(take_piece(c, &p, err));
        lp_buf_put(to, p.bytes);
    }
    rc = lp_buf_check(to, err);

done:
    return rc;
}

static unsigned
padding_of(const struct cpio *c, uint64_t n)
{
    return (unsigned)(-n & (lp_cpio_align(c->form) - 1));
}

/* The archive ends with a member of that name; then come zeros, up to a whole
 * block. An archive behind it the kernel reads, and GNU cpio does not. */
static enum lp_code
finish(struct lp_reader *r, struct lp_err *err)
{
    struct cpio *c = r->state;
    bool tail = false;
    struct lp_piece p;
    enum lp_code rc;

    do {
        size_t n = 0;

        rc = lp_feed_peek(&c->feed, &p, err);
        if (rc != LP_OK) {
            return rc;
        }
        while (!tail && n < p.bytes.len && p.bytes.data[n] == 0) {
            n++;
        }
        if (!tail && n < p.bytes.len) {
            tail = true;
            lp_findings_add(&r->found, LP_RULE_CPIO_TAIL, c->feed.at + n);
        }
        lp_feed_took(&c->feed, p.bytes.len);
    } while (p.bytes.len > 0);
    return LP_OK;
}

static enum lp_code
bad_head(const struct cpio *c, struct lp_err *err)
{
    return lp_fail_at(err, LP_E_FORMAT, LP_RULE_CPIO_HEADER, c->head_at,
                      "cpio: no header is where one must be");
}

static enum lp_code
take_head(struct lp_reader *r, struct lp_cpio_head *h, bool *end,
          struct lp_err *err)
{
    struct cpio *c = r->state;
    uint8_t bytes[LP_CPIO_HEAD_MAX];
    size_t got = 0;
    enum lp_code rc;

    c->head_at = c->feed.at;
    LP_TRY(lp_feed_copy(&c->feed, bytes, LP_CPIO_MAGIC, &got, err));
    if (got == 0 && c->form != LP_CPIO_NONE) {
        lp_findings_add(&r->found, LP_RULE_CPIO_NO_END, c->head_at);
        *end = true;
        return LP_OK;
    }
    if (got < LP_CPIO_MAGIC) {
        return truncated(c, err);
    }
    h->form = lp_cpio_form(bytes);
    if (h->form == LP_CPIO_NONE ||
        (c->form != LP_CPIO_NONE && h->form != c->form)) {
        return bad_head(c, err);
    }
    c->form = h->form;
    LP_TRY(copy(c, bytes + LP_CPIO_MAGIC,
                lp_cpio_head_len(h->form) - LP_CPIO_MAGIC, err));
    if (!lp_cpio_head_read(h, bytes) || h->name == 0) {
        return bad_head(c, err);
    }
    LP_TRY(take_text(c, &c->name, h->name, err));
    rc = skip(c, padding_of(c, lp_cpio_head_len(h->form) + h->name), err);

done:
    return rc;
}

/* Up to its NUL. What stands behind that, or if there is none, programs take
 * for different names. */
static void
set_name(const struct cpio *c, struct lp_entry *e)
{
    struct lp_slice s = lp_buf_slice(&c->name);
    const uint8_t *nul = memchr(s.data, 0, s.len);

    e->name = nul == NULL ? s : lp_slice_head(s, (size_t)(nul - s.data));
    if (nul == NULL || nul != s.data + s.len - 1) {
        lp_findings_add(&e->found, LP_RULE_CPIO_TWO_READINGS, c->head_at);
    }
}

static enum lp_kind
kind_of(const struct lp_cpio_head *h)
{
    bool newc = h->form == LP_CPIO_NEWC || h->form == LP_CPIO_CRC;

    switch (h->mode & S_IFMT) {
    case S_IFDIR:
        return LP_KIND_DIR;
    case S_IFLNK:
        /* What is no link in earnest is a document. */
        return h->size > LP_LINK_MAX ? LP_KIND_OTHER : LP_KIND_SYMLINK;
    case S_IFIFO:
        return LP_KIND_FIFO;
    case S_IFSOCK:
        return LP_KIND_SOCKET;
    case S_IFCHR:
    case S_IFBLK:
        return LP_KIND_DEVICE;
    default:
        return newc && h->links > 1 && h->size == 0 ? LP_KIND_HARDLINK
                                                    : LP_KIND_OTHER;
    }
}

static enum lp_code
take_member(struct cpio *c, const struct lp_cpio_head *h, struct lp_entry *e,
            struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    if (++c->entries > c->limits->entries) {
        return lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIMIT_ENTRIES, c->head_at,
                          "cpio: the archive has more entries than the limit");
    }
    set_name(c, e);
    e->kind = kind_of(h);
    e->has_time = true;
    e->time = h->time;
    c->left = h->size;
    if (e->kind == LP_KIND_SYMLINK) {
        LP_TRY(take_text(c, &c->target, h->size, err));
        e->target = lp_buf_slice(&c->target);
    } else if (e->kind == LP_KIND_OTHER) {
        e->has_size = true;
        e->size = h->size;
        e->packed = h->size;
        c->summed = h->form == LP_CPIO_CRC;
        c->sum = h->sum;
        c->data_at = c->feed.at;
    } else if (h->size > 0) {
        /* Data where there is none: some pass over it, others do not. */
        lp_findings_add(&e->found, LP_RULE_CPIO_TWO_READINGS, c->head_at);
    }
    if ((e->kind == LP_KIND_SYMLINK || e->kind == LP_KIND_HARDLINK) &&
        e->target.len == 0) {
        e->flags |= LP_FLAG_EMPTY_LINK;
    }
    c->padding = padding_of(c, h->size);
    e->front = c->feed.at + c->left + c->padding;

done:
    return rc;
}

static enum lp_code
step(struct lp_reader *r, struct lp_entry *entry, bool *end, struct lp_err *err)
{
    struct cpio *c = r->state;
    struct lp_cpio_head h = {0};
    uint64_t left = c->left;
    unsigned padding = c->padding;
    enum lp_code rc;

    c->left = 0;
    c->padding = 0;
    c->summed = false;
    LP_TRY(skip(c, left, err));
    LP_TRY(skip(c, padding, err));
    LP_TRY(take_head(r, &h, end, err));
    if (*end) {
        return LP_OK;
    }
    if (h.size == 0 && h.name == sizeof END_NAME &&
        memcmp(c->name.data, END_NAME, sizeof END_NAME) == 0) {
        *end = true;
        return finish(r, err);
    }
    rc = take_member(c, &h, entry, err);

done:
    return rc;
}

static enum lp_code
cpio_next(struct lp_reader *r, struct lp_entry *entry, struct lp_source *body,
          bool *end, struct lp_err *err)
{
    struct cpio *c = r->state;

    if (c->why.code == LP_OK) {
        c->why.code = step(r, entry, end, &c->why);
    }
    if (c->why.code == LP_OK && !*end && entry->kind == LP_KIND_OTHER) {
        *body = (struct lp_source){.ops = &body_ops, .self = c};
    }
    return answer(c, err);
}

static enum lp_code
cpio_open(struct lp_reader *r, const struct lp_input *in, struct lp_err *err)
{
    struct cpio *c = calloc(1, sizeof *c);

    if (c == NULL) {
        return lp_no_memory(err);
    }
    c->feed.from = in->stream;
    c->limits = in->limits;
    r->state = c;
    return LP_OK;
}

static void
cpio_release(struct lp_reader *r)
{
    struct cpio *c = r->state;

    if (c != NULL) {
        lp_buf_release(&c->name);
        lp_buf_release(&c->target);
        free(c);
    }
    r->state = NULL;
}

const struct lp_reader_ops lp_read_cpio = {
    .name = "cpio-1",
    .kind = LP_KIND_CPIO,
    .access = LP_ACCESS_STREAM,
    .spread = true,
    .bid = lp_cpio_head_bid,
    .open = cpio_open,
    .next = cpio_next,
    .release = cpio_release,
};
