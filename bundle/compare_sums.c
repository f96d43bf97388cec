#include "bundle/compare_sums.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "bundle/sums_join.h"
#include "bundle/sums_known.h"

#define OUTSIDE "outside the folder"
#define NAMELESS "the list does not name it"

/* What the list says of one name, and what became of it. Lists have millions:
 * digests, and what is to be told of few, lie elsewhere. */
struct entry {
    struct lp_sums_kept kept; /* its digests are in lp_compare_sums.digests */
    size_t name;              /* in lp_compare_sums.names, in plain spelling */
    uint64_t line;
    size_t problem;    /* one more than its number; 0: none */
    uint32_t name_len; /* no line is longer */
    bool unlawful;     /* never to be looked for */
    bool met;
};

/* What does not match, and is there. */
struct problem {
    struct lp_verify_event e; /* its slices are filled in when told */
    size_t note, note_len;
};

struct lp_compare_sums {
    lp_verified *told;
    void *who;
    struct lp_slice file; /* the name of the list, while it is read */
    struct entry *entry;  /* by name, once read */
    size_t n;
    size_t cap;
    struct problem *problem;
    size_t problems;
    size_t problem_cap;
    struct lp_buf names;
    struct lp_buf digests;
    struct lp_buf notes;
    struct lp_buf shown;
    unsigned algs;
    struct lp_sums_counts counts;
};

static struct lp_slice
name_of(const struct lp_compare_sums *c, const struct entry *e)
{
    return lp_buf_part(&c->names, e->name, e->name_len);
}

static struct lp_sums_known
known_of(const struct lp_compare_sums *c, const struct entry *e)
{
    return lp_sums_kept_known(&e->kept, &c->digests);
}

/* "./a//b/." names a/b. What is absolute or goes up is not told apart further:
 * it is kept as it is. */
static bool
plain_name(struct lp_buf *to, struct lp_slice name)
{
    size_t begin = to->len;
    struct lp_slice rest = name;

    if (name.len > 0 && name.data[0] == '/') {
        lp_buf_put(to, name);
        return false;
    }
    while (rest.len > 0) {
        const uint8_t *slash = memchr(rest.data, '/', rest.len);
        size_t len = slash == NULL ? rest.len : (size_t)(slash - rest.data);
        struct lp_slice part = lp_slice_head(rest, len);

        rest = lp_slice_from(rest, slash == NULL ? len : len + 1);
        if (part.len == 0 || lp_slice_is(part, ".")) {
            continue;
        }
        if (lp_slice_is(part, "..")) {
            to->len = begin;
            lp_buf_put(to, name);
            return false;
        }
        if (to->len > begin) {
            lp_buf_byte(to, '/');
        }
        lp_buf_put(to, part);
    }
    return to->len > begin &&
           memchr(to->data + begin, '\0', to->len - begin) == NULL;
}

/* A line that could not be read: told at once, or, if nobody is, an error. */
static enum lp_code
refuse(struct lp_compare_sums *c, const struct lp_sums_item *item,
       struct lp_err *err)
{
    struct lp_verify_event e = {.what = LP_VERIFY_UNREADABLE,
                                .rule = LP_RULE_LIST_LINE,
                                .list = true,
                                .line = item->line,
                                .at = item->at,
                                .note = lp_slice_str(item->why)};

    c->counts.broken++;
    if (c->told == NULL) {
        return lp_fail_at(err, LP_E_FORMAT, LP_RULE_LIST_LINE, item->at, "%s",
                          item->why);
    }
    lp_buf_clear(&c->shown);
    lp_text_escape(&c->shown, c->file);
    e.path = lp_buf_slice(&c->shown);
    return lp_buf_check(&c->shown, err) == LP_OK ? c->told(c->who, &e, err)
                                                 : c->shown.failed;
}

