#include "evidence/pgp_judge.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "evidence/align.h"
#include "evidence/pgp_code.h"
#include "evidence/pgp_found.h"
#include "formats/mail_addr.h"
#include "formats/pgp_clear.h"

#define DAY ((int64_t)86400)

/* A signature that is being judged. */
struct judging {
    const struct lp_cms_claim *claim;
    struct lp_pgp_keys *keys;
    int64_t now;
    struct lp_pgp_sig sig;
    enum lp_md md;
    struct lp_evidence *e;
};

static void
say(struct lp_evidence *e, const char *reason)
{
    lp_evidence_say(e->note, LP_EVIDENCE_NOTE_MAX, reason);
}

static void
code(struct judging *j, enum lp_pgp_code c)
{
    j->e->codes |= LP_PGP_CODE_BIT(c);
}

static void
say_time(struct lp_evidence *e, const char *before, int64_t at)
{
    struct lp_buf text = {.max = 200};

    lp_buf_str(&text, before);
    lp_text_time(&text, at);
    lp_buf_byte(&text, '\0');
    if (text.failed == LP_OK) {
        say(e, (const char *)text.data);
    }
    lp_buf_release(&text);
}

static void
put_key(char *to, size_t cap, struct lp_slice bytes)
{
    struct lp_buf hex = {0};

    lp_buf_str(&hex, "openpgp:");
    lp_text_hex(&hex, bytes);
    lp_buf_byte(&hex, '\0');
    if (hex.failed == LP_OK) {
        (void)snprintf(to, cap, "%s", (const char *)hex.data);
    }
    lp_buf_release(&hex);
}

static const char *
algorithm_word(unsigned algorithm)
{
    switch (algorithm) {
    case LP_PGP_RSA:
    case LP_PGP_RSA_SIGN:
        return "rsa";
    case LP_PGP_DSA:
        return "dsa";
    case LP_PGP_ECDSA:
        return "ecdsa";
    case LP_PGP_EDDSA:
    case LP_PGP_ED25519:
        return "ed25519";
    default:
        return "unknown";
    }
}

/* What the signature says of itself. */
static void
put_facts(struct judging *j)
{
    struct lp_evidence *e = j->e;
    const struct lp_pgp_sig *s = &j->sig;

    e->signed_at = s->has_created ? s->created : 0;
    if (s->expires_after > 0 && s->has_created) {
        e->expires_at = s->created + s->expires_after;
    }
    (void)snprintf(e->algorithm, sizeof e->algorithm, "%s-%s",
                   algorithm_word(s->algorithm),
                   j->md == LP_MD_NONE ? "unknown" : lp_md_word(j->md));
    if (s->fpr_len > 0) {
        put_key(e->key, sizeof e->key, (struct lp_slice){s->fpr, s->fpr_len});
    } else if (s->has_issuer) {
        put_key(e->key, sizeof e->key, (struct lp_slice){s->issuer, 8});
    }
}

/* The first two bytes of the digest stand in the signature: whether the
 * content is what was signed, in any spelling, can be told without the key. */
static bool
begins_right(const struct judging *j)
{
    for (unsigned i = 0; i < j->claim->n_spellings; i++) {
        const struct lp_mds *d = &j->claim->spelling[i];

        if (j->md != LP_MD_NONE && (d->mask & LP_MD_BIT(j->md)) != 0 &&
            memcmp(d->bytes[j->md], j->sig.left.data, 2) == 0) {
            return true;
        }
    }
    return false;
}

/* Over the content in one of its spellings. */
static enum lp_pgp_check
check_spellings(struct judging *j, struct lp_pgp_ready *key)
{
    const struct lp_cms_claim *c = j->claim;
    enum lp_pgp_check check = LP_PGP_CHECK_UNKNOWN;

    for (unsigned i = 0; i < c->n_spellings; i++) {
        if (j->md == LP_MD_NONE ||
            (c->spelling[i].mask & LP_MD_BIT(j->md)) == 0) {
            continue;
        }
        check =
            lp_pgp_check(key, j->sig.value, j->md, c->spelling[i].bytes[j->md]);
        if (check == LP_PGP_CHECK_SAME) {
            if (c->undone[i][0] != '\0') {
                lp_evidence_say(j->e->edits, LP_EVIDENCE_NOTE_MAX,
                                c->undone[i]);
                j->e->doubts |= LP_DOUBT_EDITED;
            }
            return check;
        }
    }
    return check;
}

