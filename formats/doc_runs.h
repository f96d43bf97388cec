#ifndef LP_FORMATS_DOC_RUNS_H
#define LP_FORMATS_DOC_RUNS_H

#include "base/slice.h"

/*
 * How characters of a Word document are marked ([MS-DOC] 2.8.5, 2.9.55): those
 * that were deleted, are hidden or stand for a symbol are not of its text. It
 * borrows; zeroed, no character is marked.
 */
struct lp_doc_runs {
    struct lp_slice main;  /* the stream WordDocument */
    struct lp_slice table; /* PlcBteChpx */
    uint64_t from;         /* the run that was asked for last ... */
    uint64_t to;
    bool hidden; /* ... and whether it is none of the text */
};

/* Whether the character that lies at this offset of the stream is none of the
 * text. */
bool lp_doc_hidden(struct lp_doc_runs *r, uint64_t at);

#endif
