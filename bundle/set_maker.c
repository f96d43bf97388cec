#include "bundle/set_maker.h"

#include <stdlib.h>

#include "base/mem.h"
#include "crypto/sketch.h"
#include "formats/bid.h"

enum lp_code
lp_set_maker_init(struct lp_set_maker *m, const char *path,
                  const uint8_t *secret, struct lp_err *err)
{
    enum lp_code rc;

    *m = (struct lp_set_maker){0};
    rc = lp_set_build_new(&m->build, path, true, secret, err);
    if (rc == LP_OK) {
        lp_levels_mine(&m->mine);
        lp_set_build_rules(m->build, &m->mine.rules);
    }
    return rc;
}

static void
put_keys(struct lp_set_add *add, const struct lp_record *r)
{
    if (r->has_digest) {
        lp_set_add_key(add, LP_LEVEL_RAW,
                       (struct lp_slice){r->digest.bytes, r->digest.len});
    }
    if (r->has_decoded) {
        lp_set_add_key(add, LP_LEVEL_DECODED,
                       (struct lp_slice){r->decoded, sizeof r->decoded});
    }
    for (unsigned a = 0; a < LP_ALG_COUNT; a++) {
        enum lp_alg alg = (enum lp_alg)a;

        /* A tree says nothing without a length. */
        if ((r->algs >> a & 1) != 0 && lp_level_of_alg(alg) != LP_LEVEL_NONE &&
            (alg != LP_ALG_BTV2 || !r->sizeless)) {
            lp_set_add_key(add, lp_level_of_alg(alg),
                           (struct lp_slice){r->other[a], lp_alg_len(alg)});
        }
    }
}

static void
put_ids(struct lp_set_add *add, const struct lp_record *r)
{
    for (unsigned i = 0; i < LP_ID_COUNT; i++) {
        if ((r->ids >> i & 1) != 0) {
            lp_set_add_key(
                add, lp_levels_of_id((enum lp_id)i),
                (struct lp_slice){r->id[i], lp_id_len((enum lp_id)i)});
        }
    }
}

/* Its signature, into `dense`, if it has one. */
static void
put_near(struct lp_set_add *add, const struct lp_record *r,
         uint32_t dense[LP_SKETCH_BINS])
{
    uint32_t bins[LP_SKETCH_BINS];

    if (lp_sketch_read(bins, r->words.bins) && lp_sketch_dense(dense, bins)) {
        add->near = dense;
    }
}

static enum lp_code
put_parts(struct lp_set_maker *m, struct lp_set_add *add,
          const struct lp_record *r, struct lp_err *err)
{
    size_t n = lp_fragments_count(r->words.fragments);
    uint64_t *parts = lp_mem_fit(m->parts, n, &m->parts_cap, sizeof *parts);

    if (parts == NULL && n > 0) {
        return lp_no_memory(err);
    }
    m->parts = parts;
    for (size_t i = 0; i < n; i++) {
        m->parts[i] = lp_fragments_get(r->words.fragments, i).key;
    }
    add->parts = m->parts;
    add->parts_n = n;
    m->cut += r->words.cut ? 1 : 0;
    return LP_OK;
}

/* A digest that can be forged is of no use where a better one is known: what
 * agrees with it alone is another document. */
static void
drop_weak(struct lp_set_add *add)
{
    unsigned weak = 0;

    for (unsigned l = LP_LEVEL_NONE + 1; l < LP_LEVEL_COUNT; l++) {
        weak |= lp_level_weak((enum lp_level)l) ? LP_LEVEL_BIT(l) : 0;
    }
    if ((add->levels & LP_LEVEL_ALL_DIGESTS & ~weak) != 0) {
        add->levels &= ~weak;
    } else if ((add->levels & LP_LEVEL_BIT(LP_LEVEL_SHA1)) != 0) {
        add->levels &= ~(weak & ~LP_LEVEL_BIT(LP_LEVEL_SHA1));
    }
}

