#ifndef LP_BUNDLE_GAP_QUOTED_H
#define LP_BUNDLE_GAP_QUOTED_H

#include "bundle/gap.h"
#include "bundle/intern.h"
#include "bundle/quoting_told.h"

/* Messages in messages beyond so many are told apart no more. */
#define LP_GAP_QUOTED_DEPTHS 32

/* Texts of one message, until it is known which of them count. */
struct lp_gap_texts {
    struct lp_buf markup; /* keys of what its HTML says */
    bool quotes;          /* a plain text of it quotes */
};

/*
 * What messages say, and what they quote of others. Zeroed but for `bys.key`
 * and `firsts.key`, it is ready. Keeps five bytes for each 33 letters that are
 * said, and of what is quoted the attribution and about 200 bytes, once.
 */
struct lp_gap_quoted {
    struct lp_buf said;      /* keys */
    struct lp_intern bys;    /* attributions */
    struct lp_intern firsts; /* first keys of quotations: one for each */
    struct lp_gap_quote *of; /* for each of `firsts` */
    size_t cap;
    struct lp_buf keys; /* of their pieces */
    struct lp_gap_texts at[LP_GAP_QUOTED_DEPTHS];
    uint64_t passed_over;
};

/* A text of a message whose texts lie `depth` deep; `path` is a number of the
 * caller's for the message. LP_E_FORMAT if `facts` are none. */
LP_MUST_USE enum lp_code lp_gap_quoted_text(struct lp_gap_quoted *q,
                                            unsigned depth, uint32_t path,
                                            struct lp_slice facts,
                                            struct lp_err *err);

/* A message whose texts lie `depth` deep is over. */
LP_MUST_USE enum lp_code lp_gap_quoted_end(struct lp_gap_quoted *q,
                                           unsigned depth, struct lp_err *err);

/* A quotation that nothing said. */
struct lp_gap_unsaid {
    struct lp_slice by;
    uint32_t path;    /* of the first that quotes */
    uint32_t letters; /* in that */
    uint64_t count;   /* messages that quote it */
};

typedef enum lp_code lp_gap_unsaid_told(void *who,
                                        const struct lp_gap_unsaid *u,
                                        struct lp_err *err);

/* Tell what was quoted and not said, in the order in which it first came. */
LP_MUST_USE enum lp_code lp_gap_quoted_tell(struct lp_gap_quoted *q,
                                            lp_gap_unsaid_told *told, void *who,
                                            struct lp_err *err);

void lp_gap_quoted_release(struct lp_gap_quoted *q);

#endif
