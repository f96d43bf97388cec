#ifndef LP_FORMATS_ZIP_BODY_H
#define LP_FORMATS_ZIP_BODY_H

#include "base/limits.h"
#include "base/view.h"
#include "formats/unpack_engine.h"
#include "formats/zip_lock.h"

/* The packed data of a member, and what it must become. */
struct lp_zip_data {
    uint64_t at;
    uint64_t packed;
    uint64_t size;
    uint32_t crc;
    bool deflated;                  /* else ... */
    const struct lp_engine *engine; /* ... packed for this; else stored */
    bool marked;   /* LZMA: the data ends with a mark, and not by its size */
    bool unsummed; /* there is no CRC-32 of it: AE-2 */
    struct lp_zip_lock lock; /* NONE: it is open */
};

/**
 * The content of a member as a stream that ends only if size and CRC-32 are
 * those of `d`, and the packed bytes are used up. Holds a reference on `v` and
 * a copy of what it needs of `limits`.
 *
 * Of what is under a lock no byte comes out before all were read and proven:
 * of AES by their code, of ZIP by size and CRC-32 of the content. Else it is
 * LP_E_FORMAT with LP_RULE_ENC_ZIP, whatever showed.
 */
LP_MUST_USE enum lp_code lp_zip_body(struct lp_source *out, struct lp_view *v,
                                     struct lp_zip_data d,
                                     const struct lp_limits *limits,
                                     struct lp_err *err);

/* The same content from its begin, however much of `body` was read, which must
 * be from lp_zip_body. */
LP_MUST_USE enum lp_code lp_zip_body_again(struct lp_source *out,
                                           const struct lp_source *body,
                                           struct lp_err *err);

#endif
