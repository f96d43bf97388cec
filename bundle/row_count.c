#include "bundle/row_count.h"

#include "formats/locator.h"

/* So many of the rows of a table are a part of it, as of a text ... */
#define SHARE_MIN 0.05
/* ... or as many as this. */
#define ROWS_ENOUGH 100

static bool
is_public(const struct lp_judgement *row)
{
    return row->verdict == LP_VERDICT_EXACT ||
           row->verdict == LP_VERDICT_DECODED;
}

void
lp_row_count_add(struct lp_rows *rows, const struct lp_judgement *row)
{
    if (is_public(row)) {
        rows->known++;
    } else if (row->verdict == LP_VERDICT_TRIVIAL) {
        rows->trivial++;
    } else if (row->verdict == LP_VERDICT_NEW) {
        rows->new ++;
    } else if (row->verdict == LP_VERDICT_UNKNOWN) {
        rows->unknown++;
    } else {
        rows->alike++;
    }
}

uint64_t
lp_row_count_all(const struct lp_rows *rows)
{
    return rows->known + rows->trivial + rows->alike + rows->new +
           rows->unknown;
}

bool
lp_row_count_known(const struct lp_rows *rows)
{
    return rows->known > 0 && rows->alike + rows->new + rows->unknown == 0;
}

void
lp_row_count_note(struct lp_row_count *c, const struct lp_judgement *row)
{
    lp_row_count_add(&c->rows, row);
    if (!is_public(row)) {
        return;
    }
    if (c->first.set == NULL) {
        c->first = row->match;
    }
    c->in_first += row->match.set == c->first.set ? 1 : 0;
}

/* The table that a row lies in, of which only the row is known. */
static struct lp_slice
table_of(struct lp_slice row)
{
    struct lp_slice step = lp_slice_str(LP_LOCATOR_STEP);

    for (size_t n = row.len; n >= step.len; n--) {
        struct lp_slice table = lp_slice_head(row, n);

        if (lp_slice_ends(table, step)) {
            return lp_slice_head(row, n - step.len);
        }
    }
    return row;
}

void
lp_row_count_settle(const struct lp_row_count *c, struct lp_judgement *table)
{
    const struct lp_rows *rows = &c->rows;
    double telling = (double)(lp_row_count_all(rows) - rows->trivial);

    table->rows = *rows;
    if (table->verdict != LP_VERDICT_NEW || c->first.set == NULL ||
        ((double)rows->known < SHARE_MIN * telling &&
         rows->known < ROWS_ENOUGH)) {
        return;
    }
    table->verdict = LP_VERDICT_PARTIAL;
    table->by_rows = true;
    table->tried = 0;
    table->match = c->first;
    table->match.record.locator = table_of(c->first.record.locator);
    table->like.part = table->match;
    table->like.share = (double)c->in_first / telling;
    table->like.covered = (double)rows->known / telling;
    table->like.pages = 0;
}
