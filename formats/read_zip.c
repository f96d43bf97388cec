#include "formats/read_zip.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "formats/zip_body.h"
#include "formats/zip_directory.h"
#include "formats/zip_document.h"
#include "formats/zip_end.h"
#include "formats/zip_header.h"
#include "formats/zip_local.h"
#include "formats/zip_tail.h"

/* Upper half of "version made by", 4.4.2.2. */
enum {
    HOST_UNIX = 3,
    HOST_DARWIN = 19,
};

struct zip {
    struct lp_view *view;
    const struct lp_limits *limits;
    const struct lp_unlocker *unlocker; /* NULL: there is no password */
    struct lp_zip_end end;
    struct lp_zip_directory directory;
    size_t i;
    uint64_t reach; /* no byte before it is free */
    struct lp_zip_window central;
    struct lp_zip_window local;
    struct lp_buf target;
    struct lp_buf decoded;
};

static unsigned
zip_bid(struct lp_slice head)
{
    bool zip = lp_slice_begins(head, lp_slice_str("PK\3\4")) ||
               lp_slice_begins(head, lp_slice_str("PK\5\6")) ||
               lp_slice_begins(head, lp_slice_str("PK\7\x08"));

    return zip && !lp_zip_is_document(head) ? 32 : 0;
}

static enum lp_code
zip_open(struct lp_reader *r, const struct lp_input *in, struct lp_err *err)
{
    struct zip *z = calloc(1, sizeof *z);
    enum lp_code rc;

    if (z == NULL) {
        return lp_no_memory(err);
    }
    r->state = z;
    z->view = in->view;
    z->limits = in->limits;
    z->unlocker = in->unlocker;
    z->central.view = in->view;
    z->local.view = in->view;
    z->target.max = LP_LINK_MAX;
    LP_TRY(lp_zip_end_find(&z->end, z->view, &r->found, err));
    LP_TRY(lp_zip_directory_read(&z->directory, z->view, &z->end, z->limits,
                                 &r->found, err));

done:
    return rc;
}

/* Pull all of `body`; what is wrong with it is noted about the entry. */
static enum lp_code
read_small(struct zip *z, struct lp_source *body, struct lp_entry *entry,
           struct lp_err *err)
{
    struct lp_err why = {0};
    struct lp_piece p = {0};
    enum lp_code rc;

    do {
        rc = lp_source_pull(body, &p, &why);
        lp_buf_put(&z->target, p.bytes);
    } while (rc == LP_OK && p.bytes.len > 0);
    if (rc == LP_E_FORMAT || rc == LP_E_LIMIT) {
        lp_buf_clear(&z->target);
        if (why.rule == LP_RULE_ENC_ZIP) {
            entry->closed = LP_RULE_ENC_ZIP;
        } else {
            lp_findings_add(&entry->found, (enum lp_rule)why.rule, why.at);
        }
        return LP_OK;
    }
    if (rc != LP_OK && err != NULL) {
        *err = why;
    }
    return rc == LP_OK ? lp_buf_check(&z->target, err) : rc;
}

/* What a name or a Unix mode makes of it, as long as its size allows. */
static enum lp_kind
kind_of(const struct lp_zip_header *h)
{
    unsigned host = h->made_by >> 8;
    unsigned mode =
        host == HOST_UNIX || host == HOST_DARWIN ? h->attributes >> 16 : 0;

    if (S_ISLNK(mode) && h->size <= LP_LINK_MAX) {
        return LP_KIND_SYMLINK;
    }
    if (h->size > 0) {
        return LP_KIND_OTHER;
    }
    if (lp_slice_ends(h->name, lp_slice_str("/"))) {
        return LP_KIND_DIR;
    }
    switch (mode & S_IFMT) {
    case S_IFIFO:
        return LP_KIND_FIFO;
    case S_IFSOCK:
        return LP_KIND_SOCKET;
    case S_IFCHR:
    case S_IFBLK:
        return LP_KIND_DEVICE;
    default:
        return LP_KIND_OTHER;
    }
}

