#include "bundle/fragments.h"

#define PAGE_AT 16

void
lp_fragments_put(struct lp_fragments *f, const struct lp_fragment *one)
{
    uint8_t *to;

    if (f->of.len >= LP_FRAGMENTS_MAX * LP_FRAGMENT_SIZE) {
        f->cut = true;
        return;
    }
    to = lp_buf_room(&f->of, LP_FRAGMENT_SIZE);
    if (to != NULL) {
        lp_put_le64(to, one->key);
        lp_put_le64(to + 8, one->at);
        lp_put_le32(to + PAGE_AT, one->page);
        f->of.len += LP_FRAGMENT_SIZE;
    }
}

size_t
lp_fragments_count(struct lp_slice all)
{
    return all.len / LP_FRAGMENT_SIZE;
}

struct lp_fragment
lp_fragments_get(struct lp_slice all, size_t i)
{
    const uint8_t *at = all.data + i * LP_FRAGMENT_SIZE;

    return (struct lp_fragment){.key = lp_get_le64(at),
                                .at = lp_get_le64(at + 8),
                                .page = lp_get_le32(at + PAGE_AT)};
}

void
lp_fragments_number(struct lp_fragments *f, const uint64_t *page, size_t n)
{
    struct lp_slice all = lp_buf_slice(&f->of);
    size_t before = 0;

    for (size_t i = 0; n > 0 && i < lp_fragments_count(all); i++) {
        uint64_t at = lp_fragments_get(all, i).at;

        while (before < n && page[before] <= at) {
            before++;
        }
        lp_put_le32(f->of.data + i * LP_FRAGMENT_SIZE + PAGE_AT,
                    (uint32_t)before);
    }
}
