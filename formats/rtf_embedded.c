#include "formats/rtf_embedded.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "formats/rule.h"
#include "formats/text_rtf_scan.h"

struct finding {
    struct lp_rtf_embeddeds *out;
    const struct lp_limits *limits;
    struct lp_rtf_scan scan;
    uint64_t at; /* of the next byte */
    uint64_t depth;
    uint64_t fallback; /* the depth of a group that is passed over, or 0 */
    uint64_t inside;   /* the depth of the data at hand, or 0 */
    struct lp_rtf_embedded now;
    bool over; /* the group of the document */
};

static bool
is_word(const struct lp_rtf_scan *s, const char *word)
{
    return s->name_len <= sizeof s->name &&
           lp_slice_is((struct lp_slice){s->name, s->name_len}, word);
}

/* RTF 1.9.1, "Pictures". */
static const struct {
    const char *word;
    const char *ending;
} blips[] = {
    {"jpegblip", "jpg"},  {"pngblip", "png"},    {"emfblip", "emf"},
    {"wmetafile", "wmf"}, {"dibitmap", "dib"},   {"wbitmap", "bmp"},
    {"macpict", "pict"},  {"pmmetafile", "met"},
};

static void
on_word(struct finding *f)
{
    const struct lp_rtf_scan *s = &f->scan;
    bool object = is_word(s, "objdata");

    if (f->inside > 0) {
        for (size_t i = 0;
             f->depth == f->inside && f->now.holds == LP_RTF_HOLDS_PICTURE &&
             i < sizeof blips / sizeof blips[0];
             i++) {
            if (is_word(s, blips[i].word)) {
                f->now.ending = blips[i].ending;
            }
        }
        return;
    }
    if (f->fallback == 0 &&
        (is_word(s, "nonshppict") || is_word(s, "result"))) {
        f->fallback = f->depth;
    }
    if (object || (is_word(s, "pict") && f->fallback == 0)) {
        f->inside = f->depth;
        f->now = (struct lp_rtf_embedded){
            .holds = object ? LP_RTF_HOLDS_OBJECT : LP_RTF_HOLDS_PICTURE,
            .ending = "bin",
            .at = f->at,
        };
    }
}

/* The data at hand ends at `end`. */
static enum lp_code
add(struct finding *f, uint64_t end, bool open, struct lp_err *err)
{
    struct lp_rtf_embeddeds *out = f->out;
    struct lp_rtf_embedded *grown;

    if (out->n >= f->limits->entries) {
        return lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIMIT_ENTRIES, f->now.at,
                          "rtf: more is embedded than the limit");
    }
    grown = lp_mem_grow(out->of, out->n, &out->cap, sizeof *grown);
    if (grown == NULL) {
        return lp_no_memory(err);
    }
    out->of = grown;
    f->now.end = end;
    f->now.open = open;
    out->of[out->n++] = f->now;
    f->inside = 0;
    return LP_OK;
}

static enum lp_code
on_token(struct finding *f, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    switch (f->scan.token) {
    case LP_RTF_OPEN:
        f->depth++;
        break;
    case LP_RTF_CLOSE:
        if (f->inside > 0 && f->depth == f->inside) {
            rc = add(f, f->at - 1, false, err);
        }
        f->over = f->over || f->depth == 1;
        f->depth -= f->depth > 0 ? 1 : 0;
        f->fallback = f->depth < f->fallback ? 0 : f->fallback;
        break;
    case LP_RTF_WORD:
        on_word(f);
        break;
    default:
        break;
    }
    return rc;
}

/* What stands behind the document, but for what pads files. */
static void
look_behind(struct finding *f, struct lp_slice bytes)
{
    static const char pads[] = "\r\n\t \x1a";

    for (size_t i = 0; i < bytes.len && !f->out->tail; i++) {
        if (bytes.data[i] != '\0' && strchr(pads, bytes.data[i]) == NULL) {
            f->out->tail = true;
            f->out->at = f->at + i;
        }
    }
}

enum lp_code
lp_rtf_embedded_find(struct lp_rtf_embeddeds *out, struct lp_view *v,
                     const struct lp_limits *limits, struct lp_err *err)
{
    struct finding f = {.out = out, .limits = limits};
    struct lp_source from = {0};
    struct lp_piece p = {0};
    enum lp_code rc;

    LP_TRY(lp_source_range(&from, v, 0, v->size, err));
    do {
        LP_TRY(lp_source_pull(&from, &p, err));
        for (size_t i = 0; i < p.bytes.len;) {
            struct lp_slice rest = lp_slice_from(p.bytes, i);
            size_t n = lp_rtf_scan(&f.scan, rest);

            if (f.over) {
                look_behind(&f, lp_slice_head(rest, n));
            }
            i += n;
            f.at += n;
            LP_TRY(on_token(&f, err));
        }
    } while (p.bytes.len > 0);
    if (f.inside > 0) {
        rc = add(&f, f.at, true, err);
    }

done:
    lp_source_release(&from);
    return rc;
}

void
lp_rtf_embedded_release(struct lp_rtf_embeddeds *e)
{
    free(e->of);
    *e = (struct lp_rtf_embeddeds){0};
}
