#include "formats/tar_ext.h"

#include <string.h>

#include "base/text.h"

/*
 * A value that came before, in this header or in another for the same member,
 * is overruled. POSIX and each reader have their own rule for which of two
 * headers wins; an empty value takes an earlier one back for some and is the
 * value for others. Only the same value twice in one header is harmless.
 */
static void
set_text(struct lp_tar_text *t, unsigned header, struct lp_slice value)
{
    if (t->from != 0 && (t->from != header ||
                         !lp_slice_equal(lp_buf_slice(&t->bytes), value))) {
        t->twice = true;
    }
    if (value.len == 0) {
        t->twice = true;
        return;
    }
    t->from = header;
    lp_buf_clear(&t->bytes);
    lp_buf_put(&t->bytes, value);
}

static void
set_int(struct lp_tar_int *n, unsigned header, int64_t value)
{
    if (n->from != 0 && (n->from != header || n->value != value)) {
        n->twice = true;
    }
    n->from = header;
    n->value = value;
}

/* Seconds with an optional fraction, to the whole second below. */
static bool
read_time(struct lp_slice s, int64_t *out)
{
    const uint8_t *dot = s.len == 0 ? NULL : memchr(s.data, '.', s.len);
    size_t whole = dot == NULL ? s.len : (size_t)(dot - s.data);
    struct lp_slice part = lp_slice_from(s, whole + 1);
    bool below = s.len > 0 && s.data[0] == '-';
    struct lp_slice digits =
        lp_slice_from(lp_slice_head(s, whole), below ? 1 : 0);
    bool more = false;
    uint64_t v = 0;

    while (digits.len > 1 && digits.data[0] == '0') {
        digits = lp_slice_from(digits, 1);
    }
    if (!lp_text_u64(digits, &v)) {
        return false;
    }
    for (size_t i = 0; i < part.len; i++) {
        if (part.data[i] < '0' || part.data[i] > '9') {
            return false;
        }
        more = more || part.data[i] != '0';
    }
    *out = below ? -(int64_t)v - (more ? 1 : 0) : (int64_t)v;
    return true;
}

enum use {
    PATH,
    LINK,
    SPARSE_PATH,
    SIZE,
    TIME,
    REAL,
    MAJOR,
    MINOR,
    STRETCHES,
    OFFSET,
    LENGTH,
    MAP,
};

/* The keywords that we use. All others are lawful, and nothing to us. */
static const struct {
    const char *word;
    enum use use;
} keywords[] = {
    {"path", PATH},
    {"linkpath", LINK},
    {"size", SIZE},
    {"mtime", TIME},
    {"GNU.sparse.name", SPARSE_PATH},
    {"GNU.sparse.size", REAL},     /* formats 0.0 and 0.1 */
    {"GNU.sparse.realsize", REAL}, /* format 1.0 */
    {"GNU.sparse.major", MAJOR},
    {"GNU.sparse.minor", MINOR},
    {"GNU.sparse.numblocks", STRETCHES},
    {"GNU.sparse.offset", OFFSET},
    {"GNU.sparse.numbytes", LENGTH},
    {"GNU.sparse.map", MAP},
};

static enum lp_code
set_number(struct lp_tar_int *n, unsigned header, struct lp_slice value,
           struct lp_err *err)
{
    uint64_t v = 0;

    if (value.len == 0) {
        n->twice = true;
        return LP_OK;
    }
    if (!lp_text_u64(value, &v)) {
        return lp_fail_at(err, LP_E_FORMAT, LP_RULE_TAR_NUMBER, 0,
                          "tar: a size in a pax header is not a number");
    }
    set_int(n, header, (int64_t)v);
    return LP_OK;
}

static enum lp_code
use_record(struct lp_tar_ext *x, enum use use, struct lp_slice value,
           struct lp_err *err)
{
    struct lp_tar_text *texts[] = {&x->path, &x->link, &x->sparse_path};
    int64_t time = 0;

    switch (use) {
    case PATH:
    case LINK:
    case SPARSE_PATH:
        /* Where the name ends would be up to the reader. */
        x->text_bad = x->text_bad || (value.len > 0 &&
                                      memchr(value.data, 0, value.len) != NULL);
        set_text(texts[use], x->headers, value);
        return lp_buf_check(&texts[use]->bytes, err);
    case SIZE:
        return set_number(&x->size, x->headers, value, err);
    case REAL:
        return set_number(&x->real, x->headers, value, err);
    case MAJOR:
        return set_number(&x->major, x->headers, value, err);
    case MINOR:
        return set_number(&x->minor, x->headers, value, err);
    case STRETCHES:
        return set_number(&x->stretches, x->headers, value, err);
    case OFFSET:
    case LENGTH:
        return lp_tar_map_half(&x->map, use == LENGTH, value, err);
    case MAP:
        return lp_tar_map_list(&x->map, value, err);
    default:
        if (read_time(value, &time)) {
            set_int(&x->time, x->headers, time);
        } else if (value.len > 0) {
            x->number_bad = true;
        }
        return LP_OK;
    }
}

