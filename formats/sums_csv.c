#include "formats/sums_csv.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "formats/csv.h"

/* A header is not longer, nor any name in it that says something. */
#define HEADER_MAX ((size_t)8 * 1024)
#define WORD_MAX 16
#define WORDS (sizeof words / sizeof words[0])

/* Names of columns: without blanks, `-`, `_` and a last `hash` or `sum`, in
 * lower case. Of several that name the document, the one of the lowest rank
 * says most. */
static const struct {
    const char *word;
    uint8_t holds;
    uint8_t rank;
} words[] = {
    {"locator", LP_SUMS_NAME, 1},  {"path", LP_SUMS_NAME, 2},
    {"filename", LP_SUMS_NAME, 3}, {"file", LP_SUMS_NAME, 4},
    {"name", LP_SUMS_NAME, 5},     {"size", LP_SUMS_SIZE, 1},
    {"filesize", LP_SUMS_SIZE, 1}, {"length", LP_SUMS_SIZE, 1},
    {"bytes", LP_SUMS_SIZE, 1},    {"md5", LP_ALG_MD5, 1},
    {"sha1", LP_ALG_SHA1, 1},      {"sha256", LP_ALG_SHA256, 1},
    {"sha512", LP_ALG_SHA512, 1},  {"blake2b", LP_ALG_BLAKE2B, 1},
    {"b2", LP_ALG_BLAKE2B, 1},     {"btv2", LP_ALG_BTV2, 1},
};

static bool
drop_end(struct lp_slice *word, const char *end)
{
    bool there = lp_slice_ends(*word, lp_slice_str(end));

    word->len -= there ? strlen(end) : 0;
    return there;
}

/* Which of `words` a column's name is; WORDS if none. */
static size_t
find_word(struct lp_slice name)
{
    uint8_t letters[WORD_MAX];
    struct lp_slice word = {letters, 0};
    size_t k = 0;

    for (size_t i = 0; i < name.len; i++) {
        uint8_t b = name.data[i];

        if (b == ' ' || b == '-' || b == '_') {
            continue;
        }
        if (word.len == WORD_MAX) {
            return WORDS;
        }
        letters[word.len++] = b >= 'A' && b <= 'Z' ? b | 0x20 : b;
    }
    (void)(drop_end(&word, "hash") || drop_end(&word, "sum"));
    while (k < WORDS && !lp_slice_is(word, words[k].word)) {
        k++;
    }
    return k;
}

/* What is known of a header's columns. */
struct header {
    uint8_t rank[LP_SUMS_SIZE + 1]; /* by what a column holds; 0: none does */
    size_t at[LP_SUMS_SIZE + 1];
    unsigned known; /* columns that are not passed over */
    bool digest;    /* one of them holds digests */
};

/* Put a column down. NULL if it is good, else why not. */
static const char *
add_column(struct lp_sums *l, struct header *h, struct lp_slice name)
{
    size_t k = find_word(name);
    unsigned holds = k == WORDS ? (unsigned)LP_SUMS_SKIP : words[k].holds;

    if (l->columns == LP_SUMS_COLUMNS) {
        return "too many columns";
    }
    l->column[l->columns++] = LP_SUMS_SKIP;
    if (holds == LP_SUMS_SKIP ||
        (h->rank[holds] != 0 && words[k].rank > h->rank[holds])) {
        return NULL;
    }
    h->digest = h->digest || holds < LP_ALG_COUNT;
    if (h->rank[holds] == words[k].rank) {
        return "two columns of one kind";
    }
    if (h->rank[holds] != 0) {
        l->column[h->at[holds]] = LP_SUMS_SKIP;
    } else {
        h->known++;
    }
    h->rank[holds] = words[k].rank;
    h->at[holds] = l->columns - 1;
    l->column[h->at[holds]] = (uint8_t)holds;
    return NULL;
}

/* Read the header as one whose fields are separated by `sep`. NULL if it is
 * good, else why not. */
