#include "evidence/pdf_sig.h"

#include <string.h>

#include "base/text.h"

/* So much white space may stand around the signature in its gap. */
#define AROUND 64

void
lp_pdf_sig_release(struct lp_pdf_sig *s)
{
    lp_pdf_object_release(&s->object);
    lp_buf_release(&s->locked);
    *s = (struct lp_pdf_sig){0};
}

bool
lp_pdf_sig_is(const struct lp_pdf_value *dict)
{
    struct lp_pdf_value type = lp_pdf_get(dict, "Type");
    struct lp_pdf_value filter = lp_pdf_get(dict, "Filter");
    struct lp_pdf_value value = lp_pdf_get(dict, "Contents");
    struct lp_pdf_value range = lp_pdf_get(dict, "ByteRange");

    return dict->kind == LP_PDF_DICT &&
           (lp_pdf_is(&type, "Sig") || lp_pdf_is(&type, "DocTimeStamp") ||
            (type.kind == LP_PDF_NONE && filter.kind == LP_PDF_NAME &&
             value.kind == LP_PDF_STRING && range.kind == LP_PDF_ARRAY));
}

bool
lp_pdf_sig_empty(const struct lp_pdf_sig *s)
{
    struct lp_slice raw = s->value.raw;

    for (size_t i = 1; i + 1 < raw.len; i++) {
        if (raw.data[i] != '0' && !lp_pdf_blank(raw.data[i])) {
            return false;
        }
    }
    return true;
}

/* Exactly two pairs of numbers: from the begin, ascending, inside the file. */
static const char *
read_range(struct lp_pdf_sig *s, uint64_t size)
{
    struct lp_pdf_value range = lp_pdf_get(&s->object.value, "ByteRange");
    struct lp_pdf_walk walk = lp_pdf_walk(&range);
    struct lp_pdf_value v;
    uint64_t n[4] = {0};

    if (range.kind != LP_PDF_ARRAY) {
        return "there is no /ByteRange";
    }
    for (size_t i = 0; i < 4; i++) {
        if (!lp_pdf_item(&walk, &v) || v.kind != LP_PDF_INT || v.integer < 0) {
            return "/ByteRange is not two pairs of numbers";
        }
        n[i] = (uint64_t)v.integer;
    }
    if (lp_pdf_item(&walk, &v)) {
        return "/ByteRange has more than two pairs";
    }
    if (n[0] != 0) {
        return "/ByteRange does not begin with the file";
    }
    if (n[1] == 0 || n[2] <= n[1] || n[3] == 0 || n[2] > size ||
        n[3] > size - n[2]) {
        return "/ByteRange is not two ascending pieces of the file";
    }
    s->first = n[1];
    s->second = n[2];
    s->end = n[2] + n[3];
    return NULL;
}

static bool
only_hex(struct lp_slice raw)
{
    for (size_t i = 1; i + 1 < raw.len; i++) {
        if (lp_text_digit(raw.data[i]) < 0 && !lp_pdf_blank(raw.data[i])) {
            return false;
        }
    }
    return true;
}

static enum lp_code
only_blank(struct lp_view *v, uint64_t from, uint64_t to, bool *yes,
           struct lp_err *err)
{
    uint8_t bytes[AROUND];
    size_t got = 0;
    enum lp_code rc = LP_OK;

    *yes = to - from <= AROUND;
    if (*yes) {
        rc = lp_view_read(v, from, bytes, (size_t)(to - from), &got, err);
        for (size_t i = 0; i < got; i++) {
            *yes = *yes && lp_pdf_blank(bytes[i]);
        }
    }
    return rc;
}

/* What is not covered must be the signature alone: else things can be hidden
 * beside it. */
static enum lp_code
check_gap(struct lp_pdf_sig *s, struct lp_view *v, struct lp_err *err)
{
    uint64_t at =
        s->object.at + (uint64_t)(s->value.raw.data - s->object.bytes.data);
    uint64_t end = at + s->value.raw.len;
    bool before = true;
    bool behind = true;
    enum lp_code rc = LP_OK;

    if (s->value.kind != LP_PDF_STRING) {
        s->broken = "/Contents is no string";
        return LP_OK;
    }
    if (s->value.raw.data[0] == '<' && !only_hex(s->value.raw)) {
        s->broken = "something else stands in the signature's hexadecimal";
        return LP_OK;
    }
    if (s->first == at && s->second == end) {
        return LP_OK;
    }
    if (s->first == at + 1 && s->second == end - 1) {
        s->odd = "the delimiters of the signature are signed too";
        return LP_OK;
    }
    if (s->first > at || s->second < end) {
        s->broken = "the gap in /ByteRange is not where the signature stands";
        return LP_OK;
    }
    LP_TRY(only_blank(v, s->first, at, &before, err));
    LP_TRY(only_blank(v, end, s->second, &behind, err));
    if (!before || !behind) {
        s->broken = "the gap in /ByteRange holds more than the signature";
    } else {
        s->odd = "white space beside the signature is not signed";
    }

done:
    return rc;
}

