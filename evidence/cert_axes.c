#include "evidence/cert_axes.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

static void
copy(char *to, size_t cap, const char *text)
{
    (void)snprintf(to, cap, "%s", text);
}

enum lp_strength
lp_cert_strength(const struct lp_cms_signer *s, enum lp_md md)
{
    bool ec = strcmp(s->cert.key_type, "ecdsa") == 0;
    unsigned bits = s->cert.bits;

    if (strcmp(s->cert.key_type, "ed25519") == 0) {
        return LP_STRENGTH_STRONG;
    }
    if (md == LP_MD_MD5 || (ec ? bits < 160 : bits < 1024)) {
        return LP_STRENGTH_FORGEABLE;
    }
    if (md == LP_MD_SHA1 || (ec ? bits < 224 : bits < 2048)) {
        return LP_STRENGTH_WEAK;
    }
    return LP_STRENGTH_STRONG;
}

void
lp_cert_facts_put(struct lp_evidence *e, const struct lp_cms_signer *s)
{
    struct lp_buf id = {0};

    copy(e->algorithm, sizeof e->algorithm, s->algorithm);
    e->signed_at = s->claimed_at != 0 ? s->claimed_at : e->signed_at;
    if (!s->has_cert) {
        return;
    }
    copy(e->signer, sizeof e->signer, s->cert.subject);
    copy(e->key_source, sizeof e->key_source, s->cert.issuer);
    lp_buf_str(&id, "sha256:");
    lp_text_hex(&id, (struct lp_slice){s->cert.fingerprint, 32});
    lp_buf_byte(&id, '\0');
    if (id.failed == LP_OK) {
        copy(e->key, sizeof e->key, (const char *)id.data);
    }
    lp_buf_release(&id);
    e->key_bits = s->cert.bits;
    e->key_from = LP_KEY_FROM_DOCUMENT;
    e->key_first = s->cert.not_before;
    e->key_last = s->cert.not_after;
    e->expires_at = s->cert.not_after;
}

void
lp_cert_chain_say(struct lp_evidence *e, enum lp_chain chain)
{
    static const char *const words[] = {
        [LP_CHAIN_NO_STORE] = "no trusted certificates were given",
        [LP_CHAIN_TRUSTED] = "",
        [LP_CHAIN_NO_ROOT] = "the certificate leads to no trusted one",
        [LP_CHAIN_EXPIRED] = "a certificate was not valid at that time",
        [LP_CHAIN_REVOKED] = "a certificate was revoked",
        [LP_CHAIN_BAD] = "the chain of certificates does not hold",
    };

    if (chain != LP_CHAIN_TRUSTED) {
        e->doubts |= LP_DOUBT_UNTRUSTED;
        lp_evidence_say(e->note, LP_EVIDENCE_NOTE_MAX, words[chain]);
    }
    if (chain == LP_CHAIN_EXPIRED) {
        e->doubts |= LP_DOUBT_EXPIRED;
    }
}