static const char *
take_header(struct lp_sums *l, struct header *h, uint8_t sep)
{
    struct lp_slice head = lp_slice_head(l->text, HEADER_MAX);
    struct lp_csv_field f = {0};
    const char *why = NULL;

    *h = (struct header){0};
    l->sep = sep;
    while (why == NULL && !f.last) {
        why = lp_csv_take(head, sep, &l->at, &f);
        if (why == NULL && f.raw.len > 0 &&
            memchr(f.raw.data, '\n', f.raw.len) != NULL) {
            why = "a line end in the name of a column";
        }
        if (why == NULL) {
            why = add_column(l, h, f.raw);
        }
    }
    if (why == NULL && l->at == head.len && head.len < l->text.len &&
        head.data[head.len - 1] != '\n') {
        why = "longer than the header of a list is";
    }
    l->line++;
    return why;
}

/* Begin with that separator with which there is a header. */
static enum lp_code
open_header(struct lp_sums *l, struct header *h, struct lp_err *err)
{
    static const uint8_t seps[] = {',', ';', '\t'};
    const char *why = "no column of digests is named in it";
    bool bom = lp_slice_begins(l->text, lp_slice_str("\xef\xbb\xbf"));

    l->line = 1;
    l->at = bom ? 3 : 0;
    for (size_t i = 0; i < sizeof seps; i++) {
        struct lp_sums tried = *l;
        const char *bad = take_header(&tried, h, seps[i]);

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
    struct header h;

    return open_header(l, &h, err);
}

bool
lp_sums_csv_recognise(struct lp_slice text)
{
    struct lp_sums l = {.text = text};
    struct lp_sums_item item = {0};
    struct header h;
    bool end = false;
    bool is = open_header(&l, &h, NULL) == LP_OK &&
              lp_sums_csv_next(&l, &item, &end, NULL) == LP_OK &&
              (!end || h.known > 1);

    lp_buf_release(&l.name);
    return is;
}

static enum lp_code
take_name(struct lp_sums *l, const struct lp_csv_field *f,
          struct lp_sums_item *item, struct lp_err *err)
{
    item->name = f->raw;
    if (f->raw.len > 0 && memchr(f->raw.data, '\0', f->raw.len) != NULL) {
        return lp_sums_refuse(l, err, "a NUL in a name");
    }
    if (f->doubled) {
        lp_csv_undouble(&l->name, f->raw);
        item->name = lp_buf_slice(&l->name);
    }
    return lp_buf_check(&l->name, err);
}

/* Take what the field `f` says of the document. */
static enum lp_code
take_cell(struct lp_sums *l, unsigned holds, const struct lp_csv_field *f,
          struct lp_sums_item *item, struct lp_err *err)
{
    if (holds == LP_SUMS_NAME) {
        return take_name(l, f, item, err);
    }
    if (holds == LP_SUMS_SKIP || f->raw.len == 0) {
        return LP_OK;
    }
    if (holds == LP_SUMS_SIZE) {
        item->has_size = lp_text_u64(f->raw, &item->size);
        return item->has_size
                   ? LP_OK
                   : lp_sums_refuse(l, err,
                                    "a size that is not a plain decimal "
                                    "number");
    }
    return lp_sums_set(item, (enum lp_alg)holds, f->raw)
               ? LP_OK
               : lp_sums_refuse(l, err,
                                "a field that is not a digest of its column's "
                                "kind");
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
    uint64_t lines = 1;
    size_t n = 0;
    size_t at;

    skip_empty(l);
    at = l->at;
    *end = at == l->text.len;
    item->line = l->line;
    while (!*end && !f.last) {
        const char *why = lp_csv_take(l->text, l->sep, &at, &f);
        enum lp_code rc;

        if (f.raw.len > LP_CSV_MAX) {
            return lp_sums_too_long(l, err);
        }
        if (why == NULL && n == l->columns) {
            why = "more fields than there are columns";
        }
        if (why != NULL) {
            return lp_sums_refuse(l, err, why);
        }
        rc = take_cell(l, l->column[n++], &f, item, err);
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
    l->line += *end ? 0 : lines;
    l->at = at;
    return LP_OK;
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
