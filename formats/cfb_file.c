#include "formats/cfb_file.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/slice.h"

#define HEADER 512
#define HEADER_FATS 109 /* places of FAT sectors that the header has */
#define ENTRY 128
#define MINI_SHIFT 6
#define CUTOFF 4096
#define END_OF_CHAIN 0xfffffffeU
#define NO_SECTOR 0xffffffffU

/* What the header says of the tables ([MS-CFB] 2.2). */
struct header {
    unsigned major;
    uint32_t n_fat;
    uint32_t directory;
    uint32_t mini;
    uint32_t difat;
    uint32_t fats[HEADER_FATS];
};

/* Sectors in the order of a chain. */
struct chain {
    uint32_t *of;
    size_t n;
    size_t cap;
};

static enum lp_code
broken(uint64_t at, const char *why, struct lp_err *err)
{
    return lp_fail_at(err, LP_E_FORMAT, LP_RULE_CFB, at, "compound file: %s",
                      why);
}

uint64_t
lp_cfb_sector_at(const struct lp_cfb *c, uint32_t sector)
{
    return ((uint64_t)sector + 1) << c->shift;
}

bool
lp_cfb_is_small(uint64_t size)
{
    return size < CUTOFF;
}

static enum lp_code
read_at(const struct lp_cfb *c, uint64_t at, uint8_t *to, size_t n,
        struct lp_err *err)
{
    size_t got = 0;
    enum lp_code rc = lp_view_read(c->view, at, to, n, &got, err);

    if (rc == LP_OK && got < n) {
        rc = lp_fail_at(err, LP_E_FORMAT, LP_RULE_TRUNCATED, at + got,
                        "compound file: ends too early");
    }
    return rc;
}

static enum lp_code
too_large(struct lp_err *err)
{
    return lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIMIT_MEMORY, 0,
                      "compound file: its tables are larger than the limit");
}

