#include "evidence/body_undo.h"

#include <string.h>

#include "evidence/body_lane.h"
#include "formats/header_list.h"

/* What a copy of a digest's state costs, in bytes digested. */
#define FORK_COST 512

/* Lines on top that may have been put there. */
#define BANNER_MAX 24

struct undo {
    struct lp_engine *engine;
    const struct lp_body_want *want;
    uint64_t *budget;
    struct lp_err *err;
};

const char *
lp_eol_words(enum lp_eol eol)
{
    return eol == LP_EOL_LF    ? "line ends that are LF read as CRLF"
           : eol == LP_EOL_ANY ? "line ends of other kinds read as CRLF"
                               : "";
}

static bool
afford(struct undo *u, uint64_t cost)
{
    bool can = *u->budget >= cost;

    *u->budget = can ? *u->budget - cost : 0;
    return can;
}

static bool
is_wanted(const struct undo *u, const struct lp_digest *d)
{
    return lp_slice_equal((struct lp_slice){d->bytes, d->len}, u->want->digest);
}

/* Whether a whole body is what was signed. */
static enum lp_code
try_whole(struct undo *u, struct lp_slice body, enum lp_eol eol, bool *same)
{
    const struct lp_body_want *w = u->want;
    struct lp_body_lane lane = {0};
    const struct lp_digest *d;
    enum lp_code rc = LP_OK;

    *same = false;
    if (!afford(u, body.len + FORK_COST)) {
        return LP_OK;
    }
    LP_TRY(lp_body_lane_open(&lane, u->engine, w->hash, w->canon, eol,
                             (struct lp_slice){0}, u->err));
    if (w->has_length) {
        LP_TRY(lp_body_lane_cut(&lane, w->length, u->err));
    }
    LP_TRY(lp_body_lane_feed(&lane, body, u->err));
    LP_TRY(lp_body_lane_end(&lane, u->err));
    d = w->has_length ? lp_body_lane_at(&lane, w->length) : &lane.digest;
    *same = d != NULL && is_wanted(u, d);

done:
    lp_body_lane_release(&lane);
    return rc;
}

/* Take one ">" off lines that begin with ">From ", as mailboxes put it there;
 * one dot off lines that begin with two, as SMTP does. */
static void
unstuff(struct lp_buf *to, struct lp_slice body, bool froms, bool dots)
{
    while (body.len > 0) {
        const uint8_t *lf = memchr(body.data, '\n', body.len);
        size_t n = lf == NULL ? body.len : (size_t)(lf - body.data) + 1;
        struct lp_slice line = lp_slice_head(body, n);
        size_t marks = 0;

        while (marks < line.len && line.data[marks] == '>') {
            marks++;
        }
        if ((froms && marks > 0 &&
             lp_slice_begins(lp_slice_from(line, marks),
                             lp_slice_str("From "))) ||
            (dots && lp_slice_begins(line, lp_slice_str("..")))) {
            line = lp_slice_from(line, 1);
        }
        lp_buf_put(to, line);
        body = lp_slice_from(body, n);
    }
}

static enum lp_code
try_unstuffed(struct undo *u, struct lp_slice body, enum lp_eol eol,
              const char **words)
{
    static const char *const all[] = {
        "'>' before 'From ' taken off", "doubled dots taken off",
        "'>' before 'From ' and doubled dots taken off"};
    struct lp_buf other = {0};
    bool same = false;
    enum lp_code rc = LP_OK;

    for (unsigned i = 1; !same && i <= 3; i++) {
        lp_buf_clear(&other);
        if (!afford(u, body.len)) {
            break;
        }
        unstuff(&other, body, (i & 1) != 0, (i & 2) != 0);
        LP_TRY(lp_buf_check(&other, u->err));
        if (other.len < body.len) {
            LP_TRY(try_whole(u, lp_buf_slice(&other), eol, &same));
        }
        *words = same ? all[i - 1] : NULL;
    }

done:
    lp_buf_release(&other);
    return rc;
}

/* A body that is fed line by line, and digested up to each of them. */
struct growing {
    struct lp_canon_body canon;
    struct lp_hasher *hasher;
    struct lp_buf out;
};

static enum lp_code
grow(struct undo *u, struct growing *g, struct lp_slice line)
{
    struct lp_piece p;
    enum lp_code rc;

    lp_buf_clear(&g->out);
    lp_canon_body_feed(&g->canon, line, &g->out);
    p = (struct lp_piece){.bytes = lp_buf_slice(&g->out)};
    LP_TRY(lp_buf_check(&g->out, u->err));
    if (p.bytes.len > 0) {
        rc = lp_hasher_submit(g->hasher, &p, u->err);
    }

done:
    return rc;
}

