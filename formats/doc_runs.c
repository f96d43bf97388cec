#include "formats/doc_runs.h"

#define PAGE 512
#define CHPX_MAX 0x65 /* runs that a page has room for */

enum {
    DELETED = 0x0800, /* sprmCFRMarkDel */
    HIDDEN = 0x083c,  /* sprmCFVanish */
    SYMBOL = 0x6a09,  /* sprmCSymbol */
};

/* The bytes of an operand ([MS-DOC] 2.2.5.1). */
static size_t
operand_size(unsigned sprm, struct lp_slice rest)
{
    static const size_t sizes[8] = {1, 1, 2, 4, 2, 2, 0, 3};
    size_t n = sizes[sprm >> 13];

    return n != 0 ? n : rest.len > 0 ? (size_t)rest.data[0] + 1 : 1;
}

static bool
hides(struct lp_slice modifiers)
{
    struct lp_cursor c = lp_cursor_over(modifiers);
    bool deleted = false;
    bool hidden = false;
    bool symbol = false;

    while (c.rest.len > 0 && !c.failed) {
        unsigned sprm = lp_cursor_le16(&c);
        struct lp_slice operand =
            lp_cursor_take(&c, operand_size(sprm, c.rest));

        if (c.failed) {
            break;
        }
        if (sprm == DELETED) {
            deleted = (operand.data[0] & 1) != 0;
        } else if (sprm == HIDDEN) {
            hidden = (operand.data[0] & 1) != 0;
        } else if (sprm == SYMBOL) {
            symbol = true;
        }
    }
    return deleted || hidden || symbol;
}

/* Find the run of `at` in a page of runs (2.9.32); or where the next begins. */
static void
look_in(struct lp_doc_runs *r, struct lp_slice page, uint64_t at)
{
    size_t n = page.data[PAGE - 1];

    for (size_t i = 0; i < n && n <= CHPX_MAX; i++) {
        uint32_t from = lp_get_le32(page.data + 4 * i);
        uint32_t to = lp_get_le32(page.data + 4 * i + 4);
        size_t where = 2 * (size_t)page.data[4 * (n + 1) + i];

        if (at >= from && at < to) {
            struct lp_slice s = lp_slice_from(page, where);

            r->from = from;
            r->to = to;
            r->hidden = where != 0 && s.len > 0 &&
                        hides(lp_slice_head(lp_slice_from(s, 1), s.data[0]));
            return;
        }
        r->to = from > at && from < r->to ? from : r->to;
    }
}

/* The last of the pages that begin at `at` or before it. */
static size_t
page_of(struct lp_slice table, size_t n, uint64_t at)
{
    size_t low = 0;
    size_t high = n;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (lp_get_le32(table.data + 4 * middle) <= at) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Look for the run of `at` among the `n` pages of the table. */
static void
look(struct lp_doc_runs *r, size_t n, uint64_t at)
{
    const uint8_t *first = r->table.data;
    size_t i = page_of(r->table, n, at);
    uint64_t begin = lp_get_le32(first + 4 * i);
    uint64_t end = lp_get_le32(first + 4 * i + 4);
    uint64_t page =
        (uint64_t)(lp_get_le32(first + 4 * (n + 1 + i)) & 0x3fffffU) * PAGE;

    r->from = at;
    r->hidden = false;
    if (at < begin || at >= end) {
        r->to = at < begin ? begin : UINT64_MAX;
        return;
    }
    r->to = end;
    if (page + PAGE <= r->main.len) {
        look_in(r, lp_slice_head(lp_slice_from(r->main, (size_t)page), PAGE),
                at);
    }
}

bool
lp_doc_hidden(struct lp_doc_runs *r, uint64_t at)
{
    size_t n = r->table.len < 4 ? 0 : (r->table.len - 4) / 8;

    if (n > 0 && (at < r->from || at >= r->to)) {
        look(r, n, at);
    }
    return r->hidden;
}