/* The bytes of what lies in a document that was counted are not its own. */
static void
take_span(struct lp_set_maker *m, const struct lp_record *r,
          const struct lp_where *at)
{
    bool mail = at->in == LP_KIND_MESSAGE;
    uint64_t span = mail ? r->span : r->size;
    uint64_t *own = r->depth == 0 ? NULL : &m->own[r->depth - 1];

    if (own == NULL || (mail && !r->has_span) ||
        (!mail && !lp_kind_is_document(at->in)) || r->kind == LP_KIND_ROW ||
        (r->flags & LP_FLAG_OWN_TEXT) != 0) {
        return;
    }
    span = span < *own ? span : *own;
    *own -= span;
    m->bytes -= span;
}

/* Everything that has a digest may be met again: documents, and containers as
 * they are. A locator that is too long for a set is left out. */
static enum lp_code
make_add(void *self, const struct lp_record *r, const struct lp_where *at,
         struct lp_err *err)
{
    struct lp_set_maker *m = self;
    struct lp_set_add add = {.counts = lp_record_is_document(r)};
    uint32_t dense[LP_SKETCH_BINS];
    enum lp_code rc;

    lp_tally_add(&m->tally, r);
    put_keys(&add, r);
    put_ids(&add, r);
    drop_weak(&add);
    put_near(&add, r, dense);
    rc = put_parts(m, &add, r, err);
    if (rc != LP_OK) {
        return rc;
    }
    take_span(m, r, at);
    m->own[r->depth] =
        (add.levels & LP_LEVEL_ALL_DIGESTS) != 0 && add.counts ? r->size : 0;
    if ((add.levels & LP_LEVEL_ALL_DIGESTS) == 0) {
        return LP_OK;
    }
    m->documents += add.counts ? 1 : 0;
    m->bytes += add.counts ? r->size : 0;
    add.record = (struct lp_set_record){
        .size = r->sizeless ? LP_SIZE_UNKNOWN : r->size,
        .role = r->role,
        .kind = r->kind,
        .locator =
            lp_set_record_text_ok(at->path) ? at->path : (struct lp_slice){0},
    };
    return lp_set_build_add(m->build, &add, err);
}

/* A container goes in before its members, so that of two equal things the
 * outermost is named. */
static const struct lp_family_ops make_ops = {.enter = make_add,
                                              .item = make_add};

struct lp_family
lp_set_maker_family(struct lp_set_maker *m)
{
    return (struct lp_family){.ops = &make_ops, .self = m};
}

enum lp_code
lp_set_maker_finish(struct lp_set_maker *m, struct lp_set_meta *meta,
                    uint8_t *root, struct lp_err *err)
{
    const struct lp_tally *t = &m->tally;
    struct lp_buf readers = {0};
    enum lp_code rc;

    if (meta->list && t->items > 0 && m->documents == 0) {
        rc = lp_fail(err, LP_E_USAGE, "a set holds none of these digests");
        lp_hint(err, "give a list by sha256; btv2 needs the length beside it, "
                     "sha384 and crc32 are for lists to verify");
        return rc;
    }
    if (!meta->list) {
        lp_readers_list(&readers);
        meta->levels |= LP_LEVEL_BIT(LP_LEVEL_RAW);
    }
    if (lp_set_status_keyed(meta->status)) {
        meta->levels &= ~(unsigned)LP_LEVEL_OPEN;
    }
    meta->readers = lp_buf_slice(&readers);
    meta->bytes = m->bytes;
    meta->unopened = t->closed + t->findings + t->opaque + m->cut;
    meta->containers = t->containers + meta->unopened;
    meta->partial =
        meta->partial || meta->list || t->unread > 0 || t->opaque > 0;
    rc = lp_set_build_finish(m->build, meta, root, err);
    meta->readers = (struct lp_slice){0};
    lp_buf_release(&readers);
    return rc;
}

void
lp_set_maker_release(struct lp_set_maker *m)
{
    lp_set_build_free(m->build);
    m->build = NULL;
    free(m->parts);
    m->parts = NULL;
    m->parts_cap = 0;
}
