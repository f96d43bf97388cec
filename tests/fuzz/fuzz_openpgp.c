/* Reads any bytes as a text with cleartext signatures, a mail, a detached
 * signature, and what the helper says of a keyring. A text that is fed in two
 * pieces must tell the same as in one. */
#include <stdlib.h>

#include "tests/unit/pgp_box.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
need(bool holds)
{
    if (!holds) {
        abort();
    }
}

static void
text(struct lp_slice all, size_t cut, struct lp_buf *to)
{
    const struct lp_cms_claim like = {.method = LP_METHOD_OPENPGP,
                                      .form = LP_CMS_PGP_FILE};
    struct lp_cms_claims claims = {0};
    struct lp_pgp_text *t = NULL;
    struct lp_err err = {0};

    need(lp_pgp_text_new(&t, &claims, &like, &err) == LP_OK);
    lp_pgp_text_feed(t, lp_slice_head(all, cut));
    lp_pgp_text_feed(t, lp_slice_from(all, cut));
    if (lp_pgp_text_end(t, &err) != LP_OK) {
        need(err.code == LP_E_LIMIT);
    }
    need(lp_cms_claims_put(to, &claims, &err) == LP_OK);
    lp_pgp_text_free(t);
    lp_cms_claims_release(&claims);
}

static void
keyring(struct lp_slice all)
{
    struct pgp_frames f = {0};
    struct lp_source source = {&pgp_frames_ops, &f};
    struct lp_pgp_keys keys = {0};
    struct lp_err err = {0};

    pgp_frame(&f.bytes, LP_HELPER_KEY, all);
    pgp_frame(&f.bytes, LP_HELPER_END, (struct lp_slice){0});
    if (lp_pgp_keys_add(&keys, &source, &err) == LP_OK) {
        (void)lp_pgp_keys_ready(&keys, 0);
    }
    lp_pgp_keys_release(&keys);
    lp_buf_release(&f.bytes);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct lp_slice all = {data, size};
    struct lp_evidences e = {0};
    struct lp_buf one = {0};
    struct lp_buf two = {0};
    struct lp_err err = {0};

    (void)lp_test_failures;
    text(all, size, &one);
    text(all, size > 0 ? data[0] % size : 0, &two);
    need(lp_slice_equal(lp_buf_slice(&one), lp_buf_slice(&two)));
    for (unsigned kind = PGP_MAIL; kind <= PGP_BESIDE; kind++) {
        need(pgp_say(all, (enum pgp_kind)kind, all, NULL, &e, &err) == LP_OK);
    }
    keyring(all);
    lp_evidences_release(&e);
    lp_buf_release(&one);
    lp_buf_release(&two);
    return 0;
}
