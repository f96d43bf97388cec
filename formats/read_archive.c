#include "formats/read_archive.h"

#include <stdlib.h>

#include "base/buf.h"
#include "formats/archive_head.h"
#include "formats/archive_walk.h"
#include "formats/helper.h"
#include "formats/pst_check.h"
#include "formats/ratio.h"

#define MEMBER_HEAD 22

/* How sure the bids are: most magics have 48 bits and more. */
#define SURE 48

struct archive {
    const struct lp_limits *limits;
    enum lp_kind kind;
    uint64_t packed; /* the size of the archive */
    uint64_t out;    /* of all members so far */
    uint64_t entries;
    uint64_t folders; /* ... that are told as folders or links */
    struct lp_archive_extent extent;
    struct lp_source frames;
    struct lp_feed feed;
    struct lp_buf member; /* the last MEMBER */
    bool body;            /* the member's is not over */
    bool has_size;
    uint64_t size;
    uint64_t got;      /* of the member */
    uint64_t left;     /* of the DATA at hand */
    struct lp_err why; /* once something failed, it stays so */
};

static enum lp_code
answer(const struct archive *a, struct lp_err *err)
{
    if (a->why.code != LP_OK && err != NULL) {
        *err = a->why;
    }
    return a->why.code;
}

/* The helper broke its own grammar. */
static enum lp_code
babble(struct lp_err *err)
{
    return lp_fail_at(err, LP_E_FORMAT, LP_RULE_HELPER_FAILED, 0,
                      "the helper says what makes no sense");
}

/* The next frame: its type, with `*len` bytes of body to come. */
static enum lp_code
take_head(struct archive *a, uint8_t *type, size_t *len, struct lp_err *err)
{
    uint8_t head[LP_HELPER_HEAD];
    size_t got = 0;
    enum lp_code rc = lp_feed_copy(&a->feed, head, sizeof head, &got, err);

    if (rc != LP_OK) {
        return rc;
    }
    *type = head[0];
    *len = lp_get_le32(head + 1);
    return got < sizeof head || *len > LP_HELPER_BODY_MAX ? babble(err) : LP_OK;
}

static enum lp_rule
broken_rule(const struct archive *a)
{
    return a->kind == LP_KIND_PST ? LP_RULE_PST : LP_RULE_ARCHIVE;
}

/* Why it stopped, as a rule. */
static enum lp_code
take_reason(struct archive *a, size_t len, struct lp_err *err)
{
    uint8_t why = 0;
    size_t got = 0;
    enum lp_code rc;

    if (len != 1) {
        return babble(err);
    }
    rc = lp_feed_copy(&a->feed, &why, 1, &got, err);
    if (rc != LP_OK) {
        return rc;
    }
    switch (why) {
    case LP_HELPER_MALFORMED:
        return lp_fail_at(err, LP_E_FORMAT, broken_rule(a), 0,
                          "the archive is broken or ends early");
    case LP_HELPER_CHECKSUM:
        return lp_fail_at(err, LP_E_FORMAT, LP_RULE_CRC, 0,
                          "a checksum in the archive is wrong");
    case LP_HELPER_IS_ENCRYPTED:
        return lp_fail_at(err, LP_E_FORMAT, LP_RULE_ENC_ZIP, 0,
                          "the archive is encrypted");
    case LP_HELPER_UNSUPPORTED:
        return lp_fail_at(err, LP_E_FORMAT, LP_RULE_UNSUPPORTED_METHOD, 0,
                          "the archive is packed in a way that is not read");
    default:
        return babble(err);
    }
}

/* The body is over: what was said of its size must be so. */
static enum lp_code
end_body(struct archive *a, struct lp_err *err)
{
    a->body = false;
    return a->has_size && a->got != a->size
               ? lp_fail_at(err, LP_E_FORMAT, LP_RULE_LENGTH, 0,
                            "a member has another length than it says")
               : LP_OK;
}

/* Go on to bytes of the body, or to its end. What goes wrong with one member
 * does not end the archive. */
