#include "formats/tar_holes.h"

#include <string.h>

#include "formats/ratio.h"

#define ZEROS ((size_t)64 * 1024)

/* Old GNU headers, "Basic Tar Format": four entries here, 21 in each block
 * that follows, and a byte that says whether one does. */
#define OLD_AT 386
#define OLD_ENTRIES ((size_t)4 * 24)
#define MORE_ENTRIES ((size_t)21 * 24)

static enum lp_code
cut(const struct lp_feed *from, struct lp_err *err)
{
    return lp_fail_at(err, LP_E_FORMAT, LP_RULE_TRUNCATED, from->at,
                      "tar: the archive ends in the map of a sparse file");
}

static enum lp_code
take_block(struct lp_feed *from, uint8_t *block, struct lp_err *err)
{
    size_t got = 0;
    enum lp_code rc = lp_feed_copy(from, block, LP_TAR_BLOCK, &got, err);

    return rc == LP_OK && got < LP_TAR_BLOCK ? cut(from, err) : rc;
}

/* To go on after the end of the map is one thing to GNU tar, which looks no
 * further, and another to libarchive, which does. */
static enum lp_code
read_old(struct lp_tar_map *m, const struct lp_tar_head *head,
         const uint8_t *block, struct lp_feed *from, struct lp_err *err)
{
    uint8_t next[LP_TAR_BLOCK];
    bool more = head->more;
    bool ended = false;
    enum lp_code rc;

    LP_TRY(lp_tar_map_old(m, (struct lp_slice){block + OLD_AT, OLD_ENTRIES},
                          &ended, err));
    while (more) {
        m->bad = m->bad || ended;
        LP_TRY(take_block(from, next, err));
        LP_TRY(lp_tar_map_old(m, (struct lp_slice){next, MORE_ENTRIES}, &ended,
                              err));
        more = next[MORE_ENTRIES] != 0;
    }

done:
    return rc;
}

/* The map of pax 1.0 as it is read: decimal numbers, a line each. */
struct lines {
    struct lp_feed *from;
    uint64_t *left;
    uint8_t block[LP_TAR_BLOCK];
    size_t used; /* of the block; all of it before the first */
};

static enum lp_code
take_line(struct lines *l, uint64_t *out, bool *bad, struct lp_err *err)
{
    uint64_t v = 0;

    for (unsigned digits = 0;; digits++) {
        uint8_t b;

        if (l->used == LP_TAR_BLOCK) {
            enum lp_code rc = *l->left < LP_TAR_BLOCK
                                  ? LP_OK
                                  : take_block(l->from, l->block, err);

            if (rc != LP_OK || *l->left < LP_TAR_BLOCK) {
                *bad = true;
                return rc;
            }
            *l->left -= LP_TAR_BLOCK;
            l->used = 0;
        }
        b = l->block[l->used++];
        if (b == '\n' && digits > 0) {
            *out = v;
            return LP_OK;
        }
        if (b < '0' || b > '9' || digits == 18) {
            *bad = true;
            return LP_OK;
        }
        v = v * 10 + (b - '0');
    }
}

static enum lp_code
read_lines(struct lp_tar_map *m, struct lp_feed *from, uint64_t *left,
           struct lp_err *err)
{
    struct lines l = {.from = from, .left = left, .used = LP_TAR_BLOCK};
    uint64_t n = 0;
    uint64_t at = 0;
    uint64_t len = 0;
    enum lp_code rc;

    LP_TRY(take_line(&l, &n, &m->bad, err));
    for (uint64_t i = 0; i < n && !m->bad; i++) {
        LP_TRY(take_line(&l, &at, &m->bad, err));
        if (!m->bad) {
            LP_TRY(take_line(&l, &len, &m->bad, err));
        }
        if (!m->bad) {
            LP_TRY(lp_tar_map_add(m, at, len, err));
        }
    }

done:
    return rc;
}

