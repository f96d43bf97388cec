#ifndef LP_EVIDENCE_XML_TOLD_H
#define LP_EVIDENCE_XML_TOLD_H

#include "base/buf.h"
#include "base/source.h"
#include "evidence/xml_name.h"
#include "formats/xmldsig.h"

/* A reference of a signature, as the helper tells it. */
struct lp_xml_ref {
    enum lp_xd_how how;
    uint32_t member; /* LP_XD_NONE: of the signature itself, or none */
    enum lp_md md;   /* NONE: a digest that is not known */
    uint8_t digest[LP_MD_LEN_MAX];
    size_t len;
    bool same;     /* TOLD: it has that digest */
    bool broken;   /* TOLD: it could not be told to its end */
    char name[96]; /* what it refers to, cut to fit */
};

/* A relationship that a reference leaves out. */
struct lp_xml_loose {
    uint32_t member;
    char text[256]; /* its id, a blank, its type */
};

/* One signature. What was stopped has nothing else. */
struct lp_xml_one {
    uint32_t member; /* that it lies in */
    unsigned stop;   /* enum lp_xd_stop; 0: it was told whole */
    char why[128];
    char method[128];
    enum lp_xml_alg alg;
    enum lp_md md;
    struct lp_mds mds; /* of what is signed */
    struct lp_buf value;
    struct lp_buf certs;
    struct lp_buf stamp;
    struct lp_mds stamped; /* what the stamp is of */
    char time[64];
    bool time_signed;
    bool has_ess;
    enum lp_md ess_md;
    uint8_t ess[LP_MD_LEN_MAX];
    size_t ess_len;
    size_t refs; /* its first one, and how many there are */
    size_t refs_n;
    size_t loose; /* likewise */
    size_t loose_n;
};

/* All of a package. Zeroed, nothing. */
struct lp_xml_told {
    struct lp_xml_one *of;
    size_t n;
    size_t cap;
    struct lp_xml_ref *refs;
    size_t refs_n;
    size_t refs_cap;
    struct lp_xml_loose *loose;
    size_t loose_n;
    size_t loose_cap;
    bool cut; /* there may be more that was not looked at */
};

/**
 * Hear what the helper says of a package of `members` members.
 *
 * LP_E_FORMAT: it broke off, or what it says makes no sense; `out` is then what
 * was told before. Release `out` in any case.
 */
LP_MUST_USE enum lp_code lp_xml_told_read(struct lp_xml_told *out,
                                          struct lp_source *frames,
                                          size_t members, struct lp_err *err);
void lp_xml_told_release(struct lp_xml_told *t);

#endif
