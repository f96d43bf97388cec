/* The test vectors of docs/FORMAT-identity.md, as they stand there. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "crypto/merkle.h"
#include "formats/dec.h"
#include "tests/unit/test.h"

#define BYTES_MAX 256

/* The value of "    key=value" at the beginning of `line`. */
static bool
value_of(struct lp_slice line, const char *key, struct lp_slice *value)
{
    struct lp_slice begin = lp_slice_from(line, 4);

    if (!lp_slice_begins(line, lp_slice_str("    ")) ||
        !lp_slice_begins(begin, lp_slice_str(key))) {
        return false;
    }
    *value = lp_slice_from(begin, strlen(key));
    return true;
}

static struct lp_slice
unhex(struct lp_slice hex, uint8_t to[BYTES_MAX])
{
    size_t n = hex.len / 2;

    CHECK(n <= BYTES_MAX && lp_text_unhex(hex, to, n), "hex");
    return (struct lp_slice){to, n};
}

static void
check_form(enum lp_dec_of of, struct lp_slice in, struct lp_slice out,
           struct lp_slice sha256)
{
    struct lp_digest digest = {0};
    uint8_t want[32] = {0};
    struct lp_buf form = {0};
    struct lp_slice rest = in;
    struct lp_dec d;
    size_t n;

    lp_dec_init(&d, of);
    n = lp_dec_alike(&d, in);
    lp_buf_put(&form, lp_slice_head(in, n));
    rest = lp_slice_from(in, n);
    while (d.parted && lp_dec_feed(&d, &rest, &form)) {
    }
    while (lp_dec_end(&d, &form)) {
    }
    if (d.plain) {
        lp_buf_clear(&form);
        lp_buf_put(&form, in);
    }
    CHECK(lp_slice_equal(lp_buf_slice(&form), out), "the form");
    CHECK(lp_text_unhex(sha256, want, 32), "its digest is one");
    CHECK(lp_digest_of(&digest, LP_ALG_SHA256, lp_buf_slice(&form), NULL) ==
                  LP_OK &&
              memcmp(digest.bytes, want, 32) == 0,
          "its digest");
    lp_buf_release(&form);
}

static int
order(const void *a, const void *b)
{
    return memcmp(a, b, 32);
}

static void
check_root(uint8_t (*documents)[32], size_t n, struct lp_slice hex)
{
    struct lp_merkle tree = {0};
    uint8_t root[32] = {0};
    uint8_t want[32] = {0};
    bool good = lp_merkle_init(&tree, NULL) == LP_OK;

    qsort(documents, n, 32, order);
    for (size_t i = 0; good && i < n; i++) {
        if (i == 0 || memcmp(documents[i - 1], documents[i], 32) != 0) {
            good = lp_merkle_add(&tree, (struct lp_slice){documents[i], 32},
                                 NULL) == LP_OK;
        }
    }
    good = good && lp_merkle_root(&tree, root, NULL) == LP_OK;
    CHECK(good && lp_text_unhex(hex, want, 32) && memcmp(root, want, 32) == 0,
          "the content root");
    lp_merkle_release(&tree);
}

static void
check_page(struct lp_slice page)
{
    struct lp_cursor c = lp_cursor_over(page);
    enum lp_dec_of of = LP_DEC_NOTHING;
    uint8_t documents[8][32];
    uint8_t in[BYTES_MAX];
    uint8_t out[BYTES_MAX];
    struct lp_slice from = {0};
    struct lp_slice to = {0};
    size_t n = 0;
    unsigned forms = 0;
    unsigned roots = 0;

    while (c.rest.len > 0 && !c.failed) {
        struct lp_slice line = lp_cursor_until(&c, '\n');
        struct lp_slice v;

        if (value_of(line, "of=", &v)) {
            of = lp_slice_is(v, "text") ? LP_DEC_TEXT : LP_DEC_MESSAGE;
        } else if (value_of(line, "in=", &v)) {
            from = unhex(v, in);
        } else if (value_of(line, "out=", &v)) {
            to = unhex(v, out);
        } else if (value_of(line, "sha256=", &v)) {
            check_form(of, from, to, v);
            forms++;
        } else if (value_of(line, "document=", &v)) {
            CHECK(n < 8 && lp_text_unhex(v, documents[n], 32), "a document");
            n++;
        } else if (value_of(line, "root=", &v)) {
            check_root(documents, n, v);
            n = 0;
            roots++;
        }
    }
    CHECK(forms == 25, "forms on the page");
    CHECK(roots == 4, "roots on the page");
}

int
main(void)
{
    const char *fixtures = getenv("FIXTURES");
    struct lp_buf path = {0};
    struct lp_buf page = {0};
    enum lp_code rc;

    lp_buf_printf(&path, "%s/../docs/FORMAT-identity.md",
                  fixtures == NULL ? "fixtures" : fixtures);
    lp_buf_byte(&path, 0);
    rc = lp_buf_check(&path, NULL);
    if (rc == LP_OK) {
        rc = lp_file_read(&page, (const char *)path.data, 1 << 20, NULL, NULL);
    }
    CHECK(rc == LP_OK, "the page");
    check_page(lp_buf_slice(&page));
    lp_buf_release(&page);
    lp_buf_release(&path);
    return lp_test_failures != 0;
}
