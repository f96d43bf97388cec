#ifndef LP_HELPER_XD_REFS_H
#define LP_HELPER_XD_REFS_H

#include "helper/xd_package.h"

#define LP_XD_COVERED_MAX 64

/* Elements by what their Id says. */
struct lp_xd_id {
    const char *id;
    xmlNode *node;
};

/* A signature that is being told. */
struct lp_xd_signature {
    struct lp_xd_package *package;
    xmlNode *node; /* ds:Signature */
    uint64_t size; /* of the document that it is in */
    struct lp_xd_id *ids;
    size_t ids_n;
    size_t ids_cap;
    xmlNode *covered[LP_XD_COVERED_MAX]; /* that references name by Id */
    size_t covered_n;
    const char *why; /* more of why it means nothing */
};

/* Find the Ids in the signature. Returns 0, or why that means nothing (enum
 * lp_xd_stop). */
unsigned lp_xd_ids(struct lp_xd_signature *s);

/* Tell all that `list` (ds:SignedInfo, ds:Manifest) refers to; of ds:SignedInfo
 * also what is covered. Likewise. */
unsigned lp_xd_refs(struct lp_xd_signature *s, const xmlNode *list);

/* Whether it is signed, as far as it lies in what references name. */
bool lp_xd_is_covered(const struct lp_xd_signature *s, const xmlNode *n);

#endif
