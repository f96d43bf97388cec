#include "formats/text_ooxml.h"

#include "formats/office_rels.h"
#include "formats/text_sheet.h"

/* Slides or sheets of one document, and all their ids. */
#define PAGES_MAX 10000
#define IDS_MAX ((size_t)1 << 20)

enum {
    TAG_DOCUMENT = 1,
    TAG_PRESENTATION,
    TAG_WORKBOOK,
    TAG_PAGES, /* the list of slides or sheets ... */
    TAG_PAGE,  /* ... and one of it */
    TAG_PARAGRAPH,
    TAG_TEXT,
    TAG_TAB,
    TAG_LINE,
    TAG_HYPHEN,
    TAG_CELL,
    TAG_ROW,
    TAG_RUN,
    TAG_ABOUT_RUN,
    TAG_HIDDEN,
    TAG_NOT_SHOWN,
};

/* ECMA-376 part 1: 17 (W), 19 (P), 18 (S), 21 (A), 22.1 (M). */
static const struct lp_office_word words[] = {
    {LP_OFFICE_W, TAG_PARAGRAPH, "p"},
    {LP_OFFICE_W, TAG_RUN, "r"},
    {LP_OFFICE_W, TAG_TEXT, "t"},
    {LP_OFFICE_W, TAG_ABOUT_RUN, "rPr"},
    {LP_OFFICE_W, TAG_HIDDEN, "vanish"},
    {LP_OFFICE_W, TAG_TAB, "tab"},
    {LP_OFFICE_W, TAG_TAB, "ptab"},
    {LP_OFFICE_W, TAG_LINE, "br"},
    {LP_OFFICE_W, TAG_LINE, "cr"},
    {LP_OFFICE_W, TAG_HYPHEN, "noBreakHyphen"},
    {LP_OFFICE_W, TAG_CELL, "tc"},
    {LP_OFFICE_W, TAG_ROW, "tr"},
    {LP_OFFICE_W, TAG_NOT_SHOWN, "pPr"},
    {LP_OFFICE_W, TAG_NOT_SHOWN, "del"},
    {LP_OFFICE_W, TAG_NOT_SHOWN, "moveFrom"},
    {LP_OFFICE_W, TAG_NOT_SHOWN, "rt"},
    {LP_OFFICE_W, TAG_DOCUMENT, "document"},
    {LP_OFFICE_M, TAG_TEXT, "t"},
    {LP_OFFICE_A, TAG_PARAGRAPH, "p"},
    {LP_OFFICE_A, TAG_TEXT, "t"},
    {LP_OFFICE_A, TAG_LINE, "br"},
    {LP_OFFICE_A, TAG_CELL, "tc"},
    {LP_OFFICE_A, TAG_ROW, "tr"},
    {LP_OFFICE_P, TAG_PRESENTATION, "presentation"},
    {LP_OFFICE_P, TAG_PAGES, "sldIdLst"},
    {LP_OFFICE_P, TAG_PAGE, "sldId"},
    {LP_OFFICE_S, TAG_WORKBOOK, "workbook"},
    {LP_OFFICE_S, TAG_PAGES, "sheets"},
    {LP_OFFICE_S, TAG_PAGE, "sheet"},
    {LP_OFFICE_NONE, 0, NULL},
};

/* A part being read, and what the main one says of the document. */
struct story {
    unsigned open;     /* paragraphs */
    bool is_main;      /* then: */
    unsigned kind;     /* the tag of its root */
    struct lp_buf ids; /* of slides or sheets, each with a NUL */
    size_t pages;
};

/* 17.17.4: a toggle is on unless it says otherwise. */
static bool
is_on(const struct lp_office_xml *x)
{
    struct lp_slice v;

    return !lp_office_xml_attr(x, LP_OFFICE_W, "val", &v) ||
           !(lp_slice_is(v, "0") || lp_slice_is(v, "false") ||
             lp_slice_is(v, "off"));
}

/* 17.3.2.41. What a run was before a change also stands in one. */
static bool
hides_run(const struct lp_office_xml *x)
{
    return lp_office_xml_tag(x, 1) == TAG_ABOUT_RUN &&
           lp_office_xml_tag(x, 2) == TAG_RUN && is_on(x);
}

