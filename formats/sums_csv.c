#include "formats/sums_csv.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "formats/csv_dat.h"
#include "formats/sums_columns.h"

/* A header is not longer. */
#define HEADER_MAX ((size_t)8 * 1024)

static const char *
take_field(const struct lp_sums *l, struct lp_slice text, size_t *at,
           struct lp_csv_field *f)
{
    return l->kind == LP_SUMS_DAT ? lp_csv_dat_take(text, l->sep, at, f)
                                  : lp_csv_take(text, l->sep, at, f);
}

/* Read the header as one whose fields are separated by `sep`. NULL if it is
 * good, else why not. */
static const char *
take_header(struct lp_sums *l, struct lp_sums_columns *h, uint8_t sep)
{
    struct lp_slice head = lp_slice_head(l->text, HEADER_MAX);
    struct lp_csv_field f = {0};
    const char *why = NULL;

    *h = (struct lp_sums_columns){0};
    l->sep = sep;
    while (why == NULL && !f.last) {
        why = take_field(l, head, &l->at, &f);
        if (why == NULL && f.raw.len > 0 &&
            memchr(f.raw.data, '\n', f.raw.len) != NULL) {
            why = "a line end in the name of a column";
        }
        if (why == NULL) {
            why = lp_sums_columns_add(l, h, f.raw);
        }
    }
    if (why == NULL && l->at == head.len && head.len < l->text.len &&
        head.data[head.len - 1] != '\n') {
        why = "longer than the header of a list is";
    }
    lp_sums_columns_end(l, h,
                        l->kind == LP_SUMS_DAT || l->form.kind == LP_SUMS_CSV);
    l->line++;
    return why;
}

/* Begin with that separator with which there is a header. */
static enum lp_code
open_header(struct lp_sums *l, struct lp_sums_columns *h, struct lp_err *err)
{
    static const uint8_t seps[] = {',', ';', '\t'};
    static const uint8_t dat[] = {LP_CSV_DAT_SEP};
    const uint8_t *sep = l->kind == LP_SUMS_DAT ? dat : seps;
    size_t n = l->kind == LP_SUMS_DAT ? sizeof dat : sizeof seps;
    const char *why = "no column of digests is named in it";
    bool bom = lp_slice_begins(l->text, lp_slice_str("\xef\xbb\xbf"));

    l->line = 1;
    l->at = bom ? 3 : 0;
    for (size_t i = 0; i < n; i++) {
        struct lp_sums tried = *l;
        const char *bad = take_header(&tried, h, sep[i]);

        if (bad == NULL && h->digest) {
            *l = tried;
            return LP_OK;
        }
        why = h->digest ? bad : why;
    }
    return lp_sums_refuse(l, err, why);
}

enum lp_code
lp_sums_csv_open(struct lp_sums *l, struct lp_err *err)
{
    struct lp_sums_columns h;

    return open_header(l, &h, err);
}

bool
lp_sums_csv_recognise(struct lp_slice text, enum lp_sums_kind kind)
{
    struct lp_sums l = {.text = text, .kind = kind};
    struct lp_sums_item item = {0};
    struct lp_sums_columns h;
    bool end = false;
    bool is = open_header(&l, &h, NULL) == LP_OK &&
              lp_sums_csv_next(&l, &item, &end, NULL) == LP_OK &&
              (!end || h.known > 1);

    lp_buf_release(&l.name);
    return is;
}

bool
lp_sums_dat_recognise(struct lp_slice text)
{
    const struct lp_slice bom = lp_slice_str("\xef\xbb\xbf");
    struct lp_slice head =
        lp_slice_from(text, lp_slice_begins(text, bom) ? bom.len : 0);

    return lp_slice_begins(head, lp_slice_str(LP_CSV_DAT_QUOTE)) &&
           lp_sums_csv_recognise(text, LP_SUMS_DAT);
}

/* What a row says of the document's name. */
struct names {
    struct lp_csv_field name;
    struct lp_slice folder;
    struct lp_slice first;
    struct lp_slice last;
};

static bool
has_nul(struct lp_slice s)
{
    return s.len > 0 && memchr(s.data, '\0', s.len) != NULL;
}

/* A path as Windows has it, below the folder of the list. */
static void
put_native(struct lp_buf *to, struct lp_slice path)
{
    bool top = path.len > 1 && path.data[0] == '\\' && path.data[1] != '\\';

    for (size_t i = top ? 1 : 0; i < path.len; i++) {
        uint8_t b = path.data[i];

        lp_buf_byte(to, b == '\\' ? '/' : b);
    }
}

/* The numbers of its pages, of a document without a file. */
static void
put_pages(struct lp_buf *to, const struct names *n)
{
    lp_buf_put(to, n->first);
    if (n->last.len > 0 && !lp_slice_equal(n->first, n->last)) {
        lp_buf_byte(to, '-');
        lp_buf_put(to, n->last);
    }
}

static enum lp_code
take_name(struct lp_sums *l, const struct names *n, struct lp_sums_item *item,
          struct lp_err *err)
{
    struct lp_slice name = n->name.raw;

    if (has_nul(name) || has_nul(n->folder) || has_nul(n->first) ||
        has_nul(n->last)) {
        return lp_sums_refuse(l, err, "a NUL in a name");
    }
    item->name = name;
    lp_buf_clear(&l->name);
    if (name.len == 0 && n->first.len > 0) {
        put_pages(&l->name, n);
    } else if (l->windows) {
        put_native(&l->name, name);
    } else if (n->folder.len > 0) {
        lp_buf_put(&l->name, n->folder);
        lp_buf_byte(&l->name, '\\');
        lp_buf_put(&l->name, name);
    } else if (n->name.doubled) {
        lp_csv_undouble(&l->name, name);
    } else {
        return LP_OK;
    }
    item->name = lp_buf_slice(&l->name);
    return lp_buf_check(&l->name, err);
}

