#include "formats/mail_id.h"

#include "base/buf.h"
#include "tests/unit/test.h"

static const struct {
    const char *label;
    const char *value;
    const char *all; /* with a blank behind each */
    const char *own;
} rows[] = {
    {"nothing", "", "", ""},
    {"one", " <a@b> ", "<a@b> ", "<a@b>"},
    {"two", "<a@b>\t<c@d>", "<a@b> <c@d> ", "<a@b>"},
    {"two that touch", "<a@b><c@d>", "<a@b> <c@d> ", "<a@b>"},
    {"words between", "Your mail <a@b> of Monday (<c@d>)", "<a@b> <c@d> ",
     "<a@b>"},
    {"no brackets", " a@b ", "", "a@b"},
    {"no end", "<a@b", "", "<a@b"},
    {"no beginning", "a@b>", "", "a@b>"},
    {"two beginnings", "<a@b <c@d>", "<c@d> ", "<c@d>"},
    {"blanks only", "< > <>", "", "< > <>"},
    {"an empty one in front", "<> <a>", "<a> ", "<a>"},
    {"blanks within stay", "< a @b >", "< a @b > ", "< a @b >"},
    {"letters stay", "<A@B>", "<A@B> ", "<A@B>"},
    {"no at sign", "<a>", "<a> ", "<a>"},
};

int
main(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct lp_slice rest = lp_slice_str(rows[i].value);
        struct lp_buf all = {0};
        struct lp_slice id;

        while (lp_mail_id_next(&rest, &id)) {
            lp_buf_put(&all, id);
            lp_buf_byte(&all, ' ');
        }
        CHECK(lp_slice_is(lp_buf_slice(&all), rows[i].all), rows[i].label);
        CHECK(lp_slice_is(lp_mail_id_of(lp_slice_str(rows[i].value)),
                          rows[i].own),
              rows[i].label);
        lp_buf_release(&all);
    }
    return lp_test_failures != 0;
}
