#include "formats/text_rtf.h"

#include <stdlib.h>

#include "formats/text_html.h"
#include "formats/text_rtf_char.h"
#include "formats/text_rtf_scan.h"

#define GROUPS_MAX 256

/* What a group says of the text in it. */
struct group {
    int32_t font; /* -1: that of the document */
    uint32_t fallback;
    bool skip; /* it is no text */
    bool fonts;
    bool hidden;
    bool deleted;
    bool not_html;
    bool apart; /* a line ends where it ends */
};

struct lp_text_rtf {
    struct lp_text_sink sink;
    struct lp_text_html *html;
    bool from_html;
    bool broken;
    bool over; /* the document's group has ended */

    struct lp_rtf_scan scan;
    bool star;         /* `\*` came last */
    uint32_t fallback; /* so many characters are passed over */

    size_t depth;
    size_t too_deep; /* groups in the deepest that is kept */
    struct group groups[GROUPS_MAX];
    struct lp_rtf_chars chars;
};

static void
to_sink(void *who, struct lp_slice utf8)
{
    struct lp_text_rtf *h = who;

    if (h->from_html) {
        lp_text_html_feed(h->html, utf8);
    } else {
        h->sink.text(h->sink.who, utf8);
    }
}

static void
to_page(void *who)
{
    struct lp_text_rtf *h = who;

    if (!h->from_html && h->sink.page != NULL) {
        h->sink.page(h->sink.who);
    }
}

static struct group *
top(struct lp_text_rtf *h)
{
    return &h->groups[h->depth - 1];
}

static bool
is_quiet(struct lp_text_rtf *h)
{
    const struct group *g = top(h);

    return g->skip || g->hidden || g->deleted || (g->not_html && h->from_html);
}

/* A byte of text. */
static void
put_byte(struct lp_text_rtf *h, uint8_t b)
{
    if (h->fallback > 0) {
        h->fallback--;
    } else if (!is_quiet(h)) {
        lp_rtf_chars_byte(&h->chars, top(h)->font, b);
    }
}

/* A character that is not in a code page. */
static void
put_symbol(struct lp_text_rtf *h, uint32_t point)
{
    if (h->fallback > 0) {
        h->fallback--;
    } else if (!is_quiet(h)) {
        lp_rtf_chars_point(&h->chars, point);
    }
}

static void
put_line(struct lp_text_rtf *h)
{
    if (!is_quiet(h)) {
        lp_rtf_chars_line(&h->chars);
    }
}

static void
open_group(struct lp_text_rtf *h)
{
    struct group g = {.font = -1, .fallback = 1};

    h->fallback = 0;
    if (h->depth > 0) {
        lp_rtf_chars_cut(&h->chars);
    }
    if (h->depth == GROUPS_MAX) {
        h->too_deep++;
        h->broken = true;
        return;
    }
    if (h->depth > 0) {
        g = *top(h);
        g.apart = false;
    }
    h->groups[h->depth++] = g;
}

static void
close_group(struct lp_text_rtf *h)
{
    bool apart = top(h)->apart;

    lp_rtf_chars_cut(&h->chars);
    h->fallback = 0;
    if (h->too_deep > 0) {
        h->too_deep--;
        return;
    }
    if (h->depth == 1) {
        h->depth = 0;
        h->over = true;
        return;
    }
    h->depth--;
    if (apart) {
        put_line(h);
    }
}

/* What a control word says of the group that it stands in. */
static void
do_group(struct lp_text_rtf *h, enum lp_rtf_does does, bool on)
{
    struct group *g = top(h);

    switch (does) {
    case LP_RTF_SKIP:
        g->skip = true;
        break;
    case LP_RTF_APART:
        put_line(h);
        g->apart = true;
        break;
    case LP_RTF_FONTS:
        g->skip = true;
        g->fonts = true;
        break;
    case LP_RTF_HTML_TAG:
        g->skip = g->skip || !h->from_html;
        break;
    case LP_RTF_PLAIN:
        g->font = -1;
        g->hidden = false;
        g->deleted = false;
        break;
    case LP_RTF_HIDDEN:
        g->hidden = on;
        break;
    case LP_RTF_DELETED:
        g->deleted = on;
        break;
    case LP_RTF_NOT_HTML:
        g->not_html = on;
        break;
    default:
        break;
    }
}

/* What a control word says of fonts. */
static void
do_font(struct lp_text_rtf *h, const struct lp_rtf_word *w, int32_t n)
{
    bool fonts = top(h)->fonts;

    switch (w->does) {
    case LP_RTF_CODEPAGE:
        lp_rtf_fonts_page(&h->chars.fonts,
                          w->value != 0 ? (int32_t)w->value : n);
        break;
    case LP_RTF_DEFAULT:
        lp_rtf_fonts_default(&h->chars.fonts, n);
        break;
    case LP_RTF_FONT:
        if (!fonts) {
            top(h)->font = n < 0 ? -1 : n;
        } else if (n >= 0 && !lp_rtf_fonts_add(&h->chars.fonts, n)) {
            h->broken = true;
        }
        break;
    case LP_RTF_CHARSET:
        if (fonts) {
            lp_rtf_fonts_set(&h->chars.fonts, lp_codepage_charset(n));
        }
        break;
    case LP_RTF_FONT_PAGE:
        if (fonts) {
            lp_rtf_fonts_set(&h->chars.fonts, lp_codepage_which(n));
        }
        break;
    default:
        break;
    }
}

