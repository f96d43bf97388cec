#include "formats/text_read.h"

#include <stdlib.h>

#include "formats/text_charset.h"
#include "formats/text_html.h"
#include "formats/text_office.h"
#include "formats/text_ole.h"
#include "formats/text_pdf.h"
#include "formats/text_plain.h"
#include "formats/text_rtf.h"

struct lp_text_read {
    enum lp_text_form form;
    enum lp_kind kind;
    const struct lp_limits *limits;
    struct lp_text_sink sink;
    struct lp_text_sink source;
    struct lp_text_charset *charset;
    struct lp_text_plain *plain;
    struct lp_text_html *html;
    struct lp_text_rtf *rtf;
    bool failed; /* the charset is not to be had; or the RTF is broken */
};

/* What HTML is written in, in UTF-8. */
static void
on_markup(void *who, struct lp_slice utf8)
{
    struct lp_text_read *t = who;

    if (t->source.text != NULL) {
        t->source.text(t->source.who, utf8);
    }
    lp_text_html_feed(t->html, utf8);
}

static enum lp_code
open_html(struct lp_text_read *t, const struct lp_text_input *in,
          struct lp_err *err)
{
    struct lp_text_sink to = {.text = on_markup, .who = t};
    struct lp_slice charset = in->charset;
    enum lp_code rc;

    LP_TRY(lp_text_html_new(&t->html, t->sink, err));
    if (charset.len == 0 && !lp_text_html_charset(in->head, &charset)) {
        charset = (struct lp_slice){0};
    }
    rc = lp_text_charset_new(&t->charset, charset, to, err);

done:
    return rc;
}

static enum lp_code
open_form(struct lp_text_read *t, const struct lp_text_input *in,
          struct lp_err *err)
{
    const struct lp_text_plain_how how = {in->charset, in->flowed, in->delsp,
                                          t->source};

    switch (in->form) {
    case LP_TEXT_FORM_PLAIN:
        return lp_text_plain_new(&t->plain, &how, t->sink, err);
    case LP_TEXT_FORM_HTML:
        return open_html(t, in, err);
    case LP_TEXT_FORM_RTF:
        return lp_text_rtf_new(&t->rtf, t->sink, err);
    default:
        return LP_OK;
    }
}

enum lp_code
lp_text_read_new(struct lp_text_read **out, const struct lp_text_input *in,
                 struct lp_text_sink sink, struct lp_text_sink source,
                 const struct lp_limits *limits, struct lp_err *err)
{
    struct lp_text_read *t = calloc(1, sizeof *t);
    enum lp_code rc = LP_OK;

    if (t == NULL) {
        return lp_no_memory(err);
    }
    t->form = in->form;
    t->kind = in->kind;
    t->limits = limits;
    t->sink = sink;
    t->source = source;
    LP_TRY(open_form(t, in, err));
    *out = t;
    t = NULL;

done:
    lp_text_read_free(t);
    return rc;
}

bool
lp_text_read_seeks(const struct lp_text_read *t)
{
    return t->form == LP_TEXT_FORM_PDF || t->form == LP_TEXT_FORM_OFFICE;
}

void
lp_text_read_feed(struct lp_text_read *t, struct lp_slice bytes)
{
    struct lp_err err = {0};
    enum lp_code rc = LP_OK;

    if (t->plain != NULL) {
        rc = lp_text_plain_feed(t->plain, bytes, &err);
    } else if (t->charset != NULL) {
        rc = lp_text_charset_feed(t->charset, bytes, &err);
    } else if (t->rtf != NULL) {
        lp_text_rtf_feed(t->rtf, bytes);
    }
    t->failed = t->failed || rc != LP_OK;
}

static enum lp_text_state
state_of(const struct lp_text_pdf_result *pdf)
{
    switch (pdf->state) {
    case LP_TEXT_PDF_WHOLE:
        return pdf->unusable ? LP_TEXT_UNREAD : LP_TEXT_WHOLE;
    case LP_TEXT_PDF_NO_LAYER:
        return LP_TEXT_NO_LAYER;
    case LP_TEXT_PDF_OPAQUE:
        return LP_TEXT_NOT_ONE;
    default:
        return LP_TEXT_UNREAD;
    }
}

/* Read what can only be read as a whole. Its faults are the document's. */
static enum lp_code
read_whole(struct lp_text_read *t, struct lp_view *view,
           enum lp_text_state *state, struct lp_err *err)
{
    struct lp_text_pdf_result pdf;
    struct lp_err why = {0};
    bool has = true;
    enum lp_code rc;

    if (t->form == LP_TEXT_FORM_PDF) {
        rc = lp_text_pdf(view, t->sink, t->limits, &pdf, &why);
        *state = rc == LP_OK ? state_of(&pdf) : LP_TEXT_UNREAD;
    } else {
        rc = t->kind == LP_KIND_OLE
                 ? lp_text_ole(view, &has, t->sink, t->limits, &why)
                 : lp_text_office(view, t->kind, t->sink, t->limits, &why);
        *state = rc != LP_OK ? LP_TEXT_UNREAD
                 : has       ? LP_TEXT_WHOLE
                             : LP_TEXT_NOT_ONE;
    }
    if (rc != LP_OK && rc != LP_E_FORMAT && rc != LP_E_LIMIT) {
        *err = why;
        return rc;
    }
    return LP_OK;
}

enum lp_code
lp_text_read_end(struct lp_text_read *t, struct lp_view *view,
                 enum lp_text_state *state, struct lp_err *err)
{
    struct lp_err why = {0};
    enum lp_code rc = LP_OK;

    if (lp_text_read_seeks(t) && view != NULL) {
        return read_whole(t, view, state, err);
    }
    if (t->plain != NULL) {
        rc = lp_text_plain_end(t->plain, &why);
    } else if (t->charset != NULL) {
        rc = lp_text_charset_end(t->charset, &why);
        lp_text_html_end(t->html);
    } else if (t->rtf != NULL) {
        lp_text_rtf_end(t->rtf);
        t->failed = lp_text_rtf_broken(t->rtf);
    }
    *state = t->failed || rc != LP_OK ? LP_TEXT_UNREAD : LP_TEXT_WHOLE;
    return LP_OK;
}

bool
lp_text_read_bad(const struct lp_text_read *t)
{
    return t->failed ||
           (t->plain != NULL && lp_text_plain_wrong(t->plain) > 0) ||
           (t->charset != NULL && lp_text_charset_wrong(t->charset) > 0);
}

void
lp_text_read_free(struct lp_text_read *t)
{
    if (t == NULL) {
        return;
    }
    lp_text_plain_free(t->plain);
    lp_text_charset_free(t->charset);
    lp_text_html_free(t->html);
    lp_text_rtf_free(t->rtf);
    free(t);
}
