#include "evidence/mail_hints.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "evidence/org_domain.h"
#include "formats/domain_name.h"
#include "formats/mail_date.h"
#include "formats/mail_id.h"
#include "formats/mail_zone.h"

#define HOPS_MAX 64
#define VALUE_MAX ((size_t)16384)

/* Clocks go wrong by less than a day where nobody means it, and by minutes
 * all the time. */
#define MINUTES ((int64_t)600)
#define DAY ((int64_t)86400)
#define YEAR (366 * DAY)

struct looking {
    struct lp_hints *hints;
    struct lp_headers *headers;
    const struct lp_mail_said *said;
    struct lp_buf *room;
    int64_t oldest; /* Received; 0: none */
    size_t hops;
};

/* A value in one line, valid until the next. */
static struct lp_slice
unfold(struct looking *x, struct lp_slice value)
{
    lp_buf_clear(x->room);
    value = lp_slice_head(value, VALUE_MAX);
    for (size_t i = 0; i < value.len; i++) {
        if (value.data[i] != '\r' && value.data[i] != '\n') {
            lp_buf_byte(x->room, value.data[i]);
        }
    }
    return lp_buf_slice(x->room);
}

/* Foreign bytes, cut to fit; controls become blanks. */
static void
tell_words(struct lp_hints *h, enum lp_hint_kind kind, const char *before,
           struct lp_slice words)
{
    char *text = lp_hints_add(h, kind);
    size_t used = strlen(before);
    size_t n;

    if (text == NULL) {
        return;
    }
    while (words.len > 0 && words.data[0] == ' ') {
        words = lp_slice_from(words, 1);
    }
    n = words.len < LP_HINT_MAX - used ? words.len : LP_HINT_MAX - used;
    while (n > 0 && n < words.len && (words.data[n] & 0xc0) == 0x80) {
        n--;
    }
    memcpy(text, before, used);
    for (size_t i = 0; i < n; i++) {
        char c = (char)words.data[i];

        text[used + i] = ' ';
        if (words.data[i] >= ' ') {
            text[used + i] = c;
        }
    }
    text[used + n] = '\0';
}

static void
look_at_zone(struct looking *x, const char *before, struct lp_slice date,
             bool name_too)
{
    struct lp_mail_zone zone;

    if (!lp_mail_zone(&zone, date)) {
        return;
    }
    if (!lp_mail_zone_can_be(&zone)) {
        tell_words(x->hints, LP_HINT_ZONE_IMPOSSIBLE, before, date);
    } else if (name_too && lp_mail_zone_contradicts(&zone)) {
        tell_words(x->hints, LP_HINT_ZONE_NAME, before, date);
    }
}

/* What stands behind the last semicolon (RFC 5321, 4.4). */
static struct lp_slice
time_of_hop(struct lp_slice value)
{
    size_t i = value.len;

    while (i > 0 && value.data[i - 1] != ';') {
        i--;
    }
    return i > 0 ? lp_slice_from(value, i) : (struct lp_slice){0};
}

/* From the newest, on top, to the oldest. */
static void
look_at_hops(struct looking *x)
{
    int64_t newer = 0;

    for (size_t i = 0; i < x->headers->n && x->hops < HOPS_MAX; i++) {
        const struct lp_header_field *f = &x->headers->of[i];
        struct lp_slice date;
        int64_t at = 0;

        if (f->name.len != 8 ||
            strncasecmp((const char *)f->name.data, "received", 8) != 0) {
            continue;
        }
        x->hops++;
        date = time_of_hop(unfold(x, f->value));
        look_at_zone(x, "Received ", date, false);
        if (date.len == 0 || !lp_mail_date(&at, date) || at == 0) {
            continue;
        }
        if (newer != 0 && at > newer + MINUTES) {
            lp_hints_times(x->hints,
                           at > newer + DAY ? LP_HINT_HOPS_BACKWARDS
                                            : LP_HINT_HOPS_UNEVEN,
                           "Received ", newer, ", after one of ", at);
        }
        newer = at;
        x->oldest = x->oldest == 0 || at < x->oldest ? at : x->oldest;
    }
}

