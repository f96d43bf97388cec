#ifndef LP_BUNDLE_RECORD_H
#define LP_BUNDLE_RECORD_H

#include "base/buf.h"
#include "bundle/fragments.h"
#include "crypto/digest.h"
#include "formats/entry.h"
#include "formats/ids.h"
#include "formats/rule_flag.h"

/* Numbers from strangers stop here, so that every JSON reader can hold them. */
#define LP_RECORD_NUMBER_MAX (((uint64_t)1 << 53) - 1)

/* What the text of a document comes to. */
struct lp_words {
    bool there;                /* a text was read, to its end */
    uint64_t chars;            /* letters and digits of it */
    uint64_t letters;          /* of these, letters */
    struct lp_slice bins;      /* of near-v1, as lp_sketch_write makes them;
                                  or empty */
    struct lp_slice fragments; /* of part-v1; may be of no text */
    uint64_t measure;          /* what these were cut from: characters or
                                  bytes */
    bool cut;                  /* there were more than LP_FRAGMENTS_MAX */
};

/* What a container says of a text in it; the walk's own, not told. */
struct lp_declared {
    struct lp_slice charset;
    bool flowed; /* RFC 3676 */
    bool delsp;
    struct lp_slice said; /* CHAT_MESSAGE, ROW: its text ... */
    struct lp_slice form; /* ... and the form of its identity, or empty */
};

/* What a message, or a part of one, brings to the identity of the message. */
struct lp_in_mail {
    struct lp_slice type; /* PART: as declared, in lower case; or empty */
    bool has_content;     /* PART of type text: digest of it as msg-v1 has it */
    uint8_t content[32];
    bool has_head; /* MESSAGE: digest of its header as msg-v1 has it */
    bool nameless; /* ... which has neither From nor Date */
    uint8_t head[32];
    bool has_loose; /* MESSAGE: digest of its header as loose-v1 has it */
    uint8_t loose[32];
};

/*
 * What WE established about one file, member or container.
 *
 * `closed` says why its content is not known, or not wholly: 0 if it is. A
 * digest is there only if every byte was read and nothing contradicted it;
 * ciphertext and unsupported containers have a digest and are closed too.
 * The slices borrow from whoever made the record (see there).
 */
struct lp_record {
    enum lp_role role;
    enum lp_kind kind;
    unsigned depth;       /* 0 for a file on disk */
    size_t prefix;        /* length of its container's locator; the walk's
                             own, not told */
    struct lp_slice name; /* raw; a file on disk: path below the root */
    unsigned ordinal;     /* n for the n-th (n > 1) of that name, else 0 */
    struct lp_slice decoded_name; /* as its container means the name, in
                                     UTF-8, if that is another ... */
    enum lp_name_by name_by;      /* ... and by what; else FOUND */
    struct lp_slice target;       /* of a link; raw */
    uint64_t size;   /* bytes read; if none could be, the bytes that it
                        is said to have */
    bool sizeless;   /* its size is not known: `size` is 0 */
    uint64_t unread; /* container: bytes after the place where its
                        reader had to give up */
    bool container;  /* was opened; its members came before it */
    bool lost;       /* container: gave up between members, so that no
                        member's record stands for the loss */
    bool has_time;
    int64_t time; /* seconds since 1970, as its container claims */
    uint32_t flags;
    uint16_t closed;    /* enum lp_rule */
    uint64_t closed_at; /* byte offset where that showed */
    struct lp_findings found;
    bool tree; /* read to its end for `btv2` alone: there is no
                  SHA-256 */
    bool has_digest;
    struct lp_digest digest; /* SHA-256 of the bytes */
    bool has_decoded;        /* not where only bytes were looked at */
    uint8_t decoded[32];     /* SHA-256 of the decoded form, dec-v1 of
                                docs/FORMAT-identity.md */
    unsigned algs;           /* bits 1 << enum lp_alg: other digests ... */
    uint8_t other[LP_ALG_COUNT][LP_ALG_LEN_MAX];
    unsigned ids; /* bits 1 << enum lp_id: identities beside these */
    uint8_t id[LP_ID_COUNT][LP_ID_LEN_MAX];
    struct lp_words words;
    struct lp_declared declared;
    struct lp_in_mail mail; /* until the message's identity is made */
    struct lp_slice facts;  /* MESSAGE: what its header refers to, if that was
                               asked for; see bundle/facts.h */
    struct lp_slice seals;  /* what its signatures of the CMS family claim, if
                               that was asked for: evidence/cms_claim.h */
    struct lp_slice claims; /* MESSAGE: what its signatures claim, if that was
                               asked for: evidence/mail_claim.h */
    bool has_span; /* MESSAGE, PART, ROW: the bytes that it takes in its ... */
    uint64_t span_at; /* ... container, from the first byte of the message, */
    uint64_t span;    /* or of the part's header */
    const struct lp_after *after; /* the walk's own, not told */
    char note[96];                /* the system's reason for LP_RULE_UNREADABLE,
                                     or a word for another: plain ASCII */
};

/* Take over what its reader knows by now, once its bytes have ended. */
void lp_record_settle(struct lp_record *r);

/* It is closed, since its bytes failed: why. */
void lp_record_close(struct lp_record *r, const struct lp_err *why);

/* Whether every byte of it was read. */
bool lp_record_is_read(const struct lp_record *r);

/* Whether it is something that has bytes, opened or not. */
bool lp_record_has_bytes(const struct lp_record *r);

/* Whether this is a document: a message, or a leaf with bytes of its own that
 * is not a message's own text, or what is one whatever lies in it. A row is
 * none: its table is. */
bool lp_record_is_document(const struct lp_record *r);

/* Whether it is known to have no bytes. */
bool lp_record_is_empty(const struct lp_record *r);

/* Whether it is a mail, or a message of a chat. */
bool lp_record_is_message(const struct lp_record *r);

/* Whether it is attached to a message, and no message itself. */
bool lp_record_is_attachment(const struct lp_record *r);

/* Whether it is malformed or ambiguous: a finding, by `found` or `closed`. */
bool lp_record_is_finding(const struct lp_record *r);

/* Whether its members are in doubt if they match nothing: two readers could
 * see others, or its bytes are not those that were packed. */
bool lp_record_taints(const struct lp_record *r);

/* Whether something about it stayed unknown without being a finding. */
bool lp_record_is_closed(const struct lp_record *r);

/* Append the last component of the name in base64: for names that are not
 * UTF-8. */
void lp_record_name_b64(struct lp_buf *to, const struct lp_record *r);

/* LP_FLAG_NAME_* for a name or a path as found. */
uint32_t lp_record_name_flags(struct lp_slice name);

#endif
