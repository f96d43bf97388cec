#ifndef LP_TEST_OFFICE_BOX_H
#define LP_TEST_OFFICE_BOX_H

#include <string.h>
#include <zlib.h>

#include "base/buf.h"
#include "formats/rule.h"
#include "formats/text_office.h"
#include "tests/unit/test.h"

/* Builds office documents from their parts, and writes down their text. */

struct office_part {
    const char *name;
    const char *text;
    size_t len; /* of a text with NULs; else 0 */
};

/* A view of bytes in memory. */
struct office_view {
    struct lp_view base;
    struct lp_slice bytes;
};

static inline enum lp_code
office_view_read(struct lp_view *v, uint64_t at, uint8_t *to, size_t n,
                 size_t *got, struct lp_err *err)
{
    const struct office_view *m = (const struct office_view *)v;

    (void)err;
    memcpy(to, m->bytes.data + at, n);
    *got = n;
    return LP_OK;
}

static inline void
office_view_free(struct lp_view *v)
{
    (void)v;
}

static const struct lp_view_ops office_view_ops = {office_view_read,
                                                   office_view_free};

static inline size_t
office_size(const struct office_part *p)
{
    return p->len > 0 ? p->len : strlen(p->text);
}

/* What a member's two headers have in common; it is stored. */
static inline void
office_common(struct lp_buf *b, const struct office_part *p)
{
    size_t n = office_size(p);

    lp_buf_le16(b, 20);
    lp_buf_le32(b, 0); /* flags, method */
    lp_buf_le32(b, 20 << 25 | 1 << 21 | 2 << 16);
    lp_buf_le32(b, (uint32_t)crc32_z(0, (const Bytef *)p->text, n));
    lp_buf_le32(b, (uint32_t)n);
    lp_buf_le32(b, (uint32_t)n);
    lp_buf_le16(b, (uint16_t)strlen(p->name));
    lp_buf_le16(b, 0);
}

#define OFFICE_PARTS_MAX 16

static inline struct lp_buf
office_zip(const struct office_part *parts)
{
    struct lp_buf b = {0};
    size_t at[OFFICE_PARTS_MAX];
    size_t directory;
    unsigned n = 0;

    for (; n < OFFICE_PARTS_MAX && parts[n].name != NULL; n++) {
        at[n] = b.len;
        lp_buf_str(&b, "PK\3\4");
        office_common(&b, &parts[n]);
        lp_buf_str(&b, parts[n].name);
        lp_buf_put(&b, (struct lp_slice){(const uint8_t *)parts[n].text,
                                         office_size(&parts[n])});
    }
    directory = b.len;
    for (unsigned i = 0; i < n; i++) {
        lp_buf_str(&b, "PK\1\2");
        lp_buf_le16(&b, 20);
        office_common(&b, &parts[i]);
        lp_buf_le32(&b, 0); /* comment, disk */
        lp_buf_le16(&b, 0);
        lp_buf_le32(&b, 0);
        lp_buf_le32(&b, (uint32_t)at[i]);
        lp_buf_str(&b, parts[i].name);
    }
    at[0] = b.len - directory;
    lp_buf_str(&b, "PK\5\6");
    lp_buf_le32(&b, 0);
    lp_buf_le16(&b, (uint16_t)n);
    lp_buf_le16(&b, (uint16_t)n);
    lp_buf_le32(&b, (uint32_t)at[0]);
    lp_buf_le32(&b, (uint32_t)directory);
    lp_buf_le16(&b, 0);
    return b;
}

static inline void
office_put(void *who, struct lp_slice utf8)
{
    lp_buf_put(who, utf8);
}

static inline void
office_page(void *who)
{
    lp_buf_byte(who, '#');
}

/* The text of a document; a page begins with #, and a failure ends it with
 * !! and the rule's word. */
static inline struct lp_buf
office_seen(enum lp_kind kind, struct lp_slice zip,
            const struct lp_limits *limits)
{
    struct lp_buf seen = {0};
    struct office_view m = {{&office_view_ops, zip.len, 1}, zip};
    struct lp_text_sink sink = {office_put, office_page, &seen};
    struct lp_err err = {0};
    enum lp_code rc = lp_text_office(&m.base, kind, sink, limits, &err);

    if (rc != LP_OK) {
        lp_buf_printf(&seen, "!!%s", lp_rule_info(err.rule)->word);
    }
    CHECK(rc == LP_OK || err.code == rc, "the reason has the code");
    CHECK(m.base.refs == 1, "no reference on the view is left");
    return seen;
}

struct office_row {
    const char *label;
    const char *seen;
    struct office_part parts[OFFICE_PARTS_MAX];
};

static inline void
office_rows(enum lp_kind kind, const struct office_row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct lp_buf zip = office_zip(rows[i].parts);
        struct lp_buf seen =
            office_seen(kind, lp_buf_slice(&zip), &lp_limits_default);

        CHECK(lp_slice_is(lp_buf_slice(&seen), rows[i].seen), rows[i].label);
        if (!lp_slice_is(lp_buf_slice(&seen), rows[i].seen)) {
            lp_buf_byte(&seen, 0);
            fprintf(stderr, "    %s\n", (const char *)seen.data);
        }
        lp_buf_release(&seen);
        lp_buf_release(&zip);
    }
}

#define ECMA "http://schemas.openxmlformats.org/"
#define ISO "http://purl.oclc.org/ooxml/"
#define OASIS "urn:oasis:names:tc:opendocument:xmlns:"

/* A list of relationships, and one of it. */
#define RELS(links)                                                    \
    "<Relationships xmlns='" ECMA "package/2006/relationships'>" links \
    "</Relationships>"
#define REL(id, type, target)               \
    "<Relationship Id='" id "' Type='" ECMA \
    "officeDocument/2006/relationships/" type "' Target='" target "'/>"

#define MAIN(part)                                       \
    {                                                    \
        .name = "_rels/.rels",                           \
        .text = RELS(REL("r1", "officeDocument", part)), \
    }

#endif
