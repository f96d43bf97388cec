#ifndef LP_FORMATS_HELPER_H
#define LP_FORMATS_HELPER_H

#include "base/source.h"
#include "base/view.h"

/*
 * Helpers: programs of their own that parse what only a large library can.
 *
 * A helper is given a name of a format and two ends of one channel, and nothing
 * else. It asks for bytes of its input and answers with frames. Nothing of what
 * it says is believed: readers that use one check it as they check bytes.
 *
 *     frame = type length body           ; length: 4 bytes, of the body,
 *                                        ; 0 .. LP_HELPER_BODY_MAX; type: 1
 *
 * from the helper:
 *     READ     at (8) n (4): up to n bytes of the input from `at` on are wanted
 *     MEMBER   kind (1) bits (1) size (8) time (8) length of name (4) name,
 *              and the rest: target of a link
 *     DATA     bytes of the member, at least one
 *     DONE     the member is whole, with all its checksums
 *     BROKEN   reason (1): the member can not be read further
 *     END      there are no more members; nothing follows
 *     FAILED   reason (1): nothing more can be read; nothing follows
 *     KEY      of keyrings, which have no members: bits (1) revoked (8)
 *              expires (8) key id (8), its fingerprint and that of its primary
 *              key, each with a length (1), the body of its packet with a
 *              length (4), how many user ids (2), and these, each with a length
 *              (2); times are seconds of 1970, 0: none, or not known
 *     NOTE     reason (1): of stores alone: something about the whole, between
 *              two members
 * and to it, after READ alone: a frame BYTES, with fewer than n only at the end
 * of the input.
 *
 * Numbers are little-endian. A member of a file ends with DONE or BROKEN; those
 * of other kinds, and closed ones, have neither of them, nor DATA.
 */
#define LP_HELPER_HEAD ((size_t)5)
#define LP_HELPER_BODY_MAX ((size_t)256 * 1024)

/*
 * For a database, each table is a MEMBER of kind FILE, without a size, and its
 * DATA, joined, is
 *
 *     table = count *name *row 0        ; count: 4 bytes, of the columns
 *     name  = length bytes              ; length: 4 bytes
 *     row   = 1 *value                  ; as many as there are columns
 *     value = "n" / "i" 8 bytes / "r" 8 bytes / "t" name / "b" name
 *
 * where i is an integer in two's complement, r a double of IEEE 754, t a text
 * in UTF-8, b bytes.
 */

enum lp_helper_frame {
    LP_HELPER_READ = 1,
    LP_HELPER_MEMBER = 2,
    LP_HELPER_DATA = 3,
    LP_HELPER_DONE = 4,
    LP_HELPER_BROKEN = 5,
    LP_HELPER_END = 6,
    LP_HELPER_FAILED = 7,
    LP_HELPER_BYTES = 8,
    LP_HELPER_KEY = 9,
    LP_HELPER_NOTE = 10,
};

enum lp_helper_kind {
    LP_HELPER_FILE = 0,
    LP_HELPER_DIR = 1,
    LP_HELPER_SYMLINK = 2,
    LP_HELPER_HARDLINK = 3,
    LP_HELPER_SPECIAL = 4,
};

enum lp_helper_bit {
    LP_HELPER_HAS_SIZE = 1,
    LP_HELPER_HAS_TIME = 2,
    LP_HELPER_ENCRYPTED = 4, /* there is no body */
    LP_HELPER_ORPHANED = 8,  /* of a store: no folder leads to it */
    LP_HELPER_BITS = 15,
};

enum lp_helper_key_bit {
    LP_HELPER_KEY_SUB = 1,
    LP_HELPER_KEY_SIGNS = 2,
    LP_HELPER_KEY_VOUCHED = 4, /* by signatures of its own that hold */
    LP_HELPER_KEY_REVOKED = 8, /* it, or its primary key ... */
    LP_HELPER_KEY_HARD = 16,   /* ... since others may have it, or for no stated
                                  reason */
    LP_HELPER_KEY_BITS = 31,
};

enum lp_helper_reason {
    LP_HELPER_MALFORMED = 1,
    LP_HELPER_IS_ENCRYPTED = 2,
    LP_HELPER_UNSUPPORTED = 3,
    LP_HELPER_CHECKSUM = 4,
    LP_HELPER_HAS_PASSWORD = 5, /* of NOTE alone */
};

/* How a reader starts one. */
struct lp_helper {
    /**
     * Start the helper that is called leafproof-`program` for one of its
     * formats, over `input`, which outlives `out`.
     * `*out` yields its frames, READ and its answers left out. LP_E_FORMAT with
     * LP_RULE_HELPER_MISSING if there is none, which is no fault of the input;
     * a pull fails with LP_RULE_HELPER_FAILED if it died or is silent.
     */
    enum lp_code (*start)(struct lp_source *out, const char *program,
                          const char *format, struct lp_view *input,
                          struct lp_err *err);
};

#endif
