#include "formats/pdf_scope.h"

/* As lp_pdf_follow, but for what is too large to be held for every form. */
static enum lp_code
follow(const struct lp_pdf_scope *s, const struct lp_pdf_value *v,
       struct lp_pdf_object *hold, struct lp_pdf_value *out, struct lp_err *err)
{
    enum lp_code rc = lp_pdf_follow(s->pdf, s->revision, v, hold, out, err);

    if (hold->bytes.len > LP_PDF_RES_BYTES) {
        lp_pdf_work_broken(lp_pdf_work(s->pdf), LP_RULE_LIMIT_HEADER);
        lp_pdf_object_release(hold);
        *out = (struct lp_pdf_value){0};
    }
    return rc;
}

enum lp_code
lp_pdf_scope_init(struct lp_pdf_scope *s, struct lp_pdf *pdf, size_t revision,
                  const struct lp_pdf_value *resources, struct lp_err *err)
{
    *s = (struct lp_pdf_scope){.pdf = pdf, .revision = revision};
    return follow(s, resources, &s->hold, &s->resources, err);
}

void
lp_pdf_scope_release(struct lp_pdf_scope *s)
{
    for (size_t i = 0; i < LP_PDF_RES_KINDS; i++) {
        lp_pdf_object_release(&s->kind_hold[i]);
    }
    lp_pdf_object_release(&s->hold);
    *s = (struct lp_pdf_scope){0};
}

enum lp_code
lp_pdf_scope_find(struct lp_pdf_scope *s, enum lp_pdf_resource kind,
                  struct lp_slice raw, struct lp_pdf_value *out,
                  struct lp_err *err)
{
    static const char *const names[] = {
        [LP_PDF_RES_FONT] = "Font",
        [LP_PDF_RES_XOBJECT] = "XObject",
        [LP_PDF_RES_PROPERTIES] = "Properties",
    };
    struct lp_buf name = {0};
    enum lp_code rc = LP_OK;

    *out = (struct lp_pdf_value){0};
    if (!s->looked[kind]) {
        struct lp_pdf_value v = lp_pdf_get(&s->resources, names[kind]);

        s->looked[kind] = true;
        LP_TRY(follow(s, &v, &s->kind_hold[kind], &s->kind[kind], err));
    }
    LP_TRY(lp_pdf_work_take(lp_pdf_work(s->pdf), s->kind[kind].raw.len, err));
    lp_pdf_undo(&name, raw);
    LP_TRY(lp_buf_check(&name, err));
    *out = lp_pdf_get_slice(&s->kind[kind], lp_buf_slice(&name));

done:
    lp_buf_release(&name);
    return rc;
}
