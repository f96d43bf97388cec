#include "formats/pst_check.h"

#include "base/slice.h"
#include "formats/crc32.h"

#define HEADER 564
#define PAGE 512
#define BLOCK_MAX 8192
/* More levels than a tree has whose pages each have two entries. */
#define LEVELS 40

enum { PAGE_BBT = 0x80, PAGE_NBT = 0x81 };

/* Where things stand in one of the two forms. */
struct form {
    unsigned number;   /* bytes of a place, and of the number of a block */
    unsigned root;     /* in the header: the reference to the tree of nodes */
    unsigned crypt;    /* ... and the method of encryption */
    unsigned entries;  /* of a page: how many bytes entries may take, and
                          where their number stands */
    unsigned page_sum; /* ... and its sum, which is over what is before it */
    unsigned page_of;  /* so many bytes the sum of a page is over */
    unsigned trailer;  /* size of that of a block ... */
    unsigned sum;      /* ... and the place of the sum in it */
    unsigned leaf;     /* size of an entry that names a block */
    unsigned node;     /* ... a node */
};

static const struct form unicode = {8, 216, 513, 488, 500, 496, 16, 4, 24, 32};
static const struct form ansi = {4, 184, 461, 496, 508, 500, 12, 8, 12, 16};

struct checking {
    struct lp_view *view;
    struct lp_findings *found;
    const struct form *form;
    uint64_t left; /* bytes that may yet be read */
};

static void
bad(struct checking *c, uint64_t at)
{
    lp_findings_add(c->found, LP_RULE_PST_SUM, at);
}

/* CRC-32 without its inversions (5.3). */
static uint32_t
sum_of(const uint8_t *bytes, size_t n)
{
    return lp_crc32(UINT32_MAX, (struct lp_slice){bytes, n}) ^ UINT32_MAX;
}

static uint64_t
number(const struct checking *c, const uint8_t *at)
{
    return c->form->number == 8 ? lp_get_le64(at) : lp_get_le32(at);
}

/* `*good` is false if they do not lie in the file, or too much was read. */
static enum lp_code
take(struct checking *c, uint64_t at, uint8_t *to, size_t n, bool *good,
     struct lp_err *err)
{
    size_t got = 0;
    enum lp_code rc = LP_OK;

    *good = n <= c->left && at <= c->view->size && n <= c->view->size - at;
    if (*good) {
        c->left -= n;
        rc = lp_view_read(c->view, at, to, n, &got, err);
        *good = got == n;
    }
    return rc;
}

static enum lp_code
check_block(struct checking *c, uint64_t at, size_t n, struct lp_err *err)
{
    uint8_t bytes[BLOCK_MAX];
    size_t whole = (n + c->form->trailer + 63) / 64 * 64;
    const uint8_t *trailer = bytes + whole - c->form->trailer;
    bool good = whole <= sizeof bytes;
    enum lp_code rc = LP_OK;

    if (good) {
        rc = take(c, at, bytes, whole, &good, err);
    }
    if (rc == LP_OK &&
        (!good || lp_get_le16(trailer) != n ||
         lp_get_le32(trailer + c->form->sum) != sum_of(bytes, n))) {
        bad(c, at);
    }
    return rc;
}

/* A page, its head checked: how many entries, of which size, at which level. */
struct page {
    uint8_t bytes[PAGE];
    unsigned n;
    unsigned size;
    unsigned level;
};

static enum lp_code
take_page(struct checking *c, struct page *p, uint64_t at, unsigned type,
          bool *good, struct lp_err *err)
{
    const struct form *f = c->form;
    unsigned least = 3 * f->number;
    enum lp_code rc = take(c, at, p->bytes, PAGE, good, err);

    if (rc == LP_OK && *good) {
        p->n = p->bytes[f->entries];
        p->size = p->bytes[f->entries + 2];
        p->level = p->bytes[f->entries + 3];
        if (p->level == 0) {
            least = type == PAGE_BBT ? f->leaf : f->node;
        }
        *good =
            p->bytes[f->page_of] == type && p->bytes[f->page_of + 1] == type &&
            p->size >= least && p->n * p->size <= f->entries &&
            lp_get_le32(p->bytes + f->page_sum) == sum_of(p->bytes, f->page_of);
    }
    if (rc == LP_OK && !*good) {
        bad(c, at);
    }
    return rc;
}

/* The entries of a page of the lowest level. Of nodes nothing is known here:
 * what they are made of are blocks. */
static enum lp_code
check_leaf(struct checking *c, const struct page *p, unsigned type,
           struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    for (unsigned i = 0; rc == LP_OK && type == PAGE_BBT && i < p->n; i++) {
        const uint8_t *e = p->bytes + (size_t)i * p->size;

        rc = check_block(c, number(c, e + c->form->number),
                         lp_get_le16(e + 2 * (size_t)c->form->number), err);
    }
    return rc;
}

/* The pages on the way from the top to where the walk is. */
static enum lp_code
check_tree(struct checking *c, uint64_t top, unsigned type, struct lp_err *err)
{
    struct {
        struct page page;
        unsigned i;
    } way[LEVELS];
    unsigned depth = 0;
    bool good = false;
    enum lp_code rc = take_page(c, &way[0].page, top, type, &good, err);

    way[0].i = 0;
    while (rc == LP_OK && good) {
        struct page *p = &way[depth].page;
        unsigned i = way[depth].i++;

        if (p->level > 0 && i < p->n && depth + 1 < LEVELS) {
            const uint8_t *e = p->bytes + (size_t)i * p->size;
            uint64_t at = number(c, e + 2 * (size_t)c->form->number);
            bool below = false;

            rc = take_page(c, &way[depth + 1].page, at, type, &below, err);
            if (below && way[depth + 1].page.level + 1 != p->level) {
                bad(c, at);
            } else if (below) {
                way[++depth].i = 0;
            }
            good = c->left > 0;
            continue;
        }
        if (p->level == 0) {
            rc = check_leaf(c, p, type, err);
        }
        if (depth == 0) {
            break;
        }
        depth--;
    }
    return rc;
}

enum lp_code
lp_pst_check(struct lp_view *v, struct lp_findings *found, struct lp_err *err)
{
    struct checking c = {.view = v, .found = found, .form = &unicode};
    uint8_t head[HEADER];
    unsigned version;
    bool good = false;
    enum lp_code rc;

    /* What is listed lies in the file once; a page may stand in both trees. */
    c.left = v->size + v->size / 4 + sizeof head;
    LP_TRY(take(&c, 0, head, sizeof head, &good, err));
    version = good ? lp_get_le16(head + 10) : 0;
    if (!good || (version != 14 && version != 15 && version < 23)) {
        return lp_fail_at(err, LP_E_FORMAT, LP_RULE_PST, 0,
                          "the header of the store is broken");
    }
    c.form = version < 23 ? &ansi : &unicode;
    if (head[c.form->crypt] > 2) {
        return lp_fail_at(err, LP_E_FORMAT, LP_RULE_UNSUPPORTED_METHOD, 0,
                          "the store is encrypted in a way that is not read");
    }
    if (version >= 36) {
        lp_findings_add(found, LP_RULE_PST_UNCHECKED, 0);
        return LP_OK;
    }
    if (lp_get_le32(head + 4) != sum_of(head + 8, 471)) {
        bad(&c, 4);
    }
    LP_TRY(check_tree(&c, number(&c, head + c.form->root + c.form->number),
                      PAGE_NBT, err));
    rc = check_tree(
        &c, number(&c, head + c.form->root + 3 * (size_t)c.form->number),
        PAGE_BBT, err);

done:
    return rc;
}
