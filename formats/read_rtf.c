#include "formats/read_rtf.h"

#include <stdlib.h>

#include "base/buf.h"
#include "formats/rtf_embedded.h"
#include "formats/rtf_hex.h"

/* A class, a name or a path in an object, at most. */
#define TEXT_MAX 4096

struct rtf {
    struct lp_view *view;
    const struct lp_limits *limits;
    struct lp_rtf_embeddeds found;
    size_t i;
    struct lp_buf name;
};

/* The data of an object, behind what stands before it. */
struct native {
    struct lp_source hex;
    struct lp_feed feed;
    uint64_t at;   /* of the object in the file */
    uint64_t left; /* of it */
    struct lp_buf text;
};

static enum lp_code
broken(const struct native *n, const char *what, struct lp_err *err)
{
    return lp_fail_at(err, LP_E_FORMAT, LP_RULE_RTF_OBJECT, n->at, "rtf: %s",
                      what);
}

static enum lp_code
native_pull(struct lp_source *s, struct lp_piece *out, struct lp_err *err)
{
    struct native *n = s->self;
    enum lp_code rc;

    if (n->left == 0) {
        return LP_OK;
    }
    LP_TRY(lp_feed_peek(&n->feed, out, err));
    if (out->bytes.len == 0) {
        return broken(n, "an object ends before its data does", err);
    }
    if (out->bytes.len > n->left) {
        out->bytes.len = (size_t)n->left;
    }
    n->left -= out->bytes.len;
    lp_feed_took(&n->feed, out->bytes.len);

done:
    return rc;
}

static void
native_free(struct native *n)
{
    lp_source_release(&n->hex);
    lp_buf_release(&n->text);
    free(n);
}

static void
native_release(struct lp_source *s)
{
    native_free(s->self);
}

static const struct lp_source_ops native_ops = {native_pull, native_release};

static enum lp_code
take(struct native *n, uint8_t *to, size_t size, struct lp_err *err)
{
    size_t got;
    enum lp_code rc = lp_feed_copy(&n->feed, to, size, &got, err);

    return rc == LP_OK && got < size
               ? broken(n, "an object ends inside its header", err)
               : rc;
}

static enum lp_code
take_le32(struct native *n, uint32_t *out, struct lp_err *err)
{
    uint8_t bytes[4] = {0};
    enum lp_code rc = take(n, bytes, sizeof bytes, err);

    *out = lp_get_le32(bytes);
    return rc;
}

/* A string with its length before it, and a NUL at its end. */
static enum lp_code
take_counted(struct native *n, struct lp_err *err)
{
    uint32_t len;
    uint8_t *room;
    enum lp_code rc;

    lp_buf_clear(&n->text);
    LP_TRY(take_le32(n, &len, err));
    if (len > TEXT_MAX) {
        return broken(n, "a name in an object is too long", err);
    }
    room = lp_buf_room(&n->text, len);
    LP_TRY(lp_buf_check(&n->text, err));
    LP_TRY(take(n, room, len, err));
    n->text.len = len > 0 ? len - 1 : 0;

done:
    return rc;
}

/* A string that only its NUL ends. */
static enum lp_code
take_string(struct native *n, struct lp_err *err)
{
    uint8_t byte = 1;
    enum lp_code rc = LP_OK;

    lp_buf_clear(&n->text);
    while (byte != 0) {
        LP_TRY(take(n, &byte, 1, err));
        lp_buf_byte(&n->text, byte);
        if (n->text.len > TEXT_MAX) {
            return broken(n, "a name in an object is too long", err);
        }
    }
    n->text.len -= n->text.len > 0 ? 1 : 0;
    rc = lp_buf_check(&n->text, err);

done:
    return rc;
}

/* What a package says of its file, which then is the data. Its name is that
 * under which it was taken in; the path behind it says where that was. */
static enum lp_code
open_package(struct native *n, struct lp_buf *name, struct lp_err *err)
{
    uint8_t head[4];
    uint64_t all = n->left;
    uint64_t from = n->feed.at;
    uint32_t size;
    enum lp_code rc;

    LP_TRY(take(n, head, 2, err));
    LP_TRY(take_string(n, err));
    if (n->text.len > 0) {
        lp_buf_clear(name);
        lp_buf_put(name, lp_buf_slice(&n->text));
    }
    LP_TRY(take_string(n, err));
    LP_TRY(take(n, head, 4, err));
    if (lp_get_le16(head) != 0 || lp_get_le16(head + 2) != 3) {
        return broken(n, "a package that is only linked", err);
    }
    LP_TRY(take_counted(n, err));
    LP_TRY(take_le32(n, &size, err));
    if (n->feed.at - from > all || size > all - (n->feed.at - from)) {
        return broken(n, "a package is larger than its object", err);
    }
    n->left = size;
    rc = lp_buf_check(name, err);

done:
    return rc;
}

