#include "formats/sums_sfv.h"

#include <strings.h>

#include "base/text.h"

#define DIGITS 8

static bool
is_blank(uint8_t b)
{
    return b == ' ' || b == '\t';
}

/* NULL if `line` is good, else why not. */
static const char *
take(struct lp_slice line, struct lp_sums_item *item)
{
    struct lp_slice name =
        lp_slice_head(line, line.len < DIGITS ? 0 : line.len - DIGITS);

    if (name.len == 0 || !is_blank(name.data[name.len - 1]) ||
        !lp_sums_set(item, LP_ALG_CRC32, lp_slice_from(line, name.len))) {
        return "no CRC-32 of eight digits at its end";
    }
    while (name.len > 0 && is_blank(name.data[name.len - 1])) {
        name.len--;
    }
    if (name.len == 0) {
        return "a digest without a name";
    }
    for (size_t i = 0; i < name.len; i++) {
        uint8_t b = name.data[i];

        if ((b < 0x20 && b != '\t') || b == 0x7f) {
            return "a control character in a name";
        }
    }
    item->name = name;
    return NULL;
}

/* The next line that is neither empty nor a comment, without its end. */
static enum lp_code
find(struct lp_sums *l, struct lp_slice *line, struct lp_slice *body, bool *end,
     struct lp_err *err)
{
    enum lp_code rc;

    for (;;) {
        rc = lp_sums_peek(l, line, end, err);
        *body = *line;
        if (body->len > 0 && body->data[body->len - 1] == '\r') {
            body->len--;
        }
        if (rc != LP_OK || *end || (body->len > 0 && body->data[0] != ';')) {
            return rc;
        }
        lp_sums_step(l, *line);
    }
}

bool
lp_sums_sfv_recognise(struct lp_slice text, struct lp_slice file)
{
    const size_t end_len = 4;
    struct lp_slice ending =
        lp_slice_from(file, file.len < end_len ? file.len : file.len - end_len);
    bool named = ending.len == end_len &&
                 strncasecmp((const char *)ending.data, ".sfv", end_len) == 0;
    struct lp_sums l = {.text = text, .line = 1};
    uint64_t good = 0;

    if (!named && !lp_slice_begins(text, lp_slice_str(";"))) {
        return false;
    }
    for (;;) {
        struct lp_sums_item item = {0};
        struct lp_slice line;
        struct lp_slice body;
        bool end;

        if (find(&l, &line, &body, &end, NULL) != LP_OK) {
            return false;
        }
        /* The last line may go on behind the head. */
        if (end || (l.at + line.len == text.len && good > 0)) {
            return good > 0;
        }
        if (take(body, &item) != NULL) {
            return false;
        }
        good++;
        lp_sums_step(&l, line);
    }
}

enum lp_code
lp_sums_sfv_next(struct lp_sums *l, struct lp_sums_item *item, bool *end,
                 struct lp_err *err)
{
    struct lp_slice line;
    struct lp_slice body;
    const char *why;
    enum lp_code rc = find(l, &line, &body, end, err);

    if (rc != LP_OK || *end) {
        return rc;
    }
    item->line = l->line;
    why = take(body, item);
    if (why != NULL) {
        return lp_sums_refuse(l, err, why);
    }
    lp_sums_step(l, line);
    return LP_OK;
}

void
lp_sums_sfv_put(struct lp_buf *to, const struct lp_sums_item *item)
{
    lp_buf_put(to, item->name);
    lp_buf_byte(to, ' ');
    lp_text_hex(to, lp_sums_digest(item, LP_ALG_CRC32));
    lp_buf_byte(to, '\n');
}
