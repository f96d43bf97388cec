#ifndef LP_BUNDLE_DO_DOCTOR_H
#define LP_BUNDLE_DO_DOCTOR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/* One thing that was tried. */
struct lp_doctor_try {
    const char *set;  /* the path of a set; NULL: of the program itself */
    const char *what; /* "finds a copy of a published mail" */
    bool good;
    const char *why; /* unless it is: in one sentence */
};

typedef enum lp_code lp_doctor_told(void *who, const struct lp_doctor_try *t,
                                    struct lp_err *err);

struct lp_doctor_options {
    const char *const *sets; /* sets, or folders of them; may be none */
    size_t n;
    lp_doctor_told *told;
    void *who;
};

/**
 * Try whether this program still tells what it must: publish documents that it
 * invents, check changed copies of them, and compare what comes out with what
 * is known; and whether each set was made by the rules that this program has,
 * is whole, and is asked with success for what it holds.
 *
 * What fails is told; what is returned is why nothing could be tried.
 */
LP_MUST_USE enum lp_code lp_do_doctor(const struct lp_doctor_options *o,
                                      struct lp_err *err);

#endif
