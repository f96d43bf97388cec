#include "bundle/gaps.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "bundle/gap_mail.h"
#include "bundle/gap_quoted.h"
#include "bundle/gap_series.h"
#include "bundle/gap_text.h"

struct document {
    uint32_t path;
    uint32_t name;
};

struct stripped {
    enum lp_gap_stripped how;
    uint32_t path;
    uint32_t what; /* in `names` */
    uint64_t count;
};

struct lp_gaps {
    struct lp_gap_mail mail;
    struct lp_gap_quoted quoted;
    struct lp_series series;
    struct lp_intern paths; /* of documents and parts */
    struct lp_intern names; /* as they stand */
    struct lp_intern known; /* those of documents, in lower case */
    struct document *document;
    size_t documents;
    size_t documents_cap;
    struct stripped *stripped;
    size_t n_stripped;
    size_t stripped_cap;
    struct lp_buf lower;
    /* While the findings are told: */
    struct lp_gaps_counts *counts;
    lp_gap_told *told;
    void *who;
};

enum lp_code
lp_gaps_new(struct lp_gaps **out, const uint8_t key[16], struct lp_err *err)
{
    struct lp_gaps *g = calloc(1, sizeof *g);

    if (g == NULL) {
        return lp_no_memory(err);
    }
    memcpy(g->mail.ids.key, key, 16);
    memcpy(g->mail.people.key, key, 16);
    memcpy(g->mail.boxes.key, key, 16);
    memcpy(g->mail.paths.key, key, 16);
    memcpy(g->quoted.bys.key, key, 16);
    memcpy(g->quoted.firsts.key, key, 16);
    memcpy(g->series.keys.key, key, 16);
    memcpy(g->paths.key, key, 16);
    memcpy(g->names.key, key, 16);
    memcpy(g->known.key, key, 16);
    *out = g;
    return LP_OK;
}

enum lp_code
lp_gaps_message(struct lp_gaps *g, struct lp_slice path,
                struct lp_slice mailbox, const struct lp_mail_fields *f,
                struct lp_err *err)
{
    return lp_gap_mail_add(&g->mail, path, mailbox, f, err);
}

/* Whether a document has this name, in letters of any case; it is one from now
 * on. */
static enum lp_code
know(struct lp_gaps *g, struct lp_slice name, size_t documents, bool *known,
     struct lp_err *err)
{
    uint32_t number;
    enum lp_code rc;

    lp_buf_clear(&g->lower);
    for (size_t i = 0; i < name.len; i++) {
        uint8_t c = name.data[i];

        lp_buf_byte(&g->lower, c >= 'A' && c <= 'Z' ? (uint8_t)(c | 0x20) : c);
    }
    LP_TRY(lp_buf_check(&g->lower, err));
    LP_TRY(lp_intern_add(&g->known, lp_buf_slice(&g->lower), &number, err));
    *known = number < documents;

done:
    return rc;
}

enum lp_code
lp_gaps_file(struct lp_gaps *g, struct lp_slice path, struct lp_slice name,
             struct lp_err *err)
{
    struct document d;
    void *grown;
    bool known;
    enum lp_code rc;

    LP_TRY(lp_intern_add(&g->paths, path, &d.path, err));
    LP_TRY(lp_intern_add(&g->names, name, &d.name, err));
    LP_TRY(know(g, name, 0, &known, err));
    grown = lp_mem_grow(g->document, g->documents, &g->documents_cap,
                        sizeof *g->document);
    if (grown == NULL || g->documents >= UINT32_MAX) {
        return lp_no_memory(err);
    }
    g->document = grown;
    g->document[g->documents] = d;
    LP_TRY(lp_series_add(&g->series, name, (uint32_t)g->documents++, err));

done:
    return rc;
}

static enum lp_code
add_stripped(struct lp_gaps *g, enum lp_gap_stripped how, struct lp_slice path,
             struct lp_slice what, struct lp_err *err)
{
    struct stripped s = {.how = how, .count = 1};
    struct stripped *last =
        g->n_stripped == 0 ? NULL : &g->stripped[g->n_stripped - 1];
    void *grown;
    enum lp_code rc;

    LP_TRY(lp_intern_add(&g->paths, path, &s.path, err));
    LP_TRY(lp_intern_add(&g->names, what, &s.what, err));
    if (last != NULL && last->how == s.how && last->path == s.path &&
        last->what == s.what) {
        last->count++;
        goto done;
    }
    grown = lp_mem_grow(g->stripped, g->n_stripped, &g->stripped_cap,
                        sizeof *g->stripped);
    if (grown == NULL) {
        return lp_no_memory(err);
    }
    g->stripped = grown;
    g->stripped[g->n_stripped++] = s;

done:
    return rc;
}

enum lp_code
lp_gaps_part(struct lp_gaps *g, struct lp_slice path, struct lp_slice type,
             struct lp_slice name, uint64_t size, struct lp_err *err)
{
    enum lp_gap_stripped how = LP_STRIPPED_NONE;

    if (lp_slice_is(type, "message/external-body")) {
        how = LP_STRIPPED_EXTERNAL;
    } else if (lp_slice_is(type, "text/x-moz-deleted")) {
        how = LP_STRIPPED_DELETED;
    } else if (name.len > 0 && size == 0) {
        how = LP_STRIPPED_EMPTY;
    }
    return how == LP_STRIPPED_NONE ? LP_OK
                                   : add_stripped(g, how, path, name, err);
}

