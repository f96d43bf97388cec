#include "helper/xd_tree.h"

#include <libxml/c14n.h>
#include <libxml/parser.h>
#include <libxml/xmlIO.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "helper/channel.h"

/* So many bytes of XML are read and made canonical at most. */
#define WORK_MAX ((uint64_t)1 << 30)

/* What lives until all is forgotten: what was said is over soon. */
static void **all_kept;
static size_t kept_n;
static size_t kept_cap;
static uint64_t spent;

void *
lp_xd_keep(void *p)
{
    void **grown =
        p == NULL ? NULL
                  : lp_mem_grow(all_kept, kept_n, &kept_cap, sizeof *all_kept);

    if (grown != NULL) {
        all_kept = grown;
        all_kept[kept_n++] = p;
        return p;
    }
    _exit(1);
}

void
lp_xd_forget(void)
{
    while (kept_n > 0) {
        free(all_kept[--kept_n]);
    }
    spent = 0;
}

/* The memory of libxml2 is that of malloc, unless it is told otherwise. */
static const char *
kept(xmlChar *text)
{
    return text == NULL ? "" : lp_xd_keep(text);
}

static void
on_doctype(void *who, const xmlChar *name, const xmlChar *outer,
           const xmlChar *system)
{
    xmlParserCtxt *c = who;
    bool *seen = c->_private;

    (void)name;
    (void)outer;
    (void)system;
    *seen = true;
    xmlStopParser(c);
}

/* What libxml2 says when memory, or one of its own limits, stopped it. */
static bool
is_limit(const xmlParserCtxt *c)
{
    return c->errNo == XML_ERR_NO_MEMORY ||
           c->errNo == XML_ERR_INTERNAL_ERROR ||
           c->errNo == XML_ERR_NAME_TOO_LONG;
}

xmlDoc *
lp_xd_parse(struct lp_slice bytes, enum lp_xd_parsed *how)
{
    xmlParserCtxt *c = xmlNewParserCtxt();
    bool doctype = false;
    xmlDoc *doc;

    *how = LP_XD_NOT_XML;
    if (c == NULL || bytes.len == 0) {
        xmlFreeParserCtxt(c);
        return NULL;
    }
    c->_private = &doctype;
    c->sax->internalSubset = on_doctype;
    c->sax->externalSubset = NULL;
    doc = xmlCtxtReadMemory(
        c, (const char *)bytes.data, (int)bytes.len, NULL, NULL,
        XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    if (doc != NULL && (doctype || c->wellFormed == 0 || c->nsWellFormed == 0 ||
                        doc->intSubset != NULL)) {
        xmlFreeDoc(doc);
        doc = NULL;
    }
    *how = doctype       ? LP_XD_HAS_DOCTYPE
           : doc != NULL ? LP_XD_GOOD
           : is_limit(c) ? LP_XD_TOO_MUCH
                         : LP_XD_NOT_XML;
    xmlFreeParserCtxt(c);
    return doc;
}

bool
lp_xd_is(const xmlNode *n, const char *space, const char *name)
{
    size_t len = strlen(space);
    const char *own;

    if (n == NULL || n->type != XML_ELEMENT_NODE || n->ns == NULL ||
        n->ns->href == NULL || strcmp((const char *)n->name, name) != 0) {
        return false;
    }
    own = (const char *)n->ns->href;
    return len > 0 && space[len - 1] == '/' ? strncmp(own, space, len) == 0
                                            : strcmp(own, space) == 0;
}

static xmlNode *
element(xmlNode *n)
{
    while (n != NULL && n->type != XML_ELEMENT_NODE) {
        n = n->next;
    }
    return n;
}

xmlNode *
lp_xd_first(const xmlNode *n)
{
    return n == NULL ? NULL : element(n->children);
}

xmlNode *
lp_xd_next(const xmlNode *n)
{
    return n == NULL ? NULL : element(n->next);
}

xmlNode *
lp_xd_only(const xmlNode *n, const char *space, const char *name)
{
    xmlNode *found = NULL;

    for (xmlNode *c = lp_xd_first(n); c != NULL; c = lp_xd_next(c)) {
        if (lp_xd_is(c, space, name)) {
            if (found != NULL) {
                return NULL;
            }
            found = c;
        }
    }
    return found;
}

xmlNode *
lp_xd_walk(xmlNode *n, const xmlNode *root, bool all)
{
    xmlNode *down = all || n == root || !lp_xd_is(n, LP_XD_DSIG, "Signature")
                        ? lp_xd_first(n)
                        : NULL;

    if (down != NULL) {
        return down;
    }
    while (n != NULL && n != root) {
        xmlNode *beside = lp_xd_next(n);

        if (beside != NULL) {
            return beside;
        }
        n = n->parent;
    }
    return NULL;
}

bool
lp_xd_within(const xmlNode *n, const xmlNode *of)
{
    while (n != NULL && n != of) {
        n = n->parent;
    }
    return n != NULL;
}

const char *
lp_xd_attr(const xmlNode *n, const char *name)
{
    return kept(xmlGetNoNsProp(n, (const xmlChar *)name));
}

const char *
lp_xd_text(const xmlNode *n)
{
    return n == NULL ? "" : kept(xmlNodeGetContent(n));
}

static int
digit(char c)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                 "abcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c == '\0' ? NULL : strchr(digits, c);

    return at == NULL ? -1 : (int)(at - digits);
}

