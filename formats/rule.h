#ifndef LP_FORMATS_RULE_H
#define LP_FORMATS_RULE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * What can be wrong with, or closed about, a file or a container. Each rule
 * has a stable id that appears in records and that `leafproof explain` takes:
 * N.... for what was not opened (the answer is unknown), F.... for findings
 * (malformed or ambiguous). Ids are never reused. The numbers of this enum are
 * internal.
 */
enum lp_rule {
    LP_RULE_NONE,
    /* Closed: nothing is wrong, but we cannot look inside. */
    LP_RULE_ENC_PGP,
    LP_RULE_ENC_AGE,
    LP_RULE_ENC_OPENSSL,
    LP_RULE_ENC_ZIP,
    LP_RULE_ENC_LUKS,
    LP_RULE_ENC_PDF,
    LP_RULE_ENC_OFFICE,
    LP_RULE_ENC_CMS,
    LP_RULE_UNSUPPORTED_CONTAINER,
    LP_RULE_UNSUPPORTED_METHOD,
    LP_RULE_MULTI_VOLUME,
    LP_RULE_SPARSE,
    LP_RULE_CHAT_EMPTY,     /* an export of chats without any message */
    LP_RULE_HELPER_MISSING, /* who could open it is not installed */
    LP_RULE_HELPER_FAILED,  /* ... broke off, or made no sense */
    LP_RULE_LIMIT_MEMORY,   /* to unpack one stream */
    LP_RULE_LIMIT_DEPTH,
    LP_RULE_LIMIT_RATIO,
    LP_RULE_LIMIT_ENTRIES,
    LP_RULE_LIMIT_HEADER,
    LP_RULE_LIMIT_SPOOL,
    LP_RULE_LIMIT_TOTAL,
    LP_RULE_LIMIT_FOLDERS,
    LP_RULE_LIMIT_NESTING,
    LP_RULE_LIMIT_TEXT, /* the text of one document */
    LP_RULE_UNREADABLE,
    LP_RULE_CHANGED,
    LP_RULE_CUT,          /* its container broke off before or inside it */
    LP_RULE_LEFT,         /* not opened because it was not asked for */
    LP_RULE_INCOMPARABLE, /* its digests are not those that a set has */
    LP_RULE_TAINTED,      /* its container is malformed or ambiguous */
    LP_RULE_NO_TEXT,      /* a PDF of pages without text */
    LP_RULE_TEXT_UNREAD,  /* its text could not be read */
    /* Findings. */
    LP_RULE_TRUNCATED,
    LP_RULE_DEFLATE,      /* the compressed data is broken */
    LP_RULE_DEFLATE_TAIL, /* bytes after the final deflate block */
    LP_RULE_CRC,
    LP_RULE_LENGTH,
    LP_RULE_ZIP_NO_END,    /* no end-of-central-directory record */
    LP_RULE_ZIP_TWO_ENDS,  /* more than one that could be meant */
    LP_RULE_ZIP_DIRECTORY, /* the central directory breaks its grammar */
    LP_RULE_ZIP_COUNT,
    LP_RULE_ZIP_LOCAL, /* a local header breaks its grammar */
    LP_RULE_ZIP_NAME,
    LP_RULE_ZIP_METHOD,
    LP_RULE_ZIP_FLAGS,
    LP_RULE_ZIP_CRC,
    LP_RULE_ZIP_SIZES,
    LP_RULE_ZIP_OVERLAP,
    LP_RULE_ZIP_GAP,
    LP_RULE_ZIP_PREPENDED,
    LP_RULE_ZIP_APPENDED,
    LP_RULE_ZIP_DUPLICATE,
    LP_RULE_ZIP_UNICODE, /* the 0x7075 name is not the header's name */
    LP_RULE_ZIP_DESCRIPTOR,
    LP_RULE_GZIP_HEADER,
    LP_RULE_GZIP_TAIL,  /* bytes after the last member */
    LP_RULE_BZIP2,      /* the compressed data is broken */
    LP_RULE_BZIP2_TAIL, /* bytes after the last stream */
    LP_RULE_XZ,         /* also of .lzma */
    LP_RULE_XZ_TAIL,
    LP_RULE_ZSTD,
    LP_RULE_ZSTD_TAIL,
    LP_RULE_ARCHIVE,      /* one that a helper reads is broken, or cut */
    LP_RULE_ARCHIVE_TAIL, /* bytes behind the end that it states */
    LP_RULE_ISO_TREES,    /* programs can show other files of an image */
    LP_RULE_LINK_ODD,     /* what a link leads to is no name */
    LP_RULE_TAR_CHECKSUM,
    LP_RULE_TAR_NUMBER,
    LP_RULE_TAR_PAX,
    LP_RULE_TAR_SIZE_TWICE, /* pax and header sizes differ */
    LP_RULE_TAR_PATH_TWICE, /* two extended paths for one entry */
    LP_RULE_TAR_TAIL,       /* entries or data after the end marker */
    LP_RULE_TAR_NO_END,     /* the two zero blocks are missing or one is */
    LP_RULE_TAR_SPARSE,     /* the map of a sparse file is broken */
    LP_RULE_CPIO_HEADER,
    LP_RULE_CPIO_TWO_READINGS, /* a name or size that programs take apart */
    LP_RULE_CPIO_TAIL,         /* data after the end mark */
    LP_RULE_CPIO_NO_END,
    LP_RULE_MAIL_TWO_READINGS, /* two content types, encodings or boundaries */
    LP_RULE_EMLX_TAIL,         /* no property list behind the message */
    LP_RULE_MMDF_OUTSIDE,      /* bytes between two messages */
    LP_RULE_MBOX_LENGTH,       /* Content-Length shows other messages */
    LP_RULE_MAIL_OUTSIDE,      /* much, or parts, around the parts of a mail */
    LP_RULE_XML,               /* a part of a document is missing or no XML */
    LP_RULE_JSON,              /* JSON that breaks its grammar */
    LP_RULE_JSON_TWICE,        /* an object that has a key twice */
    LP_RULE_ROW_FIELDS,        /* another number of them than of names */
    LP_RULE_ROW_QUOTES,        /* something behind a closing quote */
    LP_RULE_ROW_CHARSET,       /* bytes that are not of the table's charset */
    LP_RULE_ROW_VALUE,         /* SQL that is no literal */
    LP_RULE_SQL_TWO_READINGS,  /* a backslash; a comment that brings rows */
    LP_RULE_ROW_NAMES,         /* columns without names, or one name twice */
    LP_RULE_SQL,               /* a statement that breaks its grammar */
    LP_RULE_SQLITE,            /* a database that is broken */
    LP_RULE_SQLITE_TAIL,       /* bytes behind its last page */
    LP_RULE_PDF_STREAM, /* a stream of a PDF that its filter cannot undo */
    /* About bags (BagIt). */
    LP_RULE_BAG_DECLARATION,
    LP_RULE_BAG_VERSION,
    LP_RULE_BAG_ENCODING,
    LP_RULE_BAG_TEXT, /* a tag file is not in the declared encoding */
    LP_RULE_BAG_NO_DATA,
    LP_RULE_BAG_NO_MANIFEST,
    LP_RULE_BAG_LINE, /* of a manifest, or the name of one */
    LP_RULE_BAG_ALGORITHM,
    LP_RULE_BAG_PATH,
    LP_RULE_BAG_TWICE,
    LP_RULE_BAG_MISSING,
    LP_RULE_BAG_CHANGED,
    LP_RULE_BAG_UNLISTED,
    LP_RULE_BAG_OXUM,
    LP_RULE_BAG_INFO,
    LP_RULE_BAG_FETCH,
    LP_RULE_BAG_HOLE, /* to be fetched, and not there */
    LP_RULE_BAG_TAGS, /* a tag manifest without a payload manifest */
    LP_RULE_BAG_NO_FILE,
    LP_RULE_BAG_TWINS,
    LP_RULE_BAG_LEGACY,
    LP_RULE_BAG_UNWISE,
    LP_RULE_BAG_EMPTY,
    LP_RULE_BAG_FORM, /* two normal forms of one name */
    LP_RULE_BAG_SIGNATURE,
    LP_RULE_CFB,           /* the tables or the directory break their grammar */
    LP_RULE_CFB_SHARED,    /* a sector belongs to two things */
    LP_RULE_MSG,           /* a message of Outlook without its properties */
    LP_RULE_RTF_PACKED,    /* compressed RTF that cannot be unpacked */
    LP_RULE_TNEF,          /* attributes or properties break their grammar */
    LP_RULE_TNEF_SUM,      /* an attribute does not have its checksum */
    LP_RULE_TNEF_TWICE,    /* an attachment has its data in two places */
    LP_RULE_PST,           /* a store, or something in it, cannot be read */
    LP_RULE_PST_SUM,       /* a checksum in it is wrong ... */
    LP_RULE_PST_UNCHECKED, /* ... or cannot be compared here */
    LP_RULE_MSG_FLAT,      /* a message laid flat breaks its grammar */
    LP_RULE_MSG_LACKING,   /* properties that could not be read */
    /* About torrents. */
    LP_RULE_TORRENT_BROKEN,
    LP_RULE_TORRENT_KEY_TWICE,
    LP_RULE_TORRENT_PATH,
    LP_RULE_TORRENT_PATH_TWICE,
    LP_RULE_TORRENT_HALVES, /* of a hybrid */
    LP_RULE_TORRENT_LAYERS,
    LP_RULE_TORRENT_PIECE, /* of several files */
    LP_RULE_TORRENT_HINT,
    LP_RULE_TORRENT_UNSORTED,
    LP_RULE_TORRENT_TWINS,
    LP_RULE_TORRENT_UNDECIDED,
    LP_RULE_TORRENT_VERSION,
    LP_RULE_TORRENT_LINK,
    /* About lists of digests. */
    LP_RULE_LIST_LINE, /* a line that could not be read */
    LP_RULE_LIST_HINT, /* a digest that is against chance alone */
    /* About what lies in documents. */
    LP_RULE_EMBEDDED, /* a document names something that is not there */
    LP_RULE_UUENCODE, /* a file in a text is broken ... */
    LP_RULE_YENC,
    LP_RULE_RTF_OBJECT,
    LP_RULE_OLE_OBJECT,
    LP_RULE_RTF_TAIL, /* something behind the last group of RTF */
    LP_RULE_WARC,     /* the head of a record */
    LP_RULE_WARC_END,
    LP_RULE_WARC_DIGEST,
    LP_RULE_WARC_HTTP,
    LP_RULE_PDF_SUM, /* an attached file has another MD5 than is stated */
    LP_RULE_COUNT
};

