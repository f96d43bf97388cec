#ifndef LP_EVIDENCE_PGP_FOUND_H
#define LP_EVIDENCE_PGP_FOUND_H

#include "evidence/cms_claim.h"
#include "formats/pgp_sig.h"

/* Signatures of OpenPGP that were found together, over the same content.
 * Zeroed, there are none. */
struct lp_pgp_found {
    struct lp_buf bytes;
    struct lp_slice of[LP_PGP_SIGS_MAX]; /* bodies of packets, in `bytes` */
    size_t n;
    unsigned mask; /* LP_MD_BIT of the digests that they name */
    bool text;     /* one is of text: its lines end with CRLF */
    bool more;     /* than LP_PGP_SIGS_MAX */
    bool broken;   /* armor or packets end within themselves */
    bool other;    /* there is something else beside them */
};

/* The digest by its number in RFC 9580, 9.5; LP_MD_NONE: one that we do not
 * know. */
enum lp_md lp_pgp_md(unsigned hash);

/* Find the signatures in `all`, armor or packets. False: there are none, nor
 * anything that should be one. */
LP_MUST_USE enum lp_code lp_pgp_found_read(struct lp_pgp_found *f,
                                           struct lp_slice all, bool *any,
                                           struct lp_err *err);
void lp_pgp_found_release(struct lp_pgp_found *f);

/* The digest of the content in its spellings, as far as it goes. */
struct lp_pgp_spelled {
    struct lp_mdrun *run[LP_CMS_SPELLINGS];
    const char *undone[LP_CMS_SPELLINGS]; /* in words; NULL: nothing */
    unsigned n;
};

void lp_pgp_spelled_release(struct lp_pgp_spelled *s);

/* Add a claim for each of them, like `like` (of which the buffers are empty),
 * with the digests of the content and of what the signature says of itself. If
 * there is none, one that is broken. */
LP_MUST_USE enum lp_code lp_pgp_found_claims(const struct lp_pgp_found *f,
                                             const struct lp_pgp_spelled *s,
                                             const struct lp_cms_claim *like,
                                             struct lp_cms_claims *out,
                                             struct lp_err *err);

#endif
