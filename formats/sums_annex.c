#include "formats/sums_annex.h"

#include <string.h>

#include "base/text.h"

static const struct {
    const char *word;
    enum lp_alg alg;
} backends[] = {
    {"SHA256", LP_ALG_SHA256}, {"SHA512", LP_ALG_SHA512},
    {"SHA384", LP_ALG_SHA384}, {"SHA1", LP_ALG_SHA1},
    {"MD5", LP_ALG_MD5},       {"BLAKE2B512", LP_ALG_BLAKE2B},
};

/* Nothing before `--` is longer. */
#define BEGIN_MAX ((size_t)128)

#define NO_KEY "no key of git-annex"

/* `extended`: an extension comes behind the digest. */
static enum lp_alg
backend_alg(struct lp_slice word, bool *extended)
{
    *extended = lp_slice_ends(word, lp_slice_str("E"));
    word.len -= *extended ? 1 : 0;
    for (size_t i = 0; i < sizeof backends / sizeof backends[0]; i++) {
        if (lp_slice_is(word, backends[i].word)) {
            return backends[i].alg;
        }
    }
    return LP_ALG_NONE;
}

static bool
is_backend(struct lp_slice word)
{
    for (size_t i = 0; i < word.len; i++) {
        uint8_t b = word.data[i];

        if (!(b >= 'A' && b <= 'Z') && !(b >= '0' && b <= '9') && b != '_') {
            return false;
        }
    }
    return word.len > 0 && word.data[0] >= 'A';
}

/* The fields between the backend and `--`, each with a `-` before it. NULL if
 * they are good, else why not. */
static const char *
take_fields(struct lp_slice fields, struct lp_sums_item *item)
{
    struct lp_cursor c = lp_cursor_over(fields);

    while (c.rest.len > 0) {
        struct lp_slice field = lp_slice_from(c.rest, 1);
        const uint8_t *next =
            field.len == 0 ? NULL : memchr(field.data, '-', field.len);
        uint64_t number;

        if (next != NULL) {
            field.len = (size_t)(next - field.data);
        }
        if (c.rest.data[0] != '-' || field.len < 2 ||
            !lp_text_u64(lp_slice_from(field, 1), &number)) {
            return NO_KEY;
        }
        if (field.data[0] == 'S' || field.data[0] == 'C') {
            return "the key of a part of a document";
        }
        if (field.data[0] == 's' && !item->has_size) {
            item->has_size = true;
            item->size = number;
        } else if (field.data[0] != 'm') {
            return NO_KEY;
        }
        c.rest = lp_slice_from(c.rest, field.len + 1);
    }
    return NULL;
}

static size_t
find_mark(struct lp_slice s, const char *mark)
{
    size_t n = strlen(mark);
    size_t i = 0;

    while (i + n <= s.len && memcmp(s.data + i, mark, n) != 0) {
        i++;
    }
    return i + n <= s.len ? i : s.len;
}

const char *
lp_sums_annex_key(struct lp_slice key, struct lp_sums_item *item)
{
    struct lp_slice begin = lp_slice_head(key, BEGIN_MAX);
    size_t mark = find_mark(begin, "--");
    struct lp_slice head = lp_slice_head(key, mark);
    struct lp_slice digest = lp_slice_from(key, mark + 2);
    const uint8_t *dash =
        head.len == 0 ? NULL : memchr(head.data, '-', head.len);
    struct lp_slice word = lp_slice_head(
        head, dash == NULL ? head.len : (size_t)(dash - head.data));
    const char *why;
    bool extended;
    enum lp_alg alg;

    if (mark == begin.len || !is_backend(word)) {
        return NO_KEY;
    }
    why = take_fields(lp_slice_from(head, word.len), item);
    if (why != NULL) {
        return why;
    }
    alg = backend_alg(word, &extended);
    if (alg == LP_ALG_NONE) {
        return "a key that is not by SHA256, SHA512, SHA384, SHA1, MD5 or "
               "BLAKE2B512";
    }
    if (extended) {
        digest = lp_slice_head(digest, find_mark(digest, "."));
    }
    return lp_sums_set(item, alg, digest)
               ? NULL
               : "a digest of another length than its kind has";
}

static struct lp_slice
last_part(struct lp_slice path)
{
    for (size_t i = path.len; i > 0; i--) {
        if (path.data[i - 1] == '/') {
            return lp_slice_from(path, i);
        }
    }
    return path;
}

/* NULL if `line` is good, else why not. */
static const char *
take(struct lp_slice line, struct lp_sums_item *item)
{
    static const char *const between[] = {" -> ", "\t"};
    struct lp_slice key = line;
    const char *why = NULL;
    size_t at;

    item->name = last_part(line);
    for (size_t i = 0; i < 2 && key.len == line.len; i++) {
        at = find_mark(line, between[i]);
        if (at < line.len) {
            item->name = lp_slice_head(line, at);
            key = lp_slice_from(line, at + strlen(between[i]));
        }
    }
    at = find_mark(line, " ");
    if (key.len == line.len && at < line.len) {
        key = lp_slice_head(line, at);
        item->name = lp_slice_from(line, at + 1);
    } else {
        key = last_part(key);
    }
    why = lp_sums_annex_key(key, item);
    if (why == NULL && item->name.len == 0) {
        return "a digest without a name";
    }
    for (size_t i = 0; why == NULL && i < item->name.len; i++) {
        if (item->name.data[i] < 0x20 || item->name.data[i] == 0x7f) {
            why = "a control character in a name";
        }
    }
    return why;
}

enum lp_code
lp_sums_annex_next(struct lp_sums *l, struct lp_sums_item *item, bool *end,
                   struct lp_err *err)
{
    struct lp_slice line;
    struct lp_slice body;
    const char *why;
    enum lp_code rc;

    for (;;) {
        rc = lp_sums_peek(l, &line, end, err);
        body = line;
        if (body.len > 0 && body.data[body.len - 1] == '\r') {
            body.len--;
        }
        if (rc != LP_OK || *end || body.len > 0) {
            break;
        }
        lp_sums_step(l, line);
    }
    if (rc != LP_OK || *end) {
        return rc;
    }
    item->line = l->line;
    why = take(body, item);
    if (why != NULL) {
        return lp_sums_refuse(l, err, why);
    }
    lp_sums_step(l, line);
    return LP_OK;
}

bool
lp_sums_annex_recognise(struct lp_slice text)
{
    struct lp_sums l = {.text = text, .line = 1};
    struct lp_sums_item item = {0};
    bool end;

    return lp_sums_annex_next(&l, &item, &end, NULL) == LP_OK && !end;
}
