#include "formats/text_xls.h"

#include <stdio.h>
#include <stdlib.h>

#include "formats/xls_record.h"

#define SHEETS_MAX 10000
#define STRINGS_MAX ((size_t)64 << 20)
#define ENDS_MAX ((size_t)32 << 20)
#define SHEET_OF_CELLS 0 /* its type in the list of sheets */
#define DEPTH_MAX 8      /* charts inside sheets */

struct book {
    struct lp_slice all;
    struct lp_ole_text *out;
    struct lp_buf strings; /* shared ones, as UTF-8 ... */
    struct lp_buf ends;    /* ... for each, where it ends, as 32 bits */
    struct lp_buf sheets;  /* where each begins, as 32 bits */
    uint64_t left;         /* records that may yet be looked at */
    bool waits;            /* the text of a formula comes in the next record */
    bool row_has;          /* the row has a cell with text ... */
    bool cell_has;         /* ... and this one has */
    unsigned row;
};

static void
keep_text(void *who, struct lp_slice utf8)
{
    struct lp_buf *to = who;

    if (utf8.len > STRINGS_MAX - to->len) {
        to->failed = LP_E_LIMIT;
    } else {
        lp_buf_put(to, utf8);
    }
}

static void
keep_unit(void *who, uint16_t unit)
{
    lp_ole_text_unit(who, unit);
}

/* [MS-XLS] 2.4.265. */
static enum lp_code
take_strings(struct book *b, struct lp_xls *x, struct lp_err *err)
{
    struct lp_xls_run r = lp_xls_run(x);
    uint32_t n;
    enum lp_code rc = LP_OK;

    lp_xls_run_skip(&r, 4);
    n = lp_xls_run_number(&r, 4);
    if (b->ends.len > 0) {
        return lp_ole_broken(err, 0, "it has two lists of strings");
    }
    for (uint32_t i = 0; i < n && !r.failed; i++) {
        struct lp_ole_text one = {
            .put.sink = {.text = keep_text, .who = &b->strings}};

        lp_xls_run_string(&r, keep_unit, &one);
        LP_TRY(lp_ole_text_end(&one, err));
        lp_buf_le32(&b->ends, (uint32_t)b->strings.len);
        if (b->strings.failed == LP_E_LIMIT || b->ends.len > ENDS_MAX) {
            return lp_ole_too_large(err);
        }
    }
    LP_TRY(lp_buf_check(&b->strings, err));
    LP_TRY(lp_buf_check(&b->ends, err));
    if (r.failed) {
        rc = lp_ole_broken(err, 0, "its strings are cut short");
    }

done:
    return rc;
}

static enum lp_code
take_sheet(struct book *b, struct lp_slice data, struct lp_err *err)
{
    if (data.len < 6) {
        return lp_ole_broken(err, 0, "a sheet has no place");
    }
    if (data.data[5] == SHEET_OF_CELLS) {
        lp_buf_le32(&b->sheets, lp_get_le32(data.data));
    }
    return b->sheets.len > (size_t)4 * SHEETS_MAX
               ? lp_ole_too_large(err)
               : lp_buf_check(&b->sheets, err);
}

/* 2.4.21: of BIFF8, in which characters are Unicode. */
static bool
begins(const struct lp_xls *x)
{
    return x->type == LP_XLS_BOF && x->data.len >= 4 &&
           lp_get_le16(x->data.data) == 0x0600;
}

/* The records of the whole book, up to its sheets. */
static enum lp_code
take_globals(struct book *b, struct lp_err *err)
{
    struct lp_xls x = {.rest = b->all, .left = &b->left};
    enum lp_code rc = LP_OK;

    if (!lp_xls_next(&x) || !begins(&x)) {
        return lp_ole_broken(err, 0, "it is not of Excel 97 or later");
    }
    while (lp_xls_next(&x) && x.type != LP_XLS_EOF) {
        if (x.type == LP_XLS_FILEPASS) {
            return lp_fail_at(err, LP_E_FORMAT, LP_RULE_ENC_OFFICE, 0,
                              "document: it is encrypted");
        }
        if (x.type == LP_XLS_SST) {
            LP_TRY(take_strings(b, &x, err));
        } else if (x.type == LP_XLS_SHEET) {
            LP_TRY(take_sheet(b, x.data, err));
        }
    }
    if (x.type != LP_XLS_EOF || x.cut) {
        rc = lp_ole_broken(err, 0, "its list of sheets does not end");
    }

done:
    return rc;
}

