#include "evidence/key_store.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "formats/domain_name.h"
#include "formats/mail_key.h"
#include "formats/tag_list.h"

static struct lp_slice
name_of(const struct lp_key_store *s, const struct lp_key_row *r)
{
    return lp_buf_part(&s->bytes, r->name, r->name_len);
}

static struct lp_slice
text_of(const struct lp_key_store *s, const struct lp_key_row *r)
{
    return lp_buf_part(&s->bytes, r->text, r->text_len);
}

static struct lp_slice
source_of(const struct lp_key_store *s, const struct lp_key_row *r)
{
    return lp_buf_part(&s->bytes, r->source, r->source_len);
}

/* Append a column: no line can hold a control character, and blanks around it
 * would not be read again. */
static size_t
put_column(struct lp_buf *to, struct lp_slice text)
{
    size_t begin = to->len;

    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.data[i];

        c = c < ' ' || c == 0x7f ? ' ' : c;
        if (c != ' ' || to->len > begin) {
            lp_buf_byte(to, c);
        }
    }
    while (to->len > begin && to->data[to->len - 1] == ' ') {
        to->len--;
    }
    return to->len - begin;
}

/* Append a record without the dress of zone files. What that hides may wear
 * brackets again, and then no quotes. */
static size_t
put_record(struct lp_key_store *s, struct lp_slice text)
{
    size_t begin = s->bytes.len;
    size_t n = put_column(&s->bytes, text);
    unsigned odd = 0;

    for (unsigned i = 0; i < 2; i++) {
        lp_mail_key_undress(&s->room, lp_buf_part(&s->bytes, begin, n), &odd);
        s->bytes.len = begin;
        n = put_column(&s->bytes, lp_buf_slice(&s->room));
    }
    return n;
}

/* Whether a line that begins with this name is read as a record of it. */
static bool
is_key_name(struct lp_slice name)
{
    static const char mark[] = "._domainkey.";

    return name.len > 0 && strchr("#;[{", (char)name.data[0]) == NULL &&
           memmem(name.data, name.len, mark, sizeof mark - 1) != NULL;
}

/* In the one spelling; NULL, or why it is none. */
static const char *
take(struct lp_key_store *s, struct lp_key_row *r, const struct lp_key_entry *e)
{
    r->name = s->bytes.len;
    if (!lp_domain_name(&s->bytes, e->name)) {
        return "DNS cannot have this name";
    }
    r->name_len = s->bytes.len - r->name;
    if (!is_key_name(name_of(s, r))) {
        return "the name is not that of a key: ._domainkey. is not in it";
    }
    if (e->first != 0 && e->last != 0 && e->first > e->last) {
        return "last seen before it was first seen";
    }
    r->text = s->bytes.len;
    r->text_len = put_record(s, e->text);
    r->source = s->bytes.len;
    r->source_len = put_column(&s->bytes, e->source);
    r->first = e->first;
    r->last = e->last;
    if (lp_slice_is(text_of(s, r), "-")) {
        return r->first == 0 && r->last == 0
                   ? "there was no record, and it is not said when"
                   : NULL;
    }
    return r->text_len == 0 ||
                   memchr(text_of(s, r).data, '=', r->text_len) == NULL
               ? "the record has no tag in it"
               : NULL;
}

enum lp_code
lp_key_store_add(struct lp_key_store *s, const struct lp_key_entry *e,
                 bool stood, const char **why, struct lp_err *err)
{
    struct lp_key_row *grown = lp_mem_grow(s->of, s->n, &s->cap, sizeof *s->of);
    size_t begin = s->bytes.len;
    struct lp_key_row r = {.stood = stood};

    if (grown == NULL) {
        return lp_no_memory(err);
    }
    s->of = grown;
    *why = take(s, &r, e);
    if (s->bytes.failed != LP_OK || s->room.failed != LP_OK) {
        return lp_no_memory(err);
    }
    if (*why != NULL) {
        s->bytes.len = begin;
    } else {
        s->of[s->n++] = r;
    }
    return LP_OK;
}

static int
order_times(const struct lp_key_row *l, const struct lp_key_row *r)
{
    int first = (l->first > r->first) - (l->first < r->first);

    return first != 0 ? first : (l->last > r->last) - (l->last < r->last);
}

