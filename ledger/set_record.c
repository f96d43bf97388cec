#include "ledger/set_record.h"

#include "base/text.h"

/* The kinds by their numbers in files, which never change, whatever becomes of
 * the enum: a new kind goes to the end. */
static const enum lp_kind kinds[] = {
    LP_KIND_OTHER,        LP_KIND_DIR,         LP_KIND_SYMLINK,
    LP_KIND_HARDLINK,     LP_KIND_FIFO,        LP_KIND_SOCKET,
    LP_KIND_DEVICE,       LP_KIND_ZIP,         LP_KIND_TAR,
    LP_KIND_GZIP,         LP_KIND_XZ,          LP_KIND_ZSTD,
    LP_KIND_BZIP2,        LP_KIND_7Z,          LP_KIND_RAR,
    LP_KIND_CAB,          LP_KIND_LZ4,         LP_KIND_COMPRESS,
    LP_KIND_CPIO,         LP_KIND_AR,          LP_KIND_ISO,
    LP_KIND_PST,          LP_KIND_PDF,         LP_KIND_OOXML,
    LP_KIND_ODF,          LP_KIND_OLE,         LP_KIND_PGP,
    LP_KIND_AGE,          LP_KIND_OPENSSL,     LP_KIND_LUKS,
    LP_KIND_LABEL,        LP_KIND_MBOX,        LP_KIND_MESSAGE,
    LP_KIND_CMS,          LP_KIND_LZMA,        LP_KIND_CHAT,
    LP_KIND_CHAT_MESSAGE, LP_KIND_LHA,         LP_KIND_EMLX,
    LP_KIND_MMDF,         LP_KIND_GIT_BUNDLE,  LP_KIND_EWF,
    [43] = LP_KIND_TNEF,  [45] = LP_KIND_ROWS, LP_KIND_ROW,
    [50] = LP_KIND_EPUB,  LP_KIND_RTF,         [54] = LP_KIND_UUENCODE,
    LP_KIND_YENC,         LP_KIND_WARC,        LP_KIND_LZIP,
    LP_KIND_DISK_IMAGE,   LP_KIND_MAIL_STORE,  LP_KIND_ARCHIVE,
    LP_KIND_ENCRYPTED,
};

#define KINDS (sizeof kinds / sizeof kinds[0])

/* A kind without a number is kept as OTHER, 0. */
static uint8_t
code_of(enum lp_kind kind)
{
    for (size_t i = 0; i < KINDS; i++) {
        if (kinds[i] == kind) {
            return (uint8_t)i;
        }
    }
    return 0;
}

void
lp_set_record_head(uint8_t *to, const struct lp_set_record *r)
{
    lp_put_le64(to, r->size);
    to[8] = (uint8_t)r->role;
    to[9] = code_of(r->kind);
    lp_put_le16(to + 10, 0);
    lp_put_le32(to + 12, (uint32_t)r->locator.len);
}

bool
lp_set_record_text_ok(struct lp_slice text)
{
    size_t i = 0;

    if (text.len > LP_SET_LOCATOR_MAX) {
        return false;
    }
    while (i < text.len) {
        uint8_t byte = text.data[i];

        if (byte >= 0x20 && byte < 0x7f) {
            i++; /* nearly all of it, at no cost */
        } else {
            uint32_t c = lp_text_next(text, &i);

            if (c == UINT32_MAX || lp_text_unsafe(c)) {
                return false;
            }
        }
    }
    return true;
}

enum lp_code
lp_set_record_read(struct lp_set_record *out, struct lp_slice bytes,
                   struct lp_err *err)
{
    struct lp_cursor c = lp_cursor_over(bytes);
    struct lp_set_record r = {.size = lp_cursor_le64(&c)};
    uint8_t role = lp_cursor_u8(&c);
    uint8_t kind = lp_cursor_u8(&c);
    uint16_t reserved = lp_cursor_le16(&c);

    r.locator = lp_cursor_take(&c, lp_cursor_le32(&c));
    r.role = (enum lp_role)role;
    r.kind = kind < KINDS ? kinds[kind] : LP_KIND_OTHER;
    if (c.failed || c.rest.len != 0 || reserved != 0 || role >= LP_ROLE_COUNT ||
        kind >= KINDS || (r.kind == LP_KIND_OTHER && kind != 0)) {
        return lp_fail(err, LP_E_FORMAT, "a record breaks the format");
    }
    if (!lp_set_record_text_ok(r.locator)) {
        return lp_fail(err, LP_E_FORMAT,
                       "a record's locator is not printable text");
    }
    *out = r;
    return LP_OK;
}
