#ifndef LP_TEST_ZIP_BOX_H
#define LP_TEST_ZIP_BOX_H

#include <string.h>
#include <zlib.h>

#include "base/buf.h"
#include "formats/read_zip.h"
#include "tests/unit/test.h"

/* Builds ZIP archives, right ones and wrong ones, and writes down what the
 * reader sees in them. */

/* A view of bytes in memory. */
struct memory {
    struct lp_view base;
    struct lp_slice bytes;
};

static inline enum lp_code
memory_read(struct lp_view *v, uint64_t at, uint8_t *to, size_t n, size_t *got,
            struct lp_err *err)
{
    const struct memory *m = (const struct memory *)v;

    (void)err;
    memcpy(to, m->bytes.data + at, n);
    *got = n;
    return LP_OK;
}

static inline void
memory_free(struct lp_view *v)
{
    (void)v;
}

static const struct lp_view_ops memory_ops = {memory_read, memory_free};

/* Bytes of a literal, which may hold NULs. */
struct lit {
    const char *p;
    size_t n;
};
#define L(literal)                   \
    {                                \
        literal, sizeof(literal) - 1 \
    }

/* A member as the builder writes it: all that is zero is as it should be. */
struct part {
    const char *name;
    const char *local_name; /* if it differs */
    const char *text;
    unsigned method;
    unsigned local_method; /* added to the local header's */
    unsigned flags;
    unsigned local_flags; /* flipped in the local header */
    bool blank;           /* the local header has no CRC and sizes */
    unsigned crc;         /* flipped in both headers ... */
    unsigned local_crc;   /* ... and in the local one only */
    unsigned size;        /* added to the sizes in both ... */
    unsigned local_size;  /* ... and in the local one only */
    unsigned more;        /* added to the unpacked size alone */
    unsigned made_by;
    unsigned mode;
    unsigned disk;
    unsigned offset;   /* added to where the local header is said to be */
    struct lit packed; /* if not as the text is */
    struct lit local_extra;
    struct lit extra;
    struct lit behind; /* the data */
    struct lit magic;  /* instead of PK\3\4 */
};

struct box {
    struct lit before;
    bool shifted; /* the offsets do not count `before` */
    struct part parts[3];
    struct lit between;    /* the members and the directory */
    struct lit before_end; /* the directory and the end record */
    bool wide;             /* zip64 records */
    unsigned wide_count;   /* added there */
    unsigned count;        /* added to the count */
    unsigned disk;
    unsigned directory; /* added to the offset of the directory */
    unsigned length;    /* added to its length */
    struct lit comment;
    struct lit after;
};

static inline void
put(struct lp_buf *b, struct lit l)
{
    lp_buf_put(b, (struct lp_slice){(const uint8_t *)l.p, l.n});
}

static inline void
put_common(struct lp_buf *b, const struct part *p, bool local)
{
    size_t n = p->packed.p != NULL ? p->packed.n : strlen(p->text);
    uint32_t crc =
        (uint32_t)crc32(0, (const Bytef *)p->text, (uInt)strlen(p->text));
    uint32_t extra = p->size + (local ? p->local_size : 0);
    bool blank = local && p->blank;
    struct lit fields = local ? p->local_extra : p->extra;

    lp_buf_le16(b, (uint16_t)(p->flags ^ (local ? p->local_flags : 0)));
    lp_buf_le16(b, (uint16_t)(p->method + (local ? p->local_method : 0)));
    lp_buf_le16(b, 0x6000);               /* 12:00 */
    lp_buf_le16(b, 20 << 9 | 1 << 5 | 2); /* 2000-01-02 */
    lp_buf_le32(b, blank ? 0 : crc ^ p->crc ^ (local ? p->local_crc : 0));
    lp_buf_le32(b, blank ? 0 : (uint32_t)n + extra);
    lp_buf_le32(b, blank ? 0 : (uint32_t)strlen(p->text) + extra + p->more);
    lp_buf_le16(b,
                (uint16_t)strlen(local && p->local_name != NULL ? p->local_name
                                                                : p->name));
    lp_buf_le16(b, (uint16_t)fields.n);
}

