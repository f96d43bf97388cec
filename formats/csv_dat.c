#include "formats/csv_dat.h"

#include <string.h>

#define QUOTE_LEN (sizeof LP_CSV_DAT_QUOTE - 1)

/* Length of what ends a field at `i`: 0 if nothing does; `*last`: and the
 * row. */
static size_t
end_at(struct lp_slice text, uint8_t sep, size_t i, bool *last)
{
    size_t left = text.len - i;

    *last = left == 0 || text.data[i] != sep;
    if (left == 0 || text.data[i] == sep || text.data[i] == '\n') {
        return left == 0 ? 0 : 1;
    }
    return left > 1 && text.data[i] == '\r' && text.data[i + 1] == '\n' ? 2 : 0;
}

static bool
ends_at(struct lp_slice text, uint8_t sep, size_t i)
{
    bool last;

    return i == text.len || end_at(text, sep, i, &last) > 0;
}

/* A field between two U+00FE, the second of which ends it: one may stand in the
 * text. */
static const char *
take_quoted(struct lp_slice text, uint8_t sep, size_t *at,
            struct lp_csv_field *f)
{
    const struct lp_slice quote = lp_slice_str(LP_CSV_DAT_QUOTE);
    struct lp_slice rest =
        lp_slice_head(lp_slice_from(text, *at), LP_CSV_MAX + 1 + QUOTE_LEN);
    size_t n = 0;

    f->quoted = true;
    for (;;) {
        const uint8_t *mark =
            n < rest.len ? memchr(rest.data + n, quote.data[0], rest.len - n)
                         : NULL;

        if (mark == NULL) {
            f->raw = lp_slice_head(rest, LP_CSV_MAX + 1);
            return "a field that is not closed";
        }
        n = (size_t)(mark - rest.data);
        if (lp_slice_begins(lp_slice_from(rest, n), quote) &&
            ends_at(text, sep, *at + n + QUOTE_LEN)) {
            break;
        }
        n++;
    }
    f->raw = lp_slice_head(rest, n);
    *at += n + QUOTE_LEN;
    return NULL;
}

const char *
lp_csv_dat_take(struct lp_slice text, uint8_t sep, size_t *at,
                struct lp_csv_field *f)
{
    const struct lp_slice quote = lp_slice_str(LP_CSV_DAT_QUOTE);
    const char *why = NULL;
    size_t i = *at;

    *f = (struct lp_csv_field){0};
    if (lp_slice_begins(lp_slice_from(text, i), quote)) {
        i += QUOTE_LEN;
        why = take_quoted(text, sep, &i, f);
    } else {
        size_t n = 0;

        while (n <= LP_CSV_MAX && !ends_at(text, sep, i + n)) {
            n++;
        }
        f->raw = lp_slice_head(lp_slice_from(text, i), n);
        i += n;
    }
    if (why != NULL || f->raw.len > LP_CSV_MAX) {
        return why;
    }
    *at = i + end_at(text, sep, i, &f->last);
    return NULL;
}