static enum lp_code
add(void *who, const struct lp_sums_item *item, struct lp_err *err)
{
    struct lp_compare_sums *c = who;
    struct entry *grown;
    struct entry *e;

    if (item->why != NULL) {
        return refuse(c, item, err);
    }
    grown = lp_mem_grow(c->entry, c->n, &c->cap, sizeof *grown);

    if (grown == NULL) {
        return lp_no_memory(err);
    }
    c->entry = grown;
    e = &c->entry[c->n++];
    *e = (struct entry){.name = c->names.len, .line = item->line};
    lp_sums_keep(&e->kept, &c->digests, item);
    e->unlawful = !plain_name(&c->names, item->name);
    e->name_len = (uint32_t)(c->names.len - e->name);
    if (!e->unlawful) {
        c->algs |= item->has & LP_ALG_LISTED;
        c->algs |= item->either ? 1U << LP_ALG_BLAKE2B : 0;
    }
    return lp_buf_check(&c->names, err) != LP_OK
               ? c->names.failed
               : lp_buf_check(&c->digests, err);
}

static int
by_name(const void *a, const void *b, void *sums)
{
    const struct lp_compare_sums *c = sums;
    const struct entry *x = a;
    const struct entry *y = b;
    int order = lp_slice_order(name_of(c, x), name_of(c, y));

    return order != 0 ? order : (x->line > y->line) - (x->line < y->line);
}

/* One entry for each name. Those without a name are not the same thing. */
static enum lp_code
merge(struct lp_compare_sums *c, struct lp_err *err)
{
    struct entry *const entry = c->entry;
    size_t n = 0;

    if (entry == NULL) {
        return LP_OK; /* an empty list */
    }
    qsort_r(entry, c->n, sizeof entry[0], by_name, c);
    for (size_t i = 0; i < c->n; i++) {
        struct entry *e = &entry[i];
        struct entry *last = n > 0 ? &entry[n - 1] : NULL;

        if (last == NULL || e->name_len == 0 ||
            !lp_slice_equal(name_of(c, last), name_of(c, e))) {
            entry[n++] = *e;
        } else if (!lp_sums_kept_join(&last->kept, &c->digests, &e->kept)) {
            (void)lp_fail(
                err, LP_E_FORMAT, "line %llu of the list contradicts line %llu",
                (unsigned long long)e->line, (unsigned long long)last->line);
            lp_hint(err, "find out which is right, and leave the other out");
            return LP_E_FORMAT;
        }
    }
    c->n = n;
    return lp_buf_check(&c->digests, err);
}

enum lp_code
lp_compare_sums_new(struct lp_compare_sums **out, struct lp_slice text,
                    const struct lp_sums_form *form, lp_verified *told,
                    void *who, struct lp_err *err)
{
    struct lp_compare_sums *c = calloc(1, sizeof *c);
    enum lp_code rc;

    if (c == NULL) {
        return lp_no_memory(err);
    }
    c->told = told;
    c->who = who;
    c->file = form->file;
    LP_TRY(lp_sums_each(text, form, add, c, err));
    LP_TRY(merge(c, err));
    *out = c;
    c = NULL;

done:
    lp_compare_sums_free(c);
    return rc;
}

unsigned
lp_compare_sums_algs(const struct lp_compare_sums *c)
{
    return c->algs;
}

static int
by_bytes(const void *a, const void *b)
{
    return lp_slice_order(*(const struct lp_slice *)a,
                          *(const struct lp_slice *)b);
}

enum lp_code
lp_compare_sums_tops(const struct lp_compare_sums *c, struct lp_buf *names,
                     size_t *n, struct lp_err *err)
{
    struct lp_slice *top = calloc(c->n + 1, sizeof *top);
    size_t tops = 0;

    if (top == NULL) {
        return lp_no_memory(err);
    }
    for (size_t i = 0; i < c->n; i++) {
        struct lp_slice name = name_of(c, &c->entry[i]);
        const uint8_t *slash = memchr(name.data, '/', name.len);

        if (!c->entry[i].unlawful) {
            top[tops++] = lp_slice_head(
                name, slash == NULL ? name.len : (size_t)(slash - name.data));
        }
    }
    qsort(top, tops, sizeof top[0], by_bytes);
    *n = 0;
    for (size_t i = 0; i < tops; i++) {
        if (i == 0 || !lp_slice_equal(top[i - 1], top[i])) {
            lp_buf_put(names, top[i]);
            lp_buf_byte(names, '\0');
            (*n)++;
        }
    }
    free(top);
    return lp_buf_check(names, err);
}

