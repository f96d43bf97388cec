#include "formats/csv.h"

#include <string.h>

/* Find the end of the quoted field whose content begins at `*at`. */
static const char *
take_quoted(struct lp_slice text, size_t *at, struct lp_csv_field *f)
{
    size_t from = *at;
    size_t i = from;

    for (;;) {
        struct lp_slice rest = lp_slice_from(text, i);
        size_t used = i - from;
        const uint8_t *quote = NULL;

        if (used <= LP_CSV_MAX) {
            rest = lp_slice_head(rest, LP_CSV_MAX + 1 - used);
            quote = rest.len == 0 ? NULL : memchr(rest.data, '"', rest.len);
            used += rest.len;
        }
        if (quote == NULL) {
            f->raw = lp_slice_head(lp_slice_from(text, from), used);
            return "a quote that is not closed";
        }
        i = (size_t)(quote - text.data) + 1;
        if (i == text.len || text.data[i] != '"') {
            break;
        }
        f->doubled = true;
        i++;
    }
    f->quoted = true;
    f->raw = (struct lp_slice){text.data + from, i - 1 - from};
    *at = i;
    return NULL;
}

static void
take_bare(struct lp_slice text, uint8_t sep, size_t *at, struct lp_csv_field *f)
{
    struct lp_slice rest =
        lp_slice_head(lp_slice_from(text, *at), LP_CSV_MAX + 1);
    size_t n = 0;

    while (n < rest.len && rest.data[n] != sep && rest.data[n] != '\n' &&
           rest.data[n] != '\r' && rest.data[n] != '"') {
        n++;
    }
    f->raw = lp_slice_head(rest, n);
    *at += n;
}

const char *
lp_csv_take(struct lp_slice text, uint8_t sep, size_t *at,
            struct lp_csv_field *f)
{
    const char *why = NULL;
    size_t i = *at;

    *f = (struct lp_csv_field){0};
    if (i < text.len && text.data[i] == '"') {
        i++;
        why = take_quoted(text, &i, f);
    } else {
        take_bare(text, sep, &i, f);
    }
    *at = i;
    if (why != NULL || f->raw.len > LP_CSV_MAX) {
        return why;
    }
    if (i < text.len && text.data[i] == sep) {
        *at = i + 1;
        return NULL;
    }
    f->last = true;
    if (i + 1 < text.len && text.data[i] == '\r' && text.data[i + 1] == '\n') {
        i++;
    }
    if (i < text.len && text.data[i] != '\n') {
        return f->quoted ? "something between a closing quote and the end of "
                           "the field"
               : text.data[i] == '"'
                   ? "a quote in a field that is not quoted"
                   : "a carriage return in a field that is not quoted";
    }
    *at = i < text.len ? i + 1 : i;
    return NULL;
}

void
lp_csv_undouble(struct lp_buf *to, struct lp_slice raw)
{
    lp_buf_clear(to);
    while (raw.len > 0) {
        const uint8_t *quote = memchr(raw.data, '"', raw.len);
        size_t n = quote == NULL ? raw.len : (size_t)(quote - raw.data) + 1;

        lp_buf_put(to, lp_slice_head(raw, n));
        raw = lp_slice_from(raw, quote == NULL ? n : n + 1);
    }
}

void
lp_csv_put(struct lp_buf *to, uint8_t sep, struct lp_slice field)
{
    bool quoted = false;

    for (size_t i = 0; i < field.len && !quoted; i++) {
        uint8_t b = field.data[i];

        quoted = b == sep || b == '"' || b == '\r' || b == '\n';
    }
    if (!quoted) {
        lp_buf_put(to, field);
        return;
    }
    lp_buf_byte(to, '"');
    while (field.len > 0) {
        const uint8_t *quote = memchr(field.data, '"', field.len);
        size_t n = quote == NULL ? field.len : (size_t)(quote - field.data) + 1;

        lp_buf_put(to, lp_slice_head(field, n));
        lp_buf_str(to, quote == NULL ? "" : "\"");
        field = lp_slice_from(field, n);
    }
    lp_buf_byte(to, '"');
}