/* Whether a key is the one that the signature names, and of its kind. */
static bool
fits(const struct judging *j, const struct lp_pgp_known *k)
{
    const struct lp_pgp_sig *s = &j->sig;
    bool rsa = s->algorithm == LP_PGP_RSA || s->algorithm == LP_PGP_RSA_SIGN;
    bool same = s->algorithm == k->algorithm ||
                (rsa && (k->algorithm == LP_PGP_RSA ||
                         k->algorithm == LP_PGP_RSA_SIGN));

    return same &&
           (s->fpr_len == 0 || (s->fpr_len == k->fpr_len &&
                                memcmp(s->fpr, k->fpr, s->fpr_len) == 0));
}

/* Forged ids collide: of several keys that fit, the one that verifies; else
 * the first. SIZE_MAX: there is none. */
static size_t
find_key(struct judging *j, enum lp_pgp_check *check)
{
    size_t first = 0;
    size_t n = j->keys == NULL || !j->sig.has_issuer
                   ? 0
                   : lp_pgp_keys_find(j->keys, j->sig.issuer, &first);
    size_t best = SIZE_MAX;

    *check = LP_PGP_CHECK_UNKNOWN;
    for (size_t i = first; i < first + n; i++) {
        struct lp_pgp_ready *key;
        enum lp_pgp_check one = LP_PGP_CHECK_UNKNOWN;

        if (!fits(j, &j->keys->of[i])) {
            continue;
        }
        key = lp_pgp_keys_ready(j->keys, i);
        if (key != NULL) {
            one = check_spellings(j, key);
        }
        if (best == SIZE_MAX || one == LP_PGP_CHECK_SAME) {
            best = i;
            *check = one;
        }
        if (one == LP_PGP_CHECK_SAME) {
            break;
        }
    }
    return best;
}

static void
put_signer(struct judging *j, size_t i)
{
    const struct lp_pgp_known *k = &j->keys->of[i];
    struct lp_cursor users = lp_cursor_over(lp_pgp_keys_users(j->keys, i));
    struct lp_evidence *e = j->e;

    if (users.rest.len > 0) {
        lp_cms_claim_text(e->signer, sizeof e->signer,
                          lp_cursor_until(&users, '\n'));
    }
    /* '>' would be escaped wherever it is shown. */
    for (char *c = e->signer; *c != '\0'; c++) {
        if (*c == '<') {
            *c = '(';
        } else if (*c == '>') {
            *c = ')';
        }
    }
    put_key(e->key, sizeof e->key, (struct lp_slice){k->fpr, k->fpr_len});
    e->key_bits = k->bits;
    e->key_from = LP_KEY_FROM_FILE;
    e->key_first = k->created;
    e->key_last = k->expires_at;
}

/* The address in a user id: what stands in angle brackets, or all of it. */
static enum lp_code
align_user(enum lp_alignment *best, struct lp_slice user,
           struct lp_slice author, struct lp_err *err)
{
    struct lp_mail_addrs addrs = {.rest = user};
    struct lp_slice address;
    enum lp_code rc;

    while (lp_mail_addrs_next(&addrs, &address)) {
        enum lp_alignment one = lp_align_addresses(address, author);

        *best = one < *best ? one : *best;
    }
    rc = lp_buf_check(&addrs.addr, err);
    lp_mail_addrs_release(&addrs);
    return rc;
}

/* How the user ids stand to the authors whom the message shows: of the ids the
 * best counts, of the authors the worst. */
