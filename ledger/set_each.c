#include "ledger/set_each.h"

enum lp_code
lp_set_key_at(struct lp_set *s, enum lp_level level, uint64_t i,
              struct lp_set_item *out, struct lp_err *err)
{
    struct lp_set_map *map = lp_set_file(s);
    const struct lp_set_shelf *shelf = &map->layout.shelf[level];
    uint64_t key = shelf->keys + i * LP_KEY_SIZE;
    uint64_t keyrec = shelf->keyrec + i * 4;
    struct lp_set_item item = {.level = level};
    enum lp_code rc;

    LP_TRY(lp_set_map_ready(map, key, LP_KEY_SIZE, err));
    LP_TRY(lp_set_map_ready(map, keyrec, 4, err));
    item.number = lp_set_map_u32(map, keyrec);
    if (item.number >= map->layout.counts.records) {
        rc = lp_set_map_broken(map, keyrec, err);
        goto done;
    }
    LP_TRY(lp_set_record_at(s, item.number, &item.record, err));
    memcpy(item.key.digest, map->bytes + key, LP_KEY_SIZE);
    item.key.size = item.record.size;
    *out = item;

done:
    return rc;
}

static enum lp_code
tell_one(struct lp_set *s, enum lp_level level, uint64_t i, lp_set_told *told,
         void *who, struct lp_err *err)
{
    struct lp_set_item item;
    enum lp_code rc = lp_set_key_at(s, level, i, &item, err);

    return rc == LP_OK ? told(who, &item, err) : rc;
}

enum lp_code
lp_set_each(struct lp_set *s, lp_set_told *told, void *who, struct lp_err *err)
{
    for (unsigned i = LP_LEVEL_NONE + 1; i < LP_LEVEL_COUNT; i++) {
        enum lp_level level = (enum lp_level)i;

        for (uint64_t k = 0; k < lp_set_keys(s, level); k++) {
            enum lp_code rc = tell_one(s, level, k, told, who, err);

            if (rc != LP_OK) {
                return rc;
            }
        }
    }
    return LP_OK;
}
