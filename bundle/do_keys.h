#ifndef LP_BUNDLE_DO_KEYS_H
#define LP_BUNDLE_DO_KEYS_H

#include "evidence/key_fault.h"
#include "formats/key_entry.h"

/* A record of an archive; borrowed for the call. */
struct lp_keys_item {
    const struct lp_key_entry *entry; /* its place is not known */
    const struct lp_key_look *look;
    const struct lp_key_faults *faults;
};

typedef enum lp_code lp_keys_told(void *who, const struct lp_keys_item *item,
                                  struct lp_err *err);

/* Told of what is no record in `file`, and was left out. */
typedef enum lp_code lp_keys_bad_told(void *who, const char *file,
                                      const struct lp_key_bad *bad,
                                      struct lp_err *err);

struct lp_keys_options {
    const char *const *files;
    size_t n;
    const char *const *bad_keys; /* lists of keys that are known to be bad */
    size_t bad_keys_n;
    const char *archive;             /* that is added to */
    const struct lp_key_entry *more; /* to be added beside the files' */
    size_t more_n;
    lp_keys_told *told;
    lp_keys_bad_told *bad;
    void *who;
};

struct lp_keys_report {
    uint64_t records; /* in the files, or in the archive at its end */
    uint64_t names;
    uint64_t bad;
    uint64_t flagged[32];           /* records with the flag of that bit */
    uint64_t faults[LP_KEY_FAULTS]; /* ... with that fault */
    uint64_t faulty;                /* ... with any */
    bool compared; /* the keys, for shared primes; else they were too many */
    uint64_t added;
    uint64_t widened; /* records that are now known for a longer time */
    uint64_t joined;  /* records of the archive that were one */
};

/* Tell all records of the files, by name and then in their order. */
LP_MUST_USE enum lp_code lp_do_keys_list(const struct lp_keys_options *o,
                                         struct lp_keys_report *report,
                                         struct lp_err *err);

/**
 * Add the records of the files to an archive of lines, which need not be there.
 * It is replaced whole, or stays as it was. Its comments are kept on top; so
 * is, as a comment, what is no record in it.
 */
LP_MUST_USE enum lp_code lp_do_keys_add(const struct lp_keys_options *o,
                                        struct lp_keys_report *report,
                                        struct lp_err *err);

#endif
