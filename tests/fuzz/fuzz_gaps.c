/* Lets a bundle be any facts: each line of the input is one, and its first byte
 * says of which kind. */
#include <stdlib.h>

#include "bundle/gaps.h"

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

static enum lp_code
feed(struct lp_gaps *g, struct lp_slice line, unsigned n)
{
    struct lp_mail_fields f = {0};
    unsigned kind = line.len > 0 ? line.data[0] % 8 : 0;
    uint8_t bytes[2] = {(uint8_t)n, (uint8_t)(n >> 8)};
    struct lp_slice path = {bytes, sizeof bytes};

    line = lp_slice_from(line, 1);
    switch (kind) {
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
