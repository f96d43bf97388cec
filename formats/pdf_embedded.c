#include "formats/pdf_embedded.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "formats/utf8.h"

/* A longer name is none; longer filters are none that we know. */
#define NAME_MAX_BYTES ((size_t)4096)
#define HOW_MAX ((size_t)4096)

struct finding {
    struct lp_pdf *pdf;
    size_t revision;
    const struct lp_limits *limits;
    struct lp_pdf_embeddeds *out;
    struct lp_buf name;
};

/* Table 44: where a specification names its file, the better name first. */
static const char *const keys[] = {"UF", "F", "Unix", "DOS", "Mac"};
#define KEYS (sizeof keys / sizeof keys[0])

static enum lp_code
add(struct finding *f, struct lp_pdf_embedded *e, struct lp_slice name,
    struct lp_slice filter, struct lp_slice params, struct lp_err *err)
{
    struct lp_pdf_embeddeds *out = f->out;
    struct lp_pdf_embedded *grown;

    if (out->n >= f->limits->entries) {
        return lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIMIT_ENTRIES, e->at,
                          "pdf: more is embedded than the limit");
    }
    grown = lp_mem_grow(out->of, out->n, &out->cap, sizeof *grown);
    if (grown == NULL) {
        return lp_no_memory(err);
    }
    out->of = grown;
    e->text = out->texts.len;
    e->name = (uint16_t)name.len;
    e->filter = (uint16_t)filter.len;
    e->params = (uint16_t)params.len;
    out->of[out->n++] = *e;
    lp_buf_put(&out->texts, name);
    lp_buf_put(&out->texts, filter);
    lp_buf_put(&out->texts, params);
    return lp_buf_check(&out->texts, err);
}

/* Whether something in `s` stands elsewhere. */
static bool
has_reference(struct lp_slice s)
{
    struct lp_pdf_token t;
    size_t at = 0;

    do {
        lp_pdf_token(s, &at, &t);
    } while (t.kind != LP_PDF_T_END && !lp_slice_is(t.raw, "R"));
    return t.kind != LP_PDF_T_END;
}

/* The filters in `filter` without the last one, into `to`. */
static void
put_but_last(struct lp_buf *to, const struct lp_pdf_value *filter)
{
    struct lp_pdf_walk walk = lp_pdf_walk(filter);
    struct lp_pdf_value one;
    struct lp_pdf_value last = {0};

    lp_buf_byte(to, '[');
    for (; lp_pdf_item(&walk, &one); last = one) {
        lp_buf_put(to, last.raw);
        lp_buf_byte(to, ' ');
    }
    lp_buf_byte(to, ']');
}

/* Which picture the last of the filters makes; FILE: none. */
static enum lp_pdf_holds
coding_of(const struct lp_pdf_value *filter)
{
    struct lp_pdf_walk walk = lp_pdf_walk(filter);
    struct lp_pdf_value last = *filter;
    struct lp_pdf_value one;

    while (lp_pdf_item(&walk, &one)) {
        last = one;
    }
    if (lp_pdf_is(&last, "DCTDecode") || lp_pdf_is(&last, "DCT")) {
        return LP_PDF_HOLDS_JPEG;
    }
    return lp_pdf_is(&last, "JPXDecode") ? LP_PDF_HOLDS_JPX : LP_PDF_HOLDS_FILE;
}

/* The checksum that is stated, if it can be one. */
static enum lp_code
take_sum(struct finding *f, struct lp_pdf_embedded *e,
         const struct lp_pdf_value *stream, struct lp_err *err)
{
    struct lp_pdf_object hold[2] = {0};
    struct lp_pdf_value params = lp_pdf_get(stream, "Params");
    struct lp_pdf_value sum;
    struct lp_buf bytes = {0};
    enum lp_code rc;

    LP_TRY(lp_pdf_follow(f->pdf, f->revision, &params, &hold[0], &params, err));
    sum = lp_pdf_get(&params, "CheckSum");
    LP_TRY(lp_pdf_follow(f->pdf, f->revision, &sum, &hold[1], &sum, err));
    if (sum.kind == LP_PDF_STRING) {
        lp_pdf_bytes_of(&bytes, &sum);
        LP_TRY(lp_buf_check(&bytes, err));
    }
    e->summed = bytes.len == sizeof e->sum;
    if (e->summed) {
        memcpy(e->sum, bytes.data, sizeof e->sum);
    }

done:
    lp_pdf_object_release(&hold[0]);
    lp_pdf_object_release(&hold[1]);
    lp_buf_release(&bytes);
    return rc;
}

