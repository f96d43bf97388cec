#include "evidence/pdf_tail.h"

#include <stdlib.h>
#include <string.h>

#include "formats/pdf_heads.h"

#define CHUNK ((size_t)32768)
#define MARK "%%EOF"
/* Behind %%EOF, before the end of what is covered. */
#define NEAR_END 64

/* Whether only white space (or padding with zeros) follows. */
static enum lp_code
only_blank(struct lp_view *v, uint64_t from, bool *yes, struct lp_err *err)
{
    uint8_t bytes[CHUNK];
    size_t got;
    enum lp_code rc = LP_OK;

    *yes = true;
    do {
        LP_TRY(lp_view_read(v, from, bytes, CHUNK, &got, err));
        for (size_t i = 0; i < got && *yes; i++) {
            *yes = lp_pdf_blank(bytes[i]);
        }
        from += got;
    } while (got > 0 && *yes);

done:
    return rc;
}

static enum lp_code
ends_revision(struct lp_view *v, uint64_t end, bool *yes, struct lp_err *err)
{
    uint8_t bytes[NEAR_END];
    uint64_t from = end > NEAR_END ? end - NEAR_END : 0;
    size_t n = (size_t)(end - from);
    size_t got = 0;
    enum lp_code rc = lp_view_read(v, from, bytes, n, &got, err);

    while (got > 0 && lp_pdf_blank(bytes[got - 1])) {
        got--;
    }
    *yes = rc == LP_OK && got >= 5 && memcmp(bytes + got - 5, MARK, 5) == 0;
    return rc;
}

static int
order(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a;
    uint64_t y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

/* Where the tables say that objects are, from `end` on, in their order. */
static enum lp_code
named_places(struct lp_pdf *now, uint64_t end, uint64_t **out, size_t *n,
             struct lp_err *err)
{
    const struct lp_pdf_table *t = lp_pdf_table(now);
    size_t revisions = lp_pdf_revisions(now);
    uint64_t *places = calloc(t->n + revisions, sizeof *places);

    *n = 0;
    if (places == NULL) {
        return lp_no_memory(err);
    }
    for (size_t i = 0; i < t->n; i++) {
        if (t->entries[i].where == LP_PDF_IN_FILE && t->entries[i].at >= end) {
            places[(*n)++] = t->entries[i].at;
        }
    }
    for (size_t i = 0; i < revisions; i++) {
        places[(*n)++] = lp_pdf_revision(now, i)->at;
    }
    qsort(places, *n, sizeof *places, order);
    *out = places;
    return LP_OK;
}

/* Whether there are objects behind `end` that no table names: a reader that
 * repairs documents would take them. */
static enum lp_code
has_hidden(struct lp_view *v, struct lp_pdf *now, uint64_t end, bool *yes,
           struct lp_err *err)
{
    struct lp_pdf_heads heads = {0};
    struct lp_pdf_object o = {0};
    uint64_t *places = NULL;
    size_t n = 0;
    enum lp_code rc;

    LP_TRY(named_places(now, end, &places, &n, err));
    LP_TRY(lp_pdf_heads_find(v, end, false, lp_pdf_work(now), &heads, err));
    for (size_t i = 0; i < heads.n && !*yes; i++) {
        struct lp_pdf_value type;

        if (bsearch(&heads.of[i].at, places, n, sizeof *places, order) !=
            NULL) {
            continue;
        }
        /* The second table of a hybrid document is in none. */
        LP_TRY(lp_pdf_object_at(v, heads.of[i].at, lp_pdf_work(now), &o, err));
        type = lp_pdf_get(&o.value, "Type");
        *yes = o.value.kind != LP_PDF_NONE && !lp_pdf_is(&type, "XRef");
        lp_pdf_object_release(&o);
    }

done:
    lp_pdf_object_release(&o);
    lp_pdf_heads_release(&heads);
    free(places);
    return rc;
}

static enum lp_code
compare(struct lp_pdf_tail *out, struct lp_view *v, struct lp_pdf *now,
        uint64_t end, const struct lp_pdf_policy *policy,
        const struct lp_limits *limits, struct lp_err *err)
{
    struct lp_pdf_work *work = lp_pdf_work(now);
    struct lp_view *head = NULL;
    struct lp_pdf *old = NULL;
    enum lp_code rc;

    out->stray = !lp_pdf_rebuilt(now);
    for (size_t i = 0; i < lp_pdf_revisions(now); i++) {
        out->stray = out->stray && lp_pdf_revision(now, i)->at < end;
    }
    LP_TRY(lp_view_head(&head, v, end, err));
    rc = lp_pdf_open(&old, head, limits, err);
    if (rc == LP_E_FORMAT) {
        out->inside = true;
        rc = LP_OK;
        goto done;
    }
    LP_TRY(rc);
    if (lp_pdf_work(old)->left > work->left) {
        lp_pdf_work(old)->left = work->left;
    }
    LP_TRY(has_hidden(v, now, end, &out->hidden, err));
    out->hidden = out->hidden || (lp_pdf_rebuilt(now) && !lp_pdf_rebuilt(old));
    LP_TRY(lp_pdf_changes(old, now, policy, &out->change, err));
    /* An object that a table promises and that is not there. */
    out->hidden = out->hidden || (lp_pdf_damaged(now) && !lp_pdf_damaged(old));

done:
    lp_pdf_free(old);
    lp_view_unref(head);
    return rc;
}

enum lp_code
lp_pdf_tail_look(struct lp_pdf_tail *out, struct lp_view *v, struct lp_pdf *now,
                 uint64_t end, const struct lp_pdf_policy *policy,
                 const struct lp_limits *limits, struct lp_err *err)
{
    bool blank = false;
    bool ends = false;
    enum lp_code rc;

    *out = (struct lp_pdf_tail){0};
    LP_TRY(only_blank(v, end, &blank, err));
    out->any = !blank;
    if (blank) {
        goto done;
    }
    LP_TRY(ends_revision(v, end, &ends, err));
    out->inside = !ends;
    if (now == NULL) {
        out->unknown = true;
        goto done;
    }
    rc = compare(out, v, now, end, policy, limits, err);
    if (rc == LP_E_LIMIT) {
        out->unknown = true;
        out->limit = true;
        rc = LP_OK;
    }

done:
    return rc;
}