static enum lp_code
next_data(struct archive *a, struct lp_err *err)
{
    uint8_t type = 0;
    size_t len = 0;
    enum lp_code rc = take_head(a, &type, &len, &a->why);

    if (rc != LP_OK) {
        return answer(a, err);
    }
    if (type == LP_HELPER_DATA && len > 0) {
        a->left = len;
        return LP_OK;
    }
    if (type == LP_HELPER_DONE && len == 0) {
        return end_body(a, err);
    }
    a->body = false;
    if (type == LP_HELPER_BROKEN) {
        rc = take_reason(a, len, err);
        return rc;
    }
    (void)babble(&a->why);
    return answer(a, err);
}

static enum lp_code
count_out(struct archive *a, size_t n, struct lp_err *err)
{
    const struct lp_ratio most = {.most = a->limits->ratio,
                                  .grace = a->limits->ratio_grace};

    a->got += n;
    a->out += n;
    return lp_ratio_holds(&most, a->out, a->packed)
               ? LP_OK
               : lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIMIT_RATIO, 0,
                            "the archive unpacks to too much");
}

static enum lp_code
body_pull(struct lp_source *s, struct lp_piece *out, struct lp_err *err)
{
    struct archive *a = s->self;
    struct lp_piece p;
    enum lp_code rc;

    if (a->why.code != LP_OK) {
        return answer(a, err);
    }
    if (a->body && a->left == 0) {
        rc = next_data(a, err);
        if (rc != LP_OK) {
            return rc;
        }
    }
    if (!a->body) {
        return LP_OK;
    }
    if (lp_feed_peek(&a->feed, &p, &a->why) == LP_OK && p.bytes.len == 0) {
        (void)babble(&a->why);
    }
    if (a->why.code == LP_OK) {
        p.bytes = lp_slice_head(p.bytes, (size_t)a->left);
        (void)count_out(a, p.bytes.len, &a->why);
    }
    if (a->why.code != LP_OK) {
        return answer(a, err);
    }
    lp_feed_took(&a->feed, p.bytes.len);
    a->left -= p.bytes.len;
    *out = p;
    return LP_OK;
}

static const struct lp_source_ops body_ops = {body_pull, NULL};

/* What is left of a member whose body nobody read, or not to its end. */
static enum lp_code
skip_body(struct archive *a, struct lp_err *err)
{
    struct lp_source body = {.ops = &body_ops, .self = a};

    while (a->body) {
        struct lp_err passed = {0};
        struct lp_piece p = {0};

        (void)body_pull(&body, &p, &passed);
        if (a->why.code != LP_OK) {
            break;
        }
    }
    return answer(a, err);
}

/* ------------------------------------------------------------- the members */

static enum lp_kind
kind_of(uint8_t kind)
{
    static const enum lp_kind kinds[] = {
        [LP_HELPER_FILE] = LP_KIND_OTHER,
        [LP_HELPER_DIR] = LP_KIND_DIR,
        [LP_HELPER_SYMLINK] = LP_KIND_SYMLINK,
        [LP_HELPER_HARDLINK] = LP_KIND_HARDLINK,
        [LP_HELPER_SPECIAL] = LP_KIND_DEVICE,
    };

    return kind <= LP_HELPER_SPECIAL ? kinds[kind] : LP_KIND_COUNT;
}

/* Folders are told with a slash at their end by some formats. */
static struct lp_slice
trim(struct lp_slice name, enum lp_kind kind)
{
    while (kind == LP_KIND_DIR && name.len > 1 &&
           name.data[name.len - 1] == '/') {
        name.len--;
    }
    return name;
}

/* Those that a member of such an archive may have. */
static unsigned
bits_of(const struct archive *a)
{
    return a->kind == LP_KIND_PST ? LP_HELPER_BITS
                                  : LP_HELPER_BITS & ~LP_HELPER_ORPHANED;
}

