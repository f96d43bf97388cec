#ifndef LP_EVIDENCE_PDF_FIELD_H
#define LP_EVIDENCE_PDF_FIELD_H

#include "evidence/pdf_same.h"

/* Names of fields that a signature locks (FieldMDP, 12.8.2.4). */
enum lp_pdf_lock {
    LP_PDF_LOCK_NONE,
    LP_PDF_LOCK_ALL,
    LP_PDF_LOCK_THESE,
    LP_PDF_LOCK_OTHERS,
};

/* A signature that can excuse what came with it: it can be read, one field
 * shows it, and it covers more than the one that is looked at. */
struct lp_pdf_later {
    uint64_t at; /* of its dictionary in the file */
    bool stamp;  /* a document timestamp */
};

struct lp_pdf_policy {
    unsigned permits; /* P of DocMDP: 1 to 3; 0: nobody certified it */
    enum lp_pdf_lock lock;
    struct lp_buf locked; /* names, each ends with NUL */
    const struct lp_pdf_later *later;
    size_t n_later;
    bool unread; /* there are more signatures than are looked at */
};

/* Changes that are expected: bits. */
#define LP_PDF_ADDED_SIGNATURE 0x01U
#define LP_PDF_ADDED_STAMP 0x02U /* a document timestamp */
#define LP_PDF_ADDED_VALIDATION 0x04U
#define LP_PDF_ADDED_VALUES 0x08U /* a form was filled in */
#define LP_PDF_ADDED_SEEN 0x10U   /* a further signature is seen on a page */
#define LP_PDF_ADDED_ABOUT 0x20U  /* what is said about it: metadata */
#define LP_PDF_ADDED_TREE 0x40U   /* its structure tree */
#define LP_PDF_ADDED_READ 0x80U   /* what is read instead of what is seen */
#define LP_PDF_ADDED_DRAWN                            \
    0x100U /* that readers draw the fields themselves \
            */

/* A comparison of two states of a document, and what may change in it. */
struct lp_pdf_changing {
    struct lp_pdf_same same;
    const struct lp_pdf_policy *policy;
    const struct lp_pdf_value *page; /* as it is now: whose keys are compared */
    unsigned added;
};

/* Whether two values, with all that they refer to, are the same. */
LP_MUST_USE enum lp_code lp_pdf_alike(struct lp_pdf_changing *c,
                                      const struct lp_pdf_value *old,
                                      const struct lp_pdf_value *now, bool *yes,
                                      struct lp_err *err);

/* Whether the object is a field of a form, or the widget of one. */
bool lp_pdf_is_field(const struct lp_pdf_value *dict);

/* Compare a field with what became of it. */
LP_MUST_USE enum lp_code lp_pdf_field_changed(struct lp_pdf_changing *c,
                                              const struct lp_pdf_value *old,
                                              const struct lp_pdf_value *now,
                                              struct lp_err *err);

/* A field or annotation that is new. */
LP_MUST_USE enum lp_code lp_pdf_field_added(struct lp_pdf_changing *c,
                                            const struct lp_pdf_value *now,
                                            struct lp_err *err);

/* The annotations of a page, whether what later signatures show covers more
 * than a quarter of it. */
LP_MUST_USE enum lp_code lp_pdf_page_covered(struct lp_pdf_changing *c,
                                             const struct lp_pdf_value *page,
                                             const struct lp_pdf_value *old,
                                             const struct lp_pdf_value *now,
                                             struct lp_err *err);

/* Go through a list of references: those that both have are compared as
 * `kind`, those that are gone differ, those that are new are judged. */
LP_MUST_USE enum lp_code lp_pdf_list_changed(struct lp_pdf_changing *c,
                                             const struct lp_pdf_value *old,
                                             const struct lp_pdf_value *now,
                                             unsigned kind, struct lp_err *err);

#endif
