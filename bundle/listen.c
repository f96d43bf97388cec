#include "bundle/listen.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bundle/budget.h"
#include "bundle/compose.h"
#include "formats/locator.h"
#include "formats/manifest.h"

#define READ_SIZE ((size_t)256 * 1024)
#define SILENCE_SECONDS 600
#define LAST_TENTHS 20 /* of a second, for a walker to end */

/* What the members of a container that is open mean for it. */
struct inside {
    /* Bytes behind the end of a member's data make it ambiguous, but show only
     * when the member is read, which may be after its neighbours. */
    bool behind;
    uint64_t behind_at;
    /* What a gzip file stands for is what is in it, if that is one thing. */
    unsigned n;
    bool whole;
    uint8_t decoded[32];
};

struct ear {
    const struct lp_sink *sink;
    atomic_bool *enough;
    lp_progress *progress;
    void *who;
    struct lp_trail trail;
    struct inside inside[LP_WIRE_DEPTH_MAX + 2]; /* by depth of the members */
    struct lp_compose compose;
    struct lp_budget budget;
    struct lp_buf before; /* path of the last file on disk */
    bool before_folder;
    struct lp_buf name;
    struct lp_status last;
    time_t news; /* when there was some, on the monotonic clock */
    bool end;
};

/* Take note of `r` for its container, and of its members for `r`. */
static void
note_inside(struct ear *e, struct lp_record *r)
{
    struct inside *mine = &e->inside[r->depth];
    const struct inside *inner = &e->inside[r->depth + 1];

    if (r->container && inner->behind) {
        lp_findings_add(&r->found, LP_RULE_DEFLATE_TAIL, inner->behind_at);
    }
    if (r->container && r->kind == LP_KIND_GZIP && r->has_decoded &&
        r->closed == LP_RULE_NONE && r->found.n == 0 && inner->n == 1 &&
        inner->whole) {
        memcpy(r->decoded, inner->decoded, sizeof r->decoded);
    }
    if (r->closed == LP_RULE_DEFLATE_TAIL && !mine->behind) {
        mine->behind = true;
        mine->behind_at = r->closed_at;
    }
    mine->n++;
    mine->whole = r->has_decoded;
    memcpy(mine->decoded, r->decoded, sizeof mine->decoded);
}

static enum lp_code
out_of_place(struct lp_err *err)
{
    return lp_fail(err, LP_E_FORMAT, "the walker sent records that do not fit");
}

/* A record of something on disk must be one that a manifest can hold. */
static enum lp_code
check_on_disk(struct ear *e, const struct lp_record *r, struct lp_err *err)
{
    bool folder = r->kind == LP_KIND_DIR;

    if (r->name.len == 0 && folder && r->closed != LP_RULE_NONE) {
        return LP_OK; /* the bundle's own folder could not be read */
    }
    if (!lp_manifest_path_lawful(r->name) || r->ordinal != 0 ||
        (!lp_record_is_read(r) && r->closed == LP_RULE_NONE &&
         lp_record_is_document(r)) ||
        (r->has_digest && !r->container && !lp_record_is_document(r)) ||
        (e->before.len > 0 &&
         lp_manifest_order(lp_buf_slice(&e->before), e->before_folder, r->name,
                           folder) >= 0)) {
        return out_of_place(err);
    }
    lp_buf_clear(&e->before);
    lp_buf_put(&e->before, r->name);
    e->before_folder = folder;
    return lp_buf_check(&e->before, err);
}

/* A container closes under the name under which it was opened. */
static enum lp_code
leave(struct ear *e, const struct lp_record *r, struct lp_where *at,
      struct lp_err *err)
{
    lp_trail_leave(&e->trail, at);
    lp_buf_clear(&e->name);
    lp_locator_put(&e->name, r->name, r->ordinal);
    if (lp_buf_check(&e->name, err) != LP_OK) {
        return e->name.failed;
    }
    return lp_slice_ends(at->path, lp_buf_slice(&e->name)) ? LP_OK
                                                           : out_of_place(err);
}

static enum lp_code
on_open(struct ear *e, const struct lp_record *r, struct lp_err *err)
{
    struct lp_where at = {0};
    enum lp_code rc = LP_OK;

    if (r->depth != e->trail.n) {
        return out_of_place(err);
    }
    e->inside[r->depth + 1] = (struct inside){0};
    LP_TRY(lp_compose_open(&e->compose, r, err));
    LP_TRY(lp_trail_enter(&e->trail, r, err));
    at.path = lp_buf_slice(&e->trail.path);
    if (lp_budget_open(&e->budget, r) && e->sink->ops->open != NULL) {
        rc = e->sink->ops->open(e->sink->self, r, &at, err);
    }

done:
    return rc;
}

static enum lp_code
on_item(struct ear *e, struct lp_record *r, struct lp_err *err)
{
    struct lp_where at = {0};
    bool tell;
    enum lp_code rc = LP_OK;

    if ((r->container && e->trail.n == 0) ||
        r->depth != e->trail.n - (r->container ? 1 : 0) ||
        (r->role == LP_ROLE_FILE) != (r->depth == 0)) {
        return out_of_place(err);
    }
    if (r->depth == 0) {
        LP_TRY(check_on_disk(e, r, err));
    }
    note_inside(e, r);
    LP_TRY(lp_compose_item(&e->compose, r, err));
    if (r->container) {
        LP_TRY(leave(e, r, &at, err));
    } else {
        LP_TRY(lp_trail_at(&e->trail, r, &at, err));
    }
    tell = lp_budget_item(&e->budget, r);
    if (e->budget.over) {
        atomic_store(e->enough, true);
    }
    if (tell) {
        rc = e->sink->ops->item(e->sink->self, r, &at, err);
    }

done:
    return rc;
}