static void
do_word(struct lp_text_rtf *h, const struct lp_rtf_word *w, int32_t n)
{
    if (w->does != LP_RTF_CHAR || w->value < 128) {
        h->fallback = 0;
    }
    switch (w->does) {
    case LP_RTF_CHAR:
        put_symbol(h, w->value);
        break;
    case LP_RTF_PAGE:
        if (!is_quiet(h)) {
            lp_rtf_chars_page(&h->chars);
        }
        break;
    case LP_RTF_UNICODE:
        h->fallback = top(h)->fallback;
        if (!is_quiet(h)) {
            lp_rtf_chars_unicode(&h->chars, n);
        }
        break;
    case LP_RTF_FALLBACK:
        top(h)->fallback = n < 0 ? 0 : (uint32_t)n;
        break;
    case LP_RTF_FROM_HTML:
        h->from_html = h->from_html || (h->chars.put.last == 0 && n == 1);
        break;
    default:
        do_group(h, w->does, !h->scan.numbered || n != 0);
        do_font(h, w, n);
        break;
    }
}

static bool
is_destination(enum lp_rtf_does does)
{
    return does == LP_RTF_SKIP || does == LP_RTF_PASS || does == LP_RTF_APART ||
           does == LP_RTF_FONTS || does == LP_RTF_HTML_TAG;
}

static void
take_word(struct lp_text_rtf *h, bool star)
{
    const struct lp_rtf_scan *r = &h->scan;

    lp_rtf_chars_cut(&h->chars);
    if (star && !is_destination(r->word->does)) {
        h->fallback = 0;
        top(h)->skip = true;
    } else {
        do_word(h, r->word, r->n);
    }
}

static void
take_symbol(struct lp_text_rtf *h, uint8_t symbol)
{
    static const struct {
        uint8_t symbol;
        uint16_t is;
    } symbols[] = {
        {'~', 0xa0},  {'-', 0xad},  {'_', 0x2011},
        {'\n', '\n'}, {'\r', '\n'}, {'\t', '\t'},
    };

    h->star = symbol == '*';
    lp_rtf_chars_cut(&h->chars);
    for (size_t i = 0; i < sizeof symbols / sizeof symbols[0]; i++) {
        if (symbols[i].symbol == symbol) {
            put_symbol(h, symbols[i].is);
        }
    }
}

static void
take_run(struct lp_text_rtf *h, struct lp_slice run)
{
    while (run.len > 0 && (h->chars.lead >= 0 || h->fallback > 0)) {
        put_byte(h, run.data[0]);
        run = lp_slice_from(run, 1);
    }
    if (!is_quiet(h)) {
        lp_rtf_chars_run(&h->chars, run);
    }
}

static void
take_token(struct lp_text_rtf *h)
{
    const struct lp_rtf_scan *r = &h->scan;
    bool star = h->star;

    h->star = false;
    switch (r->token) {
    case LP_RTF_OPEN:
        open_group(h);
        break;
    case LP_RTF_CLOSE:
        close_group(h);
        break;
    case LP_RTF_WORD:
        take_word(h, star);
        break;
    case LP_RTF_SYMBOL:
        take_symbol(h, r->byte);
        break;
    case LP_RTF_BYTE:
        put_byte(h, r->byte);
        break;
    case LP_RTF_RUN:
        take_run(h, r->run);
        break;
    case LP_RTF_CUT:
        h->star = star;
        break;
    }
}

enum lp_code
lp_text_rtf_new(struct lp_text_rtf **h, struct lp_text_sink sink,
                struct lp_err *err)
{
    struct lp_text_rtf *r = calloc(1, sizeof *r);
    enum lp_code rc;

    *h = NULL;
    if (r == NULL) {
        return lp_no_memory(err);
    }
    rc = lp_text_html_new(&r->html, sink, err);
    if (rc != LP_OK) {
        free(r);
        return rc;
    }
    r->sink = sink;
    lp_rtf_chars_init(&r->chars, (struct lp_text_sink){to_sink, to_page, r});
    *h = r;
    return LP_OK;
}

void
lp_text_rtf_feed(struct lp_text_rtf *h, struct lp_slice bytes)
{
    while (bytes.len > 0 && !h->over) {
        bytes = lp_slice_from(bytes, lp_rtf_scan(&h->scan, bytes));
        take_token(h);
    }
}

void
lp_text_rtf_end(struct lp_text_rtf *h)
{
    h->broken = h->broken || !h->over;
    if (!h->over) {
        lp_rtf_scan_end(&h->scan);
        take_token(h);
    }
    lp_rtf_chars_end(&h->chars);
    if (h->from_html) {
        lp_text_html_end(h->html);
        h->broken = h->broken || lp_text_html_deep(h->html);
    }
}

bool
lp_text_rtf_broken(const struct lp_text_rtf *h)
{
    return h->broken;
}

void
lp_text_rtf_free(struct lp_text_rtf *h)
{
    if (h == NULL) {
        return;
    }
    lp_rtf_chars_release(&h->chars);
    lp_text_html_free(h->html);
    free(h);
}
