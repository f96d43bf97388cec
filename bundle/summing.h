#ifndef LP_BUNDLE_SUMMING_H
#define LP_BUNDLE_SUMMING_H

#include "formats/summer.h"

/* Digests, made at once, for readers that compare those that are stated. */
extern const struct lp_summer lp_summing;

#endif
