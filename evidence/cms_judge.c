#include "evidence/cms_judge.h"

#include <stdio.h>
#include <string.h>

#include "evidence/align.h"
#include "evidence/cert_axes.h"
#include "evidence/cms_token.h"
#include "evidence/key_heed.h"
#include "evidence/ots.h"
#include "evidence/pgp_judge.h"

/* Clocks of signers may differ by this, in seconds. */
#define CLOCK_SLACK 86400

/* A signature that is being judged. */
struct judging {
    const struct lp_cms_claim *claim;
    const struct lp_cms_trust *trust;
    struct lp_cms *cms;
    struct lp_xml_sig *xml;
    size_t i; /* of the signer */
    struct lp_cms_signer signer;
    struct lp_evidence *out;
    int64_t at; /* when the certificate must hold; 0: not known */
};

static void
say(struct lp_evidence *e, const char *reason)
{
    lp_evidence_say(e->note, LP_EVIDENCE_NOTE_MAX, reason);
}

static enum lp_code
add(struct lp_evidences *list, const struct lp_cms_claim *c,
    struct lp_evidence **out, struct lp_err *err)
{
    enum lp_code rc = lp_evidences_add(list, out, err);

    if (rc != LP_OK) {
        return rc;
    }
    (*out)->method = c->method;
    (*out)->covered = c->covered;
    (*out)->total = c->total;
    (*out)->signed_at = c->claimed_at;
    (*out)->flaws = c->codes;
    say(*out, c->note);
    return LP_OK;
}

static enum lp_result
result_of(enum lp_cms_check check)
{
    static const enum lp_result results[] = {
        [LP_CMS_MATCH] = LP_RESULT_MATCH,
        [LP_CMS_CONTENT] = LP_RESULT_BODY_MISMATCH,
        [LP_CMS_SIGNATURE] = LP_RESULT_HEADER_MISMATCH,
        [LP_CMS_MALFORMED] = LP_RESULT_MALFORMED,
        [LP_CMS_NO_CERT] = LP_RESULT_NO_KEY,
        [LP_CMS_KEY] = LP_RESULT_KEY_UNUSABLE,
        [LP_CMS_UNSUPPORTED] = LP_RESULT_UNSUPPORTED,
    };

    return results[check];
}

/* Why what the signer says of his own signature does not hold. */
static void
say_form(struct judging *j)
{
    const struct lp_cms_signer *s = &j->signer;

    if (s->attributes && s->digests != 1) {
        say(j->out, s->digests == 0 ? "no digest is signed"
                                    : "more than one digest is signed");
    }
    if (s->attributes && !s->type_same) {
        say(j->out, "the signed type of the content is another");
    }
    if (s->ess == LP_ESS_OTHER || s->ess == LP_ESS_BAD) {
        say(j->out, "the signed certificate is another");
    }
    if (s->md == LP_MD_NONE) {
        say(j->out, "an unknown digest");
    }
}

/* A digest of any known kind that is that of the document as it stands. */
static bool
is_digest(const struct lp_mds *d, struct lp_slice bytes)
{
    for (unsigned md = 1; md < LP_MD_COUNT; md++) {
        if (lp_mds_is(d, md, bytes)) {
            return true;
        }
    }
    return false;
}

/* What comes of one spelling: a match, or that the signed digest is that of
 * this spelling while the rest cannot be judged, says more than that another
 * spelling is not what was signed. */
static unsigned
worth(enum lp_cms_check check)
{
    return check == LP_CMS_MATCH       ? 3
           : check == LP_CMS_CONTENT   ? 0
           : check == LP_CMS_SIGNATURE ? 1
                                       : 2;
}

/* Over the content in one of its spellings: the best counts. */
static enum lp_cms_check
check_spellings(struct judging *j)
{
    const struct lp_cms_claim *c = j->claim;
    enum lp_cms_check best = LP_CMS_UNSUPPORTED;

    for (unsigned i = 0; i < c->n_spellings; i++) {
        enum lp_cms_check check = lp_cms_check(j->cms, j->i, &c->spelling[i]);

        if (i == 0 || worth(check) > worth(best)) {
            best = check;
        }
        if (check == LP_CMS_MATCH) {
            lp_evidence_say(j->out->edits, LP_EVIDENCE_NOTE_MAX, c->undone[i]);
            break;
        }
    }
    return best;
}

