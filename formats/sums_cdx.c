#include "formats/sums_cdx.h"

#include <jansson.h>
#include <string.h>

#include "base/text.h"

#define BASE32_SHA1 32

/* RFC 4648, in either case. */
static int
base32_value(uint8_t b)
{
    uint8_t low = b | 0x20;

    return low >= 'a' && low <= 'z' ? low - 'a'
           : b >= '2' && b <= '7'   ? b - '2' + 26
                                    : -1;
}

static bool
set_base32(struct lp_sums_item *item, struct lp_slice text)
{
    uint64_t bits = 0;
    size_t n = 0;

    for (size_t i = 0; i < text.len; i++) {
        int value = base32_value(text.data[i]);

        if (value < 0) {
            return false;
        }
        bits = bits << 5 | (unsigned)value;
        if (i % 8 == 7) {
            for (unsigned k = 0; k < 5; k++) {
                item->digest[LP_ALG_SHA1][n++] =
                    (uint8_t)(bits >> (32 - 8 * k));
            }
            bits = 0;
        }
    }
    item->has |= 1U << LP_ALG_SHA1;
    return true;
}

/* "sha1:BASE32", "BASE32", or with the digits of a digest behind its word. */
static const char *
take_digest(struct lp_slice text, struct lp_sums_item *item)
{
    struct lp_cursor c = lp_cursor_over(text);
    struct lp_slice word = lp_cursor_until(&c, ':');
    enum lp_alg alg = LP_ALG_SHA1;

    if (!c.failed) {
        alg =
            lp_slice_is(word, "sha-256") ? LP_ALG_SHA256 : lp_alg_by_word(word);
        text = c.rest;
    }
    if (lp_slice_is(text, "-") || text.len == 0) {
        return "no digest";
    }
    if (alg == LP_ALG_NONE || alg == LP_ALG_BTV2 || alg == LP_ALG_CRC32) {
        return "a digest of a kind that is not read here";
    }
    if ((alg == LP_ALG_SHA1 && text.len == BASE32_SHA1)
            ? !set_base32(item, text)
            : !lp_sums_set(item, alg, text)) {
        return "neither a SHA-1 in base32 nor the digits of a digest";
    }
    return NULL;
}

/* The next line that is not empty and does not begin with one of `skip`,
 * without its end. */
static enum lp_code
find(struct lp_sums *l, const char *skip, struct lp_slice *line,
     struct lp_slice *body, bool *end, struct lp_err *err)
{
    enum lp_code rc;

    for (;;) {
        rc = lp_sums_peek(l, line, end, err);
        *body = *line;
        if (body->len > 0 && body->data[body->len - 1] == '\r') {
            body->len--;
        }
        if (rc != LP_OK || *end ||
            (body->len > 0 && (body->data[0] == '\0' ||
                               strchr(skip, (char)body->data[0]) == NULL))) {
            return rc;
        }
        lp_sums_step(l, *line);
    }
}

/* What the letter of a field says. */
static uint8_t
holds(struct lp_slice letter)
{
    return lp_slice_is(letter, "a")   ? LP_SUMS_NAME
           : lp_slice_is(letter, "k") ? LP_ALG_SHA1
                                      : LP_SUMS_SKIP;
}

/* NULL if `line` is a header, else why not. */
static const char *
take_header(struct lp_sums *l, struct lp_slice line)
{
    struct lp_cursor c;
    unsigned names = 0;
    unsigned digests = 0;

    if (line.len < 5 || memcmp(line.data + 1, "CDX", 3) != 0 ||
        line.data[4] != line.data[0] || line.data[0] == '\0' ||
        line.data[0] == '"') {
        return "not ` CDX `, and the letters of the fields";
    }
    l->sep = line.data[0];
    c = lp_cursor_over(lp_slice_from(line, 5));
    while (!c.failed) {
        struct lp_slice rest = c.rest;
        struct lp_slice letter = lp_cursor_until(&c, l->sep);

        letter = c.failed ? rest : letter;
        if (l->columns == LP_SUMS_COLUMNS || letter.len != 1) {
            return "a field that is not called by one letter";
        }
        l->column[l->columns] = holds(letter);
        names += l->column[l->columns] == LP_SUMS_NAME ? 1 : 0;
        digests += l->column[l->columns] == LP_ALG_SHA1 ? 1 : 0;
        l->columns++;
    }
    return digests == 1 && names <= 1
               ? NULL
               : "not one field `k`, which holds the digest";
}

