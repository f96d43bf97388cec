#include "bundle/intern.h"

#include "tests/unit/test.h"

int
main(void)
{
    struct lp_intern t = {.key = {1, 2, 3}};
    struct lp_buf text = {0};
    uint32_t number = 9;

    CHECK(lp_intern_add(&t, lp_slice_str("b"), &number, NULL) == LP_OK &&
              number == 0,
          "the first");
    CHECK(lp_intern_add(&t, lp_slice_str(""), &number, NULL) == LP_OK &&
              number == 1,
          "nothing is a text");
    CHECK(lp_intern_add(&t, lp_slice_str("b"), &number, NULL) == LP_OK &&
              number == 0 && t.n == 2,
          "once more");
    for (unsigned round = 0; round < 2; round++) {
        for (unsigned i = 0; i < 5000; i++) {
            lp_buf_clear(&text);
            lp_buf_printf(&text, "text %u", i);
            CHECK(lp_intern_add(&t, lp_buf_slice(&text), &number, NULL) ==
                          LP_OK &&
                      number == i + 2,
                  "many");
            CHECK(
                lp_slice_equal(lp_intern_text(&t, number), lp_buf_slice(&text)),
                "and what they are");
        }
    }
    CHECK(lp_slice_is(lp_intern_text(&t, 0), "b") &&
              lp_intern_text(&t, 1).len == 0,
          "the first ones stay");
    lp_intern_release(&t);
    lp_intern_release(&t);
    lp_buf_release(&text);
    return lp_test_failures != 0;
}
