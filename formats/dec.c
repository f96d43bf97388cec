#include "formats/dec.h"

#include <string.h>

#include "formats/from_find.h"

/* Held-back bytes are appended in portions of this many. */
#define PORTION ((uint64_t)1 << 16)

static const uint8_t quoted[] = {'>', 'F', 'r', 'o', 'm', ' '};
#define FROM_LEN (sizeof quoted - 1)

void
lp_dec_init(struct lp_dec *d, enum lp_dec_of of)
{
    *d = (struct lp_dec){.of = of, .plain = of == LP_DEC_NOTHING};
}

/* Messages. */

/* Whether the next byte begins a line. */
static bool
begins(const struct lp_dec *d)
{
    return d->lf || !d->begun;
}

/* A run of `>` at the beginning of a line, from `at` on, before `past`. Either
 * `From ` stands at `past`, or the bytes end there after `matched` bytes of it,
 * so that the next ones must say. Nothing of the kind: `at` is their end. */
struct quote {
    size_t at;
    size_t past;
    size_t matched;
    bool whole;
};

/* Whether the run of `>` that ends before `past` begins a line, and where it
 * begins. It cannot begin before `from`. */
static bool
begins_line(struct lp_slice bytes, size_t from, size_t past, bool line,
            size_t *at)
{
    size_t i = past;

    while (i > from && bytes.data[i - 1] == '>') {
        i--;
    }
    *at = i;
    return i < past &&
           (i == 0 ? line
                   : bytes.data[i - 1] == '\n' || bytes.data[i - 1] == '\r');
}

/* The first quote in `bytes` from `from` on. `line`: they begin a line. */
static struct quote
next_quote(struct lp_slice bytes, size_t from, bool line)
{
    struct quote q = {0};
    const uint8_t *hit;
    size_t at = from;
    size_t tail = 0;

    while ((hit = lp_from_find(bytes, at)) != NULL) {
        q.past = (size_t)(hit - bytes.data);
        if (q.past > at && hit[-1] == '>' &&
            begins_line(bytes, at, q.past, line, &q.at)) {
            q.whole = true;
            return q;
        }
        at = q.past + FROM_LEN;
    }
    /* `From ` has no letter twice: the last byte says how much there is. */
    for (size_t i = 1; i < sizeof quoted - 1; i++) {
        if (bytes.len > at && bytes.data[bytes.len - 1] == quoted[i]) {
            tail = i;
        }
    }
    if (bytes.len - at > tail &&
        memcmp(bytes.data + bytes.len - tail, quoted + 1, tail) == 0 &&
        begins_line(bytes, at, bytes.len - tail, line, &q.at)) {
        q.past = bytes.len - tail;
        q.matched = tail;
        return q;
    }
    q.at = q.past = bytes.len;
    return q;
}

/* Where the forms part. */

/* How much of `bytes` is certain to be in the decoded form: all but the
 * newlines at their end that may turn out to be the last ones. */
static size_t
before_newlines(const struct lp_dec *d, struct lp_slice bytes)
{
    size_t n = bytes.len;

    while (n > 0 && bytes.data[n - 1] == '\n') {
        n--;
    }
    /* The first of a run stays. */
    return n == bytes.len || (n == 0 && d->lf) ? n : n + 1;
}

/* Whether `bytes` are the beginning of UTF-16 or of no text at all: what no
 * UTF-8 begins with. */
static bool
is_wide(struct lp_dec *d, struct lp_slice bytes)
{
    uint8_t first = bytes.data[0];

    if (d->begun || first < 0xfe) {
        return false;
    }
    d->wide = true;
    d->plain = bytes.len > 1 && bytes.data[1] != (first ^ 1);
    return true;
}

size_t
lp_dec_alike(struct lp_dec *d, struct lp_slice bytes)
{
    size_t n;

    if (d->plain || d->of == LP_DEC_NOTHING || bytes.len == 0) {
        return bytes.len;
    }
    if (d->of == LP_DEC_MESSAGE) {
        const uint8_t *cr = memchr(bytes.data, '\r', bytes.len);

        n = cr == NULL ? bytes.len : (size_t)(cr - bytes.data);
        n = next_quote(lp_slice_head(bytes, n), 0, begins(d)).at;
    } else {
        n = is_wide(d, bytes) ? 0 : lp_plaintext_run(&d->text, bytes, true);
        d->plain = d->plain || d->text.bad;
    }
    if (d->plain) {
        return bytes.len;
    }
    n = before_newlines(d, lp_slice_head(bytes, n));
    d->parted = n < bytes.len;
    if (n > 0) {
        d->lf = bytes.data[n - 1] == '\n';
        d->begun = true;
    }
    return n;
}

/* The decoded form from there on. */

static void
skip(struct lp_slice *bytes, size_t n)
{
    *bytes = lp_slice_from(*bytes, n);
}

