#include "formats/ole_tell.h"

/* As much of a stream as says whether it is encrypted. */
#define HEAD 4096

/* Records of a workbook among which the one about encryption is. */
#define EARLY 8

static const uint8_t message_clsid[16] = {0x0b, 0x0d, 2, 0, 0, 0, 0, 0,
                                          0xc0, 0,    0, 0, 0, 0, 0, 0x46};

static const struct {
    const char *name;
    enum lp_ole is;
} streams[] = {
    {"__properties_version1.0", LP_OLE_MESSAGE},
    {"EncryptedPackage", LP_OLE_PACKAGE},
    {"WordDocument", LP_OLE_WORD},
    {"Workbook", LP_OLE_BOOK},
    {"Book", LP_OLE_BOOK}, /* of Excel 95: its text is not read */
    {"PowerPoint Document", LP_OLE_SLIDES},
};

enum lp_ole
lp_ole_which(const struct lp_cfb *c, uint32_t *item)
{
    *item = LP_CFB_ROOT;
    if (memcmp(c->items[LP_CFB_ROOT].clsid, message_clsid,
               sizeof message_clsid) == 0) {
        return LP_OLE_MESSAGE;
    }
    for (size_t i = 0; i < sizeof streams / sizeof streams[0]; i++) {
        uint32_t at = lp_cfb_find(c, LP_CFB_ROOT, streams[i].name);

        if (at != LP_CFB_NONE && c->items[at].type == LP_CFB_STREAM) {
            *item = at;
            return streams[i].is;
        }
    }
    return LP_OLE_OTHER;
}

/* [MS-DOC] 2.5.2: fEncrypted of FibBase. */
bool
lp_ole_word_is_closed(struct lp_slice head)
{
    return head.len >= 12 && (head.data[11] & 1) != 0;
}

/* [MS-XLS] 2.4.117: FilePass comes soon behind the first record, if at all. */
static bool
book_is_closed(struct lp_slice head)
{
    struct lp_cursor c = lp_cursor_over(head);

    for (unsigned i = 0; i < EARLY && !c.failed; i++) {
        unsigned type = lp_cursor_le16(&c);
        size_t len = lp_cursor_le16(&c);

        if (type == 0x2f && !c.failed) {
            return true;
        }
        (void)lp_cursor_take(&c, len);
    }
    return false;
}

/* [MS-PPT] 2.3.2: headerToken of CurrentUserAtom. */
static bool
slides_are_closed(struct lp_slice head)
{
    return head.len >= 16 && lp_get_le32(head.data + 12) == 0xf3d1c4df;
}

static bool
is_closed(enum lp_ole is, struct lp_slice head)
{
    switch (is) {
    case LP_OLE_PACKAGE:
        return true;
    case LP_OLE_WORD:
        return lp_ole_word_is_closed(head);
    case LP_OLE_BOOK:
        return book_is_closed(head);
    case LP_OLE_SLIDES:
        return slides_are_closed(head);
    default:
        return false;
    }
}

enum lp_code
lp_ole_tell(enum lp_ole *out, enum lp_rule *closed, struct lp_view *view,
            const struct lp_limits *limits, struct lp_err *err)
{
    struct lp_err why = {0};
    struct lp_cfb *c = NULL;
    struct lp_buf head = {0};
    uint32_t at;
    enum lp_code rc;

    *closed = LP_RULE_NONE;
    LP_TRY(lp_cfb_open(&c, view, limits, err));
    *out = lp_ole_which(c, &at);
    if (*out == LP_OLE_SLIDES) {
        at = lp_cfb_find(c, LP_CFB_ROOT, "Current User");
    }
    if (at == LP_CFB_NONE || c->items[at].type != LP_CFB_STREAM) {
        goto done;
    }
    rc = lp_cfb_peek(&head, c, at, HEAD, &why);
    if (rc == LP_E_FORMAT) {
        rc = LP_OK; /* it has no text then, and is not closed */
    } else if (rc != LP_OK) {
        *err = why;
    }
    if (rc == LP_OK && is_closed(*out, lp_buf_slice(&head))) {
        *closed = LP_RULE_ENC_OFFICE;
    }

done:
    lp_buf_release(&head);
    lp_cfb_free(c);
    return rc;
}
