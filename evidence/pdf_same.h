#ifndef LP_EVIDENCE_PDF_SAME_H
#define LP_EVIDENCE_PDF_SAME_H

#include "formats/pdf_file.h"

/*
 * Compares what two states of a document say, object by object, from wherever
 * the caller begins, through all references. What is compared is the meaning:
 * numbers, order of keys and spelling of strings do not matter.
 */

/* What differs, as a reader would say it: bits. */
#define LP_PDF_DIFF_CONTENT 0x01U /* what pages show */
#define LP_PDF_DIFF_FONT 0x02U    /* how it looks */
#define LP_PDF_DIFF_PAGES 0x04U   /* which pages there are, and their boxes */
#define LP_PDF_DIFF_ANNOTATION 0x08U /* notes, stamps, visible fields */
#define LP_PDF_DIFF_APPEARANCE 0x10U /* the looks of a field with its value */
#define LP_PDF_DIFF_FIELD 0x20U      /* a form, or its values */
#define LP_PDF_DIFF_LAYER 0x40U
#define LP_PDF_DIFF_CATALOG 0x80U    /* names, actions, outlines, ... */
#define LP_PDF_DIFF_SIGNATURE 0x100U /* the signature itself */
#define LP_PDF_DIFF_FALSE 0x400U     /* what was put in as one, and is none */
#define LP_PDF_DIFF_TABLES 0x200U    /* objects that no table accounts for */

/* Not told: what it stands beside is in a stream, thus drawn. */
#define LP_PDF_DIFF_DRAWN 0x8000U
/* What was met on the way to these is part of what is seen. */
#define LP_PDF_DIFF_SHOWN                                              \
    (LP_PDF_DIFF_CONTENT | LP_PDF_DIFF_FONT | LP_PDF_DIFF_APPEARANCE | \
     LP_PDF_DIFF_LAYER | LP_PDF_DIFF_DRAWN)

struct lp_pdf_pair {
    uint32_t old_num;
    uint32_t now_num;
    uint32_t old_gen;
    uint32_t now_gen;
    unsigned kind;
};

struct lp_pdf_same;

/* Looks at two objects before they are compared; `*handled` says that they
 * need not be. */
typedef enum lp_code lp_pdf_on_pair(void *who, const struct lp_pdf_pair *pair,
                                    const struct lp_pdf_object *old,
                                    const struct lp_pdf_object *now,
                                    bool *handled, struct lp_err *err);

/* Zeroed but for the documents, and perhaps the hook, it is ready. */
struct lp_pdf_same {
    struct lp_pdf *old;
    struct lp_pdf *now; /* whose work pays for all */
    lp_pdf_on_pair *on_pair;
    void *who;
    unsigned kinds; /* what differs */
    struct lp_pdf_pair *pairs;
    size_t n;
    size_t cap;
    size_t next;
    uint64_t *met; /* a hash set of pairs */
    size_t met_cap;
};

/* One key of two dictionaries; a value that is not there is NONE. */
typedef enum lp_code lp_pdf_on_key(void *who, const struct lp_pdf_value *key,
                                   const struct lp_pdf_value *old,
                                   const struct lp_pdf_value *now,
                                   struct lp_err *err);

/* Every key that one of them has, once. */
LP_MUST_USE enum lp_code lp_pdf_same_keys(struct lp_pdf_same *d,
                                          const struct lp_pdf_value *old,
                                          const struct lp_pdf_value *now,
                                          lp_pdf_on_key *on_key, void *who,
                                          struct lp_err *err);

/* Compare two values; what they refer to is put off to lp_pdf_same_run. What
 * differs counts as `kind`. */
LP_MUST_USE enum lp_code lp_pdf_same_value(struct lp_pdf_same *d,
                                           const struct lp_pdf_value *old,
                                           const struct lp_pdf_value *now,
                                           unsigned kind, struct lp_err *err);

/* Compare all that was put off. LP_E_LIMIT: the work is used up. */
LP_MUST_USE enum lp_code lp_pdf_same_run(struct lp_pdf_same *d,
                                         struct lp_err *err);
void lp_pdf_same_release(struct lp_pdf_same *d);

/* What `v` stands for in one of the documents, at its newest revision. */
LP_MUST_USE enum lp_code lp_pdf_newest(struct lp_pdf *pdf,
                                       const struct lp_pdf_value *v,
                                       struct lp_pdf_object *hold,
                                       struct lp_pdf_value *out,
                                       struct lp_err *err);

#endif
