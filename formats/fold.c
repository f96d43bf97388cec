#include "formats/fold.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/text.h"
#include "formats/fold_ascii.h"
#include "formats/fold_char.h"
#include "formats/utf8.h"

/* What becomes of a code point that is a segment by itself: nearly all are,
 * and a text has few different ones. Found by its low bits; another that
 * has the same takes its place. */
struct memo {
    uint32_t key; /* the code point and 1; 0 is nothing */
    uint8_t what; /* enum lp_fold_what */
    bool slow;    /* must go the long way */
    bool mark;    /* of T1 if what stands before is */
    bool kept;    /* the last of it is of T1 */
    uint8_t len0;
    uint8_t len1;
    uint8_t chars;
    uint8_t letters;
    uint8_t t0[8];
    uint8_t t1[12];
};

#define MEMOS 1024
#define OUT_MAX 8192

/* Bytes on their way to a buffer, so that the buffer is asked seldom. */
struct out {
    struct lp_buf *to;
    size_t n;
    uint8_t bytes[OUT_MAX];
};

struct lp_fold {
    uint64_t chars;
    uint64_t letters;
    bool begun;    /* T0 is not empty */
    bool gap;      /* white space that T0 does not have yet */
    bool kept;     /* T1 has what ended the segment before */
    uint32_t jamo; /* of T1, and may become one with what follows; or 0 */
    size_t n;      /* code points of the segment that is open */
    uint32_t segment[LP_FOLD_SEGMENT];
    struct out out0;
    struct out out1;
    struct memo memos[MEMOS];
    int32_t work0[LP_FOLD_ROOM];
    int32_t work1[LP_FOLD_ROOM];
};

static void
out_flush(struct out *o)
{
    lp_buf_put(o->to, (struct lp_slice){o->bytes, o->n});
    o->n = 0;
}

/* Where at least `n` bytes go. */
static inline uint8_t *
out_room(struct out *o, size_t n)
{
    if (OUT_MAX - o->n < n) {
        out_flush(o);
    }
    return o->bytes + o->n;
}

/* The gap before the next character of T0, unless nothing stands before. */
static inline void
close_gap(struct lp_fold *f)
{
    if (f->gap && f->begun) {
        *out_room(&f->out0, 1) = ' ';
        f->out0.n++;
    }
    f->gap = false;
    f->begun = true;
}

static void
put0(struct lp_fold *f, uint32_t c)
{
    if (c == ' ') {
        f->gap = true;
        return;
    }
    close_gap(f);
    f->out0.n += lp_utf8_put(c, out_room(&f->out0, LP_UTF8_MAX));
}

static void
put1_now(struct lp_fold *f, uint32_t c)
{
    f->out1.n += lp_utf8_put(c, out_room(&f->out1, LP_UTF8_MAX));
    f->chars++;
    f->letters += lp_fold_kept(c) == LP_FOLD_LETTER ? 1 : 0;
}

static void
put_jamo(struct lp_fold *f)
{
    if (f->jamo != 0) {
        put1_now(f, f->jamo);
        f->jamo = 0;
    }
}

/* What is kept stands side by side now, and must be NFC again. Marks are kept
 * with their letters only, so Hangul alone can have come together. */
static void
put1(struct lp_fold *f, uint32_t c)
{
    uint32_t both = f->jamo != 0 ? lp_fold_syllable(f->jamo, c) : 0;

    if (both != 0) {
        c = both;
        f->jamo = 0;
    }
    put_jamo(f);
    if (lp_fold_opens_syllable(c)) {
        f->jamo = c;
    } else {
        put1_now(f, c);
    }
}

/* ASCII, all of which is certain; `n` is at most half of what `out` holds. */
static void
put_ascii(struct lp_fold *f, const uint8_t *p, size_t n)
{
    struct lp_fold_ascii a = {
        .t0 = out_room(&f->out0, n + 1 + LP_FOLD_ASCII_ROOM),
        .t1 = out_room(&f->out1, n + LP_FOLD_ASCII_ROOM),
        .blank = f->gap || !f->begun,
    };

    if (f->gap && f->begun) {
        a.t0[a.n0++] = ' ';
    }
    lp_fold_ascii(&a, p, n);
    if (a.n0 > 0 && a.t0[a.n0 - 1] == ' ') {
        a.n0--;
    }
    f->gap = a.blank;
    f->begun = f->begun || a.n0 > 0;
    f->out0.n += a.n0;
    f->out1.n += a.n1;
    f->chars += a.n1;
    f->letters += a.letters;
}

