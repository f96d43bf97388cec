#include "formats/zip_names.h"

#include <stdlib.h>
#include <sys/random.h>

#include "formats/zip_header.h"

static uint64_t
turn(uint64_t v, unsigned by)
{
    return v << by | v >> (64 - by);
}

static void
mix(uint64_t v[4])
{
    v[0] += v[1];
    v[1] = turn(v[1], 13) ^ v[0];
    v[0] = turn(v[0], 32);
    v[2] += v[3];
    v[3] = turn(v[3], 16) ^ v[2];
    v[0] += v[3];
    v[3] = turn(v[3], 21) ^ v[0];
    v[2] += v[1];
    v[1] = turn(v[1], 17) ^ v[2];
    v[2] = turn(v[2], 32);
}

/* Without randomness, a hostile archive could only make us slower. */
struct lp_zip_key
lp_zip_names_key(void)
{
    struct lp_zip_key key = {{0}};

    if (getrandom(key.k, sizeof key.k, GRND_NONBLOCK) !=
        (ssize_t)sizeof key.k) {
        key = (struct lp_zip_key){{0}};
    }
    return key;
}

/* SipHash-1-3. */
uint64_t
lp_zip_names_hash(struct lp_zip_key key, struct lp_slice name)
{
    uint64_t v[4] = {
        key.k[0] ^ UINT64_C(0x736f6d6570736575),
        key.k[1] ^ UINT64_C(0x646f72616e646f6d),
        key.k[0] ^ UINT64_C(0x6c7967656e657261),
        key.k[1] ^ UINT64_C(0x7465646279746573),
    };
    struct lp_cursor c = lp_cursor_over(name);
    uint64_t last = (uint64_t)name.len << 56;

    while (c.rest.len >= 8) {
        uint64_t m = lp_cursor_le64(&c);

        v[3] ^= m;
        mix(v);
        v[0] ^= m;
    }
    for (size_t i = 0; i < c.rest.len; i++) {
        last |= (uint64_t)c.rest.data[i] << (8 * i);
    }
    v[3] ^= last;
    mix(v);
    v[0] ^= last;
    v[2] ^= 0xff;
    mix(v);
    mix(v);
    mix(v);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

/* The name in the central header at `at`; only its own length is read, since
 * the other parts of a header could be made long for nothing. */
static enum lp_code
name_at(struct lp_zip_window *w, uint64_t at, struct lp_slice *name,
        struct lp_err *err)
{
    struct lp_slice bytes;
    struct lp_cursor c;
    enum lp_code rc =
        lp_zip_window_show(w, at, LP_ZIP_CENTRAL_SIZE, &bytes, err);

    if (rc == LP_OK) {
        c = lp_cursor_over(lp_slice_from(bytes, 28));
        rc = lp_zip_window_show(w, at + LP_ZIP_CENTRAL_SIZE, lp_cursor_le16(&c),
                                name, err);
    }
    return rc;
}

/* Two windows, since the first of a name may be far from the others. */
struct finder {
    const struct lp_zip_place *places;
    size_t *slots; /* 1 + the index of a place; 0 is free */
    size_t mask;
    struct lp_zip_window first;
    struct lp_zip_window *second;
};

static enum lp_code
same_name(struct finder *f, size_t a, size_t b, bool *same, struct lp_err *err)
{
    struct lp_slice x;
    struct lp_slice y;
    enum lp_code rc = name_at(&f->first, f->places[a].central, &x, err);

    *same = false;
    if (rc == LP_OK) {
        rc = name_at(f->second, f->places[b].central, &y, err);
    }
    if (rc == LP_OK) {
        *same = lp_slice_equal(x, y);
    }
    return rc;
}

/* Whether an earlier place has the name of `i`; if not, it is put in. */
static enum lp_code
seek(struct finder *f, size_t i, bool *again, struct lp_err *err)
{
    size_t slot = (size_t)f->places[i].name & f->mask;

    *again = false;
    for (; f->slots[slot] != 0; slot = (slot + 1) & f->mask) {
        size_t other = f->slots[slot] - 1;
        enum lp_code rc;

        if (f->places[other].name == f->places[i].name) {
            rc = same_name(f, other, i, again, err);
            if (rc != LP_OK || *again) {
                return rc;
            }
        }
    }
    f->slots[slot] = i + 1;
    return LP_OK;
}

enum lp_code
lp_zip_names_mark(struct lp_zip_place *places, size_t n,
                  struct lp_zip_window *w, struct lp_findings *found,
                  struct lp_err *err)
{
    struct finder f = {
        .places = places, .first = {.view = w->view}, .second = w};
    size_t size = 16;
    enum lp_code rc = LP_OK;

    while (size / 2 < n) {
        size *= 2;
    }
    f.mask = size - 1;
    f.slots = calloc(size, sizeof *f.slots);
    if (f.slots == NULL) {
        return lp_no_memory(err);
    }
    for (size_t i = 0; i < n; i++) {
        LP_TRY(seek(&f, i, &places[i].again, err));
        if (places[i].again) {
            lp_findings_add(found, LP_RULE_ZIP_DUPLICATE, places[i].central);
        }
    }

done:
    lp_zip_window_release(&f.first);
    free(f.slots);
    return rc;
}