/* Add the stream of `o`, if it is a picture or called a file. */
static enum lp_code
add_stream(struct finding *f, const struct lp_pdf_object *o, uint32_t num,
           bool file, struct lp_slice name, struct lp_err *err)
{
    struct lp_pdf_embedded e = {.num = num, .at = o->stream_at};
    struct lp_pdf_value filter = lp_pdf_get(&o->value, "Filter");
    struct lp_pdf_value params = lp_pdf_get(&o->value, "DecodeParms");
    struct lp_pdf_value length = lp_pdf_get(&o->value, "Length");
    struct lp_pdf_value external = lp_pdf_get(&o->value, "F");
    struct lp_pdf_object hold[3] = {0};
    struct lp_buf undo = {0};
    enum lp_code rc;

    LP_TRY(lp_pdf_follow(f->pdf, f->revision, &filter, &hold[0], &filter, err));
    LP_TRY(lp_pdf_follow(f->pdf, f->revision, &params, &hold[1], &params, err));
    LP_TRY(lp_pdf_follow(f->pdf, f->revision, &length, &hold[2], &length, err));
    if (!file) {
        e.holds = coding_of(&filter);
        if (e.holds == LP_PDF_HOLDS_FILE) {
            goto done;
        }
        put_but_last(&undo, &filter);
    } else {
        lp_buf_put(&undo, filter.raw);
        LP_TRY(take_sum(f, &e, &o->value, err));
    }
    LP_TRY(lp_buf_check(&undo, err));
    if (e.at == 0) {
        e.closed = LP_RULE_EMBEDDED;
    } else if (external.kind != LP_PDF_NONE || undo.len > HOW_MAX ||
               params.raw.len > HOW_MAX || has_reference(params.raw)) {
        e.closed = LP_RULE_UNSUPPORTED_METHOD;
    }
    if (e.closed != LP_RULE_NONE) {
        rc = add(f, &e, name, (struct lp_slice){0}, (struct lp_slice){0}, err);
        goto done;
    }
    LP_TRY(
        lp_pdf_stream_size(lp_pdf_bytes(f->pdf), o,
                           (uint64_t)lp_pdf_integer(&length, 0, INT64_MAX, -1),
                           lp_pdf_work(f->pdf), &e.size, err));
    rc = add(f, &e, name, lp_buf_slice(&undo), params.raw, err);

done:
    for (size_t i = 0; i < sizeof hold / sizeof hold[0]; i++) {
        lp_pdf_object_release(&hold[i]);
    }
    lp_buf_release(&undo);
    return rc;
}

/* 7.9.2.2: UTF-16 behind its mark; else what is nearly ASCII. */
static void
put_utf16(struct lp_buf *to, struct lp_slice s)
{
    for (size_t i = 2; i + 1 < s.len; i += 2) {
        uint8_t bytes[LP_UTF8_MAX];
        uint32_t c = (uint32_t)s.data[i] << 8 | s.data[i + 1];
        bool high = c >= 0xd800 && c < 0xdc00 && i + 3 < s.len;
        uint32_t low = high ? (uint32_t)s.data[i + 2] << 8 | s.data[i + 3] : 0;

        if (low >= 0xdc00 && low < 0xe000) {
            c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
            i += 2;
        } else if (c >= 0xd800 && c < 0xe000) {
            c = 0xfffd;
        }
        lp_buf_put(to, (struct lp_slice){bytes, lp_utf8_put(c, bytes)});
    }
}

/* The name of the file that `spec` is about, into f->name. */
static enum lp_code
take_name(struct finding *f, const struct lp_pdf_value *spec,
          struct lp_err *err)
{
    struct lp_pdf_object hold = {0};
    struct lp_buf raw = {0};
    enum lp_code rc = LP_OK;

