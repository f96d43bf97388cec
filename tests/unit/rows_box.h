#ifndef LP_TEST_ROWS_BOX_H
#define LP_TEST_ROWS_BOX_H

#include "base/text.h"
#include "formats/read_rows.h"
#include "formats/row.h"
#include "tests/unit/test.h"

static void
put_value(struct lp_buf *to, struct lp_slice value, bool bytes)
{
    if (bytes) {
        lp_text_hex(to, value);
    } else {
        lp_buf_put(to, value);
    }
}

/* The form of a row as "name:tvalue,...". */
static void
put_form(struct lp_buf *to, struct lp_slice form)
{
    struct lp_slice rule = lp_slice_str("leafproof row-v1\n");
    struct lp_cursor c = lp_cursor_over(lp_slice_from(form, rule.len));

    CHECK(lp_slice_begins(form, rule), "a form of row-v1");
    while (c.rest.len > 0 && !c.failed) {
        struct lp_slice name = lp_cursor_take(&c, lp_cursor_le32(&c));
        uint8_t type = lp_cursor_u8(&c);
        struct lp_slice value = lp_cursor_take(&c, lp_cursor_le32(&c));

        lp_buf_put(to, name);
        lp_buf_byte(to, ':');
        lp_buf_byte(to, type);
        put_value(to, value, type == LP_ROW_BYTES);
        lp_buf_byte(to, ',');
    }
    CHECK(!c.failed, "a form with all its lengths");
}

static void
put_body(struct lp_buf *to, const struct lp_entry *e, struct lp_source *body,
         struct lp_err *err)
{
    struct lp_buf all = {0};
    struct lp_piece p;
    enum lp_code rc;

    do {
        rc = lp_source_pull(body, &p, err);
        lp_buf_put(&all, p.bytes);
    } while (rc == LP_OK && p.bytes.len > 0);
    CHECK(all.len == e->size, "as long as it says");
    if (e->kind == LP_KIND_ROW) {
        put_form(to, lp_buf_slice(&all));
    } else {
        put_value(to, lp_buf_slice(&all), !lp_row_is_utf8(lp_buf_slice(&all)));
    }
    lp_buf_release(&all);
}

/* What a reader makes of bytes: "row 1[at+len]a:t1,|...!F0656". */
static void
read_into(struct lp_buf *to, const struct lp_reader_ops *ops,
          const struct lp_input *in)
{
    struct lp_reader r = {.ops = ops};
    struct lp_err err = {0};
    bool end = false;
    enum lp_code rc;

    LP_TRY(ops->open(&r, in, &err));
    for (;;) {
        struct lp_entry e = {0};
        struct lp_source body = {0};

        LP_TRY(ops->next(&r, &e, &body, &end, &err));
        if (end) {
            break;
        }
        lp_buf_put(to, lp_slice_from(e.name, 4));
        if (e.has_span) {
            lp_buf_printf(to, "[%llu+%llu]", (unsigned long long)e.span_at,
                          (unsigned long long)(e.after->end - e.span_at));
        }
        if (e.closed != LP_RULE_NONE) {
            CHECK(body.ops == NULL, "nothing closed has bytes");
            lp_buf_str(to, lp_rule_info(e.closed)->id);
        } else {
            lp_buf_str(to, (e.flags & LP_FLAG_SCANT) != 0 ? "~" : "");
            put_body(to, &e, &body, &err);
        }
        lp_buf_byte(to, '|');
        lp_source_release(&body);
    }

done:
    for (unsigned i = 0; i < r.found.n; i++) {
        lp_buf_printf(to, " %s", lp_rule_info(r.found.of[i].rule)->id);
    }
    if (rc != LP_OK) {
        lp_buf_printf(to, "!%s", lp_rule_info(err.rule)->id);
    }
    ops->release(&r);
}

#endif