/* [MS-OLEDS] 2.2.4 and 2.2.5. `*linked`: it holds nothing. */
static enum lp_code
open_object(struct native *n, struct lp_buf *name, bool *linked,
            struct lp_err *err)
{
    uint32_t word;
    bool package;
    enum lp_code rc;

    LP_TRY(take_le32(n, &word, err)); /* a version that says nothing */
    LP_TRY(take_le32(n, &word, err));
    *linked = word != 2;
    if (*linked && word <= 1) {
        return LP_OK;
    }
    if (*linked) {
        return broken(n, "an object of no known form", err);
    }
    LP_TRY(take_counted(n, err));
    package = lp_slice_is(lp_buf_slice(&n->text), "Package");
    LP_TRY(take_counted(n, err)); /* topic */
    LP_TRY(take_counted(n, err)); /* item */
    LP_TRY(take_le32(n, &word, err));
    n->left = word;
    if (package) {
        LP_TRY(open_package(n, name, err));
    }

done:
    return rc;
}

static enum lp_code
give_object(struct rtf *t, const struct lp_rtf_embedded *e,
            struct lp_entry *entry, struct lp_source *body, bool *linked,
            struct lp_err *err)
{
    struct native *n = calloc(1, sizeof *n);
    struct lp_err why = {0};
    enum lp_code rc;

    if (n == NULL) {
        return lp_no_memory(err);
    }
    n->at = e->at;
    LP_TRY(lp_rtf_hex(&n->hex, t->view, e->at, e->end, err));
    n->feed.from = &n->hex;
    rc = open_object(n, &t->name, linked, &why);
    if (rc == LP_E_FORMAT) {
        entry->closed = LP_RULE_RTF_OBJECT;
        rc = LP_OK;
    } else if (rc != LP_OK) {
        *err = why;
    } else if (!*linked) {
        *body = (struct lp_source){&native_ops, n};
        n = NULL;
    }

done:
    if (n != NULL) {
        native_free(n);
    }
    return rc;
}

static enum lp_code
give(struct rtf *t, struct lp_entry *entry, struct lp_source *body, bool *given,
     struct lp_err *err)
{
    const struct lp_rtf_embedded *e = &t->found.of[t->i++];
    bool object = e->holds == LP_RTF_HOLDS_OBJECT;
    bool linked = false;
    enum lp_code rc;

    lp_buf_clear(&t->name);
    lp_buf_printf(&t->name, object ? "object %zu" : "image %zu", t->i);
    if (!object) {
        lp_buf_printf(&t->name, ".%s", e->ending);
    }
    if (e->open) {
        entry->closed = LP_RULE_RTF_OBJECT;
        rc = LP_OK;
    } else if (object) {
        rc = give_object(t, e, entry, body, &linked, err);
    } else {
        rc = lp_rtf_hex(body, t->view, e->at, e->end, err);
    }
    entry->name = lp_buf_slice(&t->name);
    entry->packed = e->end - e->at;
    entry->front = e->end;
    *given = !linked || entry->closed != LP_RULE_NONE;
    return rc == LP_OK ? lp_buf_check(&t->name, err) : rc;
}

static enum lp_code
rtf_next(struct lp_reader *r, struct lp_entry *entry, struct lp_source *body,
         bool *end, struct lp_err *err)
{
    struct rtf *t = r->state;
    bool given = false;
    enum lp_code rc = LP_OK;

    while (rc == LP_OK && !given && t->i < t->found.n) {
        *entry = (struct lp_entry){0};
        rc = give(t, entry, body, &given, err);
    }
    *end = rc == LP_OK && !given;
    return rc;
}

static enum lp_code
rtf_open(struct lp_reader *r, const struct lp_input *in, struct lp_err *err)
{
    struct rtf *t = calloc(1, sizeof *t);

    if (t == NULL) {
        return lp_no_memory(err);
    }
    r->state = t;
    t->view = in->view;
    t->limits = in->limits;
    return lp_rtf_embedded_find(&t->found, in->view, in->limits, err);
}

static void
rtf_release(struct lp_reader *r)
{
    struct rtf *t = r->state;

    if (t != NULL) {
        lp_rtf_embedded_release(&t->found);
        lp_buf_release(&t->name);
        free(t);
    }
    r->state = NULL;
}

const struct lp_reader_ops lp_read_rtf = {
    .name = "rtf-1",
    .kind = LP_KIND_RTF,
    .access = LP_ACCESS_SEEK,
    .within = true,
    .open = rtf_open,
    .next = rtf_next,
    .release = rtf_release,
};
