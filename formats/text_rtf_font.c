#include "formats/text_rtf_font.h"

#define SLOTS (2u * LP_RTF_FONTS_MAX)

/* Where the font is, or a free place for it: half of them are always free. */
static struct lp_rtf_font *
find(struct lp_rtf_fonts *f, int32_t number)
{
    uint32_t i = ((uint32_t)number * 2654435761u >> 16) % SLOTS;

    while (f->slots[i].used && f->slots[i].number != number) {
        i = (i + 1) % SLOTS;
    }
    return &f->slots[i];
}

void
lp_rtf_fonts_init(struct lp_rtf_fonts *f)
{
    *f = (struct lp_rtf_fonts){.preset = -1};
    f->page = lp_codepage_which(1252);
}

void
lp_rtf_fonts_page(struct lp_rtf_fonts *f, int32_t number)
{
    f->page = lp_codepage_which(number);
    f->known = false;
}

void
lp_rtf_fonts_default(struct lp_rtf_fonts *f, int32_t number)
{
    f->preset = number;
    f->known = false;
}

bool
lp_rtf_fonts_add(struct lp_rtf_fonts *f, int32_t number)
{
    struct lp_rtf_font *font = find(f, number);

    f->known = false;
    f->last = NULL;
    if (!font->used && f->n == LP_RTF_FONTS_MAX) {
        return false;
    }
    f->n += font->used ? 0 : 1;
    *font = (struct lp_rtf_font){number, true, LP_CODEPAGE_NONE};
    f->last = font;
    return true;
}

void
lp_rtf_fonts_set(struct lp_rtf_fonts *f, unsigned page)
{
    f->known = false;
    if (f->last != NULL) {
        f->last->page = (uint8_t)page;
    }
}

unsigned
lp_rtf_font_page(struct lp_rtf_fonts *f, int32_t number)
{
    const struct lp_rtf_font *font;

    if (f->known && f->asked == number) {
        return f->answer;
    }
    font = find(f, number < 0 ? f->preset : number);
    f->known = true;
    f->asked = number;
    f->answer =
        font->used && font->page != LP_CODEPAGE_NONE ? font->page : f->page;
    return f->answer;
}