/* What follows from a rule. */
enum lp_rule_class {
    LP_CLASS_CLOSED,    /* unknown, no finding: exit 3 */
    LP_CLASS_MALFORMED, /* a finding: exit 1; what was read before it stands */
    LP_CLASS_AMBIGUOUS, /* a finding: exit 1; two careful readers could
                           disagree, so members that match nothing are
                           unknown, never new */
    LP_CLASS_ADVICE,    /* lawful, but unwise: said, and no finding */
};

struct lp_rule_info {
    const char *id;   /* "N0104" */
    const char *word; /* "password-protected": for records and reports */
    enum lp_rule_class class;
    const char *text; /* one sentence: what it is and why it matters */
    const char *next; /* one sentence: what to do; may be empty */
};

/* Those about bags, from LP_RULE_BAG_DECLARATION on: a part of what
 * lp_rule_info gives. */
#define LP_RULE_BAGS (LP_RULE_BAG_SIGNATURE - LP_RULE_BAG_DECLARATION + 1)
extern const struct lp_rule_info lp_rule_bag[LP_RULE_BAGS];

/* Likewise those about mail, from LP_RULE_MAIL_TWO_READINGS on, ... */
#define LP_RULES_MAIL (LP_RULE_MAIL_OUTSIDE - LP_RULE_MAIL_TWO_READINGS + 1)
extern const struct lp_rule_info lp_rule_mail[LP_RULES_MAIL];
/* ... about what Outlook and old office programs write, from
 * LP_RULE_CFB on, ... */