/* Who unpacks what is neither stored nor deflated. */
static const struct lp_engine *
engine_of(unsigned method)
{
    switch (method) {
    case LP_ZIP_BZIP2:
        return &lp_engine_bzip2;
    case LP_ZIP_LZMA:
        return &lp_engine_zip_lzma;
    case LP_ZIP_ZSTD:
        return &lp_engine_zstd;
    case LP_ZIP_XZ:
        return &lp_engine_xz;
    default:
        return NULL;
    }
}

/* By what its data is packed, below the encryption. */
static unsigned
method_of(const struct lp_zip_header *h)
{
    return h->method == LP_ZIP_AES && h->aes.there ? h->aes.method : h->method;
}

static bool
is_encrypted(const struct lp_zip_header *h)
{
    return (h->flags & (LP_ZIP_ENCRYPTED | LP_ZIP_STRONG | LP_ZIP_MASKED)) !=
               0 ||
           h->method == LP_ZIP_AES;
}

/* Under which lock it is, if we know how to open that. 6.1.6: the head of
 * ZipCrypto ends with the highest byte of the CRC-32, or of the time if the
 * CRC-32 was not known yet. */
static struct lp_zip_lock
lock_of(const struct zip *z, const struct lp_zip_header *h)
{
    static const enum lp_lock aes[] = {LP_LOCK_NONE, LP_LOCK_AES128,
                                       LP_LOCK_AES192, LP_LOCK_AES256};
    struct lp_zip_lock lock = {.unlocker = z->unlocker};

    if (z->unlocker == NULL || (h->flags & LP_ZIP_ENCRYPTED) == 0 ||
        (h->flags & (LP_ZIP_STRONG | LP_ZIP_MASKED)) != 0) {
        return lock;
    }
    if (h->method != LP_ZIP_AES) {
        lock.how = LP_LOCK_ZIP;
    } else if (h->aes.there) {
        lock.how = aes[h->aes.strength];
    }
    lock.check[0] = (uint8_t)(h->crc >> 24);
    lock.check[1] = (h->flags & LP_ZIP_STREAMED) != 0 ? (uint8_t)(h->dos >> 8)
                                                      : lock.check[0];
    return lock;
}

/* Why a readable member cannot be unpacked. */
static enum lp_rule
closed_by(const struct zip *z, const struct lp_zip_header *h)
{
    unsigned method = method_of(h);

    if (is_encrypted(h) && lock_of(z, h).how == LP_LOCK_NONE) {
        return LP_RULE_ENC_ZIP;
    }
    if ((h->flags & LP_ZIP_PATCHED) != 0 ||
        (method != LP_ZIP_STORED && method != LP_ZIP_DEFLATED &&
         engine_of(method) == NULL)) {
        return LP_RULE_UNSUPPORTED_METHOD;
    }
    return LP_RULE_NONE;
}

/* APPNOTE D.1: a name is UTF-8 if its flag says so, else CP437; what a valid
 * 0x7075 field says goes before both. */
static void
decode_name(struct zip *z, struct lp_entry *entry,
            const struct lp_zip_header *h)
{
    if (h->unicode.len > 0) {
        if (!lp_slice_equal(h->unicode, h->name)) {
            entry->decoded = h->unicode;
            entry->name_by = LP_NAME_UNICODE;
        }
    } else if ((h->flags & LP_ZIP_UTF8) == 0) {
        entry->name_by = lp_name_decode(&z->decoded, h->name, LP_NAME_CP437);
        entry->decoded = lp_buf_slice(&z->decoded);
    }
}

