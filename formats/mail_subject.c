#include "formats/mail_subject.h"

#include <stdlib.h>
#include <utf8proc.h>

#include "base/mem.h"
#include "base/text.h"
#include "formats/mail_charset.h"
#include "formats/mail_word.h"

/* No character becomes more than 18 (U+FDFA). */
#define EXPANDED_MAX 32

struct points {
    utf8proc_int32_t *of;
    size_t n;
    size_t cap;
};

/* A mark in a run of them, with what it is ordered by. */
struct mark {
    utf8proc_int32_t point;
    unsigned class;
    size_t at;
};

static enum lp_code
put_points(struct points *p, const utf8proc_int32_t *more, size_t n,
           struct lp_err *err)
{
    for (size_t i = 0; i < n; i++) {
        void *grown = lp_mem_grow(p->of, p->n, &p->cap, sizeof *p->of);

        if (grown == NULL) {
            return lp_no_memory(err);
        }
        p->of = grown;
        p->of[p->n++] = more[i];
    }
    return LP_OK;
}

static enum lp_code
decompose(struct points *p, struct lp_slice text, utf8proc_option_t how,
          struct lp_err *err)
{
    int boundary = 0;
    enum lp_code rc = LP_OK;

    for (size_t i = 0; i < text.len && rc == LP_OK;) {
        utf8proc_int32_t out[EXPANDED_MAX];
        utf8proc_int32_t c = (utf8proc_int32_t)lp_text_next(text, &i);
        utf8proc_ssize_t n =
            utf8proc_decompose_char(c, out, EXPANDED_MAX, how, &boundary);

        rc = n < 0 || n > EXPANDED_MAX
                 ? lp_fail(err, LP_E_ENGINE, "utf8proc cannot take U+%04X",
                           (unsigned)c)
                 : put_points(p, out, (size_t)n, err);
    }
    return rc;
}

static unsigned
class_of(utf8proc_int32_t c)
{
    return (unsigned)utf8proc_get_property(c)->combining_class;
}

static int
order(const void *a, const void *b)
{
    const struct mark *x = a;
    const struct mark *y = b;

    if (x->class != y->class) {
        return x->class < y->class ? -1 : 1;
    }
    return x->at < y->at ? -1 : x->at > y->at;
}

/* Bring the marks behind each letter into their order. The library's own way
 * takes the square of their number, which a stranger chooses. */
static enum lp_code
reorder(struct points *p, struct lp_err *err)
{
    struct mark *marks = calloc(p->n + 1, sizeof *marks);

    if (marks == NULL) {
        return lp_no_memory(err);
    }
    for (size_t i = 0; i < p->n; i++) {
        size_t n = 0;

        while (i + n < p->n && class_of(p->of[i + n]) > 0) {
            utf8proc_int32_t c = p->of[i + n];

            marks[n] = (struct mark){c, class_of(c), n};
            n++;
        }
        if (n > 1) {
            qsort(marks, n, sizeof *marks, order);
        }
        for (size_t k = 0; k < n; k++) {
            p->of[i + k] = marks[k].point;
        }
        i += n;
    }
    free(marks);
    return LP_OK;
}

/* The text in the normal form that `how` and composition make. */
static enum lp_code
normalize(struct points *p, struct lp_slice text, utf8proc_option_t how,
          struct lp_err *err)
{
    utf8proc_ssize_t n;
    enum lp_code rc;

    LP_TRY(decompose(p, text, how, err));
    if (p->of == NULL) {
        return LP_OK; /* no text */
    }
    LP_TRY(reorder(p, err));
    n = utf8proc_normalize_utf32(p->of, (utf8proc_ssize_t)p->n,
                                 UTF8PROC_COMPOSE | UTF8PROC_STABLE);
    if (n < 0) {
        return lp_fail(err, LP_E_ENGINE, "utf8proc cannot compose");
    }
    p->n = (size_t)n;

done:
    return rc;
}

/* Append the text of a value, as UTF-8. */
static void
decode(struct lp_buf *to, struct lp_slice value)
{
    struct lp_buf other = {0};

    if (!lp_text_utf8(value)) {
        if (!lp_mail_charset(&other, lp_slice_str("windows-1252"), value) &&
            !lp_mail_charset(&other, lp_slice_str("iso-8859-1"), value)) {
            to->failed = other.failed;
        }
        value = lp_buf_slice(&other);
    }
    lp_mail_word(to, value);
    lp_buf_release(&other);
}

/* The property White_Space of Unicode. */
static bool
is_white(utf8proc_int32_t c)
{
    return (c >= 9 && c <= 13) || c == 0x20 || c == 0x85 || c == 0xa0 ||
           c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 ||
           c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

static bool
is_letter_or_digit(utf8proc_int32_t c)
{
    switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
        return true;
    default:
        return false;
    }
}

static void
put_point(struct lp_buf *to, utf8proc_int32_t c)
{
    uint8_t bytes[4];
    utf8proc_ssize_t n = utf8proc_encode_char(c, bytes);

    lp_buf_put(to, (struct lp_slice){bytes, (size_t)n});
}

static enum lp_code
put_form(struct lp_buf *to, struct lp_slice value, bool loose,
         struct lp_err *err)
{
    struct lp_buf text = {0};
    struct points p = {0};
    bool some = false;
    bool gap = false;
    enum lp_code rc;

    decode(&text, value);
    LP_TRY(lp_buf_check(&text, err));
    LP_TRY(normalize(&p, lp_buf_slice(&text),
                     loose ? UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT |
                                 UTF8PROC_CASEFOLD
                           : UTF8PROC_DECOMPOSE,
                     err));
    for (size_t i = 0; i < p.n; i++) {
        if (loose && !is_letter_or_digit(p.of[i])) {
            continue;
        }
        if (is_white(p.of[i])) {
            gap = some;
            continue;
        }
        lp_buf_str(to, gap ? " " : "");
        put_point(to, p.of[i]);
        some = true;
        gap = false;
    }
    LP_TRY(lp_buf_check(to, err));

done:
    free(p.of);
    lp_buf_release(&text);
    return rc;
}

enum lp_code
lp_mail_subject(struct lp_buf *to, struct lp_slice value, struct lp_err *err)
{
    return put_form(to, value, false, err);
}

enum lp_code
lp_mail_subject_loose(struct lp_buf *to, struct lp_slice value,
                      struct lp_err *err)
{
    return put_form(to, value, true, err);
}