static struct entry *
find(const struct lp_compare_sums *c, struct lp_slice name)
{
    size_t low = 0;
    size_t n = c->n;

    while (n > 0) {
        struct entry *e = &c->entry[low + n / 2];
        int order = lp_slice_order(name_of(c, e), name);

        if (order == 0) {
            return e->unlawful ? NULL : e;
        }
        low += order < 0 ? n / 2 + 1 : 0;
        n = order < 0 ? n - n / 2 - 1 : n / 2;
    }
    return NULL;
}

static enum lp_code
matched(struct lp_compare_sums *c, const struct entry *x, struct lp_slice name,
        struct lp_verify_event *e, struct lp_err *err)
{
    c->counts.weak += lp_sums_known_weak(x->kept.has) ? 1 : 0;
    c->counts.hints += x->kept.has == 1U << LP_ALG_CRC32 ? 1 : 0;
    lp_buf_clear(&c->shown);
    lp_text_escape(&c->shown, name);
    e->path = lp_buf_slice(&c->shown);
    return lp_buf_check(&c->shown, err) == LP_OK ? c->told(c->who, e, err)
                                                 : c->shown.failed;
}

/* `e` is to be told of `x` in the end. */
static enum lp_code
keep(struct lp_compare_sums *c, struct entry *x,
     const struct lp_verify_event *e, struct lp_slice note, struct lp_err *err)
{
    struct problem *grown =
        lp_mem_grow(c->problem, c->problems, &c->problem_cap, sizeof *grown);

    if (grown == NULL) {
        return lp_no_memory(err);
    }
    c->problem = grown;
    c->problem[c->problems++] =
        (struct problem){.e = *e, .note = c->notes.len, .note_len = note.len};
    x->problem = c->problems;
    lp_buf_put(&c->notes, note);
    return lp_buf_check(&c->notes, err);
}

/* Compare `r` with `x`, which names it, into `e` and `note`. */
static void
compare(const struct lp_compare_sums *c, const struct entry *x,
        const struct lp_record *r, struct lp_verify_event *e,
        struct lp_slice *note)
{
    const struct lp_sums_known k = known_of(c, x);

    *e = (struct lp_verify_event){.what = LP_VERIFY_CHANGED, .size = r->size};
    if (r->closed != LP_RULE_NONE && !r->has_digest) {
        e->what = LP_VERIFY_UNREADABLE;
        e->rule = (enum lp_rule)r->closed;
        *note = lp_slice_str(r->note);
    } else if (!r->has_digest) {
        e->kind_note = true;
        *note = lp_slice_str(lp_kind_word(r->kind));
    } else if (lp_sums_known_agree(&k, r, e)) {
        if (x->kept.has_size && x->kept.size != r->size) {
            *note = lp_slice_str("has another size than the list says");
        } else {
            e->what = LP_VERIFY_MATCHED;
        }
    }
}

static enum lp_code
on_item(void *self, const struct lp_record *r, const struct lp_where *at,
        struct lp_err *err)
{
    struct lp_compare_sums *c = self;
    struct entry *x = find(c, r->name);
    struct lp_slice note = {0};
    struct lp_verify_event e;

    (void)at;
    if (x == NULL || x->met) {
        return LP_OK;
    }
    x->met = true;
    c->counts.met += lp_record_has_bytes(r) ? 1 : 0;
    c->counts.bytes += r->has_digest ? r->size : 0;
    compare(c, x, r, &e, &note);
    c->counts.count[e.what]++;
    return e.what == LP_VERIFY_MATCHED ? matched(c, x, r->name, &e, err)
                                       : keep(c, x, &e, note, err);
}

static const struct lp_sink_ops sums_ops = {.item = on_item};

struct lp_sink
lp_compare_sums_sink(struct lp_compare_sums *c)
{
    return (struct lp_sink){.ops = &sums_ops, .self = c};
}

