#include "formats/kind.h"

static const char *const words[LP_KIND_COUNT] = {
    [LP_KIND_OTHER] = "other",
    [LP_KIND_DIR] = "dir",
    [LP_KIND_SYMLINK] = "symlink",
    [LP_KIND_HARDLINK] = "hardlink",
    [LP_KIND_FIFO] = "fifo",
    [LP_KIND_SOCKET] = "socket",
    [LP_KIND_DEVICE] = "device",
    [LP_KIND_ZIP] = "zip",
    [LP_KIND_TAR] = "tar",
    [LP_KIND_GZIP] = "gzip",
    [LP_KIND_XZ] = "xz",
    [LP_KIND_ZSTD] = "zstd",
    [LP_KIND_BZIP2] = "bzip2",
    [LP_KIND_7Z] = "7z",
    [LP_KIND_RAR] = "rar",
    [LP_KIND_CAB] = "cab",
    [LP_KIND_LZ4] = "lz4",
    [LP_KIND_COMPRESS] = "compress",
    [LP_KIND_CPIO] = "cpio",
    [LP_KIND_AR] = "ar",
    [LP_KIND_ISO] = "iso",
    [LP_KIND_PST] = "pst",
    [LP_KIND_PDF] = "pdf",
    [LP_KIND_OOXML] = "ooxml",
    [LP_KIND_ODF] = "odf",
    [LP_KIND_OLE] = "ole",
    [LP_KIND_PGP] = "pgp",
    [LP_KIND_AGE] = "age",
    [LP_KIND_OPENSSL] = "openssl",
    [LP_KIND_LUKS] = "luks",
    [LP_KIND_LABEL] = "label",
    [LP_KIND_MBOX] = "mbox",
    [LP_KIND_MESSAGE] = "message",
    [LP_KIND_CMS] = "cms",
    [LP_KIND_LZMA] = "lzma",
    [LP_KIND_CHAT] = "chat",
    [LP_KIND_CHAT_MESSAGE] = "chat-message",
    [LP_KIND_LHA] = "lha",
    [LP_KIND_EMLX] = "emlx",
    [LP_KIND_MMDF] = "mmdf",
    [LP_KIND_GIT_BUNDLE] = "git-bundle",
    [LP_KIND_EWF] = "ewf",
    [LP_KIND_TNEF] = "tnef",
    [LP_KIND_EPUB] = "epub",
    [LP_KIND_RTF] = "rtf",
    [LP_KIND_UUENCODE] = "uuencode",
    [LP_KIND_YENC] = "yenc",
    [LP_KIND_WARC] = "warc",
    [LP_KIND_LZIP] = "lzip",
    [LP_KIND_ROWS] = "rows",
    [LP_KIND_ROW] = "row",
    [LP_KIND_DISK_IMAGE] = "disk-image",
    [LP_KIND_MAIL_STORE] = "mail-store",
    [LP_KIND_ARCHIVE] = "archive",
    [LP_KIND_ENCRYPTED] = "encrypted",
};

const char *
lp_kind_word(enum lp_kind kind)
{
    return words[(unsigned)kind < LP_KIND_COUNT ? kind : LP_KIND_OTHER];
}

bool
lp_kind_is_document(enum lp_kind kind)
{
    switch (kind) {
    case LP_KIND_PDF:
    case LP_KIND_OOXML:
    case LP_KIND_ODF:
    case LP_KIND_OLE:
    case LP_KIND_EPUB:
    case LP_KIND_RTF:
    case LP_KIND_ROWS:
        return true;
    default:
        return lp_kind_is_encoded(kind);
    }
}

bool
lp_kind_is_encoded(enum lp_kind kind)
{
    return kind == LP_KIND_UUENCODE || kind == LP_KIND_YENC;
}

bool
lp_kind_is_packed(enum lp_kind kind)
{
    switch (kind) {
    case LP_KIND_ZIP:
    case LP_KIND_TAR:
    case LP_KIND_GZIP:
    case LP_KIND_XZ:
    case LP_KIND_ZSTD:
    case LP_KIND_BZIP2:
    case LP_KIND_LZIP:
    case LP_KIND_7Z:
    case LP_KIND_RAR:
    case LP_KIND_AR:
    case LP_KIND_CAB:
    case LP_KIND_CPIO:
    case LP_KIND_ISO:
    case LP_KIND_LZMA:
    case LP_KIND_PST:
    case LP_KIND_TNEF:
        return true;
    default:
        return false;
    }
}

enum lp_kind
lp_kind_by_word(struct lp_slice word)
{
    for (unsigned i = 0; i < LP_KIND_COUNT; i++) {
        if (lp_slice_is(word, words[i])) {
            return (enum lp_kind)i;
        }
    }
    return LP_KIND_COUNT;
}
