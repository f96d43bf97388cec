#include "formats/pdf_font.h"

#include <stdlib.h>
#include <string.h>

#include "formats/pdf_glyph.h"

#define WIDTH_OTHER 500.0
#define SYMBOLIC 4

struct reading {
    struct lp_pdf_font *font;
    struct lp_pdf *pdf;
    size_t revision;
    const struct lp_pdf_value *dict;
};

void
lp_pdf_font_release(struct lp_pdf_font *f)
{
    lp_pdf_cmap_release(&f->encoding);
    lp_pdf_cmap_release(&f->to_unicode);
    lp_buf_release(&f->text);
    lp_buf_release(&f->shown);
    free(f->simple);
    lp_pdf_widths_release(&f->widths);
    *f = (struct lp_pdf_font){0};
}

size_t
lp_pdf_font_held(const struct lp_pdf_font *f)
{
    return sizeof *f + lp_pdf_cmap_held(&f->encoding) +
           lp_pdf_cmap_held(&f->to_unicode) + f->text.cap +
           f->widths.cap * sizeof f->widths.of[0] +
           (f->simple == NULL ? 0 : 256 * sizeof f->simple[0]);
}

static enum lp_code
follow(const struct reading *r, const struct lp_pdf_value *from,
       const char *key, struct lp_pdf_object *hold, struct lp_pdf_value *out,
       struct lp_err *err)
{
    struct lp_pdf_value v = lp_pdf_get(from, key);

    return lp_pdf_follow(r->pdf, r->revision, &v, hold, out, err);
}

/* The CMap in the stream of `o`; nothing if there is none. */
static enum lp_code
read_cmap(const struct reading *r, const struct lp_pdf_object *o,
          struct lp_pdf_cmap *to, struct lp_err *err)
{
    struct lp_source from = {0};
    struct lp_buf bytes = {0};
    enum lp_pdf_stream_state state;
    enum lp_code rc;

    LP_TRY(lp_pdf_stream(r->pdf, r->revision, o, &from, &state, err));
    if (state == LP_PDF_STREAM_READ) {
        LP_TRY(lp_pdf_drain(&from, LP_PDF_CMAP_BYTES, &bytes, err));
        LP_TRY(lp_pdf_cmap_read(to, lp_buf_slice(&bytes), lp_pdf_work(r->pdf),
                                err));
    }

done:
    lp_source_release(&from);
    lp_buf_release(&bytes);
    return rc;
}

static enum lp_code
read_to_unicode(const struct reading *r, struct lp_err *err)
{
    struct lp_pdf_object hold = {0};
    struct lp_pdf_value v;
    enum lp_code rc = follow(r, r->dict, "ToUnicode", &hold, &v, err);

    if (rc == LP_OK && v.kind == LP_PDF_DICT) {
        rc = read_cmap(r, &hold, &r->font->to_unicode, err);
    }
    lp_pdf_object_release(&hold);
    return rc;
}

/* Names of the standard fonts whose own encoding is not that of letters. */
static bool
pictures(const struct lp_pdf_value *base_font)
{
    return lp_pdf_is(base_font, "Symbol") ||
           lp_pdf_is(base_font, "ZapfDingbats");
}

/* The encoding under the differences (9.6.6). */
static enum lp_pdf_encoding
base_encoding(const struct reading *r, const struct lp_pdf_value *name,
              const struct lp_pdf_value *descriptor)
{
    struct lp_pdf_value flags = lp_pdf_get(descriptor, "Flags");
    struct lp_pdf_value type = lp_pdf_get(r->dict, "Subtype");
    struct lp_pdf_value base_font = lp_pdf_get(r->dict, "BaseFont");

    if (lp_pdf_is(name, "WinAnsiEncoding")) {
        return LP_PDF_WIN_ANSI;
    }
    if (lp_pdf_is(name, "MacRomanEncoding")) {
        return LP_PDF_MAC_ROMAN;
    }
    if (lp_pdf_is(name, "StandardEncoding")) {
        return LP_PDF_STANDARD;
    }
    if (lp_pdf_is(name, "MacExpertEncoding") || lp_pdf_is(&type, "Type3") ||
        pictures(&base_font)) {
        return LP_PDF_BUILT_IN;
    }
    return (lp_pdf_integer(&flags, 0, INT64_MAX, 0) & SYMBOLIC) != 0
               ? LP_PDF_BUILT_IN
               : LP_PDF_STANDARD;
}

