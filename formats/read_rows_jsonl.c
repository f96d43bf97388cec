#include <stdlib.h>
#include <string.h>

#include "formats/read_rows.h"
#include "formats/row_chars.h"
#include "formats/row_item.h"
#include "formats/row_json.h"

struct jsonl {
    struct lp_row_chars chars;
    struct lp_buf line;
    bool too_long;                /* it goes on behind what is there of it */
    struct lp_row_names names[2]; /* of this row and of the one before ... */
    unsigned now;                 /* ... this one's */
    struct lp_row row;
    struct lp_buf room;
    struct lp_row_items items;
    struct lp_err why; /* once something failed, it stays so */
};

/* The next line that is not blank, from its first byte that is none to the end
 * of the line, which is taken but not told. */
static bool
take_line(struct lp_row_chars *c, struct lp_buf *line, bool *too_long,
          uint64_t *at)
{
    int b = lp_row_chars_peek(c);

    while (b >= 0 && b <= ' ') {
        (void)lp_row_chars_take(c);
        b = lp_row_chars_peek(c);
    }
    *at = lp_row_chars_at(c);
    *too_long = false;
    lp_buf_clear(line);
    while (lp_row_chars_peek(c) >= 0) {
        const uint8_t *lf = memchr(c->p, '\n', (size_t)(c->end - c->p));
        const uint8_t *to = lf == NULL ? c->end : lf;
        size_t room = LP_ROW_MAX - line->len;
        struct lp_slice more = {c->p, (size_t)(to - c->p)};

        *too_long = *too_long || more.len > room;
        lp_buf_put(line, lp_slice_head(more, room));
        c->p = to;
        if (lf != NULL) {
            break;
        }
    }
    return line->len > 0;
}

static enum lp_code
judge(struct jsonl *r, enum lp_rule *wrong, struct lp_err *err)
{
    struct lp_row_names *names = &r->names[r->now];
    struct lp_row_names *other = &r->names[1 - r->now];
    bool good = true;

    *wrong = LP_RULE_NONE;
    if (r->too_long) {
        lp_row_clear(&r->row);
        *wrong = LP_RULE_LIMIT_HEADER;
        return LP_OK;
    }
    if (!lp_row_json(lp_buf_slice(&r->line), names, &r->row, &r->room, wrong)) {
        return lp_buf_check(&r->room, err);
    }
    if (names->n > 0 && other->order.len > 0 &&
        lp_row_names_same(names, other)) {
        r->now = 1 - r->now; /* these are in order already */
        return LP_OK;
    }
    if (lp_row_names_ready(names, &good, err) != LP_OK) {
        return err->code;
    }
    if (!good) {
        lp_row_names_clear(names);
        *wrong = LP_RULE_ROW_NAMES;
    }
    return LP_OK;
}

static enum lp_code
step(struct jsonl *r, struct lp_entry *e, struct lp_source *body, bool *end,
     struct lp_err *err)
{
    struct lp_row_found found = {.has_span = true};
    bool any = false;
    enum lp_code rc;

    LP_TRY(lp_row_inner(&r->items, e, body, &r->row, &r->names[r->now], &any,
                        err));
    if (any) {
        return LP_OK;
    }
    *end = !take_line(&r->chars, &r->line, &r->too_long, &found.at);
    if (r->chars.why.code != LP_OK) {
        *err = r->chars.why; /* of the row at hand more may follow */
        return r->chars.why.code;
    }
    if (*end) {
        return LP_OK;
    }
    LP_TRY(lp_buf_check(&r->line, err));
    found.end = lp_row_chars_at(&r->chars);
    found.front = found.end;
    r->now = 1 - r->now;
    LP_TRY(judge(r, &found.wrong, err));
    rc = lp_row_item(&r->items, e, body, &r->row, &r->names[r->now], &found,
                     err);

done:
    return rc;
}

static enum lp_code
jsonl_next(struct lp_reader *reader, struct lp_entry *entry,
           struct lp_source *body, bool *end, struct lp_err *err)
{
    struct jsonl *r = reader->state;

    if (r->why.code == LP_OK) {
        r->why.code = step(r, entry, body, end, &r->why);
    }
    if (r->why.code != LP_OK) {
        *err = r->why;
    }
    return r->why.code;
}

static enum lp_code
jsonl_open(struct lp_reader *reader, const struct lp_input *in,
           struct lp_err *err)
{
    struct jsonl *r = calloc(1, sizeof *r);

    if (r == NULL) {
        return lp_no_memory(err);
    }
    reader->state = r;
    r->items.limits = in->limits;
    return lp_row_chars_open(&r->chars, in->stream, err);
}

static void
jsonl_release(struct lp_reader *reader)
{
    struct jsonl *r = reader->state;

    if (r != NULL) {
        lp_row_chars_release(&r->chars);
        lp_row_names_release(&r->names[0]);
        lp_row_names_release(&r->names[1]);
        lp_row_release(&r->row);
        lp_row_items_release(&r->items);
        lp_buf_release(&r->line);
        lp_buf_release(&r->room);
        free(r);
    }
    reader->state = NULL;
}

/* Two lines, each an object; or one, and the next one begins as one where no
 * more is shown. */
static bool
is_lines(struct lp_slice text, bool cut)
{
    struct lp_row_chars c;
    struct lp_buf line = {0};
    struct lp_buf room = {0};
    struct lp_row row = {0};
    struct lp_row_names names = {0};
    unsigned good = 0;
    bool too_long = false;
    uint64_t at = 0;

    lp_row_chars_over(&c, text);
    while (good < 2 && take_line(&c, &line, &too_long, &at)) {
        enum lp_rule wrong = LP_RULE_NONE;
        bool last = lp_row_chars_peek(&c) < 0;

        if (lp_row_json(lp_buf_slice(&line), &names, &row, &room, &wrong)
                ? names.n == 0
                : wrong != LP_RULE_JSON_TWICE &&
                      !(good > 0 && cut && last && line.data[0] == '{')) {
            break;
        }
        good++;
    }
    lp_row_names_release(&names);
    lp_row_release(&row);
    lp_buf_release(&line);
    lp_buf_release(&room);
    return good == 2;
}

static unsigned
jsonl_bid(struct lp_slice head)
{
    struct lp_buf wide = {0};
    struct lp_slice text = lp_row_chars_head(head, &wide);
    bool good;
    size_t i = 0;

    while (i < text.len && text.data[i] <= ' ') {
        i++;
    }
    good = i < text.len && text.data[i] == '{' &&
           is_lines(lp_slice_from(text, i), head.len >= LP_HEAD_MAX);
    lp_buf_release(&wide);
    return good ? 20 : 0;
}

const struct lp_reader_ops lp_read_rows_jsonl = {
    .name = "rows-jsonl-1",
    .kind = LP_KIND_ROWS,
    .access = LP_ACCESS_STREAM,
    .spread = true,
    .bid = jsonl_bid,
    .open = jsonl_open,
    .next = jsonl_next,
    .release = jsonl_release,
};