/* adbe.pkcs7.sha1: what is signed is a digest of the document. */
static enum lp_code
check_hashed(struct judging *j, enum lp_cms_check *check, struct lp_err *err)
{
    struct lp_slice content;
    struct lp_mds d;
    enum lp_code rc = lp_cms_inside(j->cms, &content, &d, err);

    if (rc == LP_OK) {
        *check = lp_cms_check(j->cms, j->i, &d);
        if (*check == LP_CMS_MATCH &&
            !is_digest(&j->claim->spelling[0], content)) {
            *check = LP_CMS_CONTENT;
        }
    }
    return rc;
}

/* The timestamp of the signature itself: an unsigned attribute. */
static enum lp_code
judge_stamp(struct judging *j, struct lp_err *err)
{
    struct lp_evidence *e = j->out;
    struct lp_cms *cms = NULL;
    struct lp_mds d = {0};
    struct lp_tst tst = {0};
    struct lp_err why = {0};
    enum lp_cms_check check = LP_CMS_MALFORMED;
    enum lp_chain chain;
    size_t used = 0;
    enum lp_code rc = LP_OK;

    if (j->signer.stamp.len == 0) {
        return LP_OK;
    }
    rc = lp_cms_open(&cms, j->signer.stamp, &used, &why);
    if (rc == LP_OK) {
        d = j->claim->spelling[1];
        if (j->claim->form != LP_CMS_XML) {
            LP_TRY(lp_mds_of(&d, LP_MD_ALL, j->signer.value, err));
        }
        LP_TRY(lp_cms_token_check(cms, 0, &d, 1, &tst, &check, err));
    } else if (rc != LP_E_FORMAT) {
        goto done;
    }
    rc = LP_OK;
    if (check != LP_CMS_MATCH) {
        e->doubts |= LP_DOUBT_TIME;
        say(e, "the timestamp of the signature does not hold");
        goto done;
    }
    if (j->signer.claimed_at > tst.at + CLOCK_SLACK) {
        e->doubts |= LP_DOUBT_TIME;
        say(e, "the signer claims a time after that of the timestamp");
    }
    chain = lp_cms_chain(cms, 0, j->trust->roots, tst.at, false);
    e->signed_at = tst.at;
    e->signed_at_proven = chain == LP_CHAIN_TRUSTED;
    j->at = tst.at;
    say(e, chain == LP_CHAIN_TRUSTED
               ? "a timestamp proves when"
               : "a timestamp, of an authority that is not trusted");

done:
    lp_cms_free(cms);
    return rc;
}

/* What the key alone makes of a match. */
static void
heed_key(struct judging *j)
{
    struct lp_evidence *e = j->out;
    struct lp_key_faults faults;

    if (j->signer.cert.small_exponent && e->strength == LP_STRENGTH_STRONG) {
        e->strength = LP_STRENGTH_WEAK;
        say(e, "a public exponent below 65537 is weak");
    }
    lp_key_faults_of_cert(&faults, &j->signer.cert, j->trust->bad);
    lp_key_heed(e, &faults);
}

/* All that a match is worth. */
static enum lp_code
judge_match(struct judging *j, enum lp_chain (*chain_of)(struct judging *),
            struct lp_err *err)
{
    struct lp_evidence *e = j->out;
    const struct lp_cert_facts *cert = &j->signer.cert;
    enum lp_code rc;

    e->doubts |= j->claim->doubts;
    e->strength = lp_cert_strength(&j->signer, j->signer.md);
    heed_key(j);
    j->at = j->at != 0 ? j->at : e->signed_at;
    LP_TRY(judge_stamp(j, err));
    if (e->edits[0] != '\0') {
        e->doubts |= LP_DOUBT_EDITED;
    }
    if (j->at == 0) {
        say(e, "nobody says when it was signed");
    } else if (j->at < cert->not_before || j->at > cert->not_after) {
        e->doubts |= LP_DOUBT_EXPIRED;
        say(e, "the certificate was not valid when it was signed");
    }
    if (!cert->may_sign) {
        say(e, "the certificate is not one for signing");
    }
    if (e->method == LP_METHOD_TIMESTAMP && !cert->may_stamp) {
        say(e, "the certificate is not one for timestamps");
    }
    lp_cert_chain_say(e, chain_of(j));

done:
    return rc;
}

