#include <stdlib.h>

#include "formats/helper.h"
#include "formats/read_rows.h"
#include "formats/row_item.h"

#define MEMBER_HEAD 22
#define HEAD 100 /* of a database */

struct tables {
    struct lp_source frames;
    struct lp_feed feed;
    size_t left; /* of the DATA at hand */
    bool inside; /* of a table */
    bool any;    /* there was one */
    struct lp_buf table;
    struct lp_row_names names;
    bool good; /* the names are lawful */
    struct lp_row row;
    struct lp_buf room;
    struct lp_row_items items;
    struct lp_err why; /* once something failed, it stays so */
};

/* The helper broke its own grammar. */
static enum lp_code
babble(struct lp_err *err)
{
    return lp_fail_at(err, LP_E_FORMAT, LP_RULE_HELPER_FAILED, 0,
                      "the helper says what makes no sense");
}

/* Exactly `n` bytes of what the helper says. */
static enum lp_code
take(struct tables *t, uint8_t *to, size_t n, struct lp_err *err)
{
    size_t got = 0;
    enum lp_code rc = lp_feed_copy(&t->feed, to, n, &got, err);

    return rc == LP_OK && got < n ? babble(err) : rc;
}

static enum lp_code
take_head(struct tables *t, uint8_t *type, size_t *len, struct lp_err *err)
{
    uint8_t head[LP_HELPER_HEAD];
    enum lp_code rc = take(t, head, sizeof head, err);

    if (rc == LP_OK) {
        *type = head[0];
        *len = lp_get_le32(head + 1);
        rc = *len > LP_HELPER_BODY_MAX ? babble(err) : LP_OK;
    }
    return rc;
}

/* Why it stopped, as a rule. */
static enum lp_code
take_reason(struct tables *t, size_t len, struct lp_err *err)
{
    uint8_t why = 0;
    enum lp_code rc = len == 1 ? take(t, &why, 1, err) : babble(err);

    if (rc != LP_OK) {
        return rc;
    }
    switch (why) {
    case LP_HELPER_MALFORMED:
        return lp_fail_at(err, LP_E_FORMAT, LP_RULE_SQLITE, 0,
                          "the database is broken");
    case LP_HELPER_UNSUPPORTED:
        return lp_fail_at(err, LP_E_FORMAT, LP_RULE_UNSUPPORTED_METHOD, 0,
                          "the database has what is not read");
    default:
        return babble(err);
    }
}

/* Bytes of the table at hand, to where they are kept. */
static enum lp_code
take_data(struct tables *t, size_t n,
          void (*keep)(struct tables *t, struct lp_slice bytes),
          struct lp_err *err)
{
    uint8_t type = 0;
    enum lp_code rc = LP_OK;

    while (n > 0) {
        struct lp_piece p = {0};

        if (t->left == 0) {
            LP_TRY(take_head(t, &type, &t->left, err));
            if (type == LP_HELPER_FAILED) {
                return take_reason(t, t->left, err);
            }
            if (type != LP_HELPER_DATA || t->left == 0) {
                return babble(err);
            }
        }
        LP_TRY(lp_feed_peek(&t->feed, &p, err));
        if (p.bytes.len == 0) {
            return babble(err);
        }
        p.bytes = lp_slice_head(p.bytes, n < t->left ? n : t->left);
        keep(t, p.bytes);
        lp_feed_took(&t->feed, p.bytes.len);
        t->left -= p.bytes.len;
        n -= p.bytes.len;
    }

done:
    return rc;
}

static void
keep_room(struct tables *t, struct lp_slice bytes)
{
    lp_buf_put(&t->room, bytes);
}

static void
keep_value(struct tables *t, struct lp_slice bytes)
{
    lp_row_put(&t->row, bytes);
}

/* A number of `n` bytes. */
static enum lp_code
take_number(struct tables *t, size_t n, uint64_t *out, struct lp_err *err)
{
    uint8_t number[8] = {0};
    enum lp_code rc;

    lp_buf_clear(&t->room);
    LP_TRY(take_data(t, n, keep_room, err));
    LP_TRY(lp_buf_check(&t->room, err));
    for (size_t i = 0; i < n && i < t->room.len; i++) {
        number[i] = t->room.data[i];
    }
    *out = lp_get_le64(number);

done:
    return rc;
}

