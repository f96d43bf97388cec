#ifndef LP_FORMATS_READER_H
#define LP_FORMATS_READER_H

#include "base/limits.h"
#include "base/source.h"
#include "base/view.h"
#include "formats/entry.h"

struct lp_helper;
struct lp_summer;
struct lp_unlocker;

/* How much of a container's head a reader may look at to bid. */
#define LP_HEAD_MAX 65536

/* How much of a file's two ends `ends` gets to see. */
#define LP_FIRST_MAX 4
#define LP_TAIL_MAX 22
/* ... and what says at the end what it is. */
#define LP_END_MAX 512

/* How a reader gets at its container. */
enum lp_access {
    LP_ACCESS_STREAM, /* pulls once, forward */
    LP_ACCESS_SEEK,   /* reads at any place; members are independent of each
                         other and may be read by other threads */
};

/* What a reader is given. All of it outlives the reader. */
struct lp_input {
    struct lp_source *stream;       /* LP_ACCESS_STREAM */
    struct lp_view *view;           /* LP_ACCESS_SEEK, and `aside` */
    const struct lp_helper *helper; /* formats/helper.h; NULL: there are none */
    const struct lp_summer *summer; /* formats/summer.h; NULL: digests that are
                                       stated are not compared */
    const struct lp_unlocker *unlocker; /* formats/unlock.h; NULL: there is no
                                           password */
    struct lp_slice name; /* the container's own name, last component */
    const struct lp_limits *limits;
    bool identify; /* a message: keep what `fields` gives */
};

struct lp_reader;
struct lp_mail_fields;

/**
 * How a container becomes members. One const table per format.
 *
 * `bid` says how sure it is that `head` (the first bytes, up to LP_HEAD_MAX;
 * the whole file if it is shorter) begins its format: 0 not at all, larger is
 * surer, by the number of bits checked. It must not look at names.
 *
 * `ends` says, of a file of `size` bytes that no reader bid for, with its first
 * bytes (up to LP_FIRST_MAX), that its last (up to LP_TAIL_MAX) are the end of
 * this format: such a file is one
 * thing to those who read from the front and another to those who read from
 * the end. Opening it must find that.
 *
 * `open` readies r->state for `in`. LP_E_FORMAT or LP_E_LIMIT with err->rule
 * set: nothing of this container can be read.
 *
 * `next` yields one member, in container order (its physical order). It sets
 * `*end` instead after the last. `entry` arrives zeroed. If the member has
 * bytes and is not `closed`, `body` is set; the walk releases it before the
 * next call. In a STREAM reader it is valid until then and need not have been
 * read to its end; in a SEEK reader it holds all that it needs (a reference on
 * the view) and may be read later and elsewhere, beside others.
 * A body ends with an empty piece only if it is whole: sizes and checksums that
 * the container states have been compared. Else its pull fails with
 * LP_E_FORMAT (or LP_E_LIMIT) and the rule.
 * LP_E_FORMAT or LP_E_LIMIT from `next`: what came before stands, and nothing
 * more can be read. Findings that do not stop the reading are added to
 * r->found (about the container) or entry->found. After `*end` the findings
 * are complete; a STREAM reader has then looked at all bytes it must judge
 * (trailing ones included).
 *
 * Other codes (LP_E_IO, LP_E_MEMORY, LP_E_ENGINE) are passed through.
 */
struct lp_reader_ops {
    const char *name; /* "zip-1": in manifests and sets; a change of what is
                         found in lawful input raises the number */
    enum lp_kind kind;
    enum lp_access access;
    bool within; /* SEEK: `kind` is that of a document, which is one whether
                    anything lies in it or not. Nobody asks for a bid: it is
                    opened for being of that kind, once it was read */
    bool aside;  /* STREAM: it takes its container from the view, all of which
                    must be there, and nothing from the stream */
    bool spread; /* STREAM: its members are many, and worth handing to other
                    threads even if their sizes are not known beforehand */
    unsigned (*bid)(struct lp_slice head);
    bool (*ends)(struct lp_slice first, struct lp_slice tail,
                 uint64_t size); /* may be NULL */
    enum lp_code (*open)(struct lp_reader *r, const struct lp_input *in,
                         struct lp_err *err);
    enum lp_code (*next)(struct lp_reader *r, struct lp_entry *entry,
                         struct lp_source *body, bool *end, struct lp_err *err);
    /* MESSAGE: what its own header says of who it is, if the input said
     * `identify`; borrowed from the reader. Else NULL. */
    void (*fields)(const struct lp_reader *r, struct lp_mail_fields *out);
    void (*release)(struct lp_reader *r); /* harmless after a failed open */
};

/* A reader at work. Zeroed, it is idle. */
struct lp_reader {
    const struct lp_reader_ops *ops;
    void *state;
    struct lp_findings found;
    uint32_t flags; /* LP_FLAG_* about the container, complete after `*end` */
};

#endif
