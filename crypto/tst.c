#include <openssl/err.h>
#include <openssl/ts.h>
#include <string.h>

#include "crypto/cert.h"
#include "crypto/cms.h"
#include "crypto/der.h"

bool
lp_tst_read(struct lp_slice der, struct lp_tst *out)
{
    const uint8_t *p = der.data;
    TS_TST_INFO *info = der.len == 0 || der.len > LP_CMS_MAX
                            ? NULL
                            : d2i_TS_TST_INFO(NULL, &p, (long)der.len);
    TS_MSG_IMPRINT *imprint =
        info == NULL ? NULL : TS_TST_INFO_get_msg_imprint(info);
    struct lp_tst t = {0};
    bool good = false;

    if (imprint != NULL) {
        const ASN1_OCTET_STRING *msg = TS_MSG_IMPRINT_get_msg(imprint);
        X509_ALGOR *alg = TS_MSG_IMPRINT_get_algo(imprint);
        const ASN1_OBJECT *o = NULL;

        X509_ALGOR_get0(&o, NULL, NULL, alg);
        t.md = lp_md_by_nid(OBJ_obj2nid(o));
        t.len = (size_t)ASN1_STRING_length(msg);
        good = t.len <= sizeof t.imprint &&
               lp_asn1_time(TS_TST_INFO_get_time(info), &t.at);
        if (good) {
            memcpy(t.imprint, ASN1_STRING_get0_data(msg), t.len);
            *out = t;
        }
    }
    TS_TST_INFO_free(info);
    ERR_clear_error();
    return good;
}

struct lp_slice
lp_tst_token(struct lp_slice bytes)
{
    /* A response begins with its status, a SEQUENCE; a token with an OID. */
    struct lp_slice in = lp_der_enter(bytes, LP_DER_SEQUENCE);

    if (!lp_der_is(in, LP_DER_SEQUENCE)) {
        return bytes;
    }
    (void)lp_der_take(&in, LP_DER_SEQUENCE);
    return in;
}
