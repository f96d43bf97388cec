#include "formats/read_rtf.h"

#include <stdlib.h>

#include "base/buf.h"
#include "formats/ole_native.h"
#include "formats/rtf_embedded.h"
#include "formats/rtf_hex.h"

struct rtf {
    struct lp_view *view;
    const struct lp_limits *limits;
    struct lp_rtf_embeddeds found;
    size_t i;
    struct lp_buf name;
};

/* [MS-OLEDS] 2.2.4 and 2.2.5. `*linked`: it holds nothing. */
static enum lp_code
open_object(struct lp_native *n, struct lp_buf *name, bool *linked,
            struct lp_err *err)
{
    struct lp_slice text;
    uint32_t word;
    bool package;
    enum lp_code rc;

    LP_TRY(lp_native_le32(n, &word, err)); /* a version that says nothing */
    LP_TRY(lp_native_le32(n, &word, err));
    *linked = word != 2;
    if (*linked && word <= 1) {
        return LP_OK;
    }
    if (*linked) {
        return lp_native_broken(n, "an object of no known form", err);
    }
    LP_TRY(lp_native_string(n, &text, err));
    package = lp_slice_is(text, "Package");
    LP_TRY(lp_native_string(n, &text, err)); /* topic */
    LP_TRY(lp_native_string(n, &text, err)); /* item */
    LP_TRY(lp_native_le32(n, &word, err));
    lp_native_size(n, word);
    if (package) {
        LP_TRY(lp_native_package(n, name, linked, err));
    }

done:
    return rc;
}

static enum lp_code
give_object(struct rtf *t, const struct lp_rtf_embedded *e,
            struct lp_entry *entry, struct lp_source *body, bool *linked,
            struct lp_err *err)
{
    struct lp_source hex = {0};
    struct lp_native *n = NULL;
    struct lp_err why = {0};
    enum lp_code rc;

    LP_TRY(lp_rtf_hex(&hex, t->view, e->at, e->end, err));
    LP_TRY(lp_native_new(&n, &hex, LP_RULE_RTF_OBJECT, e->at, err));
    rc = open_object(n, &t->name, linked, &why);
    if (rc == LP_E_FORMAT) {
        entry->closed = LP_RULE_RTF_OBJECT;
        rc = LP_OK;
    } else if (rc != LP_OK) {
        *err = why;
    } else if (!*linked) {
        *body = lp_native_source(n);
        n = NULL;
    }

done:
    lp_native_free(n);
    return rc;
}

static enum lp_code
give(struct rtf *t, struct lp_entry *entry, struct lp_source *body, bool *given,
     struct lp_err *err)
{
    const struct lp_rtf_embedded *e = &t->found.of[t->i++];
    bool object = e->holds == LP_RTF_HOLDS_OBJECT;
    bool linked = false;
    enum lp_code rc;

    lp_buf_clear(&t->name);
    lp_buf_printf(&t->name, object ? "object %zu" : "image %zu", t->i);
    if (!object) {
        lp_buf_printf(&t->name, ".%s", e->ending);
    }
    if (e->open) {
        entry->closed = LP_RULE_RTF_OBJECT;
        rc = LP_OK;
    } else if (object) {
        rc = give_object(t, e, entry, body, &linked, err);
    } else {
        rc = lp_rtf_hex(body, t->view, e->at, e->end, err);
    }
    entry->name = lp_buf_slice(&t->name);
    entry->packed = e->end - e->at;
    entry->front = e->end;
    *given = !linked || entry->closed != LP_RULE_NONE;
    return rc == LP_OK ? lp_buf_check(&t->name, err) : rc;
}

static enum lp_code
rtf_next(struct lp_reader *r, struct lp_entry *entry, struct lp_source *body,
         bool *end, struct lp_err *err)
{
    struct rtf *t = r->state;
    bool given = false;
    enum lp_code rc = LP_OK;

    while (rc == LP_OK && !given && t->i < t->found.n) {
        *entry = (struct lp_entry){0};
        rc = give(t, entry, body, &given, err);
    }
    *end = rc == LP_OK && !given;
    return rc;
}

static enum lp_code
rtf_open(struct lp_reader *r, const struct lp_input *in, struct lp_err *err)
{
    struct rtf *t = calloc(1, sizeof *t);
    enum lp_code rc;

    if (t == NULL) {
        return lp_no_memory(err);
    }
    r->state = t;
    t->view = in->view;
    t->limits = in->limits;
    LP_TRY(lp_rtf_embedded_find(&t->found, in->view, in->limits, err));
    if (t->found.tail) {
        lp_findings_add(&r->found, LP_RULE_RTF_TAIL, t->found.at);
    }

done:
    return rc;
}

static void
rtf_release(struct lp_reader *r)
{
    struct rtf *t = r->state;

    if (t != NULL) {
        lp_rtf_embedded_release(&t->found);
        lp_buf_release(&t->name);
        free(t);
    }
    r->state = NULL;
}

const struct lp_reader_ops lp_read_rtf = {
    .name = "rtf-2",
    .kind = LP_KIND_RTF,
    .access = LP_ACCESS_SEEK,
    .within = true,
    .open = rtf_open,
    .next = rtf_next,
    .release = rtf_release,
};