/* Which glyph each code has, where /Differences says so: of two, the last. */
static void
read_differences(const struct lp_pdf_value *array,
                 struct lp_pdf_value names[256])
{
    struct lp_pdf_walk w = lp_pdf_walk(array);
    struct lp_pdf_value v;
    int64_t code = 0;

    while (lp_pdf_item(&w, &v)) {
        if (v.kind == LP_PDF_INT) {
            code = lp_pdf_integer(&v, 0, 255, 256);
        } else if (v.kind == LP_PDF_NAME && code < 256) {
            names[code++] = v;
        }
    }
}

static void
put_simple(struct lp_pdf_font *f, unsigned code, enum lp_pdf_encoding base,
           const struct lp_pdf_value *glyph, struct lp_buf *name)
{
    struct lp_pdf_simple *s = &f->simple[code];

    s->at = (uint32_t)f->text.len;
    if (!lp_pdf_cmap_text(&f->to_unicode, code, &f->text)) {
        if (glyph->kind == LP_PDF_NAME) {
            lp_buf_clear(name);
            lp_pdf_bytes_of(name, glyph);
            (void)lp_pdf_glyph(&f->text, lp_buf_slice(name));
        } else {
            (void)lp_pdf_character(&f->text,
                                   lp_pdf_encoding(base, (uint8_t)code));
        }
    }
    s->len = (uint32_t)(f->text.len - s->at);
}

static enum lp_code
read_simple_text(const struct reading *r, const struct lp_pdf_value *descriptor,
                 struct lp_err *err)
{
    struct lp_pdf_object hold = {0};
    struct lp_pdf_object hold_base = {0};
    struct lp_pdf_object hold_names = {0};
    struct lp_pdf_value *names = calloc(256, sizeof *names);
    struct lp_pdf_value encoding;
    struct lp_pdf_value name;
    struct lp_pdf_value differences;
    struct lp_buf scratch = {0};
    enum lp_pdf_encoding base;
    enum lp_code rc;

    if (names == NULL) {
        return lp_no_memory(err);
    }
    LP_TRY(follow(r, r->dict, "Encoding", &hold, &encoding, err));
    name = encoding;
    if (encoding.kind == LP_PDF_DICT) {
        LP_TRY(follow(r, &encoding, "BaseEncoding", &hold_base, &name, err));
        LP_TRY(follow(r, &encoding, "Differences", &hold_names, &differences,
                      err));
        read_differences(&differences, names);
    }
    base = base_encoding(r, &name, descriptor);
    for (unsigned i = 0; i < 256; i++) {
        put_simple(r->font, i, base, &names[i], &scratch);
    }
    LP_TRY(lp_buf_check(&r->font->text, err));
    rc = lp_buf_check(&scratch, err);

done:
    lp_buf_release(&scratch);
    lp_pdf_object_release(&hold);
    lp_pdf_object_release(&hold_base);
    lp_pdf_object_release(&hold_names);
    free(names);
    return rc;
}

/* A thousandth of an em, but for fonts that are drawn by the document. */
static enum lp_code
glyph_unit(const struct reading *r, double *unit, struct lp_err *err)
{
    struct lp_pdf_object hold = {0};
    struct lp_pdf_value matrix;
    struct lp_pdf_value type = lp_pdf_get(r->dict, "Subtype");
    enum lp_code rc = LP_OK;

    *unit = 0.001;
    if (lp_pdf_is(&type, "Type3")) {
        struct lp_pdf_walk w;
        struct lp_pdf_value v;

        rc = follow(r, r->dict, "FontMatrix", &hold, &matrix, err);
        w = lp_pdf_walk(&matrix);
        if (rc == LP_OK && lp_pdf_item(&w, &v) && lp_pdf_number(&v, 0) != 0) {
            *unit = lp_pdf_number(&v, 0);
        }
        lp_pdf_object_release(&hold);
    }
    return rc;
}

