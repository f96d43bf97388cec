#include "formats/archive_walk.h"

#include <string.h>

#include "formats/archive_head.h"
#include "formats/iso_trees.h"

/* So much of a block's head says how long it is. */
#define HEAD 64

/* The block at hand: where the next one stands, and whether it is the last. */
struct block {
    uint64_t next;
    bool last;
    bool bad;
    bool old; /* RAR: written by a version that ended archives with nothing */
    bool folder; /* LHA: of a folder or a link */
};

typedef void measure(struct block *b, uint64_t at, struct lp_slice head);

/* ar: a header of 60 bytes, with the size in decimal at 48; data is padded to
 * an even length. */
static void
ar_block(struct block *b, uint64_t at, struct lp_slice head)
{
    uint64_t size = 0;
    size_t i = 48;

    b->bad = head.len < 60 || memcmp(head.data + 58, "`\n", 2) != 0;
    for (; !b->bad && i < 58 && head.data[i] != ' '; i++) {
        b->bad = head.data[i] < '0' || head.data[i] > '9';
        size = size * 10 + (uint64_t)(head.data[i] - '0');
    }
    b->bad = b->bad || i == 48;
    b->next = at + 60 + size + size % 2;
}

/* RAR before 5: sum (2), type (1), flags (2), size (2), and with the flag 8000
 * what is added (4), of a file also its high half. */
static void
rar4_block(struct block *b, uint64_t at, struct lp_slice head)
{
    uint64_t size;
    unsigned flags;

    if (head.len < 7) {
        b->bad = true;
        return;
    }
    flags = lp_get_le16(head.data + 3);
    size = lp_get_le16(head.data + 5);
    b->last = head.data[2] == 0x7b;
    b->bad = size < 7 || head.data[2] < 0x72 || head.data[2] > 0x7b;
    if (!b->last && (flags & 0x8000) != 0) {
        b->bad = b->bad || head.len < 11 || size < 11;
        size += head.len < 11 ? 0 : lp_get_le32(head.data + 7);
    }
    if (head.data[2] == 0x74 && head.len >= 36) {
        size += (flags & 0x100) != 0
                    ? (uint64_t)lp_get_le32(head.data + 32) << 32
                    : 0;
        b->old = head.data[24] < 29; /* the version needed to unpack it */
    }
    b->next = at + size;
}

/* RAR 5: sum (4), the size of what follows, type, flags, with the flag 1 the
 * size of the extra area, with 2 that of the data. */
static void
rar5_block(struct block *b, uint64_t at, struct lp_slice head)
{
    struct lp_slice rest = lp_slice_from(head, head.len < 4 ? head.len : 4);
    size_t before = rest.len;
    uint64_t size = lp_rar_number(&rest, &b->bad);
    uint64_t begins = 4 + before - rest.len;
    uint64_t type = lp_rar_number(&rest, &b->bad);
    uint64_t flags = lp_rar_number(&rest, &b->bad);
    uint64_t data = 0;

    if ((flags & 1) != 0) {
        (void)lp_rar_number(&rest, &b->bad);
    }
    if ((flags & 2) != 0) {
        data = lp_rar_number(&rest, &b->bad);
    }
    b->last = type == 5;
    b->bad = b->bad || type == 0 || type > 5 || size > UINT64_C(2) << 20 ||
             data > INT64_MAX / 2;
    b->next = at + begins + size + data;
}

/* LHA, by the level of the header, at 20. 0 and 1: its size without two bytes
 * (1), and at 7 what follows it (4), of level 1 with more headers; 2: its size
 * (2); 3: that, at 24 (4). A zero ends the archive. */
static void
lha_block(struct block *b, uint64_t at, struct lp_slice head)
{
    uint64_t size = 0;

    /* To libarchive also if it is the size of a header of 256 bytes. */
    if (head.len > 0 && head.data[0] == 0) {
        b->last = true;
        b->next = at + 1;
        return;
    }
    b->bad = !lp_lha_begins(head);
    if (!b->bad && head.data[20] < 2) {
        size = 2 + (uint64_t)head.data[0];
    } else if (!b->bad && head.data[20] == 2) {
        size = lp_get_le16(head.data);
    } else if (!b->bad && head.len >= 28) {
        size = lp_get_le32(head.data + 24);
    }
    if (!b->bad && head.data[5] == 'd') {
        b->folder = true;
        /* That is shown by nobody. Of level 1 headers are among it. */
        b->bad = head.data[20] != 1 && lp_get_le32(head.data + 7) > 0;
    }
    b->bad = b->bad || size < 22;
    b->next = b->bad ? at : at + size + lp_get_le32(head.data + 7);
}

static enum lp_code
walk(struct lp_view *v, uint64_t at, measure *of, bool ends,
     const struct lp_limits *limits, struct lp_archive_extent *out,
     struct lp_err *err)
{
    struct block b = {0};
    uint8_t head[HEAD];
    bool old = false;

    /* Beside the members there are comments, links and services. */
    for (uint64_t n = 0; at < v->size && n < 4 * limits->entries; n++) {
        size_t got = 0;
        enum lp_code rc = lp_view_read(v, at, head, sizeof head, &got, err);

        if (rc != LP_OK) {
            return rc;
        }
        b = (struct block){0};
        of(&b, at, (struct lp_slice){head, got});
        if (b.bad || b.last) {
            break;
        }
        old = old || b.old;
        out->members++;
        out->folders += b.folder ? 1 : 0;
        at = b.next;
    }
    /* The padding behind the last member of an ar may be missing. */
    out->whole = !b.bad && (b.last ? b.next <= v->size
                                   : (!ends || old) && at <= v->size + !ends);
    out->end = b.last ? b.next : v->size;
    return LP_OK;
}

