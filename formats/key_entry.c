#include "formats/key_entry.h"

#include <inttypes.h>

#include "base/text.h"
#include "formats/mail_date.h"
#include "formats/tag_list.h"

/* Later than any second: milliseconds. */
#define SECONDS_MAX ((uint64_t)100000000000)

/* The last second of the year 9999. */
#define YEARS_MAX ((int64_t)253402300799)

bool
lp_key_time(struct lp_slice text, int64_t *seconds)
{
    struct lp_buf whole = {.max = 64};
    uint64_t n;
    bool good;

    text = lp_tag_trim(text);
    if (lp_tag_number(text, &n)) {
        *seconds = (int64_t)(n < SECONDS_MAX ? n : n / 1000);
        return *seconds <= YEARS_MAX;
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

enum lp_code
lp_key_is_none(const struct lp_key_bad *what, lp_key_bad_told *bad, void *who,
               struct lp_err *err)
{
    if (bad != NULL) {
        return bad(who, what, err);
    }
    return lp_fail_at(err, LP_E_FORMAT, 0, what->at,
                      "line %" PRIu64 " (byte %" PRIu64 "): %s", what->line,
                      what->at, what->why);
}

static void
put_seen(struct lp_buf *to, int64_t at)
{
    if (at == 0) {
        lp_buf_byte(to, '-');
    } else {
        lp_text_time(to, at);
    }
    lp_buf_byte(to, '\t');
}

void
lp_key_entry_put(struct lp_buf *to, const struct lp_key_entry *e)
{
    lp_buf_put(to, e->name);
    lp_buf_byte(to, '\t');
    put_seen(to, e->first);
    put_seen(to, e->last);
    lp_buf_put(to, e->source);
    lp_buf_byte(to, '\t');
    lp_buf_put(to, e->text);
    lp_buf_byte(to, '\n');
}
