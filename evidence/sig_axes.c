#include "evidence/sig_axes.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "evidence/key_heed.h"
#include "evidence/org_domain.h"
#include "formats/domain_name.h"

/* Clocks go wrong by less than this. */
#define DAY ((int64_t)86400)

static void
say(struct lp_evidence *e, const char *reason)
{
    if (reason[0] != '\0') {
        lp_evidence_say(e->note, LP_EVIDENCE_NOTE_MAX, reason);
    }
}

void
lp_axis_text(char *to, size_t size, struct lp_slice text)
{
    size_t n = text.len < size - 1 ? text.len : size - 1;

    while (n > 0 && n < text.len && (text.data[n] & 0xc0) == 0x80) {
        n--;
    }
    for (size_t i = 0; i < n; i++) {
        uint8_t c = text.data[i];

        to[i] = (char)(c == '\0' || c == '\r' || c == '\n' ? ' ' : c);
    }
    to[n] = '\0';
}

void
lp_axis_fields(char *to, size_t size, struct lp_slice list)
{
    size_t n = 0;

    for (size_t i = 0; i < list.len && n + 1 < size; i++) {
        if (list.data[i] > ' ') {
            to[n++] = (char)list.data[i];
        }
    }
    to[n] = '\0';
}

/* "expired on 2019-03-01T10:00:00Z" */
static void
say_time(struct lp_evidence *e, const char *before, int64_t at,
         const char *after)
{
    struct lp_buf text = {.max = 200};

    lp_buf_str(&text, before);
    lp_text_time(&text, at);
    lp_buf_str(&text, after);
    lp_buf_byte(&text, '\0');
    if (text.failed == LP_OK) {
        say(e, (const char *)text.data);
    }
    lp_buf_release(&text);
}

void
lp_axis_key(struct lp_evidence *e, const struct lp_archived_key *k,
            const struct lp_claim *c)
{
    static const struct {
        unsigned bit;
        const char *words;
    } odd[] = {
        {LP_MAIL_KEY_QUOTED, "the key record was in quotes"},
        {LP_MAIL_KEY_ESCAPED, "the key record had backslashes"},
        {LP_MAIL_KEY_CASE, "k= is in upper case"},
        {LP_MAIL_KEY_WRAPPED, "the Ed25519 key was wrapped as RSA keys are"},
        {LP_MAIL_KEY_TESTING, "the domain was testing (t=y)"},
        {LP_MAIL_KEY_LATE, "v= is not the first tag of the key record"},
    };
    char text[80];

    e->note[0] = '\0'; /* of a key that was tried before */
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        say(e, (k->key->odd & odd[i].bit) != 0 ? odd[i].words : "");
    }
    if ((k->key->odd & LP_MAIL_KEY_GRANTED) != 0 && c->kind == LP_SIG_DKIM) {
        say(e, "g= of the key is no longer heeded (RFC 6376)");
    }
    e->strength = LP_STRENGTH_STRONG;
    if (c->hash == LP_ALG_SHA1) {
        e->strength = LP_STRENGTH_WEAK;
        say(e, "SHA-1 is not to be relied on (RFC 8301)");
    }
    if ((k->look->flags & LP_KEY_SMALL_EXPONENT) != 0) {
        e->strength = LP_STRENGTH_WEAK;
        say(e, "a public exponent below 65537 is weak");
    }
    if (!c->ed25519 && e->key_bits < 2048) {
        bool forgeable = e->key_bits < 1024;

        e->strength = forgeable ? LP_STRENGTH_FORGEABLE : LP_STRENGTH_WEAK;
        (void)snprintf(text, sizeof text,
                       forgeable ? "a key of %u bits can be broken by anybody"
                                 : "a key of %u bits is weak today",
                       e->key_bits);
        say(e, text);
    }
    lp_key_heed(e, k->faults);
}

void
lp_axis_odd(struct lp_evidence *e, const struct lp_claim *c)
{
    if (c->kind == LP_SIG_DKIM && (c->odd & LP_SIG_NO_VERSION) != 0) {
        say(e, "without v=: from before the standard");
    }
    if ((c->odd & LP_SIG_DRAFT) != 0) {
        say(e, "v=0.5: of a draft, from before the standard");
    }
    if ((c->odd & LP_SIG_OTHER_QUERY) != 0) {
        say(e, "q= names another way to the key than DNS");
    }
}

/* "From, To" of a mask. */
static void
say_fields(struct lp_evidence *e, const char *before, unsigned mask)
{
    char text[200];
    int n = snprintf(text, sizeof text, "%s", before);

    for (unsigned s = 0; s < LP_SHOWN_COUNT && n > 0; s++) {
        if ((mask >> s & 1) != 0 && (size_t)n < sizeof text) {
            n += snprintf(text + n, sizeof text - (size_t)n, " %s",
                          lp_shown_word((enum lp_shown)s));
        }
    }
    if (mask != 0) {
        say(e, text);
    }
}

void
lp_axis_cover(struct lp_evidence *e, const struct lp_claim *c,
              const struct lp_mail_said *said)
{
    unsigned loose = c->unsigned_fields & said->there;
    char text[120];

    e->doubts |= said->twice != 0 ? LP_DOUBT_FIELD_TWICE : 0;
    e->doubts |= loose != 0 ? LP_DOUBT_FIELD_UNSIGNED : 0;
    say_fields(e, "there more than once:", said->twice);
    say_fields(e, "not signed, or not each:", loose);
    if (said->loose && (loose >> LP_SHOWN_TYPE & 1) != 0) {
        e->doubts |= LP_DOUBT_FORM_UNSIGNED;
        say(e, "the boundary that Content-Type names is not that of the first "
               "and last line of the body");
    }
    if (c->has_length && e->covered == 0 && e->total > 0) {
        e->doubts |= LP_DOUBT_BODY_UNSIGNED;
        say(e, "the body is not signed (l=0)");
    } else if (c->has_length && e->covered < e->total) {
        e->doubts |= LP_DOUBT_TAIL;
        (void)snprintf(text, sizeof text,
                       "%" PRIu64 " bytes behind the signed body are not "
                       "signed (l=)",
                       e->total - e->covered);
        say(e, text);
    }
}

