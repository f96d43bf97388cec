#include "formats/text_rtf_char.h"

#define UNKNOWN 0xfffdu

void
lp_rtf_chars_init(struct lp_rtf_chars *c, struct lp_text_sink sink)
{
    *c = (struct lp_rtf_chars){.lead = -1};
    c->put.sink = sink;
    lp_rtf_fonts_init(&c->fonts);
}

static void
end_surrogate(struct lp_rtf_chars *c)
{
    if (c->surrogate != 0) {
        c->surrogate = 0;
        lp_text_put_point(&c->put, UNKNOWN);
    }
}

void
lp_rtf_chars_point(struct lp_rtf_chars *c, uint32_t point)
{
    if (point != 0) {
        end_surrogate(c);
        lp_text_put_point(&c->put, point);
    }
}

void
lp_rtf_chars_cut(struct lp_rtf_chars *c)
{
    if (c->lead >= 0) {
        c->lead = -1;
        lp_rtf_chars_point(c, UNKNOWN);
    }
}

void
lp_rtf_chars_byte(struct lp_rtf_chars *c, int32_t font, uint8_t b)
{
    unsigned which = lp_rtf_font_page(&c->fonts, font);
    struct lp_codepage *page = &c->pages[which];

    if (!page->open) {
        lp_codepage_open(page, which);
    }
    if (c->lead >= 0) {
        uint32_t pair = lp_codepage_pair(page, (uint8_t)c->lead, b);

        c->lead = -1;
        /* What is no character becomes U+FFFD. */
        lp_rtf_chars_point(c, pair);
        if (pair != UINT32_MAX || b >= 128) {
            return;
        }
    }
    if (page->lead[b]) {
        c->lead = b;
    } else {
        lp_rtf_chars_point(c, page->single[b]);
    }
}

void
lp_rtf_chars_run(struct lp_rtf_chars *c, struct lp_slice ascii)
{
    if (ascii.len > 0) {
        end_surrogate(c);
        lp_text_put_bytes(&c->put, ascii);
    }
}

void
lp_rtf_chars_unicode(struct lp_rtf_chars *c, int32_t n)
{
    uint32_t point = n >= 0         ? (uint32_t)n
                     : n >= -0x8000 ? (uint32_t)(n + 0x10000)
                                    : UNKNOWN;

    if (point >= 0xd800 && point <= 0xdbff) {
        end_surrogate(c);
        c->surrogate = point;
        return;
    }
    if (point >= 0xdc00 && point <= 0xdfff && c->surrogate != 0) {
        point = 0x10000 + ((c->surrogate - 0xd800) << 10) + (point - 0xdc00);
        c->surrogate = 0;
    }
    lp_rtf_chars_point(c, point);
}

void
lp_rtf_chars_line(struct lp_rtf_chars *c)
{
    end_surrogate(c);
    lp_text_put_line(&c->put);
}

void
lp_rtf_chars_page(struct lp_rtf_chars *c)
{
    lp_rtf_chars_point(c, '\n');
    lp_text_put_page(&c->put);
}

void
lp_rtf_chars_end(struct lp_rtf_chars *c)
{
    lp_rtf_chars_cut(c);
    end_surrogate(c);
    lp_text_put_flush(&c->put);
}

void
lp_rtf_chars_release(struct lp_rtf_chars *c)
{
    for (unsigned i = 0; i < LP_CODEPAGE_COUNT; i++) {
        lp_codepage_release(&c->pages[i]);
    }
}