static inline void
put_local(struct lp_buf *b, const struct part *p)
{
    put(b, p->magic.p != NULL ? p->magic : (struct lit)L("PK\3\4"));
    lp_buf_le16(b, 20);
    put_common(b, p, true);
    lp_buf_str(b, p->local_name != NULL ? p->local_name : p->name);
    put(b, p->local_extra);
    if (p->packed.p != NULL) {
        put(b, p->packed);
    } else {
        lp_buf_str(b, p->text);
    }
    put(b, p->behind);
}

static inline void
put_central(struct lp_buf *b, const struct part *p, uint64_t at)
{
    lp_buf_str(b, "PK\1\2");
    lp_buf_le16(b, (uint16_t)(p->made_by << 8));
    lp_buf_le16(b, 20);
    put_common(b, p, false);
    lp_buf_le16(b, 0);
    lp_buf_le16(b, (uint16_t)p->disk);
    lp_buf_le16(b, 0);
    lp_buf_le32(b, p->mode << 16);
    lp_buf_le32(b, (uint32_t)at + p->offset);
    lp_buf_str(b, p->name);
    put(b, p->extra);
}

static inline void
put_end(struct lp_buf *b, const struct box *box, uint64_t count, uint64_t at,
        uint64_t size)
{
    uint64_t here = b->len;

    if (box->wide) {
        lp_buf_str(b, "PK\6\6");
        lp_buf_le64(b, 44);
        lp_buf_le32(b, 0);
        lp_buf_le64(b, 0);
        lp_buf_le64(b, count + box->wide_count);
        lp_buf_le64(b, count + box->wide_count);
        lp_buf_le64(b, size);
        lp_buf_le64(b, at);
        lp_buf_str(b, "PK\6\7");
        lp_buf_le32(b, 0);
        lp_buf_le64(b, here - (box->shifted ? box->before.n : 0));
        lp_buf_le32(b, 1);
    }
    lp_buf_str(b, "PK\5\6");
    lp_buf_le16(b, (uint16_t)box->disk);
    lp_buf_le16(b, 0);
    lp_buf_le16(b, (uint16_t)count);
    lp_buf_le16(b, (uint16_t)count);
    lp_buf_le32(b, (uint32_t)size);
    lp_buf_le32(b, box->wide ? UINT32_MAX : (uint32_t)at);
    lp_buf_le16(b, (uint16_t)box->comment.n);
    put(b, box->comment);
    put(b, box->after);
}

static inline struct lp_buf
build(const struct box *box)
{
    struct lp_buf b = {0};
    uint64_t skew = box->shifted ? box->before.n : 0;
    uint64_t at[3] = {0};
    uint64_t directory;
    uint64_t size;
    unsigned n = 0;

    put(&b, box->before);
    for (; n < 3 && box->parts[n].name != NULL; n++) {
        at[n] = b.len - skew;
        put_local(&b, &box->parts[n]);
    }
    put(&b, box->between);
    directory = b.len;
    for (unsigned i = 0; i < n; i++) {
        put_central(&b, &box->parts[i], at[i]);
    }
    size = b.len - directory;
    put(&b, box->before_end);
    put_end(&b, box, n + box->count, directory - skew + box->directory,
            size + box->length);
    return b;
}

static inline void
tell(struct lp_buf *to, const char *mark, unsigned rule)
{
    lp_buf_printf(to, "%s%s", mark, lp_rule_info(rule)->word);
}

static inline void
tell_findings(struct lp_buf *to, const struct lp_findings *f)
{
    for (unsigned i = 0; i < f->n; i++) {
        tell(to, " !", f->of[i].rule);
    }
}

