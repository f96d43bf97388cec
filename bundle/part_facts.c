#include "bundle/part_facts.h"

#include "bundle/gap_text.h"
#include "bundle/said.h"

enum lp_code
lp_part_facts_begin(struct lp_part_facts *f, struct lp_slice type, bool own,
                    bool plain, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    f->asked = true;
    f->own = own;
    f->plain = own && plain;
    lp_buf_le32(&f->told, 0); /* room for the length of what comes first */
    lp_buf_put(&f->told, type);
    lp_buf_byte(&f->told, '\n');
    if (own && f->quoting == NULL) {
        LP_TRY(lp_quoting_new(&f->quoting, err));
    }
    if (own) {
        LP_TRY(lp_quoting_begin(f->quoting, !plain, err));
    }

done:
    return rc;
}

static void
end_line(struct lp_part_facts *f)
{
    struct lp_slice line = lp_buf_slice(&f->line);
    struct lp_gap_line gap;

    if (f->told.len + line.len < LP_PART_LINES_MAX &&
        lp_gap_line_read(&gap, line)) {
        lp_buf_put(&f->told, line);
        lp_buf_byte(&f->told, '\n');
    }
    lp_buf_clear(&f->line);
}

/* Look at the text line by line, at the beginning of each. */
void
lp_part_facts_source(struct lp_part_facts *f, struct lp_slice utf8)
{
    for (size_t i = 0; f->asked && f->plain && i < utf8.len; i++) {
        if (utf8.data[i] == '\n' || utf8.data[i] == '\r') {
            end_line(f);
        } else if (f->line.len < LP_GAP_LINE_MAX) {
            lp_buf_byte(&f->line, utf8.data[i]);
        }
    }
}

void
lp_part_facts_text(struct lp_part_facts *f, struct lp_slice utf8)
{
    if (f->asked && f->own) {
        lp_quoting_text(f->quoting, utf8);
    }
}

enum lp_code
lp_part_facts_end(struct lp_part_facts *f, struct lp_slice *out,
                  struct lp_err *err)
{
    enum lp_code rc;

    end_line(f);
    LP_TRY(lp_buf_check(&f->told, err));
    lp_put_le32(f->told.data, (uint32_t)(f->told.len - 4));
    if (f->own) {
        LP_TRY(lp_quoting_end(f->quoting, &f->told, err));
    }
    *out = lp_buf_slice(&f->told);

done:
    return rc;
}

void
lp_part_facts_rest(struct lp_part_facts *f)
{
    f->asked = false;
    f->own = false;
    f->plain = false;
    lp_said_rest_buf(&f->told);
    lp_said_rest_buf(&f->line);
}

void
lp_part_facts_release(struct lp_part_facts *f)
{
    lp_quoting_free(f->quoting);
    lp_buf_release(&f->told);
    lp_buf_release(&f->line);
    *f = (struct lp_part_facts){0};
}

bool
lp_part_facts_read(struct lp_part_told *t, struct lp_slice facts)
{
    struct lp_cursor c = lp_cursor_over(facts);
    uint32_t n = lp_cursor_le32(&c);
    struct lp_cursor first = lp_cursor_over(lp_cursor_take(&c, n));

    t->type = lp_cursor_until(&first, '\n');
    t->lines = first.rest;
    t->quoted = c.rest;
    return !c.failed && !first.failed;
}
