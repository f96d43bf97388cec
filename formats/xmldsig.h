#ifndef LP_FORMATS_XMLDSIG_H
#define LP_FORMATS_XMLDSIG_H

#include "formats/helper.h"

/*
 * What the helper leafproof-xmldsig says of the XML signatures (XML-DSig) of an
 * office package, in frames of formats/helper.h. It knows no key and no digest:
 * it says which bytes are signed.
 *
 * Its input is not the file but its members, each at a place of its own:
 * LP_XD_PLACE(i) for member i, and before them, from 0 on, their table:
 *
 *     table  = length(4), of what follows; members(4) signatures(4)
 *              *signature *member
 *     signature = number(4)              ; of a member that holds some
 *     member = size(8) length(4) name
 *
 * of each of which it says, in the order of the table:
 *
 *     SIGNATURE  member(4)
 *     STOP       reason(1) text: it means nothing; no more of it follows
 *     METHOD     name of the algorithm
 *     VALUE      the signature
 *     CERT       a certificate, DER; several
 *     SIGNED     and then DATA, DONE: what is signed
 *     REF        how(1) member(4) length(2) name of the digest, length(2)
 *                digest, URI; TOLD: and then DATA, DONE or BROKEN
 *     LOOSE      member(4) text: a relationship that the last REF leaves out
 *     TIME       signed(1) text
 *     CERTREF    length(2) name of a digest, digest: that of the signer's
 *                certificate, and is signed
 *     STAMP      a timestamp token; then DATA, DONE: what it is of
 *     CLOSE      all of this signature was told
 *
 * Numbers of members are LP_XD_NONE for none.
 */
#define LP_XD_STRIDE ((uint64_t)1 << 26)
#define LP_XD_PLACE(i) (((uint64_t)(i) + 1) * LP_XD_STRIDE)
#define LP_XD_MEMBER_MAX ((uint64_t)48 << 20) /* that is read as XML */
#define LP_XD_NONE UINT32_MAX

enum lp_xd_frame {
    LP_XD_SIGNATURE = 16,
    LP_XD_STOP = 17,
    LP_XD_METHOD = 18,
    LP_XD_VALUE = 19,
    LP_XD_CERT = 20,
    LP_XD_SIGNED = 21,
    LP_XD_REF = 22,
    LP_XD_LOOSE = 23,
    LP_XD_TIME = 24,
    LP_XD_CERTREF = 25,
    LP_XD_STAMP = 26,
    LP_XD_CLOSE = 27,
};

/* Why a signature means nothing. */
enum lp_xd_stop {
    LP_XD_BROKEN = 1,  /* it is not as the standard has it */
    LP_XD_DOCTYPE = 2, /* XML with a document type, and so with entities */
    LP_XD_TWICE = 3,   /* two elements of one Id; a list that is not signed */
    LP_XD_TRANSFORM = 4,
    LP_XD_OUTSIDE = 5, /* a reference that leads out of the package */
    LP_XD_LIMIT = 6,
    LP_XD_STRANGE = 7, /* of a kind that is not read */
    LP_XD_STOPS,
};

/* What a reference is to. */
enum lp_xd_how {
    LP_XD_RAW = 1,  /* to the bytes of a member */
    LP_XD_TOLD = 2, /* to those that follow */
    LP_XD_MISSING = 3,
    LP_XD_NO_XML = 4, /* to a member that had to be XML */
    LP_XD_TYPE = 5,   /* to a member that has another content type now */
    LP_XD_HOWS,
};

#endif