static void
note_page(struct lp_office_xml *x, struct story *s)
{
    struct lp_slice id;

    if (lp_office_xml_tag(x, 1) != TAG_PAGES ||
        lp_office_xml_tag(x, 2) != s->kind) {
        return;
    }
    if (!lp_office_xml_attr(x, LP_OFFICE_R, "id", &id)) {
        lp_office_xml_refuse(x, "a slide or sheet has no relationship");
    } else if (s->pages == PAGES_MAX || id.len >= IDS_MAX - s->ids.len) {
        lp_office_xml_limit(x, "too many slides or sheets");
    } else {
        s->pages++;
        lp_buf_put(&s->ids, id);
        lp_buf_byte(&s->ids, '\0');
    }
}

/* The main part of a presentation or a workbook says only what there is. */
static void
main_start(struct lp_office_xml *x, struct story *s, unsigned tag)
{
    if (lp_office_xml_is_root(x)) {
        s->kind = tag;
    } else if (tag == TAG_PAGE && s->kind != TAG_DOCUMENT) {
        note_page(x, s);
    }
}

static void
say(struct lp_office_xml *x, const struct story *s, struct lp_slice utf8)
{
    if (!s->is_main || s->kind == TAG_DOCUMENT) {
        lp_office_xml_push(x, utf8);
    }
}

static void
mark(struct lp_office_xml *x, const struct story *s, const char *utf8)
{
    say(x, s, lp_slice_str(utf8));
}

static void
start(struct lp_office_xml *x, unsigned tag)
{
    struct story *s = lp_office_xml_who(x);

    if (s->is_main) {
        main_start(x, s, tag);
    }
    switch (tag) {
    case TAG_PARAGRAPH:
        if (s->open > 0) {
            mark(x, s, "\n");
        }
        s->open++;
        break;
    case TAG_TAB:
        mark(x, s, "\t");
        break;
    case TAG_LINE:
        mark(x, s, "\n");
        break;
    case TAG_HYPHEN:
        mark(x, s, "\xe2\x80\x91");
        break;
    case TAG_HIDDEN:
        if (hides_run(x)) {
            lp_office_xml_skip(x, 2);
        }
        break;
    case TAG_NOT_SHOWN:
        lp_office_xml_skip(x, 0);
        break;
    default:
        break;
    }
}

static void
end(struct lp_office_xml *x, unsigned tag)
{
    struct story *s = lp_office_xml_who(x);

    if (tag == TAG_PARAGRAPH) {
        mark(x, s, "\n");
        s->open--;
    } else if (tag == TAG_CELL) {
        mark(x, s, "\t");
    } else if (tag == TAG_ROW) {
        mark(x, s, "\n");
    }
}

static void
text(struct lp_office_xml *x, struct lp_slice utf8)
{
    if (lp_office_xml_tag(x, 0) == TAG_TEXT) {
        say(x, lp_office_xml_who(x), utf8);
    }
}

static const struct lp_office_grammar grammar = {
    .words = words,
    .start = start,
    .end = end,
    .text = text,
};

/* Notes, headers and footers, in the order of lp_office_rel. */
static enum lp_code
read_around(struct lp_office_package *p, struct lp_office_rels *rels,
            struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    lp_office_rels_sort(rels);
    for (size_t i = 0; i < rels->n; i++) {
        const struct lp_office_link *l = &rels->links[i];
        struct story s = {0};

        if (l->type >= LP_OFFICE_REL_FOOTNOTES &&
            l->type <= LP_OFFICE_REL_FOOTER) {
            LP_TRY(lp_office_package_need(p, lp_slice_str(l->target), &grammar,
                                          &s, err));
        }
    }

done:
    return rc;
}

static enum lp_code
read_page(struct lp_office_package *p, const struct lp_office_link *l,
          const struct lp_text_strings *strings, struct lp_err *err)
{
    struct lp_text_sheet sheet = {.strings = strings};
    struct story s = {0};
    bool slide = l->type == LP_OFFICE_REL_SLIDE;

    if (p->out.sink.page != NULL) {
        p->out.sink.page(p->out.sink.who);
    }
    return lp_office_package_need(p, lp_slice_str(l->target),
                                  slide ? &grammar : &lp_text_sheet_grammar,
                                  slide ? (void *)&s : (void *)&sheet, err);
}

/* The slides or sheets, in the order of the main part. What is of another
 * type, as a sheet that is a chart, has no text of this kind. */