static inline void
tell_entry(struct lp_buf *to, const struct lp_entry *e, struct lp_source *body)
{
    struct lp_piece p;
    struct lp_err err = {0};
    enum lp_code rc;

    lp_buf_str(to, to->len > 0 ? " " : "");
    lp_buf_put(to, e->name);
    if (e->name_by != LP_NAME_FOUND) {
        lp_buf_printf(to, "(%s)", lp_name_by_word(e->name_by));
        lp_buf_put(to, e->decoded);
    }
    if (e->kind != LP_KIND_OTHER) {
        lp_buf_printf(to, "(%s)", lp_kind_word(e->kind));
        lp_buf_put(to, e->target);
    }
    if (e->closed != LP_RULE_NONE) {
        tell(to, "#", e->closed);
    }
    if (body->ops != NULL) {
        lp_buf_str(to, "=");
        do {
            rc = lp_source_pull(body, &p, &err);
            lp_buf_put(to, p.bytes);
        } while (rc == LP_OK && p.bytes.len > 0);
        if (rc != LP_OK) {
            tell(to, "?", err.rule);
        }
    }
    if ((e->flags & LP_FLAG_DUPLICATE_NAME) != 0) {
        lp_buf_str(to, "*");
    }
    tell_findings(to, &e->found);
}

/*
 * Read all and write down what was seen: name(by)decoded=content, (kind)target,
 * #closed, ?fault of a body, !finding, and after " ." what is said of the
 * archive.
 */
static inline void
transcribe_by(struct lp_buf *to, struct lp_slice bytes, uint64_t entries,
              const struct lp_unlocker *unlocker)
{
    struct memory m = {{&memory_ops, bytes.len, 1}, bytes};
    struct lp_limits limits = lp_limits_default;
    struct lp_input in = {
        .view = &m.base, .limits = &limits, .unlocker = unlocker};
    struct lp_reader r = {.ops = &lp_read_zip};
    struct lp_err err = {0};
    bool end = false;
    enum lp_code rc;

    limits.entries = entries;
    LP_TRY(r.ops->open(&r, &in, &err));
    while (!end) {
        struct lp_entry e = {0};
        struct lp_source body = {0};

        LP_TRY(r.ops->next(&r, &e, &body, &end, &err));
        if (!end) {
            tell_entry(to, &e, &body);
        }
        lp_source_release(&body);
    }

done:
    if (rc != LP_OK) {
        tell(to, "!!", err.rule);
    } else {
        lp_buf_str(to, " .");
        tell_findings(to, &r.found);
    }
    r.ops->release(&r);
    CHECK(m.base.refs == 1, "no reference on the view is left");
}

static inline void
transcribe(struct lp_buf *to, struct lp_slice bytes, uint64_t entries)
{
    transcribe_by(to, bytes, entries, NULL);
}

#define ALPHA                        \
    {                                \
        .name = "a", .text = "alpha" \
    }
#define BRAVO                        \
    {                                \
        .name = "b", .text = "bravo" \
    }
#define HI "\xcb\xc8\x04\x00" /* deflate of "hi" */
#define HI_CRC "\xac\x2a\x93\xd8"
#define END "PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
#define STREAMED(...)                                                        \
    {                                                                        \
        .name = "h", .text = "hi", .packed = L(HI), .method = 8, .flags = 8, \
        .blank = true, __VA_ARGS__                                           \
    }

/* What is built, and what is then seen of it. */
struct row {
    const char *label;
    struct box box;
    const char *seen;
};

static inline void
test_rows_by(const struct row *rows, size_t n,
             const struct lp_unlocker *unlocker)
{
    for (size_t i = 0; i < n; i++) {
        struct lp_buf zip = build(&rows[i].box);
        struct lp_buf seen = {0};
        bool few = strcmp(rows[i].seen, "!!limit-entries") == 0;

        transcribe_by(&seen, lp_buf_slice(&zip), few ? 2 : 3, unlocker);
        CHECK(lp_slice_is(lp_buf_slice(&seen), rows[i].seen), rows[i].label);
        if (!lp_slice_is(lp_buf_slice(&seen), rows[i].seen)) {
            lp_buf_byte(&seen, 0);
            fprintf(stderr, "    %s\n", (const char *)seen.data);
        }
        lp_buf_release(&seen);
        lp_buf_release(&zip);
    }
}

static inline void
test_rows(const struct row *rows, size_t n)
{
    test_rows_by(rows, n, NULL);
}

#endif
