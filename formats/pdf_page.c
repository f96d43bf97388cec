#include "formats/pdf_page.h"

#include <stdlib.h>

#include "base/mem.h"

#define KEPT_MAX 1024
/* What showing a form costs, whatever it holds: a few forms that show each
 * other must not take for ever. */
#define FORM_COST 1024

/* The streams of one content. */
struct streams {
    struct lp_pdf_page *page;
    const struct lp_pdf_object *form; /* the one stream, or NULL */
    struct lp_pdf_walk rest;          /* /Contents, an array */
    struct lp_pdf_value one;          /* /Contents, a reference */
    struct lp_pdf_object hold;
};

static enum lp_code run(struct lp_pdf_page *p, struct streams *from,
                        struct lp_pdf_scope *scope, struct lp_err *err);

void
lp_pdf_page_init(struct lp_pdf_page *p, struct lp_pdf *pdf, size_t revision,
                 struct lp_pdf_lines *lines)
{
    *p = (struct lp_pdf_page){.pdf = pdf, .revision = revision};
    lp_pdf_show_init(&p->show, lines);
}

void
lp_pdf_page_release(struct lp_pdf_page *p)
{
    lp_pdf_fonts_release(&p->fonts);
    lp_pdf_show_release(&p->show);
    free(p->kept);
    *p = (struct lp_pdf_page){0};
}

/* Open the stream of `o`; nothing if it cannot be read. */
static enum lp_code
open_stream(struct lp_pdf_page *p, const struct lp_pdf_object *o,
            struct lp_source *out, bool *got, struct lp_err *err)
{
    enum lp_pdf_stream_state state;
    enum lp_code rc = lp_pdf_stream(p->pdf, p->revision, o, out, &state, err);

    *got = rc == LP_OK && state == LP_PDF_STREAM_READ;
    if (rc == LP_OK && !*got) {
        lp_pdf_work_broken(lp_pdf_work(p->pdf), LP_RULE_PDF_STREAM);
    }
    return rc;
}

static enum lp_code
more(void *who, struct lp_source *out, bool *end, struct lp_err *err)
{
    struct streams *s = who;
    struct lp_pdf_value v;
    bool got = false;
    enum lp_code rc = LP_OK;

    while (!got) {
        if (s->form != NULL) {
            const struct lp_pdf_object *form = s->form;

            s->form = NULL;
            LP_TRY(open_stream(s->page, form, out, &got, err));
            continue;
        }
        if (s->one.kind == LP_PDF_REF) {
            v = s->one;
            s->one = (struct lp_pdf_value){0};
        } else if (!lp_pdf_item(&s->rest, &v)) {
            break;
        }
        if (v.kind == LP_PDF_REF) {
            lp_pdf_object_release(&s->hold);
            LP_TRY(lp_pdf_object(s->page->pdf, s->page->revision, v.num, v.gen,
                                 &s->hold, err));
            LP_TRY(open_stream(s->page, &s->hold, out, &got, err));
        }
    }
    *end = !got;

done:
    return rc;
}

static double
number(const struct lp_pdf_operation *op, unsigned i)
{
    return i < op->n ? op->of[i].real : 0;
}

static bool
read_matrix(const struct lp_pdf_operation *op, struct lp_pdf_matrix *m)
{
    *m = (struct lp_pdf_matrix){number(op, 0), number(op, 1), number(op, 2),
                                number(op, 3), number(op, 4), number(op, 5)};
    return op->n >= 6;
}

static enum lp_code
keep(struct lp_pdf_page *p, struct lp_err *err)
{
    struct lp_pdf_state *grown;

    if (p->n_kept == KEPT_MAX) {
        lp_pdf_work_broken(lp_pdf_work(p->pdf), LP_RULE_LIMIT_NESTING);
        return LP_OK;
    }
    grown = lp_mem_grow(p->kept, p->n_kept, &p->cap_kept, sizeof *grown);
    if (grown == NULL) {
        return lp_no_memory(err);
    }
    p->kept = grown;
    grown[p->n_kept++] = p->show.now;
    return LP_OK;
}

