#ifndef LP_EVIDENCE_MAIL_CLAIM_H
#define LP_EVIDENCE_MAIL_CLAIM_H

#include "evidence/hint.h"
#include "formats/mail_sig.h"

/* Signatures of one message that are looked at; those behind are counted. */
#define LP_CLAIM_SIGS_MAX 256

/* Readings of one signed header: the bytes as they are, line ends read in
 * another way, and edits undone. */
#define LP_CLAIM_TRIES_MAX 64

/* All claims of a message together. */
#define LP_CLAIMS_MAX ((size_t)1 << 20)

/* The fields that a reader is shown, and those that say how a body is to be
 * shown: bits of masks. */
enum lp_shown {
    LP_SHOWN_FROM,
    LP_SHOWN_SENDER,
    LP_SHOWN_REPLY_TO,
    LP_SHOWN_TO,
    LP_SHOWN_CC,
    LP_SHOWN_SUBJECT,
    LP_SHOWN_DATE,
    LP_SHOWN_TYPE,
    LP_SHOWN_ENCODING,
    LP_SHOWN_DISPOSITION,
    LP_SHOWN_COUNT
};

/* "From", and which bit a name is; LP_SHOWN_COUNT: none. */
const char *lp_shown_word(enum lp_shown s);
enum lp_shown lp_shown_find(struct lp_slice name);

/* What came of the hash of the body, of the bytes alone. */
enum lp_claim_body {
    LP_CLAIM_BODY_OTHER, /* not what bh= says */
    LP_CLAIM_BODY_SAME,
    LP_CLAIM_BODY_SHORT,   /* l= says more than there is */
    LP_CLAIM_BODY_IN_HEAD, /* the signature covers it itself, or none */
    LP_CLAIM_BODY_CAPPED,  /* not tried: too much work */
    LP_CLAIM_BODIES
};

/* One way to read what was signed, and its digest. */
struct lp_claim_try {
    bool undone;           /* what it undoes changed more than line ends */
    struct lp_slice edits; /* in words, with "; "; or empty */
    uint8_t digest[32];
};

/* What one signing field claims, with all that is needed to judge it but the
 * key. Slices borrow. */
struct lp_claim {
    enum lp_sig_kind kind;
    enum lp_sig_state state;
    unsigned odd;
    bool ed25519;
    enum lp_alg hash;
    unsigned instance;
    enum lp_sig_cv cv;
    struct lp_slice domain;
    struct lp_slice selector;
    struct lp_slice identity; /* i=; of DomainKeys the address of the sender */
    bool below;               /* i= is of a domain below d= */
    struct lp_slice algorithm;
    struct lp_slice fields;
    struct lp_slice why; /* unless lawful */
    int64_t signed_at;
    int64_t expires_at;
    enum lp_claim_body body;
    bool has_length;
    uint64_t covered; /* of the canonical body */
    uint64_t total;
    struct lp_slice body_edits;  /* line ends read in another way for SAME */
    struct lp_slice body_undone; /* OTHER, but the same without these */
    unsigned unsigned_fields;    /* shown ones that are there and not covered */
    struct lp_slice bytes;
    size_t tries;
    struct lp_claim_try try[LP_CLAIM_TRIES_MAX];
};

/* What a message says that its signatures are to be compared with. */
struct lp_mail_said {
    bool too_large;   /* the header is past the limits: nothing was read */
    unsigned there;   /* masks of 1 << enum lp_shown */
    unsigned twice;   /* in one way or another of reading line ends */
    bool loose;       /* another Content-Type could take the body apart as well:
                         lp_body_frame_loose */
    int64_t date;     /* 0: none, or none that can be read */
    int64_t received; /* of the newest Received */
    uint64_t passed_over;  /* signatures behind the first LP_CLAIM_SIGS_MAX */
    struct lp_slice from;  /* address of the first author */
    bool several;          /* there are more */
    struct lp_slice hosts; /* their domains, a line each; none: not known */
    struct lp_slice edits; /* what was left out on top */
    unsigned sets;         /* of ARC: the highest instance */
    bool large;            /* the body: edits of it were not tried */
    bool chain;            /* there is a field of ARC */
    struct lp_slice chain_why; /* what is wrong with the sets; or empty */
};

/* Begin the claims of a message; then its signatures, one by one. */
void lp_claims_begin(struct lp_buf *to, const struct lp_mail_said *said,
                     const struct lp_hints *hints);
void lp_claims_add(struct lp_buf *to, const struct lp_claim *c);

/* Say of the claims that begin at `at` how many signatures were left out. */
void lp_claims_passed_over(struct lp_buf *to, size_t at, uint64_t n);

/* Claims that are taken apart: nothing is taken on trust. */
struct lp_claims {
    struct lp_cursor rest;
};

/* False if they break their grammar. `hints` may be NULL. */
LP_MUST_USE bool lp_claims_read(struct lp_claims *c, struct lp_mail_said *said,
                                struct lp_hints *hints, struct lp_slice bytes);

/* The next one; `*end` instead after the last. */
LP_MUST_USE bool lp_claims_next(struct lp_claims *claims, struct lp_claim *c,
                                bool *end);

#endif
