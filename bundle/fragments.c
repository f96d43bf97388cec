#include "bundle/fragments.h"

#define PAGE_AT 40 /* bits of the second word; where it begins is below */

static void
write(uint8_t *to, const struct lp_fragment *one)
{
    uint64_t page = one->page < 1U << 24 ? one->page : 0;

    lp_put_le64(to, one->key);
    lp_put_le64(to + 8, page << PAGE_AT | one->at);
}

void
lp_fragments_put(struct lp_fragments *f, const struct lp_fragment *one)
{
    uint8_t *to;

    if (f->of.len >= LP_FRAGMENTS_MAX * LP_FRAGMENT_SIZE ||
        one->at >= LP_FRAGMENT_END) {
        f->cut = true;
        return;
    }
    to = lp_buf_room(&f->of, LP_FRAGMENT_SIZE);
    if (to != NULL) {
        write(to, one);
        f->of.len += LP_FRAGMENT_SIZE;
    }
}

void
lp_fragments_join(struct lp_fragments *f, struct lp_slice more, uint64_t by)
{
    if (by == 0 && f->of.len == 0) {
        lp_buf_put(&f->of, more);
        return;
    }
    for (size_t i = 0; i < lp_fragments_count(more); i++) {
        struct lp_fragment one = lp_fragments_get(more, i);

        one.at += by;
        lp_fragments_put(f, &one);
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
    const uint8_t *from = all.data + i * LP_FRAGMENT_SIZE;
    uint64_t place = lp_get_le64(from + 8);

    return (struct lp_fragment){.key = lp_get_le64(from),
                                .at = place & (LP_FRAGMENT_END - 1),
                                .page = (uint32_t)(place >> PAGE_AT)};
}

void
lp_fragments_number(struct lp_fragments *f, const uint64_t *page, size_t n)
{
    struct lp_slice all = lp_buf_slice(&f->of);
    size_t before = 0;

    for (size_t i = 0; n > 0 && i < lp_fragments_count(all); i++) {
        struct lp_fragment one = lp_fragments_get(all, i);

        while (before < n && page[before] <= one.at) {
            before++;
        }
        one.page = before < UINT32_MAX ? (uint32_t)before : 0;
        write(f->of.data + i * LP_FRAGMENT_SIZE, &one);
    }
}
