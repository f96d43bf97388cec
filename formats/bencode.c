#include "formats/bencode.h"

#include <stdlib.h>
#include <string.h>

#include "formats/rule.h"

/* Dictionaries that are out of order are looked at again, for keys that are
 * there twice: no more keys than these, and no more bytes than so many times
 * the text. */
#define UNSORTED_KEYS_MAX ((size_t)1 << 20)
#define UNSORTED_BYTES_MAX 16

/* A list or a dictionary that is open. */
struct open {
    bool dict;
    bool valued; /* the next one is the value of a key */
    bool any;    /* `last` is a key */
    bool unsorted;
    size_t begin;         /* of its elements, in the text */
    struct lp_slice last; /* key */
};

struct check {
    struct lp_slice text;
    size_t at;
    struct open open[LP_BENCODE_DEPTH];
    size_t depth;
    size_t again; /* bytes that were looked at again */
    struct lp_bencode_order *order;
    struct lp_err *err;
};

static bool
is_digit(struct lp_slice s, size_t at)
{
    return at < s.len && s.data[at] >= '0' && s.data[at] <= '9';
}

/* Digits from `*at` on, without a zero in front, at most `max`. */
static bool
take_digits(struct lp_slice s, size_t *at, uint64_t max, uint64_t *out)
{
    size_t begin = *at;
    uint64_t v = 0;

    while (is_digit(s, *at)) {
        uint64_t digit = (uint64_t)s.data[*at] - '0';

        if (v > (max - digit) / 10) {
            return false;
        }
        v = v * 10 + digit;
        (*at)++;
    }
    *out = v;
    return *at > begin && (s.data[begin] != '0' || *at == begin + 1);
}

/* "i...e" at `*at`. */
static bool
take_integer(struct lp_slice s, size_t *at, int64_t *out)
{
    uint64_t v;
    bool minus;

    (*at)++;
    minus = *at < s.len && s.data[*at] == '-';
    *at += minus ? 1 : 0;
    if (!take_digits(s, at, INT64_MAX, &v) || (minus && v == 0) ||
        *at >= s.len || s.data[*at] != 'e') {
        return false;
    }
    (*at)++;
    *out = minus ? -(int64_t)v : (int64_t)v;
    return true;
}

/* "N:..." at `*at`. */
static bool
take_string(struct lp_slice s, size_t *at, struct lp_slice *out)
{
    uint64_t n;

    if (!take_digits(s, at, SIZE_MAX / 16, &n) || *at >= s.len ||
        s.data[*at] != ':' || n > s.len - *at - 1) {
        return false;
    }
    (*at)++;
    *out = lp_slice_head(lp_slice_from(s, *at), (size_t)n);
    *at += (size_t)n;
    return true;
}

static enum lp_code
broken(const struct check *c, const char *what)
{
    return lp_fail_at(c->err, LP_E_FORMAT, LP_RULE_TORRENT_BROKEN, c->at,
                      "byte %zu: %s", c->at, what);
}

static int
by_bytes(const void *a, const void *b)
{
    return lp_slice_order(*(const struct lp_slice *)a,
                          *(const struct lp_slice *)b);
}

/* Whether a dictionary that is not in order has a key twice. */
static enum lp_code
find_twins(struct check *c, const struct open *o)
{
    struct lp_slice all =
        lp_slice_head(lp_slice_from(c->text, o->begin), c->at - o->begin);
    struct lp_slice rest = all;
    struct lp_slice key;
    struct lp_bencode value;
    struct lp_slice *keys;
    size_t n = 0;
    bool twice = false;

    c->again += all.len;
    while (lp_bencode_next(&rest, &key, &value)) {
        n++;
    }
    if (n > UNSORTED_KEYS_MAX || c->again / UNSORTED_BYTES_MAX > c->text.len) {
        return lp_fail_at(c->err, LP_E_LIMIT, LP_RULE_TORRENT_BROKEN, o->begin,
                          "too much of it is out of order");
    }
    keys = calloc(n + 1, sizeof *keys);
    if (keys == NULL) {
        return lp_no_memory(c->err);
    }
    rest = all;
    for (n = 0; lp_bencode_next(&rest, &key, &value); n++) {
        keys[n] = key;
    }
    qsort(keys, n, sizeof keys[0], by_bytes);
    for (size_t i = 1; i < n; i++) {
        twice = twice || lp_slice_equal(keys[i - 1], keys[i]);
    }
    free(keys);
    return !twice ? LP_OK
                  : lp_fail_at(c->err, LP_E_FORMAT, LP_RULE_TORRENT_KEY_TWICE,
                               o->begin,
                               "the dictionary at byte %zu has a key twice",
                               o->begin - 1);
}

