#include "evidence/ots.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define DEPTH 256 /* branches that are open */
#define MESSAGE_MAX ((size_t)4096)
#define STEPS_MAX 65536
#define PAYLOAD_MAX 8192
#define LOOKUPS_MAX 64 /* of headers */
#define HEADER 80
#define ROOT_AT 36
#define TIME_AT 68

static const uint8_t magic[] = {
    0x00, 'O',  'p',  'e',  'n',  'T',  'i',  'm',  'e',  's', 't',
    'a',  'm',  'p',  's',  0x00, 0x00, 'P',  'r',  'o',  'o', 'f',
    0x00, 0xbf, 0x89, 0xe2, 0xe8, 0x84, 0xe8, 0x92, 0x94,
};
static const uint8_t pending_tag[] = {0x83, 0xdf, 0xe3, 0x0d,
                                      0x2e, 0xf9, 0x0c, 0x8e};
static const uint8_t bitcoin_tag[] = {0x05, 0x88, 0x96, 0x0d,
                                      0x73, 0xd7, 0x19, 0x01};

enum {
    OP_SHA1 = 0x02,
    OP_RIPEMD160 = 0x03,
    OP_SHA256 = 0x08,
    OP_APPEND = 0xf0,
    OP_PREPEND = 0xf1,
    OP_REVERSE = 0xf2,
    OP_HEXLIFY = 0xf3,
    OP_FORK = 0xff,
    OP_ATTEST = 0x00,
};

/* A message on its way through the operations. */
struct message {
    size_t len;
    uint8_t bytes[MESSAGE_MAX];
};

struct run {
    struct lp_cursor at;
    struct lp_slice headers;
    struct lp_ots_result *out;
    struct message now;
    struct message *kept; /* at each fork that is open */
    size_t n_kept;
    unsigned lookups;
};

static enum lp_md
md_of(uint8_t op)
{
    switch (op) {
    case OP_SHA1:
        return LP_MD_SHA1;
    case OP_RIPEMD160:
        return LP_MD_RIPEMD160;
    case OP_SHA256:
        return LP_MD_SHA256;
    default:
        return LP_MD_NONE;
    }
}

/* A number of groups of seven bits, the lowest first. */
static uint64_t
take_number(struct lp_cursor *c)
{
    uint64_t v = 0;

    for (unsigned shift = 0; shift < 63; shift += 7) {
        uint8_t byte = lp_cursor_u8(c);

        v |= (uint64_t)(byte & 0x7f) << shift;
        if ((byte & 0x80) == 0) {
            return v;
        }
    }
    c->failed = true;
    return 0;
}

static struct lp_slice
take_bytes(struct lp_cursor *c, size_t max)
{
    uint64_t n = take_number(c);

    if (n > max) {
        c->failed = true;
        return (struct lp_slice){0};
    }
    return lp_cursor_take(c, (size_t)n);
}

bool
lp_ots_is(struct lp_slice head)
{
    return lp_slice_begins(head, (struct lp_slice){magic, sizeof magic});
}

/* Past what comes before the operations: the digest of the document. */
static bool
take_head(struct lp_cursor *c, enum lp_md *md, struct lp_slice *digest)
{
    uint8_t op;

    if (!lp_ots_is(c->rest)) {
        return false;
    }
    (void)lp_cursor_take(c, sizeof magic);
    if (take_number(c) != 1) {
        return false;
    }
    op = lp_cursor_u8(c);
    *md = md_of(op);
    *digest = lp_cursor_take(c, lp_md_len(*md));
    return !c->failed;
}

bool
lp_ots_digest(struct lp_slice proof, enum lp_md *md)
{
    struct lp_cursor c = lp_cursor_over(proof);
    struct lp_slice digest;

    return take_head(&c, md, &digest);
}

/* The header of the block at `height`, if it was given. */
static bool
find_header(struct lp_slice headers, uint64_t height, uint8_t *out)
{
    struct lp_cursor c = lp_cursor_over(headers);

    while (c.rest.len > 0) {
        struct lp_slice line = lp_cursor_until(&c, '\n');
        struct lp_cursor l;
        struct lp_slice word;
        uint64_t n = 0;

        if (c.failed) {
            line = c.rest;
            c.rest.len = 0;
        }
        l = lp_cursor_over(line);
        word = lp_cursor_until(&l, ' ');
        if (!l.failed && lp_text_u64(word, &n) && n == height &&
            lp_text_unhex(lp_slice_head(l.rest, (size_t)2 * HEADER), out,
                          HEADER)) {
            return true;
        }
    }
    return false;
}

static void
attest_bitcoin(struct run *r, uint64_t height)
{
    struct lp_ots_result *out = r->out;
    uint8_t header[HEADER];
    int64_t at;

    if (r->lookups++ >= LOOKUPS_MAX ||
        !find_header(r->headers, height, header)) {
        out->missing = true;
        return;
    }
    if (r->now.len != 32 || memcmp(r->now.bytes, header + ROOT_AT, 32) != 0) {
        out->wrong = true;
        return;
    }
    at = (int64_t)((uint32_t)header[TIME_AT] |
                   (uint32_t)header[TIME_AT + 1] << 8 |
                   (uint32_t)header[TIME_AT + 2] << 16 |
                   (uint32_t)header[TIME_AT + 3] << 24);
    if (out->at == 0 || at < out->at) {
        out->at = at;
        out->height = height;
    }
}