static void
put(struct book *b, struct lp_slice utf8)
{
    lp_ole_text_utf8(b->out, utf8);
    b->cell_has = b->cell_has || utf8.len > 0;
}

static void
put_unit(void *who, uint16_t unit)
{
    struct book *b = who;

    lp_ole_text_unit(b->out, unit);
    b->cell_has = true;
}

static void
end_cell(struct book *b)
{
    if (b->cell_has) {
        lp_ole_text_unit(b->out, '\t');
    }
    b->row_has = b->row_has || b->cell_has;
    b->cell_has = false;
}

static void
end_row(struct book *b)
{
    if (b->row_has) {
        lp_ole_text_unit(b->out, '\n');
    }
    b->row_has = false;
}

/* The fewest digits, of 15 to 17, that give the number again. */
static void
put_number(struct book *b, double v)
{
    char text[40];

    for (int digits = 15; digits <= 17; digits++) {
        (void)snprintf(text, sizeof text, "%.*G", digits, v);
        if (strtod(text, NULL) == v) {
            break;
        }
    }
    put(b, lp_slice_str(text));
}

static double
double_of(uint64_t bits)
{
    double v;

    memcpy(&v, &bits, sizeof v);
    return v;
}

/* 2.5.217: 30 bits of an integer, or the upper ones of a number; and whether
 * it is of hundredths. */
static void
put_rk(struct book *b, uint32_t rk)
{
    int32_t whole = (int32_t)(rk & 0xfffffffcU) / 4;
    double v = (rk & 2) != 0 ? (double)whole
                             : double_of((uint64_t)(rk & 0xfffffffcU) << 32);

    put_number(b, (rk & 1) != 0 ? v / 100 : v);
}

/* 2.5.10. */
static void
put_error(struct book *b, unsigned code)
{
    static const struct {
        unsigned code;
        const char *name;
    } errors[] = {
        {0x00, "#NULL!"}, {0x07, "#DIV/0!"},       {0x0f, "#VALUE!"},
        {0x17, "#REF!"},  {0x1d, "#NAME?"},        {0x24, "#NUM!"},
        {0x2a, "#N/A"},   {0x2b, "#GETTING_DATA"},
    };

    for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++) {
        if (errors[i].code == code) {
            put(b, lp_slice_str(errors[i].name));
        }
    }
}

static void
put_bool_or_error(struct book *b, unsigned value, bool is_error)
{
    if (is_error) {
        put_error(b, value);
    } else {
        put(b, lp_slice_str(value != 0 ? "1" : "0"));
    }
}

/* 2.5.133: a number, unless its last two bytes say otherwise. */
static void
put_result(struct book *b, const uint8_t *value)
{
    uint64_t bits = lp_get_le64(value);

    if (bits >> 48 != 0xffff) {
        put_number(b, double_of(bits));
    } else if (value[0] == 0) {
        b->waits = true;
    } else if (value[0] == 1 || value[0] == 2) {
        put_bool_or_error(b, value[2], value[0] == 2);
    }
}

static enum lp_code
put_shared(struct book *b, uint32_t i, struct lp_err *err)
{
    size_t n = b->ends.len / 4;
    size_t from;

    if (i >= n) {
        return lp_ole_broken(err, 0, "a string is not in the list");
    }
    from = i == 0 ? 0 : lp_get_le32(b->ends.data + 4 * ((size_t)i - 1));
    put(b, lp_buf_part(&b->strings, from,
                       lp_get_le32(b->ends.data + 4 * (size_t)i) - from));
    return LP_OK;
}

/* Cells of one row with numbers (2.4.175). */
static void
put_numbers(struct book *b, struct lp_slice data)
{
    for (size_t at = 4; at + 6 < data.len; at += 6) {
        put_rk(b, lp_get_le32(data.data + at + 2));
        end_cell(b);
    }
}