static enum lp_code
note_key(struct check *c, struct lp_slice key, size_t at)
{
    struct open *o = &c->open[c->depth - 1];
    int order = o->any ? lp_slice_order(o->last, key) : -1;

    if (order == 0) {
        return lp_fail_at(c->err, LP_E_FORMAT, LP_RULE_TORRENT_KEY_TWICE, at,
                          "the dictionary at byte %zu has a key twice",
                          o->begin - 1);
    }
    if (order > 0) {
        o->unsorted = true;
        if (!c->order->unsorted) {
            *c->order = (struct lp_bencode_order){true, at};
        }
    }
    o->any = true;
    o->last = key;
    o->valued = true;
    return LP_OK;
}

static enum lp_code
open_one(struct check *c, bool dict)
{
    if (c->depth == LP_BENCODE_DEPTH) {
        return lp_fail_at(c->err, LP_E_LIMIT, LP_RULE_TORRENT_BROKEN, c->at,
                          "more than %d lists and dictionaries in each other",
                          LP_BENCODE_DEPTH);
    }
    c->at++;
    c->open[c->depth++] = (struct open){.dict = dict, .begin = c->at};
    return LP_OK;
}

static enum lp_code
close_one(struct check *c)
{
    const struct open *o = &c->open[c->depth - 1];
    enum lp_code rc = LP_OK;

    if (o->dict && o->valued) {
        return broken(c, "a key without a value");
    }
    if (o->unsorted) {
        rc = find_twins(c, o);
    }
    c->at++;
    c->depth--;
    return rc;
}

/* The value, key or end at c->at. */
static enum lp_code
step(struct check *c)
{
    struct open *o = c->depth > 0 ? &c->open[c->depth - 1] : NULL;
    size_t begin = c->at;
    uint8_t mark = c->text.data[c->at];
    struct lp_slice string;
    int64_t number;

    if (mark == 'e' && o != NULL) {
        return close_one(c);
    }
    if (o != NULL && o->dict && !o->valued) {
        return take_string(c->text, &c->at, &string)
                   ? note_key(c, string, begin)
                   : broken(c, "a key must be a string that is there");
    }
    if (o != NULL) {
        o->valued = false;
    }
    if (mark == 'l' || mark == 'd') {
        return open_one(c, mark == 'd');
    }
    if (mark == 'i') {
        return take_integer(c->text, &c->at, &number)
                   ? LP_OK
                   : broken(c, "no integer as it must be written");
    }
    return take_string(c->text, &c->at, &string)
               ? LP_OK
               : broken(c, "neither a value nor a string that is all there");
}

enum lp_code
lp_bencode_check(struct lp_bencode *out, struct lp_slice text,
                 struct lp_bencode_order *order, struct lp_err *err)
{
    struct check *c = calloc(1, sizeof *c);
    struct lp_slice rest = text;
    enum lp_code rc = LP_OK;

    *out = (struct lp_bencode){0};
    *order = (struct lp_bencode_order){0};
    if (c == NULL) {
        return lp_no_memory(err);
    }
    c->text = text;
    c->order = order;
    c->err = err;
    do {
        LP_TRY(c->at < text.len ? step(c) : broken(c, "it ends too early"));
    } while (c->depth > 0);
    if (c->at < text.len) {
        rc = broken(c, "something follows behind the end");
        goto done;
    }
    (void)lp_bencode_next(&rest, NULL, out);

done:
    free(c);
    return rc;
}

