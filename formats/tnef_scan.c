#include "formats/tnef_scan.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/slice.h"
#include "formats/rule.h"

#define HEADER 9 /* level, attribute, length */
#define OF_MESSAGE 1
#define OF_ATTACHMENT 2
#define PIECE 32768

static enum lp_code
cut_short(uint64_t at, struct lp_err *err)
{
    return lp_fail_at(err, LP_E_FORMAT, LP_RULE_TRUNCATED, at,
                      "TNEF: ends too early");
}

/* The sum of the bytes, and the one that stands behind them. */
static enum lp_code
check_sum(struct lp_view *view, struct lp_tnef_span *s, struct lp_err *err)
{
    uint8_t bytes[PIECE];
    uint16_t sum = 0;
    size_t got = 0;
    enum lp_code rc = LP_OK;

    for (uint64_t done = 0; done < s->len; done += got) {
        uint64_t left = s->len - done;
        size_t n = left < sizeof bytes ? (size_t)left : sizeof bytes;

        LP_TRY(lp_view_read(view, s->at + done, bytes, n, &got, err));
        if (got == 0) {
            return cut_short(s->at + done, err);
        }
        for (size_t i = 0; i < got; i++) {
            sum = (uint16_t)(sum + bytes[i]);
        }
    }
    LP_TRY(lp_view_read(view, s->at + s->len, bytes, 2, &got, err));
    if (got < 2) {
        return cut_short(s->at + s->len, err);
    }
    s->damaged = lp_get_le16(bytes) != sum;

done:
    return rc;
}

static enum lp_code
add_attachment(struct lp_tnef *t, const struct lp_limits *limits,
               struct lp_err *err)
{
    struct lp_tnef_attachment *grown;

    if (t->n >= limits->parts) {
        return lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIMIT_ENTRIES, t->at,
                          "TNEF: more attachments than the limit");
    }
    grown = lp_mem_grow(t->of, t->n, &t->cap, sizeof *t->of);
    if (grown == NULL) {
        return lp_no_memory(err);
    }
    t->of = grown;
    t->of[t->n++] = (struct lp_tnef_attachment){0};
    return LP_OK;
}

/* Where an attribute belongs; the first of two stands. */
static void
keep(struct lp_tnef_span *to, const struct lp_tnef_span *s)
{
    if (to->at == 0) {
        *to = *s;
    }
}

static void
keep_of_message(struct lp_tnef *t, uint32_t id, const struct lp_tnef_span *s)
{
    if (s->damaged && !t->damaged) {
        t->damaged = true;
        t->damaged_at = s->at;
    }
    if (id == LP_TNEF_CODEPAGE) {
        keep(&t->codepage, s);
    } else if (id == LP_TNEF_BODY) {
        keep(&t->body, s);
    } else if (id == LP_TNEF_PROPS) {
        keep(&t->props, s);
    }
}

static enum lp_code
keep_of_attachment(struct lp_tnef *t, uint32_t id, const struct lp_tnef_span *s,
                   const struct lp_limits *limits, struct lp_err *err)
{
    struct lp_tnef_attachment *a;
    enum lp_code rc = LP_OK;

    /* 2.1.3.2: each begins with how it is shown. */
    if (id == LP_TNEF_RENDER || t->n == 0) {
        LP_TRY(add_attachment(t, limits, err));
    }
    a = &t->of[t->n - 1];
    a->end = s->at + s->len + 2;
    if (id == LP_TNEF_TITLE) {
        keep(&a->title, s);
    } else if (id == LP_TNEF_DATA) {
        keep(&a->data, s);
    } else if (id == LP_TNEF_ATTACHMENT) {
        keep(&a->props, s);
    }

done:
    return rc;
}

enum lp_code
lp_tnef_scan(struct lp_tnef *t, struct lp_view *view,
             const struct lp_limits *limits, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    for (t->at = 6; t->at < view->size;) {
        uint8_t head[HEADER];
        struct lp_tnef_span s = {.at = t->at + HEADER};
        size_t got = 0;

        LP_TRY(lp_view_read(view, t->at, head, sizeof head, &got, err));
        if (got < sizeof head) {
            return cut_short(t->at, err);
        }
        if (head[0] != OF_MESSAGE && head[0] != OF_ATTACHMENT) {
            return lp_fail_at(err, LP_E_FORMAT, LP_RULE_TNEF, t->at,
                              "TNEF: no attribute where one should be");
        }
        s.len = lp_get_le32(head + 5);
        if (s.len + 2 > view->size - s.at) {
            return cut_short(t->at, err);
        }
        LP_TRY(check_sum(view, &s, err));
        if (head[0] == OF_MESSAGE) {
            keep_of_message(t, lp_get_le32(head + 1), &s);
        } else {
            LP_TRY(
                keep_of_attachment(t, lp_get_le32(head + 1), &s, limits, err));
        }
        t->at = s.at + s.len + 2;
    }

done:
    return rc;
}

void
lp_tnef_release(struct lp_tnef *t)
{
    free(t->of);
    *t = (struct lp_tnef){0};
}
