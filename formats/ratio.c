#include "formats/ratio.h"

bool
lp_ratio_holds(const struct lp_ratio *r, uint64_t out, uint64_t in)
{
    return out <= r->grace || (r->most != 0 && (out - 1) / r->most < in);
}