static enum lp_code
take_value(struct tables *t, struct lp_err *err)
{
    uint64_t type = 0;
    uint64_t n = 0;
    double real;
    enum lp_code rc;

    LP_TRY(take_number(t, 1, &type, err));
    switch (type) {
    case LP_ROW_NULL:
        lp_row_end(&t->row, LP_ROW_NULL);
        break;
    case LP_ROW_INTEGER:
        LP_TRY(take_number(t, 8, &n, err));
        lp_row_integer(&t->row, (int64_t)n);
        break;
    case LP_ROW_REAL:
        LP_TRY(take_number(t, 8, &n, err));
        memcpy(&real, &n, sizeof real);
        lp_row_real(&t->row, real);
        break;
    case LP_ROW_TEXT:
    case LP_ROW_BYTES:
        LP_TRY(take_number(t, 4, &n, err));
        LP_TRY(take_data(t, (size_t)n, keep_value, err));
        lp_row_end(&t->row, (enum lp_row_type)type);
        break;
    default:
        return babble(err);
    }

done:
    return rc;
}

/* A table begins: its name, and those of its columns. */
static enum lp_code
take_table(struct tables *t, size_t len, struct lp_err *err)
{
    uint8_t head[MEMBER_HEAD];
    uint8_t *to;
    uint64_t columns = 0;
    enum lp_code rc;

    if (len < sizeof head || len - sizeof head > LP_ROW_NAMES_MAX) {
        return babble(err);
    }
    LP_TRY(take(t, head, sizeof head, err));
    len -= sizeof head;
    lp_buf_clear(&t->table);
    to = lp_buf_room(&t->table, len);
    if (to == NULL) {
        return lp_no_memory(err);
    }
    LP_TRY(take(t, to, len, err));
    t->table.len = len;
    if (head[0] != LP_HELPER_FILE || lp_get_le32(head + 18) != len) {
        return babble(err);
    }
    t->inside = true;
    lp_row_clear(&t->row);
    lp_row_names_clear(&t->names);
    LP_TRY(take_number(t, 4, &columns, err));
    for (uint64_t i = 0; i < columns; i++) {
        uint64_t n = 0;

        LP_TRY(take_number(t, 4, &n, err));
        if (i > LP_ROW_COLUMNS_MAX || n > LP_HELPER_BODY_MAX) {
            return babble(err);
        }
        lp_buf_clear(&t->room);
        LP_TRY(take_data(t, (size_t)n, keep_room, err));
        LP_TRY(lp_buf_check(&t->room, err));
        lp_row_names_add(&t->names, lp_buf_slice(&t->room));
    }
    rc = lp_row_names_ready(&t->names, &t->good, err);

done:
    return rc;
}

/* The table is over: so must be what was said of it. */
static enum lp_code
end_table(struct tables *t, struct lp_err *err)
{
    uint8_t type = 0;
    size_t len = 0;
    enum lp_code rc;

    t->inside = false;
    if (t->left > 0) {
        return babble(err);
    }
    LP_TRY(take_head(t, &type, &len, err));
    if (type == LP_HELPER_FAILED) {
        return take_reason(t, len, err);
    }
    if (type != LP_HELPER_DONE || len > 0) {
        return babble(err);
    }

done:
    return rc;
}

/* The row that begins here; `*any` is false if the table ends instead. */
static enum lp_code
take_row(struct tables *t, bool *any, struct lp_err *err)
{
    uint64_t more = 0;
    enum lp_code rc;

    lp_row_clear(&t->row);
    LP_TRY(take_number(t, 1, &more, err));
    *any = more == 1;
    if (more == 0) {
        return end_table(t, err);
    }
    if (more > 1) {
        return babble(err);
    }
    for (size_t i = 0; i < t->names.n; i++) {
        LP_TRY(take_value(t, err));
    }

done:
    return rc;
}

static enum lp_code
next_table(struct tables *t, bool *end, struct lp_err *err)
{
    uint8_t type = 0;
    size_t len = 0;
    enum lp_code rc;

    LP_TRY(take_head(t, &type, &len, err));
    switch (type) {
    case LP_HELPER_MEMBER:
        return take_table(t, len, err);
    case LP_HELPER_FAILED:
        return take_reason(t, len, err);
    case LP_HELPER_END:
        *end = true;
        return len == 0 ? LP_OK : babble(err);
    default:
        return babble(err);
    }

done:
    return rc;
}

