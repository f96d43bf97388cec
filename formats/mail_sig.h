#ifndef LP_FORMATS_MAIL_SIG_H
#define LP_FORMATS_MAIL_SIG_H

#include "base/alg.h"
#include "formats/canon_body.h"

/* The fields of a header that sign something. */
enum lp_sig_kind {
    LP_SIG_DKIM,      /* DKIM-Signature: RFC 6376, 8301, 8463, 8616 */
    LP_SIG_DOMAINKEY, /* DomainKey-Signature: RFC 4870 */
    LP_SIG_MESSAGE,   /* ARC-Message-Signature: RFC 8617, 4.1.2 */
    LP_SIG_SEAL,      /* ARC-Seal: 4.1.3 */
    LP_SIG_KINDS
};

enum lp_sig_state {
    LP_SIG_LAWFUL,
    LP_SIG_MALFORMED,
    LP_SIG_UNSUPPORTED, /* lawful, as far as can be told */
};

enum lp_sig_cv {
    LP_CV_NONE,
    LP_CV_PASS,
    LP_CV_FAIL,
    LP_CV_ABSENT,
};

/* Longest signature: that of an RSA key of 16,384 bits. */
#define LP_SIG_BYTES_MAX ((size_t)2048)

/* What was odd, but changes nothing: bits. */
#define LP_SIG_NO_VERSION 0x01u  /* from before the standard */
#define LP_SIG_OTHER_QUERY 0x02u /* q= names no way that we know */
#define LP_SIG_DRAFT 0x04u       /* v=0.5: of the last draft before it */

/*
 * What a signing field says. Slices borrow from its text; `domain`, `selector`
 * and `identity` are as they stand there. RFC 6376, 3.5.
 */
struct lp_mail_sig {
    enum lp_sig_kind kind;
    enum lp_sig_state state;
    const char *why; /* unless lawful */
    unsigned odd;
    struct lp_slice domain;
    struct lp_slice selector;
    struct lp_slice identity; /* i= of DKIM; data is NULL if not there */
    bool below;               /* it is of a domain below d= */
    struct lp_slice fields;   /* h= */
    struct lp_slice copied;   /* z= */
    struct lp_slice algorithm;
    bool ed25519; /* else RSA with PKCS#1 v1.5 */
    enum lp_alg hash;
    enum lp_canon head;
    enum lp_canon body;
    bool canon_absent;
    bool has_length;
    uint64_t length;
    int64_t signed_at; /* 0: not said */
    int64_t expires_at;
    unsigned instance; /* of ARC */
    enum lp_sig_cv cv;
    uint8_t body_hash[LP_ALG_LEN_MAX];
    size_t body_hash_len;
    uint8_t bytes[LP_SIG_BYTES_MAX]; /* b= */
    size_t len;
};

/* Which kind a field of that name is; LP_SIG_KINDS: none. */
enum lp_sig_kind lp_sig_kind(struct lp_slice name);

/* Read the value of a field. If room->failed is set then, it means nothing. */
void lp_mail_sig_read(struct lp_mail_sig *s, enum lp_sig_kind kind,
                      struct lp_slice value, struct lp_buf *room);

/* Instances of ARC go from 1 to this (RFC 8617, 4.2.1). */
#define LP_ARC_MOST 50

/* The instance of an ARC-Authentication-Results: the first of its items that is
 * one. The standard has it first, and signers elsewhere. 0: none. */
unsigned lp_arc_results_instance(struct lp_slice value);

/* That of an ARC-Message-Signature or ARC-Seal, however broken it is else. */
unsigned lp_arc_instance(struct lp_slice value);

/* How a host is related to a domain. */
enum lp_domain_place {
    LP_DOMAIN_APART,
    LP_DOMAIN_SAME,
    LP_DOMAIN_BELOW, /* by its labels */
};

/* However both are spelt: case, A-labels or UTF-8 (RFC 8616), and the blanks
 * that folding left in the host. If room->failed is set then, it is not known.
 */
enum lp_domain_place lp_domain_place(struct lp_slice host,
                                     struct lp_slice domain,
                                     struct lp_buf *room);

#endif
