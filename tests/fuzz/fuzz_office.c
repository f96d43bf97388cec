/* Takes the text of office documents. The first byte says which kind, and
 * whether the rest is a ZIP or what becomes the parts of one: texts, each ended
 * by the byte FF, that are the parts of a document in the order of `parts`. */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/buf.h"
#include "formats/rule.h"
#include "formats/text_office.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Small enough that the fuzzer meets them. */
static const struct lp_limits limits = {
    .ratio = 50,
    .ratio_grace = 1 << 16,
    .entries = 64,
    .header = 4096,
};

static const char *const ooxml[] = {
    "_rels/.rels", "m/d.xml", "m/_rels/d.xml.rels", "m/1.xml", "m/2.xml", NULL,
};
static const char *const odf[] = {"content.xml", "styles.xml", NULL};

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

    (void)err;
    need(at <= m->bytes.len && n <= m->bytes.len - at);
    memcpy(to, m->bytes.data + at, n);
    *got = n;
    return LP_OK;
}

static void
memory_free(struct lp_view *v)
{
    (void)v;
}

static const struct lp_view_ops memory_ops = {memory_read, memory_free};

/* A character begins here: its length, or 0 if it is not well-formed. */
static size_t
character(struct lp_slice s)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    uint8_t c = s.data[0];
    size_t n = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
    uint32_t v = c < 0x80 ? c : c & (0xffu >> (n + 1));

    if ((c >= 0x80 && c < 0xc0) || c > 0xf4 || n > s.len) {
        return 0;
    }
    for (size_t i = 1; i < n; i++) {
        if ((s.data[i] & 0xc0) != 0x80) {
            return 0;
        }
        v = v << 6 | (s.data[i] & 0x3f);
    }
    return v < least[n] || v > 0x10ffff || (v >= 0xd800 && v < 0xe000) ? 0 : n;
}

static void
take_text(void *who, struct lp_slice utf8)
{
    uint64_t *total = who;

    need(utf8.len > 0);
    *total += utf8.len;
    while (utf8.len > 0) {
        size_t n = character(utf8);

        need(n > 0);
        utf8 = lp_slice_from(utf8, n);
    }
}

static void
take_page(void *who)
{
    *(uint64_t *)who += 1;
}

static void
put_common(struct lp_buf *b, struct lp_slice text, const char *name)
{
    lp_buf_le16(b, 20);
    lp_buf_le32(b, 0);
    lp_buf_le32(b, 0x28420000);
    lp_buf_le32(b, (uint32_t)crc32_z(0, text.data, text.len));
    lp_buf_le32(b, (uint32_t)text.len);
    lp_buf_le32(b, (uint32_t)text.len);
    lp_buf_le16(b, (uint16_t)strlen(name));
    lp_buf_le16(b, 0);
}

/* The next part's text. */
static struct lp_slice
part_of(struct lp_slice *rest)
{
    struct lp_slice s = *rest;
    const uint8_t *end = s.len > 0 ? memchr(s.data, 0xff, s.len) : NULL;

    if (end != NULL) {
        s.len = (size_t)(end - s.data);
    }
    *rest = lp_slice_from(*rest, s.len + 1);
    return s;
}

static void
pack(struct lp_buf *zip, const char *const *names, struct lp_slice rest)
{
    struct lp_buf directory = {0};
    uint16_t n = 0;
    uint32_t at;

    for (; names[n] != NULL; n++) {
        struct lp_slice text = part_of(&rest);

        at = (uint32_t)zip->len;
        lp_buf_str(zip, "PK\3\4");
        put_common(zip, text, names[n]);
        lp_buf_str(zip, names[n]);
        lp_buf_put(zip, text);
        lp_buf_str(&directory, "PK\1\2");
        lp_buf_le16(&directory, 20);
        put_common(&directory, text, names[n]);
        lp_buf_le64(&directory, 0);
        lp_buf_le16(&directory, 0);
        lp_buf_le32(&directory, at);
        lp_buf_str(&directory, names[n]);
    }
    at = (uint32_t)zip->len;
    lp_buf_put(zip, lp_buf_slice(&directory));
    lp_buf_str(zip, "PK\5\6");
    lp_buf_le32(zip, 0);
    lp_buf_le16(zip, n);
    lp_buf_le16(zip, n);
    lp_buf_le32(zip, (uint32_t)directory.len);
    lp_buf_le32(zip, at);
    lp_buf_le16(zip, 0);
    lp_buf_release(&directory);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unsigned how = size > 0 ? data[0] : 0;
    bool is_odf = (how & 1) != 0;
    struct lp_buf zip = {0};
    struct memory m = {{&memory_ops, 0, 1}, {0}};
    uint64_t total = 0;
    struct lp_text_sink sink = {take_text, take_page, &total};
    struct lp_err err = {0};
    enum lp_code rc;

    m.bytes = lp_slice_from((struct lp_slice){data, size}, 1);
    if ((how & 2) == 0) {
        pack(&zip, is_odf ? odf : ooxml, m.bytes);
        m.bytes = lp_buf_slice(&zip);
    }
    m.base.size = m.bytes.len;
    rc = lp_text_office(&m.base, is_odf ? LP_KIND_ODF : LP_KIND_OOXML, sink,
                        &limits, &err);
    need(rc == LP_OK || rc == LP_E_FORMAT || rc == LP_E_LIMIT);
    need(rc == LP_OK || (err.code == rc && err.rule != LP_RULE_NONE));
    need(m.base.refs == 1);
    lp_buf_release(&zip);
    return 0;
}
