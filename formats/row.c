#include "formats/row.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "formats/charset_guess.h"

/* No form can be taken for one of another rule. */
#define TYPED "leafproof row-v1\n"
#define PLAIN "leafproof row-plain-v1\n"

#define CELL 5

/* -------------------------------------------------------------- the columns */

void
lp_row_names_clear(struct lp_row_names *t)
{
    lp_buf_clear(&t->text);
    lp_buf_clear(&t->ends);
    lp_buf_clear(&t->order);
    lp_buf_clear(&t->lower);
    t->n = 0;
}

void
lp_row_names_add(struct lp_row_names *t, struct lp_slice name)
{
    if (t->text.len <= LP_ROW_NAMES_MAX) {
        lp_buf_put(&t->text, lp_slice_head(name, LP_ROW_NAME_MAX + 1));
        lp_buf_le32(&t->ends, (uint32_t)t->text.len);
    }
    t->n++;
}

static size_t
name_from(const struct lp_row_names *t, size_t column)
{
    return column == 0 ? 0 : lp_get_le32(t->ends.data + 4 * (column - 1));
}

struct lp_slice
lp_row_names_get(const struct lp_row_names *t, size_t column)
{
    size_t from = name_from(t, column);

    return lp_buf_part(&t->text, from, name_from(t, column + 1) - from);
}

bool
lp_row_names_same(const struct lp_row_names *a, const struct lp_row_names *b)
{
    return a->n == b->n &&
           lp_slice_equal(lp_buf_slice(&a->ends), lp_buf_slice(&b->ends)) &&
           lp_slice_equal(lp_buf_slice(&a->text), lp_buf_slice(&b->text));
}

/* A column while they are sorted. */
struct place {
    struct lp_slice name;
    uint32_t column;
};

static int
by_name(const void *a, const void *b)
{
    const struct place *x = a;
    const struct place *y = b;

    return lp_slice_order(x->name, y->name);
}

static uint8_t
lower(uint8_t b)
{
    return b >= 'A' && b <= 'Z' ? (uint8_t)(b + ('a' - 'A')) : b;
}

static int
by_lower(const void *a, const void *b)
{
    const struct place *x = a;
    const struct place *y = b;
    size_t n = x->name.len < y->name.len ? x->name.len : y->name.len;

    for (size_t i = 0; i < n; i++) {
        int differ = lower(x->name.data[i]) - lower(y->name.data[i]);

        if (differ != 0) {
            return differ;
        }
    }
    return x->name.len != y->name.len ? (x->name.len < y->name.len ? -1 : 1)
                                      : by_name(a, b);
}

static void
put_order(struct lp_buf *to, const struct place *places, size_t n)
{
    lp_buf_clear(to);
    for (size_t i = 0; i < n; i++) {
        lp_buf_le32(to, places[i].column);
    }
}

static bool
lawful(const struct lp_row_names *t)
{
    if (t->n > LP_ROW_COLUMNS_MAX || t->text.len > LP_ROW_NAMES_MAX ||
        t->ends.len != 4 * t->n) {
        return false;
    }
    for (size_t i = 0; i < t->n; i++) {
        struct lp_slice name = lp_row_names_get(t, i);

        if (name.len > LP_ROW_NAME_MAX || !lp_row_is_utf8(name)) {
            return false;
        }
    }
    return true;
}

enum lp_code
lp_row_names_ready(struct lp_row_names *t, bool *good, struct lp_err *err)
{
    struct place *places = NULL;
    enum lp_code rc;

    LP_TRY(lp_buf_check(&t->text, err));
    LP_TRY(lp_buf_check(&t->ends, err));
    *good = lawful(t);
    if (!*good || t->n == 0) {
        return LP_OK;
    }
    places = calloc(t->n, sizeof *places);
    if (places == NULL) {
        return lp_no_memory(err);
    }
    for (size_t i = 0; i < t->n; i++) {
        places[i] = (struct place){lp_row_names_get(t, i), (uint32_t)i};
    }
    qsort(places, t->n, sizeof *places, by_name);
    for (size_t i = 1; i < t->n; i++) {
        *good = *good && !lp_slice_equal(places[i - 1].name, places[i].name);
    }
    put_order(&t->order, places, t->n);
    qsort(places, t->n, sizeof *places, by_lower);
    put_order(&t->lower, places, t->n);
    LP_TRY(lp_buf_check(&t->order, err));
    rc = lp_buf_check(&t->lower, err);

done:
    free(places);
    return rc;
}

