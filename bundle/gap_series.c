#include "bundle/gap_series.h"

#include <stdlib.h>

#include "base/mem.h"

#define NAME_MAX_LEN 255
#define DIGITS_MAX 12
#define RUNS_MAX 3 /* numbers of one name that are looked at: its last */
#define PRESENT_MIN 5

struct lp_series_member {
    uint64_t number;
    uint32_t series;
    uint32_t document;
    uint8_t at; /* where the digits stand in the name */
    uint8_t len;
    bool padded; /* they begin with a nought */
};

struct run {
    uint8_t at;
    uint8_t len;
};

/* A series on its way out. */
struct telling {
    struct lp_slice (*name_of)(void *who, uint32_t document);
    lp_series_told *told;
    void *who;
    struct lp_buf first;
    struct lp_buf last;
};

static bool
is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

static unsigned
number_of(struct lp_slice name, unsigned at, unsigned len)
{
    unsigned n = 0;

    for (unsigned i = at; i < at + len; i++) {
        n = n * 10 + (unsigned)(name.data[i] - '0');
    }
    return n;
}

static bool
is_day(unsigned year, unsigned month, unsigned day)
{
    return year >= 1900 && year < 2100 && month >= 1 && month <= 12 &&
           day >= 1 && day <= 31;
}

/* Days are no numbers of a series: they have weekends. */
static bool
is_date(struct lp_slice name, const struct run *r, unsigned n, unsigned i)
{
    unsigned at = r[i].at;

    if (r[i].len == 8) {
        return is_day(number_of(name, at, 4), number_of(name, at + 4, 2),
                      number_of(name, at + 6, 2));
    }
    for (unsigned k = i < 2 ? 0 : i - 2; k <= i && k + 2 < n; k++) {
        const struct run *a = &r[k];
        bool close = a[1].at == a[0].at + a[0].len + 1 &&
                     a[2].at == a[1].at + a[1].len + 1;

        if (close && a[0].len == 4 && a[1].len == 2 && a[2].len == 2 &&
            is_day(number_of(name, a[0].at, 4), number_of(name, a[1].at, 2),
                   number_of(name, a[2].at, 2))) {
            return true;
        }
        if (close && a[0].len == 2 && a[1].len == 2 && a[2].len == 4 &&
            (is_day(number_of(name, a[2].at, 4), number_of(name, a[1].at, 2),
                    number_of(name, a[0].at, 2)) ||
             is_day(number_of(name, a[2].at, 4), number_of(name, a[0].at, 2),
                    number_of(name, a[1].at, 2)))) {
            return true;
        }
    }
    return false;
}

/* What all names of the series have: the digits are left out. */
static void
put_key(struct lp_buf *to, struct lp_slice name, const struct run *r)
{
    for (size_t i = 0; i < name.len; i++) {
        uint8_t c = name.data[i];

        if (i == r->at) {
            lp_buf_byte(to, 0); /* stands for any number */
            i += r->len - (size_t)1;
            continue;
        }
        lp_buf_byte(to, c >= 'A' && c <= 'Z' ? (uint8_t)(c | 0x20) : c);
    }
}

static enum lp_code
add_run(struct lp_series *s, struct lp_slice name, const struct run *r,
        uint32_t document, struct lp_buf *key, struct lp_err *err)
{
    struct lp_series_member m = {
        .document = document,
        .at = r->at,
        .len = r->len,
        .padded = r->len > 1 && name.data[r->at] == '0',
    };
    void *grown;
    enum lp_code rc;

    for (unsigned i = 0; i < r->len; i++) {
        m.number = m.number * 10 + (uint64_t)(name.data[r->at + i] - '0');
    }
    lp_buf_clear(key);
    put_key(key, name, r);
    LP_TRY(lp_buf_check(key, err));
    LP_TRY(lp_intern_add(&s->keys, lp_buf_slice(key), &m.series, err));
    grown = lp_mem_grow(s->of, s->n, &s->cap, sizeof *s->of);
    if (grown == NULL) {
        return lp_no_memory(err);
    }
    s->of = grown;
    s->of[s->n++] = m;

done:
    return rc;
}

enum lp_code
lp_series_add(struct lp_series *s, struct lp_slice name, uint32_t document,
              struct lp_err *err)
{
    struct run runs[NAME_MAX_LEN / 2 + 1];
    struct lp_buf key = {0};
    unsigned n = 0;
    enum lp_code rc = LP_OK;

    if (name.len > NAME_MAX_LEN) {
        return LP_OK;
    }
    for (size_t i = 0; i < name.len; i++) {
        size_t from = i;

        while (i < name.len && is_digit(name.data[i])) {
            i++;
        }
        if (i > from) {
            runs[n++] = (struct run){(uint8_t)from, (uint8_t)(i - from)};
        }
    }
    for (unsigned i = n > RUNS_MAX ? n - RUNS_MAX : 0; i < n; i++) {
        if (runs[i].len <= DIGITS_MAX && !is_date(name, runs, n, i)) {
            LP_TRY(add_run(s, name, &runs[i], document, &key, err));
        }
    }

done:
    lp_buf_release(&key);
    return rc;
}