static enum lp_code
put_label(struct book *b, struct lp_xls *x, size_t skip, struct lp_err *err)
{
    struct lp_xls_run r = lp_xls_run(x);

    lp_xls_run_skip(&r, skip);
    lp_xls_run_string(&r, put_unit, b);
    return r.failed ? lp_ole_broken(err, 0, "a string is cut short") : LP_OK;
}

static size_t
least(unsigned type)
{
    switch (type) {
    case LP_XLS_FORMULA:
    case LP_XLS_NUMBER:
        return 14;
    case LP_XLS_LABELSST:
    case LP_XLS_RK:
        return 10;
    case LP_XLS_BOOLERR:
        return 8;
    case LP_XLS_LABEL:
    case LP_XLS_RSTRING:
    case LP_XLS_MULRK:
        return 6;
    default:
        return SIZE_MAX;
    }
}

static enum lp_code
put_cell(struct book *b, struct lp_xls *x, struct lp_err *err)
{
    const uint8_t *d = x->data.data;
    enum lp_code rc = LP_OK;

    if (lp_get_le16(d) != b->row) {
        end_row(b);
        b->row = lp_get_le16(d);
    }
    switch (x->type) {
    case LP_XLS_FORMULA:
        put_result(b, d + 6);
        break;
    case LP_XLS_NUMBER:
        put_number(b, double_of(lp_get_le64(d + 6)));
        break;
    case LP_XLS_LABELSST:
        rc = put_shared(b, lp_get_le32(d + 6), err);
        break;
    case LP_XLS_RK:
        put_rk(b, lp_get_le32(d + 6));
        break;
    case LP_XLS_BOOLERR:
        put_bool_or_error(b, d[6], d[7] != 0);
        break;
    case LP_XLS_MULRK:
        put_numbers(b, x->data);
        break;
    default:
        rc = put_label(b, x, 6, err);
        break;
    }
    end_cell(b);
    return rc;
}

static enum lp_code
put_record(struct book *b, struct lp_xls *x, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    if (x->type == LP_XLS_STRING && b->waits) {
        LP_TRY(put_label(b, x, 0, err));
        b->waits = false;
        end_cell(b);
    } else if (x->data.len >= least(x->type)) {
        b->waits = false;
        LP_TRY(put_cell(b, x, err));
    }

done:
    return rc;
}

static enum lp_code
put_sheet(struct book *b, uint32_t at, struct lp_err *err)
{
    struct lp_xls x = {.rest = lp_slice_from(b->all, at), .left = &b->left};
    unsigned depth = 1;
    enum lp_code rc = LP_OK;

    lp_ole_text_page(b->out);
    b->row = 0;
    b->waits = false;
    if (!lp_xls_next(&x) || !begins(&x)) {
        return lp_ole_broken(err, at, "a sheet is not where it should be");
    }
    while (depth > 0 && lp_xls_next(&x) && !b->out->full) {
        if (x.type == LP_XLS_BOF && ++depth > DEPTH_MAX) {
            break;
        }
        depth -= x.type == LP_XLS_EOF ? 1 : 0;
        if (depth == 1) {
            LP_TRY(put_record(b, &x, err));
        }
    }
    end_row(b);
    if (depth > 0 && !b->out->full) {
        rc = lp_ole_broken(err, at, "a sheet does not end");
    }

done:
    return rc;
}

enum lp_code
lp_text_xls(const struct lp_cfb *c, uint32_t item, struct lp_ole_text *out,
            const struct lp_limits *limits, struct lp_err *err)
{
    struct book b = {.out = out};
    struct lp_buf all = {0};
    enum lp_code rc;

    LP_TRY(lp_cfb_load(&all, c, item, limits->memory / 2, err));
    b.all = lp_buf_slice(&all);
    /* Each sheet lies in bytes of its own. */
    b.left = all.len / 4 + 1;
    LP_TRY(take_globals(&b, err));
    for (size_t i = 0; i < b.sheets.len; i += 4) {
        LP_TRY(put_sheet(&b, lp_get_le32(b.sheets.data + i), err));
    }

done:
    lp_buf_release(&all);
    lp_buf_release(&b.strings);
    lp_buf_release(&b.ends);
    lp_buf_release(&b.sheets);
    return rc;
}
