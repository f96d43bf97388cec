#ifndef LP_FORMATS_ENTRY_H
#define LP_FORMATS_ENTRY_H

#include "formats/kind.h"
#include "formats/rule.h"

/* Facts worth telling that are neither findings nor unknowns. The numbers are
 * internal; the words appear in records and manifests. */
enum lp_flag {
    LP_FLAG_DUPLICATE_NAME = 1 << 0, /* not the first of this name */
    LP_FLAG_ENCRYPTED = 1 << 1,
    LP_FLAG_NAME_NOT_UTF8 = 1 << 2,
    LP_FLAG_NAME_UNSAFE = 1 << 3, /* absolute, "..", control, bidi, empty */
    LP_FLAG_SPARSE = 1 << 4,
    LP_FLAG_EMPTY_LINK = 1 << 5, /* a link without a target */
    LP_FLAG_OPAQUE = 1 << 6,     /* not opened because --depth said so */
};
#define LP_FLAG_COUNT 7

/* The word of the flag with this bit number (0..LP_FLAG_COUNT-1). */
const char *lp_flag_word(unsigned bit);

/*
 * What a container SAYS about one of its members. Nothing of it is believed;
 * what we establish ourselves is in bundle/record.h.
 */
struct lp_entry {
    struct lp_slice name;   /* raw, as found; borrowed until the next call */
    struct lp_slice target; /* of a link; likewise */
    enum lp_kind kind;      /* OTHER for a file; or DIR, SYMLINK, HARDLINK,
                               FIFO, SOCKET, DEVICE: these have no bytes */
    bool has_size;
    uint64_t size;   /* unpacked, as claimed */
    uint64_t packed; /* bytes it takes in the container */
    bool has_time;
    int64_t time;             /* seconds since 1970, as claimed; no zone is
                                 assumed: DOS times are taken as UTC */
    uint32_t flags;           /* LP_FLAG_* */
    enum lp_rule closed;      /* not NONE: there is no body, and this is why */
    struct lp_findings found; /* about this entry's headers */
    uint64_t front;           /* offset in the container just after it */
};

#endif
