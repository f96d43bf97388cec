#include "evidence/mail_claim.h"

#include <string.h>

#include "formats/tag_list.h"

static const char *const shown[LP_SHOWN_COUNT] = {
    "From",
    "Sender",
    "Reply-To",
    "To",
    "Cc",
    "Subject",
    "Date",
    "Content-Type",
    "Content-Transfer-Encoding",
    "Content-Disposition",
};

const char *
lp_shown_word(enum lp_shown s)
{
    return s < LP_SHOWN_COUNT ? shown[s] : "";
}

enum lp_shown
lp_shown_find(struct lp_slice name)
{
    unsigned i = 0;

    while (i < LP_SHOWN_COUNT && !lp_tag_is(name, shown[i])) {
        i++;
    }
    return (enum lp_shown)i;
}

#define VERSION 5
#define PASSED_OVER 22 /* where that number stands */
#define TEXT_MAX ((size_t)2048)

enum {
    SAID_TOO_LARGE = 1,
    SAID_SEVERAL = 2,
    SAID_CHAIN = 4,
    SAID_LOOSE = 8,
    SAID_LARGE = 16,
    SAID_BITS = 31,

    SIG_ED25519 = 1,
    SIG_LENGTH = 2,
    SIG_BELOW = 4,
    SIG_BITS = 7,
};

static void
put_text(struct lp_buf *to, struct lp_slice s)
{
    size_t n = s.len < TEXT_MAX ? s.len : TEXT_MAX;

    lp_buf_le16(to, (uint16_t)n);
    lp_buf_put(to, lp_slice_head(s, n));
}

static void
put_hints(struct lp_buf *to, const struct lp_hints *hints)
{
    lp_buf_byte(to, (uint8_t)hints->n);
    for (size_t i = 0; i < hints->n; i++) {
        lp_buf_byte(to, (uint8_t)hints->of[i].kind);
        put_text(to, lp_slice_str(hints->of[i].text));
    }
}

void
lp_claims_begin(struct lp_buf *to, const struct lp_mail_said *said,
                const struct lp_hints *hints)
{
    lp_buf_byte(to, VERSION);
    lp_buf_byte(to, (uint8_t)((said->too_large ? SAID_TOO_LARGE : 0) |
                              (said->several ? SAID_SEVERAL : 0) |
                              (said->chain ? SAID_CHAIN : 0) |
                              (said->loose ? SAID_LOOSE : 0) |
                              (said->large ? SAID_LARGE : 0)));
    lp_buf_le16(to, (uint16_t)said->there);
    lp_buf_le16(to, (uint16_t)said->twice);
    lp_buf_le64(to, (uint64_t)said->date);
    lp_buf_le64(to, (uint64_t)said->received);
    lp_buf_le64(to, said->passed_over);
    lp_buf_byte(to, (uint8_t)said->sets);
    put_text(to, said->from);
    put_text(to, said->hosts);
    put_text(to, said->edits);
    put_text(to, said->chain_why);
    put_hints(to, hints);
}

void
lp_claims_add(struct lp_buf *to, const struct lp_claim *c)
{
    lp_buf_byte(to, (uint8_t)c->kind);
    lp_buf_byte(to, (uint8_t)c->state);
    lp_buf_byte(to, (uint8_t)c->odd);
    lp_buf_byte(to, (uint8_t)((c->ed25519 ? SIG_ED25519 : 0) |
                              (c->has_length ? SIG_LENGTH : 0) |
                              (c->below ? SIG_BELOW : 0)));
    lp_buf_byte(to, (uint8_t)c->hash);
    lp_buf_byte(to, (uint8_t)c->instance);
    lp_buf_byte(to, (uint8_t)c->cv);
    lp_buf_byte(to, (uint8_t)c->body);
    lp_buf_le16(to, (uint16_t)c->unsigned_fields);
    lp_buf_le64(to, (uint64_t)c->signed_at);
    lp_buf_le64(to, (uint64_t)c->expires_at);
    lp_buf_le64(to, c->covered);
    lp_buf_le64(to, c->total);
    put_text(to, c->domain);
    put_text(to, c->selector);
    put_text(to, c->identity);
    put_text(to, c->algorithm);
    put_text(to, c->fields);
    put_text(to, c->why);
    put_text(to, c->body_edits);
    put_text(to, c->body_undone);
    put_text(to, c->bytes);
    lp_buf_byte(to, (uint8_t)c->tries);
    for (size_t i = 0; i < c->tries; i++) {
        lp_buf_byte(to, c->try[i].undone);
        put_text(to, c->try[i].edits);
        lp_buf_put(to, (struct lp_slice){c->try[i].digest, 32});
    }
}

void
lp_claims_passed_over(struct lp_buf *to, size_t at, uint64_t n)
{
    if (to->failed == LP_OK) {
        lp_put_le64(to->data + at + PASSED_OVER, n);
    }
}

static struct lp_slice
take_text(struct lp_cursor *c)
{
    uint16_t n = lp_cursor_le16(c);

    c->failed = c->failed || n > TEXT_MAX;
    return lp_cursor_take(c, n);
}

