#ifndef LP_FORMATS_KIND_H
#define LP_FORMATS_KIND_H

#include "base/slice.h"

/* What the content is, by its own bytes. The numbers are internal; the words
 * appear in records and manifests. */
enum lp_kind {
    LP_KIND_OTHER,
    LP_KIND_DIR,
    LP_KIND_SYMLINK,
    LP_KIND_HARDLINK,
    LP_KIND_FIFO,
    LP_KIND_SOCKET,
    LP_KIND_DEVICE,
    LP_KIND_ZIP,
    LP_KIND_TAR,
    LP_KIND_GZIP,
    LP_KIND_XZ,
    LP_KIND_ZSTD,
    LP_KIND_BZIP2,
    LP_KIND_7Z,
    LP_KIND_RAR,
    LP_KIND_CAB,
    LP_KIND_LZ4,
    LP_KIND_COMPRESS,
    LP_KIND_CPIO,
    LP_KIND_AR,
    LP_KIND_ISO,
    LP_KIND_PST,
    LP_KIND_PDF,
    LP_KIND_OOXML,
    LP_KIND_ODF,
    LP_KIND_OLE,
    LP_KIND_PGP,
    LP_KIND_AGE,
    LP_KIND_OPENSSL,
    LP_KIND_LUKS,
    LP_KIND_LABEL,
    LP_KIND_MBOX,
    LP_KIND_MESSAGE,
    LP_KIND_CMS,
    LP_KIND_LZMA,
    LP_KIND_CHAT, /* an export of chats */
    LP_KIND_CHAT_MESSAGE,
    LP_KIND_LHA,
    LP_KIND_EMLX,
    LP_KIND_MMDF,
    LP_KIND_GIT_BUNDLE,
    LP_KIND_EWF,
    LP_KIND_TNEF,
    LP_KIND_EPUB,
    LP_KIND_RTF,
    LP_KIND_UUENCODE, /* a text with files in it, by uuencode ... */
    LP_KIND_YENC,     /* ... or by yEnc */
    LP_KIND_WARC,
    LP_KIND_LZIP,
    LP_KIND_ROWS, /* a table, or several, of rows */
    LP_KIND_ROW,
    LP_KIND_DISK_IMAGE, /* what nothing here opens: of a disk, ... */
    LP_KIND_MAIL_STORE,
    LP_KIND_ARCHIVE, /* ... of files or what was packed */
    LP_KIND_ENCRYPTED,
    LP_KIND_COUNT
};

const char *lp_kind_word(enum lp_kind kind);

/* Whether it is a document as it stands, whatever lies in it: what does are
 * further documents, and it is no mere container of them. */
bool lp_kind_is_document(enum lp_kind kind);

/* Whether it is an archive or compressed data, known by bytes that no text
 * begins with. */
bool lp_kind_is_packed(enum lp_kind kind);

/* Whether it is a text with files in it. */
bool lp_kind_is_encoded(enum lp_kind kind);

/* The kind with this word; LP_KIND_COUNT if there is none. */
enum lp_kind lp_kind_by_word(struct lp_slice word);

#endif
