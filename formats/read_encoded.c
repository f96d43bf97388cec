#include "formats/read_encoded.h"

#include <stdlib.h>

#include "base/buf.h"
#include "formats/b64.h"
#include "formats/crc32.h"
#include "formats/encoded_find.h"
#include "formats/encoded_head.h"
#include "formats/line_hand.h"

#define OUT_SIZE ((size_t)16384)
/* What one line holds at most, in any form of lines. */
#define LINE_HOLDS ((size_t)1024)

struct encoded {
    struct lp_view *view;
    struct lp_encodeds found;
    size_t i;
};

/* A file on its way out. */
struct file {
    struct lp_encoded is;
    struct lp_line_hand hand; /* of lines */
    struct lp_source from;    /* of yEnc */
    struct lp_feed feed;
    bool escaped; /* `=` came last */
    uint64_t size;
    uint32_t crc;
    struct lp_buf out;
};

static enum lp_code
broken(const struct file *f, enum lp_rule rule, struct lp_err *err)
{
    return lp_fail_at(err, LP_E_FORMAT, rule, f->is.end,
                      "text: a file in it is broken");
}

static enum lp_code
decode_line(struct file *f, struct lp_slice line, struct lp_err *err)
{
    uint8_t bytes[66];
    unsigned n;

    if (f->is.form == LP_ENCODED_BASE64) {
        return lp_b64_decode(&f->out, line) ? LP_OK
                                            : broken(f, LP_RULE_UUENCODE, err);
    }
    if (!lp_uu_line(line, &n)) {
        return broken(f, LP_RULE_UUENCODE, err);
    }
    lp_uu_decode(line, n, bytes);
    lp_buf_put(&f->out, (struct lp_slice){bytes, n});
    return lp_buf_check(&f->out, err);
}

static enum lp_code
lines_pull(struct lp_source *s, struct lp_piece *out, struct lp_err *err)
{
    struct file *f = s->self;
    struct lp_hand_line line = {0};
    enum lp_code rc = LP_OK;

    lp_buf_clear(&f->out);
    while (!line.none && f->out.len + LINE_HOLDS <= OUT_SIZE) {
        LP_TRY(lp_line_hand_take(&f->hand, &line, err));
        if (!line.none) {
            LP_TRY(decode_line(f, line.text, err));
        }
    }
    out->bytes = lp_buf_slice(&f->out);

done:
    return rc;
}

/* All has come: is it what was stated? */
static enum lp_code
compare(const struct file *f, struct lp_err *err)
{
    if (f->escaped) {
        return broken(f, LP_RULE_YENC, err);
    }
    if (f->size != f->is.size) {
        return broken(f, LP_RULE_LENGTH, err);
    }
    return f->is.has_crc && f->crc != f->is.crc ? broken(f, LP_RULE_CRC, err)
                                                : LP_OK;
}

static enum lp_code
yenc_pull(struct lp_source *s, struct lp_piece *out, struct lp_err *err)
{
    struct file *f = s->self;
    struct lp_piece p = {0};
    enum lp_code rc;

    lp_buf_clear(&f->out);
    do {
        LP_TRY(lp_feed_peek(&f->feed, &p, err));
        p.bytes = lp_slice_head(p.bytes, OUT_SIZE);
        for (size_t i = 0; i < p.bytes.len; i++) {
            uint8_t b = p.bytes.data[i];

            if (f->escaped) {
                lp_buf_byte(&f->out, (uint8_t)(b - 64 - 42));
                f->escaped = false;
            } else if (b == '=') {
                f->escaped = true;
            } else if (b != '\r' && b != '\n') {
                lp_buf_byte(&f->out, (uint8_t)(b - 42));
            }
        }
        lp_feed_took(&f->feed, p.bytes.len);
    } while (p.bytes.len > 0 && f->out.len == 0);
    LP_TRY(lp_buf_check(&f->out, err));
    out->bytes = lp_buf_slice(&f->out);
    f->size += f->out.len;
    f->crc = lp_crc32(f->crc, out->bytes);
    if (f->out.len == 0) {
        rc = compare(f, err);
    }

done:
    return rc;
}

static void
file_release(struct lp_source *s)
{
    struct file *f = s->self;

    lp_line_hand_release(&f->hand);
    lp_source_release(&f->from);
    lp_buf_release(&f->out);
    free(f);
}

static const struct lp_source_ops lines_ops = {lines_pull, file_release};
static const struct lp_source_ops yenc_ops = {yenc_pull, file_release};

static enum lp_code
open_file(struct lp_source *body, struct lp_view *v, const struct lp_encoded *e,
          struct lp_err *err)
{
    struct file *f = calloc(1, sizeof *f);
    bool yenc = e->form == LP_ENCODED_YENC;
    enum lp_code rc;

    if (f == NULL) {
        return lp_no_memory(err);
    }
    f->is = *e;
    f->feed.from = &f->from;
    rc = yenc ? lp_source_range(&f->from, v, e->at, e->end - e->at, err)
              : lp_line_hand_open(&f->hand, v, e->at, e->end, err);
    if (rc != LP_OK) {
        free(f);
        return rc;
    }
    *body = (struct lp_source){yenc ? &yenc_ops : &lines_ops, f};
    return LP_OK;
}

static enum lp_code
encoded_next(struct lp_reader *r, struct lp_entry *entry,
             struct lp_source *body, bool *end, struct lp_err *err)
{
    struct encoded *t = r->state;
    const struct lp_encoded *e;

    if (t->i == t->found.n) {
        *end = true;
        return LP_OK;
    }
    e = &t->found.of[t->i++];
    entry->name = lp_buf_part(&t->found.names, e->name, e->name_len);
    entry->packed = e->end - e->at;
    entry->front = e->end;
    entry->closed = e->closed;
    return e->closed == LP_RULE_NONE ? open_file(body, t->view, e, err) : LP_OK;
}

static enum lp_code
encoded_open(struct lp_reader *r, const struct lp_input *in, struct lp_err *err)
{
    struct encoded *t = calloc(1, sizeof *t);

    if (t == NULL) {
        return lp_no_memory(err);
    }
    r->state = t;
    t->view = in->view;
    return lp_encoded_find(&t->found, in->view, in->limits, err);
}

static void
encoded_release(struct lp_reader *r)
{
    struct encoded *t = r->state;

    if (t != NULL) {
        lp_encoded_release(&t->found);
        free(t);
    }
    r->state = NULL;
}

#define READER(called, of)                                          \
    {                                                               \
        .name = (called), .kind = (of), .access = LP_ACCESS_SEEK,   \
        .within = true, .open = encoded_open, .next = encoded_next, \
        .release = encoded_release,                                 \
    }

const struct lp_reader_ops lp_read_uuencode =
    READER("uuencode-1", LP_KIND_UUENCODE);
const struct lp_reader_ops lp_read_yenc = READER("yenc-1", LP_KIND_YENC);