static enum lp_chain
chain_of_cms(struct judging *j)
{
    return lp_cms_chain(j->cms, j->i, j->trust->roots, j->at,
                        j->out->signed_at_proven);
}

/* A bare certificate has nobody beside it. */
static enum lp_chain
chain_of_bare(struct judging *j)
{
    return j->trust->roots == NULL ? LP_CHAIN_NO_STORE : LP_CHAIN_NO_ROOT;
}

static void
align(const struct judging *j)
{
    struct lp_evidence *e = j->out;

    if (j->claim->authors[0] == '\0') {
        return;
    }
    e->alignment = lp_align_all(j->signer.cert.emails, j->claim->authors);
    if (e->alignment == LP_ALIGNMENT_SAME) {
        return;
    }
    say(e, e->alignment == LP_ALIGNMENT_OTHER
               ? "the certificate is not that of the author"
               : "the certificate is for another address of that domain");
    if (j->claim->name[0] != '\0') {
        e->doubts |= LP_DOUBT_FIELD_UNSIGNED;
        say(e, "nothing vouches for From");
    }
}

static enum lp_code
judge_signer(struct judging *j, struct lp_err *err)
{
    struct lp_evidence *e = j->out;
    struct lp_tst tst = {0};
    enum lp_cms_check check = LP_CMS_UNSUPPORTED;
    enum lp_code rc;

    LP_TRY(lp_cms_signer(j->cms, j->i, j->trust->roots, &j->signer, err));
    lp_cert_facts_put(e, &j->signer);
    if (j->claim->form == LP_CMS_TOKEN) {
        LP_TRY(lp_cms_token_check(j->cms, j->i, j->claim->spelling,
                                  j->claim->n_spellings, &tst, &check, err));
        e->signed_at = tst.at;
    } else if (j->claim->form == LP_CMS_HASHED) {
        LP_TRY(check_hashed(j, &check, err));
    } else {
        check = check_spellings(j);
    }
    e->result = result_of(check);
    say_form(j);
    if (check == LP_CMS_MATCH) {
        LP_TRY(judge_match(j, chain_of_cms, err));
        if (e->method == LP_METHOD_TIMESTAMP) {
            e->signed_at_proven = (e->doubts & LP_DOUBT_UNTRUSTED) == 0;
        }
        if (e->method == LP_METHOD_SMIME) {
            align(j);
        }
    }

done:
    return rc;
}

static enum lp_code
judge_bare(struct judging *j, struct lp_err *err)
{
    const struct lp_cms_claim *c = j->claim;
    enum lp_cms_check check;

    check = lp_rsa_check(lp_buf_slice(&c->der), lp_buf_slice(&c->cert),
                         &c->spelling[0], &j->signer);
    lp_cert_facts_put(j->out, &j->signer);
    /* There is no telling which of the two is not what it was. */
    j->out->result =
        check == LP_CMS_SIGNATURE ? LP_RESULT_BODY_MISMATCH : result_of(check);
    return check == LP_CMS_MATCH ? judge_match(j, chain_of_bare, err) : LP_OK;
}

static enum lp_chain
chain_of_xml(struct judging *j)
{
    return lp_xml_sig_chain(j->xml, j->trust->roots, j->at,
                            j->out->signed_at_proven);
}

/* XML-DSig: what is signed names the digests of all that it covers. */
static enum lp_code
judge_xml(struct judging *j, struct lp_err *err)
{
    const struct lp_cms_claim *c = j->claim;
    const struct lp_xml_signed what = {
        .alg = c->xml.alg,
        .md = c->xml.md,
        .value = lp_buf_slice(&c->der),
        .certs = lp_buf_slice(&c->cert),
        .ess_md = c->xml.ess_md,
        .ess = {c->xml.ess, c->xml.ess_len},
    };
    struct lp_evidence *e = j->out;
    enum lp_cms_check check = LP_CMS_UNSUPPORTED;
    enum lp_strength weakest;
    enum lp_code rc;

    LP_TRY(lp_xml_sig_check(&j->xml, &what, &c->spelling[0], &j->signer, &check,
                            err));
    j->signer.stamp = lp_buf_slice(&c->xml.stamp);
    lp_cert_facts_put(e, &j->signer);
    e->result = result_of(check);
    say_form(j);
    if (check != LP_CMS_MATCH) {
        goto done;
    }
    if (c->xml.differs) {
        e->result = LP_RESULT_BODY_MISMATCH;
        say(e, "the list of what is signed is as it was: only that is not");
        goto done;
    }
    LP_TRY(judge_match(j, chain_of_xml, err));
    weakest = lp_cert_strength(&j->signer, c->xml.weakest);
    e->strength = weakest > e->strength ? weakest : e->strength;
    if (c->xml.weakest == LP_MD_SHA1 || c->xml.md == LP_MD_SHA1) {
        say(e, "SHA-1 is not to be relied on");
    }

done:
    lp_xml_sig_free(j->xml);
    j->xml = NULL;
    return rc;
}