static enum lp_code
step(struct tables *t, struct lp_entry *e, struct lp_source *body, bool *end,
     struct lp_err *err)
{
    struct lp_row_found found = {0};
    bool any = false;
    enum lp_code rc;

    LP_TRY(lp_row_inner(&t->items, e, body, &t->row, &t->names, &any, err));
    if (any) {
        return LP_OK;
    }
    while (!any && !*end) {
        LP_TRY(t->inside ? take_row(t, &any, err) : next_table(t, end, err));
    }
    if (*end) {
        return LP_OK;
    }
    found.table = lp_buf_slice(&t->table);
    found.wrong = t->good ? LP_RULE_NONE : LP_RULE_ROW_NAMES;
    rc = lp_row_item(&t->items, e, body, &t->row, &t->names, &found, err);

done:
    return rc;
}

static enum lp_code
sqlite_next(struct lp_reader *r, struct lp_entry *entry, struct lp_source *body,
            bool *end, struct lp_err *err)
{
    struct tables *t = r->state;

    if (t->why.code == LP_OK) {
        t->why.code = step(t, entry, body, end, &t->why);
    }
    if (t->why.code != LP_OK) {
        *err = t->why;
    }
    return t->why.code;
}

/* The header of a database (the file format of SQLite 3, 1.3): how long a page
 * is. 0: it is none. */
static uint32_t
page_size(const uint8_t *head)
{
    uint32_t n = (uint32_t)(head[16] << 8 | head[17]);

    if (n == 1) {
        return 65536;
    }
    return n >= 512 && (n & (n - 1)) == 0 ? n : 0;
}

/* Bytes behind the last page, which are no mere room: behind as many as the
 * header says, if it was written by whoever changed the database last. */
static enum lp_code
look_behind(struct lp_findings *found, struct lp_view *v, struct lp_err *err)
{
    uint8_t head[HEAD];
    uint64_t pages;
    uint64_t size;
    size_t got = 0;
    bool zeros = true;
    enum lp_code rc;

    LP_TRY(lp_view_read(v, 0, head, sizeof head, &got, err));
    size = got == sizeof head ? page_size(head) : 0;
    if (size > 0) {
        pages = lp_get_be32(head + 24) == lp_get_be32(head + 92)
                    ? lp_get_be32(head + 28)
                    : 0;
        pages = pages == 0 ? v->size / size : pages;
        LP_TRY(lp_view_zeros(v, pages * size, &zeros, err));
        if (!zeros) {
            lp_findings_add(found, LP_RULE_SQLITE_TAIL, pages * size);
        }
    }

done:
    return rc;
}

static enum lp_code
sqlite_open(struct lp_reader *r, const struct lp_input *in, struct lp_err *err)
{
    struct tables *t = calloc(1, sizeof *t);
    enum lp_code rc;

    if (t == NULL) {
        return lp_no_memory(err);
    }
    r->state = t;
    t->items.limits = in->limits;
    if (in->helper == NULL) {
        return lp_fail_at(err, LP_E_FORMAT, LP_RULE_HELPER_MISSING, 0,
                          "there are no helpers here");
    }
    LP_TRY(look_behind(&r->found, in->view, err));
    LP_TRY(in->helper->start(&t->frames, "sqlite", "sqlite", in->view, err));
    t->feed.from = &t->frames;

done:
    return rc;
}

static void
sqlite_release(struct lp_reader *r)
{
    struct tables *t = r->state;

    if (t != NULL) {
        lp_source_release(&t->frames);
        lp_buf_release(&t->table);
        lp_row_names_release(&t->names);
        lp_row_release(&t->row);
        lp_buf_release(&t->room);
        lp_row_items_release(&t->items);
        free(t);
    }
    r->state = NULL;
}

static unsigned
sqlite_bid(struct lp_slice head)
{
    return head.len >= HEAD && memcmp(head.data, "SQLite format 3", 16) == 0 &&
                   page_size(head.data) > 0
               ? 64
               : 0;
}

const struct lp_reader_ops lp_read_rows_sqlite = {
    .name = "rows-sqlite-2",
    .kind = LP_KIND_ROWS,
    .access = LP_ACCESS_STREAM,
    .aside = true,
    .spread = true,
    .bid = sqlite_bid,
    .open = sqlite_open,
    .next = sqlite_next,
    .release = sqlite_release,
};