void
lp_row_names_release(struct lp_row_names *t)
{
    lp_buf_release(&t->text);
    lp_buf_release(&t->ends);
    lp_buf_release(&t->order);
    lp_buf_release(&t->lower);
    t->n = 0;
}

/* --------------------------------------------------------------- the values */

void
lp_row_clear(struct lp_row *r)
{
    lp_buf_clear(&r->text);
    lp_buf_clear(&r->cells);
    lp_buf_clear(&r->typed);
    lp_buf_clear(&r->plain);
    lp_buf_clear(&r->said);
    r->n = 0;
    r->too_long = false;
    r->tells = false;
}

void
lp_row_put(struct lp_row *r, struct lp_slice bytes)
{
    size_t room = LP_ROW_MAX - r->text.len;

    r->too_long = r->too_long || bytes.len > room;
    lp_buf_put(&r->text, lp_slice_head(bytes, room));
}

static size_t
value_from(const struct lp_row *r, size_t column)
{
    return column == 0 ? 0
                       : lp_get_le32(r->cells.data + CELL * (column - 1) + 1);
}

struct lp_slice
lp_row_at_hand(const struct lp_row *r)
{
    return lp_slice_from(lp_buf_slice(&r->text),
                         value_from(r, r->cells.len / CELL));
}

void
lp_row_again(struct lp_row *r)
{
    r->text.len = value_from(r, r->cells.len / CELL);
}

void
lp_row_reopen(struct lp_row *r)
{
    if (r->n > 0 && r->n == r->cells.len / CELL) {
        r->cells.len -= CELL;
        r->n--;
    }
}

bool
lp_row_is_utf8(struct lp_slice s)
{
    size_t bad;
    bool cut;

    for (;;) {
        size_t n;

        s = lp_slice_from(s, lp_charset_ascii(s));
        if (s.len == 0) {
            return true;
        }
        n = lp_charset_utf8(s, &bad, &cut);
        if (n == 0) {
            return false;
        }
        s = lp_slice_from(s, n);
    }
}

void
lp_row_end(struct lp_row *r, enum lp_row_type type)
{
    if (type == LP_ROW_TEXT && !lp_row_is_utf8(lp_row_at_hand(r))) {
        type = LP_ROW_BYTES;
    }
    /* More columns than these no table has: there is no need to keep them. */
    if (r->n < LP_ROW_COLUMNS_MAX) {
        lp_buf_byte(&r->cells, (uint8_t)type);
        lp_buf_le32(&r->cells, (uint32_t)r->text.len);
    } else {
        lp_row_again(r);
    }
    r->n++;
}

void
lp_row_integer(struct lp_row *r, int64_t v)
{
    char digits[24];

    (void)snprintf(digits, sizeof digits, "%" PRId64, v);
    lp_row_put(r, lp_slice_str(digits));
    lp_row_end(r, LP_ROW_INTEGER);
}

/* The shortest decimal that is this number and no other. A whole one has a
 * point and a zero, as SQLite itself and what exports from it write it, up to
 * where these write an exponent. */
void
lp_row_real(struct lp_row *r, double v)
{
    char digits[40] = "0.0";

    if (v != 0 && fabs(v) < 1e16 && v == (double)(int64_t)v) {
        (void)snprintf(digits, sizeof digits, "%" PRId64 ".0", (int64_t)v);
    } else if (v != 0) {
        for (int n = 1; n <= 17; n++) {
            (void)snprintf(digits, sizeof digits, "%.*g", n, v);
            if (strtod(digits, NULL) == v) {
                break;
            }
        }
    }
    lp_row_put(r, lp_slice_str(digits));
    lp_row_end(r, LP_ROW_REAL);
}

