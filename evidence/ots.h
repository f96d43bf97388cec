#ifndef LP_EVIDENCE_OTS_H
#define LP_EVIDENCE_OTS_H

#include "crypto/md.h"

/*
 * Proofs of OpenTimestamps: a digest, operations on it that branch, and at
 * their ends attestations; that of Bitcoin says that what comes out is the
 * Merkle root of a block.
 */

/* Whether it begins as a proof does. */
bool lp_ots_is(struct lp_slice head);

/* Which digest of the document it is a proof of; LP_MD_NONE: one that we do
 * not know. False if it breaks its grammar. */
bool lp_ots_digest(struct lp_slice proof, enum lp_md *md);

struct lp_ots_result {
    bool same;       /* it is a proof of the document */
    bool lawful;     /* it keeps its grammar */
    bool pending;    /* a calendar has promised to attest */
    bool unknown;    /* an operation or attestation that we do not know */
    bool missing;    /* a block whose header was not given */
    bool wrong;      /* a block whose root is another */
    uint64_t height; /* of the earliest block that attests it */
    int64_t at;      /* its time; 0: none does */
};

/**
 * Run the proof over a document that has the digests `document`. `headers` are
 * lines of a height, a blank, and a block header in 160 hexadecimal digits;
 * they are believed.
 */
LP_MUST_USE enum lp_code lp_ots_run(struct lp_slice proof,
                                    const struct lp_mds *document,
                                    struct lp_slice headers,
                                    struct lp_ots_result *out,
                                    struct lp_err *err);

#endif
