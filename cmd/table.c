#include "cmd/table.h"

#include <inttypes.h>
#include <string.h>

/* Characters, as far as they can be told from bytes: some are two columns
 * wide, and then the table is not quite straight. */
static size_t
width_of(struct lp_slice text)
{
    size_t n = 0;

    for (size_t i = 0; i < text.len; i++) {
        n += (text.data[i] & 0xc0) != 0x80 ? 1 : 0;
    }
    return n;
}

void
lp_table_cell(struct lp_table *t, struct lp_slice text)
{
    size_t *width = &t->width[t->n++ % t->columns];
    size_t own = width_of(text);

    *width = own > *width ? own : *width;
    lp_buf_put(&t->cells, text);
    lp_buf_byte(&t->cells, '\0');
}

void
lp_table_text(struct lp_table *t, const char *text)
{
    lp_table_cell(t, lp_slice_str(text));
}

void
lp_table_number(struct lp_table *t, uint64_t number)
{
    char text[24];

    (void)snprintf(text, sizeof text, "%" PRIu64, number);
    lp_table_text(t, text);
}

enum lp_code
lp_table_print(const struct lp_table *t, FILE *to, struct lp_err *err)
{
    struct lp_cursor c = lp_cursor_over(lp_buf_slice(&t->cells));
    enum lp_code rc = lp_buf_check(&t->cells, err);
    int gap = 0; /* blanks that are due before the next cell of the row */

    for (size_t i = 0; rc == LP_OK && i < t->n; i++) {
        size_t column = i % t->columns;
        struct lp_slice cell = lp_cursor_until(&c, '\0');
        int pad = (int)(t->width[column] - width_of(cell));
        bool right = (t->right >> column & 1) != 0;

        if (cell.len > 0) {
            fprintf(to, "%*s%.*s", gap + (right ? pad : 0), "", (int)cell.len,
                    (const char *)cell.data);
            gap = 0;
        }
        gap += 2 + (right && cell.len > 0 ? 0 : pad);
        if (column + 1 == t->columns) {
            fputc('\n', to);
            gap = 0;
        }
    }
    return rc;
}

void
lp_table_release(struct lp_table *t)
{
    lp_buf_release(&t->cells);
}
