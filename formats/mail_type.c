#include "formats/mail_type.h"

#include <string.h>
#include <strings.h>

static bool
has_param(struct lp_buf *scratch, const struct lp_mail_value *v,
          const char *name, const char *what)
{
    bool twice;

    lp_buf_clear(scratch);
    return lp_mail_value_plain(scratch, v, name, &twice) &&
           scratch->len == strlen(what) &&
           strncasecmp((const char *)scratch->data, what, scratch->len) == 0;
}

enum lp_code
lp_mail_type(struct lp_entry *e, struct lp_buf *room,
             const struct lp_mail_value *v, struct lp_err *err)
{
    struct lp_slice word = v->word;
    bool twice;

    if (!lp_mail_value_is_type(v)) {
        return LP_OK;
    }
    e->flowed = has_param(room, v, "format", "flowed");
    e->delsp = has_param(room, v, "delsp", "yes");
    lp_buf_clear(room);
    for (size_t i = 0; i < word.len; i++) {
        uint8_t c = word.data[i];

        lp_buf_byte(room, c >= 'A' && c <= 'Z' ? (uint8_t)(c | 0x20) : c);
    }
    (void)!lp_mail_value_plain(room, v, "charset", &twice);
    e->type = lp_slice_head(lp_buf_slice(room), word.len);
    e->charset = lp_slice_from(lp_buf_slice(room), word.len);
    return lp_buf_check(room, err);
}
