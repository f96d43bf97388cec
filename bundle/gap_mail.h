#ifndef LP_BUNDLE_GAP_MAIL_H
#define LP_BUNDLE_GAP_MAIL_H

#include "bundle/gap.h"
#include "bundle/intern.h"
#include "formats/mail_field.h"

/* What messages say of each other. Zeroed but for the keys, it is ready. */
struct lp_gap_mail {
    struct lp_intern ids;    /* with their angle brackets */
    struct lp_intern people; /* addresses in lower case */
    struct lp_intern boxes;
    struct lp_intern paths; /* of messages */
    struct lp_gap_id *id;   /* for each of `ids` */
    size_t id_cap;
    struct lp_gap_person *person; /* for each of `people` */
    size_t person_cap;
    struct lp_gap_answer *answer;
    size_t answers;
    size_t answers_cap;
    struct lp_gap_dated *dated;
    size_t n_dated;
    size_t dated_cap;
    uint64_t messages;
    uint64_t passed_over;
};

LP_MUST_USE enum lp_code lp_gap_mail_add(struct lp_gap_mail *m,
                                         struct lp_slice path,
                                         struct lp_slice mailbox,
                                         const struct lp_mail_fields *f,
                                         struct lp_err *err);

/* Tell the findings of one kind. */
LP_MUST_USE enum lp_code lp_gap_mail_missing(const struct lp_gap_mail *m,
                                             lp_gap_told *told, void *who,
                                             struct lp_err *err);
LP_MUST_USE enum lp_code lp_gap_mail_silences(struct lp_gap_mail *m,
                                              lp_gap_told *told, void *who,
                                              struct lp_err *err);
LP_MUST_USE enum lp_code lp_gap_mail_one_sided(struct lp_gap_mail *m,
                                               lp_gap_told *told, void *who,
                                               struct lp_err *err);

void lp_gap_mail_release(struct lp_gap_mail *m);

#endif