/* "%d %s=%s\n": the length, in octets and of the whole record, first. */
static bool
take_record(struct lp_cursor *c, struct lp_slice *key, struct lp_slice *value)
{
    size_t before = c->rest.len;
    uint64_t len = 0;
    size_t used;
    struct lp_cursor record;

    if (!lp_text_u64(lp_cursor_until(c, ' '), &len) || c->failed) {
        return false;
    }
    used = before - c->rest.len;
    if (len <= used || len > before) {
        return false;
    }
    record = lp_cursor_over(lp_cursor_take(c, (size_t)len - used));
    *key = lp_cursor_until(&record, '=');
    if (record.failed || key->len == 0 || record.rest.len == 0 ||
        record.rest.data[record.rest.len - 1] != '\n') {
        return false;
    }
    *value = lp_slice_head(record.rest, record.rest.len - 1);
    return true;
}

/* Of two pax headers for one member, GNU tar drops the first whole and Python
 * lets the first win: all that it gave is in doubt. */
static void
begin_pax(struct lp_tar_ext *x)
{
    if (x->pax) {
        x->path.twice = x->path.twice || x->path.from != 0;
        x->link.twice = x->link.twice || x->link.from != 0;
        x->size.twice = x->size.twice || x->size.from != 0;
        x->map.bad = x->map.bad || x->sparse;
    }
    x->pax = true;
    x->headers++;
}

enum lp_code
lp_tar_ext_pax(struct lp_tar_ext *x, struct lp_slice records,
               struct lp_err *err)
{
    struct lp_cursor c = lp_cursor_over(records);
    struct lp_slice key = {0};
    struct lp_slice value = {0};

    begin_pax(x);
    while (c.rest.len > 0) {
        uint64_t at = records.len - c.rest.len;
        enum lp_code rc = LP_OK;

        if (!take_record(&c, &key, &value)) {
            return lp_fail_at(err, LP_E_FORMAT, LP_RULE_TAR_PAX, at,
                              "tar: a record of a pax header is broken");
        }
        x->sparse =
            x->sparse || lp_slice_begins(key, lp_slice_str("GNU.sparse."));
        x->part = x->part || lp_slice_is(key, "GNU.volume.offset");
        for (size_t i = 0; i < sizeof keywords / sizeof keywords[0]; i++) {
            if (rc == LP_OK && lp_slice_is(key, keywords[i].word)) {
                rc = use_record(x, keywords[i].use, value, err);
            }
        }
        if (rc != LP_OK) {
            return rc;
        }
    }
    return LP_OK;
}

enum lp_code
lp_tar_ext_long(struct lp_tar_ext *x, bool link, struct lp_slice blocks,
                size_t size, struct lp_err *err)
{
    struct lp_tar_text *t = link ? &x->link : &x->path;
    struct lp_slice text = lp_slice_head(blocks, size);
    const uint8_t *nul = text.len == 0 ? NULL : memchr(text.data, 0, text.len);

    if (nul != NULL) {
        text.len = (size_t)(nul - text.data);
    } else if (size < blocks.len && blocks.data[size] != 0) {
        /* Python looks for the NUL in the whole block. */
        t->twice = true;
    }
    x->headers++;
    set_text(t, x->headers, text);
    return lp_buf_check(&t->bytes, err);
}

void
lp_tar_ext_clear(struct lp_tar_ext *x)
{
    struct lp_buf path = x->path.bytes;
    struct lp_buf link = x->link.bytes;
    struct lp_buf sparse = x->sparse_path.bytes;
    struct lp_tar_map map = x->map;

    lp_buf_clear(&path);
    lp_buf_clear(&link);
    lp_buf_clear(&sparse);
    lp_tar_map_clear(&map);
    *x = (struct lp_tar_ext){.path.bytes = path,
                             .link.bytes = link,
                             .sparse_path.bytes = sparse,
                             .map = map};
}

void
lp_tar_ext_release(struct lp_tar_ext *x)
{
    lp_buf_release(&x->path.bytes);
    lp_buf_release(&x->link.bytes);
    lp_buf_release(&x->sparse_path.bytes);
    lp_tar_map_release(&x->map);
    *x = (struct lp_tar_ext){0};
}
