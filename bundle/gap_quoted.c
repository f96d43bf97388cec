#include "bundle/gap_quoted.h"

#include <stdlib.h>

#include "base/mem.h"
#include "crypto/short.h"

/* What one message says in HTML is held back up to so many bytes of keys. */
#define MARKUP_MAX ((size_t)8 << 20)

/* Beyond 4 GiB: no bundle says so much. */
#define SAID_MAX ((size_t)1 << 40)

struct lp_gap_quote {
    uint32_t by;
    uint32_t path; /* of the first that quotes */
    uint32_t last; /* the last that does */
    uint32_t letters;
    uint64_t count;
    uint64_t at; /* its keys: for each piece how many, and these */
    unsigned pieces;
};

static enum lp_code
put_said(struct lp_gap_quoted *q, struct lp_slice keys, struct lp_err *err)
{
    q->said.max = SAID_MAX;
    lp_buf_put(&q->said, keys);
    return lp_buf_check(&q->said, err);
}

static void
put_keys(struct lp_gap_quoted *q, const struct lp_quote *from)
{
    q->keys.max = SAID_MAX;
    for (unsigned i = 0; i < from->pieces; i++) {
        const struct lp_quote_piece *p = &from->piece[i];

        lp_buf_byte(&q->keys, (uint8_t)p->n);
        for (unsigned k = 0; k < p->n; k++) {
            lp_buf_le32(&q->keys, (uint32_t)p->key[k]);
            lp_buf_byte(&q->keys, (uint8_t)(p->key[k] >> 32));
        }
    }
}

static enum lp_code
add_quote(struct lp_gap_quoted *q, uint32_t path, const struct lp_quote *from,
          struct lp_err *err)
{
    size_t before = q->firsts.n;
    uint8_t first[8];
    struct lp_gap_quote *one;
    uint32_t number;
    void *grown;
    enum lp_code rc;

    lp_put_le64(first, from->piece[0].key[0]);
    LP_TRY(lp_intern_add(&q->firsts, (struct lp_slice){first, sizeof first},
                         &number, err));
    if (q->firsts.n == before) {
        one = &q->of[number];
        one->count += one->last != path ? 1 : 0;
        one->last = path;
        goto done;
    }
    grown = lp_mem_grow(q->of, before, &q->cap, sizeof *q->of);
    if (grown == NULL) {
        return lp_no_memory(err);
    }
    q->of = grown;
    one = &q->of[before];
    *one = (struct lp_gap_quote){.path = path,
                                 .last = path,
                                 .letters = from->letters,
                                 .count = 1,
                                 .at = q->keys.len,
                                 .pieces = from->pieces};
    put_keys(q, from);
    LP_TRY(lp_buf_check(&q->keys, err));
    LP_TRY(lp_intern_add(&q->bys, from->by, &one->by, err));

done:
    return rc;
}

/* HTML stands beside a plain text that says the same, where what is quoted can
 * be told from the rest; if there is none, it counts. */
static enum lp_code
hold_markup(struct lp_gap_quoted *q, unsigned depth, struct lp_slice said,
            struct lp_err *err)
{
    struct lp_gap_texts *at;

    if (depth >= LP_GAP_QUOTED_DEPTHS) {
        return put_said(q, said, err);
    }
    at = &q->at[depth];
    if (at->markup.len + said.len > MARKUP_MAX) {
        return put_said(q, said, err);
    }
    lp_buf_put(&at->markup, said);
    return lp_buf_check(&at->markup, err);
}

enum lp_code
lp_gap_quoted_text(struct lp_gap_quoted *q, unsigned depth, uint32_t path,
                   struct lp_slice facts, struct lp_err *err)
{
    struct lp_quoting_told told;
    struct lp_quote one;
    enum lp_code rc;

    if (!lp_quoting_read(&told, facts)) {
        return lp_fail(err, LP_E_FORMAT, "the walker sent no facts");
    }
    if (told.markup) {
        LP_TRY(hold_markup(q, depth, told.said, err));
    } else {
        LP_TRY(put_said(q, told.said, err));
    }
    if (told.quotes && depth < LP_GAP_QUOTED_DEPTHS) {
        q->at[depth].quotes = true;
    }
    while (lp_quoting_next(&told, &one)) {
        LP_TRY(add_quote(q, path, &one, err));
    }
    q->passed_over += told.passed_over;
    rc = !told.rest.failed
             ? LP_OK
             : lp_fail(err, LP_E_FORMAT, "the walker sent no facts");

done:
    return rc;
}

enum lp_code
lp_gap_quoted_end(struct lp_gap_quoted *q, unsigned depth, struct lp_err *err)
{
    struct lp_gap_texts *at;
    enum lp_code rc = LP_OK;

    if (depth >= LP_GAP_QUOTED_DEPTHS) {
        return LP_OK;
    }
    at = &q->at[depth];
    if (!at->quotes) {
        rc = put_said(q, lp_buf_slice(&at->markup), err);
    }
    at->quotes = false;
    lp_buf_clear(&at->markup);
    return rc;
}

