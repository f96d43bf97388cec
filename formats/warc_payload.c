#include "formats/warc_payload.h"

#include "formats/head_fields.h"
#include "formats/read_gzip.h"

static enum lp_code
block_pull(struct lp_source *s, struct lp_piece *out, struct lp_err *err)
{
    struct lp_warc_block *b = s->self;
    enum lp_code rc;

    if (b->left == 0) {
        return LP_OK;
    }
    b->failed = true;
    LP_TRY(lp_feed_peek(b->feed, out, err));
    if (out->bytes.len == 0) {
        return lp_fail_at(err, LP_E_FORMAT, LP_RULE_TRUNCATED, b->feed->at,
                          "warc: ends inside a record");
    }
    if (out->bytes.len > b->left) {
        out->bytes.len = (size_t)b->left;
    }
    b->failed = false;
    b->left -= out->bytes.len;
    lp_feed_took(b->feed, out->bytes.len);

done:
    return rc;
}

static const struct lp_source_ops block_ops = {.pull = block_pull};

static enum lp_code
add_up(struct lp_warc_payload *p, unsigned i, struct lp_slice bytes,
       struct lp_err *err)
{
    return p->sum[i] == NULL || bytes.len == 0
               ? LP_OK
               : p->summer->feed(p->sum[i], bytes, err);
}

/* What is stored behind the head of HTTP. */
static enum lp_code
raw_pull(struct lp_source *s, struct lp_piece *out, struct lp_err *err)
{
    struct lp_warc_payload *p = s->self;
    enum lp_code rc;

    LP_TRY(lp_feed_peek(&p->feed, out, err));
    lp_feed_took(&p->feed, out->bytes.len);
    rc = add_up(p, 0, out->bytes, err);

done:
    return rc;
}

static enum lp_code
plain_pull(struct lp_source *s, struct lp_piece *out, struct lp_err *err)
{
    struct lp_warc_payload *p = s->self;
    struct lp_source from = p->chunks ? lp_chunked_source(&p->chunked) : p->raw;
    enum lp_code rc;

    LP_TRY(lp_source_pull(&from, out, err));
    rc = p->chunks ? add_up(p, 1, out->bytes, err) : LP_OK;

done:
    return rc;
}

static const struct lp_source_ops raw_ops = {.pull = raw_pull};
static const struct lp_source_ops plain_ops = {.pull = plain_pull};

static enum lp_code
begin_sums(struct lp_warc_payload *p, struct lp_slice label, struct lp_err *err)
{
    enum lp_alg alg = lp_warc_digest_alg(label);
    enum lp_code rc = LP_OK;

    if (p->summer == NULL || alg == LP_ALG_NONE) {
        return LP_OK;
    }
    p->label = label;
    for (unsigned i = 0; rc == LP_OK && i < (p->chunks ? 2U : 1U); i++) {
        rc = p->summer->begin(&p->sum[i], alg, err);
    }
    return rc;
}

/* The gzip that the body says it is, if it is: some crawlers undo it. */
static enum lp_code
open_gzip(struct lp_warc_payload *p, struct lp_err *err)
{
    const struct lp_input in = {.stream = &p->plain, .limits = p->limits};
    struct lp_entry entry = {0};
    bool end = false;
    enum lp_code rc;

    p->packed = true;
    p->gzip.ops = &lp_read_gzip;
    LP_TRY(p->gzip.ops->open(&p->gzip, &in, err));
    rc = p->gzip.ops->next(&p->gzip, &entry, &p->body, &end, err);

done:
    return rc;
}

/* Codings of content that nothing here undoes. */
static const char *
strange(struct lp_slice coding)
{
    static const char *const words[] = {"br", "zstd", "deflate", "compress",
                                        "x-compress"};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (lp_head_word(coding, words[i])) {
            return words[i];
        }
    }
    return NULL;
}

/* Behind the head of HTTP: what is to be undone. */
static enum lp_code
open_http(struct lp_warc_payload *p, const struct lp_warc_record *r,
          struct lp_warc_opened *out, struct lp_err *err)
{
    struct lp_slice head = lp_buf_slice(&p->head);
    struct lp_slice transfer;
    struct lp_slice coding;
    uint8_t first[LP_CHUNKED_HEAD] = {0};
    size_t got;
    enum lp_code rc;

    LP_TRY(lp_feed_copy(&p->feed, first, sizeof first, &got, err));
    lp_feed_back(&p->feed, (struct lp_slice){first, got});
    out->empty = got == 0;
    if (out->empty) {
        return LP_OK;
    }
    p->chunks = lp_head_field(head, "Transfer-Encoding", &transfer) &&
                lp_head_word(transfer, "chunked") &&
                lp_chunked_begins((struct lp_slice){first, got});
    p->chunked = (struct lp_chunked){.feed = {.from = &p->raw}};
    LP_TRY(begin_sums(p, r->payload, err));
    (void)lp_head_field(head, "Content-Encoding", &coding);
    out->why = strange(coding);
    if (out->why != NULL) {
        out->closed = LP_RULE_UNSUPPORTED_METHOD;
    } else if ((lp_head_word(coding, "gzip") ||
                lp_head_word(coding, "x-gzip")) &&
               (p->chunks || first[0] == 0x1f)) {
        LP_TRY(open_gzip(p, err));
    }

done:
    return rc;
}

