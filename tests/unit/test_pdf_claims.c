#include "evidence/pdf_claims.h"

#include "tests/unit/signed_kinds.h"

int
main(void)
{
    CHECK(signed_fixtures(".pdf") > 110, "all of them");
    return lp_test_failures != 0;
}
