#include "formats/sums_hashdeep.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"

#define MARK "%%%% HASHDEEP-"
#define FIRST_LINE MARK "1.0"
#define COLUMNS "%%%% "

bool
lp_sums_hashdeep_recognise(struct lp_slice text)
{
    return lp_slice_begins(text, lp_slice_str(MARK));
}

/* Look at the next line; `body` is it without a CR that ends it. */
static enum lp_code
peek(struct lp_sums *l, struct lp_slice *line, struct lp_slice *body, bool *end,
     struct lp_err *err)
{
    enum lp_code rc = lp_sums_peek(l, line, end, err);

    *body = *line;
    if (l->crlf && body->len > 0 && body->data[body->len - 1] == '\r') {
        body->len--;
    }
    return rc;
}

/* Take what stands before the next comma. */
static bool
take_cell(struct lp_slice *rest, struct lp_slice *cell)
{
    struct lp_cursor c = lp_cursor_over(*rest);

    *cell = lp_cursor_until(&c, ',');
    *rest = c.rest;
    return !c.failed;
}

/* NULL if `cell` names a column that may stand there, else why not. */
static const char *
add_column(struct lp_sums *l, struct lp_slice cell, unsigned *seen)
{
    unsigned holds = lp_alg_by_word(cell);

    if (lp_slice_is(cell, "size")) {
        holds = LP_SUMS_SIZE;
    } else if (lp_slice_is(cell, "tiger") || lp_slice_is(cell, "whirlpool")) {
        holds = LP_SUMS_SKIP;
    } else if ((LP_SUMS_HASHDEEP_ALGS >> holds & 1) == 0) {
        return "a column that hashdeep does not have";
    }
    if (holds != LP_SUMS_SKIP && (*seen >> holds & 1) != 0) {
        return "a column that is there twice";
    }
    if (l->columns == LP_SUMS_COLUMNS) {
        return "too many columns";
    }
    *seen |= 1u << holds;
    l->column[l->columns++] = (uint8_t)holds;
    return NULL;
}

static const char *
take_columns(struct lp_sums *l, struct lp_slice line)
{
    struct lp_slice rest = line;
    struct lp_slice cell;
    const char *why = NULL;
    unsigned seen = 0;

    if (!lp_slice_begins(line, lp_slice_str(COLUMNS))) {
        return "it must name the columns";
    }
    rest = lp_slice_from(line, strlen(COLUMNS));
    while (why == NULL && take_cell(&rest, &cell)) {
        why = add_column(l, cell, &seen);
    }
    if (why != NULL) {
        return why;
    }
    if (!lp_slice_is(rest, "filename")) {
        return "the last column must be `filename`";
    }
    return (seen & LP_SUMS_HASHDEEP_ALGS) == 0
               ? "no column of MD5, SHA1 or SHA256"
               : NULL;
}

enum lp_code
lp_sums_hashdeep_open(struct lp_sums *l, struct lp_err *err)
{
    struct lp_slice line;
    struct lp_slice body;
    const char *why;
    bool end;
    enum lp_code rc;

    l->line = 1;
    rc = lp_sums_peek(l, &line, &end, err);
    if (rc != LP_OK) {
        return rc;
    }
    l->crlf = lp_slice_ends(line, lp_slice_str("\r"));
    body = lp_slice_head(line, line.len - (l->crlf ? 1 : 0));
    if (!lp_slice_is(body, FIRST_LINE)) {
        return lp_sums_refuse(l, err, "not `" FIRST_LINE "`");
    }
    lp_sums_step(l, line);
    rc = peek(l, &line, &body, &end, err);
    if (rc != LP_OK) {
        return rc;
    }
    why = take_columns(l, body);
    if (why != NULL) {
        return lp_sums_refuse(l, err, why);
    }
    lp_sums_step(l, line);
    return LP_OK;
}

static const char *
take_row(struct lp_sums *l, struct lp_slice rest, struct lp_sums_item *item)
{
    for (size_t i = 0; i < l->columns; i++) {
        unsigned holds = l->column[i];
        struct lp_slice cell;

        if (!take_cell(&rest, &cell)) {
            return "fewer fields than there are columns";
        }
        if (holds == LP_SUMS_SIZE) {
            item->has_size = lp_text_u64(cell, &item->size);
            if (!item->has_size) {
                return "a size that is not a plain decimal number";
            }
        } else if (holds != LP_SUMS_SKIP &&
                   !lp_sums_set(item, (enum lp_alg)holds, cell)) {
            return "a field that is not a digest of its column's kind";
        }
    }
    item->name = rest;
    if (rest.len == 0) {
        return "a digest without a name";
    }
    if (memchr(rest.data, '\r', rest.len) != NULL ||
        memchr(rest.data, '\0', rest.len) != NULL) {
        return "a carriage return or a NUL in a name";
    }
    return NULL;
}

enum lp_code
lp_sums_hashdeep_next(struct lp_sums *l, struct lp_sums_item *item, bool *end,
                      struct lp_err *err)
{
    struct lp_slice line;
    struct lp_slice body;
    const char *why;
    enum lp_code rc = peek(l, &line, &body, end, err);

    while (rc == LP_OK && !*end && (body.len == 0 || body.data[0] == '#')) {
        lp_sums_step(l, line);
        rc = peek(l, &line, &body, end, err);
    }
    if (rc != LP_OK || *end) {
        return rc;
    }
    item->line = l->line;
    why = take_row(l, body, item);
    if (why != NULL) {
        return lp_sums_refuse(l, err, why);
    }
    lp_sums_step(l, line);
    return LP_OK;
}

void
lp_sums_hashdeep_begin(struct lp_buf *to, unsigned algs)
{
    lp_buf_str(to, FIRST_LINE "\n" COLUMNS "size,");
    for (size_t i = 0; i < LP_ALG_COUNT - 1; i++) {
        if ((algs >> lp_sums_algs[i] & 1) != 0) {
            lp_buf_str(to, lp_alg_word(lp_sums_algs[i]));
            lp_buf_byte(to, ',');
        }
    }
    lp_buf_str(to, "filename\n"
                   "## Invoked from: \n"
                   "## $ leafproof convert\n"
                   "## \n");
}

void
lp_sums_hashdeep_put(struct lp_buf *to, const struct lp_sums_item *item,
                     unsigned algs)
{
    lp_buf_printf(to, "%" PRIu64 ",", item->size);
    for (size_t i = 0; i < LP_ALG_COUNT - 1; i++) {
        if ((algs >> lp_sums_algs[i] & 1) != 0) {
            lp_text_hex(to, lp_sums_digest(item, lp_sums_algs[i]));
            lp_buf_byte(to, ',');
        }
    }
    lp_buf_put(to, item->name);
    lp_buf_byte(to, '\n');
}
