#include "bundle/choice.h"

#include "bundle/watched.h"
#include "formats/bid.h"
#include "formats/closed.h"
#include "formats/closed_magic.h"

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

void
lp_choice_leaf(struct lp_record *rec, struct lp_slice head)
{
    bool own = (rec->flags & LP_FLAG_OWN_TEXT) != 0;
    enum lp_rule closed = LP_RULE_NONE;

    rec->kind = lp_leaf_kind(head, &closed);
    if (closed == LP_RULE_NONE && !own) {
        if ((rec->flags & LP_FLAG_UNKNOWN_ENCODING) != 0) {
            closed = LP_RULE_UNSUPPORTED_METHOD; /* these are not its bytes */
        } else if (rec->kind == LP_KIND_OTHER &&
                   lp_magic_is_volume(rec->name, head)) {
            closed = LP_RULE_MULTI_VOLUME;
        }
    }
    rec->closed = (uint16_t)closed;
}

void
lp_choice_leaf_end(struct lp_record *rec, struct lp_slice tail)
{
    enum lp_kind kind = lp_magic_kind_end(tail);

    if (rec->kind == LP_KIND_OTHER && rec->closed == LP_RULE_NONE &&
        kind != LP_KIND_OTHER) {
        rec->kind = kind;
        rec->closed = LP_RULE_UNSUPPORTED_CONTAINER;
    }
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
