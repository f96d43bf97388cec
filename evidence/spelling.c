#include "evidence/spelling.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK ((size_t)32768)

enum { AS_IS, CRLF, LF, BARED, WAYS };

static const char from_line[] = "From ";

struct spelling {
    struct lp_mdrun *run[WAYS];
    bool crlf;   /* there is a bare LF: CRLF differs */
    bool lf;     /* there is a CRLF: LF differs */
    bool cr;     /* the last byte was a CR, which LF holds back */
    bool inside; /* of BARED: not at the begin of a line any more, ... */
    bool mark;   /* a '>' that began the line is held back, ... */
    size_t word; /* and behind it so much of "From " */
    bool bared;  /* one was left out for good */
    uint8_t in[CHUNK];
    uint8_t bare[2 * CHUNK + 16];
    uint8_t out[2 * CHUNK + 1];
};

/* The same bytes with one kind of line end. */
static size_t
respell(struct spelling *s, struct lp_slice bytes, bool crlf)
{
    bool cr = s->cr;
    size_t n = 0;

    for (size_t i = 0; i < bytes.len; i++) {
        uint8_t c = bytes.data[i];

        if (c == '\n' && !cr) {
            s->crlf = true;
            if (crlf) {
                s->out[n++] = '\r';
            }
        } else if (c == '\n') {
            s->lf = true;
        }
        if (!crlf && cr && c != '\n') {
            s->out[n++] = '\r';
        }
        cr = c == '\r';
        if (crlf || !cr) {
            s->out[n++] = c;
        }
    }
    return n;
}

/* What was held back was no quoting of a mailbox. */
static size_t
let_go(struct spelling *s, size_t n)
{
    if (s->mark) {
        s->bare[n++] = '>';
    }
    memcpy(s->bare + n, from_line, s->word);
    n += s->word;
    s->mark = false;
    s->word = 0;
    s->inside = true;
    return n;
}

/* Text with CRLF, without one `>` of those before "From " at the begins of
 * lines, as mailboxes put it there. */
static size_t
bare(struct spelling *s, struct lp_slice bytes)
{
    size_t n = 0;

    for (size_t i = 0; i < bytes.len; i++) {
        uint8_t c = bytes.data[i];

        if (!s->inside && s->word == 0 && c == '>') {
            if (s->mark) {
                s->bare[n++] = c; /* only one is held back */
            }
            s->mark = true;
            continue;
        }
        if (!s->inside && s->mark && c == (uint8_t)from_line[s->word]) {
            s->word++;
            if (from_line[s->word] == '\0') {
                s->mark = false;
                s->bared = true;
                n = let_go(s, n);
            }
            continue;
        }
        if (!s->inside) {
            n = let_go(s, n);
        }
        s->bare[n++] = c;
        s->inside = c != '\n';
    }
    return n;
}

static enum lp_code
feed(struct spelling *s, struct lp_slice bytes, struct lp_err *err)
{
    size_t n;
    enum lp_code rc;

    LP_TRY(lp_mdrun_feed(s->run[AS_IS], bytes, err));
    n = respell(s, bytes, true);
    LP_TRY(lp_mdrun_feed(s->run[CRLF], (struct lp_slice){s->out, n}, err));
    n = bare(s, (struct lp_slice){s->out, n});
    LP_TRY(lp_mdrun_feed(s->run[BARED], (struct lp_slice){s->bare, n}, err));
    n = respell(s, bytes, false);
    LP_TRY(lp_mdrun_feed(s->run[LF], (struct lp_slice){s->out, n}, err));
    s->cr = bytes.len > 0 ? bytes.data[bytes.len - 1] == '\r' : s->cr;

done:
    return rc;
}

static enum lp_code
end(struct spelling *s, struct lp_cms_claim *c, struct lp_err *err)
{
    enum lp_code rc;

    if (s->cr) {
        LP_TRY(lp_mdrun_feed(s->run[LF], lp_slice_str("\r"), err));
    }
    LP_TRY(lp_mdrun_end(s->run[AS_IS], &c->spelling[0], err));
    c->n_spellings = 1;
    if (s->crlf) {
        /* Mail has these line ends: nothing is undone (RFC 8551, 3.1.1). */
        LP_TRY(lp_mdrun_end(s->run[CRLF], &c->spelling[1], err));
        c->n_spellings = 2;
    }
    if (s->lf) {
        LP_TRY(lp_mdrun_end(s->run[LF], &c->spelling[c->n_spellings], err));
        (void)snprintf(c->undone[c->n_spellings],
                       sizeof c->undone[c->n_spellings],
                       "line ends were LF when it was signed");
        c->n_spellings++;
    }
    if (s->bared) {
        size_t n = let_go(s, 0);

        LP_TRY(
            lp_mdrun_feed(s->run[BARED], (struct lp_slice){s->bare, n}, err));
        LP_TRY(lp_mdrun_end(s->run[BARED], &c->spelling[c->n_spellings], err));
        (void)snprintf(c->undone[c->n_spellings],
                       sizeof c->undone[c->n_spellings],
                       "a mailbox's quoting of 'From ' left out");
        c->n_spellings++;
    }

done:
    return rc;
}

enum lp_code
lp_spelling_digest(struct lp_cms_claim *c, struct lp_view *v, uint64_t from,
                   uint64_t to, unsigned mask, struct lp_err *err)
{
    struct spelling *s = calloc(1, sizeof *s);
    enum lp_code rc = LP_OK;

    if (s == NULL) {
        return lp_no_memory(err);
    }
    for (size_t i = 0; i < WAYS; i++) {
        LP_TRY(lp_mdrun_new(&s->run[i], mask, err));
    }
    while (from < to) {
        size_t n = to - from < CHUNK ? (size_t)(to - from) : CHUNK;
        size_t got = 0;

        LP_TRY(lp_view_read(v, from, s->in, n, &got, err));
        if (got == 0) {
            break;
        }
        LP_TRY(feed(s, (struct lp_slice){s->in, got}, err));
        from += got;
    }
    LP_TRY(end(s, c, err));

done:
    for (size_t i = 0; i < WAYS; i++) {
        lp_mdrun_free(s->run[i]);
    }
    free(s);
    return rc;
}