static enum lp_code
read_simple_widths(const struct reading *r,
                   const struct lp_pdf_value *descriptor, struct lp_err *err)
{
    struct lp_pdf_object hold = {0};
    struct lp_pdf_value widths;
    struct lp_pdf_value first = lp_pdf_get(r->dict, "FirstChar");
    struct lp_pdf_value missing = lp_pdf_get(descriptor, "MissingWidth");
    int64_t code = lp_pdf_integer(&first, 0, 255, 0);
    double other = lp_pdf_number(&missing, 0);
    double unit;
    struct lp_pdf_walk w;
    struct lp_pdf_value v;
    enum lp_code rc;

    other = other > 0 ? other : WIDTH_OTHER;
    LP_TRY(glyph_unit(r, &unit, err));
    for (unsigned i = 0; i < 256; i++) {
        r->font->simple[i].width = other * 0.001;
    }
    LP_TRY(follow(r, r->dict, "Widths", &hold, &widths, err));
    w = lp_pdf_walk(&widths);
    while (code < 256 && lp_pdf_item(&w, &v)) {
        r->font->simple[code++].width = lp_pdf_number(&v, other) * unit;
    }

done:
    lp_pdf_object_release(&hold);
    return rc;
}

static enum lp_code
read_simple(const struct reading *r, struct lp_err *err)
{
    struct lp_pdf_object hold = {0};
    struct lp_pdf_value descriptor;
    enum lp_code rc;

    r->font->codes = LP_PDF_CODES_ONE;
    r->font->simple = calloc(256, sizeof r->font->simple[0]);
    if (r->font->simple == NULL) {
        return lp_no_memory(err);
    }
    LP_TRY(follow(r, r->dict, "FontDescriptor", &hold, &descriptor, err));
    LP_TRY(read_simple_text(r, &descriptor, err));
    LP_TRY(read_simple_widths(r, &descriptor, err));

done:
    lp_pdf_object_release(&hold);
    return rc;
}

static enum lp_code
read_descendant(const struct reading *r, struct lp_err *err)
{
    struct lp_pdf_object hold = {0};
    struct lp_pdf_object hold_font = {0};
    struct lp_pdf_object hold_w = {0};
    struct lp_pdf_value array;
    struct lp_pdf_value v = {0};
    struct lp_pdf_value other;
    struct lp_pdf_walk w;
    enum lp_code rc;

    LP_TRY(follow(r, r->dict, "DescendantFonts", &hold, &array, err));
    w = lp_pdf_walk(&array);
    (void)lp_pdf_item(&w, &v);
    LP_TRY(lp_pdf_follow(r->pdf, r->revision, &v, &hold_font, &v, err));
    other = lp_pdf_get(&v, "DW");
    r->font->widths.other = lp_pdf_number(&other, 1000) * 0.001;
    LP_TRY(follow(r, &v, "W", &hold_w, &array, err));
    LP_TRY(
        lp_pdf_widths_read(&r->font->widths, r->pdf, r->revision, &array, err));

done:
    lp_pdf_object_release(&hold);
    lp_pdf_object_release(&hold_font);
    lp_pdf_object_release(&hold_w);
    return rc;
}

/* The predefined CMaps, by their names (9.7.5.2). */
static void
name_codes(struct lp_pdf_font *f, const struct lp_pdf_value *name)
{
    struct lp_slice s = name->raw;

    f->vertical = lp_slice_ends(s, lp_slice_str("-V")) || lp_slice_is(s, "/V");
    f->codes = LP_PDF_CODES_TWO;
    if (lp_pdf_is(name, "Identity-H") || lp_pdf_is(name, "Identity-V")) {
        f->identity = true;
    } else if (lp_slice_begins(s, lp_slice_str("/Uni")) &&
               memmem(s.data, s.len, "-UCS2-", 6) != NULL) {
        f->unicode = true;
    } else if (lp_slice_begins(s, lp_slice_str("/Uni")) &&
               memmem(s.data, s.len, "-UTF16-", 7) != NULL) {
        f->unicode = true;
        f->codes = LP_PDF_CODES_UTF16;
    } else if (f->to_unicode.n_spaces > 0) {
        f->codes = LP_PDF_CODES_MAP;
    }
}

