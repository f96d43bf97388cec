#ifndef LP_EVIDENCE_HEAD_UNDO_H
#define LP_EVIDENCE_HEAD_UNDO_H

#include "evidence/head_digest.h"

/* One guess at what a header was before it was edited. */
struct lp_head_guess {
    struct lp_head_swaps swaps;
    char words[200]; /* with "; " between them */
};

#define LP_HEAD_GUESSES_MAX 40

/* Guesses from what mailing lists and archives are known to do, and left
 * traces of; for a usual message, none. Zeroed, it is empty. */
struct lp_head_guesses {
    struct lp_head_guess of[LP_HEAD_GUESSES_MAX];
    size_t n;
    struct lp_buf text[16]; /* what fields are read as */
    size_t texts;
};

/* Make those that hold for all signatures of a header. */
void lp_head_guess_edits(struct lp_head_guesses *g, struct lp_headers *h);

/* The one that the copies of fields in a signature (z=) give; added behind. */
void lp_head_guess_copied(struct lp_head_guesses *g, struct lp_headers *h,
                          const struct lp_mail_sig *sig);
void lp_head_guesses_release(struct lp_head_guesses *g);

#endif
