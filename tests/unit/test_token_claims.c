#include "evidence/token_claims.h"

#include "tests/unit/signed_kinds.h"

int
main(void)
{
    CHECK(signed_fixtures(".tsr") > 4, "all tokens");
    CHECK(signed_fixtures(".ots") > 5, "all proofs");
    return lp_test_failures != 0;
}
