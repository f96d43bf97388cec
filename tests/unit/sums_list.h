#ifndef LP_SUMS_LIST_H
#define LP_SUMS_LIST_H

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "formats/sums.h"
#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define S(text)                                   \
    {                                             \
        (const uint8_t *)(text), sizeof(text) - 1 \
    }

#define H16 "0123456789abcdef"
#define H32 H16 H16
#define H40 H32 "01234567"
#define H64 H32 H32
#define H128 H64 H64

/* A list that must be read, and as what; or not, and why. */
struct list_row {
    const char *label;
    struct lp_slice text;
    enum lp_sums_kind kind; /* as recognised */
    const char *said;       /* of its documents; NULL: it is refused ... */
    uint64_t at;            /* ... for the line here */
    const char *why;        /* ... with these words */
};

/* "LINE NAME SIZE md5 sha256", of digests their first two bytes. */
static inline void
list_say(struct lp_buf *to, const struct lp_sums_item *item)
{
    if (item->why != NULL) {
        lp_buf_printf(to, "%llu broken at %llu\n",
                      (unsigned long long)item->line,
                      (unsigned long long)item->at);
        return;
    }
    lp_buf_printf(to, "%llu [", (unsigned long long)item->line);
    lp_text_escape(to, item->name);
    lp_buf_str(to, "]");
    if (item->has_size) {
        lp_buf_printf(to, " %llu", (unsigned long long)item->size);
    }
    for (size_t i = 0; i < LP_ALG_COUNT - 1; i++) {
        enum lp_alg alg = lp_sums_algs[i];

        if ((item->has >> alg & 1) != 0) {
            lp_buf_printf(to, " %s=%02x%02x", lp_alg_word(alg),
                          item->digest[alg][0], item->digest[alg][1]);
        }
    }
    lp_buf_byte(to, '\n');
}

/* Read all of `text` and say what it holds, or write it as `as` with `algs`
 * if that is not LP_SUMS_NONE. */
static inline enum lp_code
list_read(struct lp_slice text, enum lp_sums_kind kind, enum lp_alg long_alg,
          enum lp_sums_kind as, unsigned algs, struct lp_buf *to,
          struct lp_err *err)
{
    const struct lp_sums_form form = {.kind = kind, .long_alg = long_alg};
    /* Without a byte to spare, so that a sanitizer sees what goes past. */
    uint8_t *exact = malloc(text.len + (text.len == 0 ? 1 : 0));
    struct lp_sums l = {0};
    struct lp_sums_item item;
    bool end = false;
    bool opened;
    enum lp_code rc = LP_E_MEMORY;

    lp_buf_clear(to);
    if (exact != NULL && text.len > 0) {
        memcpy(exact, text.data, text.len);
    }
    if (exact != NULL) {
        rc = lp_sums_open(&l, (struct lp_slice){exact, text.len}, &form, err);
    }
    opened = rc == LP_OK;
    if (opened && as != LP_SUMS_NONE) {
        rc = lp_sums_begin(to, as, algs, err);
    }
    while (rc == LP_OK) {
        rc = lp_sums_next(&l, &item, &end, err);
        if (rc != LP_OK || end) {
            break;
        }
        if (as == LP_SUMS_NONE) {
            list_say(to, &item);
        } else {
            rc = lp_sums_put(to, as, &item, algs, err);
        }
    }
    if (opened && rc != LP_OK && as == LP_SUMS_NONE) {
        CHECK(lp_sums_next(&l, &item, &end, NULL) == rc, "it fails again");
    }
    lp_sums_release(&l);
    lp_sums_release(&l);
    free(exact);
    return rc;
}

static inline void
list_check(const struct list_row *rows, size_t n, enum lp_sums_kind kind)
{
    struct lp_buf said = {0};

    for (size_t i = 0; i < n; i++) {
        const struct list_row *r = &rows[i];
        struct lp_err err = {0};
        enum lp_code rc =
            list_read(r->text, kind, LP_ALG_NONE, LP_SUMS_NONE, 0, &said, &err);

        CHECK(lp_sums_recognise(r->text, (struct lp_slice){0}) == r->kind,
              r->label);
        if (r->said != NULL) {
            CHECK(rc == LP_OK, r->label);
            CHECK(lp_slice_is(lp_buf_slice(&said), r->said), r->label);
            continue;
        }
        CHECK(rc == LP_E_FORMAT, r->label);
        CHECK(err.at == r->at, r->label);
        CHECK(strstr(err.text, r->why) != NULL, r->label);
    }
    lp_buf_release(&said);
}

#endif