static enum lp_code
describe(struct archive *a, struct lp_entry *e, struct lp_err *err)
{
    struct lp_cursor c = lp_cursor_over(lp_buf_slice(&a->member));
    enum lp_kind kind = kind_of(lp_cursor_u8(&c));
    unsigned bits = lp_cursor_u8(&c);
    uint64_t size = lp_cursor_le64(&c);
    int64_t time = (int64_t)lp_cursor_le64(&c);
    size_t len = lp_cursor_le32(&c);

    if (c.failed || kind == LP_KIND_COUNT || len > c.rest.len ||
        bits > bits_of(a)) {
        return babble(err);
    }
    if (c.rest.len > a->limits->header) {
        return lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIMIT_HEADER, 0,
                          "a name in the archive is longer than the limit");
    }
    e->kind = kind;
    a->folders += kind != LP_KIND_OTHER ? 1 : 0;
    e->name = trim(lp_slice_head(c.rest, len), kind);
    e->target = lp_slice_from(c.rest, len);
    /* Some formats give folders a size. */
    e->has_size = kind == LP_KIND_OTHER && (bits & LP_HELPER_HAS_SIZE) != 0;
    e->size = e->has_size ? size : 0;
    e->has_time = (bits & LP_HELPER_HAS_TIME) != 0;
    e->time = e->has_time ? time : 0;
    e->packed = a->packed;
    if (a->kind == LP_KIND_PST) {
        /* It lies in pieces: no span is its. */
        e->role = LP_ROLE_MESSAGE;
        e->has_span = true;
    }
    e->flags |= (bits & LP_HELPER_ORPHANED) != 0 ? LP_FLAG_ORPHANED : 0;
    if ((bits & LP_HELPER_ENCRYPTED) != 0) {
        e->flags |= LP_FLAG_ENCRYPTED;
        e->closed = LP_RULE_ENC_ZIP;
    }
    a->body = kind == LP_KIND_OTHER && e->closed == LP_RULE_NONE;
    a->has_size = e->has_size;
    a->size = e->size;
    a->got = 0;
    return LP_OK;
}

static enum lp_code
take_member(struct archive *a, size_t len, struct lp_entry *e,
            struct lp_err *err)
{
    uint8_t *to;
    size_t got = 0;
    enum lp_code rc;

    if (++a->entries > a->limits->entries) {
        return lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIMIT_ENTRIES, 0,
                          "the archive has more entries than the limit");
    }
    if (len < MEMBER_HEAD) {
        return babble(err);
    }
    lp_buf_clear(&a->member);
    to = lp_buf_room(&a->member, len);
    if (to == NULL) {
        return lp_no_memory(err);
    }
    LP_TRY(lp_feed_copy(&a->feed, to, len, &got, err));
    if (got < len) {
        return babble(err);
    }
    a->member.len = len;
    rc = describe(a, e, err);

done:
    return rc;
}

/* The folder that a file system is itself. */
static bool
is_root(const struct lp_entry *e)
{
    return e->kind == LP_KIND_DIR && lp_slice_is(e->name, ".");
}

/* Something about the whole, which does not stop the reading. */
static enum lp_code
take_note(struct archive *a, size_t len, struct lp_reader *r,
          struct lp_err *err)
{
    uint8_t what = 0;
    size_t got = 0;
    enum lp_code rc;

    if (len != 1 || a->kind != LP_KIND_PST) {
        return babble(err);
    }
    LP_TRY(lp_feed_copy(&a->feed, &what, 1, &got, err));
    if (what == LP_HELPER_HAS_PASSWORD) {
        r->flags |= LP_FLAG_PASSWORD;
    } else if (what == LP_HELPER_MALFORMED) {
        lp_findings_add(&r->found, broken_rule(a), 0);
    } else {
        rc = babble(err);
    }

done:
    return rc;
}

/* LHA: headers that say one thing to libarchive and another to others. */
static void
see_all(const struct archive *a, struct lp_reader *r)
{
    if (a->kind == LP_KIND_LHA && a->extent.whole &&
        (a->entries != a->extent.members || a->folders != a->extent.folders)) {
        lp_findings_add(&r->found, broken_rule(a), 0);
    }
}

static enum lp_code
step(struct archive *a, struct lp_reader *r, struct lp_entry *e, bool *end,
     struct lp_err *err)
{
    uint8_t type = 0;
    size_t len = 0;
    enum lp_code rc;