/* What the central header alone says. */
static void
describe(const struct zip *z, struct lp_entry *entry,
         const struct lp_zip_header *h, const struct lp_zip_place *place)
{
    enum lp_lock lock = lock_of(z, h).how;
    uint64_t around = lp_zip_lock_head(lock) + lp_zip_lock_tail(lock);

    entry->name = h->name;
    entry->kind = kind_of(h);
    entry->has_size = true;
    entry->size = h->size;
    entry->packed = h->packed;
    entry->has_time = h->has_time;
    entry->time = h->time;
    entry->flags = place->again ? LP_FLAG_DUPLICATE_NAME : 0;
    entry->closed = closed_by(z, h);
    if (is_encrypted(h)) {
        entry->flags |= LP_FLAG_ENCRYPTED;
    }
    if (entry->closed == LP_RULE_UNSUPPORTED_METHOD) {
        entry->why = lp_zip_method_word(method_of(h));
    }
    if (h->other_name) {
        lp_findings_add(&entry->found, LP_RULE_ZIP_UNICODE, place->central);
    }
    if (h->sizes_twice ||
        (method_of(h) == LP_ZIP_STORED && entry->closed == LP_RULE_NONE &&
         (h->packed < around || h->size != h->packed - around))) {
        lp_findings_add(&entry->found, LP_RULE_ZIP_SIZES, place->central);
    }
    if (h->odd_extra) {
        lp_findings_add(&entry->found, LP_RULE_ZIP_DIRECTORY, place->central);
    }
}

/* Where the member is, and whether its bytes are its own. */
static enum lp_code
locate(struct zip *z, struct lp_reader *r, struct lp_zip_extent *x,
       const struct lp_zip_header *h, struct lp_entry *entry,
       struct lp_err *err)
{
    enum lp_code rc;

    if (x->local < x->limit && x->local < z->reach) {
        /* Not even its header is looked at: headers overlap as well. */
        lp_findings_add(&r->found, LP_RULE_ZIP_OVERLAP, x->local);
        entry->closed = LP_RULE_ZIP_OVERLAP;
        x->front = x->local + LP_ZIP_LOCAL_SIZE + h->name.len;
        x->front = h->packed < x->limit ? x->front + h->packed : x->limit;
        x->front = x->front < x->limit ? x->front : x->limit;
        return LP_OK;
    }
    if (x->local < x->limit && x->local > z->reach) {
        lp_findings_add(&r->found,
                        z->i == 0 ? LP_RULE_ZIP_PREPENDED : LP_RULE_ZIP_GAP,
                        z->reach);
    }
    rc = lp_zip_local_read(x, h, &z->local, &entry->found, err);
    if (x->closed != LP_RULE_NONE) {
        entry->closed = x->closed;
    }
    return rc;
}

/* A file gets its body. What else has packed bytes (a link's target, or the
 * empty stream of a folder) is unpacked here, so that none goes unseen. */
static enum lp_code
unpack(struct zip *z, const struct lp_zip_extent *x,
       const struct lp_zip_header *h, struct lp_entry *entry,
       struct lp_source *body, struct lp_err *err)
{
    struct lp_zip_data d = {
        .at = x->data,
        .packed = h->packed,
        .size = h->size,
        .crc = h->crc,
        .deflated = method_of(h) == LP_ZIP_DEFLATED,
        .engine = engine_of(method_of(h)),
        .marked = (h->flags & LP_ZIP_MARKED) != 0,
        .unsummed = h->method == LP_ZIP_AES && h->aes.version == 2,
        .lock = lock_of(z, h),
    };
    enum lp_code rc;

    lp_buf_clear(&z->target);
    if (entry->closed != LP_RULE_NONE) {
        return LP_OK;
    }
    rc = lp_zip_body(body, z->view, d, z->limits, err);
    if (rc != LP_OK || entry->kind == LP_KIND_OTHER) {
        return rc;
    }
    /* Folders are stored; some writers state a method but pack no byte. */
    if (h->packed > 0 || h->size > 0 || h->crc != 0) {
        rc = read_small(z, body, entry, err);
    }
    lp_source_release(body);
    if (rc == LP_OK && entry->kind == LP_KIND_SYMLINK &&
        lp_link_is_odd(lp_buf_slice(&z->target))) {
        /* It may be a document: it is looked at as one. */
        lp_findings_add(&entry->found, LP_RULE_LINK_ODD, x->data);
        entry->kind = LP_KIND_OTHER;
        return lp_zip_body(body, z->view, d, z->limits, err);
    }
    if (entry->kind == LP_KIND_SYMLINK) {
        entry->target = lp_buf_slice(&z->target);
        entry->flags |= z->target.len == 0 ? (uint32_t)LP_FLAG_EMPTY_LINK : 0;
    }
    return rc;
}

