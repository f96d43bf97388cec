#include "formats/ole_native.h"

#include <stdlib.h>

/* A class, a name or a path, at most. */
#define TEXT_MAX 4096

/* What a package is. */
#define LINKED 1
#define COPIED 3

struct lp_native {
    struct lp_source from;
    struct lp_feed feed;
    enum lp_rule rule;
    uint64_t at;
    uint64_t left; /* of the data; UINT64_MAX: all there is */
    struct lp_buf text;
};

enum lp_code
lp_native_broken(const struct lp_native *n, const char *what,
                 struct lp_err *err)
{
    return lp_fail_at(err, LP_E_FORMAT, n->rule, n->at, "%s", what);
}

enum lp_code
lp_native_new(struct lp_native **out, struct lp_source *from, enum lp_rule rule,
              uint64_t at, struct lp_err *err)
{
    struct lp_native *n = calloc(1, sizeof *n);

    if (n == NULL) {
        lp_source_release(from);
        return lp_no_memory(err);
    }
    n->from = *from;
    *from = (struct lp_source){0};
    n->feed.from = &n->from;
    n->rule = rule;
    n->at = at;
    n->left = UINT64_MAX;
    *out = n;
    return LP_OK;
}

void
lp_native_free(struct lp_native *n)
{
    if (n != NULL) {
        lp_source_release(&n->from);
        lp_buf_release(&n->text);
        free(n);
    }
}

static enum lp_code
take(struct lp_native *n, uint8_t *to, size_t size, struct lp_err *err)
{
    size_t got;
    enum lp_code rc = lp_feed_copy(&n->feed, to, size, &got, err);

    return rc == LP_OK && got < size
               ? lp_native_broken(n, "an object ends inside its header", err)
               : rc;
}

enum lp_code
lp_native_le32(struct lp_native *n, uint32_t *out, struct lp_err *err)
{
    uint8_t bytes[4] = {0};
    enum lp_code rc = take(n, bytes, sizeof bytes, err);

    *out = lp_get_le32(bytes);
    return rc;
}

enum lp_code
lp_native_string(struct lp_native *n, struct lp_slice *out, struct lp_err *err)
{
    uint32_t len;
    uint8_t *room;
    enum lp_code rc;

    lp_buf_clear(&n->text);
    LP_TRY(lp_native_le32(n, &len, err));
    if (len > TEXT_MAX) {
        return lp_native_broken(n, "a name in an object is too long", err);
    }
    room = lp_buf_room(&n->text, len);
    LP_TRY(lp_buf_check(&n->text, err));
    LP_TRY(take(n, room, len, err));
    n->text.len = len > 0 ? len - 1 : 0;
    *out = lp_buf_slice(&n->text);

done:
    return rc;
}

/* A string that only its NUL ends. */
static enum lp_code
take_string(struct lp_native *n, struct lp_err *err)
{
    uint8_t byte = 1;
    enum lp_code rc = LP_OK;

    lp_buf_clear(&n->text);
    while (byte != 0) {
        LP_TRY(take(n, &byte, 1, err));
        lp_buf_byte(&n->text, byte);
        if (n->text.len > TEXT_MAX) {
            return lp_native_broken(n, "a name in an object is too long", err);
        }
    }
    n->text.len -= n->text.len > 0 ? 1 : 0;
    rc = lp_buf_check(&n->text, err);

done:
    return rc;
}

void
lp_native_size(struct lp_native *n, uint64_t size)
{
    n->left = size;
}

/* Its name is that under which it was taken in; the path behind it says where
 * that was. */
enum lp_code
lp_native_package(struct lp_native *n, struct lp_buf *name, bool *linked,
                  struct lp_err *err)
{
    struct lp_slice path;
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
    *linked = lp_get_le16(head + 2) == LINKED;
    if (*linked) {
        return LP_OK;
    }
    if (lp_get_le16(head) != 0 || lp_get_le16(head + 2) != COPIED) {
        return lp_native_broken(n, "a package of no known form", err);
    }
    LP_TRY(lp_native_string(n, &path, err));
    LP_TRY(lp_native_le32(n, &size, err));
    if (n->feed.at - from > all || size > all - (n->feed.at - from)) {
        return lp_native_broken(n, "a package is larger than its object", err);
    }
    n->left = size;
    rc = lp_buf_check(name, err);

done:
    return rc;
}

bool
lp_native_is_package(struct lp_slice head, uint64_t all)
{
    struct lp_cursor c = lp_cursor_over(head);
    unsigned mark = lp_cursor_le16(&c);
    size_t label = lp_cursor_until(&c, 0).len;
    size_t from = lp_cursor_until(&c, 0).len;
    unsigned zero = lp_cursor_le16(&c);
    unsigned form = lp_cursor_le16(&c);
    uint32_t path;
    uint32_t size;

    if (c.failed || mark != 2 || label > TEXT_MAX || from > TEXT_MAX ||
        zero != 0) {
        return false;
    }
    if (form == LINKED) {
        return true;
    }
    path = lp_cursor_le32(&c);
    (void)lp_cursor_take(&c, path);
    size = lp_cursor_le32(&c);
    return !c.failed && form == COPIED && path <= TEXT_MAX &&
           size <= all - (head.len - c.rest.len);
}

static enum lp_code
native_pull(struct lp_source *s, struct lp_piece *out, struct lp_err *err)
{
    struct lp_native *n = s->self;
    enum lp_code rc;

    if (n->left == 0) {
        return LP_OK;
    }
    LP_TRY(lp_feed_peek(&n->feed, out, err));
    if (out->bytes.len == 0) {
        return n->left == UINT64_MAX
                   ? LP_OK
                   : lp_native_broken(n, "an object ends before its data does",
                                      err);
    }
    out->bytes = lp_slice_head(out->bytes,
                               n->left < SIZE_MAX ? (size_t)n->left : SIZE_MAX);
    n->left -= n->left == UINT64_MAX ? 0 : out->bytes.len;
    lp_feed_took(&n->feed, out->bytes.len);

done:
    return rc;
}

static void
native_release(struct lp_source *s)
{
    lp_native_free(s->self);
}

struct lp_source
lp_native_source(struct lp_native *n)
{
    static const struct lp_source_ops ops = {native_pull, native_release};

    return (struct lp_source){&ops, n};
}