/* OpenTimestamps: who attests are blocks, and whoever gave their headers. */
static enum lp_code
judge_proof(struct judging *j, struct lp_err *err)
{
    struct lp_evidence *e = j->out;
    struct lp_ots_result r;
    enum lp_code rc;

    LP_TRY(lp_ots_run(lp_buf_slice(&j->claim->der), &j->claim->spelling[0],
                      j->trust->blocks, &r, err));
    if (!r.lawful) {
        e->result = r.unknown ? LP_RESULT_UNSUPPORTED : LP_RESULT_MALFORMED;
    } else if (!r.same) {
        e->result = LP_RESULT_BODY_MISMATCH;
    } else if (r.at != 0) {
        e->result = LP_RESULT_MATCH;
        e->strength = LP_STRENGTH_STRONG;
        e->key_from = LP_KEY_FROM_FILE;
        e->signed_at = r.at;
        e->signed_at_proven = true;
        (void)snprintf(e->signer, sizeof e->signer, "Bitcoin block %llu",
                       (unsigned long long)r.height);
    } else {
        e->result = r.wrong ? LP_RESULT_HEADER_MISMATCH : LP_RESULT_NO_KEY;
        say(e, r.wrong     ? "the block holds something else"
               : r.missing ? "the header of its block was not given"
               : r.pending ? "a calendar promised to attest it"
                           : "nobody attests it");
    }

done:
    return rc;
}

static enum lp_code
judge_cms(struct judging *j, struct lp_evidences *out, struct lp_err *err)
{
    struct lp_err why = {0};
    size_t used = 0;
    size_t n;
    enum lp_code rc;

    rc = lp_cms_open(&j->cms, lp_buf_slice(&j->claim->der), &used, &why);
    if (rc == LP_E_FORMAT) {
        LP_TRY(add(out, j->claim, &j->out, err));
        j->out->result = LP_RESULT_MALFORMED;
        say(j->out, "the signature is no CMS");
        goto done;
    }
    LP_TRY(rc);
    n = lp_cms_signers(j->cms);
    for (j->i = 0; j->i < n; j->i++) {
        LP_TRY(add(out, j->claim, &j->out, err));
        j->at = 0;
        LP_TRY(judge_signer(j, err));
    }

done:
    lp_cms_free(j->cms);
    return rc;
}

enum lp_code
lp_cms_judge(const struct lp_cms_claim *c, const struct lp_cms_trust *trust,
             struct lp_evidences *out, struct lp_err *err)
{
    struct judging j = {.claim = c, .trust = trust};
    bool pgp = c->form == LP_CMS_PGP_MAIL || c->form == LP_CMS_PGP_FILE;
    enum lp_code rc;

    if (c->state == LP_CMS_READ && c->form != LP_CMS_BARE &&
        c->form != LP_CMS_PROOF && c->form != LP_CMS_XML && !pgp) {
        return judge_cms(&j, out, err);
    }
    LP_TRY(add(out, c, &j.out, err));
    if (pgp) {
        j.out->codes = lp_pgp_judge_codes(c);
        j.out->signed_at = 0; /* its Date says nothing of that */
    }
    if (c->state == LP_CMS_BROKEN) {
        j.out->result = LP_RESULT_MALFORMED;
        j.out->doubts = c->doubts;
    } else if (c->state == LP_CMS_STRANGE) {
        j.out->result = LP_RESULT_UNSUPPORTED;
    } else if (c->form == LP_CMS_PROOF) {
        LP_TRY(judge_proof(&j, err));
    } else if (pgp) {
        LP_TRY(lp_pgp_judge(c, trust->pgp, trust->now, j.out, err));
    } else if (c->form == LP_CMS_XML) {
        LP_TRY(judge_xml(&j, err));
    } else {
        LP_TRY(judge_bare(&j, err));
    }

done:
    return rc;
}