/* The fields that FieldMDP names. */
static enum lp_code
read_lock(struct lp_pdf_sig *s, struct lp_pdf *pdf,
          const struct lp_pdf_value *params, struct lp_err *err)
{
    struct lp_pdf_value action = lp_pdf_get(params, "Action");
    struct lp_pdf_value fields = lp_pdf_get(params, "Fields");
    struct lp_pdf_object hold = {0};
    struct lp_pdf_walk walk;
    struct lp_pdf_value v;
    enum lp_code rc;

    s->lock = lp_pdf_is(&action, "Include")   ? LP_PDF_LOCK_THESE
              : lp_pdf_is(&action, "Exclude") ? LP_PDF_LOCK_OTHERS
                                              : LP_PDF_LOCK_ALL;
    LP_TRY(lp_pdf_newest(pdf, &fields, &hold, &fields, err));
    walk = lp_pdf_walk(&fields);
    while (lp_pdf_item(&walk, &v)) {
        lp_pdf_bytes_of(&s->locked, &v);
        lp_buf_byte(&s->locked, '\0');
    }
    rc = lp_buf_check(&s->locked, err);

done:
    lp_pdf_object_release(&hold);
    return rc;
}

/* One signature reference (12.8.1, table 253). */
static enum lp_code
read_reference(struct lp_pdf_sig *s, struct lp_pdf *pdf,
               const struct lp_pdf_value *ref, struct lp_err *err)
{
    struct lp_pdf_value method = lp_pdf_get(ref, "TransformMethod");
    struct lp_pdf_value params = lp_pdf_get(ref, "TransformParams");
    struct lp_pdf_object hold = {0};
    struct lp_pdf_value p;
    enum lp_code rc;

    LP_TRY(lp_pdf_newest(pdf, &params, &hold, &params, err));
    p = lp_pdf_get(&params, "P");
    if (lp_pdf_is(&method, "DocMDP")) {
        s->permits = (unsigned)lp_pdf_integer(&p, 1, 3, 2);
    } else if (lp_pdf_is(&method, "FieldMDP")) {
        LP_TRY(read_lock(s, pdf, &params, err));
    } else if (lp_pdf_is(&method, "UR") || lp_pdf_is(&method, "UR3")) {
        s->rights = true;
    }

done:
    lp_pdf_object_release(&hold);
    return rc;
}

static enum lp_code
read_references(struct lp_pdf_sig *s, struct lp_pdf *pdf, struct lp_err *err)
{
    struct lp_pdf_value list = lp_pdf_get(&s->object.value, "Reference");
    struct lp_pdf_object hold[2] = {0};
    struct lp_pdf_walk walk;
    struct lp_pdf_value v;
    enum lp_code rc;

    LP_TRY(lp_pdf_newest(pdf, &list, &hold[0], &list, err));
    walk = lp_pdf_walk(&list);
    while (lp_pdf_item(&walk, &v)) {
        LP_TRY(lp_pdf_newest(pdf, &v, &hold[1], &v, err));
        LP_TRY(read_reference(s, pdf, &v, err));
    }

done:
    lp_pdf_object_release(&hold[0]);
    lp_pdf_object_release(&hold[1]);
    return rc;
}

enum lp_code
lp_pdf_sig_read(struct lp_pdf_sig *s, struct lp_pdf_object *o,
                struct lp_view *v, struct lp_pdf *pdf, struct lp_err *err)
{
    struct lp_pdf_value type = lp_pdf_get(&o->value, "Type");
    enum lp_code rc = LP_OK;

    s->object = *o;
    *o = (struct lp_pdf_object){0};
    s->stamp = lp_pdf_is(&type, "DocTimeStamp");
    s->value = lp_pdf_get(&s->object.value, "Contents");
    s->direct = s->object.at == 0;
    s->broken = read_range(s, v->size);
    if (s->value.kind == LP_PDF_NONE) {
        s->broken = "there is no /Contents";
    } else if (s->broken == NULL && s->direct) {
        s->broken = "the signature is no object of its own in the file";
    }
    if (s->broken == NULL) {
        LP_TRY(check_gap(s, v, err));
    }
    if (pdf != NULL) {
        LP_TRY(read_references(s, pdf, err));
    }

done:
    return rc;
}
