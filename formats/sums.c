#include "formats/sums.h"

#include <string.h>

#include "formats/sums_csv.h"
#include "formats/sums_gnu.h"
#include "formats/sums_hashdeep.h"

#define KINDS (LP_SUMS_CSV + 1)
#define ALL_ALGS ((1u << LP_ALG_COUNT) - (2u << LP_ALG_NONE))

static const char *const kinds[KINDS] = {"none", "gnu", "bsd", "hashdeep",
                                         "csv"};

const char *
lp_sums_word(enum lp_sums_kind kind)
{
    return kinds[kind];
}

enum lp_sums_kind
lp_sums_by_word(struct lp_slice word)
{
    for (unsigned i = LP_SUMS_NONE + 1; i < KINDS; i++) {
        if (lp_slice_is(word, kinds[i])) {
            return (enum lp_sums_kind)i;
        }
    }
    return LP_SUMS_NONE;
}

enum lp_sums_kind
lp_sums_recognise(struct lp_slice text)
{
    enum lp_sums_kind kind;

    if (lp_slice_begins(text, lp_slice_str("# leafproof manifest "))) {
        return LP_SUMS_NONE;
    }
    if (lp_sums_hashdeep_recognise(text)) {
        return LP_SUMS_HASHDEEP;
    }
    kind = lp_sums_gnu_recognise(text);
    if (kind == LP_SUMS_NONE && lp_sums_csv_recognise(text)) {
        kind = LP_SUMS_CSV;
    }
    return kind;
}

void
lp_sums_release(struct lp_sums *l)
{
    lp_buf_release(&l->name);
    *l = (struct lp_sums){0};
}

/* Begin at the head of the list. */
static enum lp_code
start(struct lp_sums *l, struct lp_err *err)
{
    switch (l->kind) {
    case LP_SUMS_GNU:
    case LP_SUMS_BSD:
        lp_sums_gnu_open(l);
        return LP_OK;
    case LP_SUMS_HASHDEEP:
        return lp_sums_hashdeep_open(l, err);
    case LP_SUMS_CSV:
        return lp_sums_csv_open(l, err);
    case LP_SUMS_NONE:
    default:
        (void)lp_fail(err, LP_E_FORMAT, "not a list of digests");
        lp_hint(err, "lists as of sha256sum, sha256sum --tag and hashdeep are "
                     "read, and CSV with a header that names a digest");
        return LP_E_FORMAT;
    }
}

enum lp_code
lp_sums_open(struct lp_sums *l, struct lp_slice text, enum lp_sums_kind kind,
             enum lp_alg long_alg, struct lp_err *err)
{
    enum lp_code rc;

    *l = (struct lp_sums){.text = text, .kind = kind, .long_alg = long_alg};
    if (kind == LP_SUMS_NONE) {
        l->kind = lp_sums_recognise(text);
    }
    rc = start(l, err);
    if (rc != LP_OK) {
        lp_sums_release(l);
    }
    return rc;
}

enum lp_code
lp_sums_next(struct lp_sums *l, struct lp_sums_item *item, bool *end,
             struct lp_err *err)
{
    *item = (struct lp_sums_item){0};
    *end = false;
    switch (l->kind) {
    case LP_SUMS_GNU:
    case LP_SUMS_BSD:
        return lp_sums_gnu_next(l, item, end, err);
    case LP_SUMS_HASHDEEP:
        return lp_sums_hashdeep_next(l, item, end, err);
    case LP_SUMS_CSV:
        return lp_sums_csv_next(l, item, end, err);
    case LP_SUMS_NONE:
    default:
        *end = true;
        return LP_OK;
    }
}

/* NULL if a list of `kind` can hold `algs`, else why not. */
static const char *
check_algs(enum lp_sums_kind kind, unsigned algs)
{
    if (kind == LP_SUMS_NONE) {
        return "no kind of list";
    }
    if (algs == 0 || (algs & ~ALL_ALGS) != 0) {
        return "a list needs digests";
    }
    if (kind == LP_SUMS_GNU && (algs & (algs - 1)) != 0) {
        return "a list as of sha256sum holds one kind of digest";
    }
    if (kind != LP_SUMS_CSV && (algs >> LP_ALG_BTV2 & 1) != 0) {
        return "only CSV has a place for the length that btv2 needs";
    }
    if (kind == LP_SUMS_HASHDEEP && (algs & ~LP_SUMS_HASHDEEP_ALGS) != 0) {
        return "a list of hashdeep holds no digests but md5, sha1 and sha256";
    }
    return NULL;
}

enum lp_code
lp_sums_begin(struct lp_buf *to, enum lp_sums_kind kind, unsigned algs,
              struct lp_err *err)
{
    const char *why = check_algs(kind, algs);

    if (why != NULL) {
        return lp_fail(err, LP_E_USAGE, "%s", why);
    }
    if (kind == LP_SUMS_HASHDEEP) {
        lp_sums_hashdeep_begin(to, algs);
    } else if (kind == LP_SUMS_CSV) {
        lp_sums_csv_begin(to, algs);
    }
    return LP_OK;
}

static bool
has_byte(struct lp_slice name, int byte)
{
    return name.len > 0 && memchr(name.data, byte, name.len) != NULL;
}

/* The first of `algs` that `item` has not. */
static const char *
lacking(const struct lp_sums_item *item, unsigned algs)
{
    size_t i = 0;

    while (((algs & ~item->has) >> lp_sums_algs[i] & 1) == 0) {
        i++;
    }
    return lp_alg_word(lp_sums_algs[i]);
}

/* Why a list of `kind` cannot say `item`; NULL if it can. */
static const char *
check_item(enum lp_sums_kind kind, const struct lp_sums_item *item)
{
    if (has_byte(item->name, '\0')) {
        return "no list can hold a name with a NUL";
    }
    if (kind != LP_SUMS_CSV && item->name.len == 0) {
        return "only CSV can hold a document without a name";
    }
    if (kind != LP_SUMS_HASHDEEP) {
        return NULL;
    }
    if (has_byte(item->name, '\n') || has_byte(item->name, '\r')) {
        return "hashdeep has no way to write a line end in a name";
    }
    return item->has_size ? NULL : "hashdeep needs its size";
}

/* LP_E_USAGE that names `item`, as it is: whoever shows a reason escapes it. */
static enum lp_code
blame(const struct lp_sums_item *item, const char *why, const char *more,
      struct lp_err *err)
{
    struct lp_slice shown = lp_slice_head(item->name, 256);

    return lp_fail(err, LP_E_USAGE, "%.*s: %s%s", (int)shown.len,
                   shown.len == 0 ? "" : (const char *)shown.data, why, more);
}

enum lp_code
lp_sums_put(struct lp_buf *to, enum lp_sums_kind kind,
            const struct lp_sums_item *item, unsigned algs, struct lp_err *err)
{
    const char *why = check_algs(kind, algs);

    why = why == NULL ? check_item(kind, item) : why;
    if (why != NULL) {
        return blame(item, why, "", err);
    }
    if (kind == LP_SUMS_CSV ? (algs & item->has) == 0
                            : (algs & ~item->has) != 0) {
        return blame(item, "there is no digest of it by ", lacking(item, algs),
                     err);
    }
    if (kind == LP_SUMS_GNU) {
        lp_sums_gnu_put(to, item, algs);
    } else if (kind == LP_SUMS_BSD) {
        lp_sums_gnu_put_tagged(to, item, algs);
    } else if (kind == LP_SUMS_HASHDEEP) {
        lp_sums_hashdeep_put(to, item, algs);
    } else {
        lp_sums_csv_put(to, item, algs);
    }
    return LP_OK;
}
