#include "formats/unpack.h"

#include <stdlib.h>

#include "formats/rule.h"

#define BLOCK_MIN ((size_t)4096)

struct lp_unpack {
    const struct lp_engine *engine;
    void *self;
    bool ended;
    struct lp_err why; /* a fault behind bytes that were given first */
    struct lp_ratio ratio;
    struct lp_block *block;
    size_t next_cap;
};

enum lp_code
lp_engine_cut(const struct lp_feed *from, struct lp_err *err)
{
    return lp_fail_at(err, LP_E_FORMAT, LP_RULE_TRUNCATED, from->at,
                      "the compressed data ends too early");
}

enum lp_code
lp_unpack_new(struct lp_unpack **out, const struct lp_engine *engine,
              uint64_t size, const struct lp_limits *limits, struct lp_err *err)
{
    const struct lp_packed_as as = {limits->memory, size};
    struct lp_unpack *u = calloc(1, sizeof *u);
    enum lp_code rc;

    if (u == NULL) {
        return lp_no_memory(err);
    }
    u->engine = engine;
    u->ratio.most = limits->ratio;
    u->ratio.grace = limits->ratio_grace;
    u->next_cap = BLOCK_MIN;
    rc = engine->open(&u->self, &as, err);
    if (rc != LP_OK) {
        free(u);
        return rc;
    }
    *out = u;
    return LP_OK;
}

void
lp_unpack_free(struct lp_unpack *u)
{
    if (u != NULL) {
        u->engine->close(u->self);
        lp_block_unref(u->block);
        free(u);
    }
}

enum lp_code
lp_unpack_again(struct lp_unpack *u, struct lp_err *err)
{
    u->ended = false;
    return u->engine->again(u->self, err);
}

/* Room that grows with what came out: a short document gets a short block. */
static enum lp_code
ready_block(struct lp_unpack *u, struct lp_err *err)
{
    if (u->block != NULL && u->block->cap >= u->next_cap &&
        lp_block_alone(u->block)) {
        return LP_OK;
    }
    lp_block_unref(u->block);
    u->block = lp_block_new(u->next_cap);
    return u->block == NULL ? lp_no_memory(err) : LP_OK;
}

static enum lp_code
fill(struct lp_unpack *u, struct lp_feed *from, struct lp_room *room,
     struct lp_err *err)
{
    uint64_t at = from->at;
    enum lp_code rc = u->engine->fill(u->self, from, room, &u->ended, &u->why);

    u->ratio.in += from->at - at;
    u->ratio.out += room->made;
    if (rc != LP_OK && room->made == 0) {
        *err = u->why;
        return rc;
    }
    if (!lp_ratio_holds(&u->ratio, u->ratio.out, u->ratio.in)) {
        return lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIMIT_RATIO, from->at,
                          "unpacks to more than %llu times its size",
                          (unsigned long long)u->ratio.most);
    }
    if (room->made == room->cap && u->next_cap < LP_BLOCK_SIZE) {
        u->next_cap *= 2;
    }
    return LP_OK;
}

enum lp_code
lp_unpack_pull(struct lp_unpack *u, struct lp_feed *from, struct lp_piece *out,
               struct lp_err *err)
{
    struct lp_room room;
    enum lp_code rc;

    *out = (struct lp_piece){0};
    if (u->why.code != LP_OK) {
        *err = u->why;
        return u->why.code;
    }
    if (u->ended) {
        return LP_OK;
    }
    LP_TRY(ready_block(u, err));
    room = (struct lp_room){u->block->data, u->block->cap, 0};
    LP_TRY(fill(u, from, &room, err));
    if (room.made > 0) {
        *out = (struct lp_piece){{u->block->data, room.made}, u->block};
    }

done:
    return rc;
}