/* Whether the body could have ended here. */
static enum lp_code
try_end(struct undo *u, struct growing *g, bool *same)
{
    struct lp_canon_body ending = g->canon;
    struct lp_hasher *fork = NULL;
    struct lp_digest d;
    struct lp_piece p;
    enum lp_code rc;

    lp_buf_clear(&g->out);
    lp_canon_body_end(&ending, &g->out);
    p = (struct lp_piece){.bytes = lp_buf_slice(&g->out)};
    LP_TRY(lp_hasher_fork(g->hasher, &fork, u->err));
    if (p.bytes.len > 0) {
        rc = lp_hasher_submit(fork, &p, u->err);
        if (rc != LP_OK) {
            lp_hasher_abandon(fork);
            goto done;
        }
    }
    LP_TRY(lp_hasher_end(fork, &d, u->err));
    *same = is_wanted(u, &d);

done:
    return rc;
}

static struct lp_slice
cut_line(struct lp_slice *rest)
{
    const uint8_t *lf = memchr(rest->data, '\n', rest->len);
    size_t n = lf == NULL ? rest->len : (size_t)(lf - rest->data) + 1;
    struct lp_slice line = lp_slice_head(*rest, n);

    *rest = lp_slice_from(*rest, n);
    return line;
}

/* Look for an end of `body` up to which it is what was signed: `*rest` are the
 * bytes behind. */
static enum lp_code
try_ends(struct undo *u, struct lp_slice body, enum lp_eol eol, bool *same,
         uint64_t *rest)
{
    struct growing g = {0};
    bool fresh = true;
    enum lp_code rc;

    lp_canon_body_init(&g.canon, u->want->canon, eol);
    LP_TRY(lp_hasher_open(&g.hasher, u->engine, u->want->hash, u->err));
    while (!*same) {
        struct lp_slice line;

        *rest = body.len;
        if (fresh) {
            if (!afford(u, FORK_COST)) {
                break;
            }
            LP_TRY(try_end(u, &g, same));
        }
        if (*same || body.len == 0) {
            break;
        }
        line = cut_line(&body);
        if (!afford(u, line.len)) {
            break;
        }
        LP_TRY(grow(u, &g, line));
        fresh = g.out.len > 0;
    }

done:
    lp_hasher_abandon(g.hasher);
    lp_buf_release(&g.out);
    return rc;
}

/* Lines on top and at the end that somebody added. */
static enum lp_code
try_added(struct undo *u, struct lp_slice body, enum lp_eol eol,
          struct lp_buf *to, bool *same)
{
    size_t whole = body.len;
    uint64_t behind = 0;
    enum lp_code rc = LP_OK;

    for (unsigned i = 0; !*same && i <= BANNER_MAX; i++) {
        uint64_t top = whole - body.len;

        LP_TRY(try_ends(u, body, eol, same, &behind));
        if (*same && top > 0) {
            lp_buf_printf(to, "%llu bytes on top of the body left out%s",
                          (unsigned long long)top, behind > 0 ? "; " : "");
        }
        if (*same && behind > 0) {
            lp_buf_printf(to, "%llu bytes at the end of the body left out",
                          (unsigned long long)behind);
        }
        if (body.len == 0 || *u->budget == 0) {
            break;
        }
        (void)cut_line(&body);
    }

done:
    return rc;
}

enum lp_code
lp_body_undo(enum lp_body_undone *out, struct lp_buf *to, struct lp_engine *e,
             struct lp_slice body, enum lp_eol eol,
             const struct lp_body_want *want, uint64_t *budget,
             struct lp_err *err)
{
    struct undo u = {e, want, budget, err};
    unsigned eols = lp_headers_eols(body);
    const char *words = NULL;
    bool same = false;
    enum lp_code rc = LP_OK;

    *out = LP_BODY_NOT_FOUND;
    for (unsigned i = 0; (eols & (eols - 1)) != 0 && i < LP_EOLS; i++) {
        if ((enum lp_eol)i != eol) {
            LP_TRY(try_whole(&u, body, (enum lp_eol)i, &same));
        }
        if (same) {
            *out = LP_BODY_NORMAL;
            lp_buf_str(to, i == LP_EOL_CRLF
                               ? "line ends that are CRLF alone read as such"
                               : lp_eol_words((enum lp_eol)i));
            return LP_OK;
        }
    }
    LP_TRY(try_unstuffed(&u, body, eol, &words));
    lp_buf_str(to, words == NULL ? "" : words);
    same = words != NULL;
    if (!same && !want->has_length) {
        LP_TRY(try_added(&u, body, eol, to, &same));
    }
    *out = same ? LP_BODY_EDITED : LP_BODY_NOT_FOUND;

done:
    return rc;
}
