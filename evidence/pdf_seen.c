#include "evidence/pdf_seen.h"

#include "evidence/pdf_same.h"

/* Fields and pages are made of so many levels at most. */
#define LEVELS 32
/* Of an annotation (12.5.3): hidden, printed, not on screen, but there when it
 * is pointed at. Invisible says nothing of a kind that readers know. */
#define FLAG_HIDDEN 0x02
#define FLAG_PRINT 0x04
#define FLAG_NO_VIEW 0x20
#define FLAG_TOGGLE 0x100

enum lp_code
lp_pdf_inherited(struct lp_pdf *pdf, const struct lp_pdf_value *field,
                 const char *key, struct lp_pdf_object *hold,
                 struct lp_pdf_value *out, struct lp_err *err)
{
    struct lp_pdf_object up[2] = {0};
    struct lp_pdf_value dict = *field;
    enum lp_code rc = LP_OK;

    *out = (struct lp_pdf_value){0};
    for (unsigned i = 0; i < LEVELS && dict.kind == LP_PDF_DICT; i++) {
        struct lp_pdf_value v = lp_pdf_get(&dict, key);
        struct lp_pdf_value parent = lp_pdf_get(&dict, "Parent");

        if (v.kind != LP_PDF_NONE) {
            rc = lp_pdf_newest(pdf, &v, hold, out, err);
            if (rc == LP_OK && v.kind != LP_PDF_REF) {
                /* It borrows from what is released below. */
                lp_buf_clear(&hold->bytes);
                lp_buf_put(&hold->bytes, v.raw);
                rc = lp_buf_check(&hold->bytes, err);
                out->raw = lp_buf_slice(&hold->bytes);
            }
            break;
        }
        lp_pdf_object_release(&up[i % 2]);
        LP_TRY(lp_pdf_newest(pdf, &parent, &up[i % 2], &dict, err));
    }

done:
    lp_pdf_object_release(&up[0]);
    lp_pdf_object_release(&up[1]);
    return rc;
}

enum lp_code
lp_pdf_whole_name(struct lp_pdf *pdf, const struct lp_pdf_value *field,
                  struct lp_buf *out, struct lp_err *err)
{
    struct lp_pdf_object up[2] = {0};
    struct lp_pdf_value dict = *field;
    struct lp_buf part[LEVELS] = {0};
    unsigned n = 0;
    enum lp_code rc = LP_OK;

    for (unsigned i = 0; i < LEVELS && dict.kind == LP_PDF_DICT; i++) {
        struct lp_pdf_value t = lp_pdf_get(&dict, "T");
        struct lp_pdf_value parent = lp_pdf_get(&dict, "Parent");

        if (t.kind == LP_PDF_STRING) {
            lp_pdf_bytes_of(&part[n], &t);
            LP_TRY(lp_buf_check(&part[n++], err));
        }
        lp_pdf_object_release(&up[i % 2]);
        LP_TRY(lp_pdf_newest(pdf, &parent, &up[i % 2], &dict, err));
    }
    for (unsigned i = n; i > 0; i--) {
        lp_buf_put(out, lp_buf_slice(&part[i - 1]));
        lp_buf_str(out, i > 1 ? "." : "");
    }
    rc = lp_buf_check(out, err);

done:
    for (unsigned i = 0; i < LEVELS; i++) {
        lp_buf_release(&part[i]);
    }
    lp_pdf_object_release(&up[0]);
    lp_pdf_object_release(&up[1]);
    return rc;
}

/* A number, perhaps behind a reference. */
static enum lp_code
number_of(struct lp_pdf *pdf, const struct lp_pdf_value *v, double *out,
          bool *is, struct lp_err *err)
{
    struct lp_pdf_object hold = {0};
    struct lp_pdf_value n;
    enum lp_code rc = lp_pdf_newest(pdf, v, &hold, &n, err);

    *is = rc == LP_OK && (n.kind == LP_PDF_INT || n.kind == LP_PDF_REAL);
    *out = *is ? lp_pdf_number(&n, 0) : 0;
    lp_pdf_object_release(&hold);
    return rc;
}

/* Four numbers as left, bottom, right, top. `*is`: they are just that. */
static enum lp_code
rect_of(struct lp_pdf *pdf, const struct lp_pdf_value *rect, double box[4],
        bool *is, struct lp_err *err)
{
    struct lp_pdf_walk walk = lp_pdf_walk(rect);
    struct lp_pdf_value v;
    enum lp_code rc = LP_OK;

    *is = rect->kind == LP_PDF_ARRAY;
    for (size_t i = 0; i < 4 && *is; i++) {
        *is = lp_pdf_item(&walk, &v);
        if (*is) {
            LP_TRY(number_of(pdf, &v, &box[i], is, err));
        }
    }
    for (size_t i = 0; i < 2; i++) {
        if (box[i] > box[i + 2]) {
            double low = box[i + 2];

            box[i + 2] = box[i];
            box[i] = low;
        }
    }

done:
    return rc;
}