/* Those that may be one come together. */
static int
by_content(const void *left, const void *right, void *store)
{
    const struct lp_key_row *l = left;
    const struct lp_key_row *r = right;
    int o = lp_slice_order(name_of(store, l), name_of(store, r));

    if (o == 0) {
        o = lp_slice_order(text_of(store, l), text_of(store, r));
    }
    if (o == 0) {
        o = lp_slice_order(source_of(store, l), source_of(store, r));
    }
    return o != 0 ? o : order_times(l, r);
}

/* The order of an archive: by name, and then as a reader follows it. */
static int
by_time(const void *left, const void *right, void *store)
{
    const struct lp_key_row *l = left;
    const struct lp_key_row *r = right;
    int o = lp_slice_order(name_of(store, l), name_of(store, r));

    if (o == 0) {
        o = order_times(l, r);
    }
    return o != 0 ? o : by_content(left, right, store);
}

static bool
is_same_key(const struct lp_key_store *s, const struct lp_key_row *a,
            const struct lp_key_row *b)
{
    return lp_slice_equal(name_of(s, a), name_of(s, b)) &&
           lp_slice_equal(text_of(s, a), text_of(s, b));
}

static bool
is_bare(const struct lp_key_row *r)
{
    return r->source_len == 0 && r->first == 0 && r->last == 0;
}

/* The earlier of two times of which either may not be known. */
static int64_t
earlier(int64_t a, int64_t b)
{
    return a == 0 || (b != 0 && b < a) ? b : a;
}

static int64_t
later(int64_t a, int64_t b)
{
    return a == 0 || (b != 0 && b > a) ? b : a;
}

/* Make one of those from `begin` on that are the same, and count what became
 * of it. How many they were. */
static size_t
join(struct lp_key_store *s, size_t begin, struct lp_key_row *out)
{
    struct lp_key_row stood = {0}; /* of those that were there, together */
    size_t n = 0;

    *out = s->of[begin];
    for (; begin + n < s->n; n++) {
        const struct lp_key_row *r = &s->of[begin + n];

        if (!is_same_key(s, out, r) ||
            !lp_slice_equal(source_of(s, out), source_of(s, r))) {
            break;
        }
        out->first = earlier(out->first, r->first);
        out->last = later(out->last, r->last);
        if (r->stood) {
            s->joined += stood.stood ? 1 : 0;
            stood.first = earlier(stood.first, r->first);
            stood.last = later(stood.last, r->last);
            stood.stood = true;
        }
    }
    if (out->first != 0 && out->last != 0 && out->first > out->last) {
        int64_t first = out->last; /* both say that it was there */

        out->last = out->first;
        out->first = first;
    }
    out->stood = stood.stood;
    if (!stood.stood) {
        s->added++;
    } else if (out->first != stood.first || out->last != stood.last) {
        s->widened++;
    }
    return n;
}

/* Those that say nothing beside another one of the same key go. They come
 * before it, since they have no source. */
static void
drop_bare(struct lp_key_store *s)
{
    size_t n = 0;

    for (size_t i = 0; i < s->n; i++) {
        if (is_bare(&s->of[i]) && i + 1 < s->n &&
            is_same_key(s, &s->of[i], &s->of[i + 1])) {
            s->joined += s->of[i].stood ? 1 : 0;
            s->added -= s->of[i].stood ? 0 : 1;
        } else {
            s->of[n++] = s->of[i];
        }
    }
    s->n = n;
}

void
lp_key_store_merge(struct lp_key_store *s)
{
    size_t n = 0;

    s->joined = 0;
    s->widened = 0;
    s->added = 0;
    if (s->n == 0) {
        return;
    }
    qsort_r(s->of, s->n, sizeof *s->of, by_content, s);
    for (size_t i = 0; i < s->n;) {
        struct lp_key_row one;

        i += join(s, i, &one);
        s->of[n++] = one;
    }
    s->n = n;
    drop_bare(s);
    qsort_r(s->of, s->n, sizeof *s->of, by_time, s);
}

struct lp_key_entry
lp_key_store_get(const struct lp_key_store *s, size_t i)
{
    const struct lp_key_row *r = &s->of[i];

    return (struct lp_key_entry){.name = name_of(s, r),
                                 .text = text_of(s, r),
                                 .source = source_of(s, r),
                                 .first = r->first,
                                 .last = r->last};
}

void
lp_key_store_release(struct lp_key_store *s)
{
    free(s->of);
    lp_buf_release(&s->bytes);
    lp_buf_release(&s->room);
    *s = (struct lp_key_store){0};
}
