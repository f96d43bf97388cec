#include "formats/text_codepage.h"

#include <iconv.h>

#include "base/text.h"

/* What iconv is asked for, and which bytes are the first of two. */
static const struct page {
    int32_t number;
    const char *name;
    uint8_t lead[4]; /* one range or two */
} pages[LP_CODEPAGE_COUNT] = {
    [LP_CODEPAGE_NONE] = {-1, NULL, {0}},
    [LP_CODEPAGE_SYMBOL] = {42, NULL, {0}},
    {437, "CP437", {0}},
    {850, "CP850", {0}},
    {852, "CP852", {0}},
    {866, "CP866", {0}},
    {874, "CP874", {0}},
    {932, "CP932", {0x81, 0x9f, 0xe0, 0xfc}},
    {936, "CP936", {0x81, 0xfe}},
    {949, "CP949", {0x81, 0xfe}},
    {950, "CP950", {0x81, 0xfe}},
    {1250, "CP1250", {0}},
    {1251, "CP1251", {0}},
    {1252, "CP1252", {0}},
    {1253, "CP1253", {0}},
    {1254, "CP1254", {0}},
    {1255, "CP1255", {0}},
    {1256, "CP1256", {0}},
    {1257, "CP1257", {0}},
    {1258, "CP1258", {0}},
    {10000, "MACINTOSH", {0}},
};

static const struct {
    uint8_t charset;
    uint16_t number;
} charsets[] = {
    {0, 1252},   {2, 42},     {77, 10000}, {128, 932},  {129, 949},
    {134, 936},  {136, 950},  {161, 1253}, {162, 1254}, {163, 1258},
    {177, 1255}, {178, 1256}, {186, 1257}, {204, 1251}, {222, 874},
    {238, 1250}, {254, 437},  {255, 850},
};

unsigned
lp_codepage_which(int32_t number)
{
    for (unsigned i = LP_CODEPAGE_SYMBOL; i < LP_CODEPAGE_COUNT; i++) {
        if (pages[i].number == number) {
            return i;
        }
    }
    return LP_CODEPAGE_NONE;
}

unsigned
lp_codepage_charset(int32_t charset)
{
    for (size_t i = 0; i < sizeof charsets / sizeof charsets[0]; i++) {
        if (charsets[i].charset == charset) {
            return lp_codepage_which(charsets[i].number);
        }
    }
    return LP_CODEPAGE_NONE;
}

/* The one character that `n` bytes are. Some pages have letters that wait for
 * an accent, so it is asked for what is left at the end too. */
static uint32_t
convert(iconv_t how, char *in, size_t n)
{
    uint8_t out[16];
    char *to = (char *)out;
    size_t room = sizeof out;
    size_t i = 0;
    struct lp_slice got = {out, 0};
    uint32_t c;

    (void)iconv(how, NULL, NULL, NULL, NULL);
    if (iconv(how, &in, &n, &to, &room) == (size_t)-1 || n > 0 ||
        iconv(how, NULL, NULL, &to, &room) == (size_t)-1) {
        return UINT32_MAX;
    }
    got.len = sizeof out - room;
    if (got.len == 0) {
        return UINT32_MAX;
    }
    c = lp_text_next(got, &i);
    return i == got.len ? c : UINT32_MAX;
}

void
lp_codepage_open(struct lp_codepage *c, unsigned which)
{
    const struct page *p = &pages[which];
    iconv_t how = p->name == NULL ? (iconv_t)-1 : iconv_open("UTF-8", p->name);
    bool known = how != (iconv_t)-1;

    *c = (struct lp_codepage){.open = true};
    for (unsigned b = 0; b < 256; b++) {
        char in = (char)b;

        c->single[b] = b < 128                       ? b
                       : which == LP_CODEPAGE_SYMBOL ? 0xf000 + b
                       : known                       ? convert(how, &in, 1)
                                                     : UINT32_MAX;
        c->lead[b] = known && b >= 128 &&
                     ((b >= p->lead[0] && b <= p->lead[1]) ||
                      (b >= p->lead[2] && b <= p->lead[3]));
    }
    if (known && p->lead[0] != 0) {
        c->iconv = how;
    } else if (known) {
        (void)iconv_close(how);
    }
}

uint32_t
lp_codepage_pair(struct lp_codepage *c, uint8_t lead, uint8_t trail)
{
    char in[2] = {(char)lead, (char)trail};

    return c->iconv == NULL ? UINT32_MAX : convert(c->iconv, in, 2);
}

void
lp_codepage_release(struct lp_codepage *c)
{
    if (c->iconv != NULL) {
        (void)iconv_close(c->iconv);
    }
    *c = (struct lp_codepage){0};
}
