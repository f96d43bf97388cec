#include "evidence/pgp_digest.h"

#include <stdlib.h>

#define CHUNK ((size_t)32768)
#define OUT (2 * CHUNK)

/* Bytes of a file whose line ends are tried in other ways. */
#define FILE_MAX ((uint64_t)16 << 20)

/* Blanks at the end of a line that are held. */
#define BLANKS ((size_t)4096)

enum { AS_IS, CRLF, LF, BARED, STRIPPED };

static const char from_line[] = "From ";

struct digesting {
    struct lp_mdrun *run[LP_CMS_SPELLINGS];
    bool crlf;     /* there is a bare LF: CRLF differs */
    bool lf;       /* there is a CRLF: LF differs */
    bool bared;    /* a `>` was left out */
    bool stripped; /* blanks were left out */
    bool blank;    /* there are more of them than are held */
    bool cr;       /* the last byte was a CR */
    bool inside;   /* BARED: the line at hand can have no `>` any more */
    size_t marks;  /* BARED: so many `>` begin it ... */
    size_t word;   /* ... and so much of "From " */
    uint8_t held[BLANKS];
    size_t blanks;
    uint8_t in[CHUNK];
    uint8_t out[LP_CMS_SPELLINGS][OUT + BLANKS];
    size_t n[LP_CMS_SPELLINGS];
    enum lp_code rc;
};

static void
flush(struct digesting *d, unsigned k, struct lp_err *err)
{
    if (d->rc == LP_OK) {
        d->rc = lp_mdrun_feed(d->run[k], (struct lp_slice){d->out[k], d->n[k]},
                              err);
    }
    d->n[k] = 0;
}

static void
put(struct digesting *d, unsigned k, uint8_t c, struct lp_err *err)
{
    if (d->n[k] == sizeof d->out[k]) {
        flush(d, k, err);
    }
    d->out[k][d->n[k]++] = c;
}

/* What begins the line may still be a quoted "From ", or is not. */
static void
put_marks(struct digesting *d, bool quoted, struct lp_err *err)
{
    size_t marks = d->marks - (quoted ? 1 : 0);

    d->bared = d->bared || quoted;
    for (size_t i = 0; i < marks; i++) {
        put(d, BARED, '>', err);
    }
    for (size_t i = 0; i < d->word; i++) {
        put(d, BARED, (uint8_t)from_line[i], err);
    }
    d->marks = 0;
    d->word = 0;
    d->inside = true;
}

static void
put_bared(struct digesting *d, uint8_t c, struct lp_err *err)
{
    if (!d->inside && d->word == 0 && c == '>') {
        d->marks++;
        return;
    }
    if (!d->inside && d->marks > 0 && c == (uint8_t)from_line[d->word]) {
        d->word++;
        if (d->word == sizeof from_line - 1) {
            put_marks(d, true, err);
        }
        return;
    }
    if (!d->inside) {
        put_marks(d, false, err);
    }
    put(d, BARED, c, err);
}

static void
put_held(struct digesting *d, struct lp_err *err)
{
    for (size_t i = 0; i < d->blanks; i++) {
        put(d, STRIPPED, d->held[i], err);
    }
    d->blanks = 0;
}

static void
put_stripped(struct digesting *d, uint8_t c, struct lp_err *err)
{
    if ((c == ' ' || c == '\t') && d->blanks < BLANKS) {
        d->held[d->blanks++] = c;
        return;
    }
    d->blank = d->blank || c == ' ' || c == '\t';
    put_held(d, err);
    put(d, STRIPPED, c, err);
}

static void
on_byte(struct digesting *d, uint8_t c, struct lp_err *err)
{
    put(d, CRLF, c, err);
    put(d, LF, c, err);
    put_bared(d, c, err);
    put_stripped(d, c, err);
}

static void
on_line_end(struct digesting *d, bool crlf, struct lp_err *err)
{
    d->crlf = d->crlf || !crlf;
    d->lf = d->lf || crlf;
    d->stripped = d->stripped || d->blanks > 0;
    d->blanks = 0;
    if (!d->inside) {
        put_marks(d, false, err);
    }
    d->inside = false;
    put(d, LF, '\n', err);
    for (unsigned k = CRLF; k <= STRIPPED; k++) {
        if (k != LF) {
            put(d, k, '\r', err);
            put(d, k, '\n', err);
        }
    }
}

static void
take(struct digesting *d, struct lp_slice bytes, struct lp_err *err)
{
    for (size_t i = 0; i < bytes.len; i++) {
        uint8_t c = bytes.data[i];

        if (c == '\n') {
            on_line_end(d, d->cr, err);
            d->cr = false;
            continue;
        }
        if (d->cr) {
            on_byte(d, '\r', err);
        }
        d->cr = c == '\r';
        if (!d->cr) {
            on_byte(d, c, err);
        }
    }
}

static void
take_end(struct digesting *d, struct lp_err *err)
{
    if (d->cr) {
        on_byte(d, '\r', err);
    }
    if (!d->inside) {
        put_marks(d, false, err);
    }
    d->stripped = d->stripped || d->blanks > 0;
    for (unsigned k = CRLF; k <= STRIPPED; k++) {
        flush(d, k, err);
    }
}

static void
hand_over(struct lp_pgp_spelled *s, struct digesting *d, unsigned k,
          const char *undone)
{
    s->run[s->n] = d->run[k];
    s->undone[s->n++] = undone;
    d->run[k] = NULL;
}

static void
hand_all(struct lp_pgp_spelled *s, struct digesting *d, bool all,
         enum lp_pgp_how how)
{
    hand_over(s, d, AS_IS, NULL);
    if (!all) {
        return;
    }
    if (d->crlf) {
        hand_over(s, d, CRLF,
                  how == LP_PGP_FILE ? "line ends were CRLF when it was signed"
                                     : NULL);
    }
    if (d->lf) {
        hand_over(s, d, LF, "line ends were LF when it was signed");
    }
    if (d->bared) {
        hand_over(s, d, BARED, "a mailbox's quoting of 'From ' left out");
    }
    if (d->stripped && !d->blank) {
        hand_over(s, d, STRIPPED, "blanks at the ends of lines left out");
    }
}

enum lp_code
lp_pgp_digest(struct lp_pgp_spelled *s, struct lp_view *v, uint64_t from,
              uint64_t to, unsigned mask, enum lp_pgp_how how,
              struct lp_err *err)
{
    struct digesting *d = calloc(1, sizeof *d);
    bool all = how != LP_PGP_FILE || to - from <= FILE_MAX;
    enum lp_code rc = LP_OK;

    if (d == NULL) {
        return lp_no_memory(err);
    }
    for (unsigned k = 0; k < (all ? LP_CMS_SPELLINGS : 1); k++) {
        LP_TRY(lp_mdrun_new(&d->run[k], mask, err));
    }
    while (from < to) {
        size_t n = to - from < CHUNK ? (size_t)(to - from) : CHUNK;
        size_t got = 0;

        LP_TRY(lp_view_read(v, from, d->in, n, &got, err));
        if (got == 0) {
            break;
        }
        LP_TRY(
            lp_mdrun_feed(d->run[AS_IS], (struct lp_slice){d->in, got}, err));
        if (all) {
            take(d, (struct lp_slice){d->in, got}, err);
            LP_TRY(d->rc);
        }
        from += got;
    }
    if (all) {
        take_end(d, err);
        LP_TRY(d->rc);
    }
    hand_all(s, d, all, how);

done:
    for (unsigned k = 0; k < LP_CMS_SPELLINGS; k++) {
        lp_mdrun_free(d->run[k]);
    }
    free(d);
    return rc;
}
