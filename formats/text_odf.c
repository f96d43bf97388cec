#include "formats/text_odf.h"

/* text:c of one text:s. */
#define SPACES_MAX 100

enum {
    TAG_BODY = 1,
    TAG_WORDS, /* the body of a text document */
    TAG_PAGES, /* that of a spreadsheet, presentation or drawing */
    TAG_PAGE,
    TAG_TABLE,
    TAG_PARAGRAPH,
    TAG_SPACES,
    TAG_TAB,
    TAG_LINE,
    TAG_SECTION,
    TAG_CELL,
    TAG_ROW,
    TAG_MARGIN, /* a header or footer */
    TAG_NOT_SHOWN,
    TAG_OTHER_TEXT, /* any other element of text: */
};

/* OpenDocument 1.2 part 1: 3 (office:), 5, 6, 7 (text:), 9 (table:),
 * 10 (draw:, presentation:), 16 (style:). */
static const struct lp_office_word words[] = {
    {LP_OFFICE_TEXT, TAG_PARAGRAPH, "p"},
    {LP_OFFICE_TEXT, TAG_PARAGRAPH, "h"},
    {LP_OFFICE_TEXT, TAG_SPACES, "s"},
    {LP_OFFICE_TEXT, TAG_TAB, "tab"},
    {LP_OFFICE_TEXT, TAG_LINE, "line-break"},
    {LP_OFFICE_TEXT, TAG_SECTION, "section"},
    {LP_OFFICE_TEXT, TAG_NOT_SHOWN, "tracked-changes"},
    {LP_OFFICE_TEXT, TAG_NOT_SHOWN, "note-citation"},
    {LP_OFFICE_TEXT, TAG_NOT_SHOWN, "hidden-text"},
    {LP_OFFICE_TEXT, TAG_NOT_SHOWN, "ruby-text"},
    {LP_OFFICE_TEXT, TAG_NOT_SHOWN, "script"},
    {LP_OFFICE_TEXT, TAG_OTHER_TEXT, "*"},
    {LP_OFFICE_TABLE, TAG_CELL, "table-cell"},
    {LP_OFFICE_TABLE, TAG_CELL, "covered-table-cell"},
    {LP_OFFICE_TABLE, TAG_ROW, "table-row"},
    {LP_OFFICE_TABLE, TAG_TABLE, "table"},
    {LP_OFFICE_TABLE, TAG_NOT_SHOWN, "tracked-changes"},
    {LP_OFFICE_DRAW, TAG_PAGE, "page"},
    {LP_OFFICE_SHOW, TAG_NOT_SHOWN, "notes"},
    {LP_OFFICE_ODF, TAG_NOT_SHOWN, "annotation"},
    {LP_OFFICE_ODF, TAG_BODY, "body"},
    {LP_OFFICE_ODF, TAG_WORDS, "text"},
    {LP_OFFICE_ODF, TAG_PAGES, "spreadsheet"},
    {LP_OFFICE_ODF, TAG_PAGES, "presentation"},
    {LP_OFFICE_ODF, TAG_PAGES, "drawing"},
    {LP_OFFICE_STYLE, TAG_MARGIN, "header"},
    {LP_OFFICE_STYLE, TAG_MARGIN, "header-left"},
    {LP_OFFICE_STYLE, TAG_MARGIN, "header-first"},
    {LP_OFFICE_STYLE, TAG_MARGIN, "footer"},
    {LP_OFFICE_STYLE, TAG_MARGIN, "footer-left"},
    {LP_OFFICE_STYLE, TAG_MARGIN, "footer-first"},
    {LP_OFFICE_NONE, 0, NULL},
};

/* A part being read. */
struct story {
    unsigned outer; /* the tag in which its text is */
    unsigned shown; /* of these are open */
    unsigned open;  /* paragraphs */
    bool is_text;   /* of a text document */
};

static bool
says(const struct lp_office_xml *x, enum lp_office_space space,
     const char *local, const char *what)
{
    struct lp_slice v;

    return lp_office_xml_attr(x, space, local, &v) && lp_slice_is(v, what);
}

