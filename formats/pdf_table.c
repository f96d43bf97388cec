#include "formats/pdf_table.h"

#include <stdlib.h>

#include "base/mem.h"

void
lp_pdf_table_release(struct lp_pdf_table *t)
{
    for (size_t i = 0; i < t->n_revisions; i++) {
        lp_pdf_object_release(&t->revisions[i].trailer);
    }
    free(t->revisions);
    free(t->entries);
    *t = (struct lp_pdf_table){0};
}

static enum lp_code
too_many(struct lp_err *err)
{
    return lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIMIT_ENTRIES, 0,
                      "pdf: more objects or revisions than any document has");
}

static size_t
held(const struct lp_pdf_table *t)
{
    return t->n * sizeof t->entries[0] + t->trailers +
           t->n_revisions * sizeof t->revisions[0];
}

enum lp_code
lp_pdf_table_add(struct lp_pdf_table *t, const struct lp_pdf_entry *e,
                 struct lp_err *err)
{
    struct lp_pdf_entry *more;

    if (held(t) >= LP_PDF_TABLE_BYTES) {
        return too_many(err);
    }
    more = lp_mem_grow(t->entries, t->n, &t->cap, sizeof *more);
    if (more == NULL) {
        return lp_no_memory(err);
    }
    t->entries = more;
    more[t->n] = *e;
    more[t->n].section = (t->sections - 1) & 0x3fffU;
    t->n++;
    return LP_OK;
}

enum lp_code
lp_pdf_table_section(struct lp_pdf_table *t, struct lp_pdf_revision *r,
                     struct lp_err *err)
{
    struct lp_pdf_revision *more;

    if (t->sections == LP_PDF_REVISIONS_MAX || held(t) >= LP_PDF_TABLE_BYTES) {
        return too_many(err);
    }
    if (r != NULL) {
        more = lp_mem_grow(t->revisions, t->n_revisions, &t->cap_revisions,
                           sizeof *more);
        if (more == NULL) {
            return lp_no_memory(err);
        }
        t->revisions = more;
        r->section = t->sections;
        t->trailers += r->trailer.bytes.cap;
        more[t->n_revisions++] = *r;
        *r = (struct lp_pdf_revision){0};
    }
    t->sections++;
    return LP_OK;
}

static int
order(const void *a, const void *b)
{
    const struct lp_pdf_entry *x = a;
    const struct lp_pdf_entry *y = b;

    if (x->num != y->num) {
        return x->num < y->num ? -1 : 1;
    }
    if (x->section != y->section) {
        return x->section < y->section ? -1 : 1;
    }
    if (x->where != y->where) {
        return x->where > y->where ? -1 : 1;
    }
    /* Twice in one section: the one further back in the file. */
    if (x->at != y->at) {
        return x->at > y->at ? -1 : 1;
    }
    return (x->gen < y->gen) - (x->gen > y->gen);
}

void
lp_pdf_table_seal(struct lp_pdf_table *t)
{
    if (t->n > 0) {
        qsort(t->entries, t->n, sizeof t->entries[0], order);
    }
    for (size_t i = 0; i < t->n_revisions / 2; i++) {
        struct lp_pdf_revision *a = &t->revisions[i];
        struct lp_pdf_revision *b = &t->revisions[t->n_revisions - 1 - i];
        struct lp_pdf_revision keep = *a;

        *a = *b;
        *b = keep;
    }
}

/* The first section behind those of revision `r`. */
static unsigned
section_end(const struct lp_pdf_table *t, size_t r)
{
    return r == 0 ? t->sections : t->revisions[r - 1].section;
}

const struct lp_pdf_entry *
lp_pdf_table_find(const struct lp_pdf_table *t, size_t revision, uint32_t num)
{
    size_t low = 0;
    size_t high = t->n;
    unsigned first;
    unsigned end;

    if (revision >= t->n_revisions) {
        return NULL;
    }
    first = t->revisions[revision].section;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        const struct lp_pdf_entry *e = &t->entries[mid];

        if (e->num < num || (e->num == num && e->section < first)) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    if (low == t->n || t->entries[low].num != num) {
        return NULL;
    }
    end = section_end(t, lp_pdf_table_revision(t, &t->entries[low]));
    while (low < t->n && t->entries[low].num == num &&
           t->entries[low].section < end) {
        if (t->entries[low].where != LP_PDF_FREE) {
            return &t->entries[low];
        }
        low++;
    }
    return NULL;
}

size_t
lp_pdf_table_revision(const struct lp_pdf_table *t,
                      const struct lp_pdf_entry *e)
{
    size_t low = 0;
    size_t high = t->n_revisions - 1;

    /* Sections fall as revisions rise: the oldest whose first section is not
     * behind this one. */
    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (t->revisions[mid].section <= e->section) {
            high = mid;
        } else {
            low = mid + 1;
        }
    }
    return low;
}
