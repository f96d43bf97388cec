#include "formats/header_list.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "formats/tag_list.h"

static bool
is_blank(uint8_t c)
{
    return c == ' ' || c == '\t';
}

unsigned
lp_headers_eols(struct lp_slice text)
{
    bool crlf = false;
    bool lf = false;
    bool cr = false;

    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == '\n') {
            bool after = i > 0 && text.data[i - 1] == '\r';

            crlf = crlf || after;
            lf = lf || !after;
        } else if (text.data[i] == '\r') {
            cr = cr || i + 1 == text.len || text.data[i + 1] != '\n';
        }
    }
    return (crlf ? 1U << LP_EOL_CRLF : 0) |
           (lf || !(crlf || cr) ? 1U << LP_EOL_LF : 0) |
           (cr ? 1U << LP_EOL_ANY : 0);
}

/* Cut the next line, with its end, off the front of `rest`; `*text` is its
 * length without the end. */
static struct lp_slice
cut_line(struct lp_slice *rest, enum lp_eol eol, size_t *text)
{
    struct lp_slice line = *rest;
    size_t i = 0;

    *text = rest->len;
    for (; i < rest->len; i++) {
        uint8_t c = rest->data[i];
        size_t n = i;

        if (c == '\r' && eol == LP_EOL_ANY) {
            while (n < rest->len && rest->data[n] == '\r') {
                n++;
            }
            n = n < rest->len && rest->data[n] == '\n' ? n + 1 : i + 1;
        } else if (c == '\r' && i + 1 < rest->len &&
                   rest->data[i + 1] == '\n') {
            n = i + 2;
        } else if (c == '\n' && eol != LP_EOL_CRLF) {
            n = i + 1;
        }
        if (n > i) {
            *text = i;
            line.len = n;
            break;
        }
    }
    *rest = lp_slice_from(*rest, line.len);
    return line;
}

/* Whether a line begins a field, and its parts. RFC 6532 lets names be ASCII
 * alone. */
static bool
read_field(struct lp_header_field *f, struct lp_slice line)
{
    size_t n = 0;
    size_t colon;

    while (n < line.len && line.data[n] > ' ' && line.data[n] < 127 &&
           line.data[n] != ':') {
        n++;
    }
    colon = n;
    while (colon < line.len && is_blank(line.data[colon])) {
        colon++;
    }
    if (n == 0 || colon == line.len || line.data[colon] != ':') {
        return false;
    }
    *f = (struct lp_header_field){.name = lp_slice_head(line, n),
                                  .raw = line,
                                  .value = lp_slice_from(line, colon + 1),
                                  .above = SIZE_MAX};
    return true;
}

static uint32_t
hash_name(struct lp_slice name)
{
    uint32_t h = 2166136261U;

    for (size_t i = 0; i < name.len; i++) {
        uint8_t c = name.data[i];

        h = (h ^ (c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c)) * 16777619U;
    }
    return h ^ h >> 15;
}

/* The place of a name: its own, or a free one. There is always one. */
static struct lp_header_name *
place_of(const struct lp_headers *h, struct lp_slice name)
{
    size_t i = hash_name(name) & (h->slots - 1);

    while (h->names[i].lowest != SIZE_MAX &&
           !lp_tag_same(h->of[h->names[i].lowest].name, name)) {
        i = (i + 1) & (h->slots - 1);
    }
    return &h->names[i];
}

/* Chain the fields of each name from below. The table is twice as large as
 * there are fields; names that collide on purpose cost no more than the square
 * of their number, which the limit on fields bounds. */
static enum lp_code
index_names(struct lp_headers *h, struct lp_err *err)
{
    h->slots = 16;
    while (h->slots < 2 * h->n) {
        h->slots *= 2;
    }
    h->names = malloc(h->slots * sizeof *h->names);
    if (h->names == NULL) {
        return lp_no_memory(err);
    }
    for (size_t i = 0; i < h->slots; i++) {
        h->names[i] = (struct lp_header_name){.lowest = SIZE_MAX};
    }
    for (size_t i = 0; i < h->n; i++) {
        struct lp_header_name *at = place_of(h, h->of[i].name);

        h->of[i].above = at->lowest;
        at->lowest = i;
    }
    return LP_OK;
}

