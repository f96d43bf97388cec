#include "formats/key_entry.h"

#include "formats/mail_date.h"
#include "formats/tag_list.h"

/* Later than any second: milliseconds. */
#define SECONDS_MAX ((uint64_t)100000000000)

bool
lp_key_time(struct lp_slice text, int64_t *seconds)
{
    struct lp_buf whole = {.max = 64};
    uint64_t n;
    bool good;

    text = lp_tag_trim(text);
    if (lp_tag_number(text, &n)) {
        *seconds = (int64_t)(n < SECONDS_MAX ? n : n / 1000);
        return true;
    }
    if (text.len != 10) {
        return lp_mail_date(seconds, text);
    }
    lp_buf_put(&whole, text);
    lp_buf_str(&whole, "T00:00:00Z");
    good = whole.failed == LP_OK && lp_mail_date(seconds, lp_buf_slice(&whole));
    lp_buf_release(&whole);
    return good;
}