static enum lp_code
read_composite(const struct reading *r, struct lp_err *err)
{
    struct lp_pdf_object hold = {0};
    struct lp_pdf_value encoding;
    enum lp_code rc;

    LP_TRY(follow(r, r->dict, "Encoding", &hold, &encoding, err));
    if (encoding.kind == LP_PDF_DICT) {
        LP_TRY(read_cmap(r, &hold, &r->font->encoding, err));
        r->font->codes = LP_PDF_CODES_MAP;
        r->font->vertical = r->font->encoding.vertical;
    } else {
        name_codes(r->font, &encoding);
    }
    LP_TRY(read_descendant(r, err));

done:
    lp_pdf_object_release(&hold);
    return rc;
}

enum lp_code
lp_pdf_font_read(struct lp_pdf_font *f, struct lp_pdf *pdf, size_t revision,
                 const struct lp_pdf_value *dict, struct lp_err *err)
{
    const struct reading r = {f, pdf, revision, dict};
    struct lp_pdf_value type = lp_pdf_get(dict, "Subtype");
    enum lp_code rc;

    f->widths.other = WIDTH_OTHER * 0.001;
    LP_TRY(read_to_unicode(&r, err));
    rc = lp_pdf_is(&type, "Type0") ? read_composite(&r, err)
                                   : read_simple(&r, err);

done:
    return rc;
}

static unsigned
code_width(const struct lp_pdf_font *f, struct lp_slice codes)
{
    const struct lp_pdf_cmap *m =
        f->encoding.n_spaces > 0 ? &f->encoding : &f->to_unicode;

    if (f->codes == LP_PDF_CODES_MAP) {
        return lp_pdf_cmap_width(m, codes, 2);
    }
    if (f->codes == LP_PDF_CODES_UTF16 && codes.len >= 4 &&
        (codes.data[0] & 0xfc) == 0xd8) {
        return 4;
    }
    return codes.len < 2 ? 1 : 2;
}

static enum lp_code
next_composite(struct lp_pdf_font *f, struct lp_slice *codes,
               struct lp_pdf_shown *out, struct lp_err *err)
{
    unsigned n = code_width(f, *codes);
    struct lp_slice bytes = lp_slice_head(*codes, n);
    uint32_t code = 0;

    for (unsigned i = 0; i < n; i++) {
        code = code << 8 | bytes.data[i];
    }
    *codes = lp_slice_from(*codes, n);
    lp_buf_clear(&f->shown);
    if (!lp_pdf_cmap_text(&f->to_unicode, code, &f->shown) && f->unicode) {
        (void)lp_pdf_utf16(&f->shown, bytes);
    }
    out->text = lp_buf_slice(&f->shown);
    out->blank = n == 1 && code == 32;
    if (f->vertical) {
        out->width = -1;
    } else if (f->identity) {
        out->width = lp_pdf_widths_of(&f->widths, code);
    } else {
        out->width =
            lp_pdf_widths_of(&f->widths, lp_pdf_cmap_cid(&f->encoding, code));
    }
    return lp_buf_check(&f->shown, err);
}

enum lp_code
lp_pdf_font_next(struct lp_pdf_font *f, struct lp_slice *codes,
                 struct lp_pdf_shown *out, struct lp_err *err)
{
    const struct lp_pdf_simple *s;
    uint8_t code = codes->data[0];

    if (f->codes != LP_PDF_CODES_ONE) {
        return next_composite(f, codes, out, err);
    }
    *codes = lp_slice_from(*codes, 1);
    *out = (struct lp_pdf_shown){.width = f->widths.other, .blank = code == 32};
    if (f->simple != NULL) {
        s = &f->simple[code];
        out->text = lp_buf_part(&f->text, s->at, s->len);
        out->width = s->width;
    }
    return LP_OK;
}