static enum lp_code
set_font(struct lp_pdf_page *p, struct lp_pdf_scope *scope,
         const struct lp_pdf_operation *op, struct lp_err *err)
{
    struct lp_pdf_value v;
    enum lp_code rc = LP_OK;

    if (op->n < 2 || op->of[0].kind != LP_PDF_T_NAME) {
        return LP_OK;
    }
    p->show.now.size = number(op, 1);
    p->show.now.font = NULL;
    LP_TRY(lp_pdf_scope_find(scope, LP_PDF_RES_FONT, op->of[0].raw, &v, err));
    LP_TRY(lp_pdf_fonts_get(&p->fonts, p->pdf, p->revision, &v,
                            &p->show.now.font, err));

done:
    return rc;
}

static enum lp_code
show_array(struct lp_pdf_page *p, const struct lp_pdf_operation *op,
           struct lp_err *err)
{
    struct lp_pdf_token t;
    size_t at = 1;
    enum lp_code rc = LP_OK;

    if (op->n == 0 || op->of[0].kind != LP_PDF_T_ARRAY) {
        return LP_OK;
    }
    do {
        lp_pdf_token(op->of[0].raw, &at, &t);
        if (t.kind == LP_PDF_T_STRING || t.kind == LP_PDF_T_HEX) {
            LP_TRY(lp_pdf_show_string(&p->show, t.raw, err));
        } else if (t.kind == LP_PDF_T_INT || t.kind == LP_PDF_T_REAL) {
            lp_pdf_show_gap(&p->show, t.real);
        }
    } while (t.kind != LP_PDF_T_END);

done:
    return rc;
}

static enum lp_code
show_operand(struct lp_pdf_page *p, const struct lp_pdf_operation *op,
             unsigned i, struct lp_err *err)
{
    if (i >= op->n ||
        (op->of[i].kind != LP_PDF_T_STRING && op->of[i].kind != LP_PDF_T_HEX)) {
        return LP_OK;
    }
    return lp_pdf_show_string(&p->show, op->of[i].raw, err);
}

/* BMC and BDC, whose properties stand here or in the resources. */
static enum lp_code
mark(struct lp_pdf_page *p, struct lp_pdf_scope *scope,
     const struct lp_pdf_operation *op, struct lp_err *err)
{
    struct lp_pdf_object hold = {0};
    struct lp_pdf_object hold_text = {0};
    struct lp_pdf_value v = {0};
    struct lp_pdf_value text;
    struct lp_slice raw = {0};
    size_t at = 0;
    enum lp_code rc = LP_OK;

    if (op->n >= 2 && op->of[1].kind == LP_PDF_T_DICT) {
        (void)lp_pdf_value(op->of[1].raw, &at, &v);
    } else if (op->n >= 2 && op->of[1].kind == LP_PDF_T_NAME) {
        LP_TRY(lp_pdf_scope_find(scope, LP_PDF_RES_PROPERTIES, op->of[1].raw,
                                 &v, err));
        LP_TRY(lp_pdf_follow(p->pdf, p->revision, &v, &hold, &v, err));
    }
    text = lp_pdf_get(&v, "ActualText");
    LP_TRY(lp_pdf_follow(p->pdf, p->revision, &text, &hold_text, &text, err));
    if (text.kind == LP_PDF_STRING) {
        raw = text.raw;
    }
    LP_TRY(lp_pdf_show_mark(&p->show, raw, err));

done:
    lp_pdf_object_release(&hold);
    lp_pdf_object_release(&hold_text);
    return rc;
}

/* The operators of a form, with what it leaves behind put back. */
static enum lp_code
run_form(struct lp_pdf_page *p, const struct lp_pdf_object *o,
         struct lp_pdf_scope *outer, struct lp_err *err)
{
    struct streams from = {.page = p, .form = o};
    struct lp_pdf_scope inner = {0};
    struct lp_pdf_value resources = lp_pdf_get(&o->value, "Resources");
    struct lp_pdf_value matrix = lp_pdf_get(&o->value, "Matrix");
    struct lp_pdf_state state = p->show.now;
    struct lp_pdf_matrix text = p->show.text;
    struct lp_pdf_matrix line = p->show.line;
    size_t n_kept = p->n_kept;
    size_t marks = p->show.marks;
    struct lp_pdf_walk w = lp_pdf_walk(&matrix);
    double m[6];
    size_t n = 0;
    struct lp_pdf_value v;
    enum lp_code rc;

