#include "formats/chat.h"

/* No identity can be taken for one of another rule. */
#define RULE "leafproof chat-v1\n"

void
lp_chat_clear(struct lp_chat *c)
{
    c->network = NULL;
    c->has_time = false;
    lp_buf_clear(&c->place);
    lp_buf_clear(&c->sender);
    lp_buf_clear(&c->when);
    lp_buf_clear(&c->said);
    lp_buf_clear(&c->attached);
    lp_buf_clear(&c->form);
}

static void
put(struct lp_buf *to, struct lp_slice field)
{
    lp_buf_le32(to, (uint32_t)field.len);
    lp_buf_put(to, field);
}

/* One kind of line end, and none of the blanks at the end. */
static void
put_text(struct lp_buf *to, struct lp_slice s)
{
    size_t at = to->len;

    lp_buf_le32(to, 0);
    for (size_t i = 0; i < s.len; i++) {
        bool cr = s.data[i] == '\r';

        lp_buf_byte(to, cr ? '\n' : s.data[i]);
        i += cr && i + 1 < s.len && s.data[i + 1] == '\n' ? 1 : 0;
    }
    if (to->failed != LP_OK || to->data == NULL) {
        return;
    }
    while (to->len > at + 4 &&
           (to->data[to->len - 1] == ' ' || to->data[to->len - 1] == '\t' ||
            to->data[to->len - 1] == '\n')) {
        to->len--;
    }
    lp_put_le32(to->data + at, (uint32_t)(to->len - at - 4));
    if (to->len == at + 4) {
        to->len = 0; /* nothing was said */
    }
}

void
lp_chat_form(struct lp_chat *c)
{
    lp_buf_clear(&c->form);
    if (c->sender.len == 0 || c->when.len == 0 || c->said.len == 0) {
        return;
    }
    lp_buf_str(&c->form, RULE);
    put(&c->form, lp_slice_str(c->network));
    put(&c->form, lp_buf_slice(&c->place));
    put(&c->form, lp_buf_slice(&c->sender));
    put(&c->form, lp_buf_slice(&c->when));
    put_text(&c->form, lp_buf_slice(&c->said));
}

enum lp_code
lp_chat_entry(struct lp_entry *e, const struct lp_chat *c, uint64_t n,
              struct lp_buf *name, struct lp_err *err)
{
    lp_buf_clear(name);
    lp_buf_printf(name, "message %llu", (unsigned long long)n);
    lp_buf_put(name, lp_buf_slice(&c->attached));
    e->role = LP_ROLE_MESSAGE;
    e->kind = LP_KIND_CHAT_MESSAGE;
    e->name = lp_buf_slice(name);
    e->has_time = c->has_time;
    e->time = c->time;
    e->has_span = true;
    e->said = lp_buf_slice(&c->said);
    e->form = lp_buf_slice(&c->form);
    return lp_buf_check(name, err);
}

enum lp_code
lp_chat_check(const struct lp_chat *c, struct lp_err *err)
{
    enum lp_code rc;

    LP_TRY(lp_buf_check(&c->place, err));
    LP_TRY(lp_buf_check(&c->sender, err));
    LP_TRY(lp_buf_check(&c->when, err));
    LP_TRY(lp_buf_check(&c->said, err));
    LP_TRY(lp_buf_check(&c->attached, err));
    LP_TRY(lp_buf_check(&c->form, err));

done:
    return rc;
}

void
lp_chat_release(struct lp_chat *c)
{
    lp_buf_release(&c->place);
    lp_buf_release(&c->sender);
    lp_buf_release(&c->when);
    lp_buf_release(&c->said);
    lp_buf_release(&c->attached);
    lp_buf_release(&c->form);
}