enum lp_code
lp_pdf_seen_page(struct lp_pdf *pdf, const struct lp_pdf_value *page,
                 double box[4], struct lp_err *err)
{
    struct lp_pdf_object hold = {0};
    struct lp_pdf_value v;
    double crop[4] = {0};
    bool is = false;
    enum lp_code rc;

    LP_TRY(lp_pdf_inherited(pdf, page, "MediaBox", &hold, &v, err));
    LP_TRY(rect_of(pdf, &v, box, &is, err));
    LP_TRY(lp_pdf_inherited(pdf, page, "CropBox", &hold, &v, err));
    LP_TRY(rect_of(pdf, &v, crop, &is, err));
    for (size_t i = 0; i < 2 && is; i++) {
        box[i] = crop[i] > box[i] ? crop[i] : box[i];
        box[i + 2] = crop[i + 2] < box[i + 2] ? crop[i + 2] : box[i + 2];
    }

done:
    lp_pdf_object_release(&hold);
    return rc;
}

double
lp_pdf_seen_area(const double a[4], const double b[4])
{
    double side[2];

    for (size_t i = 0; i < 2; i++) {
        double low = a[i] > b[i] ? a[i] : b[i];
        double high = a[i + 2] < b[i + 2] ? a[i + 2] : b[i + 2];

        side[i] = high > low ? high - low : 0;
    }
    return side[0] * side[1];
}

static bool
on_screen(int64_t flags)
{
    return (flags & FLAG_HIDDEN) == 0 &&
           ((flags & FLAG_NO_VIEW) == 0 || (flags & FLAG_TOGGLE) != 0);
}

static bool
in_print(int64_t flags)
{
    return (flags & FLAG_HIDDEN) == 0 && (flags & FLAG_PRINT) != 0;
}

static enum lp_code
flags_of(struct lp_pdf *pdf, const struct lp_pdf_value *v, int64_t *flags,
         struct lp_err *err)
{
    struct lp_pdf_object hold = {0};
    struct lp_pdf_value n;
    enum lp_code rc = lp_pdf_newest(pdf, v, &hold, &n, err);

    *flags = rc == LP_OK ? lp_pdf_integer(&n, 0, UINT32_MAX, 0) : 0;
    lp_pdf_object_release(&hold);
    return rc;
}

enum lp_code
lp_pdf_seen_same(struct lp_pdf_same *d, const struct lp_pdf_value *old,
                 const struct lp_pdf_value *now, bool *same, struct lp_err *err)
{
    int64_t was = 0;
    int64_t is = 0;
    enum lp_code rc;

    LP_TRY(flags_of(d->old, old, &was, err));
    LP_TRY(flags_of(d->now, now, &is, err));
    *same = on_screen(was) == on_screen(is) && in_print(was) == in_print(is);

done:
    return rc;
}

static bool
has(const struct lp_pdf_value *dict, const char *key)
{
    struct lp_pdf_value v = lp_pdf_get(dict, key);

    return v.kind != LP_PDF_NONE && v.kind != LP_PDF_NULL;
}

enum lp_code
lp_pdf_seen_box(struct lp_pdf *pdf, const struct lp_pdf_value *widget,
                double box[4], bool *seen, struct lp_err *err)
{
    static const double everywhere[4] = {-1e9, -1e9, 1e9, 1e9};
    struct lp_pdf_object hold = {0};
    struct lp_pdf_value rect = lp_pdf_get(widget, "Rect");
    struct lp_pdf_value f = lp_pdf_get(widget, "F");
    int64_t flags = 0;
    bool is = false;
    enum lp_code rc;

    LP_TRY(flags_of(pdf, &f, &flags, err));
    LP_TRY(lp_pdf_newest(pdf, &rect, &hold, &rect, err));
    LP_TRY(rect_of(pdf, &rect, box, &is, err));
    /* What readers make of a wrong rectangle is theirs. */
    for (size_t i = 0; i < 4 && !is; i++) {
        box[i] = everywhere[i];
    }
    /* Some draw the looks themselves, from the other keys. */
    *seen = rect.kind != LP_PDF_NONE && lp_pdf_seen_area(box, box) > 0 &&
            (has(widget, "AP") || has(widget, "MK") || has(widget, "BS") ||
             has(widget, "Border")) &&
            (on_screen(flags) || in_print(flags));

done:
    lp_pdf_object_release(&hold);
    return rc;
}
