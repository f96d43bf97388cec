#include "helper/xd_tell.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "helper/channel.h"
#include "helper/xd_refs.h"

#define MDSSI "http://schemas.openxmlformats.org/package/2006/digital-signature"
#define XADES "http://uri.etsi.org/01903/"
#define DC "http://purl.org/dc/elements/1.1/"
#define TEXT_MAX ((size_t)1000)

static void
say_text(enum lp_xd_frame type, int first, const char *text)
{
    struct lp_buf body = {0};

    if (first >= 0) {
        lp_buf_byte(&body, (uint8_t)first);
    }
    lp_buf_put(&body, lp_slice_head(lp_slice_str(text), TEXT_MAX));
    lp_channel_say(type, lp_buf_slice(&body));
    lp_buf_release(&body);
}

static void
say_number(enum lp_xd_frame type, uint32_t n)
{
    uint8_t body[4];

    lp_put_le32(body, n);
    lp_channel_say(type, (struct lp_slice){body, sizeof body});
}

/* Bytes that stand in base64 in an element without others in it. */
static unsigned
say_base64(enum lp_xd_frame type, const xmlNode *n)
{
    struct lp_slice bytes;

    if (lp_xd_first(n) != NULL || !lp_xd_base64(lp_xd_text(n), &bytes) ||
        bytes.len == 0) {
        return LP_XD_BROKEN;
    }
    if (bytes.len > LP_HELPER_BODY_MAX) {
        return LP_XD_LIMIT;
    }
    lp_channel_say(type, bytes);
    return 0;
}

/* ------------------------------------------------------- what stands in it */

static unsigned
tell_key(struct lp_xd_signature *s, const xmlNode *info)
{
    bool pgp = false;
    unsigned stop = 0;

    for (const xmlNode *n = lp_xd_first(info); n != NULL; n = lp_xd_next(n)) {
        pgp = pgp || lp_xd_is(n, LP_XD_DSIG, "PGPData");
        if (!lp_xd_is(n, LP_XD_DSIG, "X509Data")) {
            continue;
        }
        for (const xmlNode *c = lp_xd_first(n); c != NULL && stop == 0;
             c = lp_xd_next(c)) {
            if (lp_xd_is(c, LP_XD_DSIG, "X509Certificate")) {
                s->why = "a certificate";
                stop = say_base64(LP_XD_CERT, c);
            }
        }
    }
    s->why = stop == 0 && pgp ? "it is one of OpenPGP" : s->why;
    return stop == 0 && pgp ? LP_XD_STRANGE : stop;
}

static bool
has_form(const xmlNode *method, struct lp_xd_form *form)
{
    return lp_xd_form(lp_xd_attr(method, "Algorithm"), form) &&
           lp_xd_first(method) == NULL;
}

/* ds:SignedInfo: what the signature itself is over. */
static unsigned
tell_signed(struct lp_xd_signature *s, xmlNode *info)
{
    const xmlNode *form = lp_xd_first(info);
    const xmlNode *method = lp_xd_next(form);
    struct lp_xd_form how;

    s->why = "what is signed";
    if (!lp_xd_is(form, LP_XD_DSIG, "CanonicalizationMethod") ||
        !lp_xd_is(method, LP_XD_DSIG, "SignatureMethod") ||
        lp_xd_next(method) == NULL) {
        return LP_XD_BROKEN;
    }
    s->why = lp_xd_attr(form, "Algorithm");
    if (!has_form(form, &how)) {
        return LP_XD_TRANSFORM;
    }
    s->why = lp_xd_attr(method, "Algorithm");
    if (lp_xd_first(method) != NULL) {
        return LP_XD_STRANGE;
    }
    say_text(LP_XD_METHOD, -1, s->why);
    lp_channel_say(LP_XD_SIGNED, (struct lp_slice){0});
    lp_xd_spend(s->size);
    lp_xd_say(s->node->doc, info, how);
    return lp_xd_refs(s, info);
}

static void
tell_time(const struct lp_xd_signature *s, const xmlNode *n)
{
    const xmlNode *value = NULL;

    if (lp_xd_is(n, MDSSI, "SignatureTime")) {
        value = lp_xd_only(n, MDSSI, "Value");
    } else if (lp_xd_is(n, XADES, "SigningTime") || lp_xd_is(n, DC, "date")) {
        value = n;
    }
    if (value != NULL) {
        say_text(LP_XD_TIME, lp_xd_is_covered(s, value) ? 1 : 0,
                 lp_xd_text(value));
    }
}

/* XAdES: the digest of the signer's certificate, which nobody can then swap for
 * another of the same key. */
static void
tell_certref(const struct lp_xd_signature *s, const xmlNode *n)
{
    const xmlNode *digest;
    struct lp_slice value = {0};
    struct lp_buf body = {0};
    const char *name;

    if ((!lp_xd_is(n, XADES, "SigningCertificate") &&
         !lp_xd_is(n, XADES, "SigningCertificateV2")) ||
        !lp_xd_is_covered(s, n)) {
        return;
    }
    digest = lp_xd_only(lp_xd_first(n), XADES, "CertDigest");
    name =
        lp_xd_attr(lp_xd_only(digest, LP_XD_DSIG, "DigestMethod"), "Algorithm");
    if (!lp_xd_base64(lp_xd_text(lp_xd_only(digest, LP_XD_DSIG, "DigestValue")),
                      &value) ||
        strlen(name) > TEXT_MAX || value.len > TEXT_MAX) {
        value.len = 0;
    }
    lp_buf_le16(&body, (uint16_t)strlen(name));
    lp_buf_str(&body, name);
    lp_buf_put(&body, value);
    lp_channel_say(LP_XD_CERTREF, lp_buf_slice(&body));
    lp_buf_release(&body);
}