static enum lp_code
add_field(struct lp_headers *h, const struct lp_header_field *f,
          struct lp_err *err)
{
    struct lp_header_field *grown =
        lp_mem_grow(h->of, h->n, &h->cap, sizeof *h->of);

    if (grown == NULL) {
        return lp_no_memory(err);
    }
    h->of = grown;
    h->of[h->n++] = *f;
    return LP_OK;
}

enum lp_code
lp_headers_read(struct lp_headers *h, struct lp_slice text, enum lp_eol eol,
                size_t max, struct lp_err *err)
{
    bool inside = false;
    enum lp_code rc = LP_OK;

    *h = (struct lp_headers){.eol = eol, .round = 1};
    while (text.len > 0 && !h->too_many) {
        struct lp_header_field f;
        size_t n;
        struct lp_slice line = cut_line(&text, eol, &n);
        struct lp_slice body = lp_slice_head(line, n);

        if (n == 0) {
            break;
        }
        if (inside && is_blank(line.data[0])) {
            struct lp_header_field *last = &h->of[h->n - 1];

            last->raw.len = (size_t)(line.data - last->raw.data) + n;
            last->value.len =
                last->raw.len - (size_t)(last->value.data - last->raw.data);
        } else if (read_field(&f, body)) {
            h->too_many = h->n == max;
            if (!h->too_many) {
                if (f.value.data == NULL) {
                    f.value = (struct lp_slice){body.data + n, 0};
                }
                LP_TRY(add_field(h, &f, err));
            }
            inside = true;
        } else {
            h->envelope = h->envelope ||
                          (h->n == 0 && h->junk == 0 &&
                           (lp_slice_begins(body, lp_slice_str("From ")) ||
                            lp_slice_begins(body, lp_slice_str(">From "))));
            h->junk++;
            inside = false;
        }
    }
    LP_TRY(index_names(h, err));

done:
    return rc;
}

void
lp_headers_rewind(struct lp_headers *h)
{
    h->round++;
}

size_t
lp_headers_take(struct lp_headers *h, struct lp_slice name)
{
    struct lp_header_name *at = place_of(h, name);
    size_t i;

    if (at->lowest == SIZE_MAX) {
        return SIZE_MAX;
    }
    if (at->round != h->round) {
        at->round = h->round;
        at->next = at->lowest;
    }
    i = at->next;
    if (i != SIZE_MAX) {
        at->next = h->of[i].above;
    }
    return i;
}

size_t
lp_headers_lowest(const struct lp_headers *h, struct lp_slice name)
{
    return place_of(h, name)->lowest;
}

const struct lp_header_field *
lp_headers_find(struct lp_headers *h, const char *name)
{
    size_t i = lp_headers_lowest(h, lp_slice_str(name));

    return i == SIZE_MAX ? NULL : &h->of[i];
}

void
lp_headers_release(struct lp_headers *h)
{
    free(h->of);
    free(h->names);
    *h = (struct lp_headers){0};
}

/* Simple: as it is, with CRLF where its lines end. */
static void
put_simple(struct lp_buf *to, struct lp_slice raw, enum lp_eol eol)
{
    while (raw.len > 0) {
        size_t n;
        struct lp_slice line = cut_line(&raw, eol, &n);

        lp_buf_put(to, lp_slice_head(line, n));
        lp_buf_str(to, n < line.len ? "\r\n" : "");
    }
}

/* Whether the byte at `i` is of a line end inside a field. */
static bool
ends_line(struct lp_slice raw, size_t i, enum lp_eol eol)
{
    if (raw.data[i] == '\r') {
        return eol != LP_EOL_CRLF ||
               (i + 1 < raw.len && raw.data[i + 1] == '\n');
    }
    return raw.data[i] == '\n' &&
           (eol != LP_EOL_CRLF || (i > 0 && raw.data[i - 1] == '\r'));
}

