#include "formats/row_item.h"

#include "formats/mail_head.h"
#include "formats/reader.h"

/* Whether a value is looked at for itself. */
static bool
is_apart(struct lp_slice value, enum lp_row_type type)
{
    return value.len >= LP_ROW_APART_MIN &&
           (type == LP_ROW_BYTES ||
            (type == LP_ROW_TEXT &&
             lp_mail_head_bid(lp_slice_head(value, LP_HEAD_MAX), LP_HEAD_MAX) >
                 0));
}

static enum lp_code
count(struct lp_row_items *t, uint64_t at, struct lp_err *err)
{
    return ++t->entries > t->limits->entries
               ? lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIMIT_ENTRIES, at,
                            "rows: more of them than the limit")
               : LP_OK;
}

static enum lp_code
put_name(struct lp_row_items *t, struct lp_slice table, struct lp_err *err)
{
    lp_buf_clear(&t->name);
    lp_buf_printf(&t->name, "row %llu", (unsigned long long)t->rows);
    if (table.len > 0) {
        lp_buf_byte(&t->name, ' ');
        lp_buf_put(&t->name, table);
    }
    t->name_len = t->name.len;
    return lp_buf_check(&t->name, err);
}

static enum lp_code
describe(struct lp_row_items *t, struct lp_entry *e, struct lp_source *body,
         struct lp_row *row, const struct lp_row_names *names,
         struct lp_err *err)
{
    enum lp_code rc;

    LP_TRY(lp_row_form(row, names, is_apart, err));
    e->has_size = true;
    e->size = row->typed.len;
    e->said = lp_buf_slice(&row->said);
    e->form = lp_buf_slice(&row->plain);
    e->flags |= row->tells ? 0 : (uint32_t)LP_FLAG_SCANT;
    t->next = 0;
    rc = lp_source_bytes(body, lp_buf_slice(&row->typed), NULL, err);

done:
    return rc;
}

enum lp_code
lp_row_item(struct lp_row_items *t, struct lp_entry *e, struct lp_source *body,
            struct lp_row *row, const struct lp_row_names *names,
            const struct lp_row_found *found, struct lp_err *err)
{
    enum lp_code rc;

    LP_TRY(count(t, found->at, err));
    t->rows++;
    LP_TRY(put_name(t, found->table, err));
    t->after = (struct lp_after){.end = found->end};
    t->next = SIZE_MAX;
    t->front = found->front;
    e->role = found->has_span ? LP_ROLE_ROW : LP_ROLE_MEMBER;
    e->kind = LP_KIND_ROW;
    e->name = lp_buf_slice(&t->name);
    e->packed = found->end - found->at;
    e->front = found->front;
    e->has_span = found->has_span;
    e->span_at = found->at;
    e->after = &t->after;
    if (found->wrong == LP_RULE_NONE && row->too_long) {
        e->closed = LP_RULE_LIMIT_HEADER;
    } else if (found->wrong != LP_RULE_NONE) {
        e->closed = found->wrong;
        if (lp_rule_info(found->wrong)->class == LP_CLASS_AMBIGUOUS) {
            /* Where one row is in doubt, so are the borders of others. */
            lp_findings_add(&e->found, found->wrong, found->at);
        }
    } else {
        rc = describe(t, e, body, row, names, err);
    }

done:
    return rc;
}

enum lp_code
lp_row_inner(struct lp_row_items *t, struct lp_entry *e, struct lp_source *body,
             const struct lp_row *row, const struct lp_row_names *names,
             bool *any, struct lp_err *err)
{
    struct lp_slice value = {0};
    enum lp_code rc;

    for (*any = false; !*any && t->next < names->n && t->next < row->n;) {
        enum lp_row_type type;

        value = lp_row_value(row, t->next++, &type);
        *any = is_apart(value, type);
    }
    if (!*any) {
        return LP_OK;
    }
    LP_TRY(count(t, t->front, err));
    t->name.len = t->name_len;
    lp_buf_byte(&t->name, ' ');
    lp_buf_put(&t->name, lp_row_names_get(names, t->next - 1));
    LP_TRY(lp_buf_check(&t->name, err));
    e->role = LP_ROLE_MEMBER;
    e->name = lp_buf_slice(&t->name);
    e->has_size = true;
    e->size = value.len;
    e->packed = value.len;
    e->front = t->front;
    rc = lp_source_bytes(body, value, NULL, err);

done:
    return rc;
}

void
lp_row_items_release(struct lp_row_items *t)
{
    lp_buf_release(&t->name);
}
