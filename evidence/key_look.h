#ifndef LP_EVIDENCE_KEY_LOOK_H
#define LP_EVIDENCE_KEY_LOOK_H

#include "crypto/rsa_number.h"
#include "formats/mail_key.h"

/* What there is to know about a key record: bits. */
#define LP_KEY_REVOKED 0x01u   /* p= is empty */
#define LP_KEY_BROKEN 0x02u    /* the record breaks its grammar */
#define LP_KEY_UNUSABLE 0x04u  /* no key that anybody can use */
#define LP_KEY_FORGEABLE 0x08u /* RSA below 1024 bits */
#define LP_KEY_WEAK 0x10u      /* RSA below 2048 bits */
#define LP_KEY_TESTING 0x20u   /* t=y */
#define LP_KEY_STRICT 0x40u    /* t=s */
#define LP_KEY_ONLY_SHA1 0x80u /* h= */
#define LP_KEY_NO_HASH 0x100u
#define LP_KEY_NO_MAIL 0x200u /* s= */
#define LP_KEY_SENDER 0x400u  /* g= */
#define LP_KEY_QUOTED 0x800u  /* spelt as in zone files */
#define LP_KEY_CASE 0x1000u
#define LP_KEY_WRAPPED 0x2000u /* an Ed25519 key in the way of RSA keys */
#define LP_KEY_SMALL_EXPONENT 0x4000u /* of RSA, below 65537 */
#define LP_KEY_ABSENT 0x8000u         /* there was no record */

struct lp_key_look {
    const char *algorithm; /* "rsa", "ed25519", "other", "none" */
    unsigned bits;         /* 0: not known */
    unsigned flags;
    const char *why;           /* why it cannot be used; NULL: it can */
    struct lp_rsa_numbers rsa; /* of an RSA key; borrowed from the record */
};

/* Look at a record that was read. Nothing is asked of OpenSSL, so that an
 * archive of a million can be looked through. */
void lp_key_look(struct lp_key_look *out, const struct lp_mail_key *key);

/* The word of one flag, by the number of its bit; NULL behind the last. */
const char *lp_key_flag_word(unsigned bit);

#endif
