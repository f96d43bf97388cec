/* Lets a bundle be any facts: each line of the input is one, and its first byte
 * says of which kind. */
#include <stdlib.h>

#include "bundle/gaps.h"
#include "bundle/quoting.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
need(bool holds)
{
    if (!holds) {
        abort();
    }
}

static struct lp_slice
take(struct lp_slice *rest, uint8_t end)
{
    struct lp_slice line = *rest;
    size_t n = 0;

    while (n < rest->len && rest->data[n] != end) {
        n++;
    }
    line.len = n;
    *rest = lp_slice_from(*rest, n + 1);
    return line;
}

/* A text in lines that end in '|', given in one and in two. */
static enum lp_code
feed_text(struct lp_gaps *g, struct lp_slice path, struct lp_slice text,
          unsigned depth)
{
    struct lp_quoting *q = NULL;
    struct lp_buf facts[2] = {{0}};
    struct lp_buf lines = {0};
    struct lp_quoting_told told;
    struct lp_quote one;
    enum lp_code rc;

    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.data[i];

        lp_buf_byte(&lines, c == '|' ? '\n' : c & 0x7f);
    }
    text = lp_buf_slice(&lines);
    LP_TRY(lp_quoting_new(&q, NULL));
    for (unsigned i = 0; i < 2; i++) {
        size_t n = i == 0 ? 0 : text.len / 2;

        LP_TRY(lp_quoting_begin(q, depth % 4 == 3, NULL));
        lp_quoting_text(q, lp_slice_head(text, n));
        lp_quoting_text(q, lp_slice_from(text, n));
        LP_TRY(lp_quoting_end(q, &facts[i], NULL));
    }
    need(lp_slice_equal(lp_buf_slice(&facts[0]), lp_buf_slice(&facts[1])));
    need(lp_quoting_read(&told, lp_buf_slice(&facts[0])));
    while (lp_quoting_next(&told, &one)) {
        need(one.pieces > 0 && one.letters >= 120);
    }
    need(!told.rest.failed);
    LP_TRY(lp_gaps_text(g, depth, path, lp_buf_slice(&facts[0]), NULL));
    rc = depth % 2 == 0 ? lp_gaps_texts_end(g, depth, NULL) : LP_OK;

done:
    lp_quoting_free(q);
    lp_buf_release(&facts[0]);
    lp_buf_release(&facts[1]);
    lp_buf_release(&lines);
    return rc;
}

static enum lp_code
feed(struct lp_gaps *g, struct lp_slice line, unsigned n)
{
    struct lp_mail_fields f = {0};
    unsigned kind = line.len > 0 ? line.data[0] % 16 : 0;
    uint8_t bytes[2] = {(uint8_t)n, (uint8_t)(n >> 8)};
    struct lp_slice path = {bytes, sizeof bytes};

    line = lp_slice_from(line, 1);
    switch (kind) {
    case 8:
    case 9:
    case 10:
    case 11:
        return feed_text(g, path, line, kind);
    case 12: /* the walker may send anything */
        return lp_gaps_text(g, n % 40, path, line, NULL) == LP_E_MEMORY
                   ? LP_E_MEMORY
                   : LP_OK;
    case 0:
        return lp_gaps_line(g, path, line, NULL);
    case 1:
        return lp_gaps_part(g, path, line, line, line.len, NULL);
    case 2:
    case 3:
    case 4:
        return lp_gaps_file(g, path, line, NULL);
    default:
        f.from = take(&line, '|');
        f.to = take(&line, '|');
        f.message_id = take(&line, '|');
        f.in_reply_to = take(&line, '|');
        f.references = take(&line, '|');
        f.date = line;
        return lp_gaps_message(g, path, f.from, &f, NULL);
    }
}

static enum lp_code
tell(void *who, const struct lp_gap *gap, struct lp_err *err)
{
    uint64_t *told = who;

    (void)err;
    told[gap->kind]++;
    need(gap->kind == LP_GAP_SILENCE || gap->count > 0);
    need(gap->kind != LP_GAP_SERIES_HOLE || gap->count <= gap->of);
    need(gap->kind != LP_GAP_SILENCE || gap->to > gap->from);
    return LP_OK;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct lp_slice rest = {data, size};
    const uint8_t key[16] = {0};
    struct lp_gaps *g = NULL;
    struct lp_gaps_counts counts;
    uint64_t told[LP_GAP_KINDS] = {0};

    need(lp_gaps_new(&g, key, NULL) == LP_OK);
    for (unsigned n = 0; rest.len > 0; n++) {
        need(feed(g, take(&rest, '\n'), n) == LP_OK);
    }
    need(lp_gaps_finish(g, &counts, tell, told, NULL) == LP_OK);
    for (unsigned i = 0; i < LP_GAP_KINDS; i++) {
        need(counts.found[i] == told[i]);
    }
    lp_gaps_free(g);
    return 0;
}
