#include "formats/text_read.h"

#include <stdlib.h>

#include "formats/flowed.h"
#include "formats/text_charset.h"
#include "formats/text_html.h"
#include "formats/text_office.h"
#include "formats/text_pdf.h"
#include "formats/text_rtf.h"

struct lp_text_read {
    enum lp_text_form form;
    enum lp_kind kind;
    const struct lp_limits *limits;
    struct lp_text_sink sink;
    struct lp_text_sink source;
    struct lp_text_charset *charset;
    bool is_flowed;
    struct lp_flowed flowed;
    struct lp_text_html *html;
    struct lp_text_rtf *rtf;
};

/* What the charset decoder hands on. */
static void
on_source(void *who, struct lp_slice utf8)
{
    struct lp_text_read *t = who;

    if (t->source.text != NULL) {
        t->source.text(t->source.who, utf8);
    }
    if (t->html != NULL) {
        lp_text_html_feed(t->html, utf8);
    } else if (t->is_flowed) {
        lp_flowed_feed(&t->flowed, utf8);
    } else {
        t->sink.text(t->sink.who, utf8);
    }
}

static enum lp_code
open_source(struct lp_text_read *t, const struct lp_text_input *in,
            struct lp_err *err)
{
    struct lp_text_sink to = {.text = on_source, .who = t};
    struct lp_slice charset = in->charset;
    enum lp_code rc = LP_OK;

    if (in->form == LP_TEXT_FORM_HTML) {
        LP_TRY(lp_text_html_new(&t->html, t->sink, err));
        if (charset.len == 0 && !lp_text_html_charset(in->head, &charset)) {
            charset = (struct lp_slice){0};
        }
    }
    t->is_flowed = in->flowed;
    t->flowed = (struct lp_flowed){.sink = t->sink, .delsp = in->delsp};
    rc = lp_text_charset_new(&t->charset, charset, to, err);

done:
    return rc;
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
    if (in->form == LP_TEXT_FORM_PLAIN || in->form == LP_TEXT_FORM_HTML) {
        LP_TRY(open_source(t, in, err));
    } else if (in->form == LP_TEXT_FORM_RTF) {
        LP_TRY(lp_text_rtf_new(&t->rtf, sink, err));
    }
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

    if (t->charset != NULL) {
        /* A failure comes again at the end. */
        if (lp_text_charset_feed(t->charset, bytes, &err) != LP_OK) {
            return;
        }
    } else if (t->rtf != NULL) {
        lp_text_rtf_feed(t->rtf, bytes);
    }
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
    enum lp_code rc;

    if (t->form == LP_TEXT_FORM_PDF) {
        rc = lp_text_pdf(view, t->sink, t->limits, &pdf, &why);
        *state = rc == LP_OK ? state_of(&pdf) : LP_TEXT_UNREAD;
    } else {
        rc = lp_text_office(view, t->kind, t->sink, t->limits, &why);
        *state = rc == LP_OK ? LP_TEXT_WHOLE : LP_TEXT_UNREAD;
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

    *state = LP_TEXT_WHOLE;
    if (t->charset != NULL && lp_text_charset_end(t->charset, &why) != LP_OK) {
        *state = LP_TEXT_UNREAD;
        return LP_OK;
    }
    if (t->is_flowed && t->html == NULL) {
        lp_flowed_end(&t->flowed);
    } else if (t->html != NULL) {
        lp_text_html_end(t->html);
    } else if (t->rtf != NULL) {
        lp_text_rtf_end(t->rtf);
        *state = lp_text_rtf_broken(t->rtf) ? LP_TEXT_UNREAD : LP_TEXT_WHOLE;
    } else if (lp_text_read_seeks(t) && view != NULL) {
        return read_whole(t, view, state, err);
    }
    return LP_OK;
}

bool
lp_text_read_bad(const struct lp_text_read *t)
{
    return t->charset == NULL || lp_text_charset_wrong(t->charset) > 0;
}

void
lp_text_read_free(struct lp_text_read *t)
{
    if (t == NULL) {
        return;
    }
    lp_text_charset_free(t->charset);
    lp_text_html_free(t->html);
    lp_text_rtf_free(t->rtf);
    free(t);
}