static enum lp_code
read_header(struct lp_cfb *c, struct header *h, struct lp_err *err)
{
    static const char magic[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
    uint8_t bytes[HEADER];
    uint64_t rest;
    enum lp_code rc;

    LP_TRY(read_at(c, 0, bytes, sizeof bytes, err));
    h->major = lp_get_le16(bytes + 26);
    c->shift = lp_get_le16(bytes + 30);
    if (memcmp(bytes, magic, 8) != 0 || lp_get_le16(bytes + 28) != 0xfffe) {
        return broken(0, "the magic is not there", err);
    }
    if (!(h->major == 3 && c->shift == 9) &&
        !(h->major == 4 && c->shift == 12)) {
        return broken(26, "version and sector size do not go together", err);
    }
    if (lp_get_le16(bytes + 32) != MINI_SHIFT ||
        lp_get_le32(bytes + 56) != CUTOFF) {
        return broken(32, "small streams of another size", err);
    }
    h->n_fat = lp_get_le32(bytes + 44);
    h->directory = lp_get_le32(bytes + 48);
    h->mini = lp_get_le32(bytes + 60);
    h->difat = lp_get_le32(bytes + 68);
    for (unsigned i = 0; i < HEADER_FATS; i++) {
        h->fats[i] = lp_get_le32(bytes + 76 + (size_t)4 * i);
    }
    rest = c->view->size >> c->shift == 0
               ? 0
               : c->view->size - ((uint64_t)1 << c->shift);
    rest = (rest + ((uint64_t)1 << c->shift) - 1) >> c->shift;
    if (rest > 0xfffffffaU) {
        return too_large(err);
    }
    c->sectors = (uint32_t)rest;
    if (h->n_fat > c->sectors) {
        return broken(44, "more sectors of tables than the file has", err);
    }

done:
    return rc;
}

/* Take a sector for one thing; a chain that comes back to itself takes it
 * twice. */
static enum lp_code
take(struct lp_cfb *c, uint32_t sector, struct lp_err *err)
{
    if (sector >= c->sectors) {
        return broken(0, "a sector lies behind the end", err);
    }
    if (c->taken[sector] != 0) {
        return lp_fail_at(err, LP_E_FORMAT, LP_RULE_CFB_SHARED,
                          lp_cfb_sector_at(c, sector),
                          "compound file: a sector belongs to two things");
    }
    c->taken[sector] = 1;
    return LP_OK;
}

static enum lp_code
put(struct chain *to, uint32_t sector, struct lp_err *err)
{
    uint32_t *grown = lp_mem_grow(to->of, to->n, &to->cap, sizeof *to->of);

    if (grown == NULL) {
        return lp_no_memory(err);
    }
    to->of = grown;
    to->of[to->n++] = sector;
    return LP_OK;
}

/* Take a whole chain. */
static enum lp_code
follow(struct lp_cfb *c, uint32_t start, struct chain *out, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    for (uint32_t s = start; s != END_OF_CHAIN; s = c->fat[s]) {
        if (s >= c->n_fat) {
            return broken(0, "a chain leads to no sector", err);
        }
        LP_TRY(take(c, s, err));
        LP_TRY(put(out, s, err));
    }

done:
    return rc;
}

/* Where the sectors of the FAT lie: in the header, then in a chain of sectors
 * of their own, each of which ends in the place of the next (2.5). */
static enum lp_code
list_fats(struct lp_cfb *c, const struct header *h, struct chain *out,
          struct lp_err *err)
{
    size_t per = ((size_t)1 << c->shift) / 4 - 1;
    uint8_t bytes[4096];
    uint32_t at = h->difat;
    enum lp_code rc = LP_OK;

    for (size_t i = 0; i < HEADER_FATS && out->n < h->n_fat; i++) {
        LP_TRY(take(c, h->fats[i], err));
        LP_TRY(put(out, h->fats[i], err));
    }
    while (out->n < h->n_fat) {
        LP_TRY(take(c, at, err));
        LP_TRY(read_at(c, lp_cfb_sector_at(c, at), bytes, (size_t)1 << c->shift,
                       err));
        for (size_t i = 0; i < per && out->n < h->n_fat; i++) {
            uint32_t s = lp_get_le32(bytes + 4 * i);

            LP_TRY(take(c, s, err));
            LP_TRY(put(out, s, err));
        }
        at = lp_get_le32(bytes + 4 * per);
    }

done:
    return rc;
}

/* All bytes of some sectors; the caller frees them. */
static enum lp_code
load(const struct lp_cfb *c, const struct chain *from, uint64_t most,
     uint8_t **out, struct lp_err *err)
{
    size_t size = (size_t)1 << c->shift;
    uint8_t *bytes;
    enum lp_code rc = LP_OK;

    if ((uint64_t)from->n << c->shift > most) {
        return too_large(err);
    }
    bytes = calloc(from->n + 1, size);
    if (bytes == NULL) {
        return lp_no_memory(err);
    }
    for (size_t i = 0; i < from->n; i++) {
        LP_TRY(read_at(c, lp_cfb_sector_at(c, from->of[i]), bytes + i * size,
                       size, err));
    }
    *out = bytes;
    bytes = NULL;

done:
    free(bytes);
    return rc;
}

static enum lp_code
load_table(const struct lp_cfb *c, const struct chain *from, uint64_t most,
           uint32_t **out, uint32_t *n, struct lp_err *err)
{
    uint8_t *bytes = NULL;
    enum lp_code rc = load(c, from, most, &bytes, err);

    if (rc == LP_OK) {
        *n = (uint32_t)((uint64_t)from->n << c->shift >> 2);
        *out = calloc((size_t)*n + 1, sizeof **out);
        for (size_t i = 0; *out != NULL && i < *n; i++) {
            (*out)[i] = lp_get_le32(bytes + 4 * i);
        }
        rc = *out == NULL ? lp_no_memory(err) : LP_OK;
    }
    free(bytes);
    return rc;
}

static void
read_item(const struct lp_cfb *c, struct lp_cfb_item *i, const uint8_t *from)
{
    size_t len = lp_get_le16(from + 64);
    unsigned type = from[66];

    memcpy(i->name, from, sizeof i->name);
    i->name_len = len >= 2 && len <= 64 ? (len - 2) & ~(size_t)1 : 0;
    i->type =
        type == LP_CFB_STORAGE || type == LP_CFB_STREAM || type == LP_CFB_TOP
            ? (enum lp_cfb_type)type
            : LP_CFB_FREE;
    i->left = lp_get_le32(from + 68);
    i->right = lp_get_le32(from + 72);
    i->child = lp_get_le32(from + 76);
    memcpy(i->clsid, from + 80, sizeof i->clsid);
    i->start = lp_get_le32(from + 116);
    /* In version 3 the upper half is not defined (2.6.1). */
    i->size = c->shift == 9 ? lp_get_le32(from + 120) : lp_get_le64(from + 120);
    i->first = LP_CFB_NONE;
    i->next = LP_CFB_NONE;
}

static enum lp_code
load_items(struct lp_cfb *c, const struct header *h,
           const struct lp_limits *limits, struct lp_err *err)
{
    struct chain chain = {0};
    uint8_t *bytes = NULL;
    enum lp_code rc;

    LP_TRY(follow(c, h->directory, &chain, err));
    LP_TRY(load(c, &chain, limits->memory / 2, &bytes, err));
    c->n_items = (uint32_t)(((uint64_t)chain.n << c->shift) / ENTRY);
    if (c->n_items == 0 || bytes[66] != LP_CFB_TOP) {
        rc = broken(48, "the directory has no root", err);
        goto done;
    }
    if (c->n_items > limits->entries) {
        rc = lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIMIT_ENTRIES, 0,
                        "compound file: more entries than the limit");
        goto done;
    }
    c->items = calloc(c->n_items, sizeof *c->items);
    if (c->items == NULL) {
        rc = lp_no_memory(err);
        goto done;
    }
    for (uint32_t i = 0; i < c->n_items; i++) {
        read_item(c, &c->items[i], bytes + (size_t)i * ENTRY);
    }

done:
    free(chain.of);
    free(bytes);
    return rc;
}

