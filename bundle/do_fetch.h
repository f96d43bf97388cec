#ifndef LP_BUNDLE_DO_FETCH_H
#define LP_BUNDLE_DO_FETCH_H

#include "bundle/asking.h"
#include "bundle/do_keys.h"
#include "bundle/inputs.h"
#include "bundle/tally.h"

/* What DNS says of one name; `text` is NULL if it has no record. */
struct lp_fetched {
    const char *name;
    enum lp_answer answer;
    const struct lp_slice *text;
};

typedef enum lp_code lp_fetched_told(void *who, const struct lp_fetched *f,
                                     struct lp_err *err);

struct lp_fetch_options {
    const char *archive;
    const char *const *names;
    size_t names_n;
    const char *const *mails; /* whose signatures name keys; if there are any,
                                 what is no name is one of them too */
    size_t mails_n;
    struct lp_walk_how how; /* to read these */
    struct lp_asking_how ask;
    int64_t now;
    lp_fetched_told *told;
    lp_keys_bad_told *bad; /* of the archive */
    void *who;
};

struct lp_fetch_report {
    struct lp_keys_report keys; /* nothing, if there was nothing to add */
    struct lp_tally tally;      /* of the mails */
    uint64_t asked;
    uint64_t records[LP_ANSWERS];
    uint64_t absent; /* names without a record */
    uint64_t failed; /* without an answer that can be believed */
};

/**
 * Ask DNS for keys and add what it says to the archive: seen now, with whether
 * DNSSEC proves it as their source. LP_E_USAGE for a name that is none of a
 * key. It tells the world whose mail is looked at: nothing else in the bundle
 * room opens a connection.
 */
LP_MUST_USE enum lp_code lp_do_fetch(const struct lp_fetch_options *o,
                                     struct lp_fetch_report *report,
                                     struct lp_err *err);

#endif
