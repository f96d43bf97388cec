/* Reads any bytes as a signed document of each kind, puts the claims through
 * their blob, and judges them; and reads any bytes as such a blob. */
#include <stdlib.h>

#include "tests/unit/signed_box.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
need(bool holds)
{
    if (!holds) {
        abort();
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct lp_slice all = {data, size};
    const struct lp_cms_trust trust = {.blocks = all};
    struct lp_cms_claims claims = {0};
    struct lp_evidences e = {0};
    struct lp_err err = {0};

    (void)lp_test_failures;
    for (unsigned kind = SIGNED_PDF; kind <= SIGNED_STAMP; kind++) {
        need(signed_bytes(all, (enum signed_kind)kind, all, &trust, &e, &err) ==
             LP_OK);
    }
    if (lp_cms_claims_take(&claims, all, &err) == LP_OK) {
        for (size_t i = 0; i < claims.n; i++) {
            need(lp_cms_judge(&claims.of[i], &trust, &e, &err) == LP_OK);
        }
    }
    (void)lp_proof_of_file(e.of, e.n);
    lp_cms_claims_release(&claims);
    lp_evidences_release(&e);
    return 0;
}