/* Append a portion of the `*n` times `unit` that were held back. Whether there
 * are more of them. */
static bool
pour(struct lp_buf *to, struct lp_slice unit, uint64_t *n)
{
    size_t now = (size_t)(*n < PORTION ? *n : PORTION);
    uint8_t *p = now == 0 ? NULL : lp_buf_room(to, now * unit.len);

    for (size_t i = 0; p != NULL && i < now; i++) {
        memcpy(p + i * unit.len, unit.data, unit.len);
    }
    to->len += p == NULL ? 0 : now * unit.len;
    *n -= now;
    return *n > 0;
}

/* A newline: only the first of a run is certain to stay. */
static void
newline(struct lp_dec *d, struct lp_slice unit, struct lp_buf *to)
{
    if (d->lf) {
        d->lfs++;
    } else {
        lp_buf_put(to, unit);
    }
    d->lf = true;
}

/* What was held back of a quoted line turns out to be an ordinary one. */
static bool
unquote(struct lp_dec *d, struct lp_buf *to)
{
    if (pour(to, (struct lp_slice){quoted, 1}, &d->quotes)) {
        return true;
    }
    lp_buf_put(to, (struct lp_slice){quoted + 1, d->matched});
    d->matched = 0;
    return false;
}

/* Go on with a line whose first `>` was held back. Whether to call again. */
static bool
go_on_quoted(struct lp_dec *d, struct lp_slice *bytes, struct lp_buf *to)
{
    while (bytes->len > 0 && d->matched == 0 && bytes->data[0] == '>') {
        d->quotes++;
        skip(bytes, 1);
    }
    while (bytes->len > 0 && d->matched < FROM_LEN &&
           bytes->data[0] == quoted[1 + d->matched]) {
        d->matched++;
        skip(bytes, 1);
    }
    if (d->matched == FROM_LEN) {
        d->quotes = 0;
    }
    return (bytes->len > 0 || d->quotes == 0) && unquote(d, to);
}

/* Copy, with LF for CRLF and for CR. A CR at the end leaves `d->cr`. */
static void
copy(struct lp_dec *d, struct lp_slice bytes, struct lp_buf *to)
{
    uint8_t *p = bytes.len == 0 ? NULL : lp_buf_room(to, bytes.len);
    size_t len = 0;

    while (p != NULL && bytes.len > 0) {
        const uint8_t *cr;
        size_t n;

        if (d->cr && bytes.data[0] == '\n') {
            skip(&bytes, 1);
        }
        cr = bytes.len == 0 ? NULL : memchr(bytes.data, '\r', bytes.len);
        n = cr == NULL ? bytes.len : (size_t)(cr - bytes.data);
        if (n > 0) {
            memcpy(p + len, bytes.data, n);
        }
        len += n;
        d->cr = cr != NULL;
        if (d->cr) {
            p[len++] = '\n';
        }
        skip(&bytes, n + (d->cr ? 1 : 0));
    }
    to->len += len;
}

/* The same for a message: `>` before `From ` is left out, or held back if the
 * bytes end before one can tell. */
static void
copy_message(struct lp_dec *d, struct lp_slice bytes, struct lp_buf *to)
{
    size_t at = 0;

    while (at < bytes.len) {
        struct quote q = next_quote(bytes, at, begins(d));

        copy(d, lp_slice_from(lp_slice_head(bytes, q.at), at), to);
        if (!q.whole) {
            d->quotes = q.past - q.at;
            d->matched = (unsigned)q.matched;
            d->cr = d->cr && d->quotes == 0;
            return;
        }
        copy(d, (struct lp_slice){quoted + 1, FROM_LEN}, to);
        at = q.past + FROM_LEN;
    }
}

/* Take back, of what was appended after the first `from` bytes, the newlines
 * that may turn out to be the last. */
static void
hold_newlines(struct lp_dec *d, struct lp_buf *to, size_t from)
{
    size_t n = 0;

    while (d->quotes == 0 && to->len - n > from &&
           to->data[to->len - n - 1] == '\n') {
        n++;
    }
    d->lf = n > 0;
    d->lfs = n > 1 ? n - 1 : 0;
    to->len -= (size_t)d->lfs;
}

/* Newlines at the beginning of `bytes` go on with the run before them. */
static void
take_newlines(struct lp_dec *d, struct lp_slice *bytes, struct lp_buf *to)
{
    while (bytes->len > 0 &&
           (bytes->data[0] == '\n' || bytes->data[0] == '\r')) {
        if (bytes->data[0] == '\r' || !d->cr) {
            newline(d, lp_slice_str("\n"), to);
        }
        d->cr = bytes->data[0] == '\r';
        d->plain = lp_plaintext_open(&d->text);
        skip(bytes, 1);
    }
}

