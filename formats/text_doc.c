#include "formats/text_doc.h"

#include "formats/charset_table.h"
#include "formats/doc_runs.h"
#include "formats/ole_tell.h"

#define FIELDS_MAX 64 /* fields inside fields */

/* Where things are in the FIB of Word 97 ([MS-DOC] 2.5.1, 2.5.4, 2.5.6). */
enum {
    FIB_FLAGS = 10,
    FIB_WORDS = 32,   /* how many numbers there are ... */
    FIB_LONGS = 62,   /* ... in the parts that follow */
    FIB_LENGTHS = 76, /* ccpText, ccpFtn, ccpHdd, ccpMcr, ccpAtn, ccpEdn,
                         ccpTxbx, ccpHdrTxbx */
    FIB_HEADERS = 0xf2,
    FIB_RUNS = 0xfa,
    FIB_PIECES = 0x1a2,
    FIB_SIZE = 0x1aa,
};

/* The stories, in the order in which they lie in the document. */
enum {
    MAIN,
    FOOTNOTES,
    HEADERS,
    MACROS,
    REMARKS,
    ENDNOTES,
    BOXES,
    BOXES_ABOVE,
    STORIES
};

struct doc {
    struct lp_slice main;
    struct lp_slice table;
    struct lp_slice pieces; /* PlcPcd: n + 1 positions, n pieces of 8 bytes */
    size_t n;
    struct lp_doc_runs runs;
    const uint16_t *high; /* of the bytes from 0x80 on */
    struct lp_ole_text *out;
    uint64_t instructions; /* a bit for each open field: its text is not yet
                              the result */
    unsigned fields;
};

static struct lp_slice
part(struct lp_slice of, uint64_t at, uint64_t n)
{
    return at > of.len || n > of.len - at
               ? (struct lp_slice){0}
               : lp_slice_head(lp_slice_from(of, (size_t)at), (size_t)n);
}

/* A table that the FIB names by its place in the table stream. */
static struct lp_slice
named(const struct doc *d, size_t at)
{
    return part(d->table, lp_get_le32(d->main.data + at),
                lp_get_le32(d->main.data + at + 4));
}

static uint32_t
position(const struct doc *d, size_t i)
{
    return lp_get_le32(d->pieces.data + 4 * i);
}

/* 2.9.38, 2.8.35: what was changed by hand, then the list of pieces. */
static enum lp_code
find_pieces(struct doc *d, struct lp_err *err)
{
    struct lp_cursor c = lp_cursor_over(named(d, FIB_PIECES));
    unsigned type = lp_cursor_u8(&c);

    while (type == 1 && !c.failed) {
        (void)lp_cursor_take(&c, lp_cursor_le16(&c));
        type = lp_cursor_u8(&c);
    }
    d->pieces = lp_cursor_take(&c, lp_cursor_le32(&c));
    if (type != 2 || c.failed || d->pieces.len < 16 ||
        d->pieces.len % 12 != 4) {
        return lp_ole_broken(err, FIB_PIECES, "it has no list of pieces");
    }
    d->n = (d->pieces.len - 4) / 12;
    for (size_t i = 0; i < d->n; i++) {
        const uint8_t *p = d->pieces.data + 4 * (d->n + 1) + 8 * i;
        uint64_t count = (uint64_t)position(d, i + 1) - position(d, i);
        uint32_t where = lp_get_le32(p + 2);
        bool narrow = (where >> 30 & 1) != 0;
        uint64_t at = narrow ? (where & 0x3fffffffU) / 2 : where & 0x3fffffffU;

        if (position(d, i + 1) <= position(d, i) ||
            part(d->main, at, narrow ? count : 2 * count).len == 0) {
            return lp_ole_broken(err, FIB_PIECES, "a piece lies outside");
        }
    }
    /* Each character has bytes of its own. */
    if (position(d, 0) != 0 || position(d, d->n) > d->main.len) {
        return lp_ole_broken(err, FIB_PIECES, "its pieces overlap");
    }
    return LP_OK;
}