#define LP_RULES_OUTLOOK (LP_RULE_MSG_LACKING - LP_RULE_CFB + 1)
extern const struct lp_rule_info lp_rule_outlook[LP_RULES_OUTLOOK];
/* ... about torrents and other lists, from LP_RULE_TORRENT_BROKEN on, ... */
#define LP_RULES_OF_LISTS (LP_RULE_LIST_HINT - LP_RULE_TORRENT_BROKEN + 1)
extern const struct lp_rule_info lp_rule_list[LP_RULES_OF_LISTS];
/* ... about what lies in documents, from LP_RULE_EMBEDDED on, ... */
#define LP_RULE_EMBEDDEDS (LP_RULE_PDF_SUM - LP_RULE_EMBEDDED + 1)
extern const struct lp_rule_info lp_rule_embedded[LP_RULE_EMBEDDEDS];
/* ... and about rows of tables, from LP_RULE_ROW_FIELDS on. */
#define LP_RULE_OF_ROWS (LP_RULE_SQLITE_TAIL - LP_RULE_ROW_FIELDS + 1)
extern const struct lp_rule_info lp_rule_rows[LP_RULE_OF_ROWS];

/* Lives for ever. `rule` out of range gives the entry of LP_RULE_NONE. */
const struct lp_rule_info *lp_rule_info(unsigned rule);

/* The rule with this id, or LP_RULE_NONE. */
enum lp_rule lp_rule_by_id(const char *id);

#define LP_FINDINGS_MAX 8

/* The first few different rules that something broke, and where. */
struct lp_findings {
    unsigned n;
    struct {
        uint16_t rule;
        uint64_t at; /* byte offset in the container that holds it */
    } of[LP_FINDINGS_MAX];
};

/* Note `rule` once; when full, the rest is dropped (the first weigh most). */
void lp_findings_add(struct lp_findings *f, enum lp_rule rule, uint64_t at);

/* Add those of `from` that are ambiguous: headers of one member that two
 * readers could understand differently make the whole container so. */
void lp_findings_doubt(struct lp_findings *f, const struct lp_findings *from);

/* Whether any of them is of class `class`. */
bool lp_findings_any(const struct lp_findings *f, enum lp_rule_class class);

#endif