static void
attest(struct run *r)
{
    struct lp_slice tag = lp_cursor_take(&r->at, 8);
    struct lp_slice payload = take_bytes(&r->at, PAYLOAD_MAX);
    struct lp_cursor c = lp_cursor_over(payload);

    if (r->at.failed) {
        return;
    }
    if (memcmp(tag.data, bitcoin_tag, 8) == 0) {
        uint64_t height = take_number(&c);

        if (c.failed || c.rest.len > 0) {
            r->at.failed = true;
            return;
        }
        attest_bitcoin(r, height);
    } else if (memcmp(tag.data, pending_tag, 8) == 0) {
        r->out->pending = true;
    } else {
        r->out->unknown = true;
    }
}

/* Put bytes in front of or behind the message. */
static void
join(struct run *r, bool front)
{
    struct lp_slice s = take_bytes(&r->at, MESSAGE_MAX);
    struct message *m = &r->now;

    if (r->at.failed || s.len == 0 || s.len > MESSAGE_MAX - m->len) {
        r->at.failed = true;
        return;
    }
    if (front) {
        memmove(m->bytes + s.len, m->bytes, m->len);
    }
    memcpy(front ? m->bytes : m->bytes + m->len, s.data, s.len);
    m->len += s.len;
}

static void
turn(struct message *m)
{
    for (size_t i = 0; i < m->len / 2; i++) {
        uint8_t keep = m->bytes[i];

        m->bytes[i] = m->bytes[m->len - 1 - i];
        m->bytes[m->len - 1 - i] = keep;
    }
}

static void
hexlify(struct run *r)
{
    static const char digits[] = "0123456789abcdef";
    struct message *m = &r->now;

    if (m->len > MESSAGE_MAX / 2) {
        r->at.failed = true;
        return;
    }
    for (size_t i = m->len; i > 0; i--) {
        uint8_t c = m->bytes[i - 1];

        m->bytes[2 * i - 1] = (uint8_t)digits[c & 15];
        m->bytes[2 * i - 2] = (uint8_t)digits[c >> 4];
    }
    m->len *= 2;
}

static enum lp_code
hash(struct run *r, enum lp_md md, struct lp_err *err)
{
    struct lp_mds d;
    enum lp_code rc = lp_mds_of(
        &d, LP_MD_BIT(md), (struct lp_slice){r->now.bytes, r->now.len}, err);

    if (rc == LP_OK && (d.mask & LP_MD_BIT(md)) == 0) {
        r->out->unknown = true;
        r->at.failed = true;
    } else if (rc == LP_OK) {
        r->now.len = lp_md_len(md);
        memcpy(r->now.bytes, d.bytes[md], r->now.len);
    }
    return rc;
}

static enum lp_code
operate(struct run *r, uint8_t op, struct lp_err *err)
{
    enum lp_md md = md_of(op);

    if (md != LP_MD_NONE) {
        return hash(r, md, err);
    }
    if (op == OP_APPEND || op == OP_PREPEND) {
        join(r, op == OP_PREPEND);
    } else if (op == OP_REVERSE) {
        turn(&r->now);
    } else if (op == OP_HEXLIFY) {
        hexlify(r);
    } else {
        /* How long it is cannot be known. */
        r->out->unknown = true;
        r->at.failed = true;
    }
    return LP_OK;
}

/* A fork keeps the message for the branch that comes after this one; an
 * attestation ends a branch. */
static enum lp_code
run_all(struct run *r, struct lp_err *err)
{
    bool over = false;
    enum lp_code rc = LP_OK;

    for (unsigned step = 0; !over && !r->at.failed; step++) {
        uint8_t op = lp_cursor_u8(&r->at);

        if (r->at.failed || step == STEPS_MAX) {
            r->at.failed = true;
        } else if (op == OP_FORK) {
            r->at.failed = r->n_kept == DEPTH;
            if (!r->at.failed) {
                r->kept[r->n_kept++] = r->now;
            }
        } else if (op == OP_ATTEST) {
            attest(r);
            over = r->n_kept == 0;
            if (!over) {
                r->now = r->kept[--r->n_kept];
            }
        } else {
            LP_TRY(operate(r, op, err));
        }
    }

done:
    return rc;
}

enum lp_code
lp_ots_run(struct lp_slice proof, const struct lp_mds *document,
           struct lp_slice headers, struct lp_ots_result *out,
           struct lp_err *err)
{
    struct run *r = calloc(1, sizeof *r);
    struct lp_slice digest = {0};
    enum lp_md md = LP_MD_NONE;
    enum lp_code rc = LP_OK;

    *out = (struct lp_ots_result){0};
    if (r == NULL) {
        return lp_no_memory(err);
    }
    r->kept = calloc(DEPTH, sizeof *r->kept);
    if (r->kept == NULL) {
        rc = lp_no_memory(err);
        goto done;
    }
    r->at = lp_cursor_over(proof);
    r->headers = headers;
    r->out = out;
    if (!take_head(&r->at, &md, &digest)) {
        goto done;
    }
    if (md == LP_MD_NONE) {
        out->unknown = true;
        goto done;
    }
    out->same = lp_mds_is(document, md, digest);
    memcpy(r->now.bytes, digest.data, digest.len);
    r->now.len = digest.len;
    LP_TRY(run_all(r, err));
    out->lawful = !r->at.failed && r->at.rest.len == 0;

done:
    free(r->kept);
    free(r);
    return rc;
}
