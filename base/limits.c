#include "base/limits.h"

#define MIB ((uint64_t)1 << 20)
#define GIB ((uint64_t)1 << 30)

const struct lp_limits lp_limits_default = {
    .depth = 16,
    .ratio = 200,
    .ratio_grace = MIB,
    .memory = 256 * MIB,
    .entries = 16 * MIB,
    .header = MIB,
    .spool = 16 * GIB,
    .total_floor = 64 * GIB,
    .total_ratio = 100,
    .parts = 10000,
    .nesting = 64,
    .fields = 10000,
    .folders = 512,
};
