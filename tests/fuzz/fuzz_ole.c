/* Opens compound files, reads their streams and their text, and what a message
 * or TNEF has in it. The first byte says which; or that the rest is not a whole
 * file, but the streams of a document, cut by the bytes FF FE FD. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "formats/ole_tell.h"
#include "formats/read_msg.h"
#include "formats/read_tnef.h"
#include "formats/text_ole.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Small enough that the fuzzer meets them. */
static const struct lp_limits limits = {
    .memory = 4 << 20,
    .entries = 64,
    .header = 4096,
    .parts = 16,
    .nesting = 4,
    .fields = 64,
};

#define STREAMS 3
#define SECTOR 512
#define BIG 8 /* sectors at least, so that no stream is small */

static const char *const names[3][STREAMS] = {
    {"WordDocument", "1Table", "0Table"},
    {"Workbook", "x", "y"},
    {"PowerPoint Document", "Current User", "x"},
};

static void
need(bool holds)
{
    if (!holds) {
        abort();
    }
}

struct memory {
    struct lp_view base;
    struct lp_slice bytes;
};

static enum lp_code
memory_read(struct lp_view *v, uint64_t at, uint8_t *to, size_t n, size_t *got,
            struct lp_err *err)
{
    const struct memory *m = (const struct memory *)v;
    struct lp_slice s = at > m->bytes.len ? (struct lp_slice){0}
                                          : lp_slice_from(m->bytes, (size_t)at);

    (void)err;
    s = lp_slice_head(s, n);
    if (s.len > 0) {
        memcpy(to, s.data, s.len);
    }
    *got = s.len;
    return LP_OK;
}

static void
memory_free(struct lp_view *v)
{
    (void)v;
}

static const struct lp_view_ops memory_ops = {memory_read, memory_free};

static void
take_text(void *who, struct lp_slice utf8)
{
    uint64_t *total = who;

    need(utf8.len > 0);
    *total += utf8.len;
}

static void
take_page(void *who)
{
    *(uint64_t *)who += 1;
}

static struct lp_slice
stream_of(struct lp_slice *rest)
{
    struct lp_slice s = *rest;
    const uint8_t *end =
        s.len > 0 ? memmem(s.data, s.len, "\xff\xfe\xfd", 3) : NULL;

    if (end != NULL) {
        s.len = (size_t)(end - s.data);
    }
    *rest = lp_slice_from(*rest, s.len + 3);
    return s;
}

static void
put_entry(struct lp_buf *b, const char *name, unsigned type, uint32_t right,
          uint32_t child, uint32_t start, size_t size)
{
    uint8_t e[128] = {0};

    for (size_t i = 0; name[i] != '\0'; i++) {
        e[2 * i] = (uint8_t)name[i];
    }
    lp_put_le16(e + 64, (uint16_t)(2 * strlen(name) + 2));
    e[66] = (uint8_t)type;
    lp_put_le32(e + 68, 0xffffffff);
    lp_put_le32(e + 72, right);
    lp_put_le32(e + 76, child);
    lp_put_le32(e + 116, start);
    lp_put_le32(e + 120, (uint32_t)size);
    lp_buf_put(b, (struct lp_slice){e, sizeof e});
}

