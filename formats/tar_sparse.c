#include "formats/tar_sparse.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "formats/rule.h"
#include "formats/tar_head.h"

#define MAP_MAX ((size_t)1 << 20)
#define ENTRY 24

enum lp_code
lp_tar_map_add(struct lp_tar_map *m, uint64_t at, uint64_t len,
               struct lp_err *err)
{
    const struct lp_tar_data *last = m->n > 0 ? &m->of[m->n - 1] : NULL;
    struct lp_tar_data *more;

    if (len > INT64_MAX - m->sum || at > INT64_MAX - len ||
        (last != NULL && at < last->at + last->len)) {
        m->bad = true;
        return LP_OK;
    }
    if (m->n == MAP_MAX) {
        return lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIMIT_HEADER, 0,
                          "tar: the map of a sparse file is too long");
    }
    more = lp_mem_grow(m->of, m->n, &m->cap, sizeof *more);
    if (more == NULL) {
        return lp_no_memory(err);
    }
    m->of = more;
    m->of[m->n++] = (struct lp_tar_data){at, len};
    m->sum += len;
    return LP_OK;
}

enum lp_code
lp_tar_map_old(struct lp_tar_map *m, struct lp_slice entries, bool *ended,
               struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    for (; rc == LP_OK && entries.len >= ENTRY;
         entries = lp_slice_from(entries, ENTRY)) {
        struct lp_slice length = lp_slice_head(lp_slice_from(entries, 12), 12);
        int64_t at = 0;
        int64_t len = 0;

        if (length.data[0] == 0) {
            *ended = true;
            return LP_OK;
        }
        if (!lp_tar_number(lp_slice_head(entries, 12), &at, NULL) ||
            !lp_tar_number(length, &len, NULL) || at < 0 || len < 0) {
            m->bad = true;
            continue;
        }
        rc = lp_tar_map_add(m, (uint64_t)at, (uint64_t)len, err);
    }
    return rc;
}

enum lp_code
lp_tar_map_half(struct lp_tar_map *m, bool length, struct lp_slice value,
                struct lp_err *err)
{
    uint64_t v = 0;

    if (!lp_text_u64(value, &v) || length != m->half) {
        m->bad = true;
        return LP_OK;
    }
    m->half = !length;
    if (length) {
        return lp_tar_map_add(m, m->offset, v, err);
    }
    m->offset = v;
    return LP_OK;
}

enum lp_code
lp_tar_map_list(struct lp_tar_map *m, struct lp_slice list, struct lp_err *err)
{
    struct lp_cursor c = lp_cursor_over(list);
    enum lp_code rc = LP_OK;

    m->bad = m->bad || m->n > 0 || m->half;
    while (rc == LP_OK && c.rest.len > 0 && !m->bad) {
        struct lp_slice rest = c.rest;
        struct lp_slice value = lp_cursor_until(&c, ',');

        if (c.failed) { /* the last has no comma */
            value = rest;
            c.rest.len = 0;
        }
        rc = lp_tar_map_half(m, m->half, value, err);
    }
    return rc;
}

bool
lp_tar_map_fits(const struct lp_tar_map *m, uint64_t real, uint64_t packed)
{
    const struct lp_tar_data *last = m->n > 0 ? &m->of[m->n - 1] : NULL;

    return !m->bad && !m->half && m->sum == packed && real <= INT64_MAX &&
           (last == NULL || last->at + last->len <= real);
}

void
lp_tar_map_clear(struct lp_tar_map *m)
{
    *m = (struct lp_tar_map){.of = m->of, .cap = m->cap};
}

void
lp_tar_map_release(struct lp_tar_map *m)
{
    free(m->of);
    *m = (struct lp_tar_map){0};
}
