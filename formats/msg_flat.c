#include "formats/msg_flat.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/slice.h"

/* An attachment that is a message takes two levels. */
#define DEEP 160
#define NAME_MAX_CHARS 31

struct laying {
    struct lp_cfb *c;
    size_t cap;
    uint64_t at;
    uint32_t most;
    bool lacking;
    unsigned depth;
    struct {
        uint32_t storage;
        uint32_t last; /* of its children */
    } in[DEEP];
};

static enum lp_code
broken(const struct laying *l, struct lp_err *err)
{
    return lp_fail_at(err, LP_E_FORMAT, LP_RULE_MSG_FLAT, l->at,
                      "message laid flat: it breaks its grammar");
}

static enum lp_code
too_many(struct lp_err *err)
{
    return lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIMIT_ENTRIES, 0,
                      "message laid flat: too many properties, or too deep");
}

static enum lp_code
take(struct laying *l, uint8_t *to, size_t n, struct lp_err *err)
{
    size_t got = 0;
    enum lp_code rc = lp_view_read(l->c->view, l->at, to, n, &got, err);

    if (rc == LP_OK && got < n) {
        rc = lp_fail_at(err, LP_E_FORMAT, LP_RULE_TRUNCATED, l->at + got,
                        "message laid flat: ends too early");
    }
    l->at += got;
    return rc;
}

/* A further item, the last so far of the storage that is open. */
static enum lp_code
add(struct laying *l, const struct lp_cfb_item *item, struct lp_err *err)
{
    struct lp_cfb *c = l->c;
    struct lp_cfb_item *grown;
    uint32_t k = c->n_items;

    if (k >= l->most) {
        return too_many(err);
    }
    grown = lp_mem_grow(c->items, k, &l->cap, sizeof *c->items);
    if (grown == NULL) {
        return lp_no_memory(err);
    }
    c->items = grown;
    c->n_items++;
    c->items[k] = *item;
    c->items[k].linked = true;
    c->items[k].first = LP_CFB_NONE;
    c->items[k].next = LP_CFB_NONE;
    if (k > 0) {
        if (l->in[l->depth].last == LP_CFB_NONE) {
            c->items[l->in[l->depth].storage].first = k;
        } else {
            c->items[l->in[l->depth].last].next = k;
        }
        l->in[l->depth].last = k;
    }
    return LP_OK;
}

static enum lp_code
take_name(struct laying *l, struct lp_cfb_item *item, struct lp_err *err)
{
    uint8_t name[NAME_MAX_CHARS];
    uint8_t n = 0;
    enum lp_code rc;

    LP_TRY(take(l, &n, 1, err));
    if (n == 0 || n > NAME_MAX_CHARS) {
        return broken(l, err);
    }
    LP_TRY(take(l, name, n, err));
    for (size_t i = 0; i < n; i++) {
        item->name[2 * i] = name[i];
    }
    item->name_len = (size_t)2 * n;

done:
    return rc;
}

static enum lp_code
take_stream(struct laying *l, struct lp_err *err)
{
    struct lp_cfb_item item = {.type = LP_CFB_STREAM};
    uint8_t size[8] = {0};
    uint8_t state = 0;
    enum lp_code rc;

    LP_TRY(take_name(l, &item, err));
    LP_TRY(take(l, size, sizeof size, err));
    item.size = lp_get_le64(size);
    item.at = l->at;
    if (item.size > l->c->view->size - l->at) {
        return lp_fail_at(err, LP_E_FORMAT, LP_RULE_TRUNCATED, l->at,
                          "message laid flat: ends too early");
    }
    l->at += item.size;
    LP_TRY(take(l, &state, 1, err));
    if (state > LP_FLAT_LACKING) {
        return broken(l, err);
    }
    if (state == LP_FLAT_LACKING) {
        item.bad = LP_RULE_MSG_LACKING;
        l->lacking = true;
    }
    rc = add(l, &item, err);

done:
    return rc;
}

static enum lp_code
take_storage(struct laying *l, struct lp_err *err)
{
    struct lp_cfb_item item = {.type = LP_CFB_STORAGE};
    enum lp_code rc;

    if (l->depth + 1 >= DEEP) {
        return too_many(err);
    }
    LP_TRY(take_name(l, &item, err));
    LP_TRY(add(l, &item, err));
    l->depth++;
    l->in[l->depth].storage = l->c->n_items - 1;
    l->in[l->depth].last = LP_CFB_NONE;

done:
    return rc;
}

static enum lp_code
take_all(struct laying *l, struct lp_err *err)
{
    const struct lp_cfb_item top = {.type = LP_CFB_TOP};
    uint8_t magic[LP_FLAT_MAGIC_LEN];
    bool open = true;
    enum lp_code rc;

    LP_TRY(take(l, magic, sizeof magic, err));
    if (memcmp(magic, LP_FLAT_MAGIC, sizeof magic) != 0) {
        return broken(l, err);
    }
    LP_TRY(add(l, &top, err));
    l->in[0].last = LP_CFB_NONE;
    while (open) {
        uint8_t mark = 0;

        LP_TRY(take(l, &mark, 1, err));
        if (mark == LP_FLAT_STREAM) {
            LP_TRY(take_stream(l, err));
        } else if (mark == LP_FLAT_STORAGE) {
            LP_TRY(take_storage(l, err));
        } else if (mark != LP_FLAT_END) {
            return broken(l, err);
        } else if (l->depth > 0) {
            l->depth--;
        } else {
            open = false;
        }
    }
    rc = l->at == l->c->view->size ? LP_OK : broken(l, err);

done:
    return rc;
}

enum lp_code
lp_msg_flat_open(struct lp_cfb **out, bool *lacking, struct lp_view *view,
                 const struct lp_limits *limits, struct lp_err *err)
{
    struct laying l = {.c = calloc(1, sizeof *l.c)};
    uint64_t most = limits->memory / 4 / sizeof(struct lp_cfb_item);
    enum lp_code rc;

    if (l.c == NULL) {
        return lp_no_memory(err);
    }
    l.most = most < LP_CFB_NONE ? (uint32_t)most : LP_CFB_NONE - 1;
    l.c->flat = true;
    l.c->view = lp_view_ref(view);
    rc = take_all(&l, err);
    if (rc == LP_OK) {
        *out = l.c;
        *lacking = l.lacking;
        l.c = NULL;
    }
    lp_cfb_free(l.c);
    return rc;
}
