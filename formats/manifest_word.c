#include "formats/manifest_word.h"

#include <string.h>

#include "base/text.h"

bool
lp_manifest_get_rule(struct lp_slice text, uint16_t *rule, uint64_t *at)
{
    struct lp_cursor c = lp_cursor_over(text);
    struct lp_slice id = lp_cursor_until(&c, '@');
    char name[16] = "";

    if (c.failed || id.len >= sizeof name || id.len == 0) {
        return false;
    }
    memcpy(name, id.data, id.len);
    *rule = (uint16_t)lp_rule_by_id(name);
    return *rule != LP_RULE_NONE && lp_text_u64(c.rest, at);
}

/* Call for each part of a comma-separated list. */
static struct lp_slice
take_part(struct lp_slice *list)
{
    struct lp_cursor c = lp_cursor_over(*list);
    struct lp_slice part = lp_cursor_until(&c, ',');

    if (c.failed) {
        part = *list;
        *list = (struct lp_slice){0};
    } else {
        *list = c.rest;
    }
    return part;
}

bool
lp_manifest_get_found(struct lp_slice list, struct lp_findings *f)
{
    while (list.len > 0) {
        struct lp_slice part = take_part(&list);

        if (f->n == LP_FINDINGS_MAX ||
            !lp_manifest_get_rule(part, &f->of[f->n].rule, &f->of[f->n].at)) {
            return false;
        }
        f->n++;
    }
    return true;
}

bool
lp_manifest_get_flags(struct lp_slice list, uint32_t *flags)
{
    while (list.len > 0) {
        struct lp_slice part = take_part(&list);
        unsigned bit = 0;

        while (bit < LP_FLAG_COUNT && !lp_slice_is(part, lp_flag_word(bit))) {
            bit++;
        }
        if (bit == LP_FLAG_COUNT) {
            return false;
        }
        *flags |= (uint32_t)1 << bit;
    }
    return true;
}

bool
lp_manifest_get_kind(struct lp_slice word, enum lp_kind *kind)
{
    *kind = lp_kind_by_word(word);
    return *kind != LP_KIND_COUNT;
}

bool
lp_manifest_get_algs(struct lp_slice list, unsigned *algs)
{
    while (list.len > 0) {
        enum lp_alg alg = lp_alg_by_word(take_part(&list));

        if (((LP_ALG_OTHERS | 1U << LP_ALG_SHA256) >> alg & 1) == 0) {
            return false;
        }
        *algs |= 1U << alg;
    }
    return true;
}

bool
lp_manifest_get_span(struct lp_slice text, uint64_t *at, uint64_t *size)
{
    struct lp_cursor c = lp_cursor_over(text);
    struct lp_slice first = lp_cursor_until(&c, ' ');

    return !c.failed && lp_text_u64(first, at) && lp_text_u64(c.rest, size);
}

size_t
lp_manifest_words(struct lp_slice list)
{
    size_t words = 1;
    size_t len = 0; /* of the word under way */

    for (size_t i = 0; i < list.len; i++) {
        uint8_t c = list.data[i];

        if (c == ',' && len > 0) {
            words++;
            len = 0;
        } else if (c != '\0' && strchr("abcdefghijklmnopqrstuvwxyz0123456789-.",
                                       c) != NULL) {
            len++;
        } else {
            return 0;
        }
    }
    return len > 0 ? words : 0;
}