static bool
feed_bytes(struct lp_dec *d, struct lp_slice *bytes, struct lp_buf *to)
{
    size_t from;

    if (d->quotes > 0 && go_on_quoted(d, bytes, to)) {
        return true;
    }
    take_newlines(d, bytes, to);
    if (bytes->len == 0) {
        return false;
    }
    if (pour(to, lp_slice_str("\n"), &d->lfs)) {
        return true;
    }
    from = to->len;
    if (d->of == LP_DEC_MESSAGE) {
        copy_message(d, *bytes, to);
    } else if (lp_plaintext_run(&d->text, *bytes, false) == bytes->len) {
        copy(d, *bytes, to);
    } else {
        d->plain = true;
    }
    hold_newlines(d, to, from);
    skip(bytes, bytes->len);
    return false;
}

/* UTF-16. */

/* The next code unit, left where it is. False: there is only half of it, which
 * is kept for the next time. */
static bool
peek(struct lp_dec *d, struct lp_slice *bytes, uint8_t unit[2])
{
    if (!d->half && bytes->len == 1) {
        d->byte = bytes->data[0];
        d->half = true;
        skip(bytes, 1);
        return false;
    }
    unit[0] = d->half ? d->byte : bytes->data[0];
    unit[1] = bytes->data[d->half ? 0 : 1];
    return true;
}

static unsigned
value(const struct lp_dec *d, const uint8_t *unit)
{
    return d->big ? unit[0] * 256u + unit[1] : unit[1] * 256u + unit[0];
}

static bool
is_surrogate(unsigned c)
{
    return c >= 0xd800 && c <= 0xdfff;
}

static bool
is_newline(unsigned c)
{
    return c == '\n' || c == '\r';
}

/* The byte order mark. */
static void
take_mark(struct lp_dec *d, const uint8_t unit[2])
{
    d->plain = (unit[0] ^ unit[1]) != 1 || (unit[0] | unit[1]) != 0xff;
    d->big = unit[0] == 0xfe;
    d->mark = true;
}

/* LF as a unit. */
static struct lp_slice
wide_lf(const struct lp_dec *d)
{
    static const uint8_t lf[] = {'\n', 0, '\n'};

    return (struct lp_slice){d->big ? lf + 1 : lf, 2};
}

/* Take the unit that was peeked. */
static void
take_unit(struct lp_dec *d, struct lp_slice *bytes, const uint8_t unit[2],
          struct lp_buf *to)
{
    unsigned c = value(d, unit);

    if (!d->mark) {
        take_mark(d, unit);
    } else if (d->pair) {
        d->plain = c < 0xdc00 || c > 0xdfff;
        d->pair = false;
    } else {
        d->plain = !lp_plaintext_lawful(c) || (c >= 0xdc00 && c <= 0xdfff);
        d->pair = is_surrogate(c);
    }
    if (!is_newline(c)) {
        lp_buf_put(to, (struct lp_slice){unit, 2});
        d->lf = false;
    } else if (c == '\r' || !d->cr) {
        newline(d, wide_lf(d), to);
    }
    d->cr = c == '\r';
    skip(bytes, d->half ? 1 : 2);
    d->half = false;
}

/* How many bytes are units that need no more thought. */
static size_t
ordinary(const struct lp_dec *d, struct lp_slice bytes)
{
    size_t n = 0;

    while (bytes.len - n >= 2) {
        unsigned c = value(d, bytes.data + n);

        if (!lp_plaintext_lawful(c) || is_newline(c) || is_surrogate(c)) {
            break;
        }
        n += 2;
    }
    return n;
}

static bool
feed_wide(struct lp_dec *d, struct lp_slice *bytes, struct lp_buf *to)
{
    uint8_t unit[2];

    while (bytes->len > 0 && !d->plain && peek(d, bytes, unit)) {
        size_t n;

        if (!is_newline(value(d, unit)) && pour(to, wide_lf(d), &d->lfs)) {
            return true;
        }
        take_unit(d, bytes, unit, to);
        n = d->mark && !d->lf && !d->pair ? ordinary(d, *bytes) : 0;
        lp_buf_put(to, lp_slice_head(*bytes, n));
        skip(bytes, n);
    }
    return false;
}

bool
lp_dec_feed(struct lp_dec *d, struct lp_slice *bytes, struct lp_buf *to)
{
    bool more = false;

    if (!d->plain && bytes->len > 0) {
        more = d->wide ? feed_wide(d, bytes, to) : feed_bytes(d, bytes, to);
        d->begun = true;
    }
    if (d->plain) {
        skip(bytes, bytes->len);
    }
    return more && !d->plain;
}

bool
lp_dec_end(struct lp_dec *d, struct lp_buf *to)
{
    if (d->parted && d->quotes > 0 && unquote(d, to)) {
        return true;
    }
    d->plain = d->plain || !d->parted || lp_plaintext_open(&d->text) ||
               d->half || d->pair || (d->wide && !d->mark);
    return false;
}
