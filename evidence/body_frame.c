#include "evidence/body_frame.h"

#include <string.h>

#include "formats/mail_param.h"

static bool
is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static struct lp_slice
cut_blanks(struct lp_slice s)
{
    while (s.len > 0 && is_blank(s.data[s.len - 1])) {
        s.len--;
    }
    return s;
}

/* The first line that begins with "--", without that and the blanks behind. */
static struct lp_slice
first_dashes(struct lp_slice s)
{
    bool begins = true;

    for (size_t i = 0; i + 1 < s.len; i++) {
        if (begins && s.data[i] == '-' && s.data[i + 1] == '-') {
            size_t end = i + 2;

            while (end < s.len && s.data[end] != '\r' && s.data[end] != '\n') {
                end++;
            }
            return cut_blanks(
                lp_slice_head(lp_slice_from(s, i + 2), end - i - 2));
        }
        begins = s.data[i] == '\r' || s.data[i] == '\n';
    }
    return (struct lp_slice){0};
}

/* The last line that has something, without blanks behind. */
static struct lp_slice
last_line(struct lp_slice s)
{
    size_t i;

    s = cut_blanks(s);
    for (i = s.len; i > 0 && s.data[i - 1] != '\r' && s.data[i - 1] != '\n';) {
        i--;
    }
    return lp_slice_from(s, i);
}

bool
lp_body_frame_loose(struct lp_slice type, struct lp_slice first,
                    struct lp_slice last, struct lp_buf *room)
{
    struct lp_mail_value v;
    struct lp_slice boundary;
    struct lp_slice end = last_line(last);
    size_t begin = room->len;
    bool twice = false;

    lp_mail_value_read(&v, type);
    if (!lp_mail_value_is(&v, "multipart/")) {
        return false;
    }
    if (!lp_mail_value_plain(room, &v, "boundary", &twice) || twice ||
        room->failed != LP_OK) {
        return true;
    }
    boundary = cut_blanks(lp_buf_part(room, begin, room->len - begin));
    return boundary.len == 0 ||
           !lp_slice_equal(first_dashes(first), boundary) ||
           end.len != boundary.len + 4 || memcmp(end.data, "--", 2) != 0 ||
           memcmp(end.data + 2, boundary.data, boundary.len) != 0 ||
           memcmp(end.data + 2 + boundary.len, "--", 2) != 0;
}
