#include "evidence/hint.h"

#include <string.h>

#include "base/text.h"

static const struct lp_hint_info infos[LP_HINT_KINDS] = {
    [LP_HINT_HOPS_BACKWARDS] =
        {"F0911", "HOPS-BACKWARDS",
         "By its Received fields the message came to one server more than a "
         "day before the server that it came from had it.",
         true},
    [LP_HINT_HOPS_UNEVEN] =
        {"F0912", "HOPS-UNEVEN",
         "By its Received fields the message came to one server more than ten "
         "minutes before the server that it came from had it: a clock was "
         "wrong.",
         false},
    [LP_HINT_DATE_LATER] =
        {"F0913", "DATE-AFTER-RECEPTION",
         "Date is more than a day later than the newest Received: the message "
         "was written after it came.",
         true},
    [LP_HINT_DATE_AHEAD] =
        {"F0914", "DATE-AHEAD",
         "Date is more than ten minutes later than the newest Received: a "
         "clock was wrong.",
         false},
    [LP_HINT_DATE_FAR] =
        {"F0915", "DATE-LONG-BEFORE",
         "Date is more than a year before the oldest Received: the message "
         "may have been given an older date than it has.",
         true},
    [LP_HINT_ZONE_IMPOSSIBLE] =
        {"F0916", "ZONE-IMPOSSIBLE",
         "Date or a Received states a time zone that no clock has: more than "
         "14 hours from Greenwich, or 60 minutes and more.",
         true},
    [LP_HINT_ZONE_NAME] =
        {"F0917", "ZONE-NAME",
         "Date states a time zone by number and another by name.", false},
    [LP_HINT_ID_DOMAIN] =
        {"F0918", "ID-DOMAIN",
         "The domain of the Message-ID is neither that of the author nor named "
         "in any Received: many services for mailings do so.",
         false},
    [LP_HINT_SIGNED_LATER] =
        {"F0919", "SIGNED-AFTER-RECEPTION",
         "A signature says (t=) that it was made more than a day after the "
         "newest Received.",
         true},
    [LP_HINT_SIGNED_APART] =
        {"F0920", "SIGNED-APART",
         "A signature says (t=) that it was made more than a week before, or "
         "a month after, what Date says.",
         false},
    [LP_HINT_METADATA_BACKWARDS] =
        {"F0921", "CHANGED-BEFORE-CREATED",
         "By its own metadata the document was last changed more than two days "
         "before it was made.",
         true},
    [LP_HINT_METADATA_APART] =
        {"F0922", "METADATA-APART",
         "A PDF states a time when it was made or changed in two places, and "
         "they are more than two days apart: many programs keep up one alone.",
         false},
    [LP_HINT_METADATA_AHEAD] =
        {"F0923", "METADATA-AHEAD",
         "By its own metadata the document was made or changed more than two "
         "days after now, by the clock of this machine.",
         true},
    [LP_HINT_METADATA_LATER] =
        {"F0924", "METADATA-AFTER-STORED",
         "By its own metadata the document was made or changed more than two "
         "days after the archive or folder that holds it says that its file "
         "was last changed: some archives are given times that never were.",
         false},
};

const struct lp_hint_info *
lp_hint_info(unsigned kind)
{
    return kind < LP_HINT_KINDS ? &infos[kind] : NULL;
}

char *
lp_hints_add(struct lp_hints *h, enum lp_hint_kind kind)
{
    for (size_t i = 0; i < h->n; i++) {
        if (h->of[i].kind == kind) {
            return NULL;
        }
    }
    h->of[h->n].kind = kind;
    h->of[h->n].text[0] = '\0';
    return h->of[h->n++].text;
}

void
lp_hints_times(struct lp_hints *h, enum lp_hint_kind kind, const char *first,
               int64_t a, const char *second, int64_t b)
{
    char *text = lp_hints_add(h, kind);
    struct lp_buf line = {.max = LP_HINT_MAX};

    if (text == NULL) {
        return;
    }
    lp_buf_str(&line, first);
    lp_text_time(&line, a);
    lp_buf_str(&line, second);
    lp_text_time(&line, b);
    if (line.failed == LP_OK) {
        memcpy(text, line.data, line.len);
        text[line.len] = '\0';
    }
    lp_buf_release(&line);
}

size_t
lp_hints_hard(const struct lp_hints *h)
{
    size_t n = 0;

    for (size_t i = 0; i < h->n; i++) {
        n += infos[h->of[i].kind].hard ? 1 : 0;
    }
    return n;
}