static enum lp_alg
alg_by_length(size_t digits)
{
    static const enum lp_alg algs[] = {LP_ALG_MD5, LP_ALG_SHA1, LP_ALG_SHA256,
                                       LP_ALG_SHA384, LP_ALG_SHA512};

    for (size_t i = 0; i < sizeof algs / sizeof algs[0]; i++) {
        if (digits == 2 * lp_alg_len(algs[i])) {
            return algs[i];
        }
    }
    return LP_ALG_NONE;
}

/* Take what the field `f` says of the document. */
static enum lp_code
take_cell(struct lp_sums *l, unsigned holds, const struct lp_csv_field *f,
          struct names *n, struct lp_sums_item *item, struct lp_err *err)
{
    enum lp_alg alg = LP_ALG_NONE;

    if (holds == LP_SUMS_NAME) {
        n->name = *f;
    } else if (holds == LP_SUMS_FOLDER) {
        n->folder = f->raw;
    } else if (holds == LP_SUMS_BATES) {
        n->first = f->raw;
    } else if (holds == LP_SUMS_LAST) {
        n->last = f->raw;
    } else if (holds == LP_SUMS_SIZE && f->raw.len > 0) {
        item->has_size = lp_text_u64(f->raw, &item->size);
        /* Load files have sizes as people write them, too. */
        if (!item->has_size && l->kind != LP_SUMS_DAT) {
            return lp_sums_refuse(l, err,
                                  "a size that is not a plain decimal number");
        }
    } else if (holds == LP_SUMS_ANY) {
        alg = alg_by_length(f->raw.len);
    } else {
        alg = holds < LP_ALG_COUNT ? (enum lp_alg)holds : LP_ALG_NONE;
    }
    if (f->raw.len > 0 && (alg != LP_ALG_NONE || holds == LP_SUMS_ANY) &&
        (alg == LP_ALG_NONE || !lp_sums_set(item, alg, f->raw))) {
        return lp_sums_refuse(
            l, err, "a field that is not a digest of its column's kind");
    }
    return LP_OK;
}

/* Step over empty lines. */
static void
skip_empty(struct lp_sums *l)
{
    struct lp_slice rest = lp_slice_from(l->text, l->at);

    for (;;) {
        size_t n = rest.len > 1 && rest.data[0] == '\r' ? 1 : 0;

        if (rest.len == 0 || rest.data[n] != '\n') {
            return;
        }
        l->at += n + 1;
        l->line++;
        rest = lp_slice_from(rest, n + 1);
    }
}

static uint64_t
line_ends(struct lp_slice s)
{
    uint64_t n = 0;

    for (size_t i = 0; i < s.len; i++) {
        n += s.data[i] == '\n' ? 1 : 0;
    }
    return n;
}

enum lp_code
lp_sums_csv_next(struct lp_sums *l, struct lp_sums_item *item, bool *end,
                 struct lp_err *err)
{
    struct lp_csv_field f = {0};
    struct names names = {0};
    uint64_t lines = 1;
    size_t n = 0;
    size_t at;
    enum lp_code rc = LP_OK;

    skip_empty(l);
    at = l->at;
    *end = at == l->text.len;
    item->line = l->line;
    while (!*end && !f.last) {
        const char *why = take_field(l, l->text, &at, &f);

        if (f.raw.len > LP_CSV_MAX) {
            return lp_sums_too_long(l, err);
        }
        if (why == NULL && n == l->columns) {
            why = "more fields than there are columns";
        }
        if (why != NULL) {
            return lp_sums_refuse(l, err, why);
        }
        rc = take_cell(l, l->column[n++], &f, &names, item, err);
        if (rc != LP_OK) {
            return rc;
        }
        lines += f.quoted ? line_ends(f.raw) : 0;
    }
    if (!*end && n < l->columns) {
        return lp_sums_refuse(l, err, "fewer fields than there are columns");
    }
    if (!item->has_size) {
        item->has &= ~(1u << LP_ALG_BTV2); /* says nothing without a length */
    }
    if (!*end && item->has == 0) {
        return lp_sums_refuse(l, err, "no digest");
    }
    if (!*end) {
        rc = take_name(l, &names, item, err);
    }
    if (rc == LP_OK) {
        l->line += *end ? 0 : lines;
        l->at = at;
    }
    return rc;
}

void
lp_sums_csv_begin(struct lp_buf *to, unsigned algs)
{
    lp_buf_str(to, "path,size");
    for (size_t i = 0; i < LP_ALG_COUNT - 1; i++) {
        if ((algs >> lp_sums_algs[i] & 1) != 0) {
            lp_buf_byte(to, ',');
            lp_buf_str(to, lp_alg_word(lp_sums_algs[i]));
        }
    }
    lp_buf_byte(to, '\n');
}

void
lp_sums_csv_put(struct lp_buf *to, const struct lp_sums_item *item,
                unsigned algs)
{
    lp_csv_put(to, ',', item->name);
    lp_buf_byte(to, ',');
    if (item->has_size) {
        lp_buf_printf(to, "%" PRIu64, item->size);
    }
    for (size_t i = 0; i < LP_ALG_COUNT - 1; i++) {
        enum lp_alg alg = lp_sums_algs[i];

        if ((algs >> alg & 1) != 0) {
            lp_buf_byte(to, ',');
        }
        if ((algs & item->has) >> alg & 1) {
            lp_text_hex(to, lp_sums_digest(item, alg));
        }
    }
    lp_buf_byte(to, '\n');
}