/* What the pax headers say, or where it is said. */
static enum lp_code
read_pax(struct lp_tar_holes *x, struct lp_tar_ext *ext, struct lp_feed *from,
         uint64_t *left, enum lp_rule *closed, struct lp_err *err)
{
    bool new = ext->major.from != 0 || ext->minor.from != 0;

    x->real = (uint64_t)ext->real.value;
    if (new && (ext->major.value != 1 || ext->minor.value != 0)) {
        *closed = LP_RULE_SPARSE;
        return LP_OK;
    }
    x->own.bad = ext->real.from == 0 || ext->real.twice || ext->major.twice ||
                 ext->minor.twice;
    if (new) {
        x->own.bad = x->own.bad || ext->map.n > 0;
        return read_lines(&x->own, from, left, err);
    }
    x->map = &ext->map;
    ext->map.bad = ext->map.bad || x->own.bad ||
                   (ext->stretches.from != 0 &&
                    ((uint64_t)ext->stretches.value != ext->map.n ||
                     ext->stretches.twice));
    return LP_OK;
}

enum lp_code
lp_tar_holes_begin(struct lp_tar_holes *x, const struct lp_tar_head *head,
                   const uint8_t block[LP_TAR_BLOCK], struct lp_tar_ext *ext,
                   struct lp_feed *from, uint64_t *left,
                   const struct lp_limits *limits, enum lp_rule *closed,
                   struct lp_err *err)
{
    const struct lp_ratio ratio = {.most = limits->ratio,
                                   .grace = limits->ratio_grace};
    enum lp_code rc = LP_OK;

    *closed = LP_RULE_NONE;
    lp_tar_map_clear(&x->own);
    x->map = &x->own;
    x->at = 0;
    x->i = 0;
    if (head->type == 'S') {
        x->real = head->real;
        LP_TRY(read_old(&x->own, head, block, from, err));
        /* star has its map elsewhere. */
        *closed = head->magic == LP_TAR_GNU ? LP_RULE_NONE : LP_RULE_SPARSE;
    } else {
        LP_TRY(read_pax(x, ext, from, left, closed, err));
    }
    if (*closed == LP_RULE_NONE && !lp_tar_map_fits(x->map, x->real, *left)) {
        *closed = LP_RULE_TAR_SPARSE;
    } else if (*closed == LP_RULE_NONE &&
               !lp_ratio_holds(&ratio, x->real, *left + LP_TAR_BLOCK)) {
        *closed = LP_RULE_LIMIT_RATIO;
    }

done:
    return rc;
}

uint64_t
lp_tar_holes_data(struct lp_tar_holes *x)
{
    const struct lp_tar_map *m = x->map;

    while (x->i < m->n && x->at == m->of[x->i].at + m->of[x->i].len) {
        x->i++;
    }
    return x->i < m->n && x->at >= m->of[x->i].at
               ? m->of[x->i].at + m->of[x->i].len - x->at
               : 0;
}

enum lp_code
lp_tar_holes_zeros(struct lp_tar_holes *x, struct lp_piece *out,
                   struct lp_err *err)
{
    uint64_t end = x->i < x->map->n ? x->map->of[x->i].at : x->real;
    size_t n = end - x->at < ZEROS ? (size_t)(end - x->at) : ZEROS;

    *out = (struct lp_piece){0};
    if (x->zeros == NULL) {
        x->zeros = lp_block_new(ZEROS);
        if (x->zeros == NULL) {
            return lp_no_memory(err);
        }
        memset(x->zeros->data, 0, ZEROS);
    }
    if (n > 0) {
        *out = (struct lp_piece){{x->zeros->data, n}, x->zeros};
        x->at += n;
    }
    return LP_OK;
}

void
lp_tar_holes_took(struct lp_tar_holes *x, uint64_t n)
{
    x->at += n;
}

void
lp_tar_holes_release(struct lp_tar_holes *x)
{
    lp_tar_map_release(&x->own);
    lp_block_unref(x->zeros);
    *x = (struct lp_tar_holes){0};
}
