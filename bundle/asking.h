#ifndef LP_BUNDLE_ASKING_H
#define LP_BUNDLE_ASKING_H

#include "base/buf.h"

/* How DNS is asked. All may be NULL. */
struct lp_asking_how {
    const char *resolver; /* ADDRESS[@PORT], instead of the names' servers */
    const char *anchor;   /* a file of trust anchors, instead of the system's */
    const char *config;   /* a configuration of Unbound */
};

/* What an answer is worth. */
enum lp_answer {
    LP_ANSWER_SECURE,   /* DNSSEC proves it */
    LP_ANSWER_INSECURE, /* the domain has no DNSSEC */
    LP_ANSWER_BOGUS,    /* DNSSEC says that it is not genuine */
    LP_ANSWER_FAILED,   /* there was none */
    LP_ANSWERS
};

/* "secure" and so on. */
const char *lp_answer_word(enum lp_answer a);

/* Told of each record, and with `text` NULL of a name that has none. */
typedef enum lp_code lp_answer_told(void *who, const char *name,
                                    enum lp_answer answer,
                                    const struct lp_slice *text,
                                    struct lp_err *err);

/**
 * Ask DNS for the TXT records of `n` names, in raw byte order and each once, as
 * lp_domain_name makes them. A process of its own asks; what it says is checked
 * as any input. Answers come in any order. LP_E_ENGINE if there is no such
 * program, or it breaks off; what was told stands.
 */
LP_MUST_USE enum lp_code lp_ask(const char *const *names, size_t n,
                                const struct lp_asking_how *how,
                                lp_answer_told *told, void *who,
                                struct lp_err *err);

#endif