static enum lp_code
read_pages(struct lp_office_package *p, const struct story *of,
           const struct lp_office_rels *rels,
           const struct lp_text_strings *strings, struct lp_err *err)
{
    enum lp_office_rel type = of->kind == TAG_PRESENTATION
                                  ? LP_OFFICE_REL_SLIDE
                                  : LP_OFFICE_REL_SHEET;
    struct lp_cursor c = lp_cursor_over(lp_buf_slice(&of->ids));
    enum lp_code rc = LP_OK;

    for (size_t i = 0; i < of->pages; i++) {
        struct lp_slice id = lp_cursor_until(&c, '\0');
        const struct lp_office_link *l =
            lp_office_rels_by_id(rels, (const char *)id.data);

        if (l == NULL) {
            return lp_fail_at(err, LP_E_FORMAT, LP_RULE_XML, 0,
                              "document: a slide or sheet is missing");
        }
        if (l->type == type) {
            LP_TRY(read_page(p, l, strings, err));
        }
    }

done:
    return rc;
}

static enum lp_code
read_workbook(struct lp_office_package *p, const struct story *of,
              const struct lp_office_rels *rels, struct lp_err *err)
{
    const struct lp_office_link *l =
        lp_office_rels_only(rels, LP_OFFICE_REL_STRINGS);
    struct lp_text_strings strings = {0};
    enum lp_code rc = LP_OK;

    if (l != NULL) {
        LP_TRY(lp_office_package_need(p, lp_slice_str(l->target),
                                      &lp_text_strings_grammar, &strings, err));
    }
    LP_TRY(read_pages(p, of, rels, &strings, err));

done:
    lp_text_strings_release(&strings);
    return rc;
}

static enum lp_code
read_rest(struct lp_office_package *p, const struct story *of,
          struct lp_office_rels *rels, struct lp_err *err)
{
    switch (of->kind) {
    case TAG_DOCUMENT:
        return read_around(p, rels, err);
    case TAG_PRESENTATION:
        return read_pages(p, of, rels, NULL, err);
    case TAG_WORKBOOK:
        return read_workbook(p, of, rels, err);
    default:
        return lp_fail_at(err, LP_E_FORMAT, LP_RULE_UNSUPPORTED_METHOD, 0,
                          "document: it is of a kind that is not read");
    }
}

/* ECMA-376 part 1, 11.3.10, 12.3.23, 13.3.6: the package leads to the main
 * part. One that is not XML is of a binary kind (xlsb). */
static enum lp_code
find_main(const struct lp_office_rels *root, struct lp_slice *name,
          struct lp_err *err)
{
    const struct lp_office_link *l =
        lp_office_rels_only(root, LP_OFFICE_REL_MAIN);

    if (l == NULL) {
        return lp_fail_at(err, LP_E_FORMAT, LP_RULE_XML, 0,
                          "document: it has no main part, or two");
    }
    *name = lp_slice_str(l->target);
    if (lp_slice_ends(*name, lp_slice_str(".bin"))) {
        return lp_fail_at(err, LP_E_FORMAT, LP_RULE_UNSUPPORTED_METHOD, 0,
                          "document: it is of a kind that is not read");
    }
    return LP_OK;
}

enum lp_code
lp_text_ooxml(struct lp_view *view, struct lp_text_sink sink,
              const struct lp_limits *limits, struct lp_err *err)
{
    struct lp_office_package p = {0};
    struct lp_office_rels root = {0};
    struct lp_office_rels rels = {0};
    struct story s = {.is_main = true};
    struct lp_slice name = {0};
    enum lp_code rc;

    LP_TRY(lp_office_package_open(&p, view, true, limits, sink, err));
    LP_TRY(lp_office_rels_read(&root, &p, (struct lp_slice){0}, err));
    LP_TRY(find_main(&root, &name, err));
    LP_TRY(lp_office_package_need(&p, name, &grammar, &s, err));
    LP_TRY(lp_buf_check(&s.ids, err));
    LP_TRY(lp_office_rels_read(&rels, &p, name, err));
    LP_TRY(read_rest(&p, &s, &rels, err));

done:
    lp_buf_release(&s.ids);
    lp_office_rels_release(&rels);
    lp_office_rels_release(&root);
    lp_office_package_release(&p);
    return rc;
}
