#ifndef LP_FORMATS_UNPACK_ENGINE_H
#define LP_FORMATS_UNPACK_ENGINE_H

#include "base/limits.h"
#include "base/source.h"
#include "formats/ratio.h"

/* Of data that does not say how long its content is. */
#define LP_UNPACK_ANY UINT64_MAX

/* What is said of packed data beside it. */
struct lp_packed_as {
    uint64_t memory; /* how much of it unpacking may take */
    uint64_t size;   /* of the content, or LP_UNPACK_ANY */
};

/*
 * A library that unpacks one format, a stream at a time.
 *
 * `fill` unpacks what `from` shows into `to` until that is full, and sets
 * `*ended` at the end of the stream: `from` then stands behind its last byte.
 * If it fails, what `to` holds came out before the fault. It fails with
 * LP_E_FORMAT, or with LP_E_LIMIT where what is lawful cannot be unpacked here,
 * and the rule. How much it has taken of `from` when `to` is full does not
 * depend on the pieces in which `from` comes.
 */
struct lp_engine {
    enum lp_code (*open)(void **self, const struct lp_packed_as *as,
                         struct lp_err *err);
    enum lp_code (*again)(void *self, struct lp_err *err); /* another stream */
    enum lp_code (*fill)(void *self, struct lp_feed *from, struct lp_room *to,
                         bool *ended, struct lp_err *err);
    void (*close)(void *self);
};

extern const struct lp_engine lp_engine_bzip2;
extern const struct lp_engine lp_engine_xz;
extern const struct lp_engine lp_engine_lzip;
extern const struct lp_engine lp_engine_lzma;     /* a file .lzma */
extern const struct lp_engine lp_engine_zip_lzma; /* APPNOTE 5.8.8 */
extern const struct lp_engine lp_engine_zstd;

/* That the data ends inside the stream. */
enum lp_code lp_engine_cut(const struct lp_feed *from, struct lp_err *err);

#endif
