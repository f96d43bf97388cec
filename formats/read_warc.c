#include "formats/read_warc.h"

#include <stdlib.h>

#include "formats/head_fields.h"
#include "formats/warc_payload.h"

struct warc {
    struct lp_findings *found;
    const struct lp_limits *limits;
    struct lp_feed feed;
    uint64_t entries;
    bool begun; /* a record was read */
    struct lp_buf head;
    struct lp_warc_record record; /* borrows from it */
    struct lp_warc_payload payload;
    struct lp_err why; /* once something failed, it stays so */
};

static enum lp_code
answer(const struct warc *w, struct lp_err *err)
{
    if (w->why.code != LP_OK && err != NULL) {
        *err = w->why;
    }
    return w->why.code;
}

static bool
is_magic(struct lp_slice head)
{
    static const char *const lines[] = {"WARC/1.0\r\n",  "WARC/1.1\r\n",
                                        "WARC/0.17\r\n", "WARC/0.18\r\n",
                                        "WARC/1.0\n",    "WARC/1.1\n"};

    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        if (lp_slice_begins(head, lp_slice_str(lines[i]))) {
            return true;
        }
    }
    return false;
}

static unsigned
warc_bid(struct lp_slice head)
{
    return is_magic(head) ? 72 : 0;
}

/* Two line ends follow a record (4.1). Writers have been seen to leave one
 * out, or to add some. */
static enum lp_code
take_end(struct warc *w, bool *over, struct lp_err *err)
{
    uint64_t at = w->feed.at;
    struct lp_piece p = {0};
    bool blank = true;
    enum lp_code rc = LP_OK;

    while (blank) {
        LP_TRY(lp_feed_peek(&w->feed, &p, err));
        blank = p.bytes.len > 0 &&
                (p.bytes.data[0] == '\r' || p.bytes.data[0] == '\n');
        lp_feed_took(&w->feed, blank ? 1 : 0);
    }
    *over = p.bytes.len == 0;
    if (w->begun && w->feed.at == at) {
        lp_findings_add(w->found, LP_RULE_WARC_END, at);
    }

done:
    return rc;
}

/* The head of the next record. */
static enum lp_code
take_head(struct warc *w, struct lp_err *err)
{
    uint64_t at = w->feed.at;
    bool whole = false;
    enum lp_code rc;

    LP_TRY(lp_head_take(&w->feed, &w->head, w->limits->header, &whole, err));
    if (!whole && w->head.len >= w->limits->header) {
        return lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIMIT_HEADER, at,
                          "warc: the head of a record is too large");
    }
    if (!whole && is_magic(lp_buf_slice(&w->head))) {
        return lp_fail_at(err, LP_E_FORMAT, LP_RULE_TRUNCATED, w->feed.at,
                          "warc: ends inside the head of a record");
    }
    if (!is_magic(lp_buf_slice(&w->head)) ||
        !lp_warc_record(lp_buf_slice(&w->head), &w->record)) {
        return lp_fail_at(err, LP_E_FORMAT, LP_RULE_WARC, at,
                          "warc: no record begins here");
    }
    w->begun = true;

done:
    return rc;
}

static enum lp_code
body_pull(struct lp_source *s, struct lp_piece *out, struct lp_err *err)
{
    struct warc *w = s->self;
    enum lp_code rc = answer(w, err);

    if (rc == LP_OK) {
        rc = lp_warc_payload_pull(&w->payload, out, err);
    }
    return rc;
}

static const struct lp_source_ops body_ops = {.pull = body_pull};

static void
describe(const struct warc *w, struct lp_entry *e, uint64_t at)
{
    const struct lp_warc_record *r = &w->record;

    e->name = r->name;
    e->has_time = r->has_time;
    e->time = r->time;
    e->packed = r->size;
    e->front = w->feed.at;
    if (r->cut) {
        lp_findings_add(&e->found, LP_RULE_TRUNCATED, at);
    }
}

/* What the record at hand is; `*given` stays false if it is nothing. */
static enum lp_code
use_record(struct warc *w, struct lp_entry *e, struct lp_source *body,
           bool *given, struct lp_err *err)
{
    struct lp_warc_record *r = &w->record;
    struct lp_warc_opened opened;
    uint64_t at = w->feed.at;
    enum lp_code rc;

    if (r->type == LP_WARC_REVISIT || r->type == LP_WARC_SEGMENT) {
        *given = true;
        describe(w, e, at);
        e->kind = r->type == LP_WARC_REVISIT ? LP_KIND_HARDLINK : e->kind;
        e->target = r->type == LP_WARC_REVISIT ? r->target : e->target;
        e->closed =
            r->type == LP_WARC_SEGMENT ? LP_RULE_MULTI_VOLUME : LP_RULE_NONE;
        lp_warc_payload_leave(&w->payload, &w->feed, r->size);
        return LP_OK;
    }
    LP_TRY(lp_warc_payload_open(&w->payload, &w->feed, r, &opened, err));
    *given = r->type != LP_WARC_OTHER && !opened.empty;
    if (*given) {
        describe(w, e, at);
        e->closed = opened.closed;
        e->why = opened.why;
    }
    if (*given && opened.closed == LP_RULE_NONE) {
        *body = (struct lp_source){.ops = &body_ops, .self = w};
    }

done:
    return rc;
}

static enum lp_code
step(struct warc *w, struct lp_entry *e, struct lp_source *body, bool *end,
     struct lp_err *err)
{
    bool given = false;
    enum lp_code rc = LP_OK;

    while (!given && !*end) {
        LP_TRY(lp_warc_payload_skip(&w->payload, err));
        LP_TRY(take_end(w, end, err));
        if (*end) {
            break;
        }
        LP_TRY(take_head(w, err));
        LP_TRY(use_record(w, e, body, &given, err));
        if (given && ++w->entries > w->limits->entries) {
            return lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIMIT_ENTRIES,
                              w->feed.at, "warc: more records than the limit");
        }
    }

done:
    return rc;
}

static enum lp_code
warc_next(struct lp_reader *r, struct lp_entry *entry, struct lp_source *body,
          bool *end, struct lp_err *err)
{
    struct warc *w = r->state;

    if (w->why.code == LP_OK) {
        w->why.code = step(w, entry, body, end, &w->why);
    }
    return answer(w, err);
}

static enum lp_code
warc_open(struct lp_reader *r, const struct lp_input *in, struct lp_err *err)
{
    struct warc *w = calloc(1, sizeof *w);

    if (w == NULL) {
        return lp_no_memory(err);
    }
    r->state = w;
    w->found = &r->found;
    w->limits = in->limits;
    w->payload.limits = in->limits;
    w->payload.summer = in->summer;
    w->feed.from = in->stream;
    return LP_OK;
}

static void
warc_release(struct lp_reader *r)
{
    struct warc *w = r->state;

    if (w != NULL) {
        lp_warc_payload_release(&w->payload);
        lp_buf_release(&w->head);
        free(w);
    }
    r->state = NULL;
}

const struct lp_reader_ops lp_read_warc = {
    .name = "warc-1",
    .kind = LP_KIND_WARC,
    .access = LP_ACCESS_STREAM,
    .spread = true,
    .bid = warc_bid,
    .open = warc_open,
    .next = warc_next,
    .release = warc_release,
};