static time_t
now(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec;
}

static enum lp_code
on_event(struct ear *e, struct lp_event *ev, struct lp_err *err)
{
    switch (ev->type) {
    case LP_FRAME_OPEN:
        e->news = now();
        return on_open(e, &ev->record, err);
    case LP_FRAME_ITEM:
        e->news = now();
        return on_item(e, &ev->record, err);
    case LP_FRAME_STATUS:
        if (e->last.files != ev->status.files ||
            e->last.bytes != ev->status.bytes) {
            e->news = now();
            e->last = ev->status;
        }
        if (e->progress != NULL) {
            e->progress(e->who, &ev->status);
        }
        return LP_OK;
    case LP_FRAME_FAILED:
        return lp_fail(err, ev->code == LP_E_IO ? LP_E_ENGINE : ev->code,
                       "the walk broke off: %.*s", (int)ev->text.len,
                       (const char *)ev->text.data);
    case LP_FRAME_END:
        e->end = true;
        if (e->trail.n > 0) {
            return lp_fail(err, LP_E_FORMAT,
                           "the walker ended inside a container");
        }
    }
    return LP_OK;
}

/* Wait for bytes; one second at a time, so that silence is noticed. */
static enum lp_code
hear(struct ear *e, int fd, struct lp_buf *in, bool *eof, struct lp_err *err)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};
    int ready = poll(&p, 1, 1000);
    uint8_t *to;
    ssize_t n;

    if (now() - e->news >= SILENCE_SECONDS) {
        return lp_fail(err, LP_E_LIMIT,
                       "the walker made no progress for %d "
                       "minutes",
                       SILENCE_SECONDS / 60);
    }
    if (ready <= 0) {
        return LP_OK;
    }
    to = lp_buf_room(in, READ_SIZE);
    if (to == NULL) {
        return lp_buf_check(in, err);
    }
    n = read(fd, to, READ_SIZE);
    if (n < 0 && errno != EINTR) {
        return lp_fail(err, LP_E_IO, "cannot hear the walker");
    }
    *eof = n == 0;
    in->len += n > 0 ? (size_t)n : 0;
    return LP_OK;
}

static enum lp_code
take_frames(struct ear *e, struct lp_buf *in, struct lp_err *err)
{
    size_t done = 0;
    size_t used = 0;
    enum lp_code rc;

    do {
        struct lp_event ev;
        struct lp_slice rest = lp_slice_from(lp_buf_slice(in), done);

        LP_TRY(lp_wire_take(&ev, rest, &used, err));
        if (used > 0 && e->end) {
            return lp_fail(err, LP_E_FORMAT, "the walker spoke after its end");
        }
        if (used > 0) {
            LP_TRY(on_event(e, &ev, err));
        }
        done += used;
    } while (used > 0);
    if (in->data != NULL) {
        memmove(in->data, in->data + done, in->len - done);
        in->len -= done;
    }

done:
    return rc;
}

/* How it ended. One that closed its pipe has ended, or is about to; one that
 * was taken over may stay, and is not waited for. */
static int
last_word(struct lp_walker *w)
{
    int status = 0;

    for (unsigned i = 0; w->pid > 0 && i < LAST_TENTHS; i++) {
        if (waitpid(w->pid, &status, WNOHANG) != 0) {
            w->pid = 0;
        } else {
            (void)poll(NULL, 0, i == 0 ? 1 : 100);
        }
    }
    return status;
}

static enum lp_code
died(int status, struct lp_err *err)
{
    if (WIFSIGNALED(status)) {
        (void)lp_fail(err, LP_E_ENGINE, "the walker was ended by signal %d",
                      WTERMSIG(status));
    } else {
        (void)lp_fail(err, LP_E_ENGINE, "the walker ended without a word");
    }
    lp_hint(err, "nothing it said is reported as a result; please report "
                 "this with the input if you can");
    return LP_E_ENGINE;
}

enum lp_code
lp_listen(struct lp_walker *w, const struct lp_limits *limits,
          const struct lp_sink *sink, lp_progress *progress, void *who,
          struct lp_err *err)
{
    struct ear e = {.sink = sink,
                    .budget = {.limits = limits},
                    .news = now(),
                    .enough = w->enough,
                    .progress = progress,
                    .who = who};
    struct lp_buf in = {.max = 2 * LP_WIRE_FRAME_MAX};
    bool eof = false;
    enum lp_code rc = LP_OK;

    while (rc == LP_OK && !eof) {
        LP_TRY(hear(&e, w->pipe, &in, &eof, err));
        LP_TRY(take_frames(&e, &in, err));
    }
    if (!e.end || in.len > 0) {
        rc = died(last_word(w), err);
    }

done:
    lp_walker_stop(w, NULL);
    lp_trail_release(&e.trail);
    lp_compose_release(&e.compose);
    lp_buf_release(&e.before);
    lp_buf_release(&e.name);
    lp_buf_release(&in);
    return rc;
}
