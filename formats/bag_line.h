#ifndef LP_FORMATS_BAG_LINE_H
#define LP_FORMATS_BAG_LINE_H

#include "base/buf.h"

/* One line of a manifest of a bag (RFC 8493, 2.1.3). */
struct lp_bag_entry {
    struct lp_slice digest; /* hexadecimal digits, not empty */
    struct lp_slice path;   /* not empty */
    bool escaped;           /* as md5sum marks a name with a backslash */
};

/* NULL, or what is wrong with `line`. */
const char *lp_bag_entry(struct lp_bag_entry *e, struct lp_slice line);

/* Append the path of md5sum's `escaped` line as it is meant. */
void lp_bag_unescape(struct lp_buf *to, struct lp_slice path);

/* One line of fetch.txt (RFC 8493, 2.2.3). */
struct lp_bag_fetch {
    struct lp_slice url;
    struct lp_slice path;
    bool has_size;
    uint64_t size;
};

const char *lp_bag_fetch(struct lp_bag_fetch *f, struct lp_slice line);

/* Two numbers as in Payload-Oxum: bytes and files. */
bool lp_bag_oxum(struct lp_slice value, uint64_t *bytes, uint64_t *files);

#endif
