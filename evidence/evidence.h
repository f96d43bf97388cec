#ifndef LP_EVIDENCE_EVIDENCE_H
#define LP_EVIDENCE_EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The ways in which cryptography can prove something about a document. */
enum lp_method {
    LP_METHOD_DKIM,
    LP_METHOD_DOMAINKEYS,
    LP_METHOD_ARC,
    LP_METHOD_SMIME,
    LP_METHOD_OPENPGP,
    LP_METHOD_PDF,
    LP_METHOD_OOXML,
    LP_METHOD_ODF,
    LP_METHOD_TIMESTAMP, /* RFC 3161 */
    LP_METHOD_OPENTIMESTAMPS,
    LP_METHOD_COUNT,
};

/* What came of one signature: of the mathematics alone. */
enum lp_result {
    LP_RESULT_MATCH,
    LP_RESULT_BODY_MISMATCH,   /* what was signed of the content is another */
    LP_RESULT_HEADER_MISMATCH, /* the signature itself does not verify */
    LP_RESULT_MALFORMED,       /* the signature breaks its own grammar */
    LP_RESULT_NO_KEY,
    LP_RESULT_KEY_UNUSABLE, /* there is a key, that may not be used for this */
    LP_RESULT_TEMPORARY_ERROR,
    LP_RESULT_UNSUPPORTED,
    LP_RESULT_COUNT,
};

/* What a match is worth, given the key and the digest. */
enum lp_strength {
    LP_STRENGTH_UNKNOWN, /* there was no match to judge */
    LP_STRENGTH_STRONG,
    LP_STRENGTH_WEAK, /* against today's advice; nobody is known to forge */
    LP_STRENGTH_FORGEABLE, /* can be forged with known means */
    LP_STRENGTH_PUBLISHED, /* the private half is public, or known to leak */
};

/* How the signer stands to the author whom a reader sees. */
enum lp_alignment {
    LP_ALIGNMENT_NONE, /* there is no author to compare, or no match */
    LP_ALIGNMENT_SAME,
    LP_ALIGNMENT_RELAXED, /* the same organisational domain */
    LP_ALIGNMENT_OTHER,
};

/* Where the key was found. */
enum lp_key_from {
    LP_KEY_FROM_NOWHERE,
    LP_KEY_FROM_FILE,     /* given without saying when it was in use */
    LP_KEY_FROM_ARCHIVE,  /* with the dates between which it was seen */
    LP_KEY_FROM_DNS,      /* asked for now, with or without DNSSEC */
    LP_KEY_FROM_DOCUMENT, /* in the signature itself: a certificate */
};

/* Reasons why a match is less than it looks: bits of lp_evidence.doubts. */
#define LP_DOUBT_FIELD_TWICE 0x01u    /* a displayed field stands there twice */
#define LP_DOUBT_FIELD_UNSIGNED 0x02u /* a displayed field is not covered */
#define LP_DOUBT_TAIL 0x04u           /* content behind what was signed */
#define LP_DOUBT_BODY_UNSIGNED 0x08u  /* nothing of the content is covered */
#define LP_DOUBT_PART_UNSIGNED 0x10u  /* parts beside the signed one */
#define LP_DOUBT_CHANGED_LATER                                                 \
    0x20u                             /* a later revision changes what is seen \
                                       */
#define LP_DOUBT_TIME 0x40u           /* the times contradict each other */
#define LP_DOUBT_UNTRUSTED 0x80u      /* no chain to a trusted root */
#define LP_DOUBT_EXPIRED 0x100u       /* at the time that counts */
#define LP_DOUBT_EDITED 0x200u        /* matches only once edits are undone */
#define LP_DOUBT_FORM_UNSIGNED 0x400u /* what says where parts begin is not */

#define LP_EVIDENCE_NAME_MAX ((size_t)255)
#define LP_EVIDENCE_NOTE_MAX ((size_t)1023)

/*
 * All that is said of one signature, on separate axes. Texts end with NUL, are
 * as the document has them (not escaped) and are cut to fit, between
 * characters. Zeroed, it says nothing.
 */
struct lp_evidence {
    enum lp_method method;
    enum lp_result result;
    char signer[LP_EVIDENCE_NAME_MAX + 1]; /* a domain, address or subject */
    char key[LP_EVIDENCE_NAME_MAX + 1];    /* its name in DNS, or an id */
    char algorithm[32];                    /* "rsa-sha256" */
    unsigned key_bits;                     /* 0: not known */

    enum lp_key_from key_from;
    char key_source[LP_EVIDENCE_NAME_MAX + 1]; /* as the archive names it */
    int64_t key_first; /* seconds of 1970; 0: not known */
    int64_t key_last;

    int64_t signed_at; /* as the signer claims, or a timestamp proves; 0: no */
    bool signed_at_proven;
    int64_t expires_at; /* 0: never said */

    char fields[LP_EVIDENCE_NOTE_MAX + 1]; /* signed ones, with ':' */
    uint64_t covered; /* bytes of the content that the signature covers */
    uint64_t total;   /* of so many */

    /* What is the matter with the key: LP_FAULT_BIT of key_fault.h. If it is
     * known to be bad, since when (0: not said), and what the strength would be
     * without that. */
    unsigned key_faults;
    int64_t key_bad_from;
    enum lp_strength strength_before;

    enum lp_strength strength;
    enum lp_alignment alignment;
    unsigned doubts; /* LP_DOUBT_... */
    unsigned codes;  /* OpenPGP: bits of enum lp_pgp_code */
    unsigned flaws;  /* office documents: bits 1 << enum lp_seal_code */

    /* An edit that lists and archives make was undone, and what was before it
     * is proven: `edits_undone` says what, with "; ". `result` stays what the
     * bytes give. */
    bool undone;
    char edits_undone[LP_EVIDENCE_NOTE_MAX + 1];

    /* ARC: its set, from 1, and what came of its two signatures alone;
     * `result` is that of the whole chain. */
    unsigned instance;
    enum lp_result seal;
    enum lp_result message;

    /* Line ends and the like that were read in another way to get the match,
     * with "; " between them. */
    char edits[LP_EVIDENCE_NOTE_MAX + 1];
    char note[LP_EVIDENCE_NOTE_MAX + 1]; /* reasons, with "; " between them */
};

/* The word of one doubt, by the number of its bit; NULL behind the last. */
const char *lp_doubt_word(unsigned bit);

/* The words of interface and records: "dkim", "body-mismatch". */
const char *lp_method_word(enum lp_method m);
const char *lp_result_word(enum lp_result r);
const char *lp_strength_word(enum lp_strength s);
const char *lp_alignment_word(enum lp_alignment a);
const char *lp_key_from_word(enum lp_key_from k);

/* Add a reason to a text of `max` + 1 bytes, with "; " if there is one yet.
 * What does not fit is cut. */
void lp_evidence_say(char *text, size_t max, const char *reason);

#endif
