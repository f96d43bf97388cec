#include "evidence/witness.h"

#include <stdlib.h>
#include <string.h>

#include "evidence/body_frame.h"
#include "evidence/evidence.h"
#include "evidence/witness_tell.h"
#include "formats/mail_head.h"

struct lp_witness {
    const struct lp_limits *limits;
    struct lp_err why; /* what failed first */
    struct lp_buf header;
    size_t seen; /* of the header: no empty line ends before this */
    bool in_body;
    bool led;    /* what stands before the header was looked at ... */
    bool marked; /* ... a byte order mark was left out ... */
    bool spaced; /* ... and blank lines */
    struct lp_witness_head head;
    struct lp_buf body;             /* the first of it ... */
    uint64_t body_size;             /* ... and how much there was */
    uint8_t end[LP_BODY_FRAME_END]; /* its last bytes ... */
    size_t end_len;                 /* ... so many */
    bool begun;                     /* the lanes of the body are open */
    enum lp_eol eol;
};

enum lp_code
lp_witness_new(struct lp_witness **out, struct lp_engine *e,
               const struct lp_limits *limits, struct lp_err *err)
{
    struct lp_witness *w = calloc(1, sizeof *w);

    if (w == NULL) {
        return lp_no_memory(err);
    }
    w->limits = limits;
    w->head.engine = e;
    *out = w;
    return LP_OK;
}

static void
keep(struct lp_witness *w, enum lp_code rc, const struct lp_err *err)
{
    if (rc != LP_OK && w->why.code == LP_OK) {
        w->why = *err;
        w->why.code = rc;
    }
}

/* How the first line of `s` ends. False: that cannot be told yet. */
static bool
first_eol(struct lp_slice s, bool over, enum lp_eol *eol)
{
    size_t i = 0;
    size_t crs = 0;

    while (i < s.len && s.data[i] != '\r' && s.data[i] != '\n') {
        i++;
    }
    while (i + crs < s.len && s.data[i + crs] == '\r') {
        crs++;
    }
    if (i + crs == s.len && !over) {
        return false;
    }
    *eol = LP_EOL_ANY;
    if (i + crs < s.len && s.data[i + crs] == '\n') {
        *eol = crs == 0 ? LP_EOL_LF : crs == 1 ? LP_EOL_CRLF : LP_EOL_ANY;
    }
    return true;
}

/* Find the empty line that ends a header whose lines end with LF, with any
 * CRs before it. Returns where the body begins; 0: not yet. */
static size_t
end_by_lf(struct lp_slice s, size_t *seen, size_t *text)
{
    size_t i = *seen;

    for (;;) {
        const uint8_t *lf;
        size_t line = i;

        while (i < s.len && s.data[i] == '\r') {
            i++;
        }
        if (i == s.len) {
            break;
        }
        if (s.data[i] == '\n') {
            *text = line;
            return i + 1;
        }
        lf = memchr(s.data + i, '\n', s.len - i);
        if (lf == NULL) {
            break;
        }
        i = (size_t)(lf - s.data) + 1;
        *seen = i;
    }
    return 0;
}

/* The same where lines end with CR alone. */
static size_t
end_by_cr(struct lp_slice s, size_t *seen, size_t *text)
{
    for (size_t i = *seen; i + 1 < s.len; i++) {
        if (s.data[i] == '\r' && s.data[i + 1] == '\r') {
            *text = i + 1;
            return i + 2;
        }
        *seen = i;
    }
    return 0;
}

static size_t
end_of_header(struct lp_witness *w, bool over, size_t *text)
{
    struct lp_slice s = lp_buf_slice(&w->header);
    enum lp_eol eol;

    if (!first_eol(s, over, &eol)) {
        return 0;
    }
    if (s.len == 0) {
        return 0;
    }
    if (eol == LP_EOL_ANY && memchr(s.data, '\n', s.len) == NULL) {
        return end_by_cr(s, &w->seen, text);
    }
    return end_by_lf(s, &w->seen, text);
}

static void
keep_end(struct lp_witness *w, struct lp_slice bytes)
{
    size_t old;

    bytes = bytes.len > sizeof w->end
                ? lp_slice_from(bytes, bytes.len - sizeof w->end)
                : bytes;
    old = sizeof w->end - bytes.len < w->end_len ? sizeof w->end - bytes.len
                                                 : w->end_len;
    if (bytes.len > 0) {
        memmove(w->end, w->end + w->end_len - old, old);
        memcpy(w->end + old, bytes.data, bytes.len);
        w->end_len = old + bytes.len;
    }
}