enum lp_code
lp_sums_cdx_open(struct lp_sums *l, struct lp_err *err)
{
    struct lp_slice line;
    struct lp_slice body;
    const char *why;
    bool end;
    enum lp_code rc;

    l->line = 1;
    rc = find(l, "", &line, &body, &end, err);
    if (rc != LP_OK) {
        return rc;
    }
    why = take_header(l, body);
    if (why != NULL) {
        return lp_sums_refuse(l, err, why);
    }
    lp_sums_step(l, line);
    return LP_OK;
}

bool
lp_sums_cdx_recognise(struct lp_slice text)
{
    struct lp_sums l = {.text = lp_slice_head(text, 1024)};

    return lp_sums_cdx_open(&l, NULL) == LP_OK;
}

static const char *
take_row(const struct lp_sums *l, struct lp_slice line,
         struct lp_sums_item *item)
{
    struct lp_cursor c = lp_cursor_over(line);
    const char *why = NULL;

    for (size_t i = 0; i < l->columns; i++) {
        struct lp_slice rest = c.rest;
        struct lp_slice field = lp_cursor_until(&c, l->sep);

        if (c.failed != (i + 1 == l->columns)) {
            return c.failed ? "fewer fields than the header says"
                            : "more fields than the header says";
        }
        field = c.failed ? rest : field;
        if (l->column[i] == LP_SUMS_NAME) {
            item->name = field;
        } else if (l->column[i] == LP_ALG_SHA1) {
            why = take_digest(field, item);
            if (why != NULL) {
                return why;
            }
        }
    }
    return NULL;
}

enum lp_code
lp_sums_cdx_next(struct lp_sums *l, struct lp_sums_item *item, bool *end,
                 struct lp_err *err)
{
    struct lp_slice line;
    struct lp_slice body;
    const char *why;
    enum lp_code rc = find(l, "", &line, &body, end, err);

    if (rc != LP_OK || *end) {
        return rc;
    }
    item->line = l->line;
    why = take_row(l, body, item);
    if (why != NULL) {
        return lp_sums_refuse(l, err, why);
    }
    lp_sums_step(l, line);
    return LP_OK;
}

/* The string `key` of the object; empty if there is none. */
static struct lp_slice
string_of(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);

    return (struct lp_slice){(const uint8_t *)json_string_value(value),
                             json_string_length(value)};
}

/* NULL if `line` is good, else why not. */
static const char *
take_json(struct lp_sums *l, struct lp_slice line, struct lp_sums_item *item)
{
    struct lp_cursor c = lp_cursor_over(line);
    struct lp_slice key = lp_cursor_until(&c, ' ');
    struct lp_slice time = lp_cursor_until(&c, ' ');
    json_t *object = NULL;
    const char *why;

    for (size_t i = 0; i < time.len; i++) {
        c.failed = c.failed || time.data[i] < '0' || time.data[i] > '9';
    }
    if (c.failed || key.len == 0 || time.len == 0 || c.rest.len == 0 ||
        c.rest.data[0] != '{') {
        return "not a key, a time and an object";
    }
    object = json_loadb((const char *)c.rest.data, c.rest.len,
                        JSON_REJECT_DUPLICATES, NULL);
    if (!json_is_object(object)) {
        json_decref(object);
        return "an object that is not JSON";
    }
    why = take_digest(string_of(object, "digest"), item);
    if (why == NULL) {
        lp_buf_clear(&l->name);
        lp_buf_put(&l->name, string_of(object, "url"));
        item->name = lp_buf_slice(&l->name);
    }
    json_decref(object);
    return why;
}

enum lp_code
lp_sums_cdxj_next(struct lp_sums *l, struct lp_sums_item *item, bool *end,
                  struct lp_err *err)
{
    struct lp_slice line;
    struct lp_slice body;
    const char *why;
    enum lp_code rc = find(l, "!@", &line, &body, end, err);

    if (rc != LP_OK || *end) {
        return rc;
    }
    item->line = l->line;
    why = take_json(l, body, item);
    if (why != NULL) {
        return lp_sums_refuse(l, err, why);
    }
    rc = lp_buf_check(&l->name, err);
    lp_sums_step(l, line);
    return rc;
}

bool
lp_sums_cdxj_recognise(struct lp_slice text)
{
    struct lp_sums l = {.text = text, .line = 1};
    struct lp_sums_item item = {0};
    bool end = false;
    bool is = lp_sums_cdxj_next(&l, &item, &end, NULL) == LP_OK && !end;

    lp_buf_release(&l.name);
    return is;
}
