#ifndef LP_FORMATS_TEXT_SHEET_H
#define LP_FORMATS_TEXT_SHEET_H

#include "base/buf.h"
#include "formats/office_xml.h"

/* The shared strings of a workbook (ECMA-376 part 1, 18.4). Zeroed, none. */
struct lp_text_strings {
    struct lp_buf text;
    struct lp_buf ends; /* for each, where it ends, as 32 bits */
};

/* Reads the shared strings; `who` is the lp_text_strings. */
extern const struct lp_office_grammar lp_text_strings_grammar;

void lp_text_strings_release(struct lp_text_strings *s);

/* A worksheet at work. Zeroed but for `strings`, it is at its beginning. */
struct lp_text_sheet {
    const struct lp_text_strings *strings;
    bool shared; /* the cell's value is a number of a shared string ... */
    bool digits; /* ... of which digits have come ... */
    bool ended;  /* ... and a blank after them */
    uint64_t number;
    bool cell; /* the cell has text */
    bool row;  /* the row has */
};

/* Passes on the text of a worksheet; `who` is the lp_text_sheet. */
extern const struct lp_office_grammar lp_text_sheet_grammar;

#endif
