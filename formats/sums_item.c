#include "formats/sums_item.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "formats/rule.h"

const enum lp_alg lp_sums_algs[LP_ALG_COUNT - 1] = {
    LP_ALG_CRC32,  LP_ALG_MD5,    LP_ALG_SHA1,    LP_ALG_SHA256,
    LP_ALG_SHA384, LP_ALG_SHA512, LP_ALG_BLAKE2B, LP_ALG_BTV2,
};

/* A table, because digits of digests cannot be predicted. */
const uint8_t lp_sums_digit[256] = {
    ['0'] = 1,  ['1'] = 2,  ['2'] = 3,  ['3'] = 4,  ['4'] = 5,  ['5'] = 6,
    ['6'] = 7,  ['7'] = 8,  ['8'] = 9,  ['9'] = 10, ['a'] = 11, ['b'] = 12,
    ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16, ['A'] = 11, ['B'] = 12,
    ['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16,
};

bool
lp_sums_set(struct lp_sums_item *item, enum lp_alg alg, struct lp_slice hex)
{
    uint8_t *to = item->digest[alg];
    size_t n = lp_alg_len(alg);

    if (hex.len != 2 * n) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        unsigned high = lp_sums_digit[hex.data[2 * i]];
        unsigned low = lp_sums_digit[hex.data[2 * i + 1]];

        if (high == 0 || low == 0) {
            return false;
        }
        to[i] = (uint8_t)((high - 1) << 4 | (low - 1));
    }
    item->has |= 1u << alg;
    return true;
}

struct lp_slice
lp_sums_digest(const struct lp_sums_item *item, enum lp_alg alg)
{
    return (struct lp_slice){item->digest[alg], lp_alg_len(alg)};
}

/* It only grows, so that each byte is looked at once. */
uint64_t
lp_sums_origin(struct lp_sums *l)
{
    if (l->bytes == LP_SUMS_PLAIN) {
        return l->at;
    }
    while (l->counted < l->at) {
        uint32_t c = lp_text_next(l->text, &l->counted);

        l->counted_is += l->bytes == LP_SUMS_1252         ? 1
                         : c < 0x10000 || c == UINT32_MAX ? 2
                                                          : 4;
    }
    return l->counted_is;
}

enum lp_code
lp_sums_peek(struct lp_sums *l, struct lp_slice *line, bool *end,
             struct lp_err *err)
{
    struct lp_slice rest = lp_slice_from(l->text, l->at);
    const uint8_t *stop;

    *line = lp_slice_head(rest, LP_SUMS_MAX + 1);
    *end = line->len == 0;
    if (*end) {
        return LP_OK;
    }
    stop = memchr(line->data, l->nul ? '\0' : '\n', line->len);
    if (stop != NULL) {
        line->len = (size_t)(stop - line->data);
    }
    return line->len > LP_SUMS_MAX ? lp_sums_too_long(l, err) : LP_OK;
}

void
lp_sums_step(struct lp_sums *l, struct lp_slice line)
{
    l->at += line.len;
    l->at += l->at < l->text.len ? 1 : 0;
    l->line++;
}

enum lp_code
lp_sums_refuse(struct lp_sums *l, struct lp_err *err, const char *what)
{
    return lp_fail_at(err, LP_E_FORMAT, LP_RULE_LIST_LINE, lp_sums_origin(l),
                      "%s %" PRIu64 " of the list: %s",
                      l->nul ? "entry" : "line", l->line, what);
}

enum lp_code
lp_sums_too_long(struct lp_sums *l, struct lp_err *err)
{
    return lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIST_LINE, lp_sums_origin(l),
                      "%s %" PRIu64 " of the list: longer than %zu bytes",
                      l->nul ? "entry" : "line", l->line, LP_SUMS_MAX);
}
