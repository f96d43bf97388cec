/* What is read of a list can be written as the same kind, and says the same
 * when it is read again. */

#include <stdlib.h>
#include <string.h>

#include "formats/sums.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
need(bool good)
{
    if (!good) {
        abort();
    }
}

static bool
same(const struct lp_sums_item *a, const struct lp_sums_item *b)
{
    return lp_slice_equal(a->name, b->name) && a->has == b->has &&
           a->has_size == b->has_size && a->size == b->size &&
           memcmp(a->digest, b->digest, sizeof a->digest) == 0;
}

/* Whether a line cannot say `name`: coreutils writes controls as they are,
 * and we do not read them. */
static bool
is_shady(struct lp_slice name)
{
    for (size_t i = 0; i < name.len; i++) {
        uint8_t b = name.data[i];

        if ((b < 0x20 && b != '\t' && b != '\n' && b != '\r') || b == 0x7f) {
            return true;
        }
    }
    return false;
}

/* Write `item`, alone in a list, and read it. */
static void
again(enum lp_sums_kind kind, const struct lp_sums_item *item)
{
    bool line = kind == LP_SUMS_GNU || kind == LP_SUMS_BSD;
    bool b2 = (item->has >> LP_ALG_BLAKE2B & 1) != 0;
    const struct lp_sums_form form = {
        .kind = kind, .long_alg = b2 ? LP_ALG_BLAKE2B : LP_ALG_SHA512};
    struct lp_sums l = {0};
    struct lp_sums_item read;
    struct lp_buf text = {0};
    bool end = false;
    enum lp_code rc;

    need(item->has != 0);
    if (!lp_sums_can_write(kind)) {
        return;
    }
    rc = lp_sums_begin(&text, kind, item->has, NULL);
    need(rc == LP_OK);
    rc = lp_sums_put(&text, kind, item, item->has, NULL);
    /* hashdeep writes the size always, we read lists without it. */
    need(rc == LP_OK || (kind == LP_SUMS_HASHDEEP && !item->has_size));
    if (rc == LP_OK && text.len <= LP_SUMS_MAX) {
        rc = lp_sums_open(&l, lp_buf_slice(&text), &form, NULL);
        need(rc == LP_OK);
        need(lp_sums_recognise(lp_buf_slice(&text), (struct lp_slice){0}) ==
                 kind ||
             (line && is_shady(item->name)));
        rc = lp_sums_next(&l, &read, &end, NULL);
        need(line && is_shady(item->name)
                 ? rc == LP_E_FORMAT
                 : rc == LP_OK && !end && same(item, &read));
        if (rc == LP_OK) {
            rc = lp_sums_next(&l, &read, &end, NULL);
            need(rc == LP_OK && end);
        }
    }
    lp_sums_release(&l);
    lp_buf_release(&text);
}

static void
read_as(struct lp_slice text, enum lp_sums_kind kind)
{
    struct lp_sums l = {0};
    struct lp_sums_item item;
    uint64_t line = 0;
    bool end = false;
    const struct lp_sums_form form = {.kind = kind};
    enum lp_code rc = lp_sums_open(&l, text, &form, NULL);

    while (rc == LP_OK && !end) {
        struct lp_err err = {0};

        rc = lp_sums_next(&l, &item, &end, &err);
        if (rc == LP_E_FORMAT || rc == LP_E_LIMIT) {
            need(err.at <= text.len);
            lp_sums_skip(&l);
            rc = LP_OK;
            end = false;
            continue;
        }
        if (rc != LP_OK || end) {
            break;
        }
        need(item.line > line ||
             (item.line == line && l.kind == LP_SUMS_FILES));
        line = item.line;
        again(l.kind, &item);
    }
    lp_sums_release(&l);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct lp_slice text = {data, size};

    for (unsigned k = LP_SUMS_NONE; k < LP_SUMS_COUNT; k++) {
        read_as(text, (enum lp_sums_kind)k);
    }
    return 0;
}
