#ifndef LP_EVIDENCE_KEY_ARCHIVE_H
#define LP_EVIDENCE_KEY_ARCHIVE_H

#include "crypto/key.h"
#include "crypto/rsa.h"
#include "evidence/key_fault.h"
#include "formats/key_entry.h"
#include "formats/mail_key.h"

/* A key record, ready for use. */
struct lp_archived_key {
    struct lp_slice text;
    struct lp_slice source;
    int64_t first; /* 0: not known */
    int64_t last;
    const struct lp_mail_key *key;
    struct lp_rsa *rsa;                 /* NULL: it is none that can be used */
    const struct lp_key_public *public; /* of Ed25519; NULL likewise */
    const struct lp_key_look *look;
    const struct lp_key_faults *faults;
};

/* The key records that we have, from any number of files. */
struct lp_key_archive;

LP_MUST_USE enum lp_code lp_key_archive_new(struct lp_key_archive **out,
                                            struct lp_err *err);

/* Add the records of a file. A name that DNS cannot have is left out. */
LP_MUST_USE enum lp_code lp_key_archive_load(struct lp_key_archive *a,
                                             const char *path,
                                             struct lp_err *err);
LP_MUST_USE enum lp_code lp_key_archive_add(struct lp_key_archive *a,
                                            const struct lp_key_entry *e,
                                            struct lp_err *err);

/* Keys that are known to be bad; borrowed until the end. */
void lp_key_archive_heed(struct lp_key_archive *a, struct lp_bad_keys *bad);

/* The i-th of all has a prime in common with another; `with` is the place of
 * one that has it, or NULL. */
void lp_key_archive_mark(struct lp_key_archive *a, size_t i,
                         const size_t *with);

/* How many records there are. */
size_t lp_key_archive_count(const struct lp_key_archive *a);

/* The i-th of all, by name and then in their order; borrowed until another is
 * added. */
struct lp_key_entry lp_key_archive_entry(struct lp_key_archive *a, size_t i);

/* What there is to know of the i-th of all; borrowed until the next is looked
 * at, or the archive changes. */
struct lp_key_sight {
    struct lp_mail_key key;
    struct lp_key_look look;
    struct lp_key_faults faults;
};
LP_MUST_USE enum lp_code lp_key_archive_look(struct lp_key_archive *a, size_t i,
                                             struct lp_key_sight *out,
                                             struct lp_err *err);

/* The records of a name (as lp_domain_name makes it), in their order: how
 * many. They are decoded once, and kept. */
size_t lp_key_archive_find(struct lp_key_archive *a, struct lp_slice name);

/* Of those that were found last, the i-th; borrowed until the next find. */
LP_MUST_USE enum lp_code lp_key_archive_get(struct lp_key_archive *a, size_t i,
                                            struct lp_archived_key *out,
                                            struct lp_err *err);
/* Of those that were found last, widen the times by those of each with this
 * text. */
void lp_key_archive_seen(const struct lp_key_archive *a, struct lp_slice text,
                         int64_t *first, int64_t *last);
void lp_key_archive_free(struct lp_key_archive *a); /* NULL is nothing */

#endif
