#include "ledger/set_record.h"

#include "tests/unit/test.h"

static void
test_kinds(void)
{
    for (unsigned i = 0; i < LP_KIND_COUNT; i++) {
        struct lp_set_record r = {.kind = (enum lp_kind)i};
        struct lp_set_record again = {0};
        uint8_t head[LP_SET_RECORD_HEAD];

        lp_set_record_head(head, &r);
        CHECK(lp_set_record_read(&again, (struct lp_slice){head, sizeof head},
                                 NULL) == LP_OK &&
                  again.kind == r.kind,
              lp_kind_word((enum lp_kind)i));
    }
}

int
main(void)
{
    test_kinds();
    return lp_test_failures != 0;
}