static void
look_at_date(struct looking *x)
{
    const struct lp_header_field *f = lp_headers_find(x->headers, "date");
    int64_t date = x->said->date;
    int64_t came = x->said->received;

    if (f != NULL) {
        look_at_zone(x, "Date ", unfold(x, f->value), true);
    }
    if (date != 0 && came != 0 && date > came + MINUTES) {
        lp_hints_times(x->hints,
                       date > came + DAY ? LP_HINT_DATE_LATER
                                         : LP_HINT_DATE_AHEAD,
                       "Date ", date, ", received ", came);
    }
    if (date != 0 && x->oldest != 0 && date < x->oldest - YEAR) {
        lp_hints_times(x->hints, LP_HINT_DATE_FAR, "Date ", date,
                       ", first received ", x->oldest);
    }
}

/* What is behind the last at sign. */
static struct lp_slice
host_of(struct lp_slice s)
{
    size_t i = s.len;

    while (i > 0 && s.data[i - 1] != '@') {
        i--;
    }
    s = i == 0 ? (struct lp_slice){0} : lp_slice_from(s, i);
    if (s.len > 0 && s.data[s.len - 1] == '>') {
        s.len--;
    }
    return s;
}

/* The last two labels: more than enough to find a domain again by. */
static struct lp_slice
last_two(struct lp_slice name)
{
    unsigned dots = 0;

    for (size_t i = name.len; i > 0; i--) {
        dots += name.data[i - 1] == '.' ? 1 : 0;
        if (dots == 2) {
            return lp_slice_from(name, i);
        }
    }
    return name;
}

static bool
holds(struct lp_slice text, struct lp_slice word)
{
    for (size_t i = 0; i + word.len <= text.len; i++) {
        if (strncasecmp((const char *)text.data + i, (const char *)word.data,
                        word.len) == 0) {
            return true;
        }
    }
    return false;
}

static bool
is_in_a_hop(const struct looking *x, struct lp_slice word)
{
    size_t hops = 0;

    for (size_t i = 0; i < x->headers->n && hops < HOPS_MAX; i++) {
        const struct lp_header_field *f = &x->headers->of[i];

        if (f->name.len == 8 &&
            strncasecmp((const char *)f->name.data, "received", 8) == 0) {
            hops++;
            if (holds(lp_slice_head(f->value, VALUE_MAX), word)) {
                return true;
            }
        }
    }
    return false;
}

/* Only names that DNS can have are compared: many identifiers have none. */
static void
look_at_id(struct looking *x)
{
    const struct lp_header_field *f = lp_headers_find(x->headers, "message-id");
    struct lp_slice id;
    struct lp_slice host;
    struct lp_buf names = {0};
    size_t n;

    if (f == NULL || x->hops == 0) {
        return;
    }
    id = lp_mail_id_of(unfold(x, f->value));
    host = host_of(id);
    if (memchr(host.data == NULL ? (const void *)"" : host.data, '.',
               host.len) == NULL ||
        !lp_domain_name(&names, host)) {
        goto done;
    }
    n = names.len;
    if (!lp_domain_name(&names, host_of(x->said->from))) {
        goto done;
    }
    host = lp_buf_part(&names, 0, n);
    if (lp_domain_alignment(host, lp_buf_part(&names, n, names.len - n)) ==
            LP_ALIGNMENT_OTHER &&
        !is_in_a_hop(x, last_two(host))) {
        tell_words(x->hints, LP_HINT_ID_DOMAIN, "Message-ID ", id);
    }

done:
    lp_buf_release(&names);
}

enum lp_code
lp_mail_hints(struct lp_hints *h, struct lp_headers *headers,
              const struct lp_mail_said *said, struct lp_buf *room,
              struct lp_err *err)
{
    struct looking x = {
        .hints = h, .headers = headers, .said = said, .room = room};

    look_at_hops(&x);
    look_at_date(&x);
    look_at_id(&x);
    return lp_buf_check(room, err);
}

void
lp_mail_hints_signed(struct lp_hints *h, const struct lp_mail_sig *sig,
                     const struct lp_mail_said *said)
{
    int64_t at = sig->signed_at;

    if (sig->state != LP_SIG_LAWFUL || at == 0) {
        return;
    }
    if (said->received != 0 && at > said->received + DAY) {
        lp_hints_times(h, LP_HINT_SIGNED_LATER, "signed ", at, ", received ",
                       said->received);
    }
    if (said->date != 0 &&
        (at < said->date - 7 * DAY || at > said->date + 30 * DAY)) {
        lp_hints_times(h, LP_HINT_SIGNED_APART, "signed ", at, ", Date ",
                       said->date);
    }
}
