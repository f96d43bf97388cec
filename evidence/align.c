#include "evidence/align.h"

static uint8_t
lower(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c | 0x20) : c;
}

static bool
equal(struct lp_slice a, struct lp_slice b)
{
    if (a.len != b.len) {
        return false;
    }
    for (size_t i = 0; i < a.len; i++) {
        if (lower(a.data[i]) != lower(b.data[i])) {
            return false;
        }
    }
    return true;
}

static struct lp_slice
domain(struct lp_slice s)
{
    for (size_t i = s.len; i > 0; i--) {
        if (s.data[i - 1] == '@') {
            return lp_slice_from(s, i);
        }
    }
    return (struct lp_slice){0};
}

enum lp_alignment
lp_align_addresses(struct lp_slice a, struct lp_slice b)
{
    if (a.len > 0 && equal(a, b)) {
        return LP_ALIGNMENT_SAME;
    }
    a = domain(a);
    return a.len > 0 && equal(a, domain(b)) ? LP_ALIGNMENT_RELAXED
                                            : LP_ALIGNMENT_OTHER;
}

static enum lp_alignment
align_one(const char *emails, struct lp_slice author)
{
    struct lp_cursor c = lp_cursor_over(lp_slice_str(emails));
    enum lp_alignment best = LP_ALIGNMENT_OTHER;

    while (c.rest.len > 0 && !c.failed) {
        enum lp_alignment one =
            lp_align_addresses(lp_cursor_until(&c, '\n'), author);

        best = one < best ? one : best;
    }
    return best;
}

enum lp_alignment
lp_align_all(const char *emails, const char *authors)
{
    struct lp_cursor a = lp_cursor_over(lp_slice_str(authors));
    enum lp_alignment worst = LP_ALIGNMENT_SAME;

    while (a.rest.len > 0 && !a.failed) {
        enum lp_alignment one = align_one(emails, lp_cursor_until(&a, '\n'));

        worst = one > worst ? one : worst;
    }
    return worst;
}