/* CFHEADER.cbCabinet, at 8. A signature (Authenticode) follows that, as an area
 * that the header reserves says: 20 bytes at 40, in which are, behind 00 00 10
 * 00, where it is and how long. */
static enum lp_code
cab_long(struct lp_view *v, struct lp_archive_extent *out, struct lp_err *err)
{
    uint8_t head[HEAD];
    uint8_t sequence = 0;
    size_t got = 0;
    enum lp_code rc;

    LP_TRY(lp_view_read(v, 0, head, sizeof head, &got, err));
    out->end = got >= 12 ? lp_get_le32(head + 8) : v->size;
    out->whole = got >= 12 && out->end <= v->size;
    if (out->whole && got == sizeof head && (head[30] & 4) != 0 &&
        lp_get_le16(head + 36) == 20 && lp_get_le32(head + 40) == 0x00100000 &&
        lp_get_le32(head + 44) == out->end) {
        uint64_t end = out->end + lp_get_le32(head + 48);

        LP_TRY(lp_view_read(v, out->end, &sequence, 1, &got, err));
        out->end = sequence == 0x30 && end <= v->size ? end : out->end;
    }

done:
    return rc;
}

/* ECMA-119, 8.4.8 and 8.4.12: so many logical blocks of so many bytes. */
static enum lp_code
iso_long(struct lp_view *v, struct lp_archive_extent *out, struct lp_err *err)
{
    uint8_t d[130];
    size_t got = 0;
    enum lp_code rc = lp_view_read(v, 32768, d, sizeof d, &got, err);

    out->end = got == sizeof d
                   ? (uint64_t)lp_get_le32(d + 80) * lp_get_le16(d + 128)
                   : v->size;
    out->whole = got == sizeof d && out->end <= v->size;
    return rc;
}

/* 7z: behind its first 32 bytes, at 12, where the list of contents stands (8)
 * and how long it is (8); it is the last thing. */
static enum lp_code
seven_long(struct lp_view *v, struct lp_archive_extent *out, struct lp_err *err)
{
    uint8_t head[32];
    size_t got = 0;
    enum lp_code rc = lp_view_read(v, 0, head, sizeof head, &got, err);
    uint64_t at = got == sizeof head ? lp_get_le64(head + 12) : UINT64_MAX;
    uint64_t size = got == sizeof head ? lp_get_le64(head + 20) : UINT64_MAX;

    out->whole =
        got == sizeof head && at <= v->size - got && size <= v->size - got - at;
    out->end = out->whole ? got + at + size : v->size;
    return rc;
}

/* Zeros behind the end pad it, and hide nothing. */
static enum lp_code
look_behind(struct lp_view *v, struct lp_archive_extent *out,
            struct lp_err *err)
{
    bool zeros = true;
    enum lp_code rc =
        out->whole ? lp_view_zeros(v, out->end, &zeros, err) : LP_OK;

    out->trailing = !zeros;
    return rc;
}

static enum lp_code
measure_rar(struct lp_view *v, const struct lp_limits *limits,
            struct lp_archive_extent *out, struct lp_err *err)
{
    uint8_t magic[8];
    size_t got = 0;
    enum lp_code rc = lp_view_read(v, 0, magic, sizeof magic, &got, err);

    if (rc != LP_OK) {
        return rc;
    }
    return got == sizeof magic && magic[6] == 1
               ? walk(v, 8, rar5_block, true, limits, out, err)
               : walk(v, 7, rar4_block, true, limits, out, err);
}

enum lp_code
lp_archive_walk(enum lp_kind kind, struct lp_view *v,
                const struct lp_limits *limits, struct lp_archive_extent *out,
                struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    *out = (struct lp_archive_extent){.whole = true, .end = v->size};
    switch (kind) {
    case LP_KIND_7Z:
        rc = seven_long(v, out, err);
        break;
    case LP_KIND_AR:
        rc = walk(v, 8, ar_block, false, limits, out, err);
        break;
    case LP_KIND_LHA:
        rc = walk(v, 0, lha_block, true, limits, out, err);
        break;
    case LP_KIND_RAR:
        rc = measure_rar(v, limits, out, err);
        break;
    case LP_KIND_CAB:
        rc = cab_long(v, out, err);
        break;
    case LP_KIND_ISO:
        rc = iso_long(v, out, err);
        break;
    default:
        break;
    }
    return rc == LP_OK ? look_behind(v, out, err) : rc;
}

enum lp_code
lp_archive_look(struct lp_findings *found, struct lp_archive_extent *out,
                enum lp_kind kind, struct lp_view *v,
                const struct lp_limits *limits, struct lp_err *err)
{
    bool differ = false;
    enum lp_code rc;

    LP_TRY(lp_archive_walk(kind, v, limits, out, err));
    if (!out->whole) {
        lp_findings_add(found, LP_RULE_ARCHIVE, v->size);
    } else if (out->trailing) {
        lp_findings_add(found, LP_RULE_ARCHIVE_TAIL, out->end);
    }
    if (kind == LP_KIND_ISO) {
        LP_TRY(lp_iso_trees(v, limits, &differ, err));
    }
    if (differ) {
        lp_findings_add(found, LP_RULE_ISO_TREES, 0);
    }

done:
    return rc;
}
