#include "formats/zip_document.h"

#include "formats/zip_header.h"

/* The first member of `head`: its name, and its content if that is stored. */
static bool
first_member(struct lp_slice head, struct lp_slice *name,
             struct lp_slice *content)
{
    struct lp_cursor c = lp_cursor_over(head);
    uint16_t flags;
    uint16_t method;
    size_t name_len;
    size_t extra_len;

    if (!lp_slice_is(lp_cursor_take(&c, 4), "PK\3\4")) {
        return false;
    }
    (void)lp_cursor_take(&c, 2); /* version needed */
    flags = lp_cursor_le16(&c);
    method = lp_cursor_le16(&c);
    (void)lp_cursor_take(&c, 16); /* time, CRC, sizes */
    name_len = lp_cursor_le16(&c);
    extra_len = lp_cursor_le16(&c);
    *name = lp_cursor_take(&c, name_len);
    (void)lp_cursor_take(&c, extra_len);
    *content = (struct lp_slice){0};
    if (method == LP_ZIP_STORED && (flags & LP_ZIP_ENCRYPTED) == 0) {
        *content = c.rest;
    }
    return !c.failed;
}

/* OOXML: ECMA-376 part 2 puts the list of content types and the relationships
 * of the package into each, and writers put one of them first. ODF 1.2 part
 * 3, 3.3, and EPUB: `mimetype` is first, and stored. AFF4: an image of a disk
 * in pieces, which are no documents. */
static bool
recognise(struct lp_slice head, enum lp_kind *kind)
{
    struct lp_slice name;
    struct lp_slice content;

    *kind = LP_KIND_OTHER;
    if (!first_member(head, &name, &content)) {
        return false;
    }
    if (lp_slice_is(name, "[Content_Types].xml") ||
        lp_slice_is(name, "_rels/.rels")) {
        *kind = LP_KIND_OOXML;
        return true;
    }
    if (lp_slice_is(name, "container.description")) {
        *kind = LP_KIND_DISK_IMAGE;
        return true;
    }
    if (!lp_slice_is(name, "mimetype")) {
        return false;
    }
    if (lp_slice_begins(content, lp_slice_str("application/vnd.oasis."
                                              "opendocument"))) {
        *kind = LP_KIND_ODF;
        return true;
    }
    if (lp_slice_begins(content, lp_slice_str("application/epub+zip"))) {
        *kind = LP_KIND_EPUB;
        return true;
    }
    return false;
}

bool
lp_zip_is_document(struct lp_slice head)
{
    enum lp_kind kind;

    return recognise(head, &kind);
}

enum lp_kind
lp_zip_document(struct lp_slice head)
{
    enum lp_kind kind;

    (void)recognise(head, &kind);
    return kind;
}
