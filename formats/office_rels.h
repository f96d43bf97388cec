#ifndef LP_FORMATS_OFFICE_RELS_H
#define LP_FORMATS_OFFICE_RELS_H

#include "formats/office_package.h"

/* What a relationship leads to: the text of a document, in its order. */
enum lp_office_rel {
    LP_OFFICE_REL_OTHER,
    LP_OFFICE_REL_MAIN,
    LP_OFFICE_REL_FOOTNOTES,
    LP_OFFICE_REL_ENDNOTES,
    LP_OFFICE_REL_HEADER,
    LP_OFFICE_REL_FOOTER,
    LP_OFFICE_REL_SLIDE,
    LP_OFFICE_REL_SHEET,
    LP_OFFICE_REL_STRINGS,
    LP_OFFICE_REL_ORIGIN,    /* of signatures */
    LP_OFFICE_REL_SIGNATURE, /* one of them */
};

struct lp_office_link {
    enum lp_office_rel type;
    const char *id;
    const char *target; /* the name of a part */
    size_t id_at;
    size_t target_at;
};

/* Where a part leads to, within its package. Zeroed, to nothing. */
struct lp_office_rels {
    struct lp_office_link *links;
    size_t n;
    size_t cap;
    struct lp_buf text;
    struct lp_slice source;
};

/**
 * Read the relationships of the part `source` of `p`; those of the package, if
 * it is empty. A part without any is no fault. `source` is borrowed for the
 * call; `rels` is zeroed.
 *
 * LP_E_FORMAT, LP_RULE_XML: two have one id, or one lacks what it must have.
 * LP_E_LIMIT, LP_RULE_LIMIT_TEXT: they are too many.
 */
LP_MUST_USE enum lp_code lp_office_rels_read(struct lp_office_rels *rels,
                                             struct lp_office_package *p,
                                             struct lp_slice source,
                                             struct lp_err *err);

/* The one with this id; the only one of this type. NULL if there is none, or
 * more than one. */
const struct lp_office_link *
lp_office_rels_by_id(const struct lp_office_rels *rels, const char *id);
const struct lp_office_link *
lp_office_rels_only(const struct lp_office_rels *rels, enum lp_office_rel type);

/* Put them in the order of their types, those of one type in that of their
 * targets, where digits that stand together are one number. They are found by
 * id no more. */
void lp_office_rels_sort(struct lp_office_rels *rels);

void lp_office_rels_release(struct lp_office_rels *rels);

#endif