static void
put_segment(struct lp_fold *f)
{
    size_t n0;
    size_t n1;

    lp_fold_segment(f->segment, f->n, f->work0, &n0, f->work1, &n1);
    for (size_t i = 0; i < n0; i++) {
        put0(f, (uint32_t)f->work0[i]);
    }
    for (size_t i = 0; i < n1; i++) {
        uint32_t c = (uint32_t)f->work1[i];
        enum lp_fold_kept as = lp_fold_kept(c);

        f->kept = as == LP_FOLD_MARK ? f->kept : as != LP_FOLD_OUT;
        if (f->kept) {
            put1(f, c);
        }
    }
}

/* What a segment of the one code point `c` becomes. */
static void
learn(struct lp_fold *f, struct memo *m, uint32_t c)
{
    size_t n0;
    size_t n1;

    *m = (struct memo){.key = c + 1, .what = (uint8_t)lp_fold_what(c)};
    m->slow = m->what == LP_FOLD_LEANS;
    if (m->what != LP_FOLD_PLAIN) {
        return;
    }
    lp_fold_segment(&c, 1, f->work0, &n0, f->work1, &n1);
    for (size_t i = 0; i < n0 && !m->slow; i++) {
        m->slow = f->work0[i] == ' ' || m->len0 > sizeof m->t0 - LP_UTF8_MAX;
        if (!m->slow) {
            m->len0 = (uint8_t)(m->len0 + lp_utf8_put((uint32_t)f->work0[i],
                                                      m->t0 + m->len0));
        }
    }
    for (size_t i = 0; i < n1 && !m->slow; i++) {
        uint32_t k = (uint32_t)f->work1[i];
        enum lp_fold_kept as = lp_fold_kept(k);

        m->mark = m->mark || (as == LP_FOLD_MARK && i == 0);
        m->kept = as == LP_FOLD_MARK ? m->kept || m->mark : as != LP_FOLD_OUT;
        m->slow = lp_fold_opens_syllable(k) || lp_fold_joins_syllable(k) ||
                  (m->mark && n1 > 1) || m->len1 > sizeof m->t1 - LP_UTF8_MAX;
        if (m->kept && !m->slow) {
            m->len1 = (uint8_t)(m->len1 + lp_utf8_put(k, m->t1 + m->len1));
            m->chars++;
            m->letters = (uint8_t)(m->letters + (as == LP_FOLD_LETTER));
        }
    }
}

static inline const struct memo *
memo_of(struct lp_fold *f, uint32_t c)
{
    struct memo *m = &f->memos[c % MEMOS];

    if (m->key != c + 1) {
        learn(f, m, c);
    }
    return m;
}

static void
put_memo(struct lp_fold *f, const struct memo *m)
{
    close_gap(f);
    memcpy(out_room(&f->out0, sizeof m->t0), m->t0, sizeof m->t0);
    f->out0.n += m->len0;
    f->kept = m->kept && (f->kept || !m->mark);
    if (m->len1 > 0 && (f->kept || !m->mark)) {
        put_jamo(f);
        memcpy(out_room(&f->out1, sizeof m->t1), m->t1, sizeof m->t1);
        f->out1.n += m->len1;
        f->chars += m->chars;
        f->letters += m->letters;
    }
}

/* The ideographs of CJK and the syllables of Hangul: letters that begin a
 * segment and are their own form. They are too many to be remembered. */
static inline bool
is_itself(uint32_t c)
{
    return (c >= 0x4e00 && c <= 0x9ffc) || (c >= 0xac00 && c <= 0xd7a3);
}

static void
put_itself(struct lp_fold *f, uint32_t c)
{
    put0(f, c);
    f->kept = true;
    if (f->jamo != 0 || c >= 0xac00) {
        put1(f, c);
    } else {
        f->out1.n += lp_utf8_put(c, out_room(&f->out1, LP_UTF8_MAX));
        f->chars++;
        f->letters++;
    }
}

/* The segment that is open has ended. */
static void
end_segment(struct lp_fold *f)
{
    uint32_t c = f->segment[0];
    size_t n = f->n;

    if (n == 1 && is_itself(c)) {
        put_itself(f, c);
    } else if (n == 1 && c == ' ') {
        f->gap = true;
        f->kept = false;
    } else if (n == 1 && !memo_of(f, c)->slow) {
        put_memo(f, memo_of(f, c));
    } else if (n > 0) {
        put_segment(f);
    }
    f->n = 0;
}

