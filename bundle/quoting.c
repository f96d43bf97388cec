#include "bundle/quoting.h"

#include <stdlib.h>
#include <string.h>

#include "bundle/quote_blocks.h"
#include "bundle/quote_line.h"

/* A line is known by so many bytes of it. */
#define LINE_HEAD ((size_t)1000)

/* The fields over what is quoted. */
#define HEAD_LINES_MAX 20
#define HEAD_BYTES_MAX ((size_t)4096)

/* An attribution has so many lines at most. */
#define BY_LINES_MAX 3

/* A text quotes if it has so many bytes that it does not say itself. */
#define QUOTED_MIN ((size_t)120)

struct lp_quoting {
    bool markup;
    struct lp_quote_blocks blocks;
    bool cr; /* the last character was CR: LF is of the same end */

    struct lp_buf line; /* its beginning, until what it is is known */
    bool known;
    enum lp_quote_to to;
    unsigned depth; /* of this line, or the one before */

    /* The last lines without an empty one between, all of one depth. */
    struct lp_buf before[BY_LINES_MAX];
    struct lp_buf by;
    size_t n_before;
    unsigned before_depth;
    bool gap; /* empty lines came after them */

    /* What may be fields over a quotation. */
    struct lp_buf head;
    struct lp_buf head_by;
    unsigned head_lines;
    unsigned head_depth;
    unsigned head_fields; /* bits 1 << enum lp_quote_field */
};

/* The lines that may be fields come to an end, as fields or not. */
static void
end_head(struct lp_quoting *q, bool whole)
{
    struct lp_slice head = lp_buf_slice(&q->head);
    const unsigned need =
        1U << LP_QUOTE_FROM | 1U << LP_QUOTE_DATE | 1U << LP_QUOTE_SUBJECT;
    bool is_head = whole && (q->head_fields & need) == need;

    if (q->head_lines == 0) {
        return;
    }
    q->head_lines = 0;
    if (is_head) {
        lp_quote_blocks_end_piece(&q->blocks);
        /* Other programs quote fields and text alike. */
        if (q->head_depth == 0) {
            lp_quote_blocks_put(&q->blocks, LP_QUOTE_TO_SAID, head);
        }
        q->blocks.quoted += head.len;
        lp_quote_blocks_open(&q->blocks, q->head_depth,
                             lp_buf_slice(&q->head_by));
    } else {
        lp_quote_blocks_put(
            &q->blocks, lp_quote_blocks_at(&q->blocks, q->head_depth), head);
    }
}

static void
put_head(struct lp_quoting *q, struct lp_slice text, enum lp_quote_field field)
{
    if (q->head_lines == 0 || field == LP_QUOTE_DATE) {
        lp_buf_str(&q->head_by, q->head_by.len > 0 ? " " : "");
        lp_buf_put(&q->head_by, text);
    }
    q->n_before = 0;
    q->head_fields |= 1U << field;
    q->head_lines++;
    lp_buf_put(&q->head, text);
    lp_buf_byte(&q->head, '\n');
}

/* Whether the line is held, because it may be one of fields. */
static bool
take_head(struct lp_quoting *q, const struct lp_quote_line *l, bool whole)
{
    enum lp_quote_field field = lp_quote_field_of(l->text);

    if (q->head_lines > 0 && whole && q->head_lines < HEAD_LINES_MAX &&
        q->head.len + l->text.len < HEAD_BYTES_MAX) {
        put_head(q, l->text, field);
        return true;
    }
    end_head(q, false);
    if (field != LP_QUOTE_FROM || !whole || l->depth >= LP_QUOTE_DEPTHS) {
        return false;
    }
    q->depth = l->depth;
    q->head_depth = l->depth;
    q->head_fields = 0;
    lp_buf_clear(&q->head);
    lp_buf_clear(&q->head_by);
    put_head(q, l->text, field);
    return true;
}

/* The last `n` lines, as one. */
static struct lp_slice
join(struct lp_quoting *q, size_t n)
{
    lp_buf_clear(&q->by);
    for (size_t i = q->n_before - n; i < q->n_before; i++) {
        lp_buf_str(&q->by, q->by.len > 0 ? " " : "");
        lp_buf_put(&q->by, lp_buf_slice(&q->before[i]));
    }
    return lp_buf_slice(&q->by);
}

/* If the last lines are an attribution, what comes is quoted. As many of them
 * as it takes for a date; or else for an address. */
static void
attribute(struct lp_quoting *q, unsigned depth)
{
    size_t wrote = 0;
    size_t by = 0;

    for (size_t n = 1; n <= q->n_before && q->before_depth + 1 == depth; n++) {
        struct lp_slice all = join(q, n);

        if (all.len > LP_QUOTE_BY_MAX || !lp_quote_wrote(all)) {
            continue;
        }
        wrote = n;
        if (lp_quote_dated(all)) {
            by = n;
            break;
        }
        by = by == 0 && memchr(all.data, '@', all.len) != NULL ? n : by;
    }
    if (by > 0) {
        lp_quote_blocks_open(&q->blocks, depth, join(q, by));
    } else if (wrote > 0) {
        lp_quote_blocks_close(&q->blocks, depth); /* of whom, is not certain */
    }
    q->n_before = 0;
}

/* Remember the line, until it is known what follows. */
static void
remember(struct lp_quoting *q, const struct lp_quote_line *l)
{
    struct lp_buf first = q->before[0];

    if (l->depth != q->before_depth || q->gap ||
        l->text.len > LP_QUOTE_BY_MAX) {
        q->n_before = 0;
    }
    q->before_depth = l->depth;
    q->gap = false;
    if (l->text.len > LP_QUOTE_BY_MAX) {
        return;
    }
    if (q->n_before == BY_LINES_MAX) {
        for (size_t i = 1; i < BY_LINES_MAX; i++) {
            q->before[i - 1] = q->before[i];
        }
        q->before[BY_LINES_MAX - 1] = first;
        q->n_before--;
    }
    lp_buf_clear(&q->before[q->n_before]);
    lp_buf_put(&q->before[q->n_before++], l->text);
}