enum lp_code
lp_gaps_line(struct lp_gaps *g, struct lp_slice path, struct lp_slice line,
             struct lp_err *err)
{
    struct lp_gap_line l;
    struct lp_slice name;
    enum lp_code rc = LP_OK;

    if (!lp_gap_line_read(&l, lp_slice_head(line, LP_GAP_LINE_MAX))) {
        return LP_OK;
    }
    if (l.removed) {
        return add_stripped(g, LP_STRIPPED_SAID, path, l.named, err);
    }
    while (lp_gap_line_name(&l, &name)) {
        LP_TRY(add_stripped(g, LP_STRIPPED_NAMED, path, name, err));
    }

done:
    return rc;
}

enum lp_code
lp_gaps_text(struct lp_gaps *g, unsigned depth, struct lp_slice message,
             struct lp_slice facts, struct lp_err *err)
{
    uint32_t path;
    enum lp_code rc;

    LP_TRY(lp_intern_add(&g->mail.paths, message, &path, err));
    rc = lp_gap_quoted_text(&g->quoted, depth, path, facts, err);

done:
    return rc;
}

enum lp_code
lp_gaps_texts_end(struct lp_gaps *g, unsigned depth, struct lp_err *err)
{
    return lp_gap_quoted_end(&g->quoted, depth, err);
}

/* Pass a finding on. */
static enum lp_code
tell(void *who, const struct lp_gap *gap, struct lp_err *err)
{
    struct lp_gaps *g = who;

    g->counts->found[gap->kind]++;
    return g->told(g->who, gap, err);
}

static enum lp_code
tell_stripped(struct lp_gaps *g, struct lp_err *err)
{
    size_t documents = g->known.n;
    enum lp_code rc = LP_OK;

    for (size_t i = 0; i < g->n_stripped; i++) {
        const struct stripped *s = &g->stripped[i];
        struct lp_gap gap = {.kind = LP_GAP_STRIPPED_ATTACHMENT,
                             .how = s->how,
                             .what = lp_intern_text(&g->names, s->what),
                             .path = lp_intern_text(&g->paths, s->path),
                             .count = s->count};
        bool known = false;

        if (s->how == LP_STRIPPED_NAMED) {
            LP_TRY(know(g, gap.what, documents, &known, err));
        }
        if (!known) {
            LP_TRY(tell(g, &gap, err));
        }
    }

done:
    return rc;
}

static struct lp_slice
name_of(void *who, uint32_t document)
{
    const struct lp_gaps *g = who;

    return lp_intern_text(&g->names, g->document[document].name);
}

static enum lp_code
tell_hole(void *who, const struct lp_series_hole *h, struct lp_err *err)
{
    struct lp_gaps *g = who;
    struct lp_gap gap = {
        .kind = LP_GAP_SERIES_HOLE,
        .what = h->first,
        .last = h->last,
        .path = lp_intern_text(&g->paths, g->document[h->before].path),
        .next = lp_intern_text(&g->paths, g->document[h->behind].path),
        .count = h->missing,
        .of = h->present,
    };

    return tell(g, &gap, err);
}

static enum lp_code
tell_unsaid(void *who, const struct lp_gap_unsaid *u, struct lp_err *err)
{
    struct lp_gaps *g = who;
    struct lp_gap gap = {
        .kind = LP_GAP_QUOTED_MISSING,
        .what = u->by,
        .path = lp_intern_text(&g->mail.paths, u->path),
        .count = u->count,
        .of = u->letters,
    };

    return tell(g, &gap, err);
}

enum lp_code
lp_gaps_finish(struct lp_gaps *g, struct lp_gaps_counts *counts,
               lp_gap_told *told, void *who, struct lp_err *err)
{
    enum lp_code rc;

    *counts = (struct lp_gaps_counts){
        .messages = g->mail.messages,
        .dated = g->mail.n_dated,
        .files = g->documents,
        .passed_over = g->mail.passed_over + g->quoted.passed_over,
    };
    g->counts = counts;
    g->told = told;
    g->who = who;
    LP_TRY(lp_gap_mail_missing(&g->mail, tell, g, err));
    LP_TRY(tell_stripped(g, err));
    LP_TRY(lp_series_tell(&g->series, name_of, tell_hole, g, err));
    LP_TRY(lp_gap_mail_silences(&g->mail, tell, g, err));
    LP_TRY(lp_gap_mail_one_sided(&g->mail, tell, g, err));
    LP_TRY(lp_gap_quoted_tell(&g->quoted, tell_unsaid, g, err));

done:
    return rc;
}

void
lp_gaps_free(struct lp_gaps *g)
{
    if (g != NULL) {
        lp_gap_mail_release(&g->mail);
        lp_gap_quoted_release(&g->quoted);
        lp_series_release(&g->series);
        lp_intern_release(&g->paths);
        lp_intern_release(&g->names);
        lp_intern_release(&g->known);
        lp_buf_release(&g->lower);
        free(g->document);
        free(g->stripped);
        free(g);
    }
}
