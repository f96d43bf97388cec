#include "formats/text_ppt.h"

#include "formats/ppt_record.h"

#define SLIDES_MAX 10000
#define OF_SLIDES 0 /* the list of slides: not of masters, nor of notes */

struct show {
    struct lp_slice all;
    struct lp_ole_text *out;
    struct lp_ppt_objects objects;
    struct lp_slice outline; /* records behind the slide in the list */
    uint64_t left;           /* records that may yet be looked at */
    unsigned slides;
};

static enum lp_code
cut_short(uint64_t at, struct lp_err *err)
{
    return lp_ole_broken(err, at, "a record is cut short");
}

static void
put_text(struct show *s, const struct lp_ppt_record *r)
{
    size_t size = r->type == LP_PPT_TEXT_WIDE ? 2 : 1;

    for (size_t i = 0; i + size <= r->data.len; i += size) {
        const uint8_t *at = r->data.data + i;
        uint16_t unit = size == 2 ? lp_get_le16(at) : *at;

        if (unit == 0x0d || unit == 0x0b || unit == 0x0a) {
            lp_ole_text_unit(s->out, '\n');
        } else if (unit == '\t' || unit >= 0x20) {
            lp_ole_text_unit(s->out, unit);
        }
    }
    lp_ole_text_unit(s->out, '\n');
}

static bool
is_text(unsigned type)
{
    return type == LP_PPT_TEXT_WIDE || type == LP_PPT_TEXT_NARROW;
}

static bool
spend(struct show *s)
{
    s->left -= s->left > 0 ? 1 : 0;
    return s->left > 0;
}

/* [MS-PPT] 2.9.78: the text of a shape is one of those of the outline. */
static enum lp_code
put_outlined(struct show *s, const struct lp_ppt_record *ref,
             struct lp_err *err)
{
    struct lp_slice rest = s->outline;
    struct lp_ppt_record r = {0};
    uint32_t want;
    uint32_t n = 0;
    bool cut = false;

    if (ref->data.len < 4) {
        return cut_short(0, err);
    }
    want = lp_get_le32(ref->data.data);
    while (n <= want && spend(s) && lp_ppt_next(&rest, &r, &cut)) {
        n += r.type == LP_PPT_TEXT_HEADER ? 1 : 0;
    }
    if (n <= want) {
        return lp_ole_broken(err, 0, "a text is not in the outline");
    }
    while (spend(s) && lp_ppt_next(&rest, &r, &cut) &&
           r.type != LP_PPT_TEXT_HEADER) {
        if (is_text(r.type)) {
            put_text(s, &r);
        }
    }
    return cut ? cut_short(0, err) : LP_OK;
}

/* All texts of a slide's shapes, in the order in which they are drawn. What
 * holds records is gone into by going on behind its header. */
static enum lp_code
put_shapes(struct show *s, struct lp_slice rest, struct lp_err *err)
{
    struct lp_ppt_record r;
    bool cut = false;
    enum lp_code rc = LP_OK;

    while (spend(s) && !s->out->full) {
        struct lp_slice here = rest;

        if (!lp_ppt_next(&rest, &r, &cut)) {
            break;
        }
        if (r.holds) {
            rest = lp_slice_from(here, 8);
        } else if (r.type == LP_PPT_OUTLINE_REF) {
            LP_TRY(put_outlined(s, &r, err));
        } else if (is_text(r.type)) {
            put_text(s, &r);
        }
    }
    if (cut) {
        rc = cut_short(0, err);
    }

done:
    return rc;
}

/* Up to the next slide in the list. */
static struct lp_slice
outline_of(struct show *s, struct lp_slice rest, bool *cut)
{
    struct lp_slice all = rest;
    struct lp_slice end = rest;
    struct lp_ppt_record r;

    while (spend(s) && lp_ppt_next(&rest, &r, cut) &&
           r.type != LP_PPT_SLIDE_PERSIST) {
        end = rest;
    }
    return lp_slice_head(all, all.len - end.len);
}

static enum lp_code
put_slide(struct show *s, const struct lp_ppt_record *persist,
          struct lp_slice rest, struct lp_err *err)
{
    struct lp_ppt_record slide;
    bool cut = false;

    if (++s->slides > SLIDES_MAX) {
        return lp_ole_too_large(err);
    }
    if (persist->data.len < 4 ||
        !lp_ppt_object(&s->objects, s->all, lp_get_le32(persist->data.data),
                       LP_PPT_SLIDE, &slide)) {
        return lp_ole_broken(err, 0, "a slide is missing");
    }
    s->outline = outline_of(s, rest, &cut);
    lp_ole_text_page(s->out);
    return cut ? cut_short(0, err) : put_shapes(s, slide.data, err);
}

static enum lp_code
put_slides(struct show *s, struct lp_slice list, struct lp_err *err)
{
    struct lp_ppt_record r;
    bool cut = false;
    enum lp_code rc = LP_OK;

    while (spend(s) && lp_ppt_next(&list, &r, &cut) && !s->out->full) {
        if (r.type == LP_PPT_SLIDE_PERSIST) {
            LP_TRY(put_slide(s, &r, list, err));
        }
    }
    if (cut) {
        rc = cut_short(0, err);
    }

done:
    return rc;
}

/* 2.4.1: what the document holds, of which only the list of slides is read. */
static enum lp_code
put_document(struct show *s, struct lp_err *err)
{
    struct lp_ppt_record r;
    struct lp_slice rest;
    bool cut = false;
    enum lp_code rc = LP_OK;

    if (!lp_ppt_object(&s->objects, s->all, s->objects.document,
                       LP_PPT_DOCUMENT, &r)) {
        return lp_ole_broken(err, 0, "the document is missing");
    }
    rest = r.data;
    while (spend(s) && lp_ppt_next(&rest, &r, &cut)) {
        if (r.type == LP_PPT_LIST && r.instance == OF_SLIDES) {
            LP_TRY(put_slides(s, r.data, err));
        }
    }
    if (cut) {
        rc = cut_short(0, err);
    } else if (s->left == 0) {
        rc = lp_ole_too_large(err);
    }

done:
    return rc;
}

enum lp_code
lp_text_ppt(const struct lp_cfb *c, uint32_t item, struct lp_ole_text *out,
            const struct lp_limits *limits, struct lp_err *err)
{
    struct show s = {.out = out};
    struct lp_buf all = {0};
    uint32_t edit = 0;
    enum lp_code rc;

    LP_TRY(lp_ppt_latest(c, &edit, err));
    LP_TRY(lp_cfb_load(&all, c, item, limits->memory / 2, err));
    s.all = lp_buf_slice(&all);
    s.left = 1024 + all.len;
    LP_TRY(lp_ppt_objects(&s.objects, s.all, edit, err));
    LP_TRY(put_document(&s, err));

done:
    lp_ppt_objects_release(&s.objects);
    lp_buf_release(&all);
    return rc;
}
