#ifndef LP_BUNDLE_PART_FACTS_H
#define LP_BUNDLE_PART_FACTS_H

#include "bundle/quoting.h"

/* Of a text, no more than so many bytes of lines are kept as facts. */
#define LP_PART_LINES_MAX ((size_t)65536)

/*
 * The facts of a part of a message: its declared type; the lines of its plain
 * text that stand in for attachments (gap_text.h); and, of a message's own
 * text, what it says and quotes (quoting_told.h). Zeroed, it is at rest.
 */
struct lp_part_facts {
    bool asked;
    bool own;   /* what its message says: in plain text, */
    bool plain; /* or in HTML */
    struct lp_quoting *quoting;
    struct lp_buf told;
    struct lp_buf line; /* under way */
};

LP_MUST_USE enum lp_code lp_part_facts_begin(struct lp_part_facts *f,
                                             struct lp_slice type, bool own,
                                             bool plain, struct lp_err *err);

/* More of the text, in UTF-8, cut between two characters: what it is written
 * in, which is asked of plain texts alone; and what it comes to. */
void lp_part_facts_source(struct lp_part_facts *f, struct lp_slice utf8);
void lp_part_facts_text(struct lp_part_facts *f, struct lp_slice utf8);

/* The text is over: `*out` borrows until `f` rests. */
LP_MUST_USE enum lp_code lp_part_facts_end(struct lp_part_facts *f,
                                           struct lp_slice *out,
                                           struct lp_err *err);

/* Be at rest, with the memory that the next text will need. */
void lp_part_facts_rest(struct lp_part_facts *f);
void lp_part_facts_release(struct lp_part_facts *f);

/* Facts taken apart; borrowed. */
struct lp_part_told {
    struct lp_slice type;
    struct lp_slice lines;  /* each with an LF */
    struct lp_slice quoted; /* for lp_quoting_read */
};

/* False if they are none. */
LP_MUST_USE bool lp_part_facts_read(struct lp_part_told *t,
                                    struct lp_slice facts);

#endif
