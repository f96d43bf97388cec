#include "formats/pdf_filter.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/buf.h"
#include "tests/unit/test.h"

/* Bytes that come a few at a time. */
struct drip {
    struct lp_slice left;
    size_t step;
};

static enum lp_code
drip_pull(struct lp_source *s, struct lp_piece *out, struct lp_err *err)
{
    struct drip *d = s->self;

    (void)err;
    *out = (struct lp_piece){lp_slice_head(d->left, d->step), NULL};
    d->left = lp_slice_from(d->left, out->bytes.len);
    return LP_OK;
}

static void
drip_release(struct lp_source *s)
{
    (void)s;
}

static const struct lp_source_ops drip_ops = {drip_pull, drip_release};

/* What `in` unpacks to, and what is said of it. */
static enum lp_code
unpack(enum lp_pdf_coding coding, const struct lp_pdf_params *params,
       struct lp_slice in, size_t step, struct lp_pdf_work *w,
       struct lp_buf *to)
{
    struct drip d = {in, step};
    struct lp_source io = {&drip_ops, &d};
    struct lp_err err = {0};
    struct lp_piece p = {0};
    enum lp_code rc = lp_pdf_filter(&io, coding, params, w, &err);

    while (rc == LP_OK) {
        rc = lp_source_pull(&io, &p, &err);
        if (rc != LP_OK || p.bytes.len == 0) {
            break;
        }
        lp_buf_put(to, p.bytes);
    }
    lp_source_release(&io);
    return rc;
}

static const struct lp_pdf_params plain = {
    .predictor = 1, .colors = 1, .bits = 8, .columns = 1};

#define S(text) (const uint8_t *)(text), sizeof(text) - 1

static const struct {
    const char *label;
    enum lp_pdf_coding coding;
    const uint8_t *in;
    size_t len;
    const char *want;
    size_t want_len;
    enum lp_rule broken;
} rows[] = {
    {"hexadecimal digits", LP_PDF_HEX, S("48 65\n6C6c6F>zz"), "Hello", 5, 0},
    {"the last of an odd number is high", LP_PDF_HEX, S("487>"), "Hp", 2, 0},
    {"digits without an end", LP_PDF_HEX, S("4865"), "He", 2, 0},
    {"a group of five digits", LP_PDF_A85, S("87cUR~>"), "Hell", 4, 0},
    {"a group that is cut", LP_PDF_A85, S("87cURDZ~>"), "Hello", 5, 0},
    {"a lone digit says nothing", LP_PDF_A85, S("87cURD~>"), "Hell", 4, 0},
    {"z is four zeros", LP_PDF_A85, S("z~>"), "\0\0\0\0", 4, 0},
    {"z in a group is passed over", LP_PDF_A85, S("87zcUR~>"), "Hell", 4, 0},
    {"digits without their end", LP_PDF_A85, S("87cURDZ"), "Hello", 5, 0},
    {"runs as they are and of one byte", LP_PDF_RUNS, S("\001ab\376c\200junk"),
     "abccc", 5, 0},
    {"a run that is cut", LP_PDF_RUNS, S("\003ab"), "ab", 2, LP_RULE_TRUNCATED},
    {"runs without their end", LP_PDF_RUNS, S("\000a"), "a", 1,
     LP_RULE_TRUNCATED},
    {"the codes of 7.4.4.2", LP_PDF_LZW,
     S("\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01"), "-----A---B", 10, 0},
    {"codes without their end", LP_PDF_LZW,
     S("\x80\x0b\x60\x50\x22\x0c\x0c\x85"), "-----A---B", 10,
     LP_RULE_TRUNCATED},
    {"a code that is not defined yet", LP_PDF_LZW, S("\x80\x0b\x7f\xff"), "-",
     1, LP_RULE_PDF_STREAM},
    {"no deflate", LP_PDF_FLATE, S("\x78\x9c\xff\xff\xff\xff"), "", 0,
     LP_RULE_DEFLATE},
    {"nothing", LP_PDF_FLATE, S(""), "", 0, LP_RULE_TRUNCATED},
};

static void
check_rows(void)
{
    static const size_t steps[] = {1, 3, 4096};

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (size_t k = 0; k < 3; k++) {
            struct lp_pdf_work w = {.left = 1024};
            struct lp_buf b = {0};

            CHECK(unpack(rows[i].coding, &plain,
                         (struct lp_slice){rows[i].in, rows[i].len}, steps[k],
                         &w, &b) == LP_OK,
                  rows[i].label);
            CHECK(b.len == rows[i].want_len &&
                      memcmp(b.len > 0 ? b.data : (const uint8_t *)"",
                             rows[i].want, b.len) == 0,
                  rows[i].label);
            CHECK(w.broken == rows[i].broken, rows[i].label);
            CHECK(w.left == 1024 - b.len, rows[i].label);
            lp_buf_release(&b);
        }
    }
}

