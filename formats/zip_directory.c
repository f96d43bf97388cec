#include "formats/zip_directory.h"

#include <stdlib.h>

#include "base/mem.h"
#include "formats/zip_header.h"

static enum lp_code
add_place(struct lp_zip_directory *d, struct lp_zip_place place,
          const struct lp_limits *limits, struct lp_err *err)
{
    struct lp_zip_place *more;

    if (d->n >= limits->entries) {
        return lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIMIT_ENTRIES, place.central,
                          "zip: has more than %llu members",
                          (unsigned long long)limits->entries);
    }
    more = lp_mem_grow(d->places, d->n, &d->cap, sizeof *more);
    if (more == NULL) {
        return lp_no_memory(err);
    }
    d->places = more;
    d->places[d->n++] = place;
    return LP_OK;
}

/* 4.3.13: a digital signature may end the directory. */
static enum lp_code
is_signature(struct lp_zip_window *w, uint64_t at, uint64_t stop, bool *yes,
             struct lp_err *err)
{
    struct lp_slice bytes;
    struct lp_cursor c;
    enum lp_code rc = lp_zip_window_show(w, at, 6, &bytes, err);

    *yes = false;
    if (rc == LP_OK && lp_slice_begins(bytes, lp_slice_str("PK\5\5"))) {
        c = lp_cursor_over(lp_slice_from(bytes, 4));
        *yes = stop - at == 6 + (uint64_t)lp_cursor_le16(&c);
    }
    return rc;
}

static enum lp_code
broken(struct lp_zip_directory *d, uint64_t at, struct lp_err *err)
{
    d->broken = true;
    d->broken_at = at;
    if (d->n > 0) {
        return LP_OK;
    }
    return lp_fail_at(err, LP_E_FORMAT, LP_RULE_ZIP_DIRECTORY, at,
                      "zip: the list of members is broken");
}

static enum lp_code
read_places(struct lp_zip_directory *d, struct lp_zip_window *w,
            const struct lp_zip_end *end, const struct lp_limits *limits,
            struct lp_zip_key key, struct lp_err *err)
{
    uint64_t at = end->directory;
    uint64_t stop = end->directory + end->size;
    enum lp_code rc = LP_OK;

    while (at < stop) {
        struct lp_zip_place place = {.central = at};
        struct lp_zip_header h;
        bool signature;

        LP_TRY(lp_zip_header_central(&h, w, at, err));
        if (h.length == 0 || h.length > stop - at) {
            LP_TRY(is_signature(w, at, stop, &signature, err));
            return signature ? LP_OK : broken(d, at, err);
        }
        if (h.disk != 0) {
            return lp_fail_at(err, LP_E_FORMAT, LP_RULE_MULTI_VOLUME, at,
                              "zip: a member is on another volume");
        }
        place.local = h.local > UINT64_MAX - end->shift ? UINT64_MAX
                                                        : h.local + end->shift;
        place.name = lp_zip_names_hash(key, h.name);
        LP_TRY(add_place(d, place, limits, err));
        at += h.length;
    }

done:
    return rc;
}

static int
by_local(const void *a, const void *b)
{
    const struct lp_zip_place *x = a;
    const struct lp_zip_place *y = b;

    if (x->local != y->local) {
        return x->local < y->local ? -1 : 1;
    }
    return (x->central > y->central) - (x->central < y->central);
}

/* Most archives are in order, and qsort may take as much memory again. */
static void
sort_places(struct lp_zip_directory *d)
{
    for (size_t i = 1; i < d->n; i++) {
        if (by_local(&d->places[i - 1], &d->places[i]) > 0) {
            qsort(d->places, d->n, sizeof *d->places, by_local);
            return;
        }
    }
}

/* Writers without zip64 let the count of 16 bits run over. */
static void
judge_count(const struct lp_zip_directory *d, const struct lp_zip_end *end,
            struct lp_findings *found)
{
    bool over = !end->wide && d->n > 0xffff && (d->n & 0xffff) == end->count;

    if (!d->broken && d->n != end->count && !over) {
        lp_findings_add(found, LP_RULE_ZIP_COUNT, end->at);
    }
}

enum lp_code
lp_zip_directory_read(struct lp_zip_directory *out, struct lp_view *v,
                      const struct lp_zip_end *end,
                      const struct lp_limits *limits, struct lp_findings *found,
                      struct lp_err *err)
{
    struct lp_zip_window w = {.view = v};
    struct lp_zip_key key = lp_zip_names_key();
    enum lp_code rc;

    LP_TRY(read_places(out, &w, end, limits, key, err));
    judge_count(out, end, found);
    sort_places(out);
    LP_TRY(lp_zip_names_mark(out->places, out->n, &w, found, err));

done:
    lp_zip_window_release(&w);
    return rc;
}

void
lp_zip_directory_release(struct lp_zip_directory *d)
{
    free(d->places);
    *d = (struct lp_zip_directory){0};
}