/* One sector of FAT, one of directory, then the streams. */
static void
pack(struct lp_buf *b, const char *const of[STREAMS], struct lp_slice rest)
{
    static const uint8_t magic[] = {0xd0, 0xcf, 0x11, 0xe0,
                                    0xa1, 0xb1, 0x1a, 0xe1};
    struct lp_buf all = {0};
    uint8_t head[SECTOR];
    uint8_t fat[SECTOR];
    uint32_t at = 2;

    memset(head, 0xff, sizeof head);
    memset(head, 0, 80);
    memset(fat, 0xff, sizeof fat);
    memcpy(head, magic, sizeof magic);
    lp_put_le16(head + 26, 3);
    lp_put_le16(head + 28, 0xfffe);
    lp_put_le16(head + 30, 9);
    lp_put_le16(head + 32, 6);
    lp_put_le32(head + 44, 1);
    lp_put_le32(head + 48, 1);
    lp_put_le32(head + 56, 4096);
    lp_put_le32(head + 60, 0xfffffffe);
    lp_put_le32(head + 68, 0xfffffffe);
    lp_put_le32(fat + 4, 0xfffffffe);
    put_entry(b, "Root Entry", 5, 0xffffffff, 1, 0xfffffffe, 0);
    for (uint32_t i = 0; i < STREAMS; i++) {
        struct lp_slice s = lp_slice_head(stream_of(&rest), 30 * SECTOR);
        size_t n = (s.len + SECTOR - 1) / SECTOR;

        n = n < BIG ? BIG : n;
        for (size_t k = 0; k < n; k++, at++) {
            lp_put_le32(fat + 4 * (size_t)at, k + 1 < n ? at + 1 : 0xfffffffe);
        }
        put_entry(b, of[i], 2, i + 1 < STREAMS ? i + 2 : 0xffffffff, 0xffffffff,
                  at - (uint32_t)n, n * SECTOR);
        lp_buf_put(&all, s);
        for (size_t k = s.len; k < n * SECTOR; k++) {
            lp_buf_byte(&all, 0);
        }
    }
    {
        struct lp_buf whole = {0};

        lp_buf_put(&whole, (struct lp_slice){head, sizeof head});
        lp_buf_put(&whole, (struct lp_slice){fat, sizeof fat});
        lp_buf_put(&whole, lp_buf_slice(b));
        lp_buf_put(&whole, lp_buf_slice(&all));
        lp_buf_release(b);
        lp_buf_release(&all);
        *b = whole;
    }
}

static void
drain(struct lp_source *body)
{
    struct lp_piece p = {0};
    struct lp_err err = {0};
    enum lp_code rc;

    do {
        rc = lp_source_pull(body, &p, &err);
    } while (rc == LP_OK && p.bytes.len > 0);
    need(rc == LP_OK || rc == LP_E_FORMAT || rc == LP_E_LIMIT);
}

static void
read_all(const struct lp_reader_ops *ops, struct lp_view *view)
{
    const struct lp_input in = {
        .view = view, .limits = &limits, .identify = ops->fields != NULL};
    struct lp_reader r = {.ops = ops};
    struct lp_err err = {0};
    bool end = false;
    enum lp_code rc = ops->open(&r, &in, &err);

    while (rc == LP_OK && !end) {
        struct lp_entry e = {0};
        struct lp_source body = {0};

        rc = ops->next(&r, &e, &body, &end, &err);
        if (rc == LP_OK && !end) {
            need(e.closed == LP_RULE_NONE || body.ops == NULL);
            need(e.name.len <= 1 << 20);
            if (body.ops != NULL) {
                drain(&body);
            }
        }
        lp_source_release(&body);
    }
    need(rc == LP_OK || rc == LP_E_FORMAT || rc == LP_E_LIMIT);
    ops->release(&r);
}

static void
read_text(struct lp_view *view)
{
    enum lp_ole is = LP_OLE_OTHER;
    enum lp_rule closed;
    uint64_t total = 0;
    struct lp_text_sink sink = {take_text, take_page, &total};
    struct lp_err err = {0};
    bool has = false;
    enum lp_code rc = lp_ole_tell(&is, &closed, view, &limits, &err);

    need(rc == LP_OK || rc == LP_E_FORMAT || rc == LP_E_LIMIT);
    rc = lp_text_ole(view, &has, sink, &limits, &err);
    need(rc == LP_OK || rc == LP_E_FORMAT || rc == LP_E_LIMIT);
    need(rc == LP_OK || (err.code == rc && err.rule != LP_RULE_NONE));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unsigned how = size > 0 ? data[0] % 8 : 0;
    struct lp_buf made = {0};
    struct memory m = {{&memory_ops, 0, 1}, {0}};

    m.bytes = lp_slice_from((struct lp_slice){data, size}, 1);
    if (how < 3) {
        pack(&made, names[how], m.bytes);
        m.bytes = lp_buf_slice(&made);
    }
    m.base.size = m.bytes.len;
    if (how < 4) {
        read_text(&m.base);
    } else {
        read_all(how < 6 ? &lp_read_msg : &lp_read_tnef, &m.base);
    }
    need(m.base.refs == 1);
    lp_buf_release(&made);
    return 0;
}
