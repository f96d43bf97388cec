#ifndef LP_BUNDLE_SEALED_H
#define LP_BUNDLE_SEALED_H

#include "base/limits.h"
#include "base/spool.h"
#include "bundle/record.h"
#include "evidence/cms_claim.h"

/*
 * What one document claims with signatures of the CMS family or of XML-DSig: a
 * PDF and an office document in itself, a message in its parts, any file with a
 * stamp beside it. Zeroed, nothing.
 */
struct lp_sealed {
    struct lp_cms_claims claims;
    struct lp_source from;  /* of a message that is set aside on its way */
    struct lp_spool *spool; /* likewise */
    uint64_t at;            /* so much of it was pulled */
    bool too_large;         /* it was not kept whole */
    struct lp_buf blob;
};

/* Go on from what was found beside the document: a blob, or nothing. */
LP_MUST_USE enum lp_code lp_sealed_begin(struct lp_sealed *s,
                                         struct lp_slice beside,
                                         struct lp_err *err);

/* Whether a message with this head may hold S/MIME. */
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

/* Files that may stand beside another: "NAME.tsr", "NAME.ots". */
#define LP_SEALED_STAMPS 2
extern const char *const lp_sealed_endings[LP_SEALED_STAMPS];

/* The stamp in the file `fd`, which is taken over, of a document; NULL: that is
 * not here. What is too large for a stamp, or no file, is none. */
LP_MUST_USE enum lp_code lp_sealed_stamp(struct lp_sealed *s, int fd,
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
