#include "formats/pieces.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"

#define FIRST_LINE "# leafproof pieces 1"
#define LAST_LINE "# end"
#define BLOCK ((uint64_t)16384)
#define LEAST_HEIGHT 6U /* 1 MiB */
#define PIECES_MAX ((uint64_t)65536)
#define SIZE_MAX_TOLD (((uint64_t)1 << 53) - 1)

unsigned
lp_pieces_height(uint64_t size)
{
    unsigned height = LEAST_HEIGHT;

    while ((size - (size > 0 ? 1 : 0)) / (BLOCK << height) >= PIECES_MAX) {
        height++;
    }
    return height;
}

uint64_t
lp_pieces_count(uint64_t size)
{
    uint64_t piece = BLOCK << lp_pieces_height(size);

    return size / piece + (size % piece > 0 ? 1 : 0);
}

void
lp_pieces_put(struct lp_buf *to, const struct lp_pieces *p)
{
    lp_buf_printf(
        to, FIRST_LINE "\n# size=%" PRIu64 "\n# piece=%" PRIu64 "\n# root=",
        p->size, BLOCK << lp_pieces_height(p->size));
    lp_text_hex(to, (struct lp_slice){p->root, sizeof p->root});
    lp_buf_byte(to, '\n');
    for (size_t i = 0; i < p->layer.len; i += LP_PIECES_HASH) {
        lp_text_hex(to, lp_buf_part(&p->layer, i, LP_PIECES_HASH));
        lp_buf_byte(to, '\n');
    }
    lp_buf_str(to, LAST_LINE "\n");
}

/* The value of the next line, which is `key` and that. */
static struct lp_slice
take_value(struct lp_cursor *c, const char *key)
{
    struct lp_slice line = lp_cursor_until(c, '\n');

    c->failed = c->failed || !lp_slice_begins(line, lp_slice_str(key));
    return lp_slice_from(line, strlen(key));
}

static bool
take_all(struct lp_pieces *p, struct lp_cursor *c)
{
    struct lp_slice first = lp_cursor_until(c, '\n');
    struct lp_slice size = take_value(c, "# size=");
    struct lp_slice root;
    uint64_t n;

    (void)take_value(c, "# piece=");
    root = take_value(c, "# root=");
    if (c->failed || !lp_slice_is(first, FIRST_LINE) ||
        !lp_text_u64(size, &p->size) || p->size == 0 ||
        p->size > SIZE_MAX_TOLD ||
        !lp_text_unhex(root, p->root, sizeof p->root)) {
        return false;
    }
    n = lp_pieces_count(p->size);
    for (uint64_t i = 0; i < n; i++) {
        struct lp_slice line = lp_cursor_until(c, '\n');
        uint8_t *to = lp_buf_room(&p->layer, LP_PIECES_HASH);

        if (c->failed || to == NULL ||
            !lp_text_unhex(line, to, LP_PIECES_HASH)) {
            return false;
        }
        p->layer.len += LP_PIECES_HASH;
    }
    return true;
}

enum lp_code
lp_pieces_get(struct lp_pieces *p, struct lp_slice text, struct lp_err *err)
{
    struct lp_pieces got = {0};
    struct lp_cursor c = lp_cursor_over(text);
    struct lp_buf again = {0};
    enum lp_code rc = LP_OK;

    if (!take_all(&got, &c)) {
        LP_TRY(lp_buf_check(&got.layer, err));
        rc = lp_fail_at(err, LP_E_FORMAT, 0, text.len - c.rest.len,
                        "not a whole pieces file");
        lp_hint(err, "it was changed after it was written, or is none of this "
                     "version");
        goto done;
    }
    lp_pieces_put(&again, &got);
    LP_TRY(lp_buf_check(&again, err));
    if (!lp_slice_equal(text, lp_buf_slice(&again))) {
        rc = lp_fail(err, LP_E_FORMAT,
                     "a pieces file that is not in canonical form");
        goto done;
    }
    *p = got;
    got = (struct lp_pieces){0};

done:
    lp_buf_release(&again);
    lp_pieces_release(&got);
    return rc;
}

void
lp_pieces_release(struct lp_pieces *p)
{
    lp_buf_release(&p->layer);
    *p = (struct lp_pieces){0};
}
