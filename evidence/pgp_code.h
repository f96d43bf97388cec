#ifndef LP_EVIDENCE_PGP_CODE_H
#define LP_EVIDENCE_PGP_CODE_H

#include <stdbool.h>

/* Reasons for which a signature of OpenPGP is worth less than it looks, by
 * their codes: bits of lp_evidence.codes. */
enum lp_pgp_code {
    LP_PGP_CODE_BESIDE,
    LP_PGP_CODE_WEAK,
    LP_PGP_CODE_EXPIRED,
    LP_PGP_CODE_REVOKED,
    LP_PGP_CODE_TIME,
    LP_PGP_CODE_AUTHOR,
    LP_PGP_CODE_CLOSED,
    LP_PGP_CODE_SMUGGLED,
    LP_PGP_CODE_KEY,
    LP_PGP_CODE_MICALG,
    LP_PGP_CODES
};

#define LP_PGP_CODE_BIT(c) (1U << (c))

struct lp_pgp_code_info {
    const char *code;
    const char *word;
    const char *text;
    const char *next; /* what to do */
    bool finding;     /* by itself: exit 1 */
};

/* NULL for what is none. */
const struct lp_pgp_code_info *lp_pgp_code_info(unsigned code);

/* How many of the bits are findings. */
unsigned lp_pgp_code_findings(unsigned codes);

/* What a claim says in its note, by which whoever judges it knows it. */
extern const char lp_pgp_encrypted[];
extern const char lp_pgp_other_micalg[];

#endif
