#ifndef LP_FORMATS_CFB_FILE_H
#define LP_FORMATS_CFB_FILE_H

#include "base/limits.h"
#include "base/view.h"
#include "formats/rule.h"

/* No item. */
#define LP_CFB_NONE 0xffffffffU
#define LP_CFB_ROOT 0U

enum lp_cfb_type {
    LP_CFB_FREE = 0,
    LP_CFB_STORAGE = 1,
    LP_CFB_STREAM = 2,
    LP_CFB_TOP = 5, /* the root; its "stream" holds the small ones */
};

/* An entry of the directory ([MS-CFB] 2.6). */
struct lp_cfb_item {
    enum lp_cfb_type type;
    uint8_t name[64]; /* UTF-16LE */
    size_t name_len;  /* in bytes, without its NUL */
    uint8_t clsid[16];
    uint32_t left; /* of the tree among its siblings */
    uint32_t right;
    uint32_t child;
    uint32_t start; /* its first sector */
    uint64_t size;
    uint64_t at;      /* where its bytes lie together, if the file is `flat` */
    bool linked;      /* the tree leads to it, once */
    uint32_t first;   /* of its children, in their order; or NONE ... */
    uint32_t next;    /* ... and the one behind it */
    enum lp_rule bad; /* not NONE: its sectors do not hold together */
};

/* A compound file ([MS-CFB]) of version 3 or 4, its tables in memory. */
struct lp_cfb {
    struct lp_view *view;
    bool flat;        /* nothing lies in sectors: formats/msg_flat.h */
    unsigned shift;   /* a sector has 1 << shift bytes */
    uint32_t sectors; /* that the file has, the last perhaps cut short */
    uint32_t *fat;
    uint32_t n_fat;
    uint32_t *mini; /* the FAT of small streams */
    uint32_t n_mini;
    uint32_t *small; /* the sectors in which small streams lie */
    uint32_t n_small;
    struct lp_cfb_item *items;
    uint32_t n_items;
    uint8_t *taken; /* for each sector: something has it */
    uint8_t *mini_taken;
};

/**
 * Read the header and tables of the compound file in `view`, of which a
 * reference is kept. LP_E_FORMAT with LP_RULE_CFB, LP_RULE_CFB_SHARED or
 * LP_RULE_TRUNCATED: they cannot be read; LP_E_LIMIT: they are too large.
 * A stream whose own sectors are broken is only `bad`. Every chain is bounded
 * by the sectors of the file, each of which belongs to one thing; memory by
 * limits->memory for each table.
 */
LP_MUST_USE enum lp_code lp_cfb_open(struct lp_cfb **out, struct lp_view *view,
                                     const struct lp_limits *limits,
                                     struct lp_err *err);
void lp_cfb_free(struct lp_cfb *c); /* NULL is nothing */

/* Where a sector begins. */
uint64_t lp_cfb_sector_at(const struct lp_cfb *c, uint32_t sector);

/* Whether a stream of this size lies among the small ones. */
bool lp_cfb_is_small(uint64_t size);

#endif
