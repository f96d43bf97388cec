#include "bundle/member.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bundle/names.h"

/* A member up to this size is carried to another thread in memory ... */
#define CARRY_MAX ((uint64_t)1 << 20)
/* ... as long as no more than this waits there, for each thread. */
#define CARRIED_MAX ((uint64_t)4 << 20)

/* Deflate packs no more than this into one byte. */
#define MOST_PACKED 1032

/* A member on its way to another thread, with all that it needs. */
struct job {
    struct lp_task task;
    struct lp_walk *walk;
    struct lp_seg *own;
    struct lp_record rec; /* its slices borrow from `names` */
    struct lp_buf names;
    struct lp_source body;
    uint64_t carried;
};

static void
run(struct lp_task *t)
{
    struct job *j = (struct job *)t;
    struct lp_walk *w = j->walk;

    lp_line_begin(w->line, j->own);
    (void)w->look(w, &j->own, &j->rec, &j->body, NULL, NULL);
    lp_line_close(w->line, j->own);
    lp_source_release(&j->body);
    (void)atomic_fetch_sub(&w->carried, j->carried);
    lp_buf_release(&j->names);
    free(j);
}

/* Hand the member to the pool; do it here if the pool is full. */
static enum lp_code
hand_over(struct lp_open *o, const struct lp_record *rec,
          struct lp_source *body, uint64_t carried, struct lp_err *err)
{
    struct job *j = calloc(1, sizeof *j);
    struct lp_cursor c;

    if (j == NULL) {
        return lp_no_memory(err);
    }
    *j = (struct job){.task = {.run = run}, .walk = o->walk, .rec = *rec};
    lp_buf_put(&j->names, rec->name);
    lp_buf_put(&j->names, rec->decoded_name);
    lp_buf_put(&j->names, rec->target);
    lp_buf_put(&j->names, rec->mail.type);
    lp_buf_put(&j->names, rec->declared.charset);
    lp_buf_put(&j->names, rec->declared.said);
    lp_buf_put(&j->names, rec->declared.form);
    if (lp_buf_check(&j->names, err) == LP_OK) {
        j->own = lp_line_branch(o->walk->line, o->own, &j->task);
    }
    if (j->own == NULL) {
        lp_buf_release(&j->names);
        free(j);
        return lp_no_memory(err);
    }
    c = lp_cursor_over(lp_buf_slice(&j->names));
    j->rec.name = lp_cursor_take(&c, rec->name.len);
    j->rec.decoded_name = lp_cursor_take(&c, rec->decoded_name.len);
    j->rec.target = lp_cursor_take(&c, rec->target.len);
    j->rec.mail.type = lp_cursor_take(&c, rec->mail.type.len);
    j->rec.declared.charset = lp_cursor_take(&c, rec->declared.charset.len);
    j->rec.declared.said = lp_cursor_take(&c, rec->declared.said.len);
    j->rec.declared.form = lp_cursor_take(&c, rec->declared.form.len);
    j->body = *body;
    *body = (struct lp_source){0};
    j->carried = carried;
    (void)atomic_fetch_add(&o->walk->carried, carried);
    if (!lp_pool_offer(o->walk->pool, &j->task)) {
        run(&j->task);
    }
    return LP_OK;
}

/* What was taken of a member's bytes so far, as one piece: shared with its
 * container if they lie together there, else copied. */
struct taken {
    struct lp_piece all;
    struct lp_block *copy; /* where pieces are put together */
    bool whole;            /* the body ended, well */
};

static enum lp_code
take_copy(struct taken *t, struct lp_slice bytes, struct lp_err *why)
{
    size_t n = t->all.bytes.len;

    if (t->copy == NULL || t->copy->cap - n < bytes.len) {
        size_t cap =
            n + bytes.len < CARRY_MAX / 2 ? 2 * (n + bytes.len) : CARRY_MAX;
        struct lp_block *more = lp_block_new(cap);

        if (more == NULL) {
            return lp_no_memory(why);
        }
        if (n > 0) {
            memcpy(more->data, t->all.bytes.data, n);
        }
        lp_block_unref(t->all.owner);
        t->copy = more;
        t->all = (struct lp_piece){{more->data, n}, more};
    }
    memcpy(t->copy->data + n, bytes.data, bytes.len);
    t->all.bytes.len = n + bytes.len;
    return LP_OK;
}

/* Take a body while it fits: `*over` is the piece that did not any more. */
static enum lp_code
collect(struct lp_source *body, struct taken *t, struct lp_piece *over,
        struct lp_err *why)
{
    struct lp_piece p;
    enum lp_code rc;

    LP_TRY(lp_source_pull(body, &p, why));
    if (p.owner != NULL && p.bytes.len > 0 && p.bytes.len <= CARRY_MAX) {
        t->all = (struct lp_piece){p.bytes, lp_block_ref(p.owner)};
        LP_TRY(lp_source_pull(body, &p, why));
    }
    while (p.bytes.len > 0 && p.bytes.len <= CARRY_MAX - t->all.bytes.len) {
        LP_TRY(take_copy(t, p.bytes, why));
        LP_TRY(lp_source_pull(body, &p, why));
    }
    t->whole = p.bytes.len == 0;
    *over = p;

done:
    return rc;
}

/* What was taken of a member, as a source that then goes on, or fails, as its
 * own does: so it is looked at as if nothing had been taken. */