/* XAdES: a timestamp of ds:SignatureValue. */
static void
tell_stamp(const struct lp_xd_signature *s, const xmlNode *n, xmlNode *value)
{
    const xmlNode *token;
    const xmlNode *method;
    struct lp_xd_form form = {0};

    if (!lp_xd_is(n, XADES, "SignatureTimeStamp")) {
        return;
    }
    token = lp_xd_only(n, XADES, "EncapsulatedTimeStamp");
    method = lp_xd_only(n, LP_XD_DSIG, "CanonicalizationMethod");
    if (token == NULL || (method != NULL && !has_form(method, &form)) ||
        say_base64(LP_XD_STAMP, token) != 0) {
        return;
    }
    lp_xd_spend(s->size);
    lp_xd_say(s->node->doc, value, form);
}

/* Lists of references that the signature is to cover must be signed: others
 * were put beside it. */
static unsigned
tell_rest(struct lp_xd_signature *s, xmlNode *value)
{
    unsigned stop = 0;

    for (xmlNode *n = lp_xd_walk(s->node, s->node, false);
         n != NULL && stop == 0; n = lp_xd_walk(n, s->node, false)) {
        if (lp_xd_is(n, LP_XD_DSIG, "Manifest")) {
            s->why = "a list of parts that is not signed";
            stop = lp_xd_is_covered(s, n) ? lp_xd_refs(s, n) : LP_XD_TWICE;
        }
        tell_time(s, n);
        tell_certref(s, n);
        tell_stamp(s, n, value);
    }
    return stop;
}

static unsigned
tell_signature(struct lp_xd_signature *s)
{
    xmlNode *info = lp_xd_first(s->node);
    xmlNode *value = lp_xd_next(info);
    xmlNode *next = lp_xd_next(value);
    const xmlNode *key = NULL;
    unsigned stop;

    s->why = "a signature";
    if (lp_xd_is(next, LP_XD_DSIG, "KeyInfo")) {
        key = next;
        next = lp_xd_next(next);
    }
    while (lp_xd_is(next, LP_XD_DSIG, "Object")) {
        next = lp_xd_next(next);
    }
    if (!lp_xd_is(info, LP_XD_DSIG, "SignedInfo") ||
        !lp_xd_is(value, LP_XD_DSIG, "SignatureValue") || next != NULL) {
        return LP_XD_BROKEN;
    }
    stop = lp_xd_ids(s);
    stop = stop != 0 ? stop : say_base64(LP_XD_VALUE, value);
    stop = stop != 0 ? stop : tell_key(s, key);
    stop = stop != 0 ? stop : tell_signed(s, info);
    return stop != 0 ? stop : tell_rest(s, value);
}

/* ------------------------------------------------------------ all of them */

static void
tell_one(struct lp_xd_package *p, uint32_t member, xmlNode *node, uint64_t size)
{
    struct lp_xd_signature s = {.package = p, .node = node, .size = size};
    unsigned stop;

    say_number(LP_XD_SIGNATURE, member);
    stop = tell_signature(&s);
    if (stop != 0) {
        say_text(LP_XD_STOP, (int)stop, s.why);
    } else {
        lp_channel_say(LP_XD_CLOSE, (struct lp_slice){0});
    }
    free(s.ids);
}

static void
refuse(uint32_t member, enum lp_xd_stop stop, const char *why)
{
    say_number(LP_XD_SIGNATURE, member);
    say_text(LP_XD_STOP, (int)stop, why);
}

/* OOXML has one in each, ODF several. */
static void
tell_document(struct lp_xd_package *p, uint32_t member, xmlNode *root,
              uint64_t size)
{
    xmlNode *n = p->ooxml ? root : lp_xd_first(root);

    for (; n != NULL; n = p->ooxml ? NULL : lp_xd_next(n)) {
        if (lp_xd_is(n, LP_XD_DSIG, "Signature")) {
            tell_one(p, member, n, size);
        } else {
            refuse(member, LP_XD_BROKEN, "something that is no signature");
        }
    }
}

void
lp_xd_tell(struct lp_xd_package *p, uint32_t member)
{
    enum lp_xd_parsed how = LP_XD_NOT_XML;
    uint64_t size = 0;
    xmlDoc *doc = lp_xd_package_xml(p, member, &how, &size);

    if (doc == NULL) {
        refuse(member,
               how == LP_XD_HAS_DOCTYPE ? LP_XD_DOCTYPE
               : how == LP_XD_TOO_MUCH  ? LP_XD_LIMIT
                                        : LP_XD_BROKEN,
               "the list of signatures");
        return;
    }
    tell_document(p, member, xmlDocGetRootElement(doc), size);
    xmlFreeDoc(doc);
}