static int
order(const void *a, const void *b)
{
    const struct lp_series_member *x = a;
    const struct lp_series_member *y = b;

    if (x->series != y->series) {
        return x->series < y->series ? -1 : 1;
    }
    if (x->number != y->number) {
        return x->number < y->number ? -1 : 1;
    }
    return x->document < y->document ? -1 : x->document > y->document;
}

/* The name that a neighbour would have with another number. */
static void
put_name(const struct telling *t, struct lp_buf *to,
         const struct lp_series_member *m, uint64_t number, bool padded)
{
    struct lp_slice name = t->name_of(t->who, m->document);

    lp_buf_clear(to);
    lp_buf_put(to, lp_slice_head(name, m->at));
    lp_buf_printf(to, "%0*llu", padded ? (int)m->len : 1,
                  (unsigned long long)number);
    lp_buf_put(to, lp_slice_from(name, (size_t)m->at + m->len));
}

/* Tell the holes of members in ascending order, no number twice. */
static enum lp_code
tell_holes(struct telling *t, const struct lp_series_member *of, size_t n,
           bool padded, struct lp_err *err)
{
    uint64_t span = of[n - 1].number - of[0].number + 1;
    enum lp_code rc = LP_OK;

    if (n < PRESENT_MIN || span - n > n) {
        return LP_OK;
    }
    for (size_t i = 0; i + 1 < n; i++) {
        struct lp_series_hole h = {
            .missing = of[i + 1].number - of[i].number - 1,
            .present = n,
            .before = of[i].document,
            .behind = of[i + 1].document,
        };

        if (h.missing == 0) {
            continue;
        }
        put_name(t, &t->first, &of[i], of[i].number + 1, padded);
        put_name(t, &t->last, &of[i], of[i + 1].number - 1, padded);
        LP_TRY(lp_buf_check(&t->first, err));
        LP_TRY(lp_buf_check(&t->last, err));
        h.first = lp_buf_slice(&t->first);
        h.last = lp_buf_slice(&t->last);
        LP_TRY(t->told(t->who, &h, err));
    }

done:
    return rc;
}

/* Of the members of one key, those whose digits are `width` (0: of any) many;
 * cut where more numbers are missing than are there. */
static enum lp_code
tell_width(struct telling *t, const struct lp_series_member *of, size_t n,
           unsigned width, struct lp_series_member *scratch, struct lp_err *err)
{
    size_t all = 0;
    size_t from = 0;
    enum lp_code rc = LP_OK;

    for (size_t i = 0; i < n; i++) {
        if ((width == 0 || of[i].len == width) &&
            (all == 0 || scratch[all - 1].number != of[i].number)) {
            scratch[all++] = of[i];
        }
    }
    for (size_t i = 1; i <= all; i++) {
        if (i == all || scratch[i].number - scratch[i - 1].number - 1 > all) {
            LP_TRY(tell_holes(t, scratch + from, i - from, width > 0, err));
            from = i;
        }
    }

done:
    return rc;
}

static enum lp_code
tell_key(struct telling *t, const struct lp_series_member *of, size_t n,
         struct lp_series_member *scratch, struct lp_err *err)
{
    uint32_t widths = 0;
    enum lp_code rc = LP_OK;

    for (size_t i = 0; i < n; i++) {
        widths |= of[i].padded ? (uint32_t)1 << of[i].len : 0;
    }
    if (widths == 0) {
        return tell_width(t, of, n, 0, scratch, err);
    }
    for (unsigned w = 2; w <= DIGITS_MAX; w++) {
        if ((widths >> w & 1) != 0) {
            LP_TRY(tell_width(t, of, n, w, scratch, err));
        }
    }

done:
    return rc;
}

enum lp_code
lp_series_tell(struct lp_series *s,
               struct lp_slice (*name_of)(void *who, uint32_t document),
               lp_series_told *told, void *who, struct lp_err *err)
{
    struct telling t = {.name_of = name_of, .told = told, .who = who};
    struct lp_series_member *scratch = calloc(s->n + 1, sizeof *scratch);
    size_t from = 0;
    enum lp_code rc = LP_OK;

    if (scratch == NULL) {
        return lp_no_memory(err);
    }
    if (s->n > 1) {
        qsort(s->of, s->n, sizeof *s->of, order);
    }
    for (size_t i = 1; i <= s->n; i++) {
        if (i == s->n || s->of[i].series != s->of[from].series) {
            LP_TRY(tell_key(&t, s->of + from, i - from, scratch, err));
            from = i;
        }
    }

done:
    lp_buf_release(&t.first);
    lp_buf_release(&t.last);
    free(scratch);
    return rc;
}

void
lp_series_release(struct lp_series *s)
{
    lp_intern_release(&s->keys);
    free(s->of);
    *s = (struct lp_series){0};
}
