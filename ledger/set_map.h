#ifndef LP_LEDGER_SET_MAP_H
#define LP_LEDGER_SET_MAP_H

#include <stdatomic.h>

#include "ledger/set_layout.h"

/*
 * The file of a set in memory, page by page checked against its list of pages
 * before anyone looks. Zeroed, it is empty and safe to release.
 *
 * `checked` has a bit for each page that was found to agree with the list; two
 * threads may find that out at once, to no harm.
 */
struct lp_set_map {
    char *path;
    const uint8_t *bytes; /* the first layout.pages pages of the file */
    struct lp_set_layout layout;
    uint8_t *list;
    _Atomic uint64_t *checked;
    uint8_t root[LP_KEY_SIZE];
};

/* Map the set at `path`, as lp_set_open says: the header, the root and the
 * list of pages are good. */
LP_MUST_USE enum lp_code lp_set_map_open(struct lp_set_map *m, const char *path,
                                         struct lp_err *err);
void lp_set_map_release(struct lp_set_map *m);

/* Check `n` pages, side by side: LP_E_TRUST if one is not that of the list,
 * LP_E_FORMAT if there is something after the end of a section. */
LP_MUST_USE enum lp_code lp_set_map_check(struct lp_set_map *m,
                                          const uint64_t *pages, size_t n,
                                          struct lp_err *err);

/* LP_E_FORMAT: what stands at `at`, though undamaged, breaks the format. */
enum lp_code lp_set_map_broken(const struct lp_set_map *m, uint64_t at,
                               struct lp_err *err);

/* Whether a page was checked. */
static inline bool
lp_set_map_checked(const struct lp_set_map *m, uint64_t page)
{
    uint64_t bits =
        atomic_load_explicit(&m->checked[page / 64], memory_order_acquire);

    return (bits >> page % 64 & 1) != 0;
}

/* Make sure of the `n` bytes (at least one) at `at`, which must lie before
 * PAGES. No byte of a page is to be read before this said LP_OK. */
LP_MUST_USE static inline enum lp_code
lp_set_map_ready(struct lp_set_map *m, uint64_t at, uint64_t n,
                 struct lp_err *err)
{
    uint64_t last = (at + n - 1) / LP_SET_PAGE;

    for (uint64_t page = at / LP_SET_PAGE; page <= last; page++) {
        if (!lp_set_map_checked(m, page)) {
            enum lp_code rc = lp_set_map_check(m, &page, 1, err);

            if (rc != LP_OK) {
                return rc;
            }
        }
    }
    return LP_OK;
}

/* Bytes of a set: `n` at `at`; none if n is 0. */
struct lp_set_range {
    uint64_t at;
    uint64_t n;
};

/* Make sure of many ranges at once, as lp_set_map_ready does of one. */
LP_MUST_USE enum lp_code lp_set_map_ready_all(struct lp_set_map *m,
                                              const struct lp_set_range *ranges,
                                              size_t n, struct lp_err *err);

/* The integer at `at`, of bytes that were made sure of. */
static inline uint32_t
lp_set_map_u32(const struct lp_set_map *m, uint64_t at)
{
    return lp_get_le32(m->bytes + at);
}

static inline uint64_t
lp_set_map_u64(const struct lp_set_map *m, uint64_t at)
{
    return lp_get_le64(m->bytes + at);
}

#endif