/* Bring the tree of one storage's children into a list. `stack` has room for
 * every item: each is met once. */
static enum lp_code
link_children(struct lp_cfb *c, uint32_t parent, uint32_t *stack,
              struct lp_err *err)
{
    uint32_t *to = &c->items[parent].first;
    uint32_t id = c->items[parent].child;
    size_t n = 0;

    while (n > 0 || id != LP_CFB_NONE) {
        if (id != LP_CFB_NONE) {
            struct lp_cfb_item *i = id < c->n_items ? &c->items[id] : NULL;

            if (i == NULL || i->linked ||
                (i->type != LP_CFB_STORAGE && i->type != LP_CFB_STREAM)) {
                return broken(48, "the directory is no tree", err);
            }
            i->linked = true;
            stack[n++] = id;
            id = i->left;
        } else {
            uint32_t at = stack[--n];

            *to = at;
            to = &c->items[at].next;
            id = c->items[at].right;
        }
    }
    return LP_OK;
}

static enum lp_code
link_all(struct lp_cfb *c, struct lp_err *err)
{
    uint32_t *stack = calloc(2 * (size_t)c->n_items, sizeof *stack);
    uint32_t *queue = stack == NULL ? NULL : stack + c->n_items;
    size_t n = 1; /* the root is at the head of the queue */
    enum lp_code rc = LP_OK;

    if (stack == NULL) {
        return lp_no_memory(err);
    }
    c->items[LP_CFB_ROOT].linked = true;
    for (size_t i = 0; i < n; i++) {
        const struct lp_cfb_item *of = &c->items[queue[i]];

        LP_TRY(link_children(c, queue[i], stack, err));
        for (uint32_t k = of->first; k != LP_CFB_NONE; k = c->items[k].next) {
            if (c->items[k].type == LP_CFB_STORAGE) {
                queue[n++] = k;
            }
        }
    }

done:
    free(stack);
    return rc;
}

