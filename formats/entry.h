#ifndef LP_FORMATS_ENTRY_H
#define LP_FORMATS_ENTRY_H

#include "formats/kind.h"
#include "formats/member_name.h"
#include "formats/rule.h"

/* How something lies where it lies. The numbers are those of
 * docs/FORMAT-set.md. */
enum lp_role {
    LP_ROLE_FILE,    /* on disk */
    LP_ROLE_MEMBER,  /* of an archive */
    LP_ROLE_MESSAGE, /* of a mailbox, or attached to a message as such */
    LP_ROLE_PART,    /* of a message */
    LP_ROLE_ROW,     /* of a table, where it lies in one place */
    LP_ROLE_COUNT
};

const char *lp_role_word(enum lp_role role);

/* Facts worth telling that are neither findings nor unknowns. The numbers are
 * internal; the words appear in records and manifests. */
enum lp_flag {
    LP_FLAG_DUPLICATE_NAME = 1 << 0, /* not the first of this name */
    LP_FLAG_ENCRYPTED = 1 << 1,
    LP_FLAG_NAME_NOT_UTF8 = 1 << 2,
    LP_FLAG_NAME_UNSAFE = 1 << 3, /* absolute, "..", control, bidi, empty */
    LP_FLAG_SPARSE = 1 << 4,
    LP_FLAG_EMPTY_LINK = 1 << 5,   /* a link without a target */
    LP_FLAG_OPAQUE = 1 << 6,       /* not opened because --depth said so */
    LP_FLAG_OWN_TEXT = 1 << 7,     /* part: the message's own text, and not a
                                      document of its own */
    LP_FLAG_BAD_ENCODING = 1 << 8, /* part: its base64 or quoted-printable has
                                      what does not belong there; passed over */
    LP_FLAG_UNKNOWN_ENCODING = 1 << 9, /* part: taken as it is */
    LP_FLAG_BAD_HEADER = 1 << 10,      /* message: a header has a line that is
                                          no field */
    LP_FLAG_REPEATED_HEADER = 1 << 11, /* message: a field that may stand once
                                          stands again */
    LP_FLAG_BAD_BOUNDARY = 1 << 12,    /* message: a multipart without a
                                          boundary, taken as one part; or with
                                          one that never comes: it has none */
    LP_FLAG_OPEN_MULTIPART = 1 << 13,  /* message: a multipart that does not
                                          close */
    LP_FLAG_NO_TEXT = 1 << 14,         /* a PDF of pages without text */
    LP_FLAG_TEXT_UNREAD = 1 << 15,     /* its text could not be read, or not
                                          all of it */
    LP_FLAG_ORPHANED = 1 << 16,        /* message of a store: in no folder */
    LP_FLAG_PASSWORD = 1 << 17,        /* a store whose password hides
                                          nothing: it was opened without */
    LP_FLAG_SCANT = 1 << 18,           /* a row that says too little to be
                                           known by */
};
#define LP_FLAG_COUNT 19

/* Those that show only when the bytes are read to their end. */
#define LP_FLAGS_OF_READING                                      \
    ((uint32_t)(LP_FLAG_BAD_ENCODING | LP_FLAG_BAD_HEADER |      \
                LP_FLAG_REPEATED_HEADER | LP_FLAG_BAD_BOUNDARY | \
                LP_FLAG_OPEN_MULTIPART))

/* Those that a name says for itself. */
#define LP_FLAGS_OF_NAME \
    ((uint32_t)(LP_FLAG_NAME_NOT_UTF8 | LP_FLAG_NAME_UNSAFE))

/* The word of the flag with this bit number (0..LP_FLAG_COUNT-1). */
const char *lp_flag_word(unsigned bit);

/* What a reader knows of a member only once its body has ended. */
struct lp_after {
    uint64_t end;   /* offset in the container of the byte after its span */
    uint32_t flags; /* LP_FLAG_* that showed on the way */
};

/*
 * What a container SAYS about one of its members. Nothing of it is believed;
 * what we establish ourselves is in bundle/record.h.
 */
struct lp_entry {
    enum lp_role role;       /* FILE, as zeroed, stands for MEMBER */
    struct lp_slice name;    /* raw, as found; borrowed until the next call */
    struct lp_slice decoded; /* the name as it is meant, in UTF-8, if that is
                                another; likewise */
    enum lp_name_by name_by; /* ... and by what; else FOUND */
    struct lp_slice target;  /* of a link; likewise */
    struct lp_slice type;    /* PART: the media type that it declares, in lower
                                case; empty if none; likewise */
    struct lp_slice charset; /* ... and that type's parameter, or empty */
    bool flowed;             /* ... which is format=flowed (RFC 3676) ... */
    bool delsp;              /* ... and delsp=yes */
    enum lp_kind kind;       /* OTHER for a file; MESSAGE for what is an e-mail
                                whatever its bytes say; CHAT_MESSAGE for what
                                is a message of a chat; ROW for what is a row
                                of a table; or DIR, SYMLINK,
                                HARDLINK, FIFO, SOCKET, DEVICE: these have no
                                bytes */
    struct lp_slice said;    /* CHAT_MESSAGE, ROW: its text, UTF-8; likewise */
    struct lp_slice form;    /* ... and the form of its identity, or empty: of
                                a row, the decoded form */
    bool has_size;
    uint64_t size;   /* unpacked, as claimed */
    uint64_t packed; /* bytes it takes in the container */
    bool has_time;
    int64_t time;             /* seconds since 1970, as claimed; no zone is
                                 assumed: DOS times are taken as UTC */
    uint32_t flags;           /* LP_FLAG_* */
    enum lp_rule closed;      /* not NONE: there is no body, and this is why */
    const char *why;          /* ... in a word, for ever; or NULL */
    struct lp_findings found; /* about this entry's headers */
    uint64_t front;           /* offset in the container just after it */
    bool has_span;    /* MESSAGE, PART, ROW: where it lies, as transferred */
    uint64_t span_at; /* ... begins here in the container */
    const struct lp_after *after; /* may be NULL; else to be read when the body
                                     has ended, well or not, until the next
                                     call of `next` */
};

/* Longer targets no link has in earnest; many a document is longer. */
#define LP_LINK_MAX 1024

/* Whether what a link is said to lead to can be a document that was put there:
 * it is longer than that, or has control characters. */
bool lp_link_is_odd(struct lp_slice target);

#endif