/* Text packed by zlib: whole, with a wrong sum, and cut. */
static void
check_flate(void)
{
    static const char text[] = "the same, the same, and the same once more";
    uint8_t packed[256];
    uLongf n = sizeof packed;
    struct lp_pdf_work w = {.left = 1024};
    struct lp_buf b = {0};

    CHECK(compress(packed, &n, (const Bytef *)text, sizeof text) == Z_OK,
          "zlib packs");
    packed[n - 1] ^= 1;
    CHECK(unpack(LP_PDF_FLATE, &plain, (struct lp_slice){packed, n}, 5, &w,
                 &b) == LP_OK &&
              b.len == sizeof text && w.broken == LP_RULE_NONE,
          "the sum at the end is not looked at");
    lp_buf_clear(&b);
    CHECK(unpack(LP_PDF_FLATE, &plain, (struct lp_slice){packed, n - 8}, 5, &w,
                 &b) == LP_OK &&
              b.len > 0 && b.len < sizeof text &&
              memcmp(b.data, text, b.len) == 0 && w.broken == LP_RULE_TRUNCATED,
          "what came before the cut is given");
    lp_buf_release(&b);
}

/* A megabyte of zeros out of a kilobyte, with one byte of work too little. */
static void
check_bomb(void)
{
    size_t size = (size_t)1 << 20;
    uint8_t *zeros = calloc(1, size);
    uint8_t *packed = malloc(size);
    uLongf n = (uLongf)size;

    CHECK(zeros != NULL && packed != NULL &&
              compress(packed, &n, zeros, (uLong)size) == Z_OK,
          "zlib packs");
    for (size_t less = 0; less < 2; less++) {
        struct lp_pdf_work w = {.left = size - less};
        struct lp_buf b = {0};
        enum lp_code rc = unpack(LP_PDF_FLATE, &plain,
                                 (struct lp_slice){packed, n}, 512, &w, &b);

        CHECK(rc == (less == 0 ? LP_OK : LP_E_LIMIT) && w.left == 0,
              "no more comes out than the work allows");
        CHECK(less == 0 ? b.len == size : b.len < size,
              "nor is more of it given");
        lp_buf_release(&b);
    }
    free(zeros);
    free(packed);
}

static const struct {
    const char *label;
    struct lp_pdf_params params;
    const uint8_t *in;
    size_t len;
    const char *want;
    size_t want_len;
} predicted[] = {
    {"rows of five kinds",
     {.predictor = 15, .colors = 1, .bits = 8, .columns = 3},
     S("\0abc\1a\1\1\2\1\1\1\3a\0\0\4\1\0\0"),
     NULL,
     15},
    {"the left neighbour, as near as the corner",
     {.predictor = 14, .colors = 1, .bits = 8, .columns = 2},
     S("\0\x0a\x09\4\2\0"),
     "\x0a\x09\x0c\x0c",
     4},
    {"a row that is cut",
     {.predictor = 12, .colors = 1, .bits = 8, .columns = 3},
     S("\0abc\2\1\1"),
     "abcbc",
     5},
    {"a tag alone is no row",
     {.predictor = 12, .colors = 1, .bits = 8, .columns = 3},
     S("\0abc\2"),
     "abc",
     3},
    {"an unknown tag changes nothing",
     {.predictor = 12, .colors = 1, .bits = 8, .columns = 3},
     S("\0abc\x63"
       "def"),
     "abcdef",
     6},
    {"TIFF looks to the left alone",
     {.predictor = 2, .colors = 2, .bits = 8, .columns = 2},
     S("aA\1\2bB\3\4"),
     "aAbCbBeF",
     8},
};

static void
check_predicted(void)
{
    for (size_t i = 0; i < sizeof predicted / sizeof predicted[0]; i++) {
        for (size_t step = 1; step < 32; step += 4) {
            struct lp_pdf_work w = {.left = 1024};
            struct lp_buf b = {0};
            const char *want = predicted[i].want == NULL
                                   ? "abcabcbcd\x92\x7a\x6f\x93\x7a\x6f"
                                   : predicted[i].want;

            CHECK(unpack(LP_PDF_PREDICTED, &predicted[i].params,
                         (struct lp_slice){predicted[i].in, predicted[i].len},
                         step, &w, &b) == LP_OK,
                  predicted[i].label);
            CHECK(b.len == predicted[i].want_len &&
                      memcmp(b.data, want, b.len) == 0,
                  predicted[i].label);
            lp_buf_release(&b);
        }
    }
}

/* Rows that no document has are refused before anything is held. */
static void
check_rows_too_long(void)
{
    static const struct {
        const char *label;
        struct lp_pdf_params params;
        enum lp_code rc;
    } cases[] = {
        {"a row of a mebibyte",
         {.predictor = 12, .colors = 1, .bits = 8, .columns = 1 << 20},
         LP_OK},
        {"a row of one byte more",
         {.predictor = 12, .colors = 1, .bits = 8, .columns = (1 << 20) + 1},
         LP_E_FORMAT},
        {"the longest row that can be said",
         {.predictor = 12, .colors = 32, .bits = 16, .columns = INT32_MAX},
         LP_E_FORMAT},
        {"TIFF of half bytes",
         {.predictor = 2, .colors = 1, .bits = 4, .columns = 8},
         LP_E_FORMAT},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct lp_pdf_work w = {.left = 1 << 24};
        struct lp_buf b = {0};

        CHECK(unpack(LP_PDF_PREDICTED, &cases[i].params, lp_slice_str("\2abc"),
                     4, &w, &b) == cases[i].rc,
              cases[i].label);
        lp_buf_release(&b);
    }
}

int
main(void)
{
    check_rows();
    check_flate();
    check_bomb();
    check_predicted();
    check_rows_too_long();
    return lp_test_failures == 0 ? 0 : 1;
}