/* xsd:base64Binary: white space may stand anywhere, padding at the end. */
bool
lp_xd_base64(const char *text, struct lp_slice *out)
{
    uint8_t *to = lp_xd_keep(malloc(strlen(text) / 4 * 3 + 3));
    uint32_t bits = 0;
    size_t have = 0;
    size_t pad = 0;
    size_t n = 0;

    for (; *text != '\0'; text++) {
        int d = digit(*text);

        if (strchr(" \t\r\n", *text) != NULL) {
            continue;
        }
        if (*text == '=') {
            pad++;
            continue;
        }
        if (d < 0 || pad > 0) {
            return false;
        }
        bits = bits << 6 | (uint32_t)d;
        have++;
        if (have % 4 == 0) {
            to[n++] = (uint8_t)(bits >> 16);
            to[n++] = (uint8_t)(bits >> 8);
            to[n++] = (uint8_t)bits;
        }
    }
    if (have % 4 == 2) {
        to[n++] = (uint8_t)(bits >> 4);
    } else if (have % 4 == 3) {
        to[n++] = (uint8_t)(bits >> 10);
        to[n++] = (uint8_t)(bits >> 2);
    }
    *out = (struct lp_slice){to, n};
    return have % 4 != 1 && (have + pad) % 4 == 0 && pad < 3;
}

bool
lp_xd_form(const char *name, struct lp_xd_form *out)
{
    static const struct {
        const char *name;
        struct lp_xd_form form;
    } forms[] = {
        {"http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
         {XML_C14N_1_0, false}},
        {"http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments",
         {XML_C14N_1_0, true}},
        {"http://www.w3.org/2006/12/xml-c14n11", {XML_C14N_1_1, false}},
        {"http://www.w3.org/2006/12/xml-c14n11#WithComments",
         {XML_C14N_1_1, true}},
        {"http://www.w3.org/2001/10/xml-exc-c14n#",
         {XML_C14N_EXCLUSIVE_1_0, false}},
        {"http://www.w3.org/2001/10/xml-exc-c14n#WithComments",
         {XML_C14N_EXCLUSIVE_1_0, true}},
    };

    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (strcmp(name, forms[i].name) == 0) {
            *out = forms[i].form;
            return true;
        }
    }
    return false;
}

/* ------------------------------------------------------- the canonical form */

void
lp_xd_spend(uint64_t n)
{
    spent = n < WORK_MAX - spent ? spent + n : WORK_MAX;
    if (spent == WORK_MAX) {
        uint8_t why = LP_HELPER_UNSUPPORTED;

        lp_channel_say(LP_HELPER_FAILED, (struct lp_slice){&why, 1});
        _exit(0);
    }
}

static int
on_write(void *who, const char *bytes, int n)
{
    (void)who;
    if (n <= 0) {
        return 0;
    }
    lp_xd_spend((uint64_t)n);
    for (int at = 0; at < n;) {
        int now =
            n - at < (int)LP_HELPER_BODY_MAX ? n - at : (int)LP_HELPER_BODY_MAX;

        lp_channel_say(
            LP_HELPER_DATA,
            (struct lp_slice){(const uint8_t *)bytes + at, (size_t)now});
        at += now;
    }
    return n;
}

/* The type of a namespace node lies where that of the others does. */
static int
is_visible(void *who, xmlNodePtr n, xmlNodePtr parent)
{
    bool hung = n->type == XML_ATTRIBUTE_NODE || n->type == XML_NAMESPACE_DECL;

    return lp_xd_within(hung ? parent : n, who) ? 1 : 0;
}

void
lp_xd_say(xmlDoc *doc, xmlNode *part, struct lp_xd_form form)
{
    xmlOutputBuffer *to = xmlOutputBufferCreateIO(on_write, NULL, NULL, NULL);
    int made = -1;

    if (to != NULL) {
        made = xmlC14NExecute(doc, part == NULL ? NULL : is_visible, part,
                              form.mode, NULL, form.comments ? 1 : 0, to);
    }
    if (to != NULL && xmlOutputBufferClose(to) < 0) {
        made = -1;
    }
    if (made >= 0) {
        lp_channel_say(LP_HELPER_DONE, (struct lp_slice){0});
    } else {
        uint8_t why = LP_HELPER_MALFORMED;

        lp_channel_say(LP_HELPER_BROKEN, (struct lp_slice){&why, 1});
    }
}