/* 2.8.25: of a field, what it comes to is of the text, and how that was found
 * is not. */
static enum lp_code
mark_field(struct doc *d, unsigned unit, struct lp_err *err)
{
    uint64_t one = d->fields == 0 ? 0 : (uint64_t)1 << (d->fields - 1);

    if (unit == 0x13) {
        if (d->fields == FIELDS_MAX) {
            return lp_ole_broken(err, 0, "too many fields inside fields");
        }
        d->instructions |= (uint64_t)1 << d->fields++;
    } else if (unit == 0x14) {
        d->instructions &= ~one;
    } else if (d->fields > 0) {
        d->instructions &= ~one;
        d->fields--;
    }
    return LP_OK;
}

/* 2.4.1 and the special characters of 2.2.3 and 2.4.3. */
static void
put_unit(struct doc *d, uint16_t unit)
{
    if (unit >= 0x20 && unit != 0x7f) {
        lp_ole_text_unit(d->out, unit);
    } else if (unit == 0x07 || unit == 0x09) {
        lp_ole_text_unit(d->out, '\t');
    } else if (unit >= 0x0a && unit <= 0x0e) {
        lp_ole_text_unit(d->out, '\n');
    } else if (unit == 0x1e) {
        lp_ole_text_unit(d->out, 0x2011);
    }
}

/* Characters `from` to `to` of piece `i`. */
static enum lp_code
put_piece(struct doc *d, size_t i, uint32_t from, uint32_t to,
          struct lp_err *err)
{
    const uint8_t *p = d->pieces.data + 4 * (d->n + 1) + 8 * i;
    uint32_t where = lp_get_le32(p + 2);
    bool narrow = (where >> 30 & 1) != 0;
    size_t size = narrow ? 1 : 2;
    size_t at = narrow ? (where & 0x3fffffffU) / 2 : where & 0x3fffffffU;
    enum lp_code rc = LP_OK;

    at += size * (from - position(d, i));
    for (uint32_t k = from; k < to && !d->out->full; k++, at += size) {
        uint16_t unit =
            narrow ? d->main.data[at] : lp_get_le16(d->main.data + at);

        if (narrow && unit >= 0x80 && d->high[unit - 0x80] != 0) {
            unit = d->high[unit - 0x80];
        }
        if (unit >= 0x13 && unit <= 0x15) {
            LP_TRY(mark_field(d, unit, err));
        } else if (d->instructions == 0 && !lp_doc_hidden(&d->runs, at)) {
            put_unit(d, unit);
        }
    }

done:
    return rc;
}

/* A part of the text, by the positions of its characters. */
static enum lp_code
put_range(struct doc *d, uint32_t from, uint32_t to, struct lp_err *err)
{
    size_t low = 0;
    size_t high = d->n;
    enum lp_code rc = LP_OK;

    d->fields = 0;
    d->instructions = 0;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (position(d, middle) <= from) {
            low = middle;
        } else {
            high = middle;
        }
    }
    for (size_t i = low; i < d->n && from < to && !d->out->full; i++) {
        uint32_t end = position(d, i + 1);

        end = end < to ? end : to;
        LP_TRY(put_piece(d, i, from, end, err));
        from = end;
    }
    lp_ole_text_unit(d->out, '\n');

done:
    return rc;
}

/* Which of the six stories of a section there is are told in this turn: its
 * headers, then its footers (2.3.5). */
static bool
is_of_turn(size_t story, unsigned turn)
{
    static const unsigned turns[6] = {0, 0, 1, 1, 0, 1};

    return turns[story % 6] == turn;
}

/* The headers of all sections, then the footers. The first six stories are
 * what separates notes from the text. */
