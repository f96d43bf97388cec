#ifndef LP_BUNDLE_SEALED_H
#define LP_BUNDLE_SEALED_H

#include "base/limits.h"
#include "base/spool.h"
#include "bundle/record.h"
#include "evidence/cms_claim.h"
#include "evidence/pgp_text.h"

/*
 * What one document claims with signatures of the CMS family, of OpenPGP or of
 * XML-DSig: a PDF and an office document in itself, a message in its parts, a
 * text in its lines, any file with a
 * stamp beside it. Zeroed, nothing.
 */
struct lp_sealed {
    struct lp_cms_claims claims;
    bool stamp; /* it is a stamp of what stands beside it, and no document */
    struct lp_pgp_text *text; /* of a text on its way */
    struct lp_source from;    /* of a message that is set aside on its way */
    struct lp_spool *spool;   /* likewise */
    uint64_t at;              /* so much of it was pulled */
    bool too_large;           /* it was not kept whole */
    struct lp_buf blob;
};

/* Go on from what was found beside the document: a blob, or nothing. */
LP_MUST_USE enum lp_code lp_sealed_begin(struct lp_sealed *s,
                                         struct lp_slice beside,
                                         struct lp_err *err);

/* Whether a message with this head (LP_HEAD_MAX bytes, or all of it) may hold
 * S/MIME or OpenPGP. */
bool lp_sealed_is_mail(struct lp_slice head);

/* Set aside what comes from `*bytes`, which is replaced: at most `max`. */
LP_MUST_USE enum lp_code lp_sealed_watch(struct lp_sealed *s,
                                         struct lp_source *bytes,
                                         struct lp_store *store, uint64_t max,
                                         struct lp_err *err);

/* The message is over: `view` has it, or it was watched. */
LP_MUST_USE enum lp_code lp_sealed_mail(struct lp_sealed *s,
                                        struct lp_view *view,
                                        const struct lp_limits *limits,
                                        struct lp_err *err);

/* The leaf `r` goes by: there may be cleartext signatures in it. What a message
 * says for itself is looked at with the message. */
LP_MUST_USE enum lp_code lp_sealed_text(struct lp_sealed *s,
                                        const struct lp_record *r,
                                        struct lp_err *err);
void lp_sealed_text_feed(struct lp_sealed *s, struct lp_slice bytes);
LP_MUST_USE enum lp_code lp_sealed_text_end(struct lp_sealed *s,
                                            struct lp_err *err);

/* Whether a document of this kind has its signatures in itself. */
bool lp_sealed_is_leaf(enum lp_kind kind);

/* The document in `view`, of such a kind, or a ZIP, which may be an office
 * document though it does not begin as one. NULL: it is too large to be set
 * aside. */
LP_MUST_USE enum lp_code lp_sealed_leaf(struct lp_sealed *s, enum lp_kind kind,
                                        struct lp_view *view,
                                        const struct lp_limits *limits,
                                        struct lp_err *err);

/* Whether a file is called a stamp; `*of` is the length of the name of what it
 * stamps. */
bool lp_sealed_is_stamp(struct lp_slice name, size_t *of);

/* Whether a file of that name is a stamp whatever it holds: ".asc" and ".sig"
 * are names of documents too. */
bool lp_sealed_by_name(struct lp_slice name);

/* Whether `view` holds signatures of OpenPGP, and nothing else. */
LP_MUST_USE enum lp_code lp_sealed_is_signature(struct lp_view *view, bool *yes,
                                                struct lp_err *err);

/* Whether a file that begins so may be that. */
bool lp_sealed_may_be_signature(struct lp_slice head);

/* Files that may stand beside another: "NAME.tsr", ... */
#define LP_SEALED_STAMPS 4
extern const char *const lp_sealed_endings[LP_SEALED_STAMPS];

/* The stamp in the file `fd`, which is taken over, of a document; NULL: that is
 * not here. What is no file is none; what is too large for a stamp, or reads as
 * none, neither, but if `name` ends as a timestamp's it is a damaged one. */
LP_MUST_USE enum lp_code lp_sealed_stamp(struct lp_sealed *s, int fd,
                                         struct lp_slice name,
                                         struct lp_view *document,
                                         struct lp_err *err);

/* The stamps that stand beside the file called `name` in the folder `dir`, of
 * which `document` has the bytes; or, with NULL, the one that it is itself. */
LP_MUST_USE enum lp_code lp_sealed_stamps(struct lp_sealed *s, int dir,
                                          const char *name,
                                          struct lp_view *document,
                                          struct lp_err *err);

/* Put the claims into `r`, which borrows them. */
LP_MUST_USE enum lp_code lp_sealed_end(struct lp_sealed *s, struct lp_record *r,
                                       struct lp_err *err);
void lp_sealed_release(struct lp_sealed *s);

#endif
