#ifndef LP_FORMATS_PGP_SIG_H
#define LP_FORMATS_PGP_SIG_H

#include "base/buf.h"

/* Signature packets of OpenPGP: versions 3 and 4 (RFC 9580, 5.2). */

/* Of one document, those behind the first so many are not looked at. */
#define LP_PGP_SIGS_MAX ((size_t)16)

/* Algorithms (section 9.1). */
enum lp_pgp_public_algorithm {
    LP_PGP_RSA = 1,
    LP_PGP_RSA_SIGN = 3,
    LP_PGP_DSA = 17,
    LP_PGP_ECDSA = 19,
    LP_PGP_EDDSA = 22, /* "legacy": a curve and two numbers */
    LP_PGP_ED25519 = 27,
};

enum lp_pgp_state {
    LP_PGP_LAWFUL,
    LP_PGP_MALFORMED,
    LP_PGP_UNSUPPORTED,
};

#define LP_PGP_FPR_MAX ((size_t)32)

/* What a signature says of itself. Slices borrow from the packet. Zeroed, it
 * says nothing. */
struct lp_pgp_sig {
    enum lp_pgp_state state;
    const char *why; /* unless lawful */
    unsigned version;
    unsigned type;          /* 0: of bytes, 1: of text with lines */
    unsigned algorithm;     /* of the key */
    unsigned hash;          /* by its number in section 9.5 */
    struct lp_slice hashed; /* of itself, what it signs too */
    bool has_created;
    int64_t created;
    uint32_t expires_after; /* seconds; 0: never */
    bool has_issuer;
    uint8_t issuer[8]; /* the key id */
    uint8_t fpr[LP_PGP_FPR_MAX];
    size_t fpr_len;       /* 0: it names no fingerprint */
    struct lp_slice left; /* of the digest, the first two bytes */
    struct lp_slice value[2];
    unsigned values;
};

/* Read the body of a packet, whatever it holds. */
void lp_pgp_sig_read(struct lp_pgp_sig *s, struct lp_slice body);

/* Append what is digested behind the content (section 5.2.4). */
void lp_pgp_sig_trailer(const struct lp_pgp_sig *s, struct lp_buf *to);

/* The body of the next signature packet; false at the end. Packets of other
 * kinds are passed over, and `*other` is set; so it is if the bytes end within
 * one. */
bool lp_pgp_sigs_next(struct lp_cursor *c, struct lp_slice *body, bool *other);

#endif
