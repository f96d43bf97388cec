#ifndef LP_FORMATS_DEC_H
#define LP_FORMATS_DEC_H

#include "base/buf.h"
#include "formats/plaintext.h"

/*
 * The decoded form of a document's bytes, `dec-v1` of docs/FORMAT-identity.md:
 * what transport does to a copy of a text or a message (line ends, newlines
 * added to the end, `>From `) is undone. Whatever is neither has its own bytes
 * as its decoded form.
 *
 * The filter is made for a caller who needs a digest of both forms and will
 * not hash twice what stands alike in both. The bytes come in pieces, cut
 * anywhere. First they are alike:
 *
 *     n = lp_dec_alike(&d, piece);   hash the first n bytes of it, once
 *
 * until `parted` is set. Then the digest is forked at that place, and the rest
 * of the piece and all later ones go into the one as they are and into the
 * other as this says:
 *
 *     do {
 *         more = lp_dec_feed(&d, &rest, &buf);   hash `buf` and clear it
 *     } while (more);
 *
 * and, when there are no more bytes, the same with lp_dec_end. If `plain` is
 * set, at the end or before, the decoded form is the raw one: forget the fork.
 */
enum lp_dec_of {
    LP_DEC_NOTHING, /* the decoded form is the raw one */
    LP_DEC_TEXT, /* text, if it is: UTF-8, or UTF-16 with a byte order mark */
    LP_DEC_MESSAGE, /* an e-mail, whatever its bytes */
};

/* Holds no memory of its own; needs no release. Zeroed, it is LP_DEC_NOTHING.
 */
struct lp_dec {
    bool parted; /* the forms differ, or may, from here on */
    bool plain;  /* the decoded form is the raw one */

    /* The rest is for dec.c alone. */
    enum lp_dec_of of;
    bool begun;       /* there were bytes */
    bool lf;          /* the last of the decoded form, so far, is an LF */
    bool cr;          /* and it stands for a CR */
    uint64_t lfs;     /* LFs held back: they may be the last */
    uint64_t quotes;  /* `>` held back: `From ` may follow */
    unsigned matched; /* how many bytes of it did */

    struct lp_plaintext text;

    bool wide;    /* UTF-16 */
    bool mark;    /* its byte order mark was seen */
    bool big;     /* which says big-endian */
    bool half;    /* one byte of a unit was seen */
    uint8_t byte; /* this one */
    bool pair;    /* the second half of a surrogate pair must follow */
};

void lp_dec_init(struct lp_dec *d, enum lp_dec_of of);

/**
 * While `d->parted` is not set: how many of `bytes`, the next ones, stand alike
 * in both forms. All of them, unless `d->parted` is set by this call: then the
 * others are the first for lp_dec_feed. They part no later than the forms
 * differ, and may part where in the end they do not.
 */
size_t lp_dec_alike(struct lp_dec *d, struct lp_slice bytes);

/**
 * While `d->parted` is set: take from the front of `*bytes`, the next ones, and
 * append what the decoded form has for them to `to`.
 *
 * Returns whether it must be called again with what is left in `*bytes`. That
 * is so after a long run of newlines, which would not all fit in memory: at
 * most the length of `*bytes` and some 128 KiB are appended at a time. `to` may
 * be cleared between calls, or not.
 */
LP_MUST_USE bool lp_dec_feed(struct lp_dec *d, struct lp_slice *bytes,
                             struct lp_buf *to);

/* The end: as lp_dec_feed, for what was held back. When it returns false,
 * `d->plain` is decided: set if the forms never parted, or if this was no text
 * after all. */
LP_MUST_USE bool lp_dec_end(struct lp_dec *d, struct lp_buf *to);

#endif