/* The bytes of a body, once it is known how its lines end. */
static void
feed_body(struct lp_witness *w, struct lp_slice bytes, bool over)
{
    struct lp_err err = {0};
    enum lp_code rc = LP_OK;
    bool first = !w->begun;

    w->body_size += bytes.len;
    keep_end(w, bytes);
    if (w->body.len < LP_WITNESS_KEPT_MAX) {
        lp_buf_put(&w->body,
                   lp_slice_head(bytes, LP_WITNESS_KEPT_MAX - w->body.len));
    }
    if (first) {
        size_t kept = w->body.len;

        if (!first_eol(lp_buf_slice(&w->body),
                       over || kept == LP_WITNESS_KEPT_MAX, &w->eol)) {
            return;
        }
        if (memchr(w->body.data == NULL ? (const uint8_t *)"" : w->body.data,
                   '\n', kept) == NULL &&
            memchr(w->body.data == NULL ? (const uint8_t *)"" : w->body.data,
                   '\r', kept) == NULL) {
            w->eol = w->head.n_heads > 0 ? w->head.heads[0].eol : LP_EOL_CRLF;
        }
        w->begun = true;
        rc = lp_witness_head_lanes(&w->head, w->eol, &err);
        if (rc == LP_OK) {
            rc = lp_witness_head_feed(&w->head, lp_buf_slice(&w->body), &err);
        }
        /* What did not fit any more is the end of these bytes. */
        bytes = lp_slice_from(bytes, bytes.len - (size_t)(w->body_size - kept));
    }
    if (rc == LP_OK) {
        rc = lp_witness_head_feed(&w->head, bytes, &err);
    }
    keep(w, rc, &err);
}

static void
end_header(struct lp_witness *w, size_t text)
{
    struct lp_err err = {0};
    enum lp_code rc = lp_witness_head_read(
        &w->head, lp_slice_head(lp_buf_slice(&w->header), text), w->limits,
        &err);

    keep(w, rc, &err);
    w->in_body = true;
}

/* Leave out what stands before the header. False: that cannot be told yet. */
static bool
pass_lead(struct lp_witness *w, bool over)
{
    struct lp_slice all = lp_buf_slice(&w->header);
    size_t mark = lp_slice_begins(all, lp_slice_str("\xef\xbb\xbf")) ? 3 : 0;
    size_t n;

    if (w->led) {
        return true;
    }
    if (lp_mail_head_may_lead(all) && all.len < LP_MAIL_LEAD_SEEN && !over) {
        return false;
    }
    n = lp_mail_head_lead(all);
    w->led = true;
    w->marked = mark > 0;
    w->spaced = n > mark;
    if (n > 0) {
        w->header.len -= n;
        memmove(w->header.data, w->header.data + n, w->header.len);
    }
    return true;
}

/* What is at hand of the header, and of the body behind it. */
static void
look_for_end(struct lp_witness *w, bool over)
{
    size_t text = 0;
    size_t end = end_of_header(w, over, &text);

    if (end > 0) {
        struct lp_slice rest = lp_slice_from(lp_buf_slice(&w->header), end);

        end_header(w, text);
        if (!w->head.too_large) {
            feed_body(w, rest, false);
        }
    } else if (over) {
        end_header(w, w->header.len);
    } else if (w->header.len > w->limits->header) {
        w->head.too_large = true;
        w->in_body = true;
    }
}

static void
feed_header(struct lp_witness *w, struct lp_slice bytes)
{
    lp_buf_put(&w->header, bytes);
    if (pass_lead(w, false)) {
        look_for_end(w, false);
    }
}

void
lp_witness_feed(struct lp_witness *w, struct lp_slice bytes)
{
    struct lp_err err = {0};

    if (w == NULL || w->why.code != LP_OK || bytes.len == 0) {
        return;
    }
    if (w->in_body) {
        if (!w->head.too_large) {
            feed_body(w, bytes, false);
        }
    } else {
        feed_header(w, bytes);
    }
    keep(w, lp_buf_check(&w->header, &err), &err);
    keep(w, lp_buf_check(&w->body, &err), &err);
}

enum lp_code
lp_witness_end(struct lp_witness *w, struct lp_buf *claims, struct lp_err *err)
{
    char top[160] = "";
    struct lp_witness_told told = {.head = &w->head, .top = top};
    enum lp_code rc;

    if (!w->in_body) {
        (void)pass_lead(w, true);
        look_for_end(w, true);
    }
    if (!w->head.too_large && !w->begun) {
        feed_body(w, (struct lp_slice){0}, true);
    }
    if (w->why.code != LP_OK) {
        *err = w->why;
        return w->why.code;
    }
    if (!w->head.too_large) {
        LP_TRY(lp_witness_head_end(&w->head, err));
    }
    told.body = lp_buf_slice(&w->body);
    told.body_end = (struct lp_slice){w->end, w->end_len};
    told.kept = w->body_size == w->body.len;
    told.body_eol = w->eol;
    if (w->marked) {
        lp_evidence_say(top, sizeof top - 1, "the byte order mark left out");
    }
    if (w->spaced) {
        lp_evidence_say(top, sizeof top - 1,
                        "blank lines before the header left out");
    }
    if (w->head.n_heads > 0 && w->head.heads[0].envelope) {
        lp_evidence_say(top, sizeof top - 1,
                        "the line 'From ' of a mailbox left out");
    }
    rc = lp_witness_tell(claims, &told, err);

done:
    return rc;
}

void
lp_witness_free(struct lp_witness *w)
{
    if (w != NULL) {
        lp_witness_head_release(&w->head);
        lp_buf_release(&w->header);
        lp_buf_release(&w->body);
        free(w);
    }
}
