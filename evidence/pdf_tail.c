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
    for (size_t i = 0; i < heads.n && !*yes && places != NULL; i++) {
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

static bool
holds(struct lp_slice s, const char *word)
{
    return s.len > 0 && memmem(s.data, s.len, word, strlen(word)) != NULL;
}

/* Whether an object of a structure tree says what is read aloud or copied
 * instead of what is seen (14.9.4): itself, or an element that it holds. */
static bool
is_spoken(const struct lp_pdf_object *o)
{
    struct lp_slice raw = o->value.raw;
    struct lp_pdf_value s = lp_pdf_get(&o->value, "S");
    struct lp_pdf_value type = lp_pdf_get(&o->value, "Type");

    /* Names may be spelled with numbers of their letters. */
    return o->stream_at == 0 &&
           (holds(raw, "ActualText") ||
            ((s.kind == LP_PDF_NAME || lp_pdf_is(&type, "StructElem")) &&
             (holds(raw, "/Alt") || holds(raw, "#"))));
}

/* One object that is not where it was. */
static enum lp_code
look_at_written(struct lp_pdf_tail *out, struct lp_pdf *now,
                const struct lp_pdf_entry *e, bool fresh, struct lp_err *err)
{
    struct lp_pdf_object o = {0};
    struct lp_pdf_value type;
    enum lp_code rc;

    if (out->n_wrote < LP_PDF_TAIL_WROTE) {
        out->wrote[out->n_wrote] = e->num;
    }
    out->n_wrote++;
    if ((out->change.added & LP_PDF_ADDED_READ) != 0) {
        return LP_OK;
    }
    LP_TRY(
        lp_pdf_object(now, lp_pdf_revisions(now) - 1, e->num, e->gen, &o, err));
    type = lp_pdf_get(&o.value, "Type");
    /* A string may stand under such a key, a stream hold such an object. */
    if (is_spoken(&o) ||
        (!fresh && (o.value.kind == LP_PDF_STRING ||
                    (o.stream_at != 0 && lp_pdf_is(&type, "ObjStm"))))) {
        out->change.added |= LP_PDF_ADDED_READ;
    }

done:
    lp_pdf_object_release(&o);
    return rc;
}

/* The objects that the newest table puts elsewhere than the old one. */
static enum lp_code
find_written(struct lp_pdf_tail *out, struct lp_pdf *old, struct lp_pdf *now,
             struct lp_err *err)
{
    const struct lp_pdf_table *was = lp_pdf_table(old);
    const struct lp_pdf_table *is = lp_pdf_table(now);
    size_t k = 0;
    enum lp_code rc = LP_OK;

    for (size_t i = 0; i < is->n; i++) {
        const struct lp_pdf_entry *e = &is->entries[i];
        const struct lp_pdf_entry *o;

        /* The first of a number is the newest. */
        if (i > 0 && e->num == is->entries[i - 1].num) {
            continue;
        }
        while (k < was->n && was->entries[k].num < e->num) {
            k++;
        }
        o = k < was->n && was->entries[k].num == e->num ? &was->entries[k]
                                                        : NULL;
        if (o == NULL || o->where != e->where || o->at != e->at) {
            LP_TRY(look_at_written(out, now, e, o == NULL, err));
        }
    }

done:
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
    LP_TRY(find_written(out, old, now, err));
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