/* 6.1.3: one, unless text:c says how many. */
static unsigned
spaces(const struct lp_office_xml *x)
{
    struct lp_slice count = {0};
    unsigned n = 0;

    (void)lp_office_xml_attr(x, LP_OFFICE_TEXT, "c", &count);
    for (size_t i = 0; i < count.len; i++) {
        if (count.data[i] < '0' || count.data[i] > '9') {
            return 1;
        }
        n = n * 10 + (unsigned)(count.data[i] - '0');
        n = n < SPACES_MAX ? n : SPACES_MAX;
    }
    return count.len == 0 ? 1 : n;
}

/* Marks within what is shown. */
static void
say_start(struct lp_office_xml *x, struct story *s, unsigned tag)
{
    switch (tag) {
    case TAG_PARAGRAPH:
        if (s->open > 0) {
            lp_office_xml_mark(x, "\n");
        }
        s->open++;
        break;
    case TAG_SPACES:
        for (unsigned n = spaces(x); n > 0; n--) {
            lp_office_xml_mark(x, " ");
        }
        break;
    case TAG_TAB:
        lp_office_xml_mark(x, "\t");
        break;
    case TAG_LINE:
        lp_office_xml_mark(x, "\n");
        break;
    case TAG_PAGE:
    case TAG_TABLE:
        if (lp_office_xml_tag(x, 1) == TAG_PAGES) {
            lp_office_xml_page(x);
        }
        break;
    default:
        break;
    }
}

static void
start(struct lp_office_xml *x, unsigned tag)
{
    struct story *s = lp_office_xml_who(x);

    if (tag == TAG_NOT_SHOWN ||
        (tag == TAG_SECTION && says(x, LP_OFFICE_TEXT, "display", "none")) ||
        (tag == TAG_MARGIN && says(x, LP_OFFICE_STYLE, "display", "false"))) {
        lp_office_xml_skip(x, 0);
        return;
    }
    if (tag == s->outer) {
        s->shown++;
    } else if (tag == TAG_WORDS && lp_office_xml_tag(x, 1) == TAG_BODY) {
        s->is_text = true;
    }
    if (s->shown > 0) {
        say_start(x, s, tag);
    }
}

static void
end(struct lp_office_xml *x, unsigned tag)
{
    struct story *s = lp_office_xml_who(x);

    if (tag == s->outer) {
        s->shown--;
    } else if (s->shown > 0 && tag == TAG_PARAGRAPH) {
        lp_office_xml_mark(x, "\n");
        s->open--;
    } else if (s->shown > 0 && tag == TAG_CELL) {
        lp_office_xml_mark(x, "\t");
    } else if (s->shown > 0 && tag == TAG_ROW) {
        lp_office_xml_mark(x, "\n");
    }
}

/* What stands in a paragraph but in an element of another kind is about it: a
 * picture in Base64, a title for those who cannot see it. */
static bool
is_text_element(unsigned tag)
{
    return tag == TAG_PARAGRAPH || tag == TAG_OTHER_TEXT;
}

static void
text(struct lp_office_xml *x, struct lp_slice utf8)
{
    const struct story *s = lp_office_xml_who(x);

    if (s->open > 0 && is_text_element(lp_office_xml_tag(x, 0))) {
        lp_office_xml_push(x, utf8);
    }
}

static const struct lp_office_grammar grammar = {
    .words = words,
    .start = start,
    .end = end,
    .text = text,
};

enum lp_code
lp_text_odf(struct lp_view *view, struct lp_text_sink sink,
            const struct lp_limits *limits, struct lp_err *err)
{
    struct lp_office_package p = {0};
    struct story body = {.outer = TAG_BODY};
    struct story margins = {.outer = TAG_MARGIN};
    bool there;
    enum lp_code rc;

    LP_TRY(lp_office_package_open(&p, view, false, limits, sink, err));
    LP_TRY(lp_office_package_need(&p, lp_slice_str("content.xml"), &grammar,
                                  &body, err));
    if (body.is_text) {
        LP_TRY(lp_office_package_read(&p, lp_slice_str("styles.xml"), &grammar,
                                      &margins, &there, err));
    }

done:
    lp_office_package_release(&p);
    return rc;
}
