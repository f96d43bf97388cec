#include "formats/mail_id.h"

static bool
is_blank(uint8_t c)
{
    return c <= 32 || c == 127;
}

static struct lp_slice
trim(struct lp_slice s)
{
    while (s.len > 0 && is_blank(s.data[0])) {
        s = lp_slice_from(s, 1);
    }
    while (s.len > 0 && is_blank(s.data[s.len - 1])) {
        s.len--;
    }
    return s;
}

bool
lp_mail_id_next(struct lp_slice *rest, struct lp_slice *out)
{
    struct lp_slice s = *rest;
    size_t from = s.len;

    for (size_t i = 0; i < s.len; i++) {
        struct lp_slice id;

        if (s.data[i] == '<') {
            from = i;
        }
        if (s.data[i] != '>' || from > i) {
            continue;
        }
        id = lp_slice_head(lp_slice_from(s, from), i + 1 - from);
        if (trim(lp_slice_head(lp_slice_from(id, 1), id.len - 2)).len > 0) {
            *rest = lp_slice_from(s, i + 1);
            *out = id;
            return true;
        }
        from = s.len;
    }
    *rest = (struct lp_slice){0};
    return false;
}

struct lp_slice
lp_mail_id_of(struct lp_slice value)
{
    struct lp_slice rest = value;
    struct lp_slice id;

    return lp_mail_id_next(&rest, &id) ? id : trim(value);
}