struct resumed {
    struct lp_piece piece[2];
    size_t given;
    struct lp_source *rest; /* NULL: it failed ... */
    struct lp_err why;      /* ... like this */
};

static enum lp_code
resumed_pull(struct lp_source *s, struct lp_piece *out, struct lp_err *err)
{
    struct resumed *r = s->self;

    while (r->given < 2) {
        struct lp_piece p = r->piece[r->given++];

        if (p.bytes.len > 0) {
            *out = p;
            return LP_OK;
        }
    }
    if (r->rest != NULL) {
        return lp_source_pull(r->rest, out, err);
    }
    *err = r->why;
    return r->why.code;
}

static const struct lp_source_ops resumed_ops = {resumed_pull, NULL};

/* A member that lies in its container's stream: taken into memory, so that
 * another thread can look at it while this one goes on. */
static enum lp_code
carry(struct lp_open *o, struct lp_record *rec, struct lp_source *body,
      struct lp_err *err)
{
    struct taken t = {0};
    struct resumed r = {0};
    struct lp_source held = {0};
    struct lp_err why = {0};
    enum lp_code rc = collect(body, &t, &r.piece[1], &why);

    if (rc == LP_E_MEMORY || rc == LP_E_ENGINE) {
        *err = why;
    } else if (rc == LP_OK && t.whole) {
        uint64_t size = t.all.bytes.len;

        lp_record_settle(rec);
        LP_TRY(lp_source_bytes(&held, t.all.bytes, t.all.owner, err));
        t.all.owner = NULL;
        LP_TRY(hand_over(o, rec, &held, size, err));
    } else {
        r.piece[0] = t.all;
        r.rest = rc == LP_OK ? body : NULL;
        r.why = why;
        held = (struct lp_source){.ops = &resumed_ops, .self = &r};
        o->broke = o->walk->look(o->walk, o->own, rec, &held, NULL, o->tap);
        rc = LP_OK;
    }

done:
    lp_source_release(&held);
    lp_block_unref(t.all.owner);
    return rc;
}

/* What a closed member is said to hold. A claim that no compressor could make
 * true does not count; what it takes in its container does. */
static uint64_t
claimed_size(const struct lp_entry *e)
{
    uint64_t most = e->packed < INT64_MAX / MOST_PACKED
                        ? e->packed * MOST_PACKED + 64
                        : INT64_MAX;
    uint64_t size = e->has_size && e->size <= most ? e->size : e->packed;

    return size < LP_RECORD_NUMBER_MAX ? size : LP_RECORD_NUMBER_MAX;
}

static enum lp_code
describe(struct lp_open *o, const struct lp_entry *e, struct lp_record *rec,
         struct lp_err *err)
{
    unsigned nth = 0;
    enum lp_code rc = LP_OK;

    if (e->kind != LP_KIND_ROW) { /* rows are numbered: no two are the same */
        rc = lp_names_add(o->names, e->name, &nth, err);
    }

    *rec = (struct lp_record){
        .role = e->role == LP_ROLE_FILE ? LP_ROLE_MEMBER : e->role,
        .kind = e->kind,
        .depth = o->depth,
        .prefix = o->prefix,
        .name = e->name,
        .ordinal = nth > 1 ? nth : 0,
        .decoded_name = e->decoded,
        .name_by = e->name_by,
        .target = e->target,
        .size = claimed_size(e),
        .has_time = e->has_time,
        .time = e->time,
        .flags = e->flags | lp_record_name_flags(e->name) |
                 (nth > 1 ? (uint32_t)LP_FLAG_DUPLICATE_NAME : 0),
        .closed = (uint16_t)e->closed,
        .found = e->found,
        .has_span = e->has_span,
        .span_at = e->span_at,
        .after = e->after,
        .mail = {.type = e->type},
        .declared = {e->charset, e->flowed, e->delsp, e->said, e->form},
    };
    if (e->why != NULL) {
        (void)snprintf(rec->note, sizeof rec->note, "%s", e->why);
    }
    return rc;
}

static bool
worth_carrying(const struct lp_open *o, const struct lp_entry *e)
{
    return o->walk->threads > 1 && o->spread &&
           (!e->has_size || (e->size > 0 && e->size <= CARRY_MAX)) &&
           atomic_load(&o->walk->carried) < CARRIED_MAX * o->walk->threads;
}

enum lp_code
lp_member(struct lp_open *o, const struct lp_entry *e, struct lp_source *body,
          struct lp_err *err)
{
    struct lp_record rec;
    enum lp_code rc;

    o->broke = false;
    LP_TRY(describe(o, e, &rec, err));
    if (body->ops == NULL || (o->walk->evidence && o->walk->levels == 0 &&
                              (rec.flags & LP_FLAG_OWN_TEXT) != 0)) {
        /* Where only signatures are asked for, a message's own text has
         * nothing to tell: the message has been digested as it is. */
        lp_record_settle(&rec);
        lp_walk_say(o->walk, *o->own, &rec);
    } else if (o->access == LP_ACCESS_SEEK && o->walk->threads > 1) {
        LP_TRY(hand_over(o, &rec, body, 0, err));
    } else if (o->access == LP_ACCESS_STREAM && worth_carrying(o, e)) {
        LP_TRY(carry(o, &rec, body, err));
    } else {
        o->broke = o->walk->look(o->walk, o->own, &rec, body, NULL,
                                 o->access == LP_ACCESS_STREAM ? o->tap : NULL);
    }

done:
    lp_source_release(body);
    return rc;
}