/* A line with something on it, or its beginning. */
static void
take_text(struct lp_quoting *q, const struct lp_quote_line *l, bool whole)
{
    if (l->depth != q->depth) {
        end_head(q, true);
        lp_quote_blocks_end_piece(&q->blocks);
    }
    if (l->depth > q->before_depth && l->depth < LP_QUOTE_DEPTHS) {
        attribute(q, l->depth);
    }
    if (take_head(q, l, whole)) {
        return;
    }
    q->depth = l->depth;
    q->to = lp_quote_blocks_at(&q->blocks, l->depth);
    remember(q, l);
    if (q->to == LP_QUOTE_TO_PIECE && lp_quote_ends(l->text)) {
        lp_quote_blocks_skip(&q->blocks, l->depth);
        q->to = LP_QUOTE_TO_NOBODY;
    } else if (q->to == LP_QUOTE_TO_PIECE && whole && lp_quote_skips(l->text)) {
        lp_quote_blocks_end_piece(&q->blocks);
        q->to = LP_QUOTE_TO_NOBODY;
    }
    lp_quote_blocks_put(&q->blocks, q->to, l->text);
}

/* The line under way, or its beginning, is known now. */
static void
take_line(struct lp_quoting *q, bool whole)
{
    struct lp_quote_line l;

    q->known = true;
    q->to = LP_QUOTE_TO_SAID;
    if (q->markup) {
        lp_quote_blocks_put(&q->blocks, LP_QUOTE_TO_SAID,
                            lp_buf_slice(&q->line));
        return;
    }
    lp_quote_line_read(&l, lp_buf_slice(&q->line));
    if (l.text.len > 0 || !whole) {
        q->to = LP_QUOTE_TO_NOBODY;
        take_text(q, &l, whole);
        return;
    }
    q->to = LP_QUOTE_TO_NOBODY;
    q->gap = true;
    end_head(q, true);
    lp_quote_blocks_end_piece(&q->blocks);
}

static void
end_line(struct lp_quoting *q)
{
    if (!q->known) {
        take_line(q, true);
    }
    lp_quote_blocks_end_line(&q->blocks, q->to);
    lp_buf_clear(&q->line);
    q->known = false;
}

/* How much of `s` belongs to the line under way, or to its beginning if it is
 * not known yet. */
static size_t
line_part(const struct lp_quoting *q, struct lp_slice s)
{
    size_t n = 0;

    while (n < s.len && s.data[n] != '\n' && s.data[n] != '\r') {
        if (!q->known && q->line.len + n >= LINE_HEAD &&
            ((s.data[n] & 0xc0) != 0x80 || q->line.len + n > LINE_HEAD + 4)) {
            break;
        }
        n++;
    }
    return n;
}

void
lp_quoting_text(struct lp_quoting *q, struct lp_slice utf8)
{
    while (utf8.len > 0 && q->blocks.why.code == LP_OK) {
        size_t n = line_part(q, utf8);

        q->cr = q->cr && n == 0;
        if (q->known) {
            lp_quote_blocks_put(&q->blocks, q->to, lp_slice_head(utf8, n));
        } else {
            lp_buf_put(&q->line, lp_slice_head(utf8, n));
        }
        utf8 = lp_slice_from(utf8, n);
        if (utf8.len == 0) {
            break;
        }
        if (utf8.data[0] != '\n' && utf8.data[0] != '\r') {
            take_line(q, false);
            continue;
        }
        if (utf8.data[0] == '\r' || !q->cr) {
            end_line(q);
        }
        q->cr = utf8.data[0] == '\r';
        utf8 = lp_slice_from(utf8, 1);
    }
}

enum lp_code
lp_quoting_begin(struct lp_quoting *q, bool markup, struct lp_err *err)
{
    q->markup = markup;
    q->cr = false;
    q->known = false;
    q->depth = 0;
    q->n_before = 0;
    q->before_depth = 0;
    q->gap = false;
    q->head_lines = 0;
    lp_buf_clear(&q->line);
    return lp_quote_blocks_begin(&q->blocks, err);
}

enum lp_code
lp_quoting_end(struct lp_quoting *q, struct lp_buf *to, struct lp_err *err)
{
    enum lp_code rc;

    end_line(q);
    end_head(q, false);
    LP_TRY(lp_quote_blocks_end(&q->blocks, err));
    LP_TRY(lp_buf_check(&q->line, err));
    LP_TRY(lp_buf_check(&q->by, err));
    LP_TRY(lp_buf_check(&q->head, err));
    LP_TRY(lp_buf_check(&q->head_by, err));
    LP_TRY(lp_quoting_out_end(&q->blocks.out, q->markup,
                              q->blocks.quoted >= QUOTED_MIN, to, err));

done:
    return rc;
}

enum lp_code
lp_quoting_new(struct lp_quoting **out, struct lp_err *err)
{
    *out = calloc(1, sizeof **out);
    return *out == NULL ? lp_no_memory(err) : LP_OK;
}

void
lp_quoting_free(struct lp_quoting *q)
{
    if (q == NULL) {
        return;
    }
    lp_quote_blocks_release(&q->blocks);
    lp_buf_release(&q->line);
    for (size_t i = 0; i < BY_LINES_MAX; i++) {
        lp_buf_release(&q->before[i]);
    }
    lp_buf_release(&q->by);
    lp_buf_release(&q->head);
    lp_buf_release(&q->head_by);
    free(q);
}