/* Keys that somebody asks for: open addressing, 40 bits each, and which of
 * them were said. */
struct asked {
    uint64_t *of; /* a key and 1, and SAID; or 0 for none */
    size_t room;  /* a power of two, more than there are keys */
    const uint8_t *key;
};

#define SAID ((uint64_t)1 << 63)

/* Where a key is, or would be: by a hash that strangers cannot know. */
static uint64_t *
slot_of(const struct asked *a, uint64_t key)
{
    uint8_t bytes[8];
    size_t i;

    lp_put_le64(bytes, key);
    i = (size_t)lp_short_hash(a->key, (struct lp_slice){bytes, sizeof bytes});
    for (;; i++) {
        uint64_t *slot = &a->of[i & (a->room - 1)];

        if (*slot == 0 || (*slot & ~SAID) == key + 1) {
            return slot;
        }
    }
}

/* Go through all keys of a quotation. */
struct keys {
    struct lp_slice rest;
    unsigned left; /* of this piece */
};

static struct keys
keys_of(const struct lp_gap_quoted *q, const struct lp_gap_quote *one)
{
    return (struct keys){
        .rest = lp_slice_from(lp_buf_slice(&q->keys), (size_t)one->at)};
}

/* Begin with its next piece. */
static void
next_piece(struct keys *k)
{
    k->left = k->rest.data[0];
    k->rest = lp_slice_from(k->rest, 1);
}

static bool
next_key(struct keys *k, uint64_t *key)
{
    if (k->left == 0) {
        return false;
    }
    *key = lp_quote_key(k->rest.data);
    k->rest = lp_slice_from(k->rest, LP_QUOTE_KEY_SIZE);
    k->left--;
    return true;
}

/* Collect what is asked for. */
static enum lp_code
ask(const struct lp_gap_quoted *q, struct asked *a, struct lp_err *err)
{
    a->room = 64;
    while (a->room / 2 < q->keys.len / LP_QUOTE_KEY_SIZE) {
        a->room *= 2;
    }
    a->of = calloc(a->room, sizeof *a->of);
    if (a->of == NULL) {
        return lp_no_memory(err);
    }
    for (size_t i = 0; i < q->firsts.n; i++) {
        struct keys k = keys_of(q, &q->of[i]);
        uint64_t key;

        for (unsigned p = 0; p < q->of[i].pieces; p++) {
            next_piece(&k);
            while (next_key(&k, &key)) {
                *slot_of(a, key) = key + 1;
            }
        }
    }
    return LP_OK;
}

/* Find what is asked for in what was said. */
static void
answer(const struct lp_gap_quoted *q, struct asked *a)
{
    for (size_t i = 0; i < q->said.len; i += LP_QUOTE_KEY_SIZE) {
        uint64_t *slot = slot_of(a, lp_quote_key(q->said.data + i));

        if (*slot != 0) {
            *slot |= SAID;
        }
    }
}

/* Nothing of its first piece was said, and nothing of at least half of all:
 * what was is a signature perhaps, that is under every message. */
static bool
is_unsaid(const struct lp_gap_quoted *q, const struct asked *a,
          const struct lp_gap_quote *one)
{
    struct keys k = keys_of(q, one);
    unsigned said = 0;
    uint64_t key;

    for (unsigned p = 0; p < one->pieces; p++) {
        bool hit = false;

        next_piece(&k);
        while (next_key(&k, &key)) {
            hit = hit || (*slot_of(a, key) & SAID) != 0;
        }
        if (p == 0 && hit) {
            return false;
        }
        said += hit ? 1 : 0;
    }
    return said <= one->pieces / 2;
}

enum lp_code
lp_gap_quoted_tell(struct lp_gap_quoted *q, lp_gap_unsaid_told *told, void *who,
                   struct lp_err *err)
{
    struct asked a = {.key = q->firsts.key};
    enum lp_code rc = LP_OK;

    for (unsigned d = 0; d < LP_GAP_QUOTED_DEPTHS; d++) {
        LP_TRY(lp_gap_quoted_end(q, d, err));
    }
    LP_TRY(ask(q, &a, err));
    answer(q, &a);
    for (size_t i = 0; i < q->firsts.n; i++) {
        const struct lp_gap_quote *one = &q->of[i];
        struct lp_gap_unsaid u = {
            .path = one->path, .letters = one->letters, .count = one->count};

        if (is_unsaid(q, &a, one)) {
            u.by = lp_intern_text(&q->bys, one->by);
            LP_TRY(told(who, &u, err));
        }
    }

done:
    free(a.of);
    return rc;
}

void
lp_gap_quoted_release(struct lp_gap_quoted *q)
{
    lp_buf_release(&q->said);
    lp_buf_release(&q->keys);
    lp_intern_release(&q->bys);
    lp_intern_release(&q->firsts);
    for (unsigned d = 0; d < LP_GAP_QUOTED_DEPTHS; d++) {
        lp_buf_release(&q->at[d].markup);
    }
    free(q->of);
    *q = (struct lp_gap_quoted){0};
}
