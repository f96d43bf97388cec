#ifndef LP_BASE_LIMITS_H
#define LP_BASE_LIMITS_H

#include <stdint.h>

/*
 * What no normal document reaches, and what no hostile one may pass. A limit
 * that was hit makes the thing unknown, never fine. All sizes in bytes.
 */
struct lp_limits {
    unsigned depth;       /* containers inside containers */
    uint64_t ratio;       /* unpacked : packed, per stream ... */
    uint64_t ratio_grace; /* ... once this much came out */
    uint64_t memory;      /* that unpacking one stream may take */
    uint64_t entries;     /* per container */
    uint64_t header;      /* one name, pax header or GNU long name */
    uint64_t spool;       /* on disk, for nested containers that need seeking */
    uint64_t total_floor; /* output of a run, all layers: the larger of this */
    uint64_t total_ratio; /* ... and this times the input */
    uint64_t parts;       /* per message */
    unsigned nesting;     /* multiparts inside multiparts of one message */
    uint64_t fields;      /* in one header of a message */
    unsigned folders;     /* folders inside folders on disk */
};

/* The defaults of docs/DESIGN.md. */
extern const struct lp_limits lp_limits_default;

#endif