static struct lp_slice
author_host(const struct lp_mail_said *said)
{
    size_t i = said->from.len;

    while (i > 0 && said->from.data[i - 1] != '@') {
        i--;
    }
    return i == 0 ? (struct lp_slice){0} : lp_slice_from(said->from, i);
}

/* How a signer, whose name is the first `signer` bytes of `room`, stands to
 * one author. */
static enum lp_alignment
align_one(struct lp_buf *room, size_t signer, struct lp_slice host)
{
    enum lp_alignment a = LP_ALIGNMENT_NONE;

    if (lp_domain_name(room, host)) {
        a = lp_domain_alignment(lp_buf_part(room, 0, signer),
                                lp_buf_part(room, signer, room->len - signer));
    }
    if (room->failed == LP_OK) {
        room->len = signer;
    }
    return a;
}

/* Which of two says less. */
static enum lp_alignment
worse(enum lp_alignment a, enum lp_alignment b)
{
    static const unsigned rank[] = {
        [LP_ALIGNMENT_SAME] = 0,
        [LP_ALIGNMENT_RELAXED] = 1,
        [LP_ALIGNMENT_NONE] = 2,
        [LP_ALIGNMENT_OTHER] = 3,
    };

    return rank[a] > rank[b] ? a : b;
}

/* Whoever is shown beside an author may be the one whom a reader believes: the
 * one who stands furthest from the signer counts. */
enum lp_code
lp_axis_align(struct lp_evidence *e, const struct lp_claim *c,
              const struct lp_mail_said *said, struct lp_buf *room,
              struct lp_err *err)
{
    struct lp_cursor hosts = lp_cursor_over(said->hosts);
    size_t signer;

    lp_buf_clear(room);
    if (!lp_domain_name(room, c->domain)) {
        return lp_buf_check(room, err);
    }
    signer = room->len;
    e->alignment = align_one(room, signer, author_host(said));
    while (hosts.rest.len > 0 && !hosts.failed) {
        struct lp_slice host = lp_cursor_until(&hosts, '\n');

        e->alignment = worse(e->alignment, align_one(room, signer, host));
    }
    if (e->alignment == LP_ALIGNMENT_OTHER) {
        say(e, said->several ? "the signer is not of the domain of each author"
                             : "the signer is not of the author's domain");
    }
    if (said->several) {
        say(e, "From names several authors");
    }
    return lp_buf_check(room, err);
}

static void
check_expiry(struct lp_evidence *e, const struct lp_mail_said *said,
             int64_t now)
{
    int64_t came = said->received != 0 ? said->received : said->date;

    if (e->expires_at == 0 || e->expires_at >= now) {
        return;
    }
    if (came != 0 && came > e->expires_at) {
        e->doubts |= LP_DOUBT_EXPIRED;
        say_time(e, "expired on ", e->expires_at,
                 ", before the message was received");
    } else {
        say_time(e, "expired on ", e->expires_at,
                 came == 0 ? "; when it was received is not known"
                           : ", after the message was received");
    }
}

/* How far a key may be in use without being seen. */
#define UNSEEN (30 * DAY)

static bool
is_before(int64_t at, int64_t first)
{
    return at != 0 && first != 0 && at < first - UNSEEN;
}

static bool
is_behind(int64_t at, int64_t last)
{
    return at != 0 && last != 0 && at > last + UNSEEN;
}

static int64_t
time_of(const struct lp_claim *c, const struct lp_mail_said *said)
{
    return c->signed_at != 0 ? c->signed_at : said->date;
}

bool
lp_axis_untimely(int64_t first, int64_t last, const struct lp_claim *c,
                 const struct lp_mail_said *said)
{
    int64_t at = time_of(c, said);

    return is_before(at, first) || is_behind(at, last);
}

void
lp_axis_time(struct lp_evidence *e, const struct lp_claim *c,
             const struct lp_mail_said *said, int64_t now)
{
    int64_t at = time_of(c, said);

    check_expiry(e, said, now);
    if (c->signed_at > now + DAY) {
        e->doubts |= LP_DOUBT_TIME;
        say_time(e, "signed in the future by its own clock: ", c->signed_at,
                 "");
    } else if (c->signed_at != 0 && said->received != 0 &&
               c->signed_at > said->received + DAY) {
        e->doubts |= LP_DOUBT_TIME;
        say_time(e, "signed after it was received: ", c->signed_at, "");
    }
    if (c->signed_at != 0 && said->date != 0 &&
        (said->date > c->signed_at + 7 * DAY ||
         said->date < c->signed_at - 30 * DAY)) {
        e->doubts |= LP_DOUBT_TIME;
        say_time(e, "Date is far from the time of signing: ", said->date, "");
    }
    if (is_before(at, e->key_first)) {
        e->doubts |= LP_DOUBT_TIME;
        say_time(e, "the key was first seen later, on ", e->key_first, "");
    }
    if (is_behind(at, e->key_last)) {
        e->doubts |= LP_DOUBT_TIME;
        say_time(e, "the key was last seen before, on ", e->key_last, "");
    }
}
