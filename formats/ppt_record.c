#include "formats/ppt_record.h"

#include "formats/ole_text.h"

#define NUMBER_MAX 0xfffffU
#define CLOSED 0xf3d1c4dfU

bool
lp_ppt_next(struct lp_slice *from, struct lp_ppt_record *out, bool *cut)
{
    struct lp_cursor c = lp_cursor_over(*from);
    unsigned first = lp_cursor_le16(&c);
    unsigned type = lp_cursor_le16(&c);
    struct lp_slice data = lp_cursor_take(&c, lp_cursor_le32(&c));

    if (c.failed) {
        *cut = *cut || from->len > 0;
        return false;
    }
    *out = (struct lp_ppt_record){type, first >> 4, (first & 15) == 15, data};
    *from = c.rest;
    return true;
}

bool
lp_ppt_at(struct lp_slice all, uint64_t at, struct lp_ppt_record *out)
{
    struct lp_slice from =
        at > all.len ? (struct lp_slice){0} : lp_slice_from(all, (size_t)at);
    bool cut = false;

    return lp_ppt_next(&from, out, &cut);
}

static enum lp_code
place(struct lp_ppt_objects *o, uint32_t number, uint32_t at,
      struct lp_err *err)
{
    size_t to = 4 * (size_t)number;

    if (number > NUMBER_MAX) {
        return lp_ole_broken(err, at, "an object has too large a number");
    }
    if (o->places.len < to + 4) {
        size_t n = to + 4 - o->places.len;
        uint8_t *more = lp_buf_room(&o->places, n);

        if (more == NULL) {
            return lp_buf_check(&o->places, err);
        }
        memset(more, 0, n);
        o->places.len += n;
    }
    /* What a later edit says has been said. */
    if (lp_get_le32(o->places.data + to) == 0) {
        lp_put_le32(o->places.data + to, at + 1);
    }
    return LP_OK;
}

/* 2.3.4, 2.3.5: runs of numbers, with the place of each object. */
static enum lp_code
take_places(struct lp_ppt_objects *o, struct lp_slice data, struct lp_err *err)
{
    struct lp_cursor c = lp_cursor_over(data);
    enum lp_code rc = LP_OK;

    while (c.rest.len > 0 && !c.failed) {
        uint32_t head = lp_cursor_le32(&c);

        for (uint32_t i = 0; i < head >> 20 && !c.failed; i++) {
            LP_TRY(place(o, (head & NUMBER_MAX) + i, lp_cursor_le32(&c), err));
        }
    }
    if (c.failed) {
        rc = lp_ole_broken(err, 0, "a list of objects is cut short");
    }

done:
    return rc;
}

/* 2.3.3: an edit lies behind its list, and that behind the edit before. */
static enum lp_code
take_edit(struct lp_ppt_objects *o, struct lp_slice all, uint32_t at,
          uint32_t *before, uint32_t *document, struct lp_err *err)
{
    struct lp_ppt_record r;
    struct lp_ppt_record list;
    uint32_t where;

    if (!lp_ppt_at(all, at, &r) || r.type != LP_PPT_EDIT || r.data.len < 28) {
        return lp_ole_broken(err, at, "an edit is not where it should be");
    }
    *before = lp_get_le32(r.data.data + 8);
    where = lp_get_le32(r.data.data + 12);
    *document = lp_get_le32(r.data.data + 16);
    if (where >= at || (*before != 0 && *before >= where) ||
        !lp_ppt_at(all, where, &list) || list.type != LP_PPT_PERSIST ||
        list.data.len + 8 > at - where) {
        return lp_ole_broken(err, at, "its edits go round");
    }
    return take_places(o, list.data, err);
}

/* [MS-PPT] 2.3.2 */
enum lp_code
lp_ppt_latest(const struct lp_cfb *c, uint32_t *edit, struct lp_err *err)
{
    uint32_t at = lp_cfb_find(c, LP_CFB_ROOT, "Current User");
    struct lp_buf head = {0};
    enum lp_code rc;

    if (at == LP_CFB_NONE || c->items[at].type != LP_CFB_STREAM) {
        return lp_ole_broken(err, 0, "nothing leads to its latest edit");
    }
    LP_TRY(lp_cfb_peek(&head, c, at, 4096, err));
    if (head.len < 20 || lp_get_le16(head.data + 2) != LP_PPT_USER) {
        rc = lp_ole_broken(err, 0, "nothing leads to its latest edit");
    } else if (lp_get_le32(head.data + 12) == CLOSED) {
        rc = lp_fail_at(err, LP_E_FORMAT, LP_RULE_ENC_OFFICE, 0,
                        "document: it is encrypted");
    } else {
        *edit = lp_get_le32(head.data + 16);
    }

done:
    lp_buf_release(&head);
    return rc;
}

enum lp_code
lp_ppt_objects(struct lp_ppt_objects *out, struct lp_slice all, uint32_t edit,
               struct lp_err *err)
{
    uint32_t at = edit;
    uint32_t document;
    enum lp_code rc;

    LP_TRY(take_edit(out, all, at, &at, &out->document, err));
    while (at != 0) {
        LP_TRY(take_edit(out, all, at, &at, &document, err));
    }

done:
    return rc;
}

void
lp_ppt_objects_release(struct lp_ppt_objects *o)
{
    lp_buf_release(&o->places);
}

bool
lp_ppt_object(const struct lp_ppt_objects *o, struct lp_slice all,
              uint32_t number, unsigned type, struct lp_ppt_record *out)
{
    uint32_t at = number < o->places.len / 4
                      ? lp_get_le32(o->places.data + 4 * (size_t)number)
                      : 0;

    return at > 0 && lp_ppt_at(all, at - 1, out) && out->type == type;
}
