#ifndef LP_FORMATS_MAIL_KEY_H
#define LP_FORMATS_MAIL_KEY_H

#include "base/alg.h"
#include "base/buf.h"

/* Room for an RSA key of 16,384 bits. */
#define LP_MAIL_KEY_MAX ((size_t)2400)

enum lp_mail_key_state {
    LP_MAIL_KEY_LAWFUL,
    LP_MAIL_KEY_REVOKED, /* p= is empty: it was taken back */
    LP_MAIL_KEY_BROKEN,
    LP_MAIL_KEY_ABSENT, /* "-": an archive says that there was no record */
};

/* What was odd about the record, and was undone: bits. */
#define LP_MAIL_KEY_QUOTED 0x01u  /* the quotes of a zone file were left in */
#define LP_MAIL_KEY_ESCAPED 0x02u /* ... or its backslashes */
#define LP_MAIL_KEY_CASE 0x04u    /* a word is in upper case */
#define LP_MAIL_KEY_WRAPPED 0x08u /* an Ed25519 key in the way of RSA keys */
#define LP_MAIL_KEY_TESTING 0x10u /* t=y: the domain was trying it out */
#define LP_MAIL_KEY_GRANTED 0x20u /* g= names a local part */
#define LP_MAIL_KEY_LATE 0x40u    /* v= is not the first tag */

/* What a key record says (RFC 6376, 3.6.1; RFC 8463, 4; RFC 4870, 3.2.3). */
struct lp_mail_key {
    enum lp_mail_key_state state;
    const char *why; /* if broken */
    unsigned odd;
    bool ed25519;   /* 32 bytes; else RSA as DER, of either kind */
    bool other;     /* neither: k= names another */
    bool only_sha1; /* h= leaves out SHA-256 */
    bool only_sha256;
    bool no_hash; /* h= has neither */
    bool no_mail; /* s= leaves out e-mail */
    bool strict;  /* t=s: no subdomains in i= */
    bool has_granted;
    char granted[64]; /* g=, cut to fit */
    uint8_t bytes[LP_MAIL_KEY_MAX];
    size_t len;
};

/* To `to`, emptied before: a TXT record without what a zone file puts around
 * its bytes (quotes, brackets, backslashes). `*odd` gets the bits of that. */
void lp_mail_key_undress(struct lp_buf *to, struct lp_slice text,
                         unsigned *odd);

/* Read a TXT record, also as a zone file or a tool writes it. `room` is for
 * its own use; if that has no memory, the record is broken. */
void lp_mail_key_read(struct lp_mail_key *k, struct lp_slice text,
                      struct lp_buf *room);

#endif
