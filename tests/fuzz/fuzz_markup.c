/* The text of any bytes, read as HTML and as RTF, is well-formed, and the same
 * wherever the bytes are cut. The first byte says how they are. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "formats/text_html.h"
#include "formats/text_rtf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct text {
    struct lp_buf bytes;
    unsigned pages;
};

static void
need(bool good)
{
    if (!good) {
        abort();
    }
}

static void
add_text(void *who, struct lp_slice utf8)
{
    struct text *t = who;

    need(utf8.len > 0 && lp_text_utf8(utf8));
    lp_buf_put(&t->bytes, utf8);
}

static void
add_page(void *who)
{
    struct text *t = who;

    t->pages++;
    lp_buf_byte(&t->bytes, 0);
}

/* Each piece is memory of its own, so that one that is used too long shows. */
static uint8_t *
piece(struct lp_slice *in, size_t step, struct lp_slice *out)
{
    struct lp_slice head = lp_slice_head(*in, step);
    uint8_t *own = malloc(head.len);

    need(own != NULL);
    memcpy(own, head.data, head.len);
    *out = (struct lp_slice){own, head.len};
    *in = lp_slice_from(*in, head.len);
    return own;
}

static void
read_html(struct lp_slice in, size_t step, struct text *t)
{
    const struct lp_text_sink sink = {add_text, add_page, t};
    struct lp_text_html *h = NULL;
    struct lp_slice now;
    enum lp_code rc = lp_text_html_new(&h, sink, NULL);

    need(rc == LP_OK);
    while (in.len > 0) {
        uint8_t *own = piece(&in, step, &now);

        lp_text_html_feed(h, now);
        free(own);
    }
    lp_text_html_end(h);
    lp_text_html_free(h);
}

static bool
read_rtf(struct lp_slice in, size_t step, struct text *t)
{
    const struct lp_text_sink sink = {add_text, add_page, t};
    struct lp_text_rtf *h = NULL;
    struct lp_slice now;
    bool broken;
    enum lp_code rc = lp_text_rtf_new(&h, sink, NULL);

    need(rc == LP_OK);
    while (in.len > 0) {
        uint8_t *own = piece(&in, step, &now);

        lp_text_rtf_feed(h, now);
        free(own);
    }
    lp_text_rtf_end(h);
    broken = lp_text_rtf_broken(h);
    lp_text_rtf_free(h);
    return broken;
}

static void
same(struct text *a, struct text *b)
{
    need(lp_slice_equal(lp_buf_slice(&a->bytes), lp_buf_slice(&b->bytes)));
    need(a->pages == b->pages);
    lp_buf_release(&a->bytes);
    lp_buf_release(&b->bytes);
    a->pages = 0;
    b->pages = 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct lp_slice in = lp_slice_from((struct lp_slice){data, size}, 1);
    size_t step = size > 0 ? data[0] % 16 + 1u : 1;
    struct lp_slice name = {0};
    struct text whole = {0};
    struct text cut = {0};
    bool broken;

    need(!lp_text_html_charset(in, &name) || name.len > 0);
    read_html(in, size, &whole);
    read_html(in, step, &cut);
    need(whole.pages == 0);
    same(&whole, &cut);
    broken = read_rtf(in, size, &whole);
    need(read_rtf(in, step, &cut) == broken);
    same(&whole, &cut);
    return 0;
}