/* Whether the sectors of a stream are there and its own. */
static void
claim(struct lp_cfb *c, struct lp_cfb_item *i)
{
    bool small = lp_cfb_is_small(i->size);
    unsigned shift = small ? MINI_SHIFT : c->shift;
    uint64_t most =
        small ? (uint64_t)c->n_small << c->shift >> MINI_SHIFT : c->sectors;
    const uint32_t *table = small ? c->mini : c->fat;
    uint8_t *taken = small ? c->mini_taken : c->taken;
    uint64_t left = (i->size >> shift) +
                    ((i->size & (((uint64_t)1 << shift) - 1)) != 0 ? 1 : 0);
    uint32_t s = i->start;

    most = most < (small ? c->n_mini : c->n_fat)
               ? most
               : (small ? c->n_mini : c->n_fat);
    if (left > most) {
        i->bad = LP_RULE_CFB;
    }
    for (; left > 0 && i->bad == LP_RULE_NONE; left--) {
        if (s >= most) {
            i->bad = LP_RULE_CFB;
        } else if (taken[s] != 0) {
            i->bad = LP_RULE_CFB_SHARED;
        } else {
            taken[s] = 1;
            s = table[s];
        }
    }
}

static enum lp_code
load_small(struct lp_cfb *c, const struct header *h,
           const struct lp_limits *limits, struct lp_err *err)
{
    struct chain chain = {0};
    struct chain small = {0};
    enum lp_code rc = LP_OK;

    if (h->mini != END_OF_CHAIN && h->mini != NO_SECTOR) {
        LP_TRY(follow(c, h->mini, &chain, err));
        LP_TRY(load_table(c, &chain, limits->memory / 2, &c->mini, &c->n_mini,
                          err));
    }
    if (c->n_mini > 0) {
        LP_TRY(follow(c, c->items[LP_CFB_ROOT].start, &small, err));
    }
    c->small = small.of;
    c->n_small = (uint32_t)small.n;
    small.of = NULL;
    c->mini_taken = calloc((size_t)c->n_mini + 1, 1);
    rc = c->mini_taken == NULL ? lp_no_memory(err) : LP_OK;

done:
    free(chain.of);
    free(small.of);
    return rc;
}

static enum lp_code
open_tables(struct lp_cfb *c, const struct lp_limits *limits,
            struct lp_err *err)
{
    struct header h = {0};
    struct chain fats = {0};
    enum lp_code rc;

    LP_TRY(read_header(c, &h, err));
    c->taken = calloc((size_t)c->sectors + 1, 1);
    if (c->taken == NULL) {
        rc = lp_no_memory(err);
        goto done;
    }
    LP_TRY(list_fats(c, &h, &fats, err));
    LP_TRY(load_table(c, &fats, limits->memory / 2, &c->fat, &c->n_fat, err));
    LP_TRY(load_items(c, &h, limits, err));
    LP_TRY(load_small(c, &h, limits, err));
    LP_TRY(link_all(c, err));
    for (uint32_t i = 0; i < c->n_items; i++) {
        if (c->items[i].linked && c->items[i].type == LP_CFB_STREAM) {
            claim(c, &c->items[i]);
        }
    }

done:
    free(fats.of);
    return rc;
}

enum lp_code
lp_cfb_open(struct lp_cfb **out, struct lp_view *view,
            const struct lp_limits *limits, struct lp_err *err)
{
    struct lp_cfb *c = calloc(1, sizeof *c);
    enum lp_code rc;

    if (c == NULL) {
        return lp_no_memory(err);
    }
    c->view = lp_view_ref(view);
    rc = open_tables(c, limits, err);
    if (rc == LP_OK) {
        *out = c;
        c = NULL;
    }
    lp_cfb_free(c);
    return rc;
}

void
lp_cfb_free(struct lp_cfb *c)
{
    if (c != NULL) {
        lp_view_unref(c->view);
        free(c->fat);
        free(c->mini);
        free(c->small);
        free(c->items);
        free(c->taken);
        free(c->mini_taken);
        free(c);
    }
}
