#ifndef LP_FORMATS_TNEF_SCAN_H
#define LP_FORMATS_TNEF_SCAN_H

#include "base/limits.h"
#include "base/view.h"

/* Attributes that are read ([MS-OXTNEF] 2.1.3.1). */
enum {
    LP_TNEF_TITLE = 0x00018010,
    LP_TNEF_BODY = 0x0002800c,
    LP_TNEF_RENDER = 0x00069002, /* an attachment begins */
    LP_TNEF_PROPS = 0x00069003,
    LP_TNEF_ATTACHMENT = 0x00069005, /* properties of one */
    LP_TNEF_CODEPAGE = 0x00069007,
    LP_TNEF_DATA = 0x0006800f,
};

/* Bytes of the file; none if their offset is 0. */
struct lp_tnef_span {
    uint64_t at;
    uint64_t len;
    bool damaged; /* they do not have their checksum */
};

struct lp_tnef_attachment {
    struct lp_tnef_span title;
    struct lp_tnef_span data;
    struct lp_tnef_span props;
    uint64_t end; /* of all that is of it */
};

/* What a file holds. Zeroed, nothing. */
struct lp_tnef {
    struct lp_tnef_span codepage;
    struct lp_tnef_span body;
    struct lp_tnef_span props;
    struct lp_tnef_attachment *of;
    size_t n;
    size_t cap;
    bool damaged; /* something that is of no attachment ... */
    uint64_t damaged_at;
    uint64_t at; /* as far as it was read */
};

/**
 * Go through the attributes of `view` and check their sums. LP_E_FORMAT with
 * LP_RULE_TNEF or LP_RULE_TRUNCATED, LP_E_LIMIT with LP_RULE_LIMIT_ENTRIES:
 * what stands before err->at is in `t`.
 */
LP_MUST_USE enum lp_code lp_tnef_scan(struct lp_tnef *t, struct lp_view *view,
                                      const struct lp_limits *limits,
                                      struct lp_err *err);
void lp_tnef_release(struct lp_tnef *t);

#endif
