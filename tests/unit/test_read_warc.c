#include "formats/read_warc.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "formats/bid.h"
#include "formats/summer.h"
#include "formats/warc_record.h"
#include "tests/unit/mail_drip.h"
#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* What stands for a digest here: the sum of all bytes, and zeros. */
struct lp_sum {
    uint8_t sum;
};

static unsigned sums; /* that are under way */

static enum lp_code
sum_begin(struct lp_sum **out, enum lp_alg alg, struct lp_err *err)
{
    (void)alg;
    *out = calloc(1, sizeof **out);
    sums++;
    return *out == NULL ? lp_no_memory(err) : LP_OK;
}

static enum lp_code
sum_feed(struct lp_sum *s, struct lp_slice bytes, struct lp_err *err)
{
    (void)err;
    for (size_t i = 0; i < bytes.len; i++) {
        s->sum = (uint8_t)(s->sum + bytes.data[i]);
    }
    return LP_OK;
}

static void
sum_drop(struct lp_sum *s)
{
    sums -= s == NULL ? 0 : 1;
    free(s);
}

static enum lp_code
sum_end(struct lp_sum *s, uint8_t digest[LP_ALG_LEN_MAX], struct lp_err *err)
{
    (void)err;
    memset(digest, 0, LP_ALG_LEN_MAX);
    digest[0] = s->sum;
    sum_drop(s);
    return LP_OK;
}

static const struct lp_summer summer = {sum_begin, sum_feed, sum_end, sum_drop};

/* A record; what is not given is as a crawler would have it. */
struct record {
    const char *type; /* and further fields */
    const char *block;
    size_t len;        /* of a block with NULs */
    size_t more;       /* added to the length that is stated */
    const char *magic; /* another one */
    const char *end;   /* another one */
};

static struct lp_buf
write_down(const struct record *r, size_t n)
{
    struct lp_buf to = {0};

    for (size_t i = 0; i < n && r[i].type != NULL; i++) {
        size_t len = r[i].len > 0 ? r[i].len : strlen(r[i].block);

        lp_buf_printf(&to,
                      "%s\r\nWARC-Type: %s\r\n"
                      "WARC-Date: 2009-02-13T23:31:30Z\r\n"
                      "WARC-Target-URI: http://a/%zu\r\n"
                      "Content-Length: %zu\r\n\r\n",
                      r[i].magic == NULL ? "WARC/1.0" : r[i].magic, r[i].type,
                      i + 1, len + r[i].more);
        lp_buf_put(&to, (struct lp_slice){(const uint8_t *)r[i].block, len});
        lp_buf_str(&to, r[i].end == NULL ? "\r\n\r\n" : r[i].end);
    }
    return to;
}

static void
tell_findings(struct lp_buf *to, const struct lp_findings *f)
{
    for (unsigned i = 0; i < f->n; i++) {
        lp_buf_printf(to, " [%s]", lp_rule_info(f->of[i].rule)->word);
    }
}

static void
tell_entry(struct lp_buf *to, const struct lp_entry *e, struct lp_source *body,
           bool skip)
{
    struct lp_piece p = {0};
    struct lp_err err = {0};
    enum lp_code rc = LP_OK;

    lp_text_escape(to, lp_slice_from(e->name, 9));
    if (e->kind != LP_KIND_OTHER) {
        lp_buf_str(to, " -> ");
        lp_text_escape(to, e->target);
    }
    if (e->closed != LP_RULE_NONE) {
        lp_buf_printf(to, " #%s", lp_rule_info(e->closed)->word);
        lp_buf_str(to, e->why == NULL ? "" : e->why);
    }
    tell_findings(to, &e->found);
    CHECK(e->has_time && e->time == 1234567890, "the time is told");
    if (body->ops != NULL && !skip) {
        lp_buf_str(to, " {");
        do {
            rc = lp_source_pull(body, &p, &err);
            lp_buf_put(to, p.bytes);
        } while (rc == LP_OK && p.bytes.len > 0);
        lp_buf_printf(to, "%s}",
                      rc == LP_OK ? "" : lp_rule_info(err.rule)->word);
    }
    lp_buf_str(to, "; ");
}

