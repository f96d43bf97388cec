#include "evidence/proof.h"

const char *
lp_proof_word(enum lp_proof p)
{
    static const char *const words[LP_PROOFS] = {
        [LP_PROOF_UNSIGNED] = "UNSIGNED",
        [LP_PROOF_UNVERIFIABLE] = "UNVERIFIABLE",
        [LP_PROOF_MISMATCH] = "MISMATCH",
        [LP_PROOF_ALTERED] = "ALTERED",
        [LP_PROOF_PARTLY_SIGNED] = "PARTLY SIGNED",
        [LP_PROOF_AUTHENTIC] = "AUTHENTIC",
    };

    return p < LP_PROOFS ? words[p] : "UNKNOWN";
}

static bool
is_mail(enum lp_method m)
{
    return m == LP_METHOD_DKIM || m == LP_METHOD_DOMAINKEYS ||
           m == LP_METHOD_ARC;
}

/* Whether what it leaves open weighs. OpenPGP and S/MIME cover no field of a
 * message by themselves, and a key of OpenPGP that had expired is no longer its
 * owner's word. */
static bool
is_grave(const struct lp_evidence *e)
{
    const unsigned grave = LP_DOUBT_FIELD_TWICE | LP_DOUBT_TAIL |
                           LP_DOUBT_BODY_UNSIGNED | LP_DOUBT_PART_UNSIGNED |
                           LP_DOUBT_CHANGED_LATER | LP_DOUBT_UNTRUSTED |
                           LP_DOUBT_EDITED | LP_DOUBT_FORM_UNSIGNED;
    const unsigned pgp = LP_DOUBT_FIELD_UNSIGNED | LP_DOUBT_EXPIRED;
    const unsigned smime = LP_DOUBT_FIELD_UNSIGNED;

    return (e->doubts & grave) != 0 ||
           (e->method == LP_METHOD_OPENPGP && (e->doubts & pgp) != 0) ||
           (e->method == LP_METHOD_SMIME && (e->doubts & smime) != 0);
}

/* Whether it leaves nothing open. A chain of ARC speaks for those who passed
 * the message on, and a timestamp for no author. A file shows no author to whom
 * a key of OpenPGP could be compared. */
static bool
is_whole(const struct lp_evidence *e)
{
    bool strong =
        e->strength == LP_STRENGTH_STRONG || e->strength == LP_STRENGTH_WEAK;
    bool same = e->alignment == LP_ALIGNMENT_SAME;
    bool author = same || e->alignment == LP_ALIGNMENT_RELAXED;

    if (is_grave(e) || !strong || e->method == LP_METHOD_ARC ||
        e->method == LP_METHOD_TIMESTAMP ||
        e->method == LP_METHOD_OPENTIMESTAMPS) {
        return false;
    }
    /* A certificate or key speaks for its own addresses, and not for those of
     * a whole domain (RFC 8550, 3). */
    if (e->method == LP_METHOD_OPENPGP) {
        return same || e->alignment == LP_ALIGNMENT_NONE;
    }
    return e->method == LP_METHOD_SMIME ? same : author || !is_mail(e->method);
}

enum lp_proof
lp_proof_of(const struct lp_evidence *e)
{
    if (e->result == LP_RESULT_MATCH) {
        return is_whole(e) ? LP_PROOF_AUTHENTIC : LP_PROOF_PARTLY_SIGNED;
    }
    if (e->undone) {
        return LP_PROOF_PARTLY_SIGNED;
    }
    if (e->result == LP_RESULT_BODY_MISMATCH ||
        e->result == LP_RESULT_HEADER_MISMATCH) {
        return is_mail(e->method) || e->method == LP_METHOD_SMIME ||
                       e->method == LP_METHOD_OPENPGP
                   ? LP_PROOF_MISMATCH
                   : LP_PROOF_ALTERED;
    }
    return LP_PROOF_UNVERIFIABLE;
}

enum lp_proof
lp_proof_both(enum lp_proof a, enum lp_proof b)
{
    return a > b ? a : b;
}