/* 4.3.11: an archive extra data record may stand before the directory. So
 * does the block with the signatures of an Android package: its length, its
 * pairs, its length again, its magic. */
static enum lp_code
is_known_block(struct zip *z, uint64_t at, bool *yes, struct lp_err *err)
{
    uint64_t n = z->end.directory - at;
    struct lp_slice bytes;
    struct lp_cursor c;
    uint64_t length;
    enum lp_code rc = lp_zip_window_show(&z->local, at, 8, &bytes, err);

    *yes = false;
    if (rc != LP_OK || bytes.len < 8 || n < 8) {
        return rc;
    }
    c = lp_cursor_over(bytes);
    if (lp_slice_begins(bytes, lp_slice_str("PK\6\x08"))) {
        (void)lp_cursor_take(&c, 4);
        *yes = lp_cursor_le32(&c) == n - 8;
        return LP_OK;
    }
    length = lp_cursor_le64(&c);
    if (length != n - 8 || length < 24) {
        return LP_OK;
    }
    rc = lp_zip_window_show(&z->local, z->end.directory - 24, 24, &bytes, err);
    if (rc == LP_OK) {
        c = lp_cursor_over(bytes);
        *yes = lp_cursor_le64(&c) == length &&
               lp_slice_is(c.rest, "APK Sig Block 42");
    }
    return rc;
}

/* After the last member. */
static enum lp_code
finish(struct zip *z, struct lp_reader *r, bool *end, struct lp_err *err)
{
    bool known = true;
    enum lp_code rc = LP_OK;

    if (z->directory.broken) {
        return lp_fail_at(err, LP_E_FORMAT, LP_RULE_ZIP_DIRECTORY,
                          z->directory.broken_at,
                          "zip: the list of members is broken");
    }
    if (z->reach < z->end.directory) {
        rc = is_known_block(z, z->reach, &known, err);
    }
    if (rc == LP_OK && !known) {
        lp_findings_add(&r->found,
                        z->reach == 0 ? LP_RULE_ZIP_PREPENDED : LP_RULE_ZIP_GAP,
                        z->reach);
    }
    *end = rc == LP_OK;
    return rc;
}

static enum lp_code
zip_next(struct lp_reader *r, struct lp_entry *entry, struct lp_source *body,
         bool *end, struct lp_err *err)
{
    struct zip *z = r->state;
    const struct lp_zip_place *place;
    struct lp_zip_extent x = {.next = z->end.directory,
                              .limit = z->end.directory};
    struct lp_zip_header h;
    enum lp_code rc;

    if (z->i == z->directory.n) {
        return finish(z, r, end, err);
    }
    place = &z->directory.places[z->i];
    LP_TRY(lp_zip_header_central(&h, &z->central, place->central, err));
    if (h.length == 0) {
        return lp_fail_at(err, LP_E_FORMAT, LP_RULE_CHANGED, place->central,
                          "zip: changed while it was read");
    }
    x.local = place->local;
    if (z->i + 1 < z->directory.n && place[1].local < x.limit) {
        x.next = place[1].local;
    }
    describe(z, entry, &h, place);
    decode_name(z, entry, &h);
    LP_TRY(lp_buf_check(&z->decoded, err));
    LP_TRY(locate(z, r, &x, &h, entry, err));
    LP_TRY(unpack(z, &x, &h, entry, body, err));
    if (x.local < x.limit && x.front > z->reach) {
        z->reach = x.front;
    }
    entry->front = x.front;
    z->i++;

done:
    return rc;
}

static void
zip_release(struct lp_reader *r)
{
    struct zip *z = r->state;

    if (z != NULL) {
        lp_zip_directory_release(&z->directory);
        lp_zip_window_release(&z->central);
        lp_zip_window_release(&z->local);
        lp_buf_release(&z->target);
        lp_buf_release(&z->decoded);
        free(z);
    }
    r->state = NULL;
}

const struct lp_reader_ops lp_read_zip = {
    .name = "zip-4",
    .kind = LP_KIND_ZIP,
    .access = LP_ACCESS_SEEK,
    .bid = zip_bid,
    .ends = lp_zip_tail,
    .open = zip_open,
    .next = zip_next,
    .release = zip_release,
};
