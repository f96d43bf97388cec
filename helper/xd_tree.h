#ifndef LP_HELPER_XD_TREE_H
#define LP_HELPER_XD_TREE_H

#include <libxml/tree.h>
#include <stdbool.h>

#include "base/slice.h"
#include "formats/xmldsig.h"

/* XML as libxml2 reads it, without document types, entities or the network. */

#define LP_XD_DSIG "http://www.w3.org/2000/09/xmldsig#"

enum lp_xd_parsed {
    LP_XD_GOOD,
    LP_XD_HAS_DOCTYPE,
    LP_XD_NOT_XML,
    LP_XD_TOO_MUCH, /* it may be XML, and is larger or deeper than is read */
};

/* The document, to be freed; NULL if it is not GOOD. */
xmlDoc *lp_xd_parse(struct lp_slice bytes, enum lp_xd_parsed *how);

/* Whether it is the element `name` of the namespace `space`; of all that begin
 * with it, if it ends with a slash. */
bool lp_xd_is(const xmlNode *n, const char *space, const char *name);

/* The first element in `n`, the next beside it; NULL if there is none. */
xmlNode *lp_xd_first(const xmlNode *n);
xmlNode *lp_xd_next(const xmlNode *n);

/* The only child of that name; NULL if there is none or more than one. */
xmlNode *lp_xd_only(const xmlNode *n, const char *space, const char *name);

/* The next element in the tree under `root`, in document order; unless `all`,
 * without those inside a ds:Signature that lies in it. */
xmlNode *lp_xd_walk(xmlNode *n, const xmlNode *root, bool all);

/* Whether `n` is `of`, or lies in it. */
bool lp_xd_within(const xmlNode *n, const xmlNode *of);

/* Keep what malloc gave until lp_xd_forget; ends the process if that is NULL.
 * Returns it. */
void *lp_xd_keep(void *p);

/* Give all of that back, and count work anew. */
void lp_xd_forget(void);

/* The value of an attribute without a namespace, or "". It is kept. */
const char *lp_xd_attr(const xmlNode *n, const char *name);

/* The text in an element, likewise. */
const char *lp_xd_text(const xmlNode *n);

/* The bytes that a text in base64 stands for, likewise; false: it is none. */
bool lp_xd_base64(const char *text, struct lp_slice *out);

/* A canonical form, by the name of its algorithm; false: it is none of those
 * that are known. */
struct lp_xd_form {
    int mode;
    bool comments;
};
bool lp_xd_form(const char *name, struct lp_xd_form *out);

/* Count `n` bytes of work. If all of it is too much, FAILED is said, and the
 * process ends. */
void lp_xd_spend(uint64_t n);

/* Say the canonical form of a document, or of the element `part` of it, as
 * DATA and DONE, or BROKEN. What is said is counted. */
void lp_xd_say(xmlDoc *doc, xmlNode *part, struct lp_xd_form form);

#endif