static enum lp_verify_what
what_of(const struct lp_compare_sums *c, const struct entry *x)
{
    return !x->met           ? LP_VERIFY_MISSING
           : x->problem == 0 ? LP_VERIFY_MATCHED
                             : c->problem[x->problem - 1].e.what;
}

static struct lp_verify_event
missing_event(const struct lp_compare_sums *c, const struct entry *x)
{
    const struct lp_sums_known k = known_of(c, x);
    struct lp_verify_event e = {.what = LP_VERIFY_MISSING,
                                .size = x->kept.size};

    lp_sums_known_show(&k, NULL, &e);
    if (x->unlawful) {
        e.note = lp_slice_str(x->name_len == 0 ? NAMELESS : OUTSIDE);
    }
    return e;
}

static enum lp_code
tell(struct lp_compare_sums *c, const struct entry *x, struct lp_err *err)
{
    struct lp_verify_event e;

    if (x->met) {
        const struct problem *p = &c->problem[x->problem - 1];

        e = p->e;
        e.note = lp_buf_part(&c->notes, p->note, p->note_len);
    } else {
        e = missing_event(c, x);
    }
    lp_buf_clear(&c->shown);
    lp_text_escape(&c->shown, name_of(c, x));
    if (lp_buf_check(&c->shown, err) != LP_OK) {
        return c->shown.failed;
    }
    e.path = lp_buf_slice(&c->shown);
    return c->told(c->who, &e, err);
}

enum lp_code
lp_compare_sums_finish(struct lp_compare_sums *c, bool missing,
                       struct lp_sums_counts *counts, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    for (size_t i = 0; i < c->n; i++) {
        c->counts.count[LP_VERIFY_MISSING] += c->entry[i].met ? 0 : 1;
    }
    for (unsigned w = LP_VERIFY_MATCHED + 1; w < LP_VERIFY_COUNT; w++) {
        for (size_t i = 0; i < c->n && (missing || w != LP_VERIFY_MISSING);
             i++) {
            if (what_of(c, &c->entry[i]) == w) {
                LP_TRY(tell(c, &c->entry[i], err));
            }
        }
    }
    *counts = c->counts;

done:
    return rc;
}

enum lp_code
lp_compare_sums_manifest(const struct lp_compare_sums *c, struct lp_buf *to,
                         struct lp_err *err)
{
    /* A list opens nothing, and knows files by their bytes. */
    const struct lp_manifest_trailer trailer = {.all = true,
                                                .readers = lp_slice_str("none"),
                                                .levels = lp_slice_str("raw"),
                                                .rules = lp_slice_str("raw")};

    lp_manifest_begin(to);
    for (size_t i = 0; i < c->n; i++) {
        const struct entry *e = &c->entry[i];
        struct lp_sums_known known;
        struct lp_manifest_item item = {.role = LP_MANIFEST_FILE,
                                        .path = name_of(c, e),
                                        .kind = LP_KIND_OTHER,
                                        .has_digest = true};

        if (e->unlawful || !lp_manifest_path_lawful(item.path) ||
            (e->kept.has >> LP_ALG_SHA256 & 1) == 0) {
            return lp_fail(err, LP_E_USAGE,
                           "line %llu of the list has no SHA-256, or no plain "
                           "name below a folder",
                           (unsigned long long)e->line);
        }
        known = known_of(c, e);
        memcpy(item.sha256, known.digest[LP_ALG_SHA256], sizeof item.sha256);
        memcpy(item.decoded, item.sha256, sizeof item.decoded);
        lp_manifest_item(to, &item);
    }
    lp_manifest_end(to, &trailer);
    return lp_buf_check(to, err);
}

void
lp_compare_sums_free(struct lp_compare_sums *c)
{
    if (c != NULL) {
        free(c->entry);
        free(c->problem);
        lp_buf_release(&c->names);
        lp_buf_release(&c->digests);
        lp_buf_release(&c->notes);
        lp_buf_release(&c->shown);
        free(c);
    }
}
