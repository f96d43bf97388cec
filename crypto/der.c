#include "crypto/der.h"

#include <openssl/asn1.h>
#include <openssl/objects.h>
#include <string.h>

#define OID_MAX 64

bool
lp_der_is(struct lp_slice s, unsigned tag)
{
    return s.len > 0 && s.data[0] == tag;
}

struct lp_slice
lp_der_take(struct lp_slice *s, unsigned tag)
{
    struct lp_slice all = *s;
    size_t len;
    size_t at = 2;

    *s = (struct lp_slice){0};
    if (all.len < 2 || all.data[0] != tag) {
        return *s;
    }
    len = all.data[1];
    if (len > 0x84 || len == 0x80) {
        return *s;
    }
    if (len > 0x80) {
        size_t n = len & 0x7f;

        len = 0;
        for (size_t i = 0; i < n && at < all.len; i++) {
            len = len << 8 | all.data[at++];
        }
    }
    if (len > all.len - at) {
        return *s;
    }
    *s = lp_slice_from(all, at + len);
    return (struct lp_slice){all.data + at, len};
}

struct lp_slice
lp_der_enter(struct lp_slice s, unsigned tag)
{
    return lp_der_take(&s, tag);
}

int
lp_der_nid(struct lp_slice oid)
{
    uint8_t bytes[OID_MAX + 2] = {LP_DER_OID, (uint8_t)oid.len};
    const uint8_t *p = bytes;
    ASN1_OBJECT *o;
    int nid;

    if (oid.len == 0 || oid.len > OID_MAX) {
        return NID_undef;
    }
    memcpy(bytes + 2, oid.data, oid.len);
    o = d2i_ASN1_OBJECT(NULL, &p, (long)oid.len + 2);
    nid = o == NULL ? NID_undef : OBJ_obj2nid(o);
    ASN1_OBJECT_free(o);
    return nid;
}
