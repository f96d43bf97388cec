#ifndef LP_FORMATS_ZIP_LOCK_H
#define LP_FORMATS_ZIP_LOCK_H

#include "base/source.h"
#include "base/view.h"
#include "formats/unlock.h"

/* A member's data under a lock: what stands in front of it, itself, and what
 * stands behind. */
struct lp_zip_lock {
    enum lp_lock how;
    uint8_t check[2]; /* ZIP: one of these ends the head, decrypted */
    const struct lp_unlocker *unlocker;
    bool proven; /* the password opens it, or is being tried on all of it */
};

/* How many bytes stand in front and behind. */
uint64_t lp_zip_lock_head(enum lp_lock how);
uint64_t lp_zip_lock_tail(enum lp_lock how);

/* That the password does not open it. What was tried is no finding: the data
 * may be whole, and another password may be the right one. */
enum lp_code lp_zip_lock_stays(struct lp_err *err);

/**
 * Whether the password opens the `n` bytes at `at`: of AES all of them are
 * read, and their code must be right; of ZIP the head alone is, so that one
 * password of 128 passes. LP_E_FORMAT with LP_RULE_ENC_ZIP if not.
 */
LP_MUST_USE enum lp_code lp_zip_lock_try(const struct lp_zip_lock *lock,
                                         struct lp_view *v, uint64_t at,
                                         uint64_t n, struct lp_err *err);

/* The data without its lock, as a stream; likewise if the password does not
 * open it. Holds a reference on `v`. */
LP_MUST_USE enum lp_code lp_zip_lock_open(struct lp_source *out,
                                          const struct lp_zip_lock *lock,
                                          struct lp_view *v, uint64_t at,
                                          uint64_t n, struct lp_err *err);

#endif