struct lp_slice
lp_row_value(const struct lp_row *r, size_t column, enum lp_row_type *type)
{
    size_t from = value_from(r, column);

    *type = (enum lp_row_type)r->cells.data[CELL * column];
    return lp_buf_part(&r->text, from, value_from(r, column + 1) - from);
}

/* ---------------------------------------------------------------- the forms */

static void
put(struct lp_buf *to, struct lp_slice field)
{
    lp_buf_le32(to, (uint32_t)field.len);
    lp_buf_put(to, field);
}

static void
put_lower(struct lp_buf *to, struct lp_slice name)
{
    lp_buf_le32(to, (uint32_t)name.len);
    for (size_t i = 0; i < name.len; i++) {
        lp_buf_byte(to, lower(name.data[i]));
    }
}

/* With one kind of line end. */
static void
put_lines(struct lp_buf *to, struct lp_slice s)
{
    size_t at = to->len;
    const uint8_t *cr;

    lp_buf_le32(to, 0);
    while (s.len > 0 && (cr = memchr(s.data, '\r', s.len)) != NULL) {
        size_t n = (size_t)(cr - s.data);

        lp_buf_put(to, lp_slice_head(s, n));
        lp_buf_byte(to, '\n');
        s = lp_slice_from(s, n + 1);
        s = lp_slice_from(s, s.len > 0 && s.data[0] == '\n' ? 1 : 0);
    }
    lp_buf_put(to, s);
    if (to->failed == LP_OK) {
        lp_put_le32(to->data + at, (uint32_t)(to->len - at - 4));
    }
}

/* The form without types: what is empty is not there. */
static void
put_plain(struct lp_row *r, const struct lp_row_names *t)
{
    size_t bytes = 0;

    lp_buf_str(&r->plain, PLAIN);
    for (size_t i = 0; i < t->n; i++) {
        size_t column = lp_get_le32(t->lower.data + 4 * i);
        enum lp_row_type type;
        struct lp_slice value = lp_row_value(r, column, &type);
        bool raw = type == LP_ROW_BYTES && !lp_row_is_utf8(value);

        if (value.len == 0) {
            continue;
        }
        bytes += value.len;
        put_lower(&r->plain, lp_row_names_get(t, column));
        lp_buf_byte(&r->plain, raw ? LP_ROW_BYTES : LP_ROW_TEXT);
        if (raw) {
            put(&r->plain, value);
        } else {
            put_lines(&r->plain, value);
        }
    }
    r->tells = bytes >= LP_ROW_TELLS_MIN;
    if (bytes == 0) {
        lp_buf_clear(&r->plain);
    }
}

enum lp_code
lp_row_form(struct lp_row *r, const struct lp_row_names *t,
            bool (*apart)(struct lp_slice value, enum lp_row_type type),
            struct lp_err *err)
{
    enum lp_code rc;

    LP_TRY(lp_buf_check(&r->text, err));
    LP_TRY(lp_buf_check(&r->cells, err));
    lp_buf_str(&r->typed, TYPED);
    for (size_t i = 0; i < t->n; i++) {
        size_t column = lp_get_le32(t->order.data + 4 * i);
        enum lp_row_type type;
        struct lp_slice value = lp_row_value(r, column, &type);

        put(&r->typed, lp_row_names_get(t, column));
        lp_buf_byte(&r->typed, (uint8_t)type);
        put(&r->typed, value);
        if (type == LP_ROW_TEXT && value.len >= LP_ROW_SAID_MIN &&
            (apart == NULL || !apart(value, type))) {
            lp_buf_put(&r->said, value);
            lp_buf_byte(&r->said, '\n');
        }
    }
    put_plain(r, t);
    LP_TRY(lp_buf_check(&r->typed, err));
    LP_TRY(lp_buf_check(&r->plain, err));
    rc = lp_buf_check(&r->said, err);

done:
    return rc;
}

void
lp_row_release(struct lp_row *r)
{
    lp_buf_release(&r->text);
    lp_buf_release(&r->cells);
    lp_buf_release(&r->typed);
    lp_buf_release(&r->plain);
    lp_buf_release(&r->said);
    r->n = 0;
}