/* 3.4.2: the name in lower case, no line ends, white space as one blank, and
 * none around the colon and at the end. */
static void
put_relaxed(struct lp_buf *to, struct lp_slice raw, enum lp_eol eol)
{
    uint8_t *p = lp_buf_room(to, raw.len + 1);
    bool blank = false;
    size_t i = 0;
    size_t n = 0;
    size_t colon;

    if (p == NULL) {
        return;
    }
    for (; i < raw.len && raw.data[i] != ':'; i++) {
        uint8_t c = raw.data[i];

        if (!is_blank(c)) {
            p[n++] = c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c;
        }
    }
    p[n++] = ':';
    colon = n;
    for (i++; i < raw.len; i++) {
        uint8_t c = raw.data[i];

        if (is_blank(c)) {
            blank = n > colon;
        } else if (!ends_line(raw, i, eol)) {
            if (blank) {
                p[n++] = ' ';
            }
            blank = false;
            p[n++] = c;
        }
    }
    to->len += n;
}

static void
put_nofws(struct lp_buf *to, struct lp_slice raw)
{
    for (size_t i = 0; i < raw.len; i++) {
        uint8_t c = raw.data[i];

        if (!is_blank(c) && c != '\r' && c != '\n') {
            lp_buf_byte(to, c);
        }
    }
}

void
lp_canon_field(struct lp_buf *to, struct lp_slice raw, enum lp_canon how,
               enum lp_eol eol, bool last)
{
    if (how == LP_CANON_RELAXED) {
        put_relaxed(to, raw, eol);
    } else if (how == LP_CANON_NOFWS) {
        put_nofws(to, raw);
    } else {
        put_simple(to, raw, eol);
    }
    lp_buf_str(to, last ? "" : "\r\n");
}

/* The value of the tag that begins at `*at` of `raw`, with the blanks around
 * it; its name is what stands before. `*at` moves behind the tag. */
static bool
next_tag(struct lp_slice raw, size_t *at, struct lp_slice *name,
         struct lp_slice *value)
{
    struct lp_slice rest = lp_slice_from(raw, *at);
    const uint8_t *semicolon;
    const uint8_t *equals;

    if (rest.len == 0) {
        return false;
    }
    semicolon = memchr(rest.data, ';', rest.len);
    rest.len = semicolon == NULL ? rest.len : (size_t)(semicolon - rest.data);
    *at += rest.len + 1;
    equals = rest.len == 0 ? NULL : memchr(rest.data, '=', rest.len);
    *name = (struct lp_slice){0};
    if (equals != NULL) {
        size_t n = (size_t)(equals - rest.data);

        *name = lp_tag_trim(lp_slice_head(rest, n));
        *value = (struct lp_slice){equals + 1, rest.len - n - 1};
    }
    return true;
}

bool
lp_canon_unsign(struct lp_buf *to, struct lp_slice raw, bool keep)
{
    struct lp_slice name = {0};
    struct lp_slice value = {0};
    struct lp_slice bare;
    size_t at = 0;

    while (at < raw.len && raw.data[at] != ':') {
        at++;
    }
    at++;
    while (next_tag(raw, &at, &name, &value) && !lp_slice_is(name, "b")) {
    }
    if (!lp_slice_is(name, "b")) {
        lp_buf_put(to, raw);
        return false;
    }
    bare = lp_tag_trim(value);
    if (!keep || bare.len == 0) {
        bare = value;
    }
    lp_buf_put(to, lp_slice_head(raw, (size_t)(bare.data - raw.data)));
    lp_buf_put(to,
               lp_slice_from(raw, (size_t)(bare.data - raw.data) + bare.len));
    return lp_tag_trim(value).len < value.len;
}