static void
add(struct lp_fold *f, uint32_t c)
{
    enum lp_fold_what what =
        is_itself(c) ? LP_FOLD_PLAIN : (enum lp_fold_what)memo_of(f, c)->what;

    if (what == LP_FOLD_NONE) {
        return;
    }
    if (what != LP_FOLD_LEANS || f->n == LP_FOLD_SEGMENT) {
        end_segment(f);
    }
    f->segment[f->n++] = what == LP_FOLD_BLANK ? ' ' : c;
}

/* All of `run` is ASCII. Its last character may have marks that follow, and
 * opens a segment; what shows nothing does not part the two. */
static void
add_ascii(struct lp_fold *f, struct lp_slice run)
{
    size_t n = run.len;
    size_t at = 0;

    while (n > 0 && lp_ascii_kind[run.data[n - 1]] == LP_ASCII_NONE) {
        n--;
    }
    if (n == 0) {
        return;
    }
    end_segment(f);
    n--;
    while (f->jamo != 0 && at < n) {
        if ((lp_ascii_kind[run.data[at++]] & LP_ASCII_KEPT) != 0) {
            put_jamo(f);
        }
    }
    for (at = 0; at < n;) {
        size_t step = n - at < OUT_MAX / 2 ? n - at : OUT_MAX / 2;

        put_ascii(f, run.data + at, step);
        at += step;
    }
    f->segment[f->n++] =
        lp_ascii_kind[run.data[n]] == LP_ASCII_BLANK ? ' ' : run.data[n];
}

/* Where the ASCII that begins at `at` ends. */
static size_t
ascii_end(struct lp_slice s, size_t at)
{
    uint64_t word;

    while (s.len - at >= sizeof word) {
        memcpy(&word, s.data + at, sizeof word);
        if ((word & UINT64_C(0x8080808080808080)) != 0) {
            break;
        }
        at += sizeof word;
    }
    while (at < s.len && s.data[at] < 0x80) {
        at++;
    }
    return at;
}

static void
into(struct lp_fold *f, struct lp_buf *t0, struct lp_buf *t1)
{
    f->out0.to = t0;
    f->out1.to = t1;
}

void
lp_fold_feed(struct lp_fold *f, struct lp_slice utf8, struct lp_buf *t0,
             struct lp_buf *t1)
{
    into(f, t0, t1);
    for (size_t i = 0; i < utf8.len;) {
        if (utf8.data[i] < 0x80) {
            size_t end = ascii_end(utf8, i);

            add_ascii(f, (struct lp_slice){utf8.data + i, end - i});
            i = end;
        } else {
            uint32_t c = lp_text_next(utf8, &i);

            add(f, c == UINT32_MAX ? 0xfffd : c);
        }
    }
    out_flush(&f->out0);
    out_flush(&f->out1);
}

void
lp_fold_end(struct lp_fold *f, struct lp_buf *t0, struct lp_buf *t1)
{
    into(f, t0, t1);
    end_segment(f);
    put_jamo(f);
    out_flush(&f->out0);
    out_flush(&f->out1);
}

void
lp_fold_reset(struct lp_fold *f)
{
    f->chars = 0;
    f->letters = 0;
    f->begun = false;
    f->gap = false;
    f->kept = false;
    f->jamo = 0;
    f->n = 0;
}

enum lp_code
lp_fold_new(struct lp_fold **out, struct lp_err *err)
{
    struct lp_fold *f = calloc(1, sizeof *f);

    if (f == NULL) {
        return lp_no_memory(err);
    }
    *out = f;
    return LP_OK;
}

void
lp_fold_free(struct lp_fold *f)
{
    free(f);
}

uint64_t
lp_fold_chars(const struct lp_fold *f)
{
    return f->chars;
}

uint64_t
lp_fold_letters(const struct lp_fold *f)
{
    return f->letters;
}

const char *
lp_fold_unicode(void)
{
    static const char *const known[] = {"13.0", "14.0", "15.0", "15.1",
                                        "16.0", "17.0", "18.0"};
    const char *version = utf8proc_unicode_version();

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strncmp(version, known[i], strlen(known[i])) == 0) {
            return known[i];
        }
    }
    return version;
}
