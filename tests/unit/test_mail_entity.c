#include "formats/mail_entity.h"

#include "tests/unit/pdf_box.h"

#define TOP "Content-Type: multipart/mixed; boundary=B\r\n\r\n"

static const struct {
    const char *label;
    const char *text;
    size_t n;
    const char *first; /* its first part, to the byte */
    bool tail;
} cases[] = {
    {"two parts", TOP "--B\r\na\r\n--B\r\nb\r\n--B--\r\n", 2, "a", false},
    {"bare LF",
     "Content-Type: multipart/mixed; boundary=B\n\n--B\na\n\n--B--\n", 1, "a\n",
     false},
    {"blank line kept", TOP "--B\r\na\r\n\r\n--B--\r\n", 1, "a\r\n", false},
    {"empty part", TOP "--B\r\n\r\n--B--\r\n", 1, "", false},
    {"text behind", TOP "--B\r\na\r\n--B--\r\nx", 1, "a", true},
    {"blanks behind", TOP "--B\r\na\r\n--B--\r\n \r\n", 1, "a", false},
    {"not closed", TOP "--B\r\na\r\n", 1, "a\r\n", false},
    {"longer mark is none", TOP "--B\r\na\r\n--BB\r\n--B--", 1, "a\r\n--BB",
     false},
    {"text before", TOP "x\r\n--B\r\na\r\n--B--", 1, "a", false},
    {"no boundary", "Content-Type: multipart/mixed\r\n\r\n--B\r\na\r\n--B--", 0,
     NULL, false},
    {"no multipart", "Content-Type: text/plain\r\n\r\n--B\r\n", 0, NULL, false},
};

static void
check_body(void)
{
    static const char text[] =
        "Content-Transfer-Encoding: base64\r\n\r\naGVs\r\nbG8=\r\n";
    struct pdf_bytes b = pdf_bytes(lp_slice_str(text));
    struct lp_mail_entity e = {0};
    struct lp_buf out = {0};
    struct lp_err err = {0};

    CHECK(lp_mail_entity_read(&e, &b.base, 0, b.all.len, NULL,
                              &lp_limits_default, &err) == LP_OK,
          "body");
    CHECK(lp_mail_entity_body(&e, &b.base, 5, &out, &err) == LP_OK &&
              lp_slice_is(lp_buf_slice(&out), "hello"),
          "base64 is undone");
    lp_buf_clear(&out);
    CHECK(lp_mail_entity_body(&e, &b.base, 4, &out, &err) == LP_E_LIMIT,
          "a byte too many");
    lp_buf_release(&out);
    lp_mail_entity_release(&e);
}

int
main(void)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct pdf_bytes b = pdf_bytes(lp_slice_str(cases[i].text));
        struct lp_mail_entity e = {0};
        struct lp_err err = {0};

        CHECK(lp_mail_entity_read(&e, &b.base, 0, b.all.len, NULL,
                                  &lp_limits_default, &err) == LP_OK,
              cases[i].label);
        CHECK(e.n == cases[i].n && e.tail == cases[i].tail, cases[i].label);
        if (e.n > 0 && cases[i].first != NULL) {
            struct lp_slice part = {b.all.data + e.parts[0].from,
                                    (size_t)(e.parts[0].to - e.parts[0].from)};

            CHECK(lp_slice_is(part, cases[i].first), cases[i].label);
        }
        lp_mail_entity_release(&e);
    }
    check_body();
    return lp_test_failures != 0;
}