    lp_buf_clear(&f->name);
    for (size_t i = 0; i < KEYS && raw.len == 0; i++) {
        struct lp_pdf_value v = lp_pdf_get(spec, keys[i]);

        LP_TRY(lp_pdf_follow(f->pdf, f->revision, &v, &hold, &v, err));
        if (v.kind == LP_PDF_STRING) {
            lp_pdf_bytes_of(&raw, &v);
        }
    }
    LP_TRY(lp_buf_check(&raw, err));
    if (raw.len > NAME_MAX_BYTES) {
        goto done;
    }
    if (lp_slice_begins(lp_buf_slice(&raw), lp_slice_str("\xfe\xff"))) {
        put_utf16(&f->name, lp_buf_slice(&raw));
    } else {
        bool mark =
            lp_slice_begins(lp_buf_slice(&raw), lp_slice_str("\xef\xbb\xbf"));

        lp_buf_put(&f->name, lp_slice_from(lp_buf_slice(&raw), mark ? 3 : 0));
    }
    rc = lp_buf_check(&f->name, err);

done:
    lp_buf_release(&raw);
    lp_pdf_object_release(&hold);
    return rc;
}

static enum lp_code
add_file(struct finding *f, const struct lp_pdf_value *ref, struct lp_err *err)
{
    struct lp_pdf_object o = {0};
    enum lp_code rc;

    LP_TRY(lp_pdf_object(f->pdf, f->revision, ref->num, ref->gen, &o, err));
    rc = add_stream(f, &o, ref->num, true, lp_buf_slice(&f->name), err);

done:
    lp_pdf_object_release(&o);
    return rc;
}

/* A file specification, if it embeds something. */
static enum lp_code
add_spec(struct finding *f, const struct lp_pdf_value *spec, struct lp_err *err)
{
    struct lp_pdf_object hold = {0};
    struct lp_pdf_value files = lp_pdf_get(spec, "EF");
    struct lp_pdf_value before = {0};
    enum lp_code rc;

    /* It is gone through for each key, and others may lie around it. */
    LP_TRY(
        lp_pdf_work_take(lp_pdf_work(f->pdf), 2 * KEYS * spec->raw.len, err));
    LP_TRY(lp_pdf_follow(f->pdf, f->revision, &files, &hold, &files, err));
    if (files.kind != LP_PDF_DICT) {
        goto done;
    }
    LP_TRY(take_name(f, spec, err));
    for (size_t i = 0; i < KEYS; i++) {
        struct lp_pdf_value v = lp_pdf_get(&files, keys[i]);

        if (v.kind == LP_PDF_REF &&
            (v.num != before.num || before.kind != LP_PDF_REF)) {
            LP_TRY(add_file(f, &v, err));
            before = v;
        }
    }

done:
    lp_pdf_object_release(&hold);
    return rc;
}

/* The dictionaries that are open at a place of an object. */
struct nest {
    size_t depth;
    size_t at[LP_PDF_NESTING];
    bool used[LP_PDF_NESTING];
};

/* Find the dictionaries in `s` that have the key EF. */
static enum lp_code
find_specs(struct finding *f, struct lp_slice s, struct lp_err *err)
{
    struct nest n = {0};
    struct lp_pdf_token t;
    size_t at = 0;
    enum lp_code rc = LP_OK;

    for (lp_pdf_token(s, &at, &t); t.kind != LP_PDF_T_END;
         lp_pdf_token(s, &at, &t)) {
        const struct lp_pdf_value name = {.kind = LP_PDF_NAME, .raw = t.raw};
        struct lp_pdf_value spec;
        size_t from;

        if (t.kind == LP_PDF_T_DICT && n.depth < LP_PDF_NESTING) {
            n.used[n.depth] = false;
            n.at[n.depth++] = (size_t)(t.raw.data - s.data);
        } else if (t.kind == LP_PDF_T_DICT_END && n.depth > 0) {
            n.depth--;
        }
        if (t.kind != LP_PDF_T_NAME || n.depth == 0 || n.used[n.depth - 1] ||
            !lp_pdf_is(&name, "EF")) {
            continue;
        }
        n.used[n.depth - 1] = true;
        from = n.at[n.depth - 1];
        if (lp_pdf_value(s, &from, &spec) == LP_PDF_GOT) {
            LP_TRY(add_spec(f, &spec, err));
        }
    }

done:
    return rc;
}