    while (n < 6 && lp_pdf_item(&w, &v)) {
        m[n++] = v.real;
    }
    if (n == 6) {
        struct lp_pdf_matrix form = {m[0], m[1], m[2], m[3], m[4], m[5]};

        lp_pdf_show_matrix(&p->show.now.ctm, &form);
    }
    LP_TRY(lp_pdf_scope_init(&inner, p->pdf, p->revision, &resources, err));
    LP_TRY(run(p, &from, inner.resources.kind == LP_PDF_DICT ? &inner : outer,
               err));
    while (p->show.marks > marks) {
        lp_pdf_show_unmark(&p->show);
    }
    p->n_kept = p->n_kept < n_kept ? p->n_kept : n_kept;
    p->show.now = state;
    p->show.text = text;
    p->show.line = line;

done:
    lp_pdf_scope_release(&inner);
    return rc;
}

static bool
is_shown(const struct lp_pdf_page *p, uint32_t num)
{
    for (unsigned i = 0; i < p->n_forms; i++) {
        if (p->forms[i] == num) {
            return true;
        }
    }
    return false;
}

static enum lp_code
show_form(struct lp_pdf_page *p, struct lp_pdf_scope *scope,
          const struct lp_pdf_operation *op, struct lp_err *err)
{
    struct lp_pdf_object o = {0};
    struct lp_pdf_value v;
    struct lp_pdf_value type;
    enum lp_code rc = LP_OK;

    if (op->n == 0 || op->of[0].kind != LP_PDF_T_NAME) {
        return LP_OK;
    }
    LP_TRY(
        lp_pdf_scope_find(scope, LP_PDF_RES_XOBJECT, op->of[0].raw, &v, err));
    if (v.kind != LP_PDF_REF || is_shown(p, v.num)) {
        goto done;
    }
    LP_TRY(lp_pdf_work_take(lp_pdf_work(p->pdf), FORM_COST, err));
    LP_TRY(lp_pdf_object(p->pdf, p->revision, v.num, v.gen, &o, err));
    type = lp_pdf_get(&o.value, "Subtype");
    if (!lp_pdf_is(&type, "Form")) {
        goto done;
    }
    if (p->n_forms == LP_PDF_FORMS_MAX || o.bytes.len > LP_PDF_RES_BYTES) {
        lp_pdf_work_broken(lp_pdf_work(p->pdf), LP_RULE_LIMIT_NESTING);
        goto done;
    }
    p->forms[p->n_forms++] = v.num;
    rc = run_form(p, &o, scope, err);
    p->n_forms--;

done:
    lp_pdf_object_release(&o);
    return rc;
}

/* Up to three letters as one number, to be told apart at once. */
#define OP(a, b, c) ((uint32_t)(a) << 16 | (uint32_t)(b) << 8 | (uint32_t)(c))

static uint32_t
op_of(struct lp_slice name)
{
    uint32_t v = 0;

    if (name.len > 3) {
        return 0;
    }
    for (size_t i = 0; i < 3; i++) {
        v = v << 8 | (i < name.len ? name.data[i] : 0);
    }
    return v;
}

/* The operators that set the state of text (9.3, 9.4.2). */
static void
set_state(struct lp_pdf_page *p, uint32_t name,
          const struct lp_pdf_operation *op)
{
    struct lp_pdf_show *s = &p->show;
    struct lp_pdf_matrix m;

    switch (name) {
    case OP('B', 'T', 0):
        lp_pdf_show_begin(s);
        break;
    case OP('T', 'c', 0):
        s->now.char_space = number(op, 0);
        break;
    case OP('T', 'w', 0):
        s->now.word_space = number(op, 0);
        break;
    case OP('T', 'z', 0):
        s->now.scale = number(op, 0) * 0.01;
        break;
    case OP('T', 'L', 0):
        s->now.leading = number(op, 0);
        break;
    case OP('T', 's', 0):
        s->now.rise = number(op, 0);
        break;
    case OP('T', 'D', 0):
        s->now.leading = -number(op, 1);
        lp_pdf_show_next(s, number(op, 0), number(op, 1));
        break;
    case OP('T', 'd', 0):
        lp_pdf_show_next(s, number(op, 0), number(op, 1));
        break;
    case OP('T', '*', 0):
        lp_pdf_show_next(s, 0, -s->now.leading);
        break;
    case OP('T', 'm', 0):
        if (read_matrix(op, &m)) {
            s->text = m;
            s->line = m;
        }
        break;
    case OP('c', 'm', 0):
        if (read_matrix(op, &m)) {
            lp_pdf_show_matrix(&s->now.ctm, &m);
        }
        break;
    case OP('E', 'M', 'C'):
        lp_pdf_show_unmark(s);
        break;
    default:
        break;
    }
}