static enum lp_code
align(struct judging *j, size_t i, struct lp_err *err)
{
    struct lp_cursor a = lp_cursor_over(lp_slice_str(j->claim->authors));
    enum lp_alignment worst =
        a.rest.len > 0 ? LP_ALIGNMENT_SAME : LP_ALIGNMENT_OTHER;
    enum lp_code rc = LP_OK;

    if (j->claim->form != LP_CMS_PGP_MAIL) {
        return LP_OK;
    }
    while (a.rest.len > 0 && !a.failed) {
        struct lp_slice author = lp_cursor_until(&a, '\n');
        struct lp_cursor users = lp_cursor_over(lp_pgp_keys_users(j->keys, i));
        enum lp_alignment best = LP_ALIGNMENT_OTHER;

        while (users.rest.len > 0 && !users.failed) {
            LP_TRY(
                align_user(&best, lp_cursor_until(&users, '\n'), author, err));
        }
        worst = best > worst ? best : worst;
    }
    j->e->alignment = worst;
    if (worst == LP_ALIGNMENT_OTHER) {
        code(j, LP_PGP_CODE_AUTHOR);
        say(j->e, "no user id of the key is the author's");
    } else if (worst == LP_ALIGNMENT_RELAXED) {
        say(j->e, "the key is for another address of the author's domain");
    }

done:
    return rc;
}

static void
weigh(struct judging *j, const struct lp_pgp_known *k)
{
    struct lp_evidence *e = j->e;
    bool old = k->algorithm == LP_PGP_RSA || k->algorithm == LP_PGP_RSA_SIGN ||
               k->algorithm == LP_PGP_DSA;
    char text[100];

    e->strength = LP_STRENGTH_STRONG;
    if (j->md == LP_MD_SHA1 || j->md == LP_MD_RIPEMD160 || j->md == LP_MD_MD5) {
        e->strength = LP_STRENGTH_WEAK;
        (void)snprintf(text, sizeof text, "the digest %s is weak",
                       lp_md_word(j->md));
        say(e, text);
    }
    if (j->md == LP_MD_MD5) {
        e->strength = LP_STRENGTH_FORGEABLE;
    }
    if (old && k->bits < 2048) {
        bool forgeable = k->bits < 1024;

        e->strength = forgeable ? LP_STRENGTH_FORGEABLE
                      : e->strength == LP_STRENGTH_FORGEABLE ? e->strength
                                                             : LP_STRENGTH_WEAK;
        (void)snprintf(text, sizeof text,
                       forgeable ? "a key of %u bits can be broken by anybody"
                                 : "a key of %u bits is weak today",
                       k->bits);
        say(e, text);
    }
    if (e->strength != LP_STRENGTH_STRONG) {
        code(j, LP_PGP_CODE_WEAK);
    }
}

/* Whether the key could sign at the time that the signature names. That time
 * is the signer's own: whoever has a key can name any. */
static bool
may_use(struct judging *j, const struct lp_pgp_known *k)
{
    struct lp_evidence *e = j->e;
    int64_t at = j->sig.created;
    bool good = true;

    if (!k->vouched || !k->may_sign) {
        code(j, LP_PGP_CODE_KEY);
        say(e, !k->vouched ? "nothing in the key vouches for whose it is"
                           : "the key is not one for signing");
        good = false;
    }
    if (at < k->created) {
        code(j, LP_PGP_CODE_TIME);
        say_time(e, "made before its key, which is of ", k->created);
        good = false;
    }
    if (k->revoked) {
        bool before = k->hard || k->revoked_at == 0 || at >= k->revoked_at;

        code(j, before ? LP_PGP_CODE_REVOKED : LP_PGP_CODE_EXPIRED);
        if (k->revoked_at != 0) {
            say_time(e, "the key was revoked on ", k->revoked_at);
        } else {
            say(e, "the key was revoked");
        }
        say(e, k->hard ? "others may have it, or no reason is given"
                       : "as no longer in use");
        good = good && !before;
    }
    if (k->expires_at != 0 && at >= k->expires_at) {
        code(j, LP_PGP_CODE_EXPIRED);
        e->doubts |= LP_DOUBT_EXPIRED;
        say_time(e, "the key had expired on ", k->expires_at);
        good = false;
    } else if (k->expires_at != 0 && j->now != 0 && j->now >= k->expires_at) {
        code(j, LP_PGP_CODE_EXPIRED);
        say_time(e, "the key has expired since, on ", k->expires_at);
    }
    return good;
}

