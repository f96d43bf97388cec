#include "bundle/choice.h"

#include "bundle/watched.h"
#include "formats/bid.h"

bool
lp_choice_own(const struct lp_record *rec)
{
    return (rec->flags & LP_FLAG_OWN_TEXT) != 0 ||
           lp_slice_is(rec->mail.type, "message/external-body");
}

/* What must be a message is opened as one. */
const struct lp_reader_ops *
lp_choice_reader(const struct lp_walk *w, const struct lp_record *rec,
                 struct lp_slice head)
{
    const struct lp_reader_ops *ops;

    if (lp_choice_own(rec)) {
        return NULL;
    }
    ops = rec->kind == LP_KIND_MESSAGE ? NULL : lp_bid(head);
    if (ops != NULL && ops->kind == LP_KIND_ROWS &&
        (rec->flags & LP_FLAG_UNKNOWN_ENCODING) != 0) {
        return NULL; /* these are not its bytes, and it is a document */
    }
    return ops == NULL && (rec->kind == LP_KIND_MESSAGE ||
                           (w->evidence && lp_watched_wants(rec, head)))
               ? lp_bid_kind(LP_KIND_MESSAGE)
               : ops;
}

const struct lp_reader_ops *
lp_choice_within(const struct lp_record *rec)
{
    return (rec->flags & LP_FLAG_OWN_TEXT) != 0 &&
                   !lp_kind_is_encoded(rec->kind)
               ? NULL
               : lp_bid_within(rec->kind);
}

bool
lp_choice_open(const struct lp_walk *w, struct lp_record *rec)
{
    if (rec->depth >= w->depth) {
        rec->flags |= LP_FLAG_OPAQUE;
    } else if (rec->depth >= w->limits.depth) {
        rec->closed = LP_RULE_LIMIT_DEPTH;
    } else if (atomic_load(w->enough)) {
        rec->closed = LP_RULE_LIMIT_TOTAL;
    } else {
        return true;
    }
    return false;
}
