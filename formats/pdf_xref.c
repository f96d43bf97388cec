#include "formats/pdf_xref.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "formats/pdf_section.h"

#define TAIL ((size_t)4096)

/* Where the revision ends whose section's trailer was read: its %%EOF. */
static enum lp_code
find_end(const struct lp_pdf_section *s, uint64_t *end, struct lp_err *err)
{
    struct lp_pdf_value length = lp_pdf_get(&s->trailer.value, "Length");
    uint8_t bytes[1024];
    uint64_t at = s->trailer.end;
    uint64_t size = 0;
    const uint8_t *mark;
    size_t got;
    size_t i;
    enum lp_code rc;

    *end = 0;
    if (s->stream) {
        LP_TRY(lp_pdf_stream_size(
            s->view, &s->trailer,
            (uint64_t)lp_pdf_integer(&length, 0, INT64_MAX, -1), s->work, &size,
            err));
    }
    at += size;
    LP_TRY(lp_view_read(s->view, at, bytes, sizeof bytes, &got, err));
    mark = memmem(bytes, got, "%%EOF", 5);
    if (mark == NULL) {
        goto done;
    }
    i = (size_t)(mark - bytes) + 5;
    if (i < got && bytes[i] == '\r') {
        i++;
    }
    if (i < got && bytes[i] == '\n') {
        i++;
    }
    *end = at + i;

done:
    return rc;
}

/* The section at `at`, and the stream that a hybrid document has beside it. */
static enum lp_code
add_section(struct lp_pdf_section *s, uint64_t at, bool joined,
            struct lp_err *err)
{
    struct lp_pdf_revision r = {.at = at};
    struct lp_pdf_revision *newest;
    struct lp_pdf_value hybrid;
    uint64_t end = 0;
    enum lp_code rc;

    LP_TRY(lp_pdf_table_section(s->table, joined ? NULL : &r, err));
    LP_TRY(lp_pdf_section_read(s, at, err));
    if (!s->lawful) {
        goto done;
    }
    LP_TRY(find_end(s, &end, err));
    newest = &s->table->revisions[s->table->n_revisions - 1];
    newest->end = end > newest->end ? end : newest->end;
    newest->stream = joined ? newest->stream : s->stream;
    hybrid = lp_pdf_get(&s->trailer.value, "XRefStm");
    if (!s->stream && hybrid.kind == LP_PDF_INT && hybrid.integer > 0) {
        struct lp_pdf_section more = {
            .view = s->view,
            .work = s->work,
            .table = s->table,
            .shift = s->shift,
        };

        LP_TRY(lp_pdf_table_section(s->table, NULL, err));
        rc = lp_pdf_section_read(&more, (uint64_t)hybrid.integer + s->shift,
                                 err);
        s->lawful = more.lawful && more.stream;
        lp_pdf_object_release(&more.trailer);
    }

done:
    return rc;
}

/* Keep the trailer of a section that begins a revision. */
static void
keep_trailer(struct lp_pdf_section *s, bool joined)
{
    struct lp_pdf_table *t = s->table;

    if (!joined && t->n_revisions > 0) {
        t->trailers += s->trailer.bytes.cap;
        t->revisions[t->n_revisions - 1].trailer = s->trailer;
        s->trailer = (struct lp_pdf_object){0};
    }
    lp_pdf_object_release(&s->trailer);
}

static bool
seen(const uint64_t *places, size_t n, uint64_t at)
{
    for (size_t i = 0; i < n; i++) {
        if (places[i] == at) {
            return true;
        }
    }
    return false;
}

static enum lp_code
read_chain(struct lp_pdf_section *s, uint64_t at, struct lp_err *err)
{
    uint64_t *places = NULL;
    size_t cap = 0;
    size_t n = 0;
    bool more = true;
    enum lp_code rc = LP_OK;

    while (more) {
        bool joined = n > 0 && at > places[n - 1];
        struct lp_pdf_value prev;
        uint64_t *grown;

        if (seen(places, n, at)) {
            s->lawful = false;
            break;
        }
        grown = lp_mem_grow(places, n, &cap, sizeof *places);
        if (grown == NULL) {
            rc = lp_no_memory(err);
            goto done;
        }
        places = grown;
        places[n++] = at;
        LP_TRY(add_section(s, at, joined, err));
        prev = lp_pdf_get(&s->trailer.value, "Prev");
        more = s->lawful && prev.kind == LP_PDF_INT;
        at = more ? (uint64_t)prev.integer + s->shift : 0;
        keep_trailer(s, joined);
    }

done:
    free(places);
    lp_pdf_object_release(&s->trailer);
    return rc;
}

/* The number behind the last `startxref`; false if there is none. */
static enum lp_code
find_start(struct lp_view *v, uint64_t *at, bool *found, struct lp_err *err)
{
    static const char mark[] = "startxref";
    uint8_t bytes[TAIL];
    uint64_t from = v->size > TAIL ? v->size - TAIL : 0;
    struct lp_slice s;
    struct lp_pdf_token t;
    size_t got;
    enum lp_code rc = lp_view_read(v, from, bytes, TAIL, &got, err);

    *found = false;
    s = (struct lp_slice){bytes, rc == LP_OK ? got : 0};
    for (size_t i = s.len; i >= sizeof mark - 1; i--) {
        size_t k = i;

        if (memcmp(bytes + i - (sizeof mark - 1), mark, sizeof mark - 1) != 0) {
            continue;
        }
        lp_pdf_token(s, &k, &t);
        *found = t.kind == LP_PDF_T_INT && t.integer > 0;
        *at = *found ? (uint64_t)t.integer : 0;
        break;
    }
    return rc;
}

/* Whether a section begins at `at`: `xref` or a number. */
static enum lp_code
begins(struct lp_view *v, uint64_t at, bool *yes, struct lp_err *err)
{
    uint8_t bytes[64];
    size_t got;
    size_t i = 0;
    struct lp_pdf_token t;
    enum lp_code rc = lp_view_read(v, at, bytes, sizeof bytes, &got, err);

    lp_pdf_token((struct lp_slice){bytes, rc == LP_OK ? got : 0}, &i, &t);
    *yes = lp_slice_is(t.raw, "xref");
    if (!*yes && t.kind == LP_PDF_T_INT) {
        lp_pdf_token((struct lp_slice){bytes, got}, &i, &t);
        lp_pdf_token((struct lp_slice){bytes, got}, &i, &t);
        *yes = lp_slice_is(t.raw, "obj");
    }
    return rc;
}

enum lp_code
lp_pdf_xref_read(struct lp_view *v, uint64_t head_at, struct lp_pdf_work *w,
                 struct lp_pdf_table *t, bool *whole, struct lp_err *err)
{
    struct lp_pdf_section s = {.view = v, .work = w, .table = t};
    uint64_t at = 0;
    bool yes = false;
    enum lp_code rc;

    *whole = false;
    LP_TRY(find_start(v, &at, &yes, err));
    if (!yes) {
        goto done;
    }
    LP_TRY(begins(v, at, &yes, err));
    if (!yes && head_at > 0) {
        s.shift = head_at;
        LP_TRY(begins(v, at + head_at, &yes, err));
    }
    if (!yes) {
        goto done;
    }
    s.lawful = true;
    LP_TRY(read_chain(&s, at + s.shift, err));
    *whole = s.lawful;
    lp_pdf_table_seal(t);

done:
    return rc;
}