static void
check_times(struct judging *j)
{
    struct lp_evidence *e = j->e;
    int64_t at = j->sig.created;
    int64_t date = j->claim->claimed_at;

    if (j->now != 0 && at > j->now + DAY) {
        code(j, LP_PGP_CODE_TIME);
        e->doubts |= LP_DOUBT_TIME;
        say(e, "signed in the future by its own clock");
    }
    if (date != 0 && (date > at + 7 * DAY || date < at - 30 * DAY)) {
        e->doubts |= LP_DOUBT_TIME;
        say_time(e, "Date is far from the time of signing: ", date);
    }
    if (e->expires_at != 0 && j->now != 0 && e->expires_at < j->now) {
        say_time(e, "the signature was to hold until ", e->expires_at);
    }
}

static enum lp_code
judge_key(struct judging *j, size_t i, enum lp_pgp_check check,
          struct lp_err *err)
{
    const struct lp_pgp_known *k = &j->keys->of[i];
    struct lp_evidence *e = j->e;
    bool usable;
    enum lp_code rc = LP_OK;

    put_signer(j, i);
    if (check == LP_PGP_CHECK_UNKNOWN) {
        e->result = LP_RESULT_UNSUPPORTED;
        say(e, "the key or the digest is of a kind that is not known here");
        return LP_OK;
    }
    if (check == LP_PGP_CHECK_OTHER) {
        e->result = LP_RESULT_BODY_MISMATCH;
        say(e, begins_right(j) ? "the signature itself is not as it was"
                               : "the content is not as signed");
        return LP_OK;
    }
    e->doubts |= j->claim->doubts;
    if (j->claim->form == LP_CMS_PGP_MAIL &&
        (e->doubts & LP_DOUBT_FIELD_UNSIGNED) != 0 &&
        strstr(e->note, "not signed:") == NULL) {
        say(e, "no field of the header is signed");
    }
    usable = may_use(j, k);
    check_times(j);
    LP_TRY(align(j, i, err));
    if (!usable) {
        e->result = LP_RESULT_KEY_UNUSABLE;
        say(e, "it verifies with that key all the same");
    } else {
        e->result = LP_RESULT_MATCH;
        weigh(j, k);
    }

done:
    return rc;
}

unsigned
lp_pgp_judge_codes(const struct lp_cms_claim *c)
{
    const unsigned beside = LP_DOUBT_TAIL | LP_DOUBT_PART_UNSIGNED |
                            LP_DOUBT_FIELD_UNSIGNED | LP_DOUBT_FIELD_TWICE;
    unsigned codes = 0;

    if (c->state == LP_CMS_READ && (c->doubts & beside) != 0) {
        codes |= LP_PGP_CODE_BIT(LP_PGP_CODE_BESIDE);
    }
    if (c->state == LP_CMS_STRANGE && strstr(c->note, "encrypted") != NULL) {
        codes |= LP_PGP_CODE_BIT(LP_PGP_CODE_CLOSED);
    }
    if (strstr(c->note, lp_pgp_clear_smuggled) != NULL) {
        codes |= LP_PGP_CODE_BIT(LP_PGP_CODE_SMUGGLED);
    }
    if (strstr(c->note, lp_pgp_other_micalg) != NULL) {
        codes |= LP_PGP_CODE_BIT(LP_PGP_CODE_MICALG);
    }
    return codes;
}

enum lp_code
lp_pgp_judge(const struct lp_cms_claim *c, struct lp_pgp_keys *keys,
             int64_t now, struct lp_evidence *e, struct lp_err *err)
{
    struct judging j = {.claim = c, .keys = keys, .now = now, .e = e};
    enum lp_pgp_check check;
    size_t key;

    lp_pgp_sig_read(&j.sig, lp_buf_slice(&c->der));
    j.md = lp_pgp_md(j.sig.hash);
    put_facts(&j);
    if (j.sig.state != LP_PGP_LAWFUL) {
        e->result = j.sig.state == LP_PGP_MALFORMED ? LP_RESULT_MALFORMED
                                                    : LP_RESULT_UNSUPPORTED;
        say(e, j.sig.why);
        return LP_OK;
    }
    key = find_key(&j, &check);
    if (key != SIZE_MAX) {
        return judge_key(&j, key, check, err);
    }
    e->result = LP_RESULT_NO_KEY;
    if (!j.sig.has_issuer) {
        say(e, "it does not name its key");
    }
    if (!begins_right(&j)) {
        say(e, "the content is not as signed, whatever the key");
    }
    return LP_OK;
}
