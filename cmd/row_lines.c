#include "cmd/row_lines.h"

#include <inttypes.h>

struct lp_buf *
lp_row_lines_take(struct lp_row_lines *l, struct lp_slice table,
                  enum lp_verdict v)
{
    if (l->table.len == 0) {
        lp_buf_put(&l->table, table);
    }
    if (l->alike[v]++ > 0) {
        return NULL;
    }
    lp_buf_clear(&l->first[v]);
    return &l->first[v];
}

bool
lp_row_lines_over(const struct lp_row_lines *l, struct lp_slice path)
{
    struct lp_slice table = lp_buf_slice(&l->table);

    return table.len > 0 && !(lp_slice_begins(path, table) &&
                              lp_slice_begins(lp_slice_from(path, table.len),
                                              lp_slice_str(" > ")));
}

void
lp_row_lines_put(struct lp_row_lines *l, FILE *to, bool alone)
{
    unsigned kinds = 0;

    for (unsigned v = 0; v < LP_VERDICT_COUNT; v++) {
        kinds += l->alike[v] > 0 ? 1 : 0;
    }
    for (unsigned v = 0; v < LP_VERDICT_COUNT; v++) {
        bool told = l->alike[v] > 0 && (alone || kinds > 1);

        if (told) {
            (void)fwrite(l->first[v].data, 1, l->first[v].len, to);
        }
        if (told && l->alike[v] > 1) {
            (void)fprintf(to, "  %-10s %.*s > %" PRIu64 " row%s more\n",
                          lp_verdict_word((enum lp_verdict)v),
                          (int)l->table.len, (const char *)l->table.data,
                          l->alike[v] - 1, l->alike[v] == 2 ? "" : "s");
        }
        l->alike[v] = 0;
    }
    lp_buf_clear(&l->table);
}

void
lp_row_lines_release(struct lp_row_lines *l)
{
    for (unsigned v = 0; v < LP_VERDICT_COUNT; v++) {
        lp_buf_release(&l->first[v]);
    }
    lp_buf_release(&l->table);
    *l = (struct lp_row_lines){0};
}
