#include "formats/mbox_length.h"

#include <strings.h>

#define NAME "Content-Length:"
#define NAME_LEN (sizeof NAME - 1)

/* No mailbox is as large as this. */
#define DIGITS_MAX 15

void
lp_mbox_length_begin(struct lp_mbox_length *l, uint64_t at)
{
    if (l->pending) {
        return;
    }
    *l = (struct lp_mbox_length){.head = true, .fed = at};
}

/* A number with blanks around it, and nothing else. */
static bool
read_number(struct lp_slice s, uint64_t *out)
{
    uint64_t n = 0;
    size_t digits = 0;
    size_t i = 0;

    while (i < s.len && (s.data[i] == ' ' || s.data[i] == '\t')) {
        i++;
    }
    for (; i < s.len && s.data[i] >= '0' && s.data[i] <= '9'; i++) {
        n = n * 10 + (unsigned)(s.data[i] - '0');
        if (++digits > DIGITS_MAX) {
            return false;
        }
    }
    while (i < s.len && (s.data[i] == ' ' || s.data[i] == '\t')) {
        i++;
    }
    *out = n;
    return digits > 0 && i == s.len;
}

static void
end_line(struct lp_mbox_length *l, uint64_t after)
{
    struct lp_slice line = {l->line, l->n};
    uint64_t n;

    if (line.len > 0 && line.data[line.len - 1] == '\r') {
        line.len--;
    }
    if (line.len == 0 && !l->odd) {
        l->head = false;
        l->pending = l->there;
        l->end = after + l->length;
    } else if (!l->odd && !l->there && line.len > NAME_LEN &&
               strncasecmp((const char *)line.data, NAME, NAME_LEN) == 0 &&
               read_number(lp_slice_from(line, NAME_LEN), &n)) {
        l->there = true;
        l->length = n;
    }
    l->n = 0;
    l->odd = false;
}

void
lp_mbox_length_feed(struct lp_mbox_length *l, struct lp_slice bytes,
                    uint64_t at)
{
    if (!l->head || at + bytes.len <= l->fed) {
        return;
    }
    for (size_t i = (size_t)(l->fed - at); l->head && i < bytes.len; i++) {
        if (bytes.data[i] == '\n') {
            end_line(l, at + i + 1);
        } else if (l->n < sizeof l->line) {
            l->line[l->n++] = bytes.data[i];
        } else {
            l->odd = true;
        }
    }
    l->fed = at + bytes.len;
}

bool
lp_mbox_length_is(const struct lp_mbox_length *l, uint64_t at)
{
    return l->pending && l->end == at;
}

bool
lp_mbox_length_meets(struct lp_mbox_length *l, uint64_t at, size_t before,
                     bool cut)
{
    bool proven = l->pending && (l->end == at || l->end + before == at);

    if (proven) {
        bool differs = l->cut || !cut;

        l->cut_at = l->cut ? l->cut_at : at;
        l->pending = false;
        return differs;
    }
    if (l->pending && at > l->end) {
        l->pending = false; /* it was wrong */
    } else if (l->pending && cut && !l->cut) {
        l->cut = true;
        l->cut_at = at;
    }
    return false;
}