void
lp_warc_payload_leave(struct lp_warc_payload *p, struct lp_feed *feed,
                      uint64_t size)
{
    p->block = (struct lp_warc_block){feed, size, false};
    p->source = (struct lp_source){&block_ops, &p->block};
}

enum lp_code
lp_warc_payload_open(struct lp_warc_payload *p, struct lp_feed *feed,
                     const struct lp_warc_record *r, struct lp_warc_opened *out,
                     struct lp_err *err)
{
    struct lp_err why = {0};
    bool whole = true;
    enum lp_code rc;

    *out = (struct lp_warc_opened){0};
    lp_warc_payload_leave(p, feed, r->size);
    p->feed = (struct lp_feed){.from = &p->source};
    p->raw = (struct lp_source){&raw_ops, p};
    p->plain = (struct lp_source){&plain_ops, p};
    if (r->type != LP_WARC_RESPONSE) {
        out->empty = r->size == 0;
        return begin_sums(p, r->payload.len > 0 ? r->payload : r->block, err);
    }
    LP_TRY(lp_head_take(&p->feed, &p->head, p->limits->header, &whole, err));
    if (!whole) {
        out->closed = LP_RULE_WARC_HTTP;
        return LP_OK;
    }
    rc = open_http(p, r, out, &why);
    if ((rc == LP_E_FORMAT || rc == LP_E_LIMIT) && !p->block.failed) {
        out->closed = (enum lp_rule)why.rule;
        rc = LP_OK;
    } else if (rc != LP_OK && err != NULL) {
        *err = why;
    }

done:
    return rc;
}

/* Whether the digest that is stated is one of those that were made: writers
 * differ in whether chunks are of the payload. */
static enum lp_code
compare(struct lp_warc_payload *p, struct lp_err *err)
{
    bool same = p->label.len == 0;
    enum lp_code rc = LP_OK;

    for (unsigned i = 0; i < 2; i++) {
        uint8_t digest[LP_ALG_LEN_MAX];
        struct lp_sum *s = p->sum[i];

        p->sum[i] = NULL;
        if (s == NULL) {
            continue;
        }
        LP_TRY(p->summer->end(s, digest, err));
        same = same || lp_warc_digest_is(p->label, digest);
    }
    if (!same) {
        rc =
            lp_fail_at(err, LP_E_FORMAT, LP_RULE_WARC_DIGEST, p->block.feed->at,
                       "warc: a payload has another digest than is stated");
    }

done:
    return rc;
}

/* All that is stored counts for the digest. */
static enum lp_code
drain(struct lp_warc_payload *p, struct lp_err *err)
{
    struct lp_piece rest = {0};
    enum lp_code rc;

    do {
        rc = lp_source_pull(&p->raw, &rest, err);
    } while (rc == LP_OK && rest.bytes.len > 0);
    return rc;
}

enum lp_code
lp_warc_payload_pull(struct lp_warc_payload *p, struct lp_piece *out,
                     struct lp_err *err)
{
    enum lp_code rc;

    if (p->over) {
        return LP_OK;
    }
    LP_TRY(lp_source_pull(p->packed ? &p->body : &p->plain, out, err));
    if (out->bytes.len == 0) {
        p->over = true;
        LP_TRY(drain(p, err));
        LP_TRY(compare(p, err));
        if (p->gzip.found.n > 0) {
            rc = lp_fail_at(err, LP_E_FORMAT, p->gzip.found.of[0].rule,
                            p->block.feed->at,
                            "warc: something follows a packed payload");
        }
    }

done:
    return rc;
}

enum lp_code
lp_warc_payload_skip(struct lp_warc_payload *p, struct lp_err *err)
{
    struct lp_piece rest = {0};
    enum lp_code rc = LP_OK;

    while (rc == LP_OK && p->block.left > 0) {
        rc = lp_source_pull(&p->source, &rest, err);
    }
    lp_warc_payload_release(p);
    return rc;
}

void
lp_warc_payload_release(struct lp_warc_payload *p)
{
    if (p->gzip.ops != NULL) {
        p->gzip.ops->release(&p->gzip);
    }
    for (unsigned i = 0; i < 2; i++) {
        if (p->sum[i] != NULL) {
            p->summer->drop(p->sum[i]);
        }
    }
    lp_buf_release(&p->head);
    *p = (struct lp_warc_payload){.summer = p->summer, .limits = p->limits};
}
