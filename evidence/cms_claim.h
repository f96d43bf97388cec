#ifndef LP_EVIDENCE_CMS_CLAIM_H
#define LP_EVIDENCE_CMS_CLAIM_H

#include "base/buf.h"
#include "crypto/cms.h"
#include "crypto/xml_sig.h"
#include "evidence/evidence.h"
#include "evidence/seal_code.h"
#include "formats/doc_dates.h"

/*
 * What a document claims about itself with a signature of the CMS family: made
 * where documents are parsed, judged where keys and trust are. A claim holds
 * the signature and the digests of what it says it covers; nothing of it is
 * believed.
 */

enum lp_cms_form {
    LP_CMS_DETACHED, /* signed data over the content beside it */
    LP_CMS_INSIDE,   /* over the content that was taken out of it */
    LP_CMS_HASHED,   /* over a SHA-1 that lies in it: adbe.pkcs7.sha1 */
    LP_CMS_BARE,     /* RSA without CMS: adbe.x509.rsa_sha1 */
    LP_CMS_TOKEN,    /* a timestamp over the content beside it */
    LP_CMS_PROOF,    /* OpenTimestamps over the content beside it */
    LP_CMS_PGP_MAIL, /* a packet of OpenPGP, without its head, in a message; of
                        it the spellings have what it says of itself too */
    LP_CMS_PGP_FILE, /* the same, of what nobody may change on its way */
    LP_CMS_XML,      /* XML-DSig over what it names: `xml` */
    LP_CMS_FORMS,
};

/* Of a signature of XML-DSig. `der` is then its value, `cert` certificates one
 * after the other, spelling[0] the digests of what is signed, spelling[1] those
 * of what its timestamp is of. */
struct lp_xml_claim {
    enum lp_xml_alg alg;
    enum lp_md md;
    enum lp_md weakest; /* of the digests of what it covers */
    bool differs;       /* something that it covers is not as it was */
    enum lp_md ess_md;  /* of the certificate that is signed; NONE: none is */
    uint8_t ess[LP_MD_LEN_MAX]; /* ... and its digest */
    uint8_t ess_len;
    struct lp_buf stamp;
};

/* How far it could be read. */
enum lp_cms_state {
    LP_CMS_READ,
    LP_CMS_BROKEN,
    LP_CMS_STRANGE, /* of a kind that we do not know */
    LP_CMS_STATES,
};

/* The same content may have been signed in more than one spelling. */
#define LP_CMS_SPELLINGS 5
#define LP_CMS_DOUBTS 0x3ffu /* all of LP_DOUBT_... */
#define LP_CMS_TEXT_MAX ((size_t)1023)
#define LP_CMS_CLAIMS_MAX ((size_t)128)

struct lp_cms_claim {
    enum lp_method method;
    enum lp_cms_form form;
    enum lp_cms_state state;
    unsigned doubts; /* LP_DOUBT_..., if it matches */
    struct lp_buf der;
    struct lp_buf cert; /* BARE: of the signer */
    /* Digests of what it covers, as it stands and otherwise spelled; the text
     * says what was undone to get there. */
    unsigned n_spellings;
    struct lp_mds spelling[LP_CMS_SPELLINGS];
    char undone[LP_CMS_SPELLINGS][64];
    uint64_t covered;
    uint64_t total;
    int64_t claimed_at; /* as the document says beside it; 0: it does not */
    char authors[LP_CMS_TEXT_MAX + 1];   /* addresses of From, each with LF */
    char name[LP_EVIDENCE_NAME_MAX + 1]; /* of the field, the part, ... */
    char note[LP_EVIDENCE_NOTE_MAX + 1];
    unsigned codes; /* of enum lp_seal_code */
    struct lp_xml_claim xml;
};

/* Zeroed, it is empty. */
struct lp_cms_claims {
    struct lp_cms_claim *of;
    size_t n;
    size_t cap;
    struct lp_doc_dates dates; /* of the document itself */
};

/* Whether nothing at all is claimed. */
bool lp_cms_claims_none(const struct lp_cms_claims *c);

void lp_cms_claims_release(struct lp_cms_claims *c);

/* One more, zeroed, to fill in; borrowed until the next. LP_E_LIMIT: there are
 * LP_CMS_CLAIMS_MAX. */
LP_MUST_USE enum lp_code lp_cms_claims_add(struct lp_cms_claims *c,
                                           struct lp_cms_claim **out,
                                           struct lp_err *err);

/* The claims as bytes, and back. The grammar is that of docs/DESIGN.md; what
 * is read is taken for hostile: LP_E_FORMAT, with `*out` untouched. */
LP_MUST_USE enum lp_code lp_cms_claims_put(struct lp_buf *to,
                                           const struct lp_cms_claims *c,
                                           struct lp_err *err);
LP_MUST_USE enum lp_code lp_cms_claims_take(struct lp_cms_claims *out,
                                            struct lp_slice bytes,
                                            struct lp_err *err);

/* The largest blob that claims become. */
#define LP_CMS_CLAIMS_BYTES ((size_t)4 << 20)

/* Add a reason to the note of a claim. */
void lp_cms_claim_say(struct lp_cms_claim *c, const char *reason);

/* Put `bytes` into a text of `cap` bytes, cut to whole characters, without
 * the controls in it. */
void lp_cms_claim_text(char *to, size_t cap, struct lp_slice bytes);

#endif
