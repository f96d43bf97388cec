#include "bundle/member.h"

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

    if (j == NULL) {
        return lp_no_memory(err);
    }
    *j = (struct job){.task = {.run = run}, .walk = o->walk, .rec = *rec};
    lp_buf_put(&j->names, rec->name);
    lp_buf_put(&j->names, rec->target);
    if (lp_buf_check(&j->names, err) == LP_OK) {
        j->own = lp_line_branch(o->walk->line, o->own, &j->task);
    }
    if (j->own == NULL) {
        lp_buf_release(&j->names);
        free(j);
        return lp_no_memory(err);
    }
    j->rec.name = lp_slice_head(lp_buf_slice(&j->names), rec->name.len);
    j->rec.target = lp_slice_from(lp_buf_slice(&j->names), rec->name.len);
    j->body = *body;
    *body = (struct lp_source){0};
    j->carried = carried;
    (void)atomic_fetch_add(&o->walk->carried, carried);
    if (!lp_pool_offer(o->walk->pool, &j->task)) {
        run(&j->task);
    }
    return LP_OK;
}

/* All bytes of a small member, in one block: shared with its container if they
 * lie together there, else copied. `*whole` is false, and `*rc_body` tells, if
 * the body failed. */
static enum lp_code
collect(struct lp_source *body, size_t size, struct lp_piece *out, bool *whole,
        struct lp_err *why)
{
    struct lp_block *copy = NULL;
    struct lp_piece p;
    size_t n = 0;
    enum lp_code rc;

    *whole = false;
    LP_TRY(lp_source_pull(body, &p, why));
    if (p.bytes.len == size && p.owner != NULL) {
        *out = (struct lp_piece){p.bytes, lp_block_ref(p.owner)};
        rc = lp_source_pull(body, &p, why);
        *whole = rc == LP_OK && p.bytes.len == 0;
        goto done;
    }
    copy = lp_block_new(size);
    if (copy == NULL) {
        return lp_no_memory(why);
    }
    *out = (struct lp_piece){{copy->data, 0}, copy};
    while (p.bytes.len > 0 && p.bytes.len <= size - n) {
        memcpy(copy->data + n, p.bytes.data, p.bytes.len);
        n += p.bytes.len;
        out->bytes.len = n;
        LP_TRY(lp_source_pull(body, &p, why));
    }
    *whole = p.bytes.len == 0 && n == size;

done:
    return rc;
}

/* What arrived of a member, as a source that then fails as its own did: so it
 * is looked at as if it had not been collected. */
struct broken {
    struct lp_piece piece;
    struct lp_err why;
    bool given;
};

static enum lp_code
broken_pull(struct lp_source *s, struct lp_piece *out, struct lp_err *err)
{
    struct broken *b = s->self;

    if (!b->given && b->piece.bytes.len > 0) {
        *out = b->piece;
        b->given = true;
        return LP_OK;
    }
    *err = b->why;
    return b->why.code;
}

static void
broken_release(struct lp_source *s)
{
    struct broken *b = s->self;

    lp_block_unref(b->piece.owner);
    free(b);
}

static const struct lp_source_ops broken_ops = {broken_pull, broken_release};

/* Takes the reference in `piece` over if it succeeds. */
static enum lp_code
broken_off(struct lp_source *out, const struct lp_piece *piece,
           const struct lp_err *why, struct lp_err *err)
{
    struct broken *b = malloc(sizeof *b);

    if (b == NULL) {
        return lp_no_memory(err);
    }
    *b = (struct broken){.piece = *piece, .why = *why};
    if (why->code == LP_OK) {
        (void)lp_fail_at(&b->why, LP_E_FORMAT, LP_RULE_LENGTH, piece->bytes.len,
                         "not as long as it is said to be");
    }
    *out = (struct lp_source){.ops = &broken_ops, .self = b};
    return LP_OK;
}

/* A member that lies in its container's stream: collected, so that another
 * thread can look at it while this one goes on. */
static enum lp_code
carry(struct lp_open *o, struct lp_record *rec, struct lp_source *body,
      struct lp_err *err)
{
    struct lp_piece all = {0};
    struct lp_source held = {0};
    struct lp_err why = {0};
    bool whole = false;
    enum lp_code rc = collect(body, (size_t)rec->size, &all, &whole, &why);

    if (rc == LP_E_MEMORY || rc == LP_E_ENGINE) {
        *err = why;
    } else if (whole) {
        LP_TRY(lp_source_bytes(&held, all.bytes, all.owner, err));
        all.owner = NULL;
        LP_TRY(hand_over(o, rec, &held, rec->size, err));
    } else {
        LP_TRY(broken_off(&held, &all, &why, err));
        all.owner = NULL;
        (void)o->walk->look(o->walk, o->own, rec, &held, NULL, o->tap);
        o->broke = true;
        rc = LP_OK;
    }

done:
    lp_source_release(&held);
    lp_block_unref(all.owner);
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
    enum lp_code rc = lp_names_add(o->names, e->name, &nth, err);

    *rec = (struct lp_record){
        .role = LP_ROLE_MEMBER,
        .kind = e->kind,
        .depth = o->depth,
        .prefix = o->prefix,
        .name = e->name,
        .ordinal = nth > 1 ? nth : 0,
        .target = e->target,
        .size = claimed_size(e),
        .has_time = e->has_time,
        .time = e->time,
        .flags = e->flags | lp_record_name_flags(e->name) |
                 (nth > 1 ? (uint32_t)LP_FLAG_DUPLICATE_NAME : 0),
        .closed = (uint16_t)e->closed,
        .found = e->found,
    };
    return rc;
}

static bool
worth_carrying(const struct lp_open *o, const struct lp_entry *e)
{
    return o->walk->threads > 1 && e->has_size && e->size > 0 &&
           e->size <= CARRY_MAX &&
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
    if (body->ops == NULL) {
        lp_walk_say(o->walk, *o->own, &rec);
    } else if (o->access == LP_ACCESS_SEEK && o->walk->threads > 1) {
        LP_TRY(hand_over(o, &rec, body, 0, err));
    } else if (o->access == LP_ACCESS_STREAM && worth_carrying(o, e)) {
        rec.size = e->size;
        LP_TRY(carry(o, &rec, body, err));
    } else {
        o->broke = o->walk->look(o->walk, o->own, &rec, body, NULL,
                                 o->access == LP_ACCESS_STREAM ? o->tap : NULL);
    }

done:
    lp_source_release(body);
    return rc;
}
