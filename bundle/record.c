#include "bundle/record.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "formats/b64.h"

void
lp_record_settle(struct lp_record *r)
{
    if (r->after != NULL) {
        r->flags |= r->after->flags;
        r->span = r->after->end > r->span_at ? r->after->end - r->span_at : 0;
        r->after = NULL;
    }
}

void
lp_record_close(struct lp_record *r, const struct lp_err *why)
{
    r->closed =
        why->rule == LP_RULE_NONE ? LP_RULE_UNREADABLE : (uint16_t)why->rule;
    r->closed_at = why->at;
    if (r->closed == LP_RULE_UNREADABLE) {
        (void)snprintf(r->note, sizeof r->note, "%.95s",
                       why->sys != 0 ? strerror(why->sys) : why->text);
    } else if (r->closed == LP_RULE_ENC_ZIP) {
        /* A password was tried. */
        (void)snprintf(r->note, sizeof r->note, "%.95s", why->text);
    }
}

bool
lp_record_is_read(const struct lp_record *r)
{
    return r->has_digest || r->tree;
}

bool
lp_record_has_bytes(const struct lp_record *r)
{
    switch (r->kind) {
    case LP_KIND_DIR:
    case LP_KIND_SYMLINK:
    case LP_KIND_HARDLINK:
    case LP_KIND_FIFO:
    case LP_KIND_SOCKET:
    case LP_KIND_DEVICE:
    case LP_KIND_LABEL:
        return false;
    default:
        return true;
    }
}

bool
lp_record_is_document(const struct lp_record *r)
{
    return lp_record_has_bytes(r) && (r->flags & LP_FLAG_OWN_TEXT) == 0 &&
           r->kind != LP_KIND_ROW &&
           (!r->container || r->kind == LP_KIND_MESSAGE ||
            lp_kind_is_document(r->kind));
}

/* SHA-256 of nothing: all that a list may tell of an empty file. */
static const uint8_t nothing[32] = {
    0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4,
    0xc8, 0x99, 0x6f, 0xb9, 0x24, 0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b,
    0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55};

bool
lp_record_is_empty(const struct lp_record *r)
{
    return r->has_digest &&
           (r->sizeless ? memcmp(r->digest.bytes, nothing, sizeof nothing) == 0
                        : r->size == 0);
}

bool
lp_record_is_message(const struct lp_record *r)
{
    return r->kind == LP_KIND_MESSAGE || r->kind == LP_KIND_CHAT_MESSAGE;
}

bool
lp_record_is_attachment(const struct lp_record *r)
{
    return r->role == LP_ROLE_PART && (r->flags & LP_FLAG_OWN_TEXT) == 0 &&
           r->kind != LP_KIND_MESSAGE;
}

bool
lp_record_is_finding(const struct lp_record *r)
{
    return r->found.n > 0 ||
           (r->closed != LP_RULE_NONE &&
            lp_rule_info(r->closed)->class != LP_CLASS_CLOSED);
}

/* Whether the bytes that came out may not be those that went in: where
 * checksums are compared at the end of what they are of, by a library that
 * does not say whether it was that. */
static bool
contradicted(unsigned rule)
{
    return rule == LP_RULE_CRC || rule == LP_RULE_LENGTH ||
           rule == LP_RULE_BZIP2 || rule == LP_RULE_XZ;
}

bool
lp_record_taints(const struct lp_record *r)
{
    return lp_findings_any(&r->found, LP_CLASS_AMBIGUOUS) ||
           contradicted(r->closed) ||
           (r->closed != LP_RULE_NONE &&
            lp_rule_info(r->closed)->class == LP_CLASS_AMBIGUOUS);
}

bool
lp_record_is_closed(const struct lp_record *r)
{
    return r->closed != LP_RULE_NONE &&
           lp_rule_info(r->closed)->class == LP_CLASS_CLOSED;
}

void
lp_record_name_b64(struct lp_buf *to, const struct lp_record *r)
{
    struct lp_slice name = r->name;

    for (size_t i = name.len; r->depth == 0 && i > 0; i--) {
        if (name.data[i - 1] == '/') {
            name = lp_slice_from(name, i);
            break;
        }
    }
    lp_b64_encode(to, name);
}

uint32_t
lp_record_name_flags(struct lp_slice name)
{
    struct lp_cursor c = lp_cursor_over(name);
    uint32_t flags = 0;

    if (name.len == 0 || name.data[0] == '/') {
        flags |= LP_FLAG_NAME_UNSAFE;
    }
    for (size_t i = 0; i < name.len;) {
        uint32_t ch = lp_text_next(name, &i);

        if (ch == UINT32_MAX) {
            flags |= LP_FLAG_NAME_NOT_UTF8;
        } else if (lp_text_unsafe(ch)) {
            flags |= LP_FLAG_NAME_UNSAFE;
        }
    }
    while (c.rest.len > 0) {
        struct lp_slice rest = c.rest;
        struct lp_slice part = lp_cursor_until(&c, '/');

        if (c.failed) {
            part = rest;
            c.rest.len = 0;
        }
        if (lp_slice_is(part, "..")) {
            flags |= LP_FLAG_NAME_UNSAFE;
        }
    }
    return flags;
}