static enum lp_code
operate(struct lp_pdf_page *p, struct lp_pdf_scope *scope,
        const struct lp_pdf_operation *op, size_t floor, struct lp_err *err)
{
    uint32_t name = op_of(op->name);
    struct lp_pdf_show *s = &p->show;

    switch (name) {
    case OP('q', 0, 0):
        return keep(p, err);
    case OP('Q', 0, 0):
        if (p->n_kept > floor) {
            s->now = p->kept[--p->n_kept];
        }
        return LP_OK;
    case OP('T', 'f', 0):
        return set_font(p, scope, op, err);
    case OP('T', 'j', 0):
        return show_operand(p, op, 0, err);
    case OP('\'', 0, 0):
        lp_pdf_show_next(s, 0, -s->now.leading);
        return show_operand(p, op, 0, err);
    case OP('"', 0, 0):
        s->now.word_space = number(op, 0);
        s->now.char_space = number(op, 1);
        lp_pdf_show_next(s, 0, -s->now.leading);
        return show_operand(p, op, 2, err);
    case OP('T', 'J', 0):
        return show_array(p, op, err);
    case OP('D', 'o', 0):
        return show_form(p, scope, op, err);
    case OP('B', 'M', 'C'):
    case OP('B', 'D', 'C'):
        return mark(p, scope, op, err);
    default:
        set_state(p, name, op);
        return LP_OK;
    }
}

static enum lp_code
run(struct lp_pdf_page *p, struct streams *from, struct lp_pdf_scope *scope,
    struct lp_err *err)
{
    struct lp_pdf_content *content = calloc(1, sizeof *content);
    struct lp_pdf_operation op;
    size_t floor = p->n_kept;
    bool end = false;
    enum lp_code rc = LP_OK;

    if (content == NULL) {
        return lp_no_memory(err);
    }
    lp_pdf_content_init(content, more, from, lp_pdf_work(p->pdf));
    for (;;) {
        LP_TRY(lp_pdf_content_next(content, &op, &end, err));
        if (end) {
            break;
        }
        LP_TRY(operate(p, scope, &op, floor, err));
    }

done:
    lp_pdf_content_release(content);
    free(content);
    lp_pdf_object_release(&from->hold);
    return rc;
}

enum lp_code
lp_pdf_page_show(struct lp_pdf_page *p, const struct lp_pdf_value *page,
                 const struct lp_pdf_value *resources, struct lp_err *err)
{
    struct streams from = {.page = p};
    struct lp_pdf_scope scope = {0};
    struct lp_pdf_object hold = {0};
    struct lp_pdf_value contents = lp_pdf_get(page, "Contents");
    struct lp_pdf_value array;
    enum lp_code rc;

    lp_pdf_fonts_page(&p->fonts);
    p->n_kept = 0;
    p->show.now = (struct lp_pdf_state){.ctm = lp_pdf_unit, .scale = 1};
    lp_pdf_show_begin(&p->show);
    LP_TRY(lp_pdf_follow(p->pdf, p->revision, &contents, &hold, &array, err));
    from.rest = lp_pdf_walk(&array);
    if (array.kind == LP_PDF_DICT) {
        from.rest = (struct lp_pdf_walk){0};
        from.one = contents;
    }
    LP_TRY(lp_pdf_scope_init(&scope, p->pdf, p->revision, resources, err));
    LP_TRY(run(p, &from, &scope, err));
    while (p->show.marks > 0) {
        lp_pdf_show_unmark(&p->show);
    }

done:
    lp_pdf_scope_release(&scope);
    lp_pdf_object_release(&hold);
    return rc;
}