static enum lp_code
put_headers(struct doc *d, uint32_t begin, uint32_t length, struct lp_err *err)
{
    struct lp_slice plc = named(d, FIB_HEADERS);
    size_t n = plc.len / 4;
    enum lp_code rc = LP_OK;

    for (unsigned turn = 0; turn < 2; turn++) {
        for (size_t i = 6; i + 2 < n; i++) {
            uint32_t from = lp_get_le32(plc.data + 4 * i);
            uint32_t to = lp_get_le32(plc.data + 4 * i + 4);

            if (from > to || to > length) {
                return lp_ole_broken(err, FIB_HEADERS, "a header is outside");
            }
            if (from < to && is_of_turn(i, turn)) {
                LP_TRY(put_range(d, begin + from, begin + to, err));
            }
        }
    }

done:
    return rc;
}

static enum lp_code
put_stories(struct doc *d, struct lp_err *err)
{
    /* Remarks and macros are not of what is read. */
    static const unsigned order[] = {MAIN,    FOOTNOTES, ENDNOTES,
                                     HEADERS, BOXES,     BOXES_ABOVE};
    uint32_t begins[STORIES + 1] = {0};
    enum lp_code rc = LP_OK;

    for (unsigned i = 0; i < STORIES; i++) {
        uint32_t n = lp_get_le32(d->main.data + FIB_LENGTHS + (size_t)4 * i);

        if (n > position(d, d->n) - begins[i]) {
            return lp_ole_broken(err, FIB_LENGTHS, "its text is cut short");
        }
        begins[i + 1] = begins[i] + n;
    }
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        uint32_t begin = begins[order[i]];
        uint32_t end = begins[order[i] + 1];

        if (order[i] == HEADERS) {
            LP_TRY(put_headers(d, begin, end - begin, err));
        } else if (begin < end) {
            LP_TRY(put_range(d, begin, end, err));
        }
    }

done:
    return rc;
}

static enum lp_code
load_table(struct lp_buf *to, const struct lp_cfb *c, struct lp_slice main,
           const struct lp_limits *limits, struct lp_err *err)
{
    unsigned flags;
    uint32_t at;

    if (main.len < FIB_SIZE || lp_get_le16(main.data) != 0xa5ec ||
        lp_get_le16(main.data + 2) < 0xc0 ||
        lp_get_le16(main.data + FIB_WORDS) != 14 ||
        lp_get_le16(main.data + FIB_LONGS) != 22) {
        return lp_ole_broken(err, 0, "it is not of Word 97 or later");
    }
    if (lp_ole_word_is_closed(main)) {
        return lp_fail_at(err, LP_E_FORMAT, LP_RULE_ENC_OFFICE, FIB_FLAGS,
                          "document: it is encrypted");
    }
    flags = lp_get_le16(main.data + FIB_FLAGS);
    at =
        lp_cfb_find(c, LP_CFB_ROOT, (flags & 0x200) != 0 ? "1Table" : "0Table");
    if (at == LP_CFB_NONE || c->items[at].type != LP_CFB_STREAM) {
        return lp_ole_broken(err, FIB_FLAGS, "its tables are missing");
    }
    return lp_cfb_load(to, c, at, limits->memory / 4, err);
}

enum lp_code
lp_text_doc(const struct lp_cfb *c, uint32_t item, struct lp_ole_text *out,
            const struct lp_limits *limits, struct lp_err *err)
{
    uint16_t own[LP_CHARSET_HIGH];
    struct lp_buf main = {0};
    struct lp_buf table = {0};
    struct doc d = {.out = out, .high = lp_charset_table("windows-1252", own)};
    enum lp_code rc;

    LP_TRY(lp_cfb_load(&main, c, item, limits->memory / 4, err));
    d.main = lp_buf_slice(&main);
    LP_TRY(load_table(&table, c, d.main, limits, err));
    d.table = lp_buf_slice(&table);
    d.runs.main = d.main;
    d.runs.table = named(&d, FIB_RUNS);
    LP_TRY(find_pieces(&d, err));
    LP_TRY(put_stories(&d, err));

done:
    lp_buf_release(&main);
    lp_buf_release(&table);
    return rc;
}