static void
take_hints(struct lp_cursor *r, struct lp_hints *hints)
{
    unsigned n = lp_cursor_u8(r);

    for (unsigned i = 0; i < n && !r->failed; i++) {
        unsigned kind = lp_cursor_u8(r);
        struct lp_slice text = take_text(r);
        char *to;

        r->failed = r->failed || kind >= LP_HINT_KINDS || n > LP_HINT_KINDS ||
                    text.len > LP_HINT_MAX;
        if (r->failed || hints == NULL) {
            continue;
        }
        to = lp_hints_add(hints, (enum lp_hint_kind)kind);
        if (to == NULL) {
            r->failed = true;
        } else {
            memcpy(to, text.data, text.len);
            to[text.len] = '\0';
        }
    }
}

bool
lp_claims_read(struct lp_claims *c, struct lp_mail_said *said,
               struct lp_hints *hints, struct lp_slice bytes)
{
    struct lp_cursor *r = &c->rest;
    unsigned bits;

    *r = lp_cursor_over(bytes);
    *said = (struct lp_mail_said){0};
    r->failed = lp_cursor_u8(r) != VERSION;
    bits = lp_cursor_u8(r);
    said->too_large = (bits & SAID_TOO_LARGE) != 0;
    said->several = (bits & SAID_SEVERAL) != 0;
    said->chain = (bits & SAID_CHAIN) != 0;
    said->loose = (bits & SAID_LOOSE) != 0;
    said->large = (bits & SAID_LARGE) != 0;
    said->there = lp_cursor_le16(r);
    said->twice = lp_cursor_le16(r);
    said->date = (int64_t)lp_cursor_le64(r);
    said->received = (int64_t)lp_cursor_le64(r);
    said->passed_over = lp_cursor_le64(r);
    said->sets = lp_cursor_u8(r);
    said->from = take_text(r);
    said->hosts = take_text(r);
    said->edits = take_text(r);
    said->chain_why = take_text(r);
    take_hints(r, hints);
    r->failed = r->failed || bits > SAID_BITS || said->sets > LP_ARC_MOST ||
                said->there >> LP_SHOWN_COUNT != 0 ||
                said->twice >> LP_SHOWN_COUNT != 0;
    return !r->failed;
}

static void
take_tries(struct lp_cursor *r, struct lp_claim *c)
{
    c->tries = lp_cursor_u8(r);
    if (c->tries > LP_CLAIM_TRIES_MAX) {
        r->failed = true;
        c->tries = 0;
    }
    for (size_t i = 0; i < c->tries; i++) {
        struct lp_slice d;

        c->try[i].undone = lp_cursor_u8(r) != 0;
        c->try[i].edits = take_text(r);
        d = lp_cursor_take(r, sizeof c->try[i].digest);
        if (d.len == sizeof c->try[i].digest) {
            memcpy(c->try[i].digest, d.data, d.len);
        }
    }
}

static bool
sensible(const struct lp_claim *c)
{
    return c->kind < LP_SIG_KINDS && c->state <= LP_SIG_UNSUPPORTED &&
           c->cv <= LP_CV_ABSENT && c->body < LP_CLAIM_BODIES &&
           c->instance <= LP_ARC_MOST &&
           (c->state != LP_SIG_LAWFUL || c->hash == LP_ALG_SHA1 ||
            c->hash == LP_ALG_SHA256) &&
           c->unsigned_fields >> LP_SHOWN_COUNT == 0;
}

bool
lp_claims_next(struct lp_claims *claims, struct lp_claim *c, bool *end)
{
    struct lp_cursor *r = &claims->rest;
    unsigned bits;

    *end = r->rest.len == 0;
    if (*end || r->failed) {
        return !r->failed;
    }
    c->kind = (enum lp_sig_kind)lp_cursor_u8(r);
    c->state = (enum lp_sig_state)lp_cursor_u8(r);
    c->odd = lp_cursor_u8(r);
    bits = lp_cursor_u8(r);
    c->ed25519 = (bits & SIG_ED25519) != 0;
    c->has_length = (bits & SIG_LENGTH) != 0;
    c->below = (bits & SIG_BELOW) != 0;
    c->hash = (enum lp_alg)lp_cursor_u8(r);
    c->instance = lp_cursor_u8(r);
    c->cv = (enum lp_sig_cv)lp_cursor_u8(r);
    c->body = (enum lp_claim_body)lp_cursor_u8(r);
    c->unsigned_fields = lp_cursor_le16(r);
    c->signed_at = (int64_t)lp_cursor_le64(r);
    c->expires_at = (int64_t)lp_cursor_le64(r);
    c->covered = lp_cursor_le64(r);
    c->total = lp_cursor_le64(r);
    c->domain = take_text(r);
    c->selector = take_text(r);
    c->identity = take_text(r);
    c->algorithm = take_text(r);
    c->fields = take_text(r);
    c->why = take_text(r);
    c->body_edits = take_text(r);
    c->body_undone = take_text(r);
    c->bytes = take_text(r);
    take_tries(r, c);
    r->failed = r->failed || bits > SIG_BITS || !sensible(c);
    return !r->failed;
}