static void
tell(struct lp_buf *to, struct lp_slice all, size_t step, bool skip)
{
    struct drip d = {all, step, NULL};
    struct lp_source s = {&drip_ops, &d};
    struct lp_limits limits = lp_limits_default;
    struct lp_input in = {.stream = &s, .limits = &limits, .summer = &summer};
    struct lp_reader r = {.ops = &lp_read_warc};
    struct lp_err err = {0};
    bool end = false;
    enum lp_code rc = r.ops->open(&r, &in, &err);

    limits.entries = 3;
    while (rc == LP_OK && !end) {
        struct lp_entry e = {0};
        struct lp_source body = {0};

        rc = r.ops->next(&r, &e, &body, &end, &err);
        if (rc == LP_OK && !end) {
            tell_entry(to, &e, &body, skip);
        }
        lp_source_release(&body);
    }
    lp_buf_str(to, rc == LP_OK ? "end" : lp_rule_info(err.rule)->word);
    tell_findings(to, &r.found);
    r.ops->release(&r);
    lp_block_unref(d.piece);
    CHECK(sums == 0, "no digest is left");
}

#define HTTP "response\r\nContent-Type: application/http;msgtype=response"
#define OK "HTTP/1.1 200 OK\r\n"
#define CHUNKED OK "Transfer-Encoding: chunked\r\n\r\n"
#define GZIP OK "Content-Encoding: gzip\r\n\r\n"
#define ZEROS "00000000000000000000000000000000000000"
/* "hi" by gzip. */
#define HI                                                               \
    "\x1f\x8b\x08\0\0\0\0\0\0\x03\xcb\xc8\x04\0\xac\x2a\x93\xd8\x02\0\0" \
    "\0"
#define OF(text) .block = (text), .len = sizeof(text) - 1

static const struct {
    const char *label;
    struct record records[4];
    const char *says;
} cases[] = {
    {"a response", {{HTTP, .block = OK "\r\nhello"}}, "1 {hello}; end"},
    {"a resource, metadata, a conversion",
     {{"resource", .block = "one"},
      {"metadata", .block = "two"},
      {"conversion", .block = "three"}},
     "1 {one}; 2 {two}; 3 {three}; end"},
    {"what the crawl says of itself",
     {{"warcinfo", .block = "x"},
      {"request\r\nContent-Type: application/http", .block = "GET"},
      {"metadata\r\nContent-Type: application/warc-fields", .block = "x"},
      {"response\r\nContent-Type: text/dns", .block = "x"}},
     "end"},
    {"a response that is not by HTTP",
     {{"response\r\nContent-Type: text/gemini", .block = "hello"}},
     "1 {hello}; end"},
    {"a revisit",
     {{"revisit\r\nWARC-Refers-To-Target-URI: http://b/", .block = OK "\r\n"}},
     "1 -> http://b/; end"},
    {"a segment",
     {{"resource\r\nWARC-Segment-Number: 1", .block = "x"},
      {"continuation", .block = "y"}},
     "1 #multi-volume; 2 #multi-volume; end"},
    {"nothing came",
     {{HTTP, .block = OK "\r\n"}, {"resource", .block = ""}},
     "end"},
    {"it was cut by the crawler",
     {{"resource\r\nWARC-Truncated: length", .block = "x"}},
     "1 [truncated] {x}; end"},
    {"no head of HTTP", {{HTTP, .block = OK}}, "1 #warc-http-broken; end"},
    {"chunks",
     {{HTTP, .block = CHUNKED "3\r\nhel\r\n2;x=1\r\nlo\r\n0\r\n\r\n"}},
     "1 {hello}; end"},
    {"a chunk that ends early",
     {{HTTP, .block = CHUNKED "3\r\nhel\r\n4\r\nlo"},
      {"resource", .block = "x"}},
     "1 {hellowarc-http-broken}; 2 {x}; end"},
    {"a chunk of no length",
     {{HTTP, .block = CHUNKED "3\r\nhel\r\nx\r\nlo\r\n0\r\n\r\n"}},
     "1 {helwarc-http-broken}; end"},
    {"chunks that were undone",
     {{HTTP, .block = CHUNKED "hello"}},
     "1 {hello}; end"},
    {"gzip", {{HTTP, OF(GZIP HI)}}, "1 {hi}; end"},
    {"gzip that was undone", {{HTTP, .block = GZIP "hi"}}, "1 {hi}; end"},
    {"gzip that is broken",
     {{HTTP, OF(GZIP "\x1f\x8b\x08\0\0\0\0\0\0\x03\xff")},
      {"resource", .block = "x"}},
     "1 {deflate-broken}; 2 {x}; end"},
    {"something behind gzip",
     {{HTTP, OF(GZIP HI "x")}},
     "1 {higzip-trailing-bytes}; end"},
    {"a coding that is not undone",
     {{HTTP, .block = OK "Content-Encoding: br\r\n\r\nx"}},
     "1 #unsupported-methodbr; end"},
    {"its digest",
     {{HTTP "\r\nWARC-Payload-Digest: sha1:d1" ZEROS, .block = OK "\r\nhi"}},
     "1 {hi}; end"},
    {"another digest",
     {{HTTP "\r\nWARC-Payload-Digest: sha1:d2" ZEROS, .block = OK "\r\nhi"},
      {"resource", .block = "x"}},
     "1 {hiwarc-digest-differs}; 2 {x}; end"},
    {"a digest of what chunks hold",
     {{HTTP "\r\nWARC-Payload-Digest: sha1:d1" ZEROS,
       .block = CHUNKED "2\r\nhi\r\n0\r\n\r\n"}},
     "1 {hi}; end"},
    {"a digest by what nobody knows",
     {{HTTP "\r\nWARC-Payload-Digest: crc:00", .block = OK "\r\nhi"}},
     "1 {hi}; end"},
    {"the digest of a block",
     {{"resource\r\nWARC-Block-Digest: sha1:d2" ZEROS, .block = "hi"}},
     "1 {hiwarc-digest-differs}; end"},
    {"it ends inside a record",
     {{"resource", .block = "hello", .more = 9}},
     "1 {hello\r\n\r\ntruncated}; truncated"},
    {"a record without an end",
     {{"resource", .block = "x", .end = ""}, {"resource", .block = "y"}},
     "1 {x}; 2 {y}; end [warc-two-readings]"},
    {"one line end, and some more",
     {{"resource", .block = "x", .end = "\r\n"},
      {"resource", .block = "y", .end = "\n\n\n"}},
     "1 {x}; 2 {y}; end"},
    {"no record there",
     {{"resource", .block = "x"},
      {"resource", .block = "y", .magic = "WARC/2.0"}},
     "1 {x}; warc-record-broken"},
    {"two lengths",
     {{"resource\r\nContent-Length: 7", .block = "x"}},
     "warc-record-broken"},
    {"more than the limit",
     {{"resource", .block = "1"},
      {"resource", .block = "2"},
      {"resource", .block = "3"},
      {"resource", .block = "4"}},
     "1 {1}; 2 {2}; 3 {3}; limit-entries"},
};