    LP_TRY(skip_body(a, err));
    LP_TRY(take_head(a, &type, &len, err));
    while (type == LP_HELPER_MEMBER || type == LP_HELPER_NOTE) {
        if (type == LP_HELPER_NOTE) {
            LP_TRY(take_note(a, len, r, err));
        } else {
            LP_TRY(take_member(a, len, e, err));
            if (!is_root(e)) {
                return LP_OK;
            }
            *e = (struct lp_entry){0};
        }
        LP_TRY(take_head(a, &type, &len, err));
    }
    if (type == LP_HELPER_FAILED) {
        rc = take_reason(a, len, err);
    } else if (type == LP_HELPER_END && len == 0) {
        *end = true;
        see_all(a, r);
    } else {
        rc = babble(err);
    }

done:
    return rc;
}

static enum lp_code
archive_next(struct lp_reader *r, struct lp_entry *entry,
             struct lp_source *body, bool *end, struct lp_err *err)
{
    struct archive *a = r->state;

    if (a->why.code == LP_OK) {
        a->why.code = step(a, r, entry, end, &a->why);
    }
    if (a->why.code == LP_OK && !*end && a->body) {
        *body = (struct lp_source){.ops = &body_ops, .self = a};
    }
    return answer(a, err);
}

/* --------------------------------------------------------------- the reader */

static enum lp_code
archive_open(struct lp_reader *r, const struct lp_input *in, struct lp_err *err)
{
    struct archive *a = calloc(1, sizeof *a);
    enum lp_kind kind = r->ops->kind;
    uint8_t head[64];
    size_t got = 0;
    enum lp_rule closed;
    enum lp_code rc;

    if (a == NULL) {
        return lp_no_memory(err);
    }
    r->state = a;
    a->limits = in->limits;
    a->kind = kind;
    a->packed = in->view->size;
    LP_TRY(lp_view_read(in->view, 0, head, sizeof head, &got, err));
    closed = lp_archive_closed(kind, (struct lp_slice){head, got});
    if (closed != LP_RULE_NONE) {
        return lp_fail_at(err, LP_E_FORMAT, closed, 0,
                          "the archive can not be opened as it is");
    }
    if (kind == LP_KIND_PST) {
        LP_TRY(lp_pst_check(in->view, &r->found, err));
    }
    if (in->helper == NULL) {
        return lp_fail_at(err, LP_E_FORMAT, LP_RULE_HELPER_MISSING, 0,
                          "there are no helpers here");
    }
    LP_TRY(lp_archive_look(&r->found, &a->extent, kind, in->view, in->limits,
                           err));
    LP_TRY(in->helper->start(&a->frames,
                             kind == LP_KIND_PST ? "pst" : "archive",
                             lp_kind_word(kind), in->view, err));
    a->feed.from = &a->frames;

done:
    return rc;
}

static void
archive_release(struct lp_reader *r)
{
    struct archive *a = r->state;

    if (a != NULL) {
        lp_source_release(&a->frames);
        lp_buf_release(&a->member);
        free(a);
    }
    r->state = NULL;
}

#define READER(suffix, version, KIND)                      \
    static unsigned bid_##suffix(struct lp_slice head)     \
    {                                                      \
        return lp_archive_kind(head) == (KIND) ? SURE : 0; \
    }                                                      \
    const struct lp_reader_ops lp_read_##suffix = {        \
        .name = #suffix "-" version,                       \
        .kind = (KIND),                                    \
        .access = LP_ACCESS_STREAM,                        \
        .aside = true,                                     \
        .spread = true,                                    \
        .bid = bid_##suffix,                               \
        .open = archive_open,                              \
        .next = archive_next,                              \
        .release = archive_release,                        \
    };

READER(7z, "2", LP_KIND_7Z)
READER(ar, "1", LP_KIND_AR)
READER(cab, "2", LP_KIND_CAB)
READER(iso, "2", LP_KIND_ISO)
READER(lha, "1", LP_KIND_LHA)
READER(pst, "1", LP_KIND_PST)
READER(rar, "2", LP_KIND_RAR)
