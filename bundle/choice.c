#include "bundle/choice.h"

#include "bundle/watched.h"
#include "formats/bid.h"
#include "formats/closed.h"
#include "formats/closed_magic.h"

/* So many bytes are looked at for what no text has. */
#define PACKED_SEEN 512

/* RFC 2046, 5.2.2 */
static bool
is_partial(const struct lp_record *rec)
{
    return lp_slice_is(rec->mail.type, "message/partial");
}

bool
lp_choice_own(const struct lp_record *rec)
{
    return (rec->flags & LP_FLAG_OWN_TEXT) != 0 || is_partial(rec) ||
           lp_slice_is(rec->mail.type, "message/external-body");
}

/* Whether a head has a control that no text has. Every message is asked: so
 * without a branch for each byte. */
static bool
has_control(struct lp_slice head)
{
    bool any = false;

    head = lp_slice_head(head, PACKED_SEEN);
    for (size_t i = 0; i < head.len; i++) {
        uint8_t b = head.data[i];

        any |= (b < ' ') & ((b < '\b') | (b > '\r')) & (b != '\x1b');
    }
    return any;
}

static bool
is_document(struct lp_slice head)
{
    enum lp_rule closed = LP_RULE_NONE;

    return lp_kind_is_document(lp_leaf_kind(head, &closed));
}

/* What must be a message is opened as one. */
const struct lp_reader_ops *
lp_choice_reader(const struct lp_walk *w, struct lp_record *rec,
                 struct lp_slice head)
{
    bool own = lp_choice_own(rec);
    bool told = own || rec->kind == LP_KIND_MESSAGE;
    /* What it is called it cannot be: no text and no message has these. */
    bool belied = told && has_control(head);
    const struct lp_reader_ops *ops = !told || belied ? lp_bid(head) : NULL;

    if (belied && ops != NULL && lp_kind_is_packed(ops->kind)) {
        rec->flags &= ~(uint32_t)LP_FLAG_OWN_TEXT;
        return ops;
    }
    if (own || (belied && is_document(head))) {
        return NULL;
    }
    ops = told ? NULL : ops;
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
    enum lp_rule closed = LP_RULE_NONE;
    bool own;

    rec->kind = lp_leaf_kind(head, &closed);
    if (lp_kind_is_document(rec->kind) && has_control(head)) {
        rec->flags &= ~(uint32_t)LP_FLAG_OWN_TEXT;
    }
    own = (rec->flags & LP_FLAG_OWN_TEXT) != 0;
    if (is_partial(rec)) {
        closed = LP_RULE_MULTI_VOLUME;
    } else if (closed == LP_RULE_NONE && !own) {
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

const struct lp_reader_ops *
lp_choice_end(const struct lp_record *rec, struct lp_slice first,
              struct lp_slice tail, uint64_t size)
{
    size_t more = tail.len > LP_TAIL_MAX ? tail.len - LP_TAIL_MAX : 0;

    return rec->closed != LP_RULE_NONE || (rec->flags & LP_FLAG_OWN_TEXT) != 0
               ? NULL
               : lp_bid_end(first, lp_slice_from(tail, more), size);
}

void
lp_choice_program(struct lp_record *rec, enum lp_kind inner)
{
    if (inner != LP_KIND_OTHER) {
        rec->kind = inner;
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