static void
test_records(void)
{
    static const size_t steps[] = {1, 7, 4096};

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct lp_buf all = write_down(cases[i].records, 4);

        CHECK(lp_bid(lp_buf_slice(&all)) == &lp_read_warc, cases[i].label);
        for (size_t k = 0; k < COUNT(steps); k++) {
            struct lp_buf said = {0};

            tell(&said, lp_buf_slice(&all), steps[k], false);
            CHECK(lp_slice_is(lp_buf_slice(&said), cases[i].says),
                  cases[i].label);
            if (!lp_slice_is(lp_buf_slice(&said), cases[i].says)) {
                fprintf(stderr, "    %.*s\n", (int)said.len,
                        (const char *)said.data);
            }
            lp_buf_clear(&said);
            tell(&said, lp_buf_slice(&all), steps[k], true);
            lp_buf_release(&said);
        }
        lp_buf_release(&all);
    }
}

static void
test_digests(void)
{
    /* SHA-1 of nothing. */
    static const uint8_t digest[LP_ALG_LEN_MAX] = {
        0xda, 0x39, 0xa3, 0xee, 0x5e, 0x6b, 0x4b, 0x0d, 0x32, 0x55,
        0xbf, 0xef, 0x95, 0x60, 0x18, 0x90, 0xaf, 0xd8, 0x07, 0x09};
    static const struct {
        const char *text;
        bool same;
    } labels[] = {
        {"sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ", true},
        {"SHA1:3i42h3s6nnfq2msvx7xzkyayscx5qbyj", true},
        {"sha-1:da39a3ee5e6b4b0d3255bfef95601890afd80709", true},
        {"sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYK", false},
        {"sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBY", false},
        {"sha1:da39a3ee5e6b4b0d3255bfef95601890afd80708", false},
        {"sha1:", false},
    };

    for (size_t i = 0; i < COUNT(labels); i++) {
        struct lp_slice label = lp_slice_str(labels[i].text);

        CHECK(lp_warc_digest_alg(label) == LP_ALG_SHA1, labels[i].text);
        CHECK(lp_warc_digest_is(label, digest) == labels[i].same,
              labels[i].text);
    }
    CHECK(lp_warc_digest_alg(lp_slice_str("sha3:00")) == LP_ALG_NONE, "sha3");
}

int
main(void)
{
    CHECK(lp_read_warc.bid(lp_slice_str("WARC/1.1\r\n")) > 0, "1.1");
    CHECK(lp_read_warc.bid(lp_slice_str("WARC/1.2\r\n")) == 0, "1.2");
    test_records();
    test_digests();
    return lp_test_failures != 0;
}
