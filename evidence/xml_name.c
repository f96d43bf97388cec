#include "evidence/xml_name.h"

#define DSIG "http://www.w3.org/2000/09/xmldsig#"
#define DSIG11 "http://www.w3.org/2009/xmldsig11#"
#define MORE "http://www.w3.org/2001/04/xmldsig-more#"
#define MORE07 "http://www.w3.org/2007/05/xmldsig-more#"
#define XMLENC "http://www.w3.org/2001/04/xmlenc#"

enum lp_md
lp_xml_digest(struct lp_slice name)
{
    static const struct {
        const char *name;
        enum lp_md md;
    } names[] = {
        {DSIG "sha1", LP_MD_SHA1},
        {XMLENC "sha256", LP_MD_SHA256},
        {XMLENC "sha512", LP_MD_SHA512},
        {MORE "sha384", LP_MD_SHA384},
        {MORE "sha224", LP_MD_SHA224},
        {MORE "md5", LP_MD_MD5},
        {XMLENC "ripemd160", LP_MD_RIPEMD160},
        {MORE07 "sha3-256", LP_MD_SHA3_256},
        {MORE07 "sha3-384", LP_MD_SHA3_384},
        {MORE07 "sha3-512", LP_MD_SHA3_512},
    };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (lp_slice_is(name, names[i].name)) {
            return names[i].md;
        }
    }
    return LP_MD_NONE;
}

bool
lp_xml_method(struct lp_slice name, enum lp_xml_alg *alg, enum lp_md *md)
{
    static const struct {
        const char *name;
        enum lp_xml_alg alg;
        enum lp_md md;
    } names[] = {
        {DSIG "rsa-sha1", LP_XML_RSA, LP_MD_SHA1},
        {MORE "rsa-sha256", LP_XML_RSA, LP_MD_SHA256},
        {MORE "rsa-sha384", LP_XML_RSA, LP_MD_SHA384},
        {MORE "rsa-sha512", LP_XML_RSA, LP_MD_SHA512},
        {MORE "rsa-sha224", LP_XML_RSA, LP_MD_SHA224},
        {MORE "rsa-md5", LP_XML_RSA, LP_MD_MD5},
        {MORE "rsa-ripemd160", LP_XML_RSA, LP_MD_RIPEMD160},
        {MORE07 "sha1-rsa-MGF1", LP_XML_PSS, LP_MD_SHA1},
        {MORE07 "sha224-rsa-MGF1", LP_XML_PSS, LP_MD_SHA224},
        {MORE07 "sha256-rsa-MGF1", LP_XML_PSS, LP_MD_SHA256},
        {MORE07 "sha384-rsa-MGF1", LP_XML_PSS, LP_MD_SHA384},
        {MORE07 "sha512-rsa-MGF1", LP_XML_PSS, LP_MD_SHA512},
        {MORE "ecdsa-sha1", LP_XML_ECDSA, LP_MD_SHA1},
        {MORE "ecdsa-sha224", LP_XML_ECDSA, LP_MD_SHA224},
        {MORE "ecdsa-sha256", LP_XML_ECDSA, LP_MD_SHA256},
        {MORE "ecdsa-sha384", LP_XML_ECDSA, LP_MD_SHA384},
        {MORE "ecdsa-sha512", LP_XML_ECDSA, LP_MD_SHA512},
        {DSIG "dsa-sha1", LP_XML_DSA, LP_MD_SHA1},
        {DSIG11 "dsa-sha256", LP_XML_DSA, LP_MD_SHA256},
    };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (lp_slice_is(name, names[i].name)) {
            *alg = names[i].alg;
            *md = names[i].md;
            return true;
        }
    }
    return false;
}