/* What begins at the head of `s`, which was checked, without what it holds. */
static size_t
token(struct lp_slice s, struct lp_bencode *v)
{
    size_t at = 0;

    *v = (struct lp_bencode){0};
    if (s.data[0] == 'i') {
        v->kind = take_integer(s, &at, &v->number) ? LP_BENCODE_INTEGER
                                                   : LP_BENCODE_NONE;
    } else if (s.data[0] == 'l' || s.data[0] == 'd') {
        v->kind = s.data[0] == 'd' ? LP_BENCODE_DICT : LP_BENCODE_LIST;
        at = 1;
    } else {
        v->kind = take_string(s, &at, &v->bytes) ? LP_BENCODE_STRING
                                                 : LP_BENCODE_NONE;
    }
    return at;
}

bool
lp_bencode_next(struct lp_slice *rest, struct lp_slice *key,
                struct lp_bencode *out)
{
    struct lp_slice s = *rest;
    struct lp_bencode inner;
    size_t begin = 0;
    size_t depth;
    size_t at;

    *out = (struct lp_bencode){0};
    if (key != NULL && s.len > 0 && !take_string(s, &begin, key)) {
        return false;
    }
    if (begin >= s.len) {
        return false;
    }
    at = begin + token(lp_slice_from(s, begin), out);
    depth = out->kind == LP_BENCODE_LIST || out->kind == LP_BENCODE_DICT;
    while (depth > 0 && at < s.len) {
        if (s.data[at] == 'e') {
            depth--;
            at++;
            continue;
        }
        at += token(lp_slice_from(s, at), &inner);
        if (inner.kind == LP_BENCODE_NONE) {
            return false;
        }
        depth += inner.kind == LP_BENCODE_LIST || inner.kind == LP_BENCODE_DICT;
    }
    if (out->kind == LP_BENCODE_NONE || depth > 0) {
        return false;
    }
    out->whole = lp_slice_head(lp_slice_from(s, begin), at - begin);
    if (out->kind == LP_BENCODE_LIST || out->kind == LP_BENCODE_DICT) {
        out->bytes =
            lp_slice_head(lp_slice_from(out->whole, 1), out->whole.len - 2);
    }
    *rest = lp_slice_from(s, at);
    return true;
}

bool
lp_bencode_enter(struct lp_slice *rest, struct lp_slice *key)
{
    size_t at = 0;

    if (rest->len == 0 || !take_string(*rest, &at, key) || at >= rest->len ||
        rest->data[at] != 'd') {
        return false;
    }
    *rest = lp_slice_from(*rest, at + 1);
    return true;
}

bool
lp_bencode_leave(struct lp_slice *rest)
{
    if (rest->len == 0 || rest->data[0] != 'e') {
        return false;
    }
    *rest = lp_slice_from(*rest, 1);
    return true;
}

struct lp_bencode
lp_bencode_get(const struct lp_bencode *dict, const char *key,
               enum lp_bencode_kind kind)
{
    struct lp_slice rest = dict->bytes;
    struct lp_slice name;
    struct lp_bencode v;

    while (dict->kind == LP_BENCODE_DICT && lp_bencode_next(&rest, &name, &v)) {
        if (lp_slice_is(name, key)) {
            return v.kind == kind ? v : (struct lp_bencode){0};
        }
    }
    return (struct lp_bencode){0};
}

bool
lp_bencode_has(const struct lp_bencode *dict, const char *key)
{
    struct lp_slice rest = dict->bytes;
    struct lp_slice name;
    struct lp_bencode v;

    while (dict->kind == LP_BENCODE_DICT && lp_bencode_next(&rest, &name, &v)) {
        if (lp_slice_is(name, key)) {
            return true;
        }
    }
    return false;
}
