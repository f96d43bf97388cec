#ifndef LP_BASE_ERR_H
#define LP_BASE_ERR_H

#include <stdint.h>

/*
 * Why a question could not be answered. A wrong signature or a broken archive
 * is not an error: it is an answer, and travels as a verdict or a finding.
 */
enum lp_code {
    LP_OK = 0,
    LP_E_USAGE,  /* the caller asked for something that makes no sense */
    LP_E_IO,     /* the operating system refused; err->sys holds errno */
    LP_E_FORMAT, /* the input breaks its own grammar */
    LP_E_LIMIT,  /* the input is lawful but exceeds a budget */
    LP_E_MEMORY, /* an allocation was refused */
    LP_E_ENGINE, /* a library beneath us failed */
    LP_E_TRUST,  /* a secret or a reference cannot be relied upon */
};

/*
 * The reason that goes with a code. `text` names the cause, `hint` the one
 * next step (may be empty). `rule` and `at` are set by parsers: the stable
 * rule id (0 for none) and the byte offset in the stream that was parsed.
 */
struct lp_err {
    enum lp_code code;
    int sys;
    unsigned rule;
    uint64_t at;
    char text[400];
    char hint[200];
};

#define LP_MUST_USE __attribute__((warn_unused_result))
#define LP_PRINTF(f, a) __attribute__((format(printf, f, a)))

/* Inside a function with a local `rc` and a label `done`: stop at the first
 * failure. The only macro in the project that moves control. */
#define LP_TRY(expr)       \
    do {                   \
        rc = (expr);       \
        if (rc != LP_OK) { \
            goto done;     \
        }                  \
    } while (0)

/* Record why, and hand the code back: `return lp_fail(err, LP_E_IO, ...)`.
 * `err` may be NULL. For LP_E_IO, errno is kept in `err->sys`. */
enum lp_code lp_fail(struct lp_err *err, enum lp_code code, const char *fmt,
                     ...) LP_PRINTF(3, 4);

/* As lp_fail with LP_E_FORMAT (or LP_E_LIMIT), for parsers: which rule was
 * broken, and at which byte of the parsed stream. */
enum lp_code lp_fail_at(struct lp_err *err, enum lp_code code, unsigned rule,
                        uint64_t at, const char *fmt, ...) LP_PRINTF(5, 6);

/* Add the next step to a recorded reason. */
void lp_hint(struct lp_err *err, const char *fmt, ...) LP_PRINTF(2, 3);

/* Say where it was: `where` and a colon go before the recorded reason. */
enum lp_code lp_fail_in(struct lp_err *err, const char *where);

/* LP_E_MEMORY with a standing text. */
enum lp_code lp_no_memory(struct lp_err *err);

#endif
