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
