#ifndef LP_FORMATS_PDF_TABLE_H
#define LP_FORMATS_PDF_TABLE_H

#include "formats/pdf_object.h"

/*
 * What the cross-reference sections of a document say (ISO 32000-1, 7.5.4 and
 * 7.5.8), of every revision. Sections are added from the newest to the oldest,
 * as their chain runs.
 */

enum lp_pdf_where {
    LP_PDF_FREE,
    LP_PDF_IN_FILE,   /* at a byte of the file */
    LP_PDF_IN_STREAM, /* in an object stream */
};

struct lp_pdf_entry {
    uint64_t at; /* IN_FILE: the byte; IN_STREAM: stream << 32 | index */
    uint32_t num;
    uint16_t gen;
    uint16_t section : 14; /* 0 is the newest */
    uint16_t where : 2;    /* enum lp_pdf_where */
};

/* Of one revision: what one save of the document has added. Revision 0 is the
 * first. */
struct lp_pdf_revision {
    uint64_t at;  /* of its cross-reference section, the newest of them */
    uint64_t end; /* behind its %%EOF and one end of line; 0: not found */
    bool stream;  /* the section is a stream */
    struct lp_pdf_object trailer; /* value: its dictionary */
    unsigned section;             /* first of its sections */
};

#define LP_PDF_REVISIONS_MAX 16384U
/* What the entries and trailers of a document may take. */
#define LP_PDF_TABLE_BYTES ((size_t)32 << 20)

/* Zeroed, it is empty. */
struct lp_pdf_table {
    struct lp_pdf_entry *entries; /* ordered by num, then section */
    size_t n;
    size_t cap;
    struct lp_pdf_revision *revisions; /* 0 is the oldest, once sealed */
    size_t n_revisions;
    size_t cap_revisions;
    size_t trailers; /* their bytes */
    unsigned sections;
};

void lp_pdf_table_release(struct lp_pdf_table *t);

/* Add to the newest section that was begun. LP_E_LIMIT
 * (LP_RULE_LIMIT_ENTRIES): there are too many. */
LP_MUST_USE enum lp_code lp_pdf_table_add(struct lp_pdf_table *t,
                                          const struct lp_pdf_entry *e,
                                          struct lp_err *err);

/* Begin a section. `r` is taken over: NULL joins the section to the revision
 * before it. */
LP_MUST_USE enum lp_code lp_pdf_table_section(struct lp_pdf_table *t,
                                              struct lp_pdf_revision *r,
                                              struct lp_err *err);

/* All sections are in: put the entries and revisions in their order. */
void lp_pdf_table_seal(struct lp_pdf_table *t);

/**
 * The entry of object `num` as revision `revision` sees it: that of the newest
 * section up to it. NULL if there is none, or if it is free.
 *
 * Where one revision has several sections (hybrid and linearized documents), a
 * free entry of one hides nothing in the others.
 */
const struct lp_pdf_entry *lp_pdf_table_find(const struct lp_pdf_table *t,
                                             size_t revision, uint32_t num);

/* The revision that `e` belongs to. */
size_t lp_pdf_table_revision(const struct lp_pdf_table *t,
                             const struct lp_pdf_entry *e);

#endif