static enum lp_code
find_picture(struct finding *f, const struct lp_pdf_object *o,
             struct lp_err *err)
{
    struct lp_pdf_object hold = {0};
    struct lp_pdf_value type = lp_pdf_get(&o->value, "Subtype");
    enum lp_code rc =
        lp_pdf_follow(f->pdf, f->revision, &type, &hold, &type, err);

    if (rc == LP_OK && lp_pdf_is(&type, "Image")) {
        rc = add_stream(f, o, o->num, false, (struct lp_slice){0}, err);
    }
    lp_pdf_object_release(&hold);
    return rc;
}

/* Whether the name EF may be in it, however it is spelled. */
static bool
may_embed(struct lp_slice s)
{
    return memmem(s.data, s.len, "/EF", 3) != NULL ||
           memchr(s.data, '#', s.len) != NULL;
}

static enum lp_code
look_at(struct finding *f, uint32_t num, uint32_t gen, struct lp_err *err)
{
    struct lp_pdf_object o = {0};
    enum lp_code rc;

    LP_TRY(lp_pdf_object(f->pdf, f->revision, num, gen, &o, err));
    if (o.stream_at > 0) {
        LP_TRY(find_picture(f, &o, err));
    }
    if (o.value.raw.len > 0 && may_embed(o.value.raw)) {
        LP_TRY(find_specs(f, o.value.raw, err));
    }

done:
    lp_pdf_object_release(&o);
    return rc;
}

static int
by_number(const void *a, const void *b)
{
    const struct lp_pdf_embedded *x = a;
    const struct lp_pdf_embedded *y = b;

    if (x->num != y->num) {
        return x->num < y->num ? -1 : 1;
    }
    if (x->holds != y->holds) {
        return x->holds < y->holds ? -1 : 1;
    }
    return x->text < y->text ? -1 : x->text > y->text;
}

static int
by_place(const void *a, const void *b)
{
    const struct lp_pdf_embedded *x = a;
    const struct lp_pdf_embedded *y = b;

    return x->at < y->at ? -1 : x->at > y->at ? 1 : by_number(a, b);
}

/* Each stream once, however often it is named. */
static void
sort(struct lp_pdf_embeddeds *e)
{
    size_t n = 0;

    if (e->n == 0) {
        return;
    }
    qsort(e->of, e->n, sizeof e->of[0], by_number);
    for (size_t i = 0; i < e->n; i++) {
        if (n == 0 || e->of[n - 1].num != e->of[i].num) {
            e->of[n++] = e->of[i];
        }
    }
    e->n = n;
    qsort(e->of, e->n, sizeof e->of[0], by_place);
}

enum lp_code
lp_pdf_embedded_find(struct lp_pdf_embeddeds *out, struct lp_pdf *pdf,
                     size_t revision, const struct lp_limits *limits,
                     struct lp_err *err)
{
    const struct lp_pdf_table *t = lp_pdf_table(pdf);
    struct finding f = {pdf, revision, limits, out, {0}};
    enum lp_code rc = LP_OK;

    for (size_t i = 0; i < t->n; i++) {
        uint32_t num = t->entries[i].num;
        const struct lp_pdf_entry *e;

        if (i > 0 && t->entries[i - 1].num == num) {
            continue;
        }
        e = lp_pdf_table_find(t, revision, num);
        if (e != NULL) {
            LP_TRY(look_at(&f, num, e->gen, err));
        }
    }
    sort(out);

done:
    lp_buf_release(&f.name);
    return rc;
}

struct lp_slice
lp_pdf_embedded_name(const struct lp_pdf_embeddeds *all,
                     const struct lp_pdf_embedded *e)
{
    return lp_buf_part(&all->texts, e->text, e->name);
}

struct lp_slice
lp_pdf_embedded_filter(const struct lp_pdf_embeddeds *all,
                       const struct lp_pdf_embedded *e)
{
    return lp_buf_part(&all->texts, e->text + e->name, e->filter);
}

struct lp_slice
lp_pdf_embedded_params(const struct lp_pdf_embeddeds *all,
                       const struct lp_pdf_embedded *e)
{
    return lp_buf_part(&all->texts, e->text + e->name + e->filter, e->params);
}

void
lp_pdf_embedded_release(struct lp_pdf_embeddeds *e)
{
    free(e->of);
    lp_buf_release(&e->texts);
    *e = (struct lp_pdf_embeddeds){0};
}
